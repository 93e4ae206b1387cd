"""Vouchers and orders as people read them: what is granted, used and left in the period that a day lies in."""

# Piccolo types a joined column as the foreign key or its target; which one it is shows only when it runs.
# mypy: disable-error-code="union-attr"

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import ONE_DAY, DaySpan, start_of
from backend.providers.deviations import Deviation
from backend.providers.realised_price import RealisedVisit
from backend.vouchers.code import Kind
from backend.vouchers.rules import (
    GrantPeriod,
    GrantTerms,
    GrantUnit,
    Taken,
    VoucherState,
    balance,
    period_on,
    taken_by,
    voucher_state,
)
from backend.vouchers.tables import Voucher
from backend.wire import FIRST_YEAR, LAST_YEAR, ProviderName, Text, Wire

# More than anyone reads; a search narrows it.
MOST_VOUCHERS = 200


class PeriodBalance(Wire, kw_only=True):
    """What of a grant is used and left in one period, in the grant's unit."""

    unit: GrantUnit
    period: GrantPeriod
    # The period's days; of a grant in all, the grant's.
    first_day: date
    last_day: date
    granted: int
    used: int
    # What visits that a person must look at would take; part of what is left.
    reserved: int
    left: int
    free: int


class VoucherAtDoor(Wire, kw_only=True):
    """What the person at the door needs of a voucher."""

    id: UUID
    number: str
    kind: Kind
    client_name: str
    service_code: int
    organiser_code: int
    # The provider it names; null when any approved one may serve.
    provider: ProviderName | None
    first_day: date
    last_day: date
    state: VoucherState
    # Of the period that the day asked about lies in; null for a grant that is counted in money, which the door is not
    # told and a list not asked to reckon.
    balance: PeriodBalance | None


class VoucherSummary(VoucherAtDoor, kw_only=True):
    """A voucher with its client, service and organiser in words."""

    client_id: UUID
    service: Text
    organiser: Text


class Done(msgspec.Struct):
    """What was done on a voucher: the visits of a stretch of time, and whether there was ever one."""

    visits: list[RealisedVisit]
    ever: bool


VISITS = """
select asked.voucher, done.*, exists(
    select from visit e where e.client = v.client and e.voucher = v.id and e.state = 'recorded'
) as ever
from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as asked(voucher, first, after)
join voucher v on v.id = asked.voucher cross join lateral (
    select array_agg(x.started_at) as started_at, array_agg(x.ended_at) as ended_at, array_agg(x.minutes) as minutes,
        array_agg(cardinality(x.to_review) > 0) as waits, array_agg(x.deviation) as deviation
    from visit x
    where x.client = v.client and x.voucher = v.id and x.state = 'recorded'
        and x.started_at >= asked.first and x.started_at < asked.after
) as done
"""


DONE = ("started_at", "ended_at", "minutes", "waits", "deviation")


async def visits_done(asked: Mapping[UUID, tuple[datetime, datetime]]) -> dict[UUID, Done]:
    """Return the realised visits of each voucher between two instants."""
    firsts, afters = [first for first, _ in asked.values()], [after for _, after in asked.values()]
    rows = await fetch(VISITS, list(asked), firsts, afters)
    return {
        row["voucher"]: Done(
            [
                RealisedVisit(start, end, minutes, waits, deviation=code and Deviation(code))
                for start, end, minutes, waits, code in zip(*(row[name] for name in DONE), strict=True)
            ]
            if row["minutes"]
            else [],
            row["ever"],
        )
        for row in rows
    }


def grant_of(row: Mapping[str, Any]) -> GrantTerms:
    """Return how much a voucher grants, and for how long at a time."""
    return GrantTerms(row["quantity"], row["quantity_unit"], row["period"], row["first_day"], row["last_day"])


def instants_of(grant: GrantTerms, span: DaySpan) -> tuple[datetime, datetime]:
    """Return the instants between which visits belong to a period; to a grant in all belongs every one."""
    if grant.period == "total":
        return start_of(date(FIRST_YEAR, 1, 1)), start_of(date(LAST_YEAR, 1, 1))
    return start_of(span.first_day), start_of(span.last_day + ONE_DAY)


