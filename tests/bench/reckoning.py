"""The reckoning alone: 100,000 visits cut at bands, priced and divided; one client's comparison of 67 providers.

Each beside the bare arithmetic of the same size, in turn with it round by round.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.catalogue.bands import Timetable, clock_minute, times_in_bands
from backend.catalogue.price import PriceTerms, VisitPrice, price_of_visit
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.problems import BandMissing
from backend.reckoning.client_fee import ClientFee, FeeLimits, FeeTable, FeeTerms, client_fee
from backend.reckoning.comparison import Offer, comparison
from backend.reckoning.income import Means
from backend.reckoning.income_value import IncomeFormula, IncomeValue, value_by_formula
from backend.reckoning.own_liability import LiabilityTerms, Line, own_liability
from tests.rules.vectors import held_on, named, read, rulebook

ROUNDS = 5
VISITS = 100_000
# As many as Oulu started its voucher system with (docs/domain.md).
PROVIDERS = 67
COMPARISONS = 200
GRANTED_MINUTES = 840
# What a voucher is worth an hour, of a client with a middling income; every band of the terms costs more than some.
VALUE_CENTS = 4000
MICROSECONDS, MILLISECONDS = 1e6, 1e3
DIVIDED_BY = LiabilityTerms("569/2009 s.6; 734/1992 s.12")

Visits = list[tuple[datetime, datetime]]


def made_up_visits() -> Visits:
    """Return a year's visits at all hours, from ten minutes to three hours long."""
    dice = random.Random(1)
    year = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [year + timedelta(minutes=dice.randrange(365 * 24 * 60)) for _ in range(VISITS)]
    return [(start, start + timedelta(minutes=dice.randint(10, 180))) for start in starts]


def seconds_of(loop: Callable[[], object]) -> float:
    """Return the processor time of a loop; what neighbours take of the machine does not count."""
    began = time.process_time()
    loop()
    return time.process_time() - began


def medians(loops: Mapping[str, Callable[[], object]], times: int, unit: float) -> dict[str, float]:
    """Return for each loop the median of its rounds, of one of its so many times; and each one's ratio to the bare."""
    # The calendar of holidays and the days of a year load at the first, once for a server's life.
    for loop in loops.values():
        loop()
    rounds = [{name: seconds_of(loop) for name, loop in loops.items()} for _ in range(ROUNDS)]
    found = {name: statistics.median(one[name] for one in rounds) / times * unit for name in loops}
    return found | {f"{name}_to_bare": found[name] / found["bare"] for name in loops if name != "bare"}


def price_of(start: datetime, end: datetime, terms: PriceTerms) -> VisitPrice:
    """Return what a visit costs; none of these may be refused."""
    price = price_of_visit(start, end, terms)
    if not isinstance(price, VisitPrice):
        raise TypeError("a visit was refused")
    return price


def owed_of(start: datetime, end: datetime, terms: PriceTerms) -> int:
    """Return what of a visit the client owes, band by band."""
    parts = price_of(start, end, terms).parts
    lines = [Line(part.minutes, "minute", part.cents_per_unit, VALUE_CENTS) for part in parts]
    return own_liability(lines, DIVIDED_BY).own_liability_cents


def parts_in(start: datetime, end: datetime, terms: PriceTerms) -> int:
    """Return into how many parts a visit is cut."""
    times = times_in_bands(clock_minute(start), clock_minute(end), terms.timetable or Timetable(()))
    if isinstance(times, BandMissing):
        raise TypeError("a visit was refused")
    return len(times)


def priced() -> dict[str, float]:
    """Price a year's visits by the market's night bands, which leave no time without a price; microseconds a visit."""
    terms, visits = rulebook("luna-nights"), made_up_visits()
    loops: dict[str, Callable[[], int]] = {
        "bare": lambda: sum(round((end - start).seconds * VALUE_CENTS / 3600) for start, end in visits),
        "cut": lambda: sum(parts_in(start, end, terms) for start, end in visits),
        "priced": lambda: sum(price_of(start, end, terms).cents for start, end in visits),
        "priced_and_divided": lambda: sum(owed_of(start, end, terms) for start, end in visits),
    }
    return medians(loops, VISITS, MICROSECONDS) | {"parts_per_visit": loops["cut"]() / VISITS}


def compared() -> dict[str, float]:
    """Compare, from a client's income to every way with its cost; milliseconds a comparison."""
    formula = read(named("income_terms.json", "helsinki-2026")["terms"], IncomeFormula)
    table = held_on("2024-06-01", fee_tables())
    limits = held_on("2024-06-01", fee_limits())
    if not (isinstance(table, FeeTable) and isinstance(limits, FeeLimits)):
        raise TypeError("the statutes that are kept do not cover the day")
    means, fee_terms = Means(household=1, income_cents=180_000), FeeTerms(table, limits)

    def ours() -> None:
        for _ in range(COMPARISONS):
            value = value_by_formula(means, formula)
            fee = client_fee(means, [GRANTED_MINUTES], fee_terms)
            if not (isinstance(value, IncomeValue) and isinstance(fee, ClientFee)):
                raise TypeError("the example client was refused")
            offers = [
                Offer(f"provider-{number}", (Line(GRANTED_MINUTES, "minute", 3000 + 10 * number, value.value_cents),))
                for number in range(PROVIDERS)
            ]
            comparison(offers, fee, DIVIDED_BY)

    def bare() -> None:
        for _ in range(COMPARISONS):
            prices = [3000 + 10 * number for number in range(PROVIDERS)]
            sorted(
                round(GRANTED_MINUTES * price / 60) - round(GRANTED_MINUTES * min(price, VALUE_CENTS) / 60)
                for price in prices
            )

    return medians({"bare": bare, "ours": ours}, COMPARISONS, MILLISECONDS)


def run() -> dict[str, Any]:
    """Return the figures."""
    return {"pricing_100000_visits_us": priced(), "comparison_of_67_providers_ms": compared()}
