"""A visit that was settled, and what came of it: how the table of access gets each and asks for it (subjects.py)."""

from collections.abc import Callable
from typing import Any

from tests.conftest import TODAY
from tests.routes.asking import act
from tests.routes.reviewed import rejection

# $1: the row, $2: a visit.
SETTLEMENTS = {
    # Another visit of hers, settled in a month that no test settles.
    "settlement": """
        with run as (
            insert into settlement_run (id, organiser, month, settled_on, started_at, finished_at)
            select gen_random_uuid(), organiser, month, month + 40, started_at, started_at
            from visit, (
                select (date '2020-01-01' + interval '1 month' * count(*))::date as month from settlement_run
            ) months where visit.id = $2
            returning *
        ), made as (
            insert into settlement (id, organiser, provider, run, number, month, lines, credits, price_cents,
                organiser_cents, voucher_cents, order_cents, own_liability_cents, vat_ground, sha256, settled_at)
            select $1::uuid, run.organiser, x.provider, run.id, $1::uuid::text, run.month, 1, 0, 100, 90, 90, 0, 10,
                'social-care', sha256('x'), run.started_at
            from run, visit x where x.id = $2
        )
        insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service,
            kind, day, minutes, price_cents, organiser_cents, own_liability_cents)
        select $1, 1, o.id, o.record, x.voucher, x.client, x.organiser, x.provider, v.service, v.kind,
            o.started_at::date, o.minutes, 100, 90, 10
        from visit x join voucher v on v.id = x.voucher cross join lateral (
            select * from visit where voucher = x.voucher and id <> x.id
                and not exists (select from settlement_line l where l.visit = visit.id)
            order by started_at, id limit 1
        ) o where x.id = $2
        """,
    "credit": """
        insert into credit (id, visit, settlement, organiser, provider, client, reason, price_cents, organiser_cents,
            own_liability_cents, at, by_person)
        select $1, l.visit, l.settlement, l.organiser, l.provider, l.client, 'other', 2, 1, 1, x.received_at, x.worker
        from visit x cross join lateral (
            select * from settlement_line where voucher = x.voucher order by settlement limit 1
        ) l where x.id = $2
        """,
    "account": """
        insert into provider_account (id, provider, iban, first_day, entered_by, entered_at)
        select $1::uuid, provider, 'FI2112345600000785', '2026-01-01', worker, started_at from visit where id = $2
        """,
    # Of no settlement: what it says is not what its fingerprint was taken of, which is found out once it is reached.
    "file": """
        insert into outgoing_file (id, organiser, run, number, format, facts, settlements, cents, sha256, made_by,
            made_at)
        select $1, s.organiser, s.run, (select count(*) + 1 from outgoing_file), 'payments', '{"madeAt":
            "2026-11-05T08:00:00Z", "buyer": {"name": "A county", "businessId": "01120389"}, "terms": {"businessId":
            "01120389", "language": "fi", "paymentDays": 14, "payableAccount": "1", "voucherAccount": "2",
            "orderAccount": "3"}, "services": [], "settlements": []}', 1, 90, sha256('x'), x.worker, x.received_at
        from visit x cross join lateral (
            select s.* from settlement_line l join settlement s on s.id = l.settlement where l.voucher = x.voucher
            order by s.id limit 1
        ) s where x.id = $2
        """,
}

# The subject's visit is settled.
SETTLED = """
insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service, kind, day,
    minutes, price_cents, organiser_cents, own_liability_cents)
select l.settlement, 2, x.id, x.record, l.voucher, l.client, l.organiser, l.provider, l.service, l.kind,
    x.started_at::date, x.minutes, 100, 90, 10
from settlement_line l cross join lateral (
    select * from visit where voucher = l.voucher and state = 'recorded' order by started_at desc limit 1
) x where l.voucher = $1
"""
# The subject's visit was settled by another record than the one that holds, which comes to less.
CHANGED = """
with settled as (
    insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service, kind,
        day, minutes, price_cents, organiser_cents, own_liability_cents)
    select l.settlement, 2, x.id, gen_random_uuid(), l.voucher, l.client, l.organiser, l.provider, l.service, l.kind,
        x.started_at::date, x.minutes, 100, 90, 10
    from settlement_line l cross join lateral (
        select * from visit where voucher = l.voucher and state = 'recorded' order by started_at desc limit 1
    ) x where l.voucher = $1
    returning *
)
insert into late_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, s.voucher, s.client, s.organiser, s.provider, x.worker, s.service, s.kind, s.day, s.minutes,
    50, 45, 5, 'to_review', '{changed-after-settlement}', '{}', 1, x.received_at
from settled s join visit x on x.id = s.visit
"""


ASK_MONEY: dict[str, Callable[[Any], dict[str, Any]]] = {
    "creditVisit": lambda subject: act(visit=str(subject.visit), reason="not-made"),
    "letSettlementStand": lambda subject: act(
        visit=str(subject.visit), record=str(subject.visit), reason="agreed-with-provider"
    ),
    "listPreviewLines": lambda subject: {"params": {"organiser": str(subject.organiser), "month": "2026-11"}},
    "previewSettlement": lambda subject: {"params": {"other": str(subject.organiser)}},
    "answerReview": lambda _: {"json": {"words": "The client had fallen."}},
    "decideReview": lambda subject: {"json": {"decisions": [rejection(subject.visit)]}},
    "listDeviations": lambda _: {"params": {"which": "asked"}},
    "listReview": lambda _: {"params": {"which": "asked"}},
    "confirmProviderAccount": lambda _: act(),
    "takeOutgoingFile": lambda _: act(),
    "tellPayment": lambda _: act(cents=90, paidOn=TODAY.isoformat()),
}
