"""Decisions as people read them: what was decided, on what grounds, until when it can be appealed, and what it gave."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from piccolo.columns.combination import And, WhereRaw
from piccolo.query import OrderByRaw

from backend.access.mandates import whose_money
from backend.access.roles import ActingPerson, Role
from backend.catalogue.rules import in_force_on
from backend.catalogue.statute_book import pause_terms
from backend.catalogue.terms import Arranging
from backend.database import fetch
from backend.days import bounds_of, local_day
from backend.decisions.appeal import SentBy, received_on
from backend.decisions.rules import Language, Resolution, can_undo_until
from backend.problems import NothingInForce, Problem
from backend.reckoning.client_fee import Pause, days_of_month, fee_after_pauses
from backend.reckoning.explanation import Explanation
from backend.vouchers.course import Course, is_paused, outside
from backend.vouchers.detail import DaysPaused
from backend.vouchers.tables import ServiceDecision
from backend.vouchers.words import decision_words
from backend.wire import Text, Wire

# More than anyone reads; those of one client are always fewer.
MOST_DECISIONS = 200


class DecisionSummary(Wire, kw_only=True):
    """A decision with the names that stand beside it."""

    id: UUID
    number: str
    client_id: UUID
    client_name: str
    service: Text
    service_id: UUID
    # service; or value, where a personal value was raised (569/2009 s.8).
    about: Literal["service", "value"]
    resolution: Resolution
    arranging: Arranging | None
    applied_on: date | None
    need: str
    grounds: str
    legal_basis: list[str]
    language: Language
    decided_on: date
    decided_by: str
    first_day: date
    last_day: date | None
    sent_by: SentBy
    sent_on: date
    received_on: date
    appeal_until: date | None
    # What the client pays the organiser in a month; null with a voucher, and for whoever may not see money.
    client_fee_cents: int | None
    # Per the service's unit: the personal or raised value, or the price agreed for an order.
    value_cents: int | None
    reckoning: Explanation | None
    voucher_id: UUID | None
    voucher_number: str | None
    # The decision that it changes.
    replaces: UUID | None
    # Null when it came from elsewhere, or for whoever may not undo it.
    can_undo_until: datetime | None
    undone_at: datetime | None
    # When the client refused the voucher, so that the county arranges the service otherwise (569/2009 s.6).
    refused_on: date | None


class ValueFromDay(Wire):
    """A personal value from a day on; null: the rulebook's own."""

    from_day: date
    value_cents: int | None


class GrantCourse(Wire):
    """Where a grant stands after what has happened to it."""

    id: UUID
    first_day: date
    last_day: date
    # The first day on which it no longer pays.
    ended_on: date | None
    pauses: list[DaysPaused]
    # Empty for whoever may not see money.
    values: list[ValueFromDay]


class FeeOfMonth(Wire):
    """What a client pays for a month after its pauses (734/1992 s.10k)."""

    month: str
    fee_cents: int
    explanation: Explanation


ROWS = """
select d.id, d.number, d.client as client_id, p.given_name || ' ' || p.family_name as client_name,
    s.name_fi, s.name_sv, s.name_en, d.service as service_id, d.about, d.resolution, d.arranging, d.applied_on,
    d.words_sealed, d.legal_basis, d.language, d.decided_on,
    coalesce(d.decided_elsewhere_by, b.given_name || ' ' || b.family_name) as decided_by, d.first_day,
    d.last_day, d.sent_by, coalesce(d.sent_on, d.decided_on) as sent_on, d.appeal_until, d.client_fee_cents,
    coalesce(raised.value_cents, v.value_cents) as value_cents, d.reckoning, v.id as voucher_id,
    v.number as voucher_number, d.replaces, d.entered_at, d.undone_at,
    (select min(a.from_day) from voucher_act a
        where a.voucher = v.id and a.act = 'refused' and d.about = 'service') as refused_on
from service_decision d join client c on c.id = d.client join person p on p.id = c.person
join service s on s.id = d.service join person b on b.id = d.decided_by
left join voucher_act raised on raised.decision = d.id and raised.act = 'value_raised'
left join voucher v on v.decision = d.id or v.id = raised.voucher
where d.id = any($1)
order by d.decided_on desc, d.entered_at desc nulls last, d.number desc
"""
# Refused, and nothing has been decided on the service since; of what was decided elsewhere only the day is known.
TO_ARRANGE = WhereRaw("""
    service_decision.id in (
        select d.id from service_decision d join voucher v on v.decision = d.id join voucher_act a on a.voucher = v.id
        where d.undone_at is null and d.about = 'service' and a.act = 'refused' and not exists (
            select from service_decision later
            where later.client = d.client and later.service = d.service and later.about = 'service'
                and later.undone_at is null and later.id <> d.id and (later.replaces = d.id
                    or later.entered_at > a.at or later.entered_at is null and later.decided_on >= a.from_day)))
""")


