"""An organiser's rulebook (sääntökirja) as data: a general part, one for each service, from a day to a day. Pure.

What a part leaves open, the organiser has not said: nothing is guessed here. Where both parts say something, the
service's wins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.catalogue.bands import refuse_timetable
from backend.catalogue.price import PriceTerms, PriceUnit, refuse_price, valued_at
from backend.catalogue.rules import in_force_on, refuse_validity
from backend.days import ONE_DAY
from backend.problems import FeeOfFreeService, NothingInForce, Problem, QuantityZero, UnitDiffers
from backend.reckoning.client_fee import FeeTable, refuse_fee_table
from backend.reckoning.income import MeansTest
from backend.reckoning.income_value import IncomeFormula, OwnPartTable, ValueSteps
from backend.wire import Count, Kept, Price, Slug, Text

Days = Annotated[int, Meta(ge=0, le=3660)]
Hours = Annotated[int, Meta(ge=0, le=366 * 24)]
Permille = Annotated[int, Meta(ge=0, le=1000)]
Minutes = Annotated[int, Meta(ge=0, le=12 * 60)]

# How a service can be arranged for a client: by voucher, by an order from a provider, or as own production.
Arranging = Literal["voucher", "order", "own"]


class CancellationTerms(Kept, frozen=True):
    """Until how long before it a visit may be called off for nothing, and what share of its price is due after that."""

    free_until_hours: Hours
    late_permille: Permille
    # When nobody opens the door.
    no_show_permille: Permille


class DeviationTerms(Kept, frozen=True, kw_only=True):
    """What is due of a visit that did not go as booked, beside what `CancellationTerms` says; None: it is open."""

    # Of the booked visit's price, when the client turns the worker away at the door.
    declined_permille: Permille | None = None
    # The same, when the client turns out to be in hospital.
    in_hospital_permille: Permille | None = None
    # Of the time by which a visit was extended.
    extended_permille: Permille | None = None


class RequiredAttachment(Kept, frozen=True):
    """A paper that a provider must have given to be approved."""

    slug: Slug
    name: Text
    # How old it may be; None when it does not grow old.
    months_valid: Annotated[int, Meta(ge=1, le=120)] | None = None


class RecordingTerms(Kept, frozen=True, kw_only=True):
    """What both parts may say of recording, billing and contracts; None where this one does not."""

    # From the end of a visit.
    recording_deadline_hours: Hours | None = None
    # How far back a visit may be recorded afterwards.
    back_dating_days: Days | None = None
    # How far the realised may pass the granted, of which of the two, and over what it is looked at.
    tolerance_permille: Permille | None = None
    tolerance_of: Literal["time", "money"] | None = None
    tolerance_over: Literal["period", "voucher"] | None = None
    cancellation: CancellationTerms | None = None
    deviations: DeviationTerms | None = None
    attachments: Annotated[tuple[RequiredAttachment, ...], Meta(max_length=30)] | None = None
    # Whether the day on which a client dies is paid.
    death_day_paid: bool | None = None
    contract_notice_days: Days | None = None
    price_notice_days: Days | None = None
    # From its planned start, how long nothing need be heard of a visit before it is late.
    late_after_minutes: Minutes | None = None


class GeneralTerms(RecordingTerms, frozen=True, kw_only=True, tag_field="part", tag="general"):
    """The general part (yleinen osa)."""

    # By which day of the next month a month is settled.
    settlement_day: Annotated[int, Meta(ge=4, le=8)] | None = None
    # Whether clients' homes show digits that workers may read there (presence/); no visit hangs on it.
    asks_presence: bool = False


class QuantityLimits(Kept, frozen=True, kw_only=True):
    """The most that may be granted in a period, in the grant's unit: minutes where it is a time."""

    week: Count | None = None
    month: Count | None = None
    total: Count | None = None


class FeeByHours(Kept, frozen=True, tag_field="kind", tag="by_hours"):
    """A client fee by granted hours and household (734/1992 s.10e), by the act's table or a lower one of one's own."""

    own_table: FeeTable | None = None


