"""The income-linked value, by every published way of reckoning it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.catalogue.rules import refuse_validity
from backend.catalogue.statute_book import home_care_values
from backend.money import Rounding
from backend.problems import Problem
from backend.reckoning.income import Means, MeansTest, refuse_by_means
from backend.reckoning.income_value import (
    IncomeFormula,
    IncomeValue,
    OwnPartTable,
    ValueSteps,
    month_less_own_part,
    own_part_by_hours,
    value_by_formula,
    value_by_steps,
)
from tests.rules.vectors import cases, held_on, named, plain, read

HELSINKI = read(named("income_terms.json", "helsinki-2026")["terms"], IncomeFormula)
RIIHIMAKI = read(named("income_terms.json", "riihimaki-own-part")["terms"], OwnPartTable)
CLEANING = read(named("income_terms.json", "helsinki-cleaning")["terms"], ValueSteps)
INCOMES = st.integers(0, 10**8)


def reckoned(case: dict[str, Any]) -> IncomeValue | Problem | None:
    """Return what the case's terms make of its means."""
    means = read(case["means"], Means)
    if "on" in case:
        formula = held_on(case["on"], home_care_values())
        return formula if isinstance(formula, Problem) else value_by_formula(means, formula)
    entry = named("income_terms.json", case["terms"])
    match entry["kind"]:
        case "formula":
            return value_by_formula(means, read(entry["terms"], IncomeFormula))
        case "steps":
            return value_by_steps(means, read(entry["terms"], ValueSteps))
        case "own_part":
            table = read(entry["terms"], OwnPartTable)
            return own_part_by_hours(means, case["granted_minutes"], table)
    return refuse_by_means(means, read(entry["terms"], MeansTest))


@pytest.mark.parametrize("case", cases("income_value.json"))
def test_a_value_is_what_its_terms_make_of_an_income(case: dict[str, Any]) -> None:
    found = reckoned(case)
    if isinstance(found, IncomeValue):
        assert found.value_cents == case["value_cents"]
        assert case.get("explanation") in (None, plain(found.explanation))
    else:
        assert (plain(found) if found else None) == case.get("refused")


def test_the_kept_statutes_never_overlap() -> None:
    assert refuse_validity(home_care_values()) is None


@given(INCOMES, INCOMES, st.integers(1, 30), st.sampled_from([Rounding(), Rounding(5, "up"), Rounding(10, "up")]))
def test_a_higher_income_never_raises_the_value(one: int, other: int, household: int, rounding: Rounding) -> None:
    formula = replace(HELSINKI, rounding=rounding)
    lower, higher = (value_by_formula(Means(household, income), formula) for income in sorted((one, other)))
    assert isinstance(lower, IncomeValue)
    assert isinstance(higher, IncomeValue)
    assert formula.lowest_cents <= higher.value_cents <= lower.value_cents <= formula.highest_cents


@given(INCOMES, INCOMES, st.integers(1, 2))
def test_a_higher_income_never_comes_to_a_higher_step(one: int, other: int, household: int) -> None:
    lower, higher = (value_by_steps(Means(household, income), CLEANING) for income in sorted((one, other)))
    if isinstance(higher, IncomeValue):
        assert isinstance(lower, IncomeValue)
        assert higher.value_cents <= lower.value_cents


@given(INCOMES, INCOMES, st.integers(1, 4), st.integers(1, 10_000))
def test_a_higher_income_never_makes_the_own_part_smaller(one: int, other: int, household: int, minutes: int) -> None:
    lower, higher = (own_part_by_hours(Means(household, cents), minutes, RIIHIMAKI) for cents in sorted((one, other)))
    assert isinstance(lower, IncomeValue)
    assert isinstance(higher, IncomeValue)
    assert lower.value_cents <= higher.value_cents


def test_an_own_part_above_the_months_compensation_takes_all_of_it() -> None:
    assert month_less_own_part(46900, 12345) == 34555
    assert month_less_own_part(12345, 12346) == 0