def balance_of(grant: GrantTerms, day: date, taken: Taken) -> PeriodBalance:
    """Return the balance of the period that a day lies in."""
    span = period_on(day, grant)
    found = balance(grant.quantity, taken)
    return PeriodBalance(
        unit=grant.unit,
        period=grant.period,
        first_day=span.first_day,
        last_day=span.last_day,
        granted=found.granted,
        used=found.used,
        reserved=found.reserved,
        left=found.left,
        free=found.free,
    )


async def voucher_rows(which: Combinable) -> list[dict[str, Any]]:
    """Load vouchers with the names that stand beside them."""
    client = Voucher.client.person
    return (
        await Voucher.select(
            *(Voucher.id, Voucher.number, Voucher.kind, Voucher.first_day, Voucher.last_day, Voucher.ended_on),
            *(
                Voucher.quantity,
                Voucher.quantity_unit,
                Voucher.period,
                Voucher.value_cents,
                Voucher.tasks,
                Voucher.pauses,
            ),
            Voucher.client.id.as_alias("client_id"),
            client.given_name.as_alias("client_given"),
            client.family_name.as_alias("client_family"),
            Voucher.service.id.as_alias("service_id"),
            Voucher.service.code.as_alias("service_code"),
            Voucher.service.unit.as_alias("service_unit"),
            Voucher.service.name_fi.as_alias("service_fi"),
            Voucher.service.name_sv.as_alias("service_sv"),
            Voucher.service.name_en.as_alias("service_en"),
            Voucher.organiser.id.as_alias("organiser_id"),
            Voucher.organiser.code.as_alias("organiser_code"),
            Voucher.organiser.name_fi.as_alias("organiser_fi"),
            Voucher.organiser.name_sv.as_alias("organiser_sv"),
            Voucher.organiser.name_en.as_alias("organiser_en"),
            Voucher.organiser.phone.as_alias("organiser_phone"),
            Voucher.provider.id.as_alias("provider_id"),
            Voucher.provider.code.as_alias("provider_code"),
            Voucher.provider.name.as_alias("provider_name"),
            Voucher.decision.id.as_alias("decision_id"),
            Voucher.decision.number.as_alias("decision_number"),
        )
        .where(which)
        .order_by(client.family_name, client.given_name, Voucher.first_day)
        .limit(MOST_VOUCHERS)
    )


def summary_of(row: Mapping[str, Any], done: Done, day: date, today: date) -> VoucherSummary:
    """Return a voucher in words with its balance in the period that a day lies in."""
    grant = grant_of(row)
    named = row["provider_id"] is not None
    return VoucherSummary(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        client_id=row["client_id"],
        client_name=f"{row['client_given']} {row['client_family']}",
        service_code=row["service_code"],
        service=Text(row["service_fi"], row["service_sv"], row["service_en"]),
        organiser_code=row["organiser_code"],
        organiser=Text(row["organiser_fi"], row["organiser_sv"], row["organiser_en"]),
        provider=ProviderName(row["provider_id"], row["provider_code"], row["provider_name"]) if named else None,
        first_day=row["first_day"],
        last_day=row["last_day"],
        state=voucher_state(row["last_day"], row["ended_on"], today, used=done.ever),
        balance=None if grant.unit == "cent" else balance_of(grant, day, taken_by(done.visits, grant.unit)),
    )


async def summaries(rows: Sequence[Mapping[str, Any]], today: date) -> list[VoucherSummary]:
    """Return vouchers in words, with what is used of each in the period that today lies in."""
    grants = {row["id"]: grant_of(row) for row in rows}
    done = await visits_done({id_: instants_of(grant, period_on(today, grant)) for id_, grant in grants.items()})
    return [summary_of(row, done[row["id"]], today, today) for row in rows]


async def voucher_summaries(person: ActingPerson, which: Combinable | None, today: date) -> list[VoucherSummary]:
    """Return the vouchers that a person may see and that are asked for."""
    visible = Voucher.visible_to(person)
    return await summaries(await voucher_rows(And(visible, which) if which is not None else visible), today)


def at_door(summary: VoucherSummary) -> VoucherAtDoor:
    """Return only what the door needs."""
    return VoucherAtDoor(**{field: getattr(summary, field) for field in VoucherAtDoor.__struct_fields__})