class FlatFee(Kept, frozen=True, tag_field="kind", tag="flat"):
    """A client fee that is the same for everyone, in a month."""

    cents: Count


class ServiceTerms(RecordingTerms, frozen=True, kw_only=True, tag_field="part", tag="service"):
    """The part on one service (palvelukohtainen osa)."""

    arranging: Annotated[tuple[Arranging, ...], Meta(min_length=1, max_length=3)]
    # What a voucher is worth at most; None where only the income or the decision says it.
    value: PriceTerms | None = None
    income_value: IncomeFormula | ValueSteps | OwnPartTable | None = None
    means_test: MeansTest | None = None
    # The most that a provider may ask (kattohinta), in every band.
    price_ceiling_cents: Price | None = None
    most_per_visit_minutes: Count | None = None
    # The task by which a grant allows two workers at once; None: nobody looks how many came.
    two_workers_task: Slug | None = None
    limits: QuantityLimits | None = None
    fee: FeeByHours | FlatFee | None = None
    # Free of charge by 734/1992 s.4-5.
    is_free: bool = False
    # What producing it costs in a month, which no fee may pass (734/1992 s.1).
    cost_cents: Count | None = None
    # How much of a month's quantity a voucher pays for.
    covered_quantity: Count | None = None


PartTerms = GeneralTerms | ServiceTerms


@dataclass(frozen=True)
class Part:
    """A part of a rulebook with its days."""

    id: UUID
    # None: the general part.
    service: UUID | None
    first_day: date
    last_day: date | None
    # Where its figures come from: the organiser's decision.
    source: str
    terms: PartTerms


def effective(general: GeneralTerms, service: ServiceTerms) -> ServiceTerms:
    """Return what holds for a service: its own part, and the general one where that says nothing."""
    unsaid = [name for name in RecordingTerms.__struct_fields__ if getattr(service, name) is None]
    return msgspec.structs.replace(service, **{name: getattr(general, name) for name in unsaid})


def as_held(parts: Iterable[Part]) -> list[Part]:
    """Return parts as they hold, by their first day: one without a last day ends where the next of its kind begins."""
    held: list[Part] = []
    following: dict[UUID | None, date] = {}
    for part in sorted(parts, key=lambda part: part.first_day, reverse=True):
        next_day = following.get(part.service)
        ends = part.last_day is None and next_day is not None
        held.append(dated(replace(part, last_day=next_day - ONE_DAY) if ends and next_day else part))
        following[part.service] = part.first_day
    return held[::-1]


def dated(part: Part) -> Part:
    """Return a part whose tables and formulas have its source and days, whatever was sent in them."""
    terms = part.terms
    if isinstance(terms, GeneralTerms):
        return part
    of_part = {"source": part.source, "first_day": part.first_day, "last_day": part.last_day}
    if terms.income_value is not None:
        terms = msgspec.structs.replace(terms, income_value=msgspec.structs.replace(terms.income_value, **of_part))
    if isinstance(terms.fee, FeeByHours) and terms.fee.own_table is not None:
        table = msgspec.structs.replace(terms.fee.own_table, **of_part)
        terms = msgspec.structs.replace(terms, fee=FeeByHours(table))
    return replace(part, terms=terms)


def part_on(day: date, service: UUID | None, parts: Iterable[Part]) -> Part | None:
    """Return the part that holds on a day, of parts as they hold."""
    return in_force_on(day, [part for part in parts if part.service == service])


def asks_presence(parts: Iterable[Part], day: date) -> bool:
    """Tell whether the general part that holds on a day asks for presence, of parts as they hold."""
    general = part_on(day, None, parts)
    return general is not None and isinstance(general.terms, GeneralTerms) and general.terms.asks_presence


def terms_on_day(day: date, service: UUID, parts: Sequence[Part]) -> tuple[GeneralTerms, ServiceTerms] | NothingInForce:
    """Return the general terms of a day, empty where there are none, and what holds for a service, by both parts."""
    found, general = part_on(day, service, parts), part_on(day, None, parts)
    if found is None or not isinstance(found.terms, ServiceTerms):
        return NothingInForce(day=day.isoformat())
    said = general.terms if general and isinstance(general.terms, GeneralTerms) else GeneralTerms()
    return said, effective(said, found.terms)


