"""Two months of the demo county as they were settled, so that what is settled and what waits can be seen at once."""

from datetime import date, datetime, timedelta
from uuid import UUID

from backend.database import fetch
from backend.days import ONE_DAY, month_around, start_of
from backend.demo.cast import CITY, COUNTY
from backend.settlement.running import settle_all

MONTHS = 2
# By the latest day that a rulebook can name, and early in the morning.
SETTLED_ON, AT = 5, timedelta(hours=4)
LATEST_SETTLED_ON = 8
BEGIN = """
insert into settlement_run (id, organiser, month, settled_on, started_at)
select gen_random_uuid(), $1, $2, $3, $4
"""


async def settle_months(today: date) -> None:
    """Settle the last months that are due, of what has been judged and decided."""
    for month, settled_on, at in months_settled(today):
        for organiser in (COUNTY.id, CITY.id):
            await begin(organiser, month, settled_on, at)
        await settle_all()


def months_settled(today: date) -> list[tuple[date, date, datetime]]:
    """Return the months that were settled by a day, the oldest first, when each was, and the moment."""
    following = month_around(today).first_day
    if today.day <= LATEST_SETTLED_ON:
        following = month_around(following - ONE_DAY).first_day
    found = []
    for _ in range(MONTHS):
        settled_on = following.replace(day=SETTLED_ON)
        month = month_around(following - ONE_DAY).first_day
        found.append((month, settled_on, start_of(settled_on) + AT))
        following = month
    return found[::-1]


async def begin(organiser: UUID, month: date, settled_on: date, at: datetime) -> None:
    """Begin a run as it began then."""
    await fetch(BEGIN, organiser, month, settled_on, at)
