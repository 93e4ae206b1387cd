"""The demo county has months behind it."""

from datetime import date

import pytest

from backend.database import fetch
from backend.demo.settling import months_settled, settle_months
from backend.settlement.reconciling import reconcile
from tests.conftest import TODAY
from tests.settlement.month import KANELI, OCTOBER, SEPTEMBER, settlement_of


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 11, 18), [date(2026, 9, 1), date(2026, 10, 1)]),
        (date(2026, 11, 8), [date(2026, 8, 1), date(2026, 9, 1)]),
        (date(2027, 1, 31), [date(2026, 11, 1), date(2026, 12, 1)]),
        (date(2027, 1, 1), [date(2026, 10, 1), date(2026, 11, 1)]),
    ],
)
def test_the_last_months_that_are_due_are_settled(today: date, months: list[date]) -> None:
    assert [month for month, _, _ in months_settled(today)] == months


@pytest.mark.usefixtures("database")
async def test_the_county_has_two_months_settled_and_deviations_left() -> None:
    await settle_months(TODAY)
    september, october = [await settlement_of(month) for month in (SEPTEMBER, OCTOBER)]
    assert september["settled_at"].date() == date(2026, 10, 5)
    assert october["order_cents"] > 0 < october["voucher_cents"]
    assert 0 < october["own_liability_cents"] < october["price_cents"]
    (left,) = await fetch(
        "select count(*) as visits from visit_verdict where verdict = 'to_review' and provider = $1", KANELI
    )
    assert left["visits"] > 0
    found = await reconcile()
    assert found.is_right, found.in_words()
