"""What is done beside the requests: visits are held against the plan, and whoever is late or missed is noticed."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

import asyncpg

from backend import clock
from backend.database import fetch, transaction
from backend.notices.live import Changed, announce
from backend.rounds.matching import MOST_ANNOUNCED, fold_all
from backend.rounds.reading import CALLED_OFF

# How soon a visit stands beside its plan, and how soon one that is late is seen.
FOLD_SECONDS = 1.0
NOTICE_SECONDS = 10.0
# What was due longer ago tells nobody anything that could be mended: a server that was down for so long begins here.
LOOKED_BACK = timedelta(days=7)

log = logging.getLogger("kotiseteli")

# One statement over all that is due. Whoever has said that she is there is neither late nor missed; her visit is
# waited for as long as a visit may last. Rows that another process holds are its own to notice.
NOTICE = f"""
with due as (
    select p.id, case when p.missed_at <= $1 then 'missed' else 'late' end as noticed
    from (
        select * from planned_visit
        where visit is null and cancelled_at is null and noticed is null and late_at <= $1 and late_at > $2
        union all
        select * from planned_visit
        where visit is null and cancelled_at is null and noticed = 'late' and missed_at <= $1 and missed_at > $2
    ) p join voucher v on v.id = p.voucher join client k on k.id = p.client
    where (p.arrived_at is null or p.arrived_at <= $1 - interval '1 day') and {CALLED_OFF} is not true
), held as (
    select p.id, due.noticed from due join planned_visit p using (id) for update of p skip locked
), noticed as (
    update planned_visit p set noticed = held.noticed from held where p.id = held.id
    returning p.id, p.client, p.organiser, p.provider, p.noticed
)
select organiser, provider, array_agg(distinct client) as clients, array_agg(id order by id) as ids,
    array_agg(noticed order by id) as noticed
from noticed group by organiser, provider
"""  # noqa: S608 - written in our own code


async def notice(now: datetime) -> int:
    """Notice every planned visit that has become late or missed; tell the pages they concern; return how many."""
    count = 0
    async with transaction():
        for row in await fetch(NOTICE, now, now - LOOKED_BACK):
            count += len(row["ids"])
            for first in range(0, len(row["clients"]), MOST_ANNOUNCED):
                some = frozenset(row["clients"][first : first + MOST_ANNOUNCED])
                await announce(Changed(row["organiser"], row["provider"], some))
    return count


async def keep_watching() -> None:
    """Fold and notice again and again; of several processes one does each at a time."""
    rest = 0.0
    while True:
        await asyncio.sleep(FOLD_SECONDS)
        rest -= FOLD_SECONDS
        try:
            await fold_all()
            if rest <= 0:
                rest = NOTICE_SECONDS
                await notice(clock.now())
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The next run does what this one has not.
            log.exception("the plan could not be looked after")


class Watching:
    """The task that watches over the plan, for as long as the application runs."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Watch from now on."""
        self.task = asyncio.create_task(keep_watching())

    async def stop(self) -> None:
        """Watch no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
