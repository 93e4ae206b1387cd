"""What is left of a grant, and which visits a person must look at."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.days import bounds_of, local_day
from backend.problems import OutsideVoucherPeriod, Problem, ProviderNotApproved, VoucherEnded, VoucherPaused
from backend.providers.realised_price import RealisedVisit
from backend.vouchers.rules import (
    GrantTerms,
    VoucherTerms,
    balance,
    period_on,
    reasons_to_review,
    taken_by,
    visits_in_period,
    voucher_state,
)
from tests.rules.vectors import cases, instant, plain

OCTOBER = VoucherTerms(date(2026, 10, 1), date(2026, 10, 31), ended_on=None, provider_may_serve=True)
FIRST, LAST = OCTOBER.first_day, OCTOBER.last_day


COUNTED: tuple[Literal["minute", "visit", "day", "week", "month"], ...] = ("minute", "visit", "day", "week", "month")


def visit(started_at: str, minutes: int, waits: bool) -> RealisedVisit:  # noqa: FBT001 - as the cases list them
    begun = instant(started_at)
    return RealisedVisit(begun, begun + timedelta(minutes=minutes), minutes, waits)


@pytest.mark.parametrize("case", cases("voucher_balance.json"))
def test_what_is_left_is_what_was_granted_less_what_was_done(case: dict[str, Any]) -> None:
    unit, period, quantity = case["grant"]
    first_day = date.fromisoformat(case.get("first_day", "2026-10-01"))
    grant = GrantTerms(quantity, unit, period, first_day, date(2027, 1, 31))
    day = date.fromisoformat(case["day"])
    visits = visits_in_period([visit(*one) for one in case["visits"]], day, grant)
    span = period_on(day, grant)
    assert [span.first_day.isoformat(), span.last_day.isoformat()] == case["period"]
    assert plain(balance(quantity, taken_by(visits, unit))) == case["expected"]


VISITS = st.lists(
    st.builds(
        lambda start, minutes, waits: RealisedVisit(start, start + timedelta(minutes=minutes), minutes, waits),
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - given one
        st.integers(0, 1440),
        st.booleans(),
    )
)


@given(st.integers(0, 100_000), VISITS, st.sampled_from(COUNTED))
def test_used_and_left_are_what_was_granted_and_what_is_reserved_is_part_of_what_is_left(
    granted: int, visits: list[RealisedVisit], unit: Literal["minute", "visit", "day", "week", "month"]
) -> None:
    found = balance(granted, taken_by(visits, unit))
    assert found.used + found.left == found.granted == granted
    assert found.reserved + found.free == found.left
    # Nothing is taken twice: what one visit takes, no other does.
    all_paid = taken_by([msgspec.structs.replace(visit, waits=False) for visit in visits], unit)
    assert found.used + found.reserved == all_paid.used


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), VISITS)
def test_every_visit_is_in_one_period_only(day: date, visits: list[RealisedVisit]) -> None:
    for period in ("week", "month"):
        grant = GrantTerms(1, "visit", period, date(2020, 1, 1), date(2060, 12, 31))
        span = period_on(day, grant)
        assert span.first_day <= day <= span.last_day
        assert period_on(span.first_day, grant) == period_on(span.last_day, grant) == span
        days = {local_day(visit.started_at) for visit in visits}
        spans = {period_on(one, grant).first_day: one for one in days}
        assert sum(len(visits_in_period(visits, one, grant)) for one in spans.values()) == len(visits)


@pytest.mark.parametrize(
    ("visit_on", "reasons"),
    [
        (date(2026, 9, 30), [OutsideVoucherPeriod]),
        (FIRST, []),
        (LAST, []),
        (date(2026, 11, 1), [OutsideVoucherPeriod]),
    ],
)
def test_a_visit_outside_the_vouchers_days_goes_to_review(visit_on: date, reasons: list[type[Problem]]) -> None:
    assert reasons_to_review(visit_on, OCTOBER) == reasons


def test_an_ended_voucher_pays_to_the_day_before_its_end() -> None:
    ended = VoucherTerms(FIRST, LAST, ended_on=date(2026, 10, 15), provider_may_serve=True)
    assert reasons_to_review(date(2026, 10, 14), ended) == []
    assert reasons_to_review(date(2026, 10, 15), ended) == [VoucherEnded]


def test_a_visit_by_a_provider_that_may_not_serve_goes_to_review() -> None:
    foreign = VoucherTerms(FIRST, LAST, ended_on=None, provider_may_serve=False)
    assert reasons_to_review(FIRST, foreign) == [ProviderNotApproved]


def test_a_visit_on_a_paused_day_goes_to_review() -> None:
    paused = VoucherTerms(FIRST, LAST, ended_on=None, provider_may_serve=True, is_paused=True)
    assert reasons_to_review(FIRST, paused) == [VoucherPaused]


def test_a_voucher_is_granted_then_open_then_closed() -> None:
    assert voucher_state(LAST, None, FIRST, used=False) == "granted"
    assert voucher_state(LAST, None, LAST, used=True) == "open"
    assert voucher_state(LAST, None, date(2026, 11, 1), used=True) == "closed"
    assert voucher_state(LAST, date(2026, 10, 15), date(2026, 10, 14), used=True) == "open"
    assert voucher_state(LAST, date(2026, 10, 15), date(2026, 10, 15), used=True) == "closed"


def test_a_month_is_as_long_as_its_days_at_home_when_summer_time_ends_or_begins() -> None:
    first, after = bounds_of("2026-10")
    assert (after - first).total_seconds() == (31 * 24 + 1) * 3600
    first, after = bounds_of("2026-03")
    assert (after - first).total_seconds() == (31 * 24 - 1) * 3600
    first, after = bounds_of("2026-12")
    assert after.isoformat() == "2026-12-31T22:00:00+00:00"
