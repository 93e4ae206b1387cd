"""Vouchers and orders as people read them: what is granted, used and left this month."""

# Piccolo types a joined column as the foreign key or its target; which one it is shows only when it runs.
# mypy: disable-error-code="union-attr"

from datetime import date
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import bounds_of, month_of
from backend.vouchers.code import Kind
from backend.vouchers.rules import Balance, VoucherState, balance, voucher_state
from backend.vouchers.tables import Voucher
from backend.wire import ProviderName, Text, Wire

# More than anyone reads; a search narrows it.
MOST_VOUCHERS = 200


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
    # The month that the minutes below are of.
    month: str
    # Null for a service that is not measured in time.
    granted_minutes: int | None
    used_minutes: int | None
    left_minutes: int | None


class VoucherSummary(VoucherAtDoor, kw_only=True):
    """A voucher with its client, service and organiser in words."""

    client_id: UUID
    service: Text
    organiser: Text


async def minutes_used(vouchers: list[UUID], month: str) -> dict[UUID, list[int]]:
    """Return the minutes of each realised visit of a month, by voucher."""
    first, after = bounds_of(month)
    rows = await fetch(
        """
        select x.voucher, array_agg(x.minutes) as minutes from visit x
        where x.client in (select client from voucher where id = any($1)) and x.voucher = any($1)
            and x.started_at >= $2 and x.started_at < $3 and x.state = 'recorded'
        group by x.voucher
        """,
        vouchers,
        first,
        after,
    )
    return {row["voucher"]: row["minutes"] for row in rows}


async def voucher_rows(which: Combinable) -> list[dict[str, Any]]:
    """Load vouchers with the names that stand beside them."""
    client = Voucher.client.person
    return (
        await Voucher.select(
            *(Voucher.id, Voucher.number, Voucher.kind, Voucher.first_day, Voucher.last_day, Voucher.ended_on),
            *(Voucher.quantity, Voucher.quantity_unit, Voucher.period, Voucher.value_cents, Voucher.tasks),
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
            Voucher.decision.number.as_alias("decision_number"),
        )
        .where(which)
        .order_by(client.family_name, client.given_name, Voucher.first_day)
        .limit(MOST_VOUCHERS)
    )


def summary_of(row: dict[str, Any], used: list[int], today: date) -> VoucherSummary:
    """Return a voucher in words with its month's balance."""
    in_time: Balance | None = balance(row["quantity"], used) if row["quantity_unit"] == "minute" else None
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
        state=voucher_state(row["last_day"], row["ended_on"], today, used=bool(used)),
        month=month_of(today),
        granted_minutes=in_time.granted_minutes if in_time else None,
        used_minutes=in_time.used_minutes if in_time else None,
        left_minutes=in_time.left_minutes if in_time else None,
    )


async def summaries(rows: list[dict[str, Any]], today: date) -> list[VoucherSummary]:
    """Return vouchers in words, with what is used of each this month."""
    used = await minutes_used([row["id"] for row in rows], month_of(today))
    return [summary_of(row, used.get(row["id"], []), today) for row in rows]


async def voucher_summaries(person: ActingPerson, which: Combinable | None, today: date) -> list[VoucherSummary]:
    """Return the vouchers that a person may see and that are asked for."""
    visible = Voucher.visible_to(person)
    return await summaries(await voucher_rows(And(visible, which) if which is not None else visible), today)


def at_door(summary: VoucherSummary) -> VoucherAtDoor:
    """Return only what the door needs."""
    return VoucherAtDoor(**{field: getattr(summary, field) for field in VoucherAtDoor.__struct_fields__})
