"""How a call to Suomi.fi mandates is signed, who may make one, and what its answers are worth. Pure.

The interface: kehittajille.suomi.fi, "Web API and selection interface" (docs/decisions/0034).
"""

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Annotated

import msgspec

from backend.access.roles import Scope
from backend.problems import Problem
from backend.suomi_fi.problems import StrongIdentificationNeeded

# Their own token lives for ten minutes; a choice that takes longer is begun again.
CHOICE_LASTS = timedelta(minutes=10)
ALLOWED = "ALLOWED"
# Nobody chooses more at a time; a longer list is no answer of theirs.
MOST_PRINCIPALS = 20
# The sign-in of a demo person, who is not identified at all, counts where nothing is real.
DEMO_WAY = "demo"

Handle = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, pattern=r"\A[\x21-\x7e]+\Z")]


@dataclass(frozen=True)
class Matter:
    """A matter in which one person can empower another at Suomi.fi, and what that lets her do here."""

    # Its address in the register of mandates.
    issue: str
    scopes: tuple[Scope, ...]


class Registered(msgspec.Struct, rename="camel"):
    """The answer to a registration: their session, and whom to name in the browser."""

    session_id: Handle
    user_id: Handle


class Token(msgspec.Struct):
    """The answer to a code."""

    access_token: Handle


class Principal(msgspec.Struct, rename="camel"):
    """Someone who was chosen to be acted for; her id is her personal identity code."""

    person_id: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    name: Annotated[str, msgspec.Meta(max_length=1000)]


Principals = Annotated[list[Principal], msgspec.Meta(max_length=MOST_PRINCIPALS)]


class Authorization(msgspec.Struct):
    """Whether she may be acted for: ALLOWED, and anything else is no."""

    result: Annotated[str, msgspec.Meta(max_length=100)]


def signature(client_id: str, api_key: str, path: str, at: datetime) -> str:
    """Return the header that proves a call ours; `path` is with its query, exactly as it goes over the wire."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    checksum = hmac.digest(api_key.encode(), f"{path} {stamp}".encode(), sha256)
    return f"{client_id} {stamp} {base64.b64encode(checksum).decode()}"


def refuse_to_ask(way: str, acr: str | None, *, has_identity_code: bool) -> Problem | None:
    """Return why a person cannot be named to Suomi.fi: she must be strongly identified, here, in this sign-in."""
    is_identified = acr is not None or way == DEMO_WAY
    return None if is_identified and has_identity_code else StrongIdentificationNeeded()


def scopes_of(matters: Iterable[Matter]) -> list[str]:
    """Return what the matters let a person do together, each once and in the order of the roles' table."""
    together = {scope for matter in matters for scope in matter.scopes}
    return [scope.value for scope in Scope if scope in together]


def last_day_of(first_day: date) -> date:
    """Return how long an answer holds: the day it was given; it is asked again tomorrow (docs/decisions/0034)."""
    return first_day
