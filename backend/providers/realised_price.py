"""What realised visits cost, and whom: by the provider's prices and the organiser's values of each visit's day. Pure.

The price is the provider's in each time band of the rulebook, the value the organiser's; where the price is below the
value the organiser pays the price and no more, in each band by itself (569/2009 s.3, s.9). The phone comes to the same
cents: tests/vectors/realised_money.json.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.catalogue.bands import Timetable
from backend.catalogue.price import ANY_TIME, MINUTES_IN, PriceTerms, PriceUnit, price_of_visit, rate_of, valued_at
from backend.catalogue.rules import in_force_on
from backend.days import DaySpan, local_day, month_around, week_around
from backend.money import PERMILLE, rounded, share
from backend.problems import BandWithoutPrice, NothingInForce, Problem
from backend.providers.deviations import Deviation, Effects, EffectsInForce, due_of
from backend.providers.problems import DeviationEffectOpen
from backend.reckoning.own_liability import Totals, totals


class RealisedVisit(msgspec.Struct, frozen=True, rename="camel"):
    """What was done, as much of it as a balance and a price need."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    # Whether a person must look at it before it is paid; until then it takes nothing, and what it would take is kept.
    waits: bool = False
    # Who came; a voucher may be open to several.
    provider: UUID | None = None
    # What was otherwise than booked, if anything was.
    deviation: Deviation | None = None


class ValueInForce(msgspec.Struct, frozen=True, rename="camel"):
    """What the rulebook says of who pays, from a day to a day."""

    first_day: date
    last_day: date | None
    # None where only the decision says what a voucher is worth.
    value: PriceTerms | None
    # Free of charge by 734/1992 s.4-5: nothing is left to the client (569/2009 s.7).
    free: bool = False
    # How much of a month's quantity a voucher pays for: minutes where the price is of a time.
    covered_quantity: int | None = None


class BandPrice(msgspec.Struct, frozen=True, rename="camel"):
    """What the provider asks per unit in a time band, from a day to a day; the band `any` is every time."""

    band: str
    cents: int
    first_day: date
    last_day: date | None
    provider: UUID | None = None


class PersonalValue(msgspec.Struct, frozen=True, rename="camel"):
    """What the decision says a voucher is worth per unit, from a day on; None is the rulebook's own."""

    from_day: date
    value_cents: int | None


