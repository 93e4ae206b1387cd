"""Hours by their kind, references with their check digit, and what an office does about a visit."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.bands import refuse_timetable
from backend.invoicing.files import as_hours, as_number, table
from backend.invoicing.rules import (
    NO_CENTS,
    PAY_TIMES,
    Cents,
    Found,
    HoursChanged,
    Worked,
    cents_of,
    changed_since,
    check_digit,
    hours_of,
    in_fives,
    in_month,
    reference_number,
    state_of,
    what_to_do,
)
from backend.verdicts.states import Decided, VisitState

ANNA, BEA = UUID(int=1), UUID(int=2)
COST = Cents(4000, 3600, 400)
SPRING = datetime(2026, 3, 1, tzinfo=UTC)


def worked(worker: UUID, from_: str, to: str) -> Worked:
    """Return a visit between two moments of UTC."""
    return Worked(worker, datetime.fromisoformat(f"{from_}+00:00"), datetime.fromisoformat(f"{to}+00:00"))


@pytest.mark.parametrize(
    ("visits", "hours"),
    [
        # Local time is two hours ahead of UTC in winter; Wednesday 18 November 2026.
        ([("2026-11-18 05:00", "2026-11-18 16:00")], {"2026-11-18": {"day": 660}}),
        ([("2026-11-18 04:59", "2026-11-18 05:01")], {"2026-11-18": {"night": 1, "day": 1}}),
        ([("2026-11-18 15:30", "2026-11-18 16:30")], {"2026-11-18": {"day": 30, "evening": 30}}),
        ([("2026-11-18 19:30", "2026-11-18 20:30")], {"2026-11-18": {"evening": 30, "night": 30}}),
        # The part after midnight is of the next day.
        ([("2026-11-18 21:30", "2026-11-18 22:30")], {"2026-11-18": {"night": 30}, "2026-11-19": {"night": 30}}),
        ([("2026-11-21 10:00", "2026-11-21 11:00")], {"2026-11-21": {"saturday": 60}}),
        ([("2026-11-21 21:30", "2026-11-21 22:30")], {"2026-11-21": {"night": 30}, "2026-11-22": {"sunday": 30}}),
        ([("2026-11-22 20:30", "2026-11-22 21:30")], {"2026-11-22": {"sunday": 60}}),
        # Independence Day is a Sunday too, Christmas Day a Friday, its eve an ordinary Thursday.
        ([("2026-12-06 10:00", "2026-12-06 11:00")], {"2026-12-06": {"holiday": 60}}),
        ([("2026-12-24 21:30", "2026-12-24 22:30")], {"2026-12-24": {"night": 30}, "2026-12-25": {"holiday": 30}}),
        # The night in which the clocks go back has an hour more.
        ([("2026-10-24 21:00", "2026-10-25 05:00")], {"2026-10-25": {"sunday": 480}}),
        # A couple's two visits are one time, also one within the other, or one after the other without a pause.
        ([("2026-11-18 08:00", "2026-11-18 09:00")] * 2, {"2026-11-18": {"day": 60}}),
        (
            [("2026-11-18 08:00", "2026-11-18 09:00"), ("2026-11-18 08:15", "2026-11-18 08:30")],
            {"2026-11-18": {"day": 60}},
        ),
        (
            [("2026-11-18 08:30", "2026-11-18 09:30"), ("2026-11-18 08:00", "2026-11-18 08:45")],
            {"2026-11-18": {"day": 90}},
        ),
    ],
)
def test_hours_are_of_one_kind_each_and_counted_once(
    visits: list[tuple[str, str]], hours: dict[str, dict[str, int]]
) -> None:
    found = hours_of(worked(ANNA, *visit) for visit in visits)
    assert {str(day): dict(kinds) for (_, day), kinds in found.items()} == hours


def test_two_workers_at_one_visit_are_both_paid() -> None:
    times = ("2026-11-18 08:00", "2026-11-18 09:00")
    sums = in_month(hours_of([worked(ANNA, *times), worked(BEA, *times)]))
    assert sums == {ANNA: Counter(day=60), BEA: Counter(day=60)}


@given(
    st.lists(
        st.tuples(
            st.integers(0, 300 * 24 * 60).map(lambda minute: SPRING + timedelta(minutes=minute)),
            st.integers(1, 24 * 60),
        ),
        max_size=6,
    )
)
def test_every_minute_has_one_kind_and_none_is_lost(spells: list[tuple[datetime, int]]) -> None:
    visits = [Worked(ANNA, at, at + timedelta(minutes=minutes)) for at, minutes in spells]
    covered = {at + timedelta(minutes=one) for at, minutes in spells for one in range(minutes)}
    assert sum(kinds.total() for kinds in hours_of(visits).values()) == len(covered)


def test_the_pay_times_leave_no_time_out() -> None:
    assert refuse_timetable(PAY_TIMES) is None
    year = [
        Worked(
            ANNA,
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day),
            datetime(2026, 1, 2, tzinfo=UTC) + timedelta(days=day),
        )
        for day in range(365)
    ]
    assert sum(kinds.total() for kinds in hours_of(year).values()) == 365 * 24 * 60


def test_what_has_changed_since_the_hours_were_taken_is_named() -> None:
    taken = {ANNA: {"day": 60, "sunday": 30}}
    now = {ANNA: {"day": 90, "sunday": 30}, BEA: {"evening": 15}}
    assert changed_since(taken, now) == [HoursChanged(ANNA, "day", 60, 90), HoursChanged(BEA, "evening", 0, 15)]  # type: ignore[arg-type]
    assert changed_since(taken, taken) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(("base", "digit"), [("123456", 1), ("1234", 4), ("101202611", 0), ("0", 0)])
def test_the_check_digit_weighs_by_7_3_1_from_the_right(base: str, digit: int) -> None:
    weights = [7, 3, 1] * 10
    sum_ = sum(int(one) * weight for one, weight in zip(reversed(base), weights, strict=False))
    assert (sum_ + digit) % 10 == 0
    assert check_digit(base) == digit


def test_a_reference_is_of_one_client_and_one_month() -> None:
    made = {reference_number(number, f"2026-{month:02}") for number in range(101, 301) for month in range(1, 13)}
    assert len(made) == 200 * 12
    assert all(4 <= len(one) <= 20 and check_digit(one[:-1]) == int(one[-1]) for one in made)
    assert in_fives("1012026110") == "10120 26110"
    assert in_fives("101") == "101"
    assert in_fives("1234561") == "12 34561"


def to_check(*rules: str, outcome: Decided | None = None, **more: Any) -> Found:
    """Return a visit that the rules have left to a person."""
    return Found(verdict="to_review", reckoned=COST, rules=rules, outcome=outcome, **more)


def settled(**more: Any) -> Found:
    """Return a visit that has been settled."""
    return Found(verdict="accepted", reckoned=COST, is_settled=True, settled=COST, **more)


HALF = Cents(2000, 1800, 200)


@pytest.mark.parametrize(
    ("found", "state", "todo", "cents"),
    [
        (Found(verdict=None), "recorded", None, NO_CENTS),
        (Found(verdict="accepted", reckoned=COST), "accepted", None, COST),
        (Found(verdict="unpaid", reckoned=NO_CENTS), "unpaid", None, NO_CENTS),
        (Found(verdict="withdrawn", reckoned=NO_CENTS), "withdrawn", None, NO_CENTS),
        (Found(verdict="accepted", reckoned=COST, is_withdrawn=True), "withdrawn", None, NO_CENTS),
        (to_check("over-tolerance"), "to_be_checked", "check-with-worker", COST),
        (to_check("outside-validity"), "to_be_checked", "wait", COST),
        (to_check("over-tolerance", "disputed"), "to_be_checked", "answer-dispute", COST),
        (to_check("price-not-in-force"), "to_be_checked", "price-missing", COST),
        (to_check("disputed", outcome="asked"), "to_be_checked", "answer-question", COST),
        (to_check("over-tolerance", outcome="asked", is_answered=True), "to_be_checked", "wait", COST),
        (to_check("over-tolerance", outcome="accepted"), "accepted", None, COST),
        (to_check("over-tolerance", outcome="partly", part=HALF), "accepted", None, HALF),
        (to_check("over-tolerance", outcome="rejected"), "unpaid", None, NO_CENTS),
        (settled(), "settled", None, COST),
        (settled(is_withdrawn=True), "settled", None, COST),
        (settled(is_paid=True), "paid", None, COST),
        # Taken back to the last cent but one it stays paid; to the last cent it is credited.
        (settled(is_paid=True, credited=Cents(3999, 3600, 399)), "paid", None, Cents(1, 0, 1)),
        (settled(is_paid=True, credited=COST), "credited", None, NO_CENTS),
    ],
)
def test_an_office_knows_where_a_visit_stands_and_what_to_do(
    found: Found, state: str, todo: str | None, cents: Cents
) -> None:
    stands = state_of(found)
    assert (stands, what_to_do(stands, found), cents_of(stands, found)) == (VisitState(state), todo, cents)


def test_a_table_is_what_a_finnish_spreadsheet_expects() -> None:
    written = table(["Nimi", "€"], [('Aune "A"; B', as_number(-123456))]).decode()
    assert written == '\ufeffNimi;€\r\n"Aune ""A""; B";-1234,56\r\n'
    assert [as_hours(minutes) for minutes in (0, 1, 20, 60, 90)] == ["0,00", "0,02", "0,33", "1,00", "1,50"]
    assert as_number(5) == "0,05"


def test_days_are_local() -> None:
    found = hours_of([worked(ANNA, "2026-11-30 22:30", "2026-11-30 23:00")])
    assert [day for _, day in found] == [date(2026, 12, 1)]
