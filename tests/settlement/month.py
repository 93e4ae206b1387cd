"""Months of the demo county with the verdicts that the tests want, and what comes of them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from backend.database import fetch
from backend.demo import cast
from backend.settlement.running import begin_run, settle_all

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (8, 9, 10, 11))
KANELI, COUNTY = cast.KANELI.id, cast.COUNTY.id

# Visits of the county with a verdict that the tests know: what each costs follows from its length.
EMPTY = """
delete from visit_verdict; delete from verdict_due; delete from settlement_due;
insert into verdict_fold (organiser, reached) select organiser, last from change_counter
on conflict (organiser) do update set reached = excluded.reached
"""
JUDGE = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
    (x.started_at at time zone 'Europe/Helsinki')::date, x.minutes, x.minutes * 60, x.minutes * 50, x.minutes * 10,
    'accepted', '{within-grant}', '{}', 1, x.received_at
from visit x join voucher v on v.id = x.voucher
where x.state = 'recorded' and x.organiser = $1 and ($2::uuid is null or x.provider = $2)
    and x.started_at >= $3::date
on conflict (visit) do nothing
"""
OF = """
select visit from visit_verdict where provider = $1 and day >= $2 and day < ($2::date + interval '1 month')::date
order by day, visit
"""
DECIDE = """
insert into review_decision (id, visit, turn, record, rules, client, organiser, provider, outcome, reason, price_cents,
    organiser_cents, own_liability_cents, by_person, at)
select $2, visit, 1, record, rules, client, organiser, provider, $3, 'other', $4::integer + $5::integer, $4, $5, $6,
    now()
from visit_verdict where visit = $1
"""

BECOME = """
update visit_verdict set verdict = $2, rules = $3,
    price_cents = case when $2 in ('unpaid', 'withdrawn') then 0 else price_cents end,
    organiser_cents = case when $2 in ('unpaid', 'withdrawn') then 0 else organiser_cents end,
    own_liability_cents = case when $2 in ('unpaid', 'withdrawn') then 0 else own_liability_cents end
where visit = $1
"""


async def become(visit: UUID, verdict: str, *rules: str) -> None:
    """Have a visit judged otherwise."""
    await fetch(BECOME, visit, verdict, list(rules))


async def unjudged() -> None:
    """Have no verdict at all, and nothing to judge."""
    for statement in EMPTY.split(";"):
        await fetch(statement)


async def judged(provider: UUID | None = KANELI, since: date = OCTOBER) -> None:
    """Have every visit of a provider's, or of all, accepted from a day on, and none before."""
    await unjudged()
    await fetch(JUDGE, COUNTY, provider, since)


async def visits_of(month: date, provider: UUID = KANELI) -> list[UUID]:
    """Return a provider's visits of a month that have a verdict, in the order of a settlement."""
    return [row["visit"] for row in await fetch(OF, provider, month)]


async def decide(visit: UUID, outcome: str, organiser: int | None = None, own_liability: int | None = None) -> UUID:
    """Leave a visit to a person, and let finance decide."""
    await become(visit, "to_review", "over-tolerance")
    decision = uuid4()
    await fetch(DECIDE, visit, decision, outcome, organiser, own_liability, cast.TUULA.id)
    held = decision if outcome in {"accepted", "partly", "rejected"} else None
    await fetch("update visit_verdict set decision = $2 where visit = $1", visit, held)
    # What the tests have had judged stays as it is.
    await fetch("delete from verdict_due")
    return decision


async def settled(month: date) -> None:
    """Settle a month of the county."""
    assert await begin_run(COUNTY, month, None) is None
    await settle_all()


async def settlement_of(month: date, provider: UUID = KANELI) -> dict[str, Any]:
    """Return a provider's settlement of a month."""
    (row,) = await fetch(
        "select * from settlement where organiser = $1 and provider = $2 and month = $3", COUNTY, provider, month
    )
    return dict(row)


async def lines_of(settlement: UUID) -> list[dict[str, Any]]:
    """Return the lines of a settlement."""
    found = await fetch("select * from settlement_line where settlement = $1 order by place", settlement)
    return [dict(row) for row in found]


async def everything() -> list[dict[str, Any]]:
    """Return all that was settled but what each making of it gives anew: ids and moments."""
    rows = await fetch(
        """
        select s.number, s.month, s.lines, s.price_cents, s.organiser_cents, s.own_liability_cents, s.sha256,
            array_agg(l.visit order by l.place) as visits
        from settlement s join settlement_line l on l.settlement = s.id group by s.id order by s.number
        """
    )
    return [dict(row) for row in rows]
