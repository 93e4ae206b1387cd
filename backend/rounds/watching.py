"""What is done beside the requests: visits are held against the plan, and whoever is late or missed is noticed.

Never in a phone's push: it follows the organiser's change numbers, so no visit is stepped over.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from backend import clock
from backend.database import fetch, transaction
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.rounds.reading import ARRIVED_AT, CALLED_OFF
from backend.rounds.rules import MATCHED_WITHIN_MINUTES, PlannedTime, RecordedTime, pair_up

# Visits that are looked at in one go, and clients that one announcement has room for (notices/live.py).
MOST_TOGETHER = 1000
MOST_ANNOUNCED = 200
WITHIN = timedelta(minutes=MATCHED_WITHIN_MINUTES)

# Whoever holds it folds; the others have nothing to do.
ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(5683114209) as is_mine"
BEHIND = """
select c.organiser, coalesce(f.reached, 0) as reached, c.last
from change_counter c left join round_fold f using (organiser)
where c.last > coalesce(f.reached, 0) order by c.organiser
"""
# A visit stands under its latest number, so what was changed comes again.
CHANGED = """
select id, voucher, started_at, change_number from visit
where organiser = $1 and change_number > $2 and change_number <= $3 order by change_number limit $4
"""
# What the rule said of a visit is said anew when the visit is another than it was; one that was withdrawn was none.
RELEASE = """
update planned_visit p set visit = null, matched_by = null from visit x
where x.id = any($1) and p.visit = x.id and (p.matched_by = 'rule' or x.state = 'withdrawn')
returning p.voucher, p.starts_at
"""
REACHED = """
insert into round_fold (organiser, reached) values ($1, $2)
on conflict (organiser) do update set reached = excluded.reached
"""


class Around(msgspec.Struct, frozen=True):
    """When to look at a voucher."""

    voucher: UUID
    moment: datetime


# Unpaired ones alone; both ways from each moment, so that a nearer visit than the one that has just come is seen.
UNPAIRED_PLANS = """
select distinct on (p.id) p.id, p.voucher, p.worker, p.starts_at
from unnest($1::uuid[], $2::timestamptz[]) as asked(voucher, moment) cross join lateral (
    select p.* from planned_visit p
    where p.voucher = asked.voucher and p.starts_at between moment - $3::interval and moment + $3::interval
        and p.visit is null and p.cancelled_at is null
    offset 0
) p
"""
UNPAIRED_VISITS = """
select distinct on (x.id) x.id, x.voucher, x.worker, x.started_at
from unnest($1::uuid[], $2::timestamptz[]) as asked(voucher, moment) cross join lateral (
    select x.* from visit x
    where x.client = (select v.client from voucher v where v.id = asked.voucher) and x.voucher = asked.voucher
        and x.started_at between moment - $3::interval and moment + $3::interval and x.state = 'recorded'
    offset 0
) x
where not exists (select from planned_visit p where p.visit = x.id)
"""
PAIR = """
update planned_visit p set visit = pair.visit, matched_by = 'rule'
from unnest($1::uuid[], $2::uuid[]) as pair(plan, visit)
where p.id = pair.plan and p.visit is null
returning p.organiser, p.provider, p.client
"""


async def match_around(around: Iterable[Around]) -> set[tuple[UUID, UUID, UUID]]:
    """Pair what is unpaired near these moments; return of whom (organiser, provider, client)."""
    asked = [(one.voucher, one.moment) for one in around]
    if not asked:
        return set()
    vouchers, moments = [voucher for voucher, _ in asked], [moment for _, moment in asked]
    plans = await fetch(UNPAIRED_PLANS, vouchers, moments, WITHIN)
    if not plans:
        return set()
    visits = await fetch(
        UNPAIRED_VISITS, [row["voucher"] for row in plans], [row["starts_at"] for row in plans], WITHIN
    )
    pairs = pair_up(
        [PlannedTime(row["id"], row["voucher"], row["worker"], row["starts_at"]) for row in plans],
        [RecordedTime(row["id"], row["voucher"], row["worker"], row["started_at"]) for row in visits],
    )
    rows = await fetch(PAIR, [plan for plan, _ in pairs], [visit for _, visit in pairs])
    return {(row["organiser"], row["provider"], row["client"]) for row in rows}


async def tell_pages(touched: Iterable[tuple[UUID, UUID, UUID]]) -> None:
    """Tell the open pages that these concern."""
    clients: dict[tuple[UUID, UUID], list[UUID]] = {}
    for organiser, provider, client in touched:
        clients.setdefault((organiser, provider), []).append(client)
    for (organiser, provider), touched_clients in clients.items():
        for first in range(0, len(touched_clients), MOST_ANNOUNCED):
            some = frozenset(touched_clients[first : first + MOST_ANNOUNCED])
            await announce(Changed(organiser, provider, some))


async def fold_next() -> bool:
    """Hold the next visits of an organiser against the plan; tell whether there may be more."""
    async with transaction():
        (lock,) = await fetch(ONE_AT_A_TIME)
        behind = await fetch(BEHIND) if lock["is_mine"] else []
        if not behind:
            return False
        organiser, reached, last = behind[0]["organiser"], behind[0]["reached"], behind[0]["last"]
        visits = await fetch(CHANGED, organiser, reached, last, MOST_TOGETHER)
        if visits:
            released = await fetch(RELEASE, [row["id"] for row in visits])
            around = [Around(row["voucher"], row["started_at"]) for row in visits]
            around += [Around(row["voucher"], row["starts_at"]) for row in released]
            await tell_pages(await match_around(around))
        is_full = len(visits) == MOST_TOGETHER
        await fetch(REACHED, organiser, visits[-1]["change_number"] if is_full else last)
        return is_full or len(behind) > 1


async def fold_all() -> None:
    """Hold every visit that has not been against the plan."""
    while await fold_next():
        pass


# How soon a visit stands beside its plan, and how soon one that is late is seen.
FOLD_SECONDS = 1.0
NOTICE_SECONDS = 10.0
# What was due longer ago tells nobody anything that could be mended: a server that was down for so long begins here.
LOOKED_BACK = timedelta(days=7)
MOST_NOTICED = 5000

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
    where coalesce({ARRIVED_AT} <= $1 - interval '1 day', true) and {CALLED_OFF} is not true
    limit $3
), held as (
    select p.id, due.noticed from due join planned_visit p using (id) for update of p skip locked
)
update planned_visit p set noticed = held.noticed from held where p.id = held.id
returning p.id, p.client, p.organiser, p.provider, p.noticed, p.starts_at, p.ends_at
"""  # noqa: S608 - written in our own code


async def notice_next(now: datetime) -> int:
    """Notice the next planned visits that have become late or missed, and write it down; return how many."""
    async with transaction():
        rows = await fetch(NOTICE, now, now - LOOKED_BACK, MOST_NOTICED)
        await tell_pages({(row["organiser"], row["provider"], row["client"]) for row in rows})
        await tell(*(as_happened(row) for row in rows))
        return len(rows)


def as_happened(row: Mapping[str, Any]) -> Happened:
    """Return what is told of a planned visit that nobody has been heard of."""
    facts = {"startsAt": row["starts_at"].isoformat(), "endsAt": row["ends_at"].isoformat()}
    return Happened(
        Kind(row["noticed"]),
        row["client"],
        row["organiser"],
        row["provider"],
        planned=row["id"],
        facts=facts,
        once=f"{row['noticed']} {row['id']} {facts['startsAt']}",
    )


async def notice(now: datetime) -> int:
    """Notice every planned visit that has become late or missed; return how many."""
    count = noticed = await notice_next(now)
    while noticed == MOST_NOTICED:
        noticed = await notice_next(now)
        count += noticed
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
