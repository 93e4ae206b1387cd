"""How this installation has joined Suomi.fi mandates: who we are there, and in which matters we ask (a TOML file)."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from backend.access.roles import Scope
from backend.settings import SettingsWrong, is_loopback
from backend.suomi_fi.rules import Matter

# Where the service is, and where its test environment is not.
SERVICE = "https://asiointivaltuustarkistus.suomi.fi"
Filled = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\A[\x21-\x7e]+\Z")]


@dataclass(frozen=True)
class Joined:
    """Who we are at Suomi.fi, and what its matters mean here."""

    address: str
    client_id: str
    # They sign and prove: neither is ever printed.
    api_key: str = field(repr=False)
    oauth_password: str = field(repr=False)
    matters: tuple[Matter, ...]


class WrittenMatter(msgspec.Struct, forbid_unknown_fields=True):
    """One `[[matter]]`."""

    issue: Filled
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1)]


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """The file as it is written; secrets lie in files of their own beside it."""

    client_id: Filled
    api_key_file: Filled
    oauth_password_file: Filled
    matter: Annotated[list[WrittenMatter], msgspec.Meta(min_length=1)]
    address: Filled = SERVICE


def read_secret(beside: Path, name: str) -> str:
    """Return what a file with one secret holds; a relative name is beside the file that names it."""
    secret = (beside.parent / name).read_text(encoding="utf-8").strip()
    if not secret:
        raise ValueError(f"{name} is empty")
    return secret


def joined_by(path: Path) -> Joined:
    """Return what the file says; a ValueError or an OSError when it says no such thing."""
    written = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Written)
    address = urlsplit(written.address)
    is_near = address.scheme == "http" and is_loopback(address.hostname or "")
    if not address.hostname or not (address.scheme == "https" or is_near) or address.path or address.query:
        raise ValueError(f"address must be https://host without a path, not {written.address!r}")
    if len({matter.issue for matter in written.matter}) < len(written.matter):
        raise ValueError("a matter stands there twice")
    return Joined(
        address=written.address,
        client_id=written.client_id,
        api_key=read_secret(path, written.api_key_file),
        oauth_password=read_secret(path, written.oauth_password_file),
        matters=tuple(Matter(matter.issue, tuple(matter.scopes)) for matter in written.matter),
    )


def read_joined(path: Path | None) -> Joined | None:
    """Read how we have joined; without a file we have not, and a wrong one stops the start."""
    try:
        return joined_by(path) if path else None
    except (OSError, ValueError) as wrong:
        raise SettingsWrong(f"KOTISETELI_SUOMI_FI cannot be used: {path}: {wrong}") from None
