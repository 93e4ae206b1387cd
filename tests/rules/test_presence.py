"""The digits of a client's home: RFC 6238's own vectors, both edges of a step, and what a reading says of a visit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.presence.rules import (
    AROUND_VISIT,
    STEP_SECONDS,
    TOLERANCE,
    TOLERANCE_UNCHECKED,
    digits_at,
    outcome_of,
    step_at,
    step_read,
    steps_around,
    tolerance_of,
)
from tests.rules.vectors import cases

SECRET, ANOTHERS = b"a" * 32, b"b" * 32
# The beginning of a step.
READ_AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
HERE = step_at(READ_AT.timestamp())
STEP = timedelta(seconds=STEP_SECONDS)
VISIT = (READ_AT - timedelta(minutes=20), READ_AT + timedelta(minutes=10))


@pytest.mark.parametrize("case", cases("presence_digits.json"))
def test_both_phones_and_the_server_reckon_the_same_digits(case: dict[str, Any]) -> None:
    step = step_at(case["seconds"], case["step_seconds"])
    assert digits_at(bytes.fromhex(case["secret"]), step) == case["digits"]


@pytest.mark.parametrize("off", [-2, -1, 0, 1, 2])
def test_digits_within_two_minutes_of_the_reading_are_hers(off: int) -> None:
    assert step_read(SECRET, digits_at(SECRET, HERE + off), READ_AT, TOLERANCE) == HERE + off


@pytest.mark.parametrize("off", [-3, 3])
def test_digits_further_off_are_not(off: int) -> None:
    digits = digits_at(SECRET, HERE + off)
    assert digits not in {digits_at(SECRET, step) for step in steps_around(READ_AT, TOLERANCE)}
    assert step_read(SECRET, digits, READ_AT, TOLERANCE) is None


def test_an_unchecked_clock_may_be_an_hour_off_and_no_more() -> None:
    wide = tolerance_of("unchecked")
    assert wide == tolerance_of("differs") == TOLERANCE_UNCHECKED
    assert tolerance_of("measured") == tolerance_of("by_clock") == TOLERANCE
    assert step_read(SECRET, digits_at(SECRET, HERE - 60), READ_AT, wide) == HERE - 60
    assert step_read(SECRET, digits_at(SECRET, HERE - 61), READ_AT, wide) is None


def test_another_homes_digits_are_not_hers() -> None:
    assert step_read(SECRET, digits_at(ANOTHERS, HERE), READ_AT, TOLERANCE) is None


@pytest.mark.parametrize("read", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "12 34\x0056"])
def test_whatever_else_was_read_is_nothing(read: str) -> None:
    assert step_read(SECRET, read, READ_AT, TOLERANCE) is None


def test_digits_may_be_written_in_groups() -> None:
    digits = digits_at(SECRET, HERE)
    assert step_read(SECRET, f" {digits[:3]} {digits[3:]}", READ_AT, TOLERANCE) == HERE


@pytest.mark.parametrize(
    ("read_at", "expected"),
    [
        (VISIT[0] - AROUND_VISIT, "confirmed"),
        (VISIT[1] + AROUND_VISIT, "confirmed"),
        (VISIT[0] - AROUND_VISIT - timedelta(seconds=1), "not-confirmed"),
        (VISIT[1] + AROUND_VISIT + timedelta(seconds=1), "not-confirmed"),
    ],
)
def test_digits_confirm_the_visit_in_which_they_were_read(read_at: datetime, expected: str) -> None:
    assert outcome_of("digits", read_at, VISIT) == expected


def test_a_paper_says_less_and_nothing_known_says_nothing() -> None:
    assert outcome_of("tag", READ_AT, VISIT) == "tag-read"
    assert outcome_of(None, READ_AT, VISIT) == "not-confirmed"
