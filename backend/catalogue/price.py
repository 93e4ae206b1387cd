"""What a service costs by a rulebook's or a provider's terms: per hour, by band, per visit, day, week or month. Pure.

Value and price are reckoned alike; the difference is whose terms they are (569/2009 s.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

import msgspec

from backend.catalogue.bands import TimeBand, Timetable, clock_minute, times_in_bands
from backend.catalogue.rules import in_force_on
from backend.days import ONE_DAY
from backend.money import MINUTES_IN_HOUR, PERMILLE, rounded, running, share
from backend.problems import (
    AbovePriceCeiling,
    AboveQuantityLimit,
    BandMissing,
    BandWithoutPrice,
    NothingInForce,
    PeriodEndsBeforeStart,
    PricedByPeriod,
    Problem,
    QuantityZero,
)
from backend.reckoning.explanation import Explanation, Figure, Unit
from backend.wire import Count, Kept, Price

PriceUnit = Literal["minute", "quarter_hour", "half_hour", "hour", "visit", "day", "week", "month"]
# The units that a time is priced by, and how many minutes they are; rounding to them is billing's own matter.
MINUTES_IN: dict[PriceUnit, int] = {"minute": 1, "quarter_hour": 15, "half_hour": 30, "hour": MINUTES_IN_HOUR}
# The only band of a price that is the same at all times; which days and minutes it covers is never asked.
ANY_TIME = TimeBand("any", (), 0, 0)


class BillingTerms(Kept, frozen=True):
    """How realised minutes become billed ones; what no rulebook states is left as it was: minutes as they were."""

    step_minutes: Literal[1, 15, 30, 60] = 1
    direction: Literal["up", "half_up"] = "up"
    minimum_minutes: Count = 0
    # Whether every minute costs what its own band says, or the whole visit what the band says in which it began.
    priced_by: Literal["minute", "start"] = "minute"


AS_REALISED = BillingTerms()


class PriceTerms(Kept, frozen=True):
    """What is asked for a service: one price, or a price per hour in each band, or a base and a factor in each band."""

    unit: PriceUnit
    base_cents: Price | None = None
    timetable: Timetable | None = None
    billing: BillingTerms = AS_REALISED


class PricedPart(Kept, frozen=True):
    """What of a visit was billed in one band, and how."""

    band: str
    minutes: int
    cents_per_unit: int
    factor_permille: int
    cents: int


class PriceInForce(Kept, frozen=True):
    """Terms and the days on which they hold."""

    first_day: date
    last_day: date | None
    terms: PriceTerms


@dataclass(frozen=True)
class PricedDays:
    """Days in a row at one price."""

    first_day: date
    last_day: date
    days: int
    cents_per_day: int
    cents: int


class VisitPrice(Kept, frozen=True):
    """The price of a visit with the parts it comes from; the parts' cents add up to it."""

    realised_minutes: int
    billed_minutes: int
    parts: tuple[PricedPart, ...]
    cents: int


def refuse_price(terms: PriceTerms, ceiling_cents: int | None) -> Problem | None:
    """Return why terms cannot stand: a band has no price, or a price is above the rulebook's ceiling (kattohinta)."""
    bands = terms.timetable.bands if terms.timetable else (ANY_TIME,)
    for band in bands:
        rate = rate_of(band, terms)
        if rate is None:
            return BandWithoutPrice(band=band.slug)
        cents, factor = rate
        if ceiling_cents is not None and cents * factor > ceiling_cents * PERMILLE:
            return AbovePriceCeiling(ceiling_cents=ceiling_cents)
    return None


def refuse_quantity(quantity: int, limit: int | None) -> QuantityZero | AboveQuantityLimit | None:
    """Return why so much of a service cannot be granted in one period."""
    if quantity <= 0:
        return QuantityZero()
    if limit is not None and quantity > limit:
        return AboveQuantityLimit(limit=limit)
    return None


def price_of_visit(started_at: datetime, ended_at: datetime, terms: PriceTerms) -> VisitPrice | Problem:
    """Return what a visit costs (tests/vectors/visit_price.json), rounded to the cent once, for the whole visit."""
    per = MINUTES_IN.get(terms.unit)
    if per is None and terms.unit != "visit":
        return PricedByPeriod()
    start = clock_minute(started_at)
    realised = clock_minute(ended_at) - start
    by_start = per is None or terms.billing.priced_by == "start"
    # A visit within one clock minute is in a band too: a minimum is billed by it.
    pieces = pieces_of(start, start + 1 if by_start else start + max(realised, 1), terms)
    if isinstance(pieces, BandMissing):
        return pieces
    billed = realised if per is None else billed_minutes(realised, terms.billing)
    rates = []
    for band, _ in pieces:
        rate = rate_of(band, terms)
        if rate is None:
            return BandWithoutPrice(band=band.slug)
        rates.append(rate)
    lengths = stretched([minutes for _, minutes in pieces], billed)
    times = [1] if per is None else lengths
    exact = [time * cents * factor for time, (cents, factor) in zip(times, rates, strict=True)]
    whole = PERMILLE * (per or 1)
    parts = tuple(
        PricedPart(band.slug, minutes, rate_cents, factor, cents)
        for (band, _), minutes, (rate_cents, factor), cents in zip(
            pieces, lengths, rates, running(exact, whole), strict=True
        )
    )
    return VisitPrice(realised, billed, parts, sum(part.cents for part in parts))


