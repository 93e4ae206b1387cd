"""One voucher or order as its client reads it: what is left, what it costs whom so far, and what has happened to it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend import at_rest
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import ServiceTerms
from backend.database import fetch
from backend.days import month_around, start_of, week_around
from backend.providers.deviations import Deviation, effects_held
from backend.providers.realised_price import (
    BandPrice,
    Money,
    MoneyTerms,
    PersonalValue,
    RealisedVisit,
    ValueInForce,
    money_of,
)
from backend.reckoning.own_liability import Totals
from backend.vouchers.course import Act, ActName, Course, course, value_on
from backend.vouchers.rules import GrantTerms, Taken, period_on, visits_in_period
from backend.vouchers.summaries import Done, VoucherSummary, balance_of, grant_of, instants_of, summary_of
from backend.wire import ProviderName, Text, Wire


class VoucherTask(Wire):
    """What is to be done, in words."""

    slug: str
    name: Text


class DaysPaused(Wire):
    """Days on which nobody should come, both included; null: until further notice."""

    first_day: date
    last_day: date | None
    # client, organiser or institution (734/1992 s.10k).
    caused_by: str | None


class VoucherHistoryEntry(Wire, kw_only=True):
    """Something that happened to a grant after it was given."""

    act: ActName
    from_day: date
    to_day: date | None
    value_cents: int | None
    reason: str | None
    words: str
    at: datetime
    by: str


class Sums(Wire):
    """A price divided between organiser and client."""

    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class VoucherMoney(Wire, kw_only=True):
    """What the visits of the balance's period cost so far, and whom."""

    paid: Sums
    # Of visits that a person must look at first: in none of the sums above.
    waiting: Sums
    # Visits that no price in force covers: in no sum.
    unpriced: int
    # To whom the client pays her own liability.
    providers: list[ProviderName]


class VoucherDetail(VoucherSummary, kw_only=True):
    """A voucher or order with everything that its client, its granter or a relative with a mandate may read of it."""

    tasks: list[VoucherTask]
    decision_id: UUID
    decision_number: str
    # Per the service's unit on that day; null for an order, where the rulebook's value holds, and for whoever
    # may not see money.
    value_cents: int | None
    # What the client pays the organiser in a month for an order.
    client_fee_cents: int | None
    # Null for whoever may not see money.
    money: VoucherMoney | None
    acts: list[VoucherHistoryEntry]
    pauses: list[DaysPaused]


VISITS = """
select started_at, ended_at, minutes, cardinality(to_review) > 0 as waits, provider, deviation, booked_minutes
from visit
where client = $4 and voucher = $1 and state = 'recorded' and started_at >= $2 and started_at < $3
"""
EVER = "select exists(select from visit where client = $2 and voucher = $1 and state = 'recorded') as ever"
TASKS = (
    "select slug, name_fi, name_sv, name_en from service_task where service = $1 and slug = any($2) order by position"
)
ACTS = """
select a.id, a.act, a.from_day, a.to_day, a.value_cents, a.reason, a.decision, a.words_sealed, a.at,
    p.given_name || ' ' || p.family_name as by
from voucher_act a join person p on p.id = a.by_person where a.voucher = $1 order by a.sequence
"""
PRICES = """
select o.provider, o.band, o.price_cents as cents, o.first_day, o.last_day from provider_price o
where o.organiser = $1 and o.service = $2 and o.kind = $3 and o.provider = any($4)
"""
PROVIDERS = "select id, code, name from provider where id = any($1) order by name"
SERVICE_UNIT = "select unit from service where id = $1"
FEE = "select client_fee_cents from service_decision where id = $1"


def earliest_that_matters(grant: GrantTerms, day: date) -> tuple[datetime, datetime]:
    """Return the instants between which visits bear on a period: prices by the week or month look back to its start."""
    first, after = instants_of(grant, period_on(day, grant))
    if grant.period == "total":
        return first, after
    first_day = period_on(day, grant).first_day
    return start_of(min(month_around(first_day).first_day, week_around(first_day).first_day)), after


async def money_terms(row: Mapping[str, Any], found: Course, providers: Sequence[UUID]) -> MoneyTerms:
    """Return what the visits of a voucher are reckoned by, whatever day they were made on."""
    (service,) = await fetch(SERVICE_UNIT, row["service_id"])
    parts = await parts_held(row["organiser_id"], row["service_id"])
    prices = await fetch(PRICES, row["organiser_id"], row["service_id"], row["kind"], list(providers))
    return MoneyTerms(
        kind=row["kind"],
        unit=service["unit"],
        values=tuple(
            ValueInForce(
                part.first_day, part.last_day, part.terms.value, part.terms.is_free, part.terms.covered_quantity
            )
            for part in parts
            if isinstance(part.terms, ServiceTerms)
        ),
        prices=tuple(
            BandPrice(price["band"], price["cents"], price["first_day"], price["last_day"], price["provider"])
            for price in prices
        ),
        personal=tuple(PersonalValue(value.from_day, value.value_cents) for value in found.values)
        if row["kind"] == "voucher"
        else (),
        agreed_cents=row["value_cents"] if row["kind"] == "order" else None,
        effects=effects_held(parts, row["service_id"]),
    )


