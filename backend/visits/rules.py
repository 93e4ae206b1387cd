"""What makes a recording a visit, and how long it was. Pure.

A well-formed visit is a fact by its author and is always kept; only what cannot be a visit, or was forged, is refused
(docs/sync.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from backend.problems import (
    Problem,
    VisitEndsBeforeStart,
    VisitInFuture,
    VisitTooLong,
    VoucherNotGenuine,
    VoucherNumberMistyped,
)
from backend.vouchers.number import read_number


class RecordedVisit(msgspec.Struct, frozen=True):
    """What a worker says she has done."""

    voucher_number: str
    # Whether the scanned code holds; None when the number was typed, or nothing here can check the code.
    code_holds: bool | None
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class RecordingTerms:
    """What a recording must keep to."""

    longest_visit_minutes: int
    clock_tolerance_seconds: int
    # How long the server's clock counts as known on a phone after it was last heard.
    clock_fresh_seconds: int


# No rulebook states a longest visit (domain facts, section 3); a day holds every service that is given as visits, and a
# longer one is a slip. The clock tolerance is the one phones are warned at; in a day a phone's clock drifts by seconds
# (docs/sync.md).
RECORDING_TERMS = RecordingTerms(
    longest_visit_minutes=24 * 60, clock_tolerance_seconds=120, clock_fresh_seconds=24 * 60 * 60
)


def refuse_recording(visit: RecordedVisit, now: datetime, terms: RecordingTerms) -> Problem | None:
    """Return why this cannot be kept as a visit, or None when it can (tests/vectors/visit_refusals.json).

    `now` is when it was recorded by the same phone's clock, so that a wrong clock refuses nobody.
    """
    if read_number(visit.voucher_number) != visit.voucher_number:
        return VoucherNumberMistyped()
    if visit.code_holds is False:
        return VoucherNotGenuine()
    if visit.ended_at <= visit.started_at:
        return VisitEndsBeforeStart()
    if visit.ended_at - visit.started_at > timedelta(minutes=terms.longest_visit_minutes):
        return VisitTooLong(longest_minutes=terms.longest_visit_minutes)
    if visit.ended_at > now + timedelta(seconds=terms.clock_tolerance_seconds):
        return VisitInFuture()
    return None


def minutes_of(started_at: datetime, ended_at: datetime) -> int:
    """Return a visit's length between the clock minutes a person reads (tests/vectors/duration.json)."""
    return int(ended_at.timestamp() // 60 - started_at.timestamp() // 60)


def clock_differs(done_at: datetime, sent_at: datetime, now: datetime, terms: RecordingTerms) -> bool:
    """Tell whether the phone's clock was so far off that the visit's times need a look."""
    tolerance = timedelta(seconds=terms.clock_tolerance_seconds)
    return abs(now - sent_at) > tolerance or done_at - now > tolerance


TimeQuality = Literal["measured", "by_clock", "unchecked", "differs"]


class Clocks(msgspec.Struct, frozen=True):
    """What is known of the clocks that a visit's times were read from."""

    # From start to end, as recorded.
    length_seconds: int
    # By the phone's running clock, which nobody can set and which may stand still while the phone sleeps; None when
    # the visit was recorded afterwards, or the app was opened anew in it.
    elapsed_seconds: int | None
    # How long before the record the phone had heard the server's clock; None when it never had.
    offset_age_seconds: int | None
    # As `clock_differs` found at sending.
    differs_at_sending: bool


def time_quality(clocks: Clocks, terms: RecordingTerms) -> TimeQuality:
    """Return how good a visit's times are (tests/vectors/time_quality.json); a grade, never a reason to refuse.

    Less elapsed than the times say proves nothing, since a running clock sleeps with its phone; more elapsed than they
    say is impossible for a clock that nobody has set.
    """
    elapsed = clocks.elapsed_seconds
    too_long = elapsed is not None and elapsed - clocks.length_seconds > terms.clock_tolerance_seconds
    if clocks.differs_at_sending or too_long:
        return "differs"
    if clocks.offset_age_seconds is None or clocks.offset_age_seconds > terms.clock_fresh_seconds:
        return "unchecked"
    if elapsed is not None and clocks.length_seconds - elapsed <= terms.clock_tolerance_seconds:
        return "measured"
    return "by_clock"


Act = Literal["recorded", "corrected", "withdrawn"]


class Version(msgspec.Struct, frozen=True):
    """One record of a visit, as far as it decides which one holds."""

    id: UUID
    act: Act
    # The record that its author had before her; None for the visit's own recording.
    seen: UUID | None


class Standing(msgspec.Struct, frozen=True):
    """Where a visit stands after its records."""

    # The record that holds.
    record: UUID
    state: Literal["recorded", "withdrawn"]
    # Whether a person must choose: two records that know nothing of each other say different things.
    versions_differ: bool


def realised(versions: Sequence[Version]) -> Standing:
    """Return where a visit stands after its records, in the order they were received (tests/vectors/realised.json).

    A record holds when its author had seen the one that held before. Another truth is kept beside it and decided by a
    person; nothing is merged silently (docs/sync.md).
    """
    standing = Standing(versions[0].id, "recorded", versions_differ=False)
    for version in versions[1:]:
        standing = stands_after(standing, version)
    return standing


def stands_after(standing: Standing, version: Version) -> Standing:
    """Return where a visit stands after one more record."""
    if version.seen != standing.record:
        return msgspec.structs.replace(standing, versions_differ=True)
    state: Literal["recorded", "withdrawn"] = "withdrawn" if version.act == "withdrawn" else "recorded"
    return Standing(version.id, state, standing.versions_differ)
