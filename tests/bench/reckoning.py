"""The reckoning alone: 100,000 visits cut at bands and priced, and one client's comparison of 67 providers."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.catalogue.price import VisitPrice, price_of_visit
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.reckoning.client_fee import ClientFee, FeeLimits, FeeTable, FeeTerms, client_fee
from backend.reckoning.comparison import Offer, comparison
from backend.reckoning.income import Means
from backend.reckoning.income_value import IncomeFormula, IncomeValue, value_by_formula
from backend.reckoning.own_liability import LiabilityTerms, Line
from tests.rules.vectors import held_on, named, read, rulebook

VISITS = 100_000
# As many as Oulu started its voucher system with (docs/domain.md).
PROVIDERS = 67
COMPARISONS = 200
GRANTED_MINUTES = 840


def priced() -> dict[str, float]:
    """Price a year's visits at all hours by the market's night bands, which leave no time without a price."""
    dice = random.Random(1)
    terms = rulebook("luna-nights")
    year = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [year + timedelta(minutes=dice.randrange(365 * 24 * 60)) for _ in range(VISITS)]
    visits = [(start, start + timedelta(minutes=dice.randint(10, 180))) for start in starts]
    # The calendar of holidays loads at the first of them, once for a server's life.
    price_of_visit(*visits[0], terms)
    began = time.perf_counter()
    prices = [price_of_visit(start, end, terms) for start, end in visits]
    seconds = time.perf_counter() - began
    found = [price for price in prices if isinstance(price, VisitPrice)]
    if len(found) != VISITS:
        raise AssertionError("a visit was refused")
    return {
        "seconds": seconds,
        "visits_per_second": VISITS / seconds,
        "microseconds_per_visit": seconds / VISITS * 1e6,
        "parts_per_visit": sum(len(price.parts) for price in found) / VISITS,
    }


def compared() -> float:
    """Return the milliseconds of one comparison, from a client's income to every way with its cost."""
    formula = read(named("income_terms.json", "helsinki-2026")["terms"], IncomeFormula)
    table = held_on("2024-06-01", fee_tables())
    limits = held_on("2024-06-01", fee_limits())
    if not (isinstance(table, FeeTable) and isinstance(limits, FeeLimits)):
        raise TypeError("the statutes that are kept do not cover the day")
    means = Means(household=1, income_cents=180_000)
    terms = LiabilityTerms("569/2009 s.6; 734/1992 s.12")
    began = time.perf_counter()
    for _ in range(COMPARISONS):
        value = value_by_formula(means, formula)
        fee = client_fee(means, [GRANTED_MINUTES], FeeTerms(table, limits))
        if not (isinstance(value, IncomeValue) and isinstance(fee, ClientFee)):
            raise TypeError("the example client was refused")
        offers = [
            Offer(f"provider-{number}", (Line(GRANTED_MINUTES, "minute", 3000 + 10 * number, value.value_cents),))
            for number in range(PROVIDERS)
        ]
        comparison(offers, fee, terms)
    return (time.perf_counter() - began) / COMPARISONS * 1000


def run() -> dict[str, Any]:
    """Return the figures."""
    return {"pricing_100000_visits": priced(), "comparison_of_67_providers_ms": compared()}
