"""Lines of the review as people read them: what the rules found, the visit, its plan and its grant side by side."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend import at_rest
from backend.database import fetch
from backend.problems import InvalidRequest
from backend.review.deciding import standing_of
from backend.review.rules import Outcome, Reason, Stage, stage_of
from backend.review.words import RuleSaid, said_of
from backend.vouchers.rules import GrantPeriod, GrantUnit
from backend.wire import ProviderName, Text, Wire, from_base64url, in_base64url

# Lines of a page.
MOST_LINES = 50


class ReviewMoney(Wire):
    """A price divided between organiser and client."""

    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class ReviewPlan(Wire):
    """What was planned."""

    starts_at: datetime
    ends_at: datetime
    worker_name: str | None


class ReviewGrant(Wire, kw_only=True):
    """The grant, and what other visits of the same period have taken of it."""

    quantity: int
    unit: GrantUnit
    period: GrantPeriod
    # Of the voucher.
    first_day: date
    last_day: date
    # By visits that are accepted, without this one; in the grant's unit.
    used: int


class ReviewWord(Wire, kw_only=True):
    """The latest decision of a visit, a question among them, and its answer."""

    id: UUID
    outcome: Outcome
    reason: Reason
    words: str
    # What is paid, where that is a part.
    part: ReviewMoney | None
    # Null for whoever reads it at the provider's.
    by: str | None
    at: datetime
    answer: str | None
    answered_at: datetime | None


class ReviewLine(Wire, kw_only=True):
    """One visit that the rules left to a person."""

    visit_id: UUID
    # What a decision must have seen.
    record: UUID
    turns: int
    stage: Stage
    is_settled: bool
    # Slugs of the rules that found something, the weightiest first, and what they looked at.
    rules: list[str]
    inputs: dict[str, Any]
    money: ReviewMoney
    client_id: UUID
    client_name: str
    voucher_id: UUID
    voucher_number: str
    kind: Literal["voucher", "order"]
    service: Text
    provider: ProviderName
    worker_name: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    received_at: datetime
    # Null where nothing was planned, or nothing of what was planned was this visit.
    plan: ReviewPlan | None
    grant: ReviewGrant
    # Null where nobody has decided or asked anything.
    latest: ReviewWord | None


class ReviewPage(Wire):
    """A stretch of the review, the oldest day first, and what to ask for the next stretch."""

    lines: list[ReviewLine]
    # What the rules that the lines name say to people.
    rules: list[RuleSaid]
    next: str | None


class Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The last line of a stretch; the next one begins after it."""

    day: date
    visit: UUID


BEGINNING = Place(date.min, UUID(int=0))

# Of a verdict `v`: whether the latest decision is a question that the office has not answered.
OPEN_QUESTION = """
exists (select from review_decision q where q.visit = v.visit and q.outcome = 'asked' and q.record = v.record
    and v.rules <@ q.rules
    and not exists (select from review_decision o where o.visit = q.visit and o.turn > q.turn)
    and not exists (select from review_answer a where a.decision = q.id))
"""
# The day on which the period begins that a verdict `v` lies in, and the day after it.
PERIOD = """
select case w.period when 'week' then date_trunc('week', v.day) when 'month' then date_trunc('month', v.day)
        else timestamp '-infinity' end::date as first,
    case w.period when 'week' then date_trunc('week', v.day) + interval '7 days'
        when 'month' then date_trunc('month', v.day) + interval '1 month' else timestamp 'infinity' end::date as after
"""
# What the accepted visits of the same period take, as a grant's unit counts it.
USED = """
select case w.quantity_unit
    when 'minute' then sum(o.minutes) when 'visit' then count(*)
    when 'cent' then sum(coalesce(e.organiser_cents, o.organiser_cents))
    when 'day' then count(distinct o.day) when 'week' then count(distinct date_trunc('week', o.day))
    else count(distinct date_trunc('month', o.day)) end as used
from visit_verdict o left join review_decision e on e.id = o.decision
where o.voucher = v.voucher and o.day >= p.first and o.day < p.after and o.visit <> v.visit
    and coalesce(e.outcome in ('accepted', 'partly'), o.verdict = 'accepted')
"""
LINES = f"""
select v.visit, v.verdict, v.record, v.rules, v.inputs, v.price_cents, v.organiser_cents, v.own_liability_cents,
    v.kind, v.minutes, v.client as client_id, c.given_name || ' ' || c.family_name as client_name,
    v.voucher as voucher_id, w.number as voucher_number, s.name_fi, s.name_sv, s.name_en,
    r.id as provider_id, r.code as provider_code, r.name as provider_name,
    m.given_name || ' ' || m.family_name as worker_name, x.started_at, x.ended_at, x.received_at,
    l.starts_at, l.ends_at, n.given_name || ' ' || n.family_name as planned_name,
    w.quantity, w.quantity_unit as unit, w.period, w.first_day, w.last_day, coalesce(u.used, 0)::bigint as used,
    coalesce(d.turn, 0) as turns, d.id as decision_id, d.outcome, d.reason, d.words_sealed, d.at,
    d.record as decided_record, d.rules as decided_rules, d.price_cents as part_cents,
    d.organiser_cents as part_organiser_cents, d.own_liability_cents as part_own_liability_cents,
    b.given_name || ' ' || b.family_name as by, a.decision is not null as is_answered,
    a.words_sealed as answer_sealed, a.at as answered_at,
    exists (select from settlement_line t where t.visit = v.visit and t.credit is null) as is_settled
from visit_verdict v join visit x on x.id = v.visit join voucher w on w.id = v.voucher
join service s on s.id = v.service join provider r on r.id = v.provider
join client k on k.id = v.client join person c on c.id = k.person join person m on m.id = v.worker
left join lateral (select * from planned_visit o where o.visit = v.visit limit 1) l on true
left join person n on n.id = l.worker
left join lateral (select * from review_decision o where o.visit = v.visit order by o.turn desc limit 1) d on true
left join review_answer a on a.decision = d.id left join person b on b.id = d.by_person
cross join lateral ({PERIOD}) p
cross join lateral ({USED}) u
where v.visit = any($1)
order by array_position($1, v.visit)
"""  # noqa: S608 - written here


