"""The days that a price list tells apart."""

from datetime import date
from typing import Any

import pytest

from backend.days import HOLIDAYS, ONE_DAY, EveTerms, holiday_on, kinds_of
from tests.rules.vectors import cases, read


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + ONE_DAY * number for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("case", cases("holidays.json"))
def test_the_holidays_of_a_year_are_those_of_the_almanac(case: dict[str, Any]) -> None:
    found = [[day.isoformat(), holiday_on(day)] for day in days_of(case["year"]) if holiday_on(day)]
    assert found == case["holidays"]


@pytest.mark.parametrize("case", cases("day_kinds.json"))
def test_a_day_is_everything_a_price_list_may_call_it(case: dict[str, Any]) -> None:
    assert sorted(kinds_of(date.fromisoformat(case["day"]), read(case["eves"], EveTerms))) == case["kinds"]


@pytest.mark.parametrize("year", [2000, 2050, 2099])
def test_the_library_knows_every_holiday_by_the_name_we_call_it(year: int) -> None:
    assert {holiday_on(day) for day in days_of(year)} - {None} == set(HOLIDAYS.values())