async def visits_between(row: Mapping[str, Any], first: datetime, after: datetime) -> list[RealisedVisit]:
    """Return what was done on a voucher between two instants."""
    return [realised(visit) for visit in await fetch(VISITS, row["id"], first, after, row["client_id"])]


async def read_detail(row: Mapping[str, Any], day: date, today: date, *, sees_money: bool) -> VoucherDetail:
    """Return a voucher with the balance and the money of the period that a day lies in."""
    id_, grant = row["id"], grant_of(row)
    visits = await visits_between(row, *earliest_that_matters(grant, day))
    (ever,) = await fetch(EVER, id_, row["client_id"])
    acts = await fetch(ACTS, id_)
    found = course(row["first_day"], row["last_day"], row["value_cents"], [read_act(act) for act in acts])
    summary = summary_of(row, Done(visits_in_period(visits, day, grant), ever["ever"]), day, today)
    who_came = list({visit.provider for visit in visits if visit.provider})
    money = None
    if sees_money:
        within = None if grant.period == "total" else period_on(day, grant)
        reckoned = money_of(visits, await money_terms(row, found, who_came), within)
        if grant.unit == "cent":
            taken = Taken(reckoned.paid.organiser_cents, reckoned.waiting.organiser_cents)
            summary.balance = balance_of(grant, day, taken)
        money = await on_wire(reckoned, visits_in_period(visits, day, grant))
    (decided,) = await fetch(FEE, row["decision_id"])
    return VoucherDetail(
        **{name: getattr(summary, name) for name in VoucherSummary.__struct_fields__},
        tasks=[
            VoucherTask(task["slug"], Text(task["name_fi"], task["name_sv"], task["name_en"]))
            for task in await fetch(TASKS, row["service_id"], row["tasks"])
        ],
        decision_id=row["decision_id"],
        decision_number=row["decision_number"],
        value_cents=value_on(found, day) if sees_money and row["kind"] == "voucher" else None,
        client_fee_cents=decided["client_fee_cents"] if sees_money else None,
        money=money,
        acts=[history_entry(act, sees_money=sees_money) for act in acts],
        pauses=[DaysPaused(pause.first_day, pause.last_day, pause.caused_by) for pause in found.pauses],
    )


def realised(row: Mapping[str, Any]) -> RealisedVisit:
    """Return a row of `visit` as a price takes it."""
    code = row["deviation"]
    return RealisedVisit(
        *(row["started_at"], row["ended_at"], row["minutes"], row["waits"], row["provider"]),
        deviation=code and Deviation(code, row["booked_minutes"]),
    )


async def course_of(row: Mapping[str, Any]) -> Course:
    """Return where a voucher stands after what has happened to it."""
    acts = [read_act(act) for act in await fetch(ACTS, row["id"])]
    return course(row["first_day"], row["last_day"], row["value_cents"], acts)


def read_act(row: Mapping[str, Any]) -> Act:
    """Return a row of `voucher_act` as the fold takes it."""
    return Act(row["act"], row["from_day"], row["to_day"], row["value_cents"], row["reason"], row["decision"])


def history_entry(row: Mapping[str, Any], *, sees_money: bool) -> VoucherHistoryEntry:
    """Return an act in words."""
    return VoucherHistoryEntry(
        act=row["act"],
        from_day=row["from_day"],
        to_day=row["to_day"],
        value_cents=row["value_cents"] if sees_money else None,
        reason=row["reason"],
        words=at_rest.unseal_text(at_rest.ACT, row["id"], row["words_sealed"]),
        at=row["at"],
        by=row["by"],
    )


async def on_wire(money: Money, visits: Sequence[RealisedVisit]) -> VoucherMoney:
    """Return the sums of a period with the names of those who came in it."""
    who_came = list({visit.provider for visit in visits if visit.provider})
    return VoucherMoney(
        paid=sums_of(money.paid),
        waiting=sums_of(money.waiting),
        unpriced=money.unpriced,
        providers=[ProviderName(row["id"], row["code"], row["name"]) for row in await fetch(PROVIDERS, who_came)],
    )


def sums_of(found: Totals) -> Sums:
    """Return sums as they are sent."""
    return Sums(found.price_cents, found.organiser_cents, found.own_liability_cents)
