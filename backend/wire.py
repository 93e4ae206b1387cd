"""Shapes on the wire that several features answer with; Python's snake_case becomes the wire's camelCase. Pure."""

import base64
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

# A calendar month, YYYY-MM.
MONTH_PATTERN = r"\A20[0-9]{2}-(0[1-9]|1[0-2])\Z"


# A moment with its zone; a clock time of nowhere means nothing.
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
# What PostgreSQL's text holds: anything but NUL.
Words = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00]*\Z")]
# What a person reads as a name: never blank.
NOT_BLANK = r"\A[^\x00]*[^\x00\s][^\x00]*\Z"
Name = Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=200)]
# What phones and systems prove themselves by: 32 bytes in base64url.
Token = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{43}\Z")]
# How programs call a thing that people call by a name.
Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=60)]
# Figures that a person enters: no sum, minute or count of ours is larger, no price of one unit, and no factor. Within
# these both languages reckon prices exactly: the phone's numbers are whole up to 2 to the 53rd.
LARGEST = 10**8
Price = Annotated[int, msgspec.Meta(ge=0, le=10**6)]
Factor = Annotated[int, msgspec.Meta(ge=0, le=10**4)]
Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Signed = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
# A phone whose clock has lost its day starts at the first of these years; no calendar of ours reaches the last.
FIRST_YEAR, LAST_YEAR = 1970, 2100


def hold_to_our_times(*instants: date) -> None:
    """Refuse, as msgspec's validation does, a moment or a day so far off that it cannot be reckoned with."""
    for instant in instants:
        if not FIRST_YEAR <= instant.year < LAST_YEAR:
            raise ValueError(f"Expected a moment from {FIRST_YEAR} to {LAST_YEAR - 1}")


def in_base64url(octets: bytes) -> str:
    """Return octets as URLs and tokens carry them, without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def from_base64url(written: str) -> bytes:
    """Return the octets that were written so; a ValueError when it is no such writing."""
    return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)


class Wire(msgspec.Struct, rename="camel"):
    """What the server answers."""


class Kept(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What is stored and sent in one form: terms that are reckoned by, and the explanations of what was reckoned."""


class Text(Kept, frozen=True):
    """The same words in the three languages of the product."""

    fi: Name
    sv: Name
    en: Name


class TaskName(Kept, frozen=True):
    """A task of a service."""

    slug: Slug
    name: Text


class ProviderName(Wire):
    """A provider, as much of it as a name on a page needs."""

    id: UUID
    code: int
    name: str


class OrganiserName(Wire):
    """An organiser, as much of it as a name on a page needs."""

    id: UUID
    code: int
    name: Text
