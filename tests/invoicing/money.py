"""A month of the demo county's first provider as the rules have judged it, and what finance does to it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW

# Each visit costs its minutes at 60 cents, of which the client pays a sixth.
JUDGE = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
    (x.started_at at time zone 'Europe/Helsinki')::date, x.minutes,
    case when x.state = 'recorded' then x.minutes * 60 else 0 end,
    case when x.state = 'recorded' then x.minutes * 50 else 0 end,
    case when x.state = 'recorded' then x.minutes * 10 else 0 end,
    case when x.state = 'recorded' then 'accepted' else 'withdrawn' end, '{}', '{}', 1, $1
from visit x join voucher v on v.id = x.voucher
on conflict (visit) do update set record = excluded.record, price_cents = excluded.price_cents,
    organiser_cents = excluded.organiser_cents, own_liability_cents = excluded.own_liability_cents,
    verdict = excluded.verdict, rules = excluded.rules, decision = null
"""
# The visits of a voucher, $1, are accepted, and its client owes some of each.
OWED = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind, date '2026-11-17',
    x.minutes, 4000, 3000, 1000, 'accepted', '{}', '{}', 1, x.ended_at
from visit x join voucher v on v.id = x.voucher
where x.voucher = $1 and not exists (select from settlement_line l where l.visit = x.id)
on conflict (visit) do update set record = excluded.record, verdict = 'accepted', rules = '{}', price_cents = 4000,
    organiser_cents = 3000, own_liability_cents = 1000
"""
LEAVE = "update visit_verdict set verdict = 'to_review', rules = $2 where visit = $1"
DECIDE = """
insert into review_decision (id, visit, turn, record, rules, client, organiser, provider, outcome, reason,
    price_cents, organiser_cents, own_liability_cents, by_person, at)
select $1, v.visit, $2, v.record, v.rules, v.client, v.organiser, v.provider, $3, 'other', $4, $5, $6, $7, $8
from visit_verdict v where v.visit = $9
"""
RUN = "insert into settlement_run (id, organiser, month, settled_on, started_at) values ($1, $2, $3, $4, $5)"
SETTLE = """
insert into settlement (id, organiser, provider, run, number, month, lines, credits, price_cents, organiser_cents,
    voucher_cents, order_cents, own_liability_cents, vat_ground, sha256, settled_at)
values ($1, $2, $3, $4, to_char($6::date, 'YYYYMM') || '-1', $6, 1, 0, 60, 50, 50, 0, 10, 'social-care', sha256('x'),
    $5)
"""
LINES = """
insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service, kind, day,
    minutes, price_cents, organiser_cents, own_liability_cents)
select $1, row_number() over (order by v.visit), v.visit, v.record, v.voucher, v.client, v.organiser, v.provider,
    v.service, v.kind, v.day, v.minutes, v.price_cents, v.organiser_cents, v.own_liability_cents
from visit_verdict v
where v.organiser = $2 and v.provider = $3 and v.verdict = 'accepted'
    and v.day >= $4::date and v.day < $4::date + interval '1 month'
"""
PAY = """
insert into payment (id, settlement, organiser, provider, cents, paid_on, by_person, at)
select $1, id, organiser, provider, organiser_cents, '2026-11-12', $2, $3 from settlement where id = $4
"""
CREDIT = """
insert into credit (id, visit, settlement, organiser, provider, client, reason, price_cents, organiser_cents,
    own_liability_cents, at, by_person)
select $1, l.visit, l.settlement, l.organiser, l.provider, l.client, 'not-made', $2, $3, $4, $5, $6
from settlement_line l where l.visit = $7 and l.credit is null
"""


# Olli's.
FIRM = cast.KANELI.id


async def judge() -> None:
    """Let the rules accept every visit, as if finance had never decided of any."""
    # What was decided is never taken away but here.
    await fetch("set local session_replication_role = replica")
    await fetch("delete from review_answer")
    await fetch("delete from review_decision")
    await fetch("set local session_replication_role = origin")
    await fetch(JUDGE, NOW)


async def leave(visit: UUID, *rules: str) -> None:
    """Let the rules leave a visit to a person."""
    await fetch(LEAVE, visit, list(rules))


async def decide(visit: UUID, outcome: str, *, turn: int = 1, part: tuple[int, int, int] | None = None) -> UUID:
    """Let finance decide of a visit."""
    decision = uuid4()
    await fetch(DECIDE, decision, turn, outcome, *(part or (None, None, None)), cast.TUULA.id, NOW, visit)
    return decision


OCTOBER = date(2026, 10, 1)


async def settle(month: date = OCTOBER) -> UUID:
    """Let the rules accept everything, and settle a month of the first provider."""
    await judge()
    run, settlement = uuid4(), uuid4()
    organiser = cast.COUNTY.id
    settled_on = (month + timedelta(days=31)).replace(day=5)
    await fetch(RUN, run, organiser, month, settled_on, NOW)
    await fetch(SETTLE, settlement, organiser, FIRM, run, NOW, month)
    await fetch(LINES, settlement, organiser, FIRM, month)
    return settlement


async def pay(settlement: UUID) -> None:
    """Let accounting tell that a settlement has been paid."""
    await fetch(PAY, uuid4(), cast.TUULA.id, NOW, settlement)


async def credit(visit: UUID, price: int, organiser: int, own: int) -> None:
    """Take back some of a settled visit."""
    await fetch(CREDIT, uuid4(), price, organiser, own, NOW, cast.TUULA.id, visit)
