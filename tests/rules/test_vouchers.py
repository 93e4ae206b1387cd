"""What is left of a grant, and which visits a person must look at."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.days import bounds_of
from backend.problems import OutsideVoucherPeriod, Problem, ProviderNotApproved, VoucherEnded, VoucherPaused
from backend.vouchers.rules import Balance, VoucherTerms, balance, reasons_to_review, voucher_state
from tests.rules.vectors import cases

OCTOBER = VoucherTerms(date(2026, 10, 1), date(2026, 10, 31), ended_on=None, provider_may_serve=True)
FIRST, LAST = OCTOBER.first_day, OCTOBER.last_day


@pytest.mark.parametrize("case", cases("voucher_balance.json"))
def test_what_is_left_is_what_was_granted_less_what_was_done(case: dict[str, Any]) -> None:
    expected = case["expected"]
    left = balance(case["granted_minutes"], case["realised_minutes"])
    assert left == Balance(case["granted_minutes"], expected["used"], expected["left"])


@given(st.integers(0, 100_000), st.lists(st.integers(0, 1440)))
def test_what_is_used_and_what_is_left_are_what_was_granted(granted: int, realised: list[int]) -> None:
    found = balance(granted, realised)
    assert found.used_minutes + found.left_minutes == found.granted_minutes == granted


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
