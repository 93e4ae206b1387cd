"""Until when a decision can be appealed."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.decisions.appeal import appeal_until, is_day_off, received_on
from tests.rules.vectors import cases


@pytest.mark.parametrize("case", cases("appeal.json"))
def test_the_time_runs_from_notice_and_ends_on_a_working_day(case: dict[str, Any]) -> None:
    sent_by, sent_on = case["sent_by"], date.fromisoformat(case["sent_on"])
    assert received_on(sent_by, sent_on).isoformat() == case["received_on"]
    assert appeal_until(sent_by, sent_on).isoformat() == case["appeal_until"]


def test_in_nine_years_it_is_never_shorter_never_on_a_day_off_and_never_a_week_longer() -> None:
    for number in range(9 * 365):
        sent_on = date(2024, 1, 1) + timedelta(days=number)
        last = appeal_until("in_person", sent_on)
        assert 30 <= (last - sent_on).days <= 35
        assert not is_day_off(last)
