"""A month of the demo county with the verdicts that the tests want, and what came of it."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.database import fetch
from backend.demo import cast

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)

# Each recorded visit of the county with a verdict of its own: what it costs follows from its length.
JUDGE = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
    (x.started_at at time zone 'Europe/Helsinki')::date, x.minutes, x.minutes * 60, x.minutes * 50, x.minutes * 10,
    'accepted', '{within-grant}', '{}', 1, x.received_at
from visit x join voucher v on v.id = x.voucher where x.state = 'recorded' and x.organiser = $1
on conflict (visit) do update set verdict = 'accepted', rules = '{within-grant}',
    price_cents = excluded.price_cents, organiser_cents = excluded.organiser_cents,
    own_liability_cents = excluded.own_liability_cents
"""
BY_MONTH = """
select provider, date_trunc('month', day)::date as month, count(*)::integer as visits, sum(price_cents) as price_cents
from visit_verdict where organiser = $1 and verdict = 'accepted' group by 1, 2 order by 1, 2
"""


async def judged() -> list[dict[str, Any]]:
    """Accept every visit of the county; return how many there are of each provider in each month."""
    await fetch(JUDGE, cast.COUNTY.id)
    return [dict(row) for row in await fetch(BY_MONTH, cast.COUNTY.id)]


async def settlements() -> list[dict[str, Any]]:
    """Return what is settled."""
    return [dict(row) for row in await fetch("select * from settlement order by month, number")]


async def lines_of(settlement: UUID) -> list[dict[str, Any]]:
    """Return the lines of a settlement."""
    found = await fetch("select * from settlement_line where settlement = $1 order by place", settlement)
    return [dict(row) for row in found]
