"""What a decision says on paper, gathered from what was stored of it, as far as its reader may see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from backend.catalogue.in_force import terms_on
from backend.catalogue.price import PriceUnit
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.catalogue.terms import ServiceTerms
from backend.database import fetch
from backend.days import local_day
from backend.decisions.figures import NO_MEANS, Figures, Offered, fee, in_month, value_by_rulebook
from backend.decisions.reading import DecisionSummary
from backend.decisions.rules import Grant, Language
from backend.money import rounded
from backend.papers.decision import (
    DecisionContents,
    Fee,
    Granted,
    Notice,
    Organiser,
    ToldWithVoucher,
    VoucherValue,
)
from backend.papers.voucher import Value
from backend.problems import NothingInForce
from backend.reckoning.own_liability import LiabilityTerms, Line, own_liability

ON_PAPER = """
select o.id as organiser, o.name_fi as organiser_fi, o.name_sv as organiser_sv, o.phone, s.unit, d.granted,
    r.number as replaced, v.quantity, v.quantity_unit, v.period, v.tasks, p.name as provider, p.id as chosen
from service_decision d join organiser o on o.id = d.organiser join service s on s.id = d.service
left join service_decision r on r.id = d.replaces
left join voucher v on v.decision = d.id left join provider p on p.id = v.provider
where d.id = $1
"""
TASK_NAMES = "select name_fi, name_sv from service_task where service = $1 and slug = any($2) order by position"


async def decision_contents(decision: DecisionSummary, language: Language, *, sees_money: bool) -> DecisionContents:
    """Return what a decision says on paper, as far as its reader may see it."""
    (row,) = await fetch(ON_PAPER, decision.id)
    paid, why = decision.client_fee_cents, decision.reckoning
    # A fee that is the same for everyone, or none, leaves nothing to reckon again.
    to_pay = None if paid is None else Fee(paid, why if why and why.steps else None)
    return DecisionContents(
        organiser=Organiser(row[f"organiser_{language}"], phone=row["phone"]),
        number=decision.number,
        about=decision.about,
        resolution=decision.resolution,
        decided_on=decision.decided_on,
        replaces=row["replaced"],
        undone_on=None if decision.undone_at is None else local_day(decision.undone_at),
        client_name=decision.client_name,
        service=getattr(decision.service, language),
        applied_on=decision.applied_on,
        need=decision.need,
        grounds=decision.grounds,
        legal_basis=tuple(decision.legal_basis),
        granted=await granted_on_paper(decision, row, language),
        value=value_on_paper(decision, row["unit"]),
        value_from=decision.first_day if decision.about == "value" else None,
        fee=to_pay,
        told=await told_with_voucher(decision, row, sees_money=sees_money),
        notice=Notice(decision.sent_by, decision.sent_on, decision.received_on, decision.appeal_until),
        decided_by=decision.decided_by,
    )


async def granted_on_paper(decision: DecisionSummary, row: Mapping[str, Any], language: Language) -> Granted | None:
    """Return what was granted: as the voucher or order says it, or of own production as it was decided."""
    own = None if row["granted"] is None else msgspec.json.decode(row["granted"], type=Grant)
    if decision.about == "value" or decision.arranging is None or (own is None and row["quantity"] is None):
        return None
    tasks = list(own.tasks) if own else row["tasks"]
    return Granted(
        tasks=await task_names(decision.service_id, tasks, language),
        quantity=own.quantity if own else row["quantity"],
        quantity_unit=own.quantity_unit if own else row["quantity_unit"],
        period=own.period if own else row["period"],
        arranging=decision.arranging,
        provider=row["provider"],
        first_day=decision.first_day,
        last_day=decision.last_day,
    )


def value_on_paper(decision: DecisionSummary, unit: PriceUnit) -> VoucherValue | None:
    """Return what a voucher is worth, or by an own-part table what of a month is the client's own."""
    why = decision.reckoning
    if decision.arranging != "voucher":
        return None
    if why is not None and why.rule == "own-part-by-hours":
        part = why.steps[-1]
        return VoucherValue(Value(rounded(part.amount, part.over), unit), why)
    return None if decision.value_cents is None else VoucherValue(Value(decision.value_cents, unit), why)


# What each provider that may be chosen asks for an ordinary hour, day or visit: its base price, or its weekday's.
ASKED = """
select distinct on (o.provider) o.price_cents from provider_price o
join approved_provider a on a.provider = o.provider and a.organiser = o.organiser and a.service = o.service
    and a.kind = o.kind and a.first_day <= $3 and (a.last_day is null or a.last_day >= $3)
where o.organiser = $1 and o.service = $2 and o.kind = 'voucher' and o.band in ('base', 'weekday', 'any')
    and o.first_day <= $3 and (o.last_day is null or o.last_day >= $3) and ($4::uuid is null or o.provider = $4)
order by o.provider, array_position(array['base', 'weekday', 'any'], o.band), o.first_day desc
"""


async def told_with_voucher(
    decision: DecisionSummary, row: Mapping[str, Any], *, sees_money: bool
) -> ToldWithVoucher | None:
    """Return what must be told to a client who gets a voucher (569/2009 s.6), as far as it can be reckoned."""
    if decision.about != "service" or decision.arranging != "voucher":
        return None
    found = await terms_on(row["organiser"], decision.service_id, decision.first_day)
    if isinstance(found, NothingInForce):
        return ToldWithVoucher()
    _, terms = found
    if not sees_money:
        return ToldWithVoucher(is_free=terms.is_free)
    prices = await fetch(ASKED, row["organiser"], decision.service_id, decision.first_day, row["chosen"])
    shares = [
        own_liability([line], LiabilityTerms("569/2009 s.3", covered_quantity=terms.covered_quantity))
        for price in prices
        if (line := line_of_month(decision, row, terms, price["price_cents"])) is not None
    ]
    owned = [share.own_liability_cents for share in shares]
    return ToldWithVoucher(
        (min(owned), max(owned)) if owned else None, fee_otherwise(decision, row, terms), terms.is_free
    )


def line_of_month(
    decision: DecisionSummary, row: Mapping[str, Any], terms: ServiceTerms, price_cents: int
) -> Line | None:
    """Return a month of the grant at a provider's price for an ordinary hour or unit; None where no month is known."""
    value = decision.value_cents if decision.value_cents is not None else value_by_rulebook(terms.value)
    by_hour = row["quantity_unit"] == "minute" and row["unit"] == "hour"
    if value is None or not (by_hour or row["quantity_unit"] == row["unit"]):
        return None
    quantity = in_month(row["quantity"], row["period"], decision.first_day, decision.last_day)
    return Line(quantity, "minute" if by_hour else "unit", price_cents, value)


def fee_otherwise(decision: DecisionSummary, row: Mapping[str, Any], terms: ServiceTerms) -> int | None:
    """Return the month's client fee that the same service would cost without a voucher; None when it is not known."""
    if row["granted"] is None:
        return None
    grant = msgspec.json.decode(row["granted"], type=Grant)
    offered = Offered(row["unit"], terms, "", fee_tables(), fee_limits())
    found = fee(grant, grant.means or NO_MEANS, decision.first_day, decision.last_day, offered)
    return found.client_fee_cents if isinstance(found, Figures) else None


async def task_names(service: UUID, slugs: list[str], language: Language) -> tuple[str, ...]:
    """Return what is to be done in words, in the service's own order."""
    return tuple(task[f"name_{language}"] for task in await fetch(TASK_NAMES, service, slugs))