async def decisions(
    person: ActingPerson, client: UUID | None = None, decision: UUID | None = None, *, to_arrange: bool = False
) -> list[DecisionSummary]:
    """Return the decisions that a person may see and that are asked for, the newest first."""
    which = ServiceDecision.visible_to(person)
    if client is not None:
        which = And(which, ServiceDecision.client == client)
    if decision is not None:
        which = And(which, ServiceDecision.id == decision)
    if to_arrange:
        which = And(which, TO_ARRANGE)
    found = (
        await ServiceDecision.select(ServiceDecision.id)
        .where(which)
        .order_by(ServiceDecision.decided_on, ascending=False)
        .order_by(OrderByRaw("entered_at desc nulls last, number"), ascending=False)
        .limit(MOST_DECISIONS)
    )
    rows = await fetch(ROWS, [row["id"] for row in found])
    with_money = await whose_money(person, {row["client_id"] for row in rows})
    return [summary_of(dict(row), person, sees_money=row["client_id"] in with_money) for row in rows]


def summary_of(row: dict[str, Any], person: ActingPerson, *, sees_money: bool) -> DecisionSummary:
    """Return a row in words, without the money for whoever may not see it."""
    service = Text(row.pop("name_fi"), row.pop("name_sv"), row.pop("name_en"))
    reckoning, entered_at = row.pop("reckoning"), row.pop("entered_at")
    row |= msgspec.structs.asdict(decision_words(row["id"], row.pop("words_sealed")))
    row["reckoning"] = msgspec.json.decode(reckoning, type=Explanation) if reckoning and sees_money else None
    if not sees_money:
        row |= {"client_fee_cents": None, "value_cents": None}
    until = can_undo_until(entered_at) if person.role is Role.GRANTER and row["undone_at"] is None else None
    received = received_on(row["sent_by"], row["sent_on"])
    return DecisionSummary(**row, service=service, received_on=received, can_undo_until=until)


def on_wire(voucher: UUID, found: Course, *, sees_money: bool = True) -> GrantCourse:
    """Return where a grant stands."""
    return GrantCourse(
        voucher,
        found.first_day,
        found.last_day,
        found.ended_on,
        [DaysPaused(pause.first_day, pause.last_day, pause.caused_by) for pause in found.pauses],
        [ValueFromDay(value.from_day, value.value_cents) for value in found.values if sees_money],
    )


def fee_of_month(fee_cents: int, month: str, found: Course) -> FeeOfMonth | Problem:
    """Return what is left of a month's fee after the pauses of the grant; one that goes on ends with the month."""
    days = days_of_month(local_day(bounds_of(month)[0]))
    first, last = days[0], days[-1]
    terms = in_force_on(first, pause_terms())
    if terms is None:
        return NothingInForce(day=first.isoformat())
    if last < found.first_day or found.last_paid_day < first:
        return outside(found)
    pauses = [
        Pause(pause.first_day, pause.last_day or last, pause.caused_by)  # type: ignore[arg-type]  # as it was stored
        for pause in found.pauses
        if pause.first_day <= last
    ]
    if all(is_paused(found, day) for day in days if found.first_day <= day <= found.last_paid_day):
        # Of a month in which nobody came at all, the days before or after the grant are none that are paid.
        pauses.append(Pause(first, last, "organiser"))
    fee = fee_after_pauses(fee_cents, first, pauses, terms)
    return fee if isinstance(fee, Problem) else FeeOfMonth(month, fee.fee_cents, fee.explanation)