def place_in(written: str | None) -> Place:
    """Return the place that a page ended at; raises `InvalidRequest` for what was not answered here."""
    if written is None:
        return BEGINNING
    try:
        return msgspec.json.decode(from_base64url(written), type=Place)
    except ValueError:
        raise InvalidRequest([{"pointer": "/after", "detail": "Expected a place that was answered here"}]) from None


async def page_of(
    statement: str, whose: UUID | None, after: Place, *values: object, names_who_decides: bool
) -> ReviewPage:
    """Return the lines that a statement names, and where the next ones begin."""
    found = await fetch(statement, whose, after.day, after.visit, MOST_LINES + 1, *values)
    here = found[:MOST_LINES]
    rows = await fetch(LINES, [row["visit"] for row in here])
    written = None
    if len(found) > MOST_LINES:
        written = in_base64url(msgspec.json.encode(Place(here[-1]["day"], here[-1]["visit"])))
    rules = said_of(rule for row in rows for rule in row["rules"])
    return ReviewPage([line_of(dict(row), names_who_decides=names_who_decides) for row in rows], rules, written)


def line_of(row: Mapping[str, Any], *, names_who_decides: bool) -> ReviewLine:
    """Return a row of the query in words."""
    named = ("record", "turns", "is_settled", "rules", "client_id", "client_name", "voucher_id", "voucher_number")
    times = ("kind", "worker_name", "started_at", "ended_at", "minutes", "received_at")
    granted = ("quantity", "unit", "period", "first_day", "last_day", "used")
    plan = None
    if row["starts_at"] is not None:
        plan = ReviewPlan(row["starts_at"], row["ends_at"], row["planned_name"])
    return ReviewLine(
        **{name: row[name] for name in (*named, *times)},
        visit_id=row["visit"],
        # A line that was decided of and has been judged anew without a reason is one that nobody looks at any more.
        stage=stage_of(standing_of(row)) or "waiting",
        inputs=msgspec.json.decode(row["inputs"]),
        money=ReviewMoney(row["price_cents"], row["organiser_cents"], row["own_liability_cents"]),
        service=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        provider=ProviderName(row["provider_id"], row["provider_code"], row["provider_name"]),
        plan=plan,
        grant=ReviewGrant(**{name: row[name] for name in granted}),
        latest=word_of(row, names_who_decides=names_who_decides) if row["turns"] else None,
    )


def word_of(row: Mapping[str, Any], *, names_who_decides: bool) -> ReviewWord:
    """Return the latest decision of a line."""
    id_ = row["decision_id"]
    part = None
    if row["part_cents"] is not None:
        part = ReviewMoney(row["part_cents"], row["part_organiser_cents"], row["part_own_liability_cents"])
    return ReviewWord(
        id=id_,
        outcome=row["outcome"],
        reason=row["reason"],
        words=at_rest.unseal_text(at_rest.REVIEW, id_, row["words_sealed"]),
        part=part,
        by=row["by"] if names_who_decides else None,
        at=row["at"],
        answer=at_rest.unseal_text(at_rest.REVIEW_ANSWER, id_, row["answer_sealed"]) or None,
        answered_at=row["answered_at"],
    )
