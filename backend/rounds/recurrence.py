"""When planned visits recur: a rule of RFC 5545 read in local time, with its holidays and its pauses. Pure.

Read in local time, so that eight o'clock stays eight o'clock when the clocks are changed.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Annotated, Literal

import msgspec
from dateutil.rrule import rrulestr

from backend.days import HERE, ONE_DAY, SATURDAY, DaySpan, holiday_on, local_day
from backend.problems import Problem
from backend.rounds.problems import NothingToPlan, PlansOverlap, RecurrenceNotUnderstood, SeriesTooLong

# Three years of a daily visit: more than a grant is given for, and still one statement.
MOST_TOGETHER = 1100
# What a rule may say; seconds, minutes, hours and years are no rhythm of care at home.
PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY",
    "INTERVAL": r"[1-9][0-9]?",
    "BYDAY": r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": r"-?[1-9][0-9]?(,-?[1-9][0-9]?)*",
    "WKST": r"MO",
    "COUNT": r"[1-9][0-9]{0,4}",
    "UNTIL": r"[0-9]{8}(T[0-9]{6}Z?)?",
}
LAST_MONTH_DAY = 31

# What becomes of a visit that falls on a holiday.
Holidays = Literal["kept", "skipped", "moved"]


class Recurrence(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """When visits are planned: from a day on, at a local time, for so long, and by which rule again."""

    first_day: date
    # Of the local day.
    start_minute: Annotated[int, msgspec.Meta(ge=0, lt=24 * 60)]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]
    # An RRULE of RFC 5545 section 3.3.10; None: once.
    rule: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    holidays: Holidays = "kept"


class Occurrences(msgspec.Struct, frozen=True):
    """The moments at which visits are planned, and how many days were left out, and why."""

    starts: tuple[datetime, ...]
    on_holidays: int
    in_pauses: int


def instant_of(local: datetime) -> datetime:
    """Return the instant of a local clock time; one that the clocks leap over is an hour later."""
    return local.replace(tzinfo=HERE).astimezone(UTC)


def parts_of(rule: str) -> dict[str, str] | None:
    """Return what a rule says, or None when it is no rule that visits are planned by."""
    parts: dict[str, str] = {}
    for part in rule.removeprefix("RRULE:").upper().rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name in parts or not re.fullmatch(PARTS.get(name, r"(?!)"), value):
            return None
        parts[name] = value
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "1").split(",")]
    is_weekly = parts.get("FREQ") != "MONTHLY"
    ordinal = is_weekly and re.search(r"[0-9]", parts.get("BYDAY", ""))
    both = "COUNT" in parts and "UNTIL" in parts
    return None if "FREQ" not in parts or max(days) > LAST_MONTH_DAY or ordinal or both else parts


def until_of(written: str) -> datetime | None:
    """Return the last local moment of a rule's UNTIL; None when there is no such day."""
    try:
        if "T" not in written:
            return datetime.combine(date.fromisoformat(written), time.max)
        moment = datetime.strptime(written.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return (moment.astimezone(HERE) if written.endswith("Z") else moment).replace(tzinfo=None)


def local_starts(asked: Recurrence, last_day: date) -> list[datetime] | Problem:
    """Return the local times by the rule alone, up to a day; a rule without end has its end there."""
    first = datetime.combine(asked.first_day, time(*divmod(asked.start_minute, 60)))
    if asked.rule is None:
        return [first]
    parts = parts_of(asked.rule)
    if parts is None:
        return RecurrenceNotUnderstood()
    until = until_of(parts.pop("UNTIL")) if "UNTIL" in parts else datetime.max  # noqa: DTZ901 - a local time
    if until is None:
        return RecurrenceNotUnderstood()
    count = int(parts.pop("COUNT", MOST_TOGETHER + 1))
    # Always with an end: a rule that never falls on a day would be looked for until the year 9999.
    end = min(until, datetime.combine(last_day, time.max))
    if end < first:
        return []
    said = ";".join(f"{name}={value}" for name, value in parts.items())
    rule = rrulestr(f"{said};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=first)
    return list(islice(rule, min(count, MOST_TOGETHER + 1)))


def next_working_day(day: date) -> date:
    """Return the first day after a holiday that is none, and of the working week."""
    day += ONE_DAY
    while day.weekday() >= SATURDAY or holiday_on(day):
        day += ONE_DAY
    return day


def occurrences(asked: Recurrence, last_day: date, pauses: Sequence[DaySpan] = ()) -> Occurrences | Problem:
    """Return when visits are planned, or why none are (RFC 5545 section 3.3.10, in local time).

    `last_day` is the last that the voucher pays for, where a rule without end has its end; on paused days nobody comes.
    """
    starts = local_starts(asked, last_day)
    if isinstance(starts, Problem):
        return starts
    if len(starts) > MOST_TOGETHER:
        return SeriesTooLong(most=MOST_TOGETHER)
    kept: list[datetime] = []
    on_holidays = in_pauses = 0
    for start in starts:
        moment = start
        if asked.holidays != "kept" and holiday_on(start.date()):
            on_holidays += 1
            if asked.holidays == "skipped":
                continue
            moment = datetime.combine(next_working_day(start.date()), start.time())
        if any(pause.first_day <= moment.date() <= pause.last_day for pause in pauses):
            in_pauses += 1
            continue
        kept.append(moment)
    if not kept:
        return NothingToPlan()
    instants = tuple(sorted(map(instant_of, kept)))
    for before, after in pairwise(instants):
        if after < before + timedelta(minutes=asked.minutes):
            return PlansOverlap(day=local_day(after).isoformat())
    return Occurrences(instants, on_holidays, in_pauses)
