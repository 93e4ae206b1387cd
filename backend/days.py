"""Local days and months of the country the product serves, its holidays and their eves. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from backend.wire import Kept

# Everything a person reads as a day or a clock time is Finnish local time.
HERE = ZoneInfo("Europe/Helsinki")

DayKind = Literal["weekday", "saturday", "sunday", "holiday", "eve"]
Holiday = Literal[
    "new-years-day",
    "epiphany",
    "good-friday",
    "easter-sunday",
    "easter-monday",
    "may-day",
    "ascension-day",
    "whit-sunday",
    "midsummer-day",
    "all-saints-day",
    "independence-day",
    "christmas-day",
    "boxing-day",
]

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6

# The library's English names of the holidays (pyhäpäivä) of the Church Act 652/2023 1:6, of May Day and of Independence
# Day. It also counts Midsummer Eve and Christmas Eve as days off; by statute they are eves and no holidays.
HOLIDAYS: dict[str, Holiday] = {
    "New Year's Day": "new-years-day",
    "Epiphany": "epiphany",
    "Good Friday": "good-friday",
    "Easter Sunday": "easter-sunday",
    "Easter Monday": "easter-monday",
    "May Day": "may-day",
    "Ascension Day": "ascension-day",
    "Pentecost": "whit-sunday",
    "Midsummer Day": "midsummer-day",
    "All Saints' Day": "all-saints-day",
    "Independence Day": "independence-day",
    "Christmas Day": "christmas-day",
    "Second Day of Christmas": "boxing-day",
}


class EveTerms(Kept, frozen=True):
    """Which days a rulebook prices as an eve (aatto): no statute says, so the organiser does."""

    # The holidays whose day before counts.
    of: tuple[Holiday, ...] = ()
    # A weekday holiday (arkipyhä) falls on another day than a Sunday; Lapland's price list names only their eves.
    weekday_holidays_only: bool = True


class DaySpan(msgspec.Struct, frozen=True, rename="camel"):
    """Days in a row, first and last included."""

    first_day: date
    last_day: date


NO_EVES = EveTerms()

# The library's calendar of Finland, once it is asked for.
CALENDAR: list[Mapping[date, str]] = []


def local_day(instant: datetime) -> date:
    """Return the day on which an instant falls where the client lives."""
    return instant.astimezone(HERE).date()


def start_of(day: date) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime.combine(day, time.min, HERE).astimezone(UTC)


def month_of(day: date) -> str:
    """Return a day's month as YYYY-MM."""
    return f"{day:%Y-%m}"


def bounds_of(month: str) -> tuple[datetime, datetime]:
    """Return the first instant of a month (YYYY-MM) and the first one after it."""
    first = date.fromisoformat(f"{month}-01")
    return start_of(first), start_of((first + timedelta(days=32)).replace(day=1))


def week_around(day: date) -> DaySpan:
    """Return the week of a day, Monday to Sunday (ISO 8601)."""
    monday = day - ONE_DAY * day.weekday()
    return DaySpan(monday, monday + ONE_DAY * SUNDAY)


def month_around(day: date) -> DaySpan:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return DaySpan(first, (first + ONE_DAY * 31).replace(day=1) - ONE_DAY)


def holiday_on(day: date) -> Holiday | None:
    """Return the holiday that falls on a day (tests/vectors/holidays.json)."""
    # The library takes most of a second to load, which a server that has nothing to price should not wait for.
    import holidays  # noqa: PLC0415

    if not CALENDAR:
        CALENDAR.append(holidays.country_holidays("FI", language="en_US"))
    return HOLIDAYS.get(CALENDAR[0].get(day) or "")


def kinds_of(day: date, eves: EveTerms = NO_EVES) -> frozenset[DayKind]:
    """Return everything a price list may call a day (tests/vectors/day_kinds.json).

    A Saturday that is a holiday is no Saturday; a Sunday that is one stays a Sunday, for lists that name only Sundays.
    """
    kinds: set[DayKind] = set()
    weekday = day.weekday()
    if weekday == SUNDAY:
        kinds.add("sunday")
    if holiday_on(day):
        kinds.add("holiday")
    elif weekday == SATURDAY:
        kinds.add("saturday")
    elif weekday != SUNDAY:
        kinds.add("weekday")
    if is_eve(day, eves):
        kinds.add("eve")
    return frozenset(kinds)


def is_eve(day: date, eves: EveTerms) -> bool:
    """Tell whether a rulebook prices the day as an eve."""
    if not eves.of:
        return False
    next_day = day + ONE_DAY
    return holiday_on(next_day) in eves.of and not (eves.weekday_holidays_only and next_day.weekday() == SUNDAY)


def offset_minutes_at(instant: datetime) -> int:
    """Return how many minutes the clocks here are ahead of UTC."""
    offset = instant.astimezone(HERE).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
