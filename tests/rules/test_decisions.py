"""What a decision is worth, what may not stand beside it, and until when it can be undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.bands import TimeBand, Timetable
from backend.catalogue.price import PriceTerms
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.catalogue.terms import FeeByHours, QuantityLimits, ServiceTerms
from backend.decisions.figures import Offered, in_month, reckoned, refuse_amount, value_by_rulebook
from backend.decisions.rules import Grant, OpenGrant, QuantityUnit, can_undo_until, refuse_second_grant, refuse_undoing
from backend.problems import Problem
from backend.reckoning.income import Means
from tests.rules.vectors import cases

FIRST, LAST = date(2024, 12, 1), date(2025, 11, 30)
ENTERED = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def grant(
    quantity: int = 840, unit: QuantityUnit = "minute", period: Any = "month", means: Means | None = None
) -> Grant:
    return Grant(provider=None, quantity=quantity, quantity_unit=unit, period=period, tasks=(), means=means)


def slug_of(found: object) -> str | None:
    return found.slug() if isinstance(found, Problem) else None


@pytest.mark.parametrize("case", cases("granted_in_month.json"))
def test_how_much_of_a_grant_is_for_a_month(case: dict[str, Any]) -> None:
    last = case["last_day"] and date.fromisoformat(case["last_day"])
    found = in_month(case["quantity"], case["period"], date.fromisoformat(case["first_day"]), last)
    assert found == case["in_month"]


def test_the_fee_example_of_the_act_comes_out_of_a_decision() -> None:
    # 734/1992 s.10e with the limits of 2024-2025: 1,800 euros, one person, 14 hours a month.
    terms = ServiceTerms(arranging=("order",), fee=FeeByHours())
    offered = Offered("hour", terms, "", fee_tables(), fee_limits())
    asked = grant(means=Means(1, 180000))
    found = reckoned(asked, "order", FIRST, LAST, offered)
    assert not isinstance(found, Problem)
    assert (found.client_fee_cents, found.value_cents) == (25234, None)
    weekly = grant(quantity=14 * 60 * 12 // 52 + 1, period="week", means=Means(1, 180000))
    by_week = reckoned(weekly, "order", FIRST, LAST, offered)
    assert not isinstance(by_week, Problem)
    assert by_week.client_fee_cents == 25234


@pytest.mark.parametrize(
    ("unit", "granted", "refused"),
    [
        ("hour", "minute", None),
        ("minute", "minute", None),
        ("quarter_hour", "visit", None),
        ("half_hour", "cent", None),
        ("hour", "day", "quantity-of-another-unit"),
        ("visit", "visit", None),
        ("visit", "minute", "quantity-of-another-unit"),
        ("day", "day", None),
        ("day", "cent", None),
        ("day", "visit", "quantity-of-another-unit"),
        ("week", "week", None),
        ("month", "week", "quantity-of-another-unit"),
    ],
)
def test_a_service_is_granted_in_its_own_unit_in_euros_or_if_timed_in_visits(
    unit: str, granted: QuantityUnit, refused: str | None
) -> None:
    assert slug_of(refuse_amount(grant(unit=granted), unit, None, 1)) == refused


@pytest.mark.parametrize(
    ("quantity", "period", "refused"),
    [
        (600, "week", None),
        (601, "week", "above-quantity-limit"),
        (2400, "month", None),
        (2401, "month", "above-quantity-limit"),
        (9000, "total", None),
        (9001, "total", "above-quantity-limit"),
        (9001, "month", "above-quantity-limit"),
    ],
)
def test_no_limit_is_passed_also_not_that_of_a_longer_period(quantity: int, period: str, refused: str | None) -> None:
    limits = QuantityLimits(week=600, month=2400, total=9000)
    periods = 4 if period == "week" else 1
    assert slug_of(refuse_amount(grant(quantity, period=period), "hour", limits, periods)) == refused
    # Every month holds four weeks.
    only_month = QuantityLimits(month=2400)
    assert slug_of(refuse_amount(grant(601, period="week"), "hour", only_month, 52)) == "above-quantity-limit"


@pytest.mark.parametrize(
    ("quantity", "period", "last_day", "refused"),
    [
        # Fifty-three weeks are touched, and twelve months: each has all of its quantity.
        (169, "week", LAST, None),
        (170, "week", LAST, "above-quantity-limit"),
        (750, "month", LAST, None),
        (751, "month", LAST, "above-quantity-limit"),
        (9000, "total", LAST, None),
        # A week alone is no month.
        (2400, "week", FIRST, None),
        (2401, "week", FIRST, "above-quantity-limit"),
        # Until further notice nobody knows how much it will be.
        (2400, "month", None, None),
    ],
)
def test_a_grants_weeks_and_months_together_pass_no_limit_of_the_whole(
    quantity: int, period: Any, last_day: date | None, refused: str | None
) -> None:
    terms = ServiceTerms(arranging=("own",), limits=QuantityLimits(month=2400, total=9000))
    offered = Offered("hour", terms, "", fee_tables(), fee_limits())
    assert slug_of(reckoned(grant(quantity, period=period), "own", FIRST, last_day, offered)) == refused


def test_without_a_base_the_lowest_band_is_what_the_rulebook_pays() -> None:
    bands = (TimeBand("day", (), 0, 60, cents=3000), TimeBand("night", (), 60, 120, cents=4000))
    assert value_by_rulebook(PriceTerms("hour", 3500, Timetable(bands))) == 3500
    assert value_by_rulebook(PriceTerms("hour", None, Timetable(bands))) == 3000
    assert value_by_rulebook(PriceTerms("hour")) is None
    assert value_by_rulebook(None) is None


def test_what_ended_before_it_began_stands_in_nobodys_way() -> None:
    refused_early = OpenGrant(uuid4(), "1", FIRST, FIRST - timedelta(days=1))
    assert refuse_second_grant(FIRST - timedelta(days=30), LAST, [refused_early]) is None


DAYS = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_two_grants_clash_when_some_day_is_in_both(
    first: date, last: date | None, other_first: date, other_last: date | None
) -> None:
    horizon = [FIRST + timedelta(days=number) for number in range(42)]

    def covered(begin: date, end: date | None) -> set[date]:
        return {day for day in horizon if begin <= day and (end is None or day <= end)}

    clash = refuse_second_grant(first, last, [OpenGrant(UUID(int=0), "1", other_first, other_last)])
    assert (clash is not None) == bool(covered(first, last) & covered(other_first, other_last))


@pytest.mark.parametrize(
    ("after", "has_visits", "refused"),
    [
        (timedelta(), False, None),
        (timedelta(hours=24), False, None),
        (timedelta(hours=24, microseconds=1), False, "undo-too-late"),
        (timedelta(hours=1), True, "visits-recorded"),
        (timedelta(hours=25), True, "undo-too-late"),
    ],
)
def test_a_decision_is_undone_within_a_day_if_nothing_was_recorded(
    after: timedelta,
    has_visits: bool,  # noqa: FBT001 - a case
    refused: str | None,
) -> None:
    assert slug_of(refuse_undoing(ENTERED, ENTERED + after, has_visits=has_visits)) == refused


def test_what_came_from_elsewhere_is_not_undone_here() -> None:
    assert can_undo_until(None) is None
    assert slug_of(refuse_undoing(None, ENTERED, has_visits=False)) == "undo-too-late"
