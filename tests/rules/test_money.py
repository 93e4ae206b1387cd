"""A fraction of a cent becomes a cent in one way, and a split wins or loses none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.money import Rounding, price_of_time, rounded, rounded_as, running, share
from tests.rules.vectors import cases, read


def reckoned(case: dict[str, Any]) -> object:
    """Return what the case asks for, told by what it gives."""
    match case:
        case {"numerators": numerators, "denominator": denominator}:
            return running(numerators, denominator)
        case {"numerator": numerator, "denominator": denominator, "rounding": rounding}:
            return rounded_as(numerator, denominator, read(rounding, Rounding))
        case {"minutes": minutes, "cents_per_hour": cents_per_hour, "factor_permille": factor}:
            return price_of_time(minutes, cents_per_hour, factor)
        case {"cents": cents, "permille": permille}:
            return share(cents, permille)
    raise AssertionError(case)


@pytest.mark.parametrize("case", cases("rounding.json"))
def test_a_fraction_of_a_cent_is_rounded_once(case: dict[str, Any]) -> None:
    assert reckoned(case) == case["expected"]


@given(st.lists(st.integers(-(10**12), 10**12)), st.integers(1, 10**6))
def test_the_cents_of_the_parts_add_up_to_those_of_the_whole(numerators: list[int], denominator: int) -> None:
    assert sum(running(numerators, denominator)) == rounded(sum(numerators), denominator)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_credit_is_as_large_as_its_charge(numerator: int, denominator: int) -> None:
    assert rounded(-numerator, denominator) == -rounded(numerator, denominator)