def held_by_day(parts: Sequence[Part], service: UUID) -> Iterator[tuple[date, date | None, ServiceTerms]]:
    """Yield what holds for a service from a day to a day, by both parts, of parts as they hold."""
    of_it = [part for part in parts if part.service in (service, None)]
    turns = sorted({part.first_day for part in of_it} | {part.last_day + ONE_DAY for part in of_it if part.last_day})
    for day, next_day in zip_longest(turns, turns[1:]):
        found = terms_on_day(day, service, of_it)
        if isinstance(found, tuple):
            yield day, next_day and next_day - ONE_DAY, found[1]


def refuse_part(new: Part, held: Iterable[Part], today: date) -> Problem | None:
    """Return why a part cannot stand beside those that hold.

    One without a last day makes way for one that begins today or later; what holds otherwise, and every day that has
    been, stays as it is.
    """
    beside = [part for part in held if part.service == new.service]
    if new.first_day >= today:
        beside = [
            replace(part, last_day=new.first_day - ONE_DAY)
            if part.last_day is None and part.first_day < new.first_day
            else part
            for part in beside
        ]
    return refuse_validity([*beside, new])


def refuse_terms(part: Part, unit: PriceUnit | None, statutory: Iterable[FeeTable]) -> Problem | None:
    """Return why a part's terms cannot stand; `unit` is what the service's prices are for."""
    terms = part.terms
    if isinstance(terms, GeneralTerms):
        return None
    return refuse_value(terms, unit) or refuse_quantities(terms) or refuse_fee(part, terms, statutory)


def refuse_value(terms: ServiceTerms, unit: PriceUnit | None) -> Problem | None:
    """Return why the value cannot stand: of another unit, a turned band, a band without a price, above the ceiling."""
    highest = highest_personal(terms.income_value)
    value = terms.value
    if value is None:
        personal = PriceTerms(unit or "hour", highest)
        return None if highest is None else refuse_price(personal, terms.price_ceiling_cents)
    if unit is not None and value.unit != unit:
        return UnitDiffers(expected=unit)
    if value.timetable is not None and (problem := refuse_timetable(value.timetable)):
        return problem
    # A personal value takes the place of the base, so a base need not be given beside it.
    checked = [] if value.base_cents is None and highest is not None else [value]
    checked += [] if highest is None else [valued_at(value, highest)]
    return next(filter(None, (refuse_price(one, terms.price_ceiling_cents) for one in checked)), None)


def highest_personal(income_value: IncomeFormula | ValueSteps | OwnPartTable | None) -> int | None:
    """Return the highest value that an income can give, or none that is given; an own part is no value."""
    if isinstance(income_value, IncomeFormula):
        return max(income_value.highest_cents, income_value.without_income_cents or 0)
    if isinstance(income_value, ValueSteps):
        return max(income_value.without_income_cents or 0, *(step.value_cents for step in income_value.steps))
    return None


def refuse_quantities(terms: ServiceTerms) -> QuantityZero | None:
    """Return why the limits cannot stand: one of them would let nothing be granted."""
    limits = terms.limits or QuantityLimits()
    most = (limits.week, limits.month, limits.total, terms.most_per_visit_minutes, terms.covered_quantity)
    return QuantityZero() if 0 in most else None


def refuse_fee(part: Part, terms: ServiceTerms, statutory: Iterable[FeeTable]) -> Problem | None:
    """Return why the client fee cannot stand: for a free service, or above the act's on a day on which both hold."""
    if terms.fee is None:
        return None
    if terms.is_free:
        return FeeOfFreeService()
    if isinstance(terms.fee, FlatFee) or terms.fee.own_table is None:
        return None
    for act in statutory:
        ended = act.last_day is not None and act.last_day < part.first_day
        later = part.last_day is not None and part.last_day < act.first_day
        if not (ended or later) and (problem := refuse_fee_table(terms.fee.own_table, act)):
            return problem
    return None
