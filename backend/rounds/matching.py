"""Recorded visits are held against the plan: which planned one each was, by the rule, and by hand where it says nothing.

Never in a phone's push: beside the requests, following the organiser's change numbers, so none is stepped over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.database import fetch, transaction
from backend.notices.live import Changed, announce
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
# What the rule said of a visit is said anew when the visit is another than it was.
RELEASE = "update planned_visit set visit = null, matched_by = null where visit = any($1) and matched_by = 'rule'"
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
from unnest($1::uuid[], $2::timestamptz[]) as asked(voucher, moment)
join planned_visit p on p.voucher = asked.voucher and p.starts_at between moment - $3::interval and moment + $3::interval
where p.visit is null and p.cancelled_at is null
"""
UNPAIRED_VISITS = """
select distinct on (x.id) x.id, x.voucher, x.worker, x.started_at
from unnest($1::uuid[], $2::timestamptz[]) as asked(voucher, moment) join voucher v on v.id = asked.voucher
join visit x on x.client = v.client and x.voucher = v.id
    and x.started_at between moment - $3::interval and moment + $3::interval
where x.state = 'recorded' and not exists (select from planned_visit p where p.visit = x.id)
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
            await fetch(RELEASE, [row["id"] for row in visits])
            await tell_pages(await match_around(Around(row["voucher"], row["started_at"]) for row in visits))
        is_full = len(visits) == MOST_TOGETHER
        await fetch(REACHED, organiser, visits[-1]["change_number"] if is_full else last)
        return is_full or len(behind) > 1


async def fold_all() -> None:
    """Hold every visit that has not been against the plan."""
    while await fold_next():
        pass
