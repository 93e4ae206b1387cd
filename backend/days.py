"""Local days and months of the country the product serves. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Everything a person reads as a day or a clock time is Finnish local time.
HERE = ZoneInfo("Europe/Helsinki")


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
