"""What realised visits cost, and whom; never a wrong sum for a visit that has no price."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.days import ONE_DAY, DaySpan
from backend.providers.deviations import Deviation
from backend.providers.realised_price import (
    BandPrice,
    Money,
    MoneyTerms,
    PersonalValue,
    RatesKnown,
    RealisedVisit,
    ValueInForce,
    money_of,
    rates_on,
)
from tests.rules.vectors import cases, instant, read, rulebook

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("case", cases("realised_money.json"))
def test_each_visit_costs_what_its_day_says(case: dict[str, Any]) -> None:
    visits = [
        RealisedVisit(
            *(instant(start), instant(end), 0, waits, UUID(more[0]) if more and more[0] else None),
            deviation=read(more[1], Deviation) if len(more) > 1 else None,
        )
        for start, end, waits, *more in case["visits"]
    ]
    within = case["within"] and read(dict(zip(("first_day", "last_day"), case["within"], strict=True)), DaySpan)
    found = money_of(visits, read(case["terms"], MoneyTerms), within)
    assert [
        [sums.price_cents, sums.organiser_cents, sums.own_liability_cents] for sums in (found.paid, found.waiting)
    ] == [
        case["paid"],
        case["waiting"],
    ]
    assert found.unpriced == case["unpriced"]


PRICED = MoneyTerms(
    kind="voucher",
    unit="hour",
    values=(ValueInForce(NEW_YEAR.date(), None, rulebook("lapland-home-care")),),
    prices=tuple(BandPrice(band, cents, NEW_YEAR.date(), None) for band, cents in (("any", 4321), ("evening", 5000))),
    personal=(PersonalValue(NEW_YEAR.date(), 2157),),
)
VISITS = st.lists(
    st.builds(
        lambda start, length, waits: RealisedVisit(
            NEW_YEAR + timedelta(minutes=start), NEW_YEAR + timedelta(minutes=start + length), length, waits
        ),
        st.integers(0, 500_000),
        st.integers(0, 600),
        st.booleans(),
    ),
    max_size=30,
)


@given(VISITS)
def test_the_organiser_and_the_client_pay_the_price_between_them_and_every_visit_is_told(
    visits: list[RealisedVisit],
) -> None:
    whole = money_of(visits, PRICED, None)
    for sums in (whole.paid, whole.waiting):
        assert sums.organiser_cents + sums.own_liability_cents == sums.price_cents
        assert sums.own_liability_cents >= 0
    months = [month_of(visits, month) for month in range(1, 13)]
    assert sum(month.paid.price_cents for month in months) == whole.paid.price_cents
    assert sum(month.unpriced for month in months) == whole.unpriced


def month_of(visits: list[RealisedVisit], month: int) -> Money:
    first = NEW_YEAR.replace(month=month).date()
    next_first = first.replace(year=2027, month=1) if month == 12 else first.replace(month=month + 1)
    return money_of(visits, PRICED, DaySpan(first, next_first - timedelta(days=1)))


# A price that rises in March, a gap in April, and another provider's that turns on days of its own.
KANELI, SALVIA = UUID(int=1), UUID(int=2)
TURNING = tuple(
    BandPrice("any", cents, first, last, provider)
    for provider, cents, first, last in (
        (KANELI, 4000, date(2026, 1, 1), date(2026, 2, 28)),
        (KANELI, 4200, date(2026, 3, 1), date(2026, 3, 31)),
        (KANELI, 4300, date(2026, 5, 1), None),
        (SALVIA, 3900, date(2026, 2, 10), None),
    )
)
EACH_DAY = [date(2025, 12, 28) + ONE_DAY * days for days in range(160)]


def test_grants_that_share_the_rates_they_know_are_told_what_each_is_told_alone() -> None:
    known = RatesKnown()
    raised = (PersonalValue(date(2026, 1, 1), 2157), PersonalValue(date(2026, 2, 20), 2500))
    for personal in ((), raised, (PersonalValue(date(2026, 3, 15), 3000),)):
        terms = MoneyTerms(kind="voucher", unit="hour", values=PRICED.values, prices=TURNING, personal=personal)
        for provider in (KANELI, SALVIA, None):
            for day in EACH_DAY:
                # What stands in force nowhere is a problem, which names the day.
                assert repr(known.rates_on(day, provider, terms)) == repr(rates_on(day, provider, terms))
