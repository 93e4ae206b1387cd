"""The voucher number: every single wrong character and every swap of two is caught, proven and then tried.

A number is right when its ten characters, as an integer, leave the remainder modulo 1021 that its two check
characters write. That is a weighted sum of the twelve characters that is 0 modulo 1021: a wrong character at place i
changes it by weight[i] * (difference), a swap of places i and j by (weight[i] - weight[j]) * (difference), and the
difference of two characters is 1 to 31. As 1021 is prime, neither product is 0 while no weight is 0 and no two are
equal.
"""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.vouchers.number import (
    ALPHABET,
    CHECK_LENGTH,
    LARGEST,
    LENGTH,
    MODULUS,
    in_groups,
    number_from,
    read_number,
    value_in,
)

CASES: list[dict[str, Any]] = json.loads(Path("tests/vectors/voucher_number.json").read_text("utf-8"))
TEN = LENGTH - CHECK_LENGTH
WEIGHTS = [pow(32, place, MODULUS) for place in reversed(range(TEN))] + [
    -pow(32, place, MODULUS) % MODULUS for place in reversed(range(CHECK_LENGTH))
]
VALUES = st.integers(0, LARGEST)
# Tried to the last change: the ends, a run of remainders around 0 and 1020, and numbers with no pattern.
TRIED = [0, 1, MODULUS - 1, MODULUS, MODULUS + 1, 32**5, LARGEST - 1, LARGEST, 987654321234567, 0x2AAAAAAAAAAAA]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_vector(case: dict[str, Any]) -> None:
    expected = case["expected"]
    number = read_number(case["typed"])
    assert number == expected["number"]
    assert (number is None) == (expected["fault"] is not None)
    assert (number and in_groups(number)) == expected["grouped"]


def test_the_modulus_is_prime_and_larger_than_any_difference_of_two_characters() -> None:
    assert all(MODULUS % divisor for divisor in range(2, 32))
    assert MODULUS < 32**2
    assert len(set(ALPHABET)) == 32 < MODULUS


def test_the_twelve_places_have_twelve_different_weights_and_none_is_zero() -> None:
    assert len(WEIGHTS) == LENGTH
    assert 0 not in WEIGHTS
    assert len(set(WEIGHTS)) == LENGTH


@given(VALUES)
def test_the_check_is_that_weighted_sum(value: int) -> None:
    places = [ALPHABET.index(character) for character in number_from(value)]
    assert sum(weight * place for weight, place in zip(WEIGHTS, places, strict=True)) % MODULUS == 0


@pytest.mark.parametrize("value", TRIED)
def test_every_single_wrong_character_is_caught(value: int) -> None:
    number = number_from(value)
    for place in range(LENGTH):
        for character in ALPHABET.replace(number[place], ""):
            assert read_number(number[:place] + character + number[place + 1 :]) is None


@pytest.mark.parametrize("value", TRIED)
def test_every_swap_of_two_different_characters_is_caught(value: int) -> None:
    number = number_from(value)
    for left, right in combinations(range(LENGTH), 2):
        swapped = list(number)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        if number[left] != number[right]:
            assert read_number("".join(swapped)) is None


@given(VALUES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_character_in_any_number_is_caught(value: int, place: int, character: str) -> None:
    number = number_from(value)
    changed = number[:place] + character + number[place + 1 :]
    assert read_number(changed) == (number if changed == number else None)


@given(VALUES, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_a_swap_in_any_number_is_caught(value: int, left: int, right: int) -> None:
    number = number_from(value)
    swapped = list(number)
    swapped[left], swapped[right] = swapped[right], swapped[left]
    changed = "".join(swapped)
    assert read_number(changed) == (number if changed == number else None)


@given(VALUES)
def test_a_number_is_read_back_however_it_is_written(value: int) -> None:
    number = number_from(value)
    assert value_in(number) == value
    assert read_number(in_groups(number).lower().replace("-", " ")) == number
    assert read_number(number.replace("0", "o").replace("1", "l")) == number


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_no_number_carries_a_value_outside_its_range(value: int) -> None:
    with pytest.raises(ValueError, match=f"0 to {LARGEST}"):
        number_from(value)
