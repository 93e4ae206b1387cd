"""What the installation decides, read once from the environment; nothing else reads it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SIGN_IN_SECRET = "KOTISETELI_SIGN_IN_SECRET_"  # noqa: S105 - how their names begin
DEMO_PUBLIC_URL = "https://kotiseteli.example"


class SettingsWrong(Exception):
    """The environment cannot be started from; the text names everything that is wrong at once."""


@dataclass(frozen=True)
class Smtp:
    """The mail server that letters are given to (docs/notices.md)."""

    host: str
    port: int
    # Encrypted from the first byte (smtps); otherwise by STARTTLS, and never not at all.
    is_wrapped: bool
    user: str
    password: str = field(repr=False)
    # The address that letters come from.
    sender: str


@dataclass(frozen=True)
class Settings:
    """The settings of one running installation."""

    data_folder: Path
    # Empty means the PostgreSQL that comes with the product.
    database_url: str
    host: str
    port: int
    # Loads the demo county and lets anyone on this machine be any of its people.
    demo: bool
    # Origin printed in the voucher's QR code, without a path.
    public_url: str
    # The connections one process may hold. More than twice the cores only make pushes of one organiser wait for each
    # other in the database, where it costs, instead of in the process, where it does not (docs/benchmarks.md).
    pool_size: int
    # The file of the ways to sign in (docs/identification.md), and the secrets that the environment has for them.
    sign_in: Path | None = None
    sign_in_secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    # How this installation has joined Suomi.fi mandates (backend/suomi_fi/joined.py); None where it has not.
    suomi_fi: Path | None = None
    # The addresses of the proxies in front, whose word on where a request comes from is taken; empty: nobody's.
    proxies: str = ""
    # None where nobody is written to.
    smtp: Smtp | None = None
    # For tests: pushes also go to this machine and its network. In the demo only.
    push_anywhere: bool = False


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def crosses_in_the_clear(database_url: str) -> bool:
    """Tell whether the way to a database may be listened to: another machine whose certificate is not looked at."""
    address = urlsplit(database_url)
    asked = parse_qs(address.query)
    host = asked.get("host", [address.hostname or ""])[0]
    # A name that begins with a slash is the folder of a socket; without any the machine's own socket is meant.
    if not host or host.startswith("/") or is_loopback(host):
        return False
    return asked.get("sslmode", [""])[0] not in {"verify-ca", "verify-full"}


def database_url_from(environment: Mapping[str, str], wrong: list[str], *, demo: bool) -> str:
    """Read where the database is."""
    written = environment.get("DATABASE_URL", "")
    if not demo and crosses_in_the_clear(written):
        wrong.append(
            "DATABASE_URL names another machine, so it must end with sslmode=verify-full (and sslrootcert=... where "
            "the authority is your own): otherwise what is known of clients can be listened to on the way"
        )
    return written


def smtp_from(environment: Mapping[str, str], wrong: list[str]) -> Smtp | None:
    """Read which mail server there is, if one."""
    written, sender = environment.get("KOTISETELI_SMTP", ""), environment.get("KOTISETELI_MAIL_FROM", "")
    if not written:
        return None
    address = urlsplit(written)
    try:
        port = address.port
    except ValueError:
        port = 0
    if address.scheme not in {"smtp", "smtps"} or not address.hostname or port == 0 or address.username:
        wrong.append("KOTISETELI_SMTP must be smtp://server:587 (STARTTLS) or smtps://server:465")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        wrong.append(
            "KOTISETELI_MAIL_FROM must be the address that letters come from, such as no-reply@voucher.example"
        )
    return Smtp(
        host=address.hostname or "",
        port=port or (465 if address.scheme == "smtps" else 587),
        is_wrapped=address.scheme == "smtps",
        user=environment.get("KOTISETELI_SMTP_USER", ""),
        password=environment.get("KOTISETELI_SMTP_PASSWORD", ""),
        sender=sender,
    )


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings and report all that is wrong together."""
    wrong: list[str] = []

    def whole_number(name: str, default: int, low: int, high: int) -> int:
        written = environment.get(name, "")
        if not written:
            return default
        if not written.isdecimal() or not low <= int(written) <= high:
            wrong.append(f"{name} must be a whole number from {low} to {high}, not {written!r}")
            return default
        return int(written)

    demo = environment.get("KOTISETELI_DEMO", "") in {"1", "true", "yes"}
    host = environment.get("KOTISETELI_HOST", "") or "127.0.0.1"
    if demo and not is_loopback(host):
        wrong.append(
            f"KOTISETELI_DEMO lets anyone be anyone, so it is allowed on loopback only, not on {host!r}: "
            "leave KOTISETELI_HOST empty, or turn the demo off",
        )
    push_anywhere = environment.get("KOTISETELI_PUSH_ANYWHERE", "") in {"1", "true", "yes"}
    if push_anywhere and not demo:
        wrong.append(
            "KOTISETELI_PUSH_ANYWHERE is for tests of the demo: with it, strangers could reach our own network"
        )
    public_url = environment.get("KOTISETELI_PUBLIC_URL", "") or (DEMO_PUBLIC_URL if demo else "")
    address = urlsplit(public_url)
    # The demo on this machine alone may be opened without a certificate, as browsers allow.
    is_own = demo and address.scheme == "http" and is_loopback(address.hostname or "")
    if not (is_own or address.scheme == "https") or not address.hostname or address.path not in {"", "/"}:
        wrong.append("KOTISETELI_PUBLIC_URL must be the https address people open, such as https://voucher.example")
    sign_in = environment.get("KOTISETELI_SIGN_IN", "")
    data_folder = Path(environment.get("KOTISETELI_DATA", "") or Path.home() / ".local/share/kotiseteli")
    proxies = environment.get("KOTISETELI_PROXIES", "")
    for proxy in filter(None, map(str.strip, proxies.split(","))):
        try:
            ip_network(proxy)
        except ValueError:
            wrong.append(f"KOTISETELI_PROXIES must be addresses or networks with commas between, not {proxy!r}")
    read = Settings(
        data_folder=data_folder.absolute(),
        database_url=database_url_from(environment, wrong, demo=demo),
        host=host,
        port=whole_number("KOTISETELI_PORT", 8000, 1, 65535),
        demo=demo,
        public_url=public_url.rstrip("/"),
        pool_size=whole_number("KOTISETELI_POOL", 2 * (os.cpu_count() or 1), 1, 100),
        sign_in=Path(sign_in).absolute() if sign_in else None,
        sign_in_secrets={name: value for name, value in environment.items() if name.startswith(SIGN_IN_SECRET)},
        suomi_fi=Path(environment["KOTISETELI_SUOMI_FI"]) if environment.get("KOTISETELI_SUOMI_FI") else None,
        proxies=proxies,
        smtp=smtp_from(environment, wrong),
        push_anywhere=push_anywhere,
    )
    if wrong:
        raise SettingsWrong("The settings cannot be used:\n- " + "\n- ".join(wrong))
    return read


def read_settings() -> Settings:
    """Read the settings of this process."""
    return settings_from(os.environ)