class MoneyTerms(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Everything that says what the visits of one grant cost, and whom."""

    kind: Literal["voucher", "order"]
    # Of the service's prices.
    unit: PriceUnit
    values: tuple[ValueInForce, ...]
    prices: tuple[BandPrice, ...]
    # By their day.
    personal: tuple[PersonalValue, ...] = ()
    # What an order was agreed at; holds where no price of the provider does.
    agreed_cents: int | None = None
    # What is due of visits that did not go as booked.
    effects: tuple[EffectsInForce, ...] = ()


@dataclass(frozen=True)
class Money:
    """What visits cost and whom: those to be paid, those that a person must look at first, and how many have no price.

    A visit in a time band that nobody has priced, on a day without terms, or that went otherwise than booked in a way
    whose price nobody has said, is counted and in no sum.
    """

    paid: Totals
    waiting: Totals
    unpriced: int


@dataclass(frozen=True)
class Rates:
    """What is asked and what is covered on one day."""

    price: PriceTerms
    # None: the organiser pays all of it.
    value: PriceTerms | None


# By the day, the provider, the personal value of that day and what an order was agreed at.
RatesKnown = dict[tuple[date, UUID | None, int | None, int | None], Rates | NothingInForce]

NO_MONEY = Totals(0, 0, 0)


def money_of(visits: Iterable[RealisedVisit], terms: MoneyTerms, within: DaySpan | None) -> Money:
    """Return what the visits that began on these days cost, of all visits that the same months and weeks hold.

    A day, week or month is billed once, with its first visit; a month's covered quantity is used in the order of the
    visits. What a person still looks at comes after the rest, so that nothing certain depends on it.
    """
    reckoning = Reckoning(terms)
    paid: list[Totals] = []
    waiting: list[Totals] = []
    unpriced = 0
    for visit in sorted(visits, key=lambda visit: (visit.waits, visit.started_at)):
        day = local_day(visit.started_at)
        share = reckoning.share_of(visit, day)
        if within is not None and not within.first_day <= day <= within.last_day:
            continue
        if isinstance(share, Problem):
            unpriced += 1
        else:
            (waiting if visit.waits else paid).append(share)
    return Money(totals(paid), totals(waiting), unpriced)


class Reckoning:
    """Walks through visits and knows what of a month or a day is already used."""

    def __init__(self, terms: MoneyTerms, known: RatesKnown | None = None) -> None:
        """Hold the terms; grants of one book, whose values and prices are the same, may share the rates they know."""
        self.terms = terms
        self.rates: RatesKnown = {} if known is None else known
        # Days, weeks or months that are billed already, by their first day.
        self.billed: set[date] = set()
        # By the month's first day: how much a voucher still pays for.
        self.left: dict[date, int] = {}

    def share_of(self, visit: RealisedVisit, day: date) -> Totals | Problem:
        """Return who pays what of a visit, as it went."""
        if visit.deviation is None:
            return self.share_of_time(visit, day)
        effects = in_force_on(day, self.terms.effects) or Effects()
        due = due_of(visit.started_at, visit.ended_at, visit.deviation, effects)
        if isinstance(due, Problem):
            return due
        if due.permille == 0:
            return NO_MONEY
        if due.permille < PERMILLE and self.terms.unit in ("day", "week", "month"):
            # The client may have had the rest of it: how much of it was this visit's, nobody has said.
            return DeviationEffectOpen()
        whole = self.share_of_time(msgspec.structs.replace(visit, ended_at=due.ended_at), day)
        if isinstance(whole, Problem):
            return whole
        price, organiser = share(whole.price_cents, due.permille), share(whole.organiser_cents, due.permille)
        return Totals(price, organiser, price - organiser)

    def share_of_time(self, visit: RealisedVisit, day: date) -> Totals | Problem:
        """Return who pays what of a visit from its start to its end."""
        key = (day, visit.provider, personal_on(day, self.terms.personal), self.terms.agreed_cents)
        if key not in self.rates:
            self.rates[key] = rates_on(day, visit.provider, self.terms)
        rates = self.rates[key]
        if isinstance(rates, Problem):
            return rates
        if rates.price.unit in ("day", "week", "month"):
            return self.share_of_unit(day, rates)
        per = MINUTES_IN.get(rates.price.unit)
        price = price_of_visit(visit.started_at, visit.ended_at, rates.price)
        if isinstance(price, Problem):
            return price
        covering = []
        for part in price.parts:
            asked = part.cents_per_unit * part.factor_permille
            valued = value_in(part.band, rates)
            if isinstance(valued, Problem):
                return valued
            covering.append((part.minutes if per else 1, asked if valued is None else min(asked, valued)))
        covered = sum(self.paid_for(day, quantity, rates) * per_unit for quantity, per_unit in covering)
        organiser = rounded(covered, PERMILLE * (per or 1))
        return Totals(price.cents, organiser, price.cents - organiser)

    def share_of_unit(self, day: date, rates: Rates) -> Totals | Problem:
        """Return who pays what of the day, week or month that a visit lies in: all of it with the first visit."""
        asked = rates.price.base_cents
        valued = asked if rates.value is None else rates.value.base_cents
        if asked is None or valued is None:
            return BandWithoutPrice(band=ANY_TIME.slug)
        first = {"day": day, "week": week_around(day).first_day, "month": month_around(day).first_day}
        if first[rates.price.unit] in self.billed:
            return NO_MONEY
        self.billed.add(first[rates.price.unit])
        organiser = self.paid_for(day, 1, rates) * min(asked, valued)
        return Totals(asked, organiser, asked - organiser)

    def paid_for(self, day: date, quantity: int, rates: Rates) -> int:
        """Return how much of a quantity the voucher still pays for in its month, and use it up."""
        held = in_force_on(day, self.terms.values)
        if rates.value is None or held is None or held.covered_quantity is None:
            return quantity
        month = month_around(day).first_day
        left = self.left.get(month, held.covered_quantity)
        self.left[month] = max(left - quantity, 0)
        return min(quantity, left)


def rates_on(day: date, provider: UUID | None, terms: MoneyTerms) -> Rates | NothingInForce:
    """Return what the provider asks and what the voucher is worth on a day, in the bands of that day's rulebook."""
    book = in_force_on(day, terms.values)
    of_band: dict[str, list[BandPrice]] = {}
    for row in terms.prices:
        if row.provider == provider:
            of_band.setdefault(row.band, []).append(row)
    asked = {band: held.cents for band, rows in of_band.items() if (held := in_force_on(day, rows))}
    if not asked and terms.kind == "order" and terms.agreed_cents is not None:
        asked = {ANY_TIME.slug: terms.agreed_cents}
    if not asked or (book is None and terms.kind == "voucher"):
        return NothingInForce(day=day.isoformat())
    shape = book.value if book and book.value else PriceTerms(terms.unit)
    at_all_times = asked.get(ANY_TIME.slug)
    price = msgspec.structs.replace(
        shape,
        base_cents=at_all_times,
        timetable=shape.timetable
        and Timetable(
            tuple(
                msgspec.structs.replace(band, cents=asked.get(band.slug, at_all_times), factor_permille=None)
                for band in shape.timetable.bands
            ),
            shape.timetable.eves,
        ),
    )
    if terms.kind == "order" or (book and book.free):
        return Rates(price, None)
    return Rates(price, valued_at(shape, personal_on(day, terms.personal)))


def personal_on(day: date, values: tuple[PersonalValue, ...]) -> int | None:
    """Return the personal value on a day; the grant's own first one holds on the days before it too."""
    begun = [value for value in values if value.from_day <= day] or list(values[:1])
    return max(begun, key=lambda value: value.from_day).value_cents if begun else None


def value_in(slug: str, rates: Rates) -> int | BandWithoutPrice | None:
    """Return the value in a band, in thousandths of a cent; None where the organiser pays whatever is asked."""
    if rates.value is None:
        return None
    bands = rates.value.timetable.bands if rates.value.timetable else (ANY_TIME,)
    rate = next((rate_of(band, rates.value) for band in bands if band.slug == slug), None)
    return BandWithoutPrice(band=slug) if rate is None else rate[0] * rate[1]
