"""The ways in of an installation, read once from the file that KOTISETELI_SIGN_IN names (docs/identification.md).

A way is one client at one identity provider: strong identification, whose word is an identity code, or an
organisation's own directory, whose groups say what its people do here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from stdnum.fi import ytunnus

from backend.access.roles import Role
from backend.settings import SIGN_IN_SECRET, SettingsWrong, is_loopback
from backend.wire import Slug, Text

# Doors of the product's own, by which `sign_in.way` names them.
OWN_DOORS = {"demo", "enrolment", "passkey", "role-change", "unknown"}
STRONG_ROLES = (Role.CLIENT, Role.RELATIVE)
ORGANISERS_ROLES = {Role.GRANTER, Role.ORGANISER, Role.FINANCE}
PROVIDERS_ROLES = {Role.PROVIDER, Role.WORKER}

Line = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00-\x20]+\Z", max_length=500)]
# The name of a claim, or of one object inside another and the claim in it.
Place = Line | Annotated[list[Line], msgspec.Meta(min_length=1, max_length=5)]


class WrittenWay(msgspec.Struct, forbid_unknown_fields=True):
    """A way in as it stands in the file."""

    name: Slug
    kind: Literal["strong", "organisation"]
    # What the button says.
    title: Text
    issuer: Line
    client_id: Line
    # The file whose first line is the client's secret; without it the environment has it.
    client_secret_file: str | None = None
    # How the client shows its secret (OpenID Connect Core 1.0 section 9).
    token_auth: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"  # noqa: S105 - a way, no secret
    scopes: tuple[Line, ...] = ("openid", "profile")
    # The strengths that are taken, the wished one first; empty where the provider does not speak of strength.
    acr_values: tuple[Line, ...] = ()
    # Strong: the claim with the identity code, and the roles that may be entered by this way.
    identity_code_claim: Place | None = None
    roles: list[Role] | None = None
    # Organisation: whose people these are, the claim with their groups, and the role that each group gives.
    organiser: int | None = None
    provider: str | None = None
    group_claim: Place = "groups"
    groups: dict[str, Role] = {}


class SignInFile(msgspec.Struct, forbid_unknown_fields=True):
    """The file of the ways in."""

    way: Annotated[list[WrittenWay], msgspec.Meta(min_length=1, max_length=20)]


@dataclass(frozen=True)
class Way:
    """One client at one identity provider."""

    name: str
    title: Text
    issuer: str
    client_id: str
    client_secret: str
    token_auth: str
    scopes: tuple[str, ...]
    acr_values: tuple[str, ...]
    # Strong identification: where the identity code stands, and the roles that may be entered.
    identity_code_claim: tuple[str, ...]
    roles: frozenset[Role]
    # An organisation's people: the organiser's code or the provider's business id, and the roles that groups give.
    organiser: int | None
    provider: str | None
    group_claim: tuple[str, ...]
    groups: Mapping[str, Role]

    def __repr__(self) -> str:
        """Say which way it is, and never its secret."""
        return f"Way({self.name!r})"

    @property
    def is_strong(self) -> bool:
        """Whether the provider's word is an identity code."""
        return bool(self.identity_code_claim)


def read_ways(path: Path | None, secrets: Mapping[str, str]) -> tuple[Way, ...]:
    """Read the ways in, or say all that is wrong with them; none without a file."""
    if path is None:
        return ()
    try:
        written = msgspec.toml.decode(path.read_bytes(), type=SignInFile).way
    except OSError as reason:
        raise SettingsWrong(f"KOTISETELI_SIGN_IN: {path} cannot be read: {reason.strerror}") from reason
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as reason:
        raise SettingsWrong(f"KOTISETELI_SIGN_IN: {path}: {reason}") from reason
    wrong = [f"{way.name}: {fault}" for way in written for fault in faults(way)]
    names = [way.name for way in written]
    wrong += [
        f"{name}: two ways in have this name" for name in sorted({name for name in names if names.count(name) > 1})
    ]
    ways = []
    for way in written:
        secret = secret_of(way, path, secrets)
        if not secret:
            wrong.append(
                f"{way.name}: no client secret; name its file in client_secret_file, or set {secret_variable(way.name)}"
            )
        ways.append(way_from(way, secret))
    if wrong:
        raise SettingsWrong(f"KOTISETELI_SIGN_IN: {path} cannot be used:\n- " + "\n- ".join(wrong))
    return tuple(ways)


def secret_variable(name: str) -> str:
    """Return the environment variable that may hold the secret of a way in."""
    return f"{SIGN_IN_SECRET}{name.upper().replace('-', '_')}"


def secret_of(way: WrittenWay, path: Path, secrets: Mapping[str, str]) -> str:
    """Return the secret, from the environment or from its file, which may be named from where the ways stand."""
    if way.client_secret_file is None:
        return secrets.get(secret_variable(way.name), "")
    try:
        lines = (path.parent / way.client_secret_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return lines[0].strip() if lines else ""


def faults(way: WrittenWay) -> list[str]:
    """Return what is wrong with a way in beyond its form."""
    address = urlsplit(way.issuer)
    is_safe = address.scheme == "https" or (address.scheme == "http" and is_loopback(address.hostname or ""))
    allowed = ORGANISERS_ROLES if way.organiser is not None else PROVIDERS_ROLES
    found = {
        "this name is a door of the product's own": way.name in OWN_DOORS,
        "issuer must be an https address without query or fragment": not (is_safe and address.hostname)
        or bool(address.query or address.fragment),
        "scopes must have openid": "openid" not in way.scopes,
    }
    if way.kind == "strong":
        found |= {
            "strong identification needs identity_code_claim": not way.identity_code_claim,
            "strong identification needs acr_values": not way.acr_values,
            "groups, organiser and provider are an organisation's": bool(way.groups)
            or way.organiser is not None
            or way.provider is not None,
        }
    else:
        found |= {
            "an organisation is an organiser or a provider, one of the two": (way.organiser is None)
            == (way.provider is None),
            "provider must be a business id": way.provider is not None and not ytunnus.is_valid(way.provider),
            "groups must give a role to one group at least": not way.groups,
            f"groups may give {', '.join(sorted(allowed))}": not set(way.groups.values()) <= allowed,
            # An organisation that could name anyone by identity code could become anyone.
            "identity_code_claim and roles are for strong identification": way.identity_code_claim is not None
            or way.roles is not None,
        }
    return [fault for fault, is_there in found.items() if is_there]


def place_of(written: str | list[str] | None) -> tuple[str, ...]:
    """Return where a claim stands; a name with dots in it is one name."""
    return (written,) if isinstance(written, str) else tuple(written or ())


def way_from(way: WrittenWay, secret: str) -> Way:
    """Return a way in as it is used."""
    return Way(
        name=way.name,
        title=way.title,
        issuer=way.issuer,
        client_id=way.client_id,
        client_secret=secret,
        token_auth=way.token_auth,
        scopes=way.scopes,
        acr_values=way.acr_values,
        identity_code_claim=place_of(way.identity_code_claim),
        roles=frozenset(STRONG_ROLES if way.roles is None else way.roles)
        if way.kind == "strong"
        else frozenset(way.groups.values()),
        organiser=way.organiser,
        provider=ytunnus.compact(way.provider) if way.provider else None,
        group_claim=place_of(way.group_claim),
        groups=dict(way.groups),
    )