def pieces_of(start: int, end: int, terms: PriceTerms) -> list[tuple[TimeBand, int]] | BandMissing:
    """Return the bands that a time falls into, in order, with the minutes in each."""
    if terms.timetable is None:
        return [(ANY_TIME, end - start)]
    times = times_in_bands(start, end, terms.timetable)
    return times if isinstance(times, BandMissing) else [(time.band, time.end - time.start) for time in times]


def rate_of(band: TimeBand, terms: PriceTerms) -> tuple[int, int] | None:
    """Return a band's price and its factor, or None when the terms leave it open."""
    if band.cents is not None:
        return band.cents, PERMILLE
    if terms.base_cents is None:
        return None
    return terms.base_cents, PERMILLE if band.factor_permille is None else band.factor_permille


def valued_at(shape: PriceTerms, personal_cents: int | None) -> PriceTerms:
    """Return what a voucher is worth: a personal value is the base, and a band with its own keeps the higher one."""
    if personal_cents is None:
        return shape
    timetable = shape.timetable and Timetable(
        tuple(
            band if band.cents is None else msgspec.structs.replace(band, cents=max(band.cents, personal_cents))
            for band in shape.timetable.bands
        ),
        shape.timetable.eves,
    )
    return msgspec.structs.replace(shape, base_cents=personal_cents, timetable=timetable)


def billed_minutes(realised: int, billing: BillingTerms) -> int:
    """Return the minutes that are billed for realised ones: rounded to the step, and at least the minimum."""
    steps = (
        -(-realised // billing.step_minutes) if billing.direction == "up" else rounded(realised, billing.step_minutes)
    )
    return max(steps * billing.step_minutes, billing.minimum_minutes)


def stretched(lengths: list[int], billed: int) -> list[int]:
    """Return the minutes of each part when so many are billed: what is added or left out is at the visit's end."""
    missing = billed - sum(lengths)
    fitted = []
    for minutes in reversed(lengths):
        added = max(missing, -minutes)
        fitted.append(minutes + added)
        missing -= added
    return fitted[::-1]


def explained_price(price: VisitPrice, terms: PriceTerms, source: str, *, verified: bool = True) -> Explanation:
    """Return how a visit's price came about: its minutes, each band's part of it as a fraction, and one rounding."""
    per = MINUTES_IN.get(terms.unit)
    over = PERMILLE * (per or 1)
    unit = cast("Unit", f"cents_per_{terms.unit}")
    steps = [Figure("billed-time", price.billed_minutes, "minutes")]
    whole = 0
    for part in price.parts:
        exact = (1 if per is None else part.minutes) * part.cents_per_unit * part.factor_permille
        whole += exact
        steps += [
            Figure("time-in-band", part.minutes, "minutes", band=part.band),
            Figure("price-of-unit", part.cents_per_unit, unit, band=part.band),
            Figure("factor-of-band", part.factor_permille, "permille", band=part.band),
            Figure("price-in-band", exact, "cents", over, band=part.band),
        ]
    steps.append(Figure("price-of-visit", whole, "cents", over))
    inputs = (Figure("realised-time", price.realised_minutes, "minutes"),)
    return Explanation("visit-price", source, verified, inputs, tuple(steps))


def value_in_bands(terms: PriceTerms) -> dict[str, int]:
    """Return the price of one unit in each band, to the cent; where two bands share a name, the first one's."""
    values: dict[str, int] = {}
    for band in terms.timetable.bands if terms.timetable else (ANY_TIME,):
        rate = rate_of(band, terms)
        if rate is not None:
            values.setdefault(band.slug, share(*rate))
    return values


def price_of_days(
    first_day: date, last_day: date, prices: Sequence[PriceInForce]
) -> tuple[PricedDays, ...] | NothingInForce | PeriodEndsBeforeStart:
    """Return what days in a row cost, each at the price of its own day: values change in the middle of a year."""
    if last_day < first_day:
        return PeriodEndsBeforeStart()
    runs: list[PricedDays] = []
    day = first_day
    while day <= last_day:
        row = in_force_on(day, prices)
        if row is None or row.terms.base_cents is None:
            return NothingInForce(day=day.isoformat())
        cents = row.terms.base_cents
        if runs and runs[-1].cents_per_day == cents:
            run = runs.pop()
            runs.append(PricedDays(run.first_day, day, run.days + 1, cents, run.cents + cents))
        else:
            runs.append(PricedDays(day, day, 1, cents, cents))
        day += ONE_DAY
    return tuple(runs)


def price_of_quantity(quantity: int, terms: PriceTerms) -> int | QuantityZero | BandWithoutPrice:
    """Return what so many whole weeks, months or other units cost."""
    if quantity <= 0:
        return QuantityZero()
    return BandWithoutPrice(band=ANY_TIME.slug) if terms.base_cents is None else quantity * terms.base_cents
