"""A visit that the rules left to a person: how the table of access gets one, and how it is decided of."""

from uuid import UUID, uuid4

# $1: the question, $2 the visit: left to a person, and asked about.
QUESTION = """
with judged as (
    insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day,
        minutes, price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table,
        reckoned_at)
    select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
        x.started_at::date, x.minutes, 4000, 3000, 1000, 'to_review', '{over-tolerance}', '{}', 1, x.started_at
    from visit x join voucher v on v.id = x.voucher
    where x.id = $2 and not exists (select from settlement_line l where l.visit = x.id)
    on conflict (visit) do update set verdict = 'to_review', price_cents = 4000, organiser_cents = 3000,
        own_liability_cents = 1000, decision = null
    returning *
)
insert into review_decision (id, visit, turn, record, rules, client, organiser, provider, outcome, reason,
    by_person, at)
select $1, visit, 1 + (select count(*) from review_decision d where d.visit = judged.visit), record, rules, client,
    organiser, provider, 'asked', 'what-happened', worker, reckoned_at
from judged
"""


def rejection(visit: UUID) -> dict[str, object]:
    """Reject a visit, as its line in the review was read."""
    seen = {"visit": str(visit), "record": str(visit), "turns": 1}
    return {"id": str(uuid4()), "outcome": "rejected", "reason": "recorded-twice", **seen}
