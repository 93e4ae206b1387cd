"""The rotating digits of a client's home, and whether what a worker read there was one of them. Pure.

Digits are those of RFC 6238 (TOTP) with HMAC-SHA-256 (its section 1.2). Whoever has read them stood before a phone of
the client's side, or spoke with somebody who did, in that minute. They say nothing of any place.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

DIGITS = 6
# Of the number on a paper tag: two groups of four, told apart from the digits by its length.
TAG_DIGITS = 8
# How long the digits stand. RFC 6238 section 5.2 takes 30 s, says that a longer step is easier to use and easier to
# guess, and leaves it to the system: here old and shaking hands hold the phone up, and a guess is worth nothing.
STEP_SECONDS = 60
# How far a reading may lie from the digits' own time. Both phones' clocks were set right by ours, and within two
# minutes a clock does not differ (visits/rules.py).
TOLERANCE = timedelta(minutes=2)
# The same where nobody knows how wrong the worker's clock is. Of a million codes 121 then fit.
TOLERANCE_UNCHECKED = timedelta(hours=1)
# How long before and after the visit the digits may have been read: at the door, or as its end was entered by hand.
AROUND_VISIT = timedelta(minutes=15)
SECRET_BYTES = 32

# `tag-read`: the paper in the home, which anybody may have copied. `not-asked`: nothing was read, and nobody asks why.
Outcome = Literal["confirmed", "tag-read", "not-confirmed", "not-asked"]


def digits_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the digits of a step (RFC 4226 section 5.3, over HMAC-SHA-256)."""
    told = hmac.digest(secret, step.to_bytes(8, "big"), "sha256")
    at = told[-1] & 0x0F
    number = int.from_bytes(told[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(seconds: float, step_seconds: int = STEP_SECONDS) -> int:
    """Return the step that a moment lies in, in seconds since 1970 (RFC 6238 section 4.2)."""
    return int(seconds // step_seconds)


def tag_number(secret: bytes) -> str:
    """Return the number on a home's paper tag: it never changes."""
    return digits_at(secret, 0, TAG_DIGITS)


def in_groups(number: str) -> str:
    """Return a tag's number as it is read and typed, in two groups."""
    return f"{number[: TAG_DIGITS // 2]} {number[TAG_DIGITS // 2 :]}"


def is_tag(secret: bytes, read: str) -> bool:
    """Tell whether what was read is the number on a home's paper tag."""
    return hmac.compare_digest(tag_number(secret).encode(), "".join(read.split()).encode())


def tolerance_of(time_quality: str) -> timedelta:
    """Return how far a reading may lie from the digits' time, by how well the clock is known that told it."""
    return TOLERANCE if time_quality in ("measured", "by_clock") else TOLERANCE_UNCHECKED


def steps_around(read_at: datetime, tolerance: timedelta) -> Iterable[int]:
    """Return the steps whose digits may have been read at a moment, the nearest first."""
    here = step_at(read_at.timestamp())
    first, last = (step_at((read_at + by).timestamp()) for by in (-tolerance, tolerance))
    return sorted(range(first, last + 1), key=lambda step: (abs(step - here), step))


def step_read(secret: bytes, read: str, read_at: datetime, tolerance: timedelta) -> int | None:
    """Return of which step what was read are the digits; None when of none."""
    said = "".join(read.split())
    if len(said) != DIGITS or not said.isascii():
        return None
    fitting = (step for step in steps_around(read_at, tolerance) if hmac.compare_digest(digits_at(secret, step), said))
    return next(fitting, None)


def outcome_of(found: Literal["digits", "tag"] | None, read_at: datetime, visit: tuple[datetime, datetime]) -> Outcome:
    """Return what a reading says of a visit as it stands: something of the client's, read in that visit."""
    started_at, ended_at = visit
    if found is None or not started_at - AROUND_VISIT <= read_at <= ended_at + AROUND_VISIT:
        return "not-confirmed"
    return "confirmed" if found == "digits" else "tag-read"
