"""What the acts on a grant come to, and which further act is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.problems import GrantEnded, NotPaused, OutsideGrant, PauseOverlaps, PeriodEndsBeforeStart, Problem
from backend.vouchers.course import (
    Act,
    ActName,
    Course,
    PausedDays,
    course,
    is_paused,
    refuse_end,
    refuse_pause,
    refuse_raise,
    refuse_refusal,
    refuse_resume,
    value_on,
)
from tests.rules.vectors import cases, plain

FIRST, LAST = date(2026, 2, 1), date(2026, 12, 31)


def after(*acts: Act, value_cents: int | None = 3200) -> Course:
    return course(FIRST, LAST, value_cents, acts)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def slug_of(problem: Problem | None) -> str | None:
    return problem.slug() if problem else None


ENDED = after(Act("ended", day(6, 16), reason="moved"))
AWAY = after(Act("paused", day(3, 3), day(3, 10), reason="client"))
IN_HOSPITAL = after(Act("paused", day(3, 3), reason="institution"))
RAISED = after(Act("value_raised", day(4, 1), value_cents=3500))


@pytest.mark.parametrize("case", cases("course.json"))
def test_acts_fold_into_where_a_grant_stands(case: dict[str, Any]) -> None:
    found = course(FIRST, LAST, case["value_cents"], msgspec.convert(case["acts"], list[Act]))
    assert plain(found.ended_on) == case["ended_on"]
    assert found.is_undone is case["is_undone"]
    assert [[plain(pause.first_day), plain(pause.last_day), pause.caused_by] for pause in found.pauses] == case[
        "pauses"
    ]
    assert [[plain(value.from_day), value.value_cents] for value in found.values] == case["values"]


def test_a_value_holds_from_its_day_and_a_pause_on_both_its_days() -> None:
    held = [value_on(RAISED, on) for on in (date(2026, 1, 31), day(3, 31), day(4, 1), LAST)]
    assert held == [3200, 3200, 3500, 3500]
    assert [is_paused(AWAY, day(3, number)) for number in (2, 3, 10, 11)] == [False, True, True, False]


def test_it_pays_to_the_day_before_its_end() -> None:
    assert after().last_paid_day == LAST
    assert ENDED.last_paid_day == day(6, 15)
    assert after(Act("undone", FIRST)).last_paid_day == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("found", "ended_on", "refused"),
    [
        (after(), date(2026, 1, 31), OutsideGrant),
        (after(), FIRST, None),
        (after(), LAST, None),
        # Died on its last day, which is paid.
        (after(), date(2027, 1, 1), None),
        (after(), date(2027, 1, 2), OutsideGrant),
        (ENDED, day(6, 15), None),
        (ENDED, day(6, 16), GrantEnded),
        (ENDED, day(6, 17), GrantEnded),
        (after(Act("undone", FIRST)), FIRST, GrantEnded),
    ],
)
def test_an_end_lies_within_the_grant_and_before_one_that_is_known(
    found: Course, ended_on: date, refused: type[Problem] | None
) -> None:
    assert slug_of(refuse_end(found, ended_on)) == (refused.slug() if refused else None)


@pytest.mark.parametrize(
    ("today", "refused"),
    [(date(2026, 1, 20), None), (FIRST, None), (day(6, 15), None), (day(6, 16), GrantEnded)],
)
def test_a_client_may_refuse_until_it_has_ended(today: date, refused: type[Problem] | None) -> None:
    assert slug_of(refuse_refusal(ENDED, today)) == (refused.slug() if refused else None)


@pytest.mark.parametrize(
    ("found", "first_day", "last_day", "refused"),
    [
        (after(), FIRST, FIRST, None),
        (after(), FIRST, LAST, None),
        (after(), LAST, None, None),
        (after(), date(2026, 1, 31), FIRST, OutsideGrant),
        (after(), day(12, 1), date(2027, 1, 1), OutsideGrant),
        (after(), date(2027, 1, 1), None, OutsideGrant),
        (after(), day(3, 3), day(3, 2), PeriodEndsBeforeStart),
        (AWAY, day(3, 1), day(3, 2), None),
        (AWAY, day(3, 1), day(3, 3), PauseOverlaps),
        (AWAY, day(3, 10), None, PauseOverlaps),
        (AWAY, day(3, 11), None, None),
        (AWAY, FIRST, None, PauseOverlaps),
        (IN_HOSPITAL, day(11, 1), day(11, 2), PauseOverlaps),
        (ENDED, day(6, 15), None, None),
        (ENDED, day(6, 16), None, GrantEnded),
    ],
)
def test_a_pause_lies_within_the_grant_and_beside_other_pauses(
    found: Course, first_day: date, last_day: date | None, refused: type[Problem] | None
) -> None:
    assert slug_of(refuse_pause(found, first_day, last_day)) == (refused.slug() if refused else None)


@pytest.mark.parametrize(
    ("found", "served_from", "refused"),
    [
        (AWAY, day(3, 2), NotPaused),
        (AWAY, day(3, 3), None),
        (AWAY, day(3, 10), None),
        (AWAY, day(3, 11), NotPaused),
        (IN_HOSPITAL, day(11, 1), None),
        (after(), day(3, 3), NotPaused),
    ],
)
def test_service_begins_again_only_within_a_pause(
    found: Course, served_from: date, refused: type[Problem] | None
) -> None:
    assert slug_of(refuse_resume(found, served_from)) == (refused.slug() if refused else None)


@pytest.mark.parametrize(
    ("found", "from_day", "value_cents", "refused"),
    [
        (after(), FIRST, 3201, None),
        (after(), FIRST, 3200, {"refused": "raised-value-too-low", "value_cents": 3200}),
        (RAISED, day(3, 31), 3201, None),
        (RAISED, day(4, 1), 3500, {"refused": "raised-value-too-low", "value_cents": 3500}),
        # No value of her own: it must be above the rulebook's.
        (after(value_cents=None), FIRST, 3600, {"refused": "raised-value-too-low", "value_cents": 3600}),
        (after(value_cents=None), FIRST, 3601, None),
        (
            after(),
            date(2027, 1, 1),
            9900,
            {"refused": "outside-grant", "first_day": "2026-02-01", "last_day": "2026-12-31"},
        ),
        (ENDED, day(6, 16), 9900, {"refused": "grant-ended"}),
    ],
)
def test_a_raise_is_above_what_holds_on_its_day(
    found: Course, from_day: date, value_cents: int, refused: dict[str, Any] | None
) -> None:
    assert plain(refuse_raise(found, from_day, value_cents, rulebook_cents=3600)) == refused


DAYS = st.integers(-2, 340).map(lambda number: FIRST + timedelta(days=number))
ACTS = st.lists(
    st.one_of(
        st.builds(Act, st.sampled_from(["ended", "refused", "resumed"]), DAYS),
        st.builds(Act, st.just("paused"), DAYS, reason=st.just("client")),
        st.builds(Act, st.just("value_raised"), DAYS, value_cents=st.integers(3000, 6000)),
    ),
    max_size=8,
)


@given(ACTS, st.sampled_from(["ended", "value_raised"]), DAYS)
def test_what_a_decision_did_and_took_back_leaves_no_trace(acts: list[Act], name: ActName, on: date) -> None:
    did = Act(name, on, value_cents=9000 if name == "value_raised" else None, decision=UUID(int=1))
    took_back = Act("undone", on, decision=UUID(int=1))
    assert after(*acts, did, took_back) == after(*acts)


@given(ACTS, DAYS, st.none() | DAYS)
def test_two_pauses_never_hold_on_the_same_day(acts: list[Act], first_day: date, last_day: date | None) -> None:
    found = after(*(act for act in acts if act.act != "paused"))
    for pause in (act for act in acts if act.act == "paused"):
        if refuse_pause(found, pause.from_day, pause.to_day) is None:
            found = replace(found, pauses=(*found.pauses, PausedDays(pause.from_day, pause.to_day, "client")))
    if refuse_pause(found, first_day, last_day) is None:
        over = replace(found, pauses=())
        days = [FIRST + timedelta(days=number) for number in range(400)]
        new = replace(over, pauses=(PausedDays(first_day, last_day, "client"),))
        assert not any(is_paused(found, on) and is_paused(new, on) for on in days)
