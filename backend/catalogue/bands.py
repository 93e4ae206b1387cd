"""Time bands: which price holds at which time of which day, and a visit split where one gives way to another. Pure.

A band is data of the organiser's rulebook (sääntökirja). A time that no band covers is refused, never guessed: most
price lists have no night (docs/reckoning.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated

from msgspec import Meta

from backend.days import NO_EVES, ONE_DAY, DayKind, EveTerms, kinds_of, offset_minutes_at
from backend.money import MINUTES_IN_HOUR
from backend.problems import BandMissing, PeriodEndsBeforeStart
from backend.wire import Factor, Kept, Price, Signed, Slug

DAY_MINUTES = 24 * 60
# Each kind of day in several ways; every visit is looked up in them.
MOST_BANDS = 50
# The day that both languages count from.
DAY_ZERO = date(1970, 1, 1)
INSTANT_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
ONE_MINUTE = timedelta(minutes=1)
# A year's days in ten timetables, and two years' hours: what a settlement asks for again and again.
DAYS_REMEMBERED = 4096
HOURS_REMEMBERED = 2 * 366 * 24


class TimeBand(Kept, frozen=True):
    """A time with a price of its own: a price, or a factor on the base price."""

    slug: Slug
    days: tuple[DayKind, ...]
    # Local clock minutes from midnight. A night that ends at six the next morning ends at 30 x 60, and belongs to the
    # day it began on; written as two bands, each belongs to its calendar day.
    from_minute: Signed
    to_minute: Signed
    # Of what the price is for: an hour, a quarter of one, a visit.
    cents: Price | None = None
    factor_permille: Factor | None = None


class Timetable(Kept, frozen=True):
    """A rulebook's bands in the order they are read: the first that holds counts."""

    bands: Annotated[tuple[TimeBand, ...], Meta(min_length=1, max_length=MOST_BANDS)]
    eves: EveTerms = NO_EVES


@dataclass(frozen=True)
class Part:
    """What of a visit falls into one band on one local day."""

    band: str
    day: date
    started_at: datetime
    ended_at: datetime
    minutes: int


@dataclass(slots=True)
class TimeInBand:
    """A part between numbered minutes, with its band."""

    band: TimeBand
    day: date
    start: int
    end: int


def refuse_timetable(timetable: Timetable) -> PeriodEndsBeforeStart | None:
    """Return why the bands cannot be used: one of them ends before it starts, or is longer than a day."""
    for band in timetable.bands:
        within_a_day = 0 <= band.from_minute < DAY_MINUTES and band.to_minute <= band.from_minute + DAY_MINUTES
        if not within_a_day or band.to_minute <= band.from_minute:
            return PeriodEndsBeforeStart()
    return None


def parts_of(started_at: datetime, ended_at: datetime, timetable: Timetable) -> tuple[Part, ...] | BandMissing:
    """Return a visit cut at band edges and at midnight, in whole clock minutes (tests/vectors/visit_bands.json).

    Lengths are of real time: in the night when summer time begins, 02:30 to 04:30 is an hour.
    """
    times = times_in_bands(clock_minute(started_at), clock_minute(ended_at), timetable)
    if isinstance(times, BandMissing):
        return times
    return tuple(
        Part(time.band.slug, time.day, instant_of(time.start), instant_of(time.end), time.end - time.start)
        for time in times
    )


def times_in_bands(start: int, end: int, timetable: Timetable) -> list[TimeInBand] | BandMissing:
    """Return the same cut between numbered minutes, with the bands themselves."""
    times: list[TimeInBand] = []
    for now, steady_until, offset in steady_stretches(start, end):
        while now < steady_until:
            day_number, minute = divmod(now + offset, DAY_MINUTES)
            day = DAY_ZERO + ONE_DAY * day_number
            band, band_until = next(held for held in bands_through(day, timetable) if minute < held[1])
            if band is None:
                return BandMissing(missing_from=f"{day}T{minute // 60:02}:{minute % 60:02}")
            until = min(steady_until, now + band_until - minute)
            last = times[-1] if times else None
            if last and (last.band, last.day) == (band, day):
                last.end = until
            else:
                times.append(TimeInBand(band, day, now, until))
            now = until  # noqa: PLW2901 - the stretch is walked from its start
    return times


@lru_cache(maxsize=DAYS_REMEMBERED)
def bands_through(day: date, timetable: Timetable) -> tuple[tuple[TimeBand | None, int], ...]:
    """Return the bands of a local day from midnight on, each with the minute it holds until; None where none holds."""
    edges = {edge % DAY_MINUTES for band in timetable.bands for edge in (band.from_minute, band.to_minute)}
    starts = sorted(edges | {0})
    return tuple(
        (band_at(day, start, timetable), until) for start, until in zip(starts, [*starts[1:], DAY_MINUTES], strict=True)
    )


def band_at(day: date, minute: int, timetable: Timetable) -> TimeBand | None:
    """Return the band that holds at a clock minute of a local day."""
    kinds = kinds_of(day, timetable.eves)
    before: frozenset[DayKind] | None = None
    for band in timetable.bands:
        if band.from_minute <= minute < band.to_minute and not kinds.isdisjoint(band.days):
            return band
        if minute + DAY_MINUTES < band.to_minute:
            before = before or kinds_of(day - ONE_DAY, timetable.eves)
            if not before.isdisjoint(band.days):
                return band
    return None


def steady_stretches(start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut a time where the clocks are put forward or back, and say for each stretch how far they are ahead of UTC."""
    while start < end:
        # Within a day the clocks change once at most, so equal ends mean that they do not.
        until = min(end, start + DAY_MINUTES)
        offset = offset_at(start)
        if offset_at(until - 1) != offset:
            until = first_change(start, until - 1, offset)
        yield start, until, offset
        start = until


def first_change(before: int, after: int, offset: int) -> int:
    """Return the first minute at which the clocks no longer show `offset`, as they still do at `before`."""
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(middle) == offset:
            before = middle
        else:
            after = middle
    return after


def offset_at(minute: int) -> int:
    """Return how many minutes the clocks are ahead of UTC; they are changed on the hour."""
    return offset_in(minute // MINUTES_IN_HOUR)


@lru_cache(maxsize=HOURS_REMEMBERED)
def offset_in(hour: int) -> int:
    """Return how many minutes the clocks are ahead of UTC in a numbered hour."""
    return offset_minutes_at(instant_of(hour * MINUTES_IN_HOUR))


def clock_minute(instant: datetime) -> int:
    """Return the number of the minute that an instant lies in, whatever zone it is written in."""
    return (instant - INSTANT_ZERO) // ONE_MINUTE


def instant_of(minute: int) -> datetime:
    """Return the instant at which a minute begins."""
    return INSTANT_ZERO + ONE_MINUTE * minute
