"""When planned visits recur, where each stands, and which recorded visit it was."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.days import HERE, DaySpan, holiday_on, local_day
from backend.problems import Problem
from backend.rounds.recurrence import MOST_TOGETHER, Occurrences, Recurrence, occurrences
from backend.rounds.rules import (
    PlannedTime,
    PlanTimes,
    RecordedTime,
    Spell,
    beyond_grant,
    first_overlap,
    limits_of,
    pair_up,
    standing,
)
from backend.vouchers.rules import GrantTerms
from tests.rules.vectors import cases, instant, plain, read

FAR = date(2030, 12, 31)
MONDAY = date(2026, 11, 23)


def planned(asked: Recurrence, last_day: date = FAR, *pauses: DaySpan) -> list[str]:
    """Return the local times of what is planned."""
    found = occurrences(asked, last_day, pauses)
    assert isinstance(found, Occurrences), found
    return [f"{start.astimezone(HERE):%m-%d %H:%M}" for start in found.starts]


def refused(asked: Recurrence, last_day: date = FAR, *pauses: DaySpan) -> Any:
    """Return the refusal."""
    found = occurrences(asked, last_day, pauses)
    assert isinstance(found, Problem), found
    return plain(found)


def daily(first_day: date, rule: str | None = "FREQ=DAILY", **said: Any) -> Recurrence:
    """Return half an hour at eight."""
    return Recurrence(first_day, 8 * 60, 30, rule, **said)


@pytest.mark.parametrize("case", cases("plan_standing.json"))
def test_where_a_plan_stands(case: dict[str, Any]) -> None:
    assert standing(read(case["plan"], PlanTimes), instant(case["now"])) == case["standing"]


@pytest.mark.parametrize("case", cases("plan_pairing.json"))
def test_which_visit_a_plan_was(case: dict[str, Any]) -> None:
    plans = [PlannedTime(UUID(p["id"]), UUID(p["voucher"]), p["worker"] and UUID(p["worker"]), instant(p["starts_at"]))
             for p in case["plans"]]  # fmt: skip
    visits = [RecordedTime(UUID(v["id"]), UUID(v["voucher"]), UUID(v["worker"]), instant(v["started_at"]))
              for v in case["visits"]]  # fmt: skip
    found = pair_up(plans, visits)
    assert sorted([str(plan), str(visit)] for plan, visit in found) == sorted(case["pairs"])
    assert pair_up(plans[::-1], visits[::-1]) == found


def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_are_changed() -> None:
    found = occurrences(daily(date(2026, 10, 24)), date(2026, 10, 26))
    assert isinstance(found, Occurrences)
    assert planned(daily(date(2026, 10, 24)), date(2026, 10, 26)) == ["10-24 08:00", "10-25 08:00", "10-26 08:00"]
    assert found.starts[1] - found.starts[0] == timedelta(hours=25)
    spring = occurrences(daily(date(2026, 3, 28)), date(2026, 3, 29))
    assert isinstance(spring, Occurrences)
    assert spring.starts[1] - spring.starts[0] == timedelta(hours=23)


def test_a_time_that_the_clocks_leap_over_is_an_hour_later() -> None:
    assert planned(Recurrence(date(2026, 3, 29), 3 * 60 + 30, 30)) == ["03-29 04:30"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3", ["11-23 08:00", "11-26 08:00", "11-30 08:00"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261221", ["11-23 08:00", "12-07 08:00", "12-21 08:00"]),
        ("FREQ=WEEKLY;UNTIL=20261130T060000Z", ["11-23 08:00", "11-30 08:00"]),
        ("FREQ=WEEKLY;UNTIL=20261130T055959Z", ["11-23 08:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["11-27 08:00", "12-25 08:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", ["12-31 08:00", "01-31 08:00"]),
        (None, ["11-23 08:00"]),
    ],
)
def test_rules_as_other_programs_write_them(rule: str | None, expected: list[str]) -> None:
    assert planned(daily(MONDAY, rule)) == expected


@pytest.mark.parametrize(
    "rule",
    [
        *("", "FREQ=SECONDLY", "FREQ=YEARLY", "INTERVAL=2", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;COUNT=0"),
        *("FREQ=DAILY;COUNT=2;UNTIL=20261201", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=32"),
        *("FREQ=DAILY;UNTIL=20269999", "FREQ=DAILY;BYSETPOS=1", "DTSTART:20260101\nFREQ=DAILY", "every day"),
    ],
)
def test_what_is_no_rhythm_of_care_is_refused(rule: str) -> None:
    assert refused(daily(MONDAY, rule)) == {"refused": "recurrence-not-understood"}


def test_a_series_without_end_ends_with_its_voucher() -> None:
    assert planned(daily(MONDAY), MONDAY + timedelta(days=1)) == ["11-23 08:00", "11-24 08:00"]
    assert refused(daily(MONDAY), MONDAY - timedelta(days=1)) == {"refused": "nothing-to-plan"}


def test_so_many_visits_are_planned_together_and_not_one_more() -> None:
    assert len(planned(daily(MONDAY), MONDAY + timedelta(days=MOST_TOGETHER - 1))) == MOST_TOGETHER
    assert refused(daily(MONDAY), MONDAY + timedelta(days=MOST_TOGETHER)) == {
        "refused": "series-too-long",
        "most": MOST_TOGETHER,
    }


def test_a_rule_that_never_falls_on_a_day_is_found_out_at_once() -> None:
    assert refused(daily(date(2026, 2, 1), "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;COUNT=5")) == {
        "refused": "nothing-to-plan"
    }


def test_holidays_are_kept_skipped_or_moved_as_the_series_says() -> None:
    christmas = daily(date(2026, 12, 24), "FREQ=WEEKLY;BYDAY=FR;COUNT=2")
    assert planned(christmas) == ["12-25 08:00", "01-01 08:00"]
    assert refused(daily(date(2026, 12, 24), "FREQ=WEEKLY;BYDAY=FR;COUNT=2", holidays="skipped")) == {
        "refused": "nothing-to-plan"
    }
    # To Monday: Saturday is Boxing Day and Sunday no working day.
    assert planned(daily(date(2026, 12, 24), christmas.rule, holidays="moved")) == ["12-28 08:00", "01-04 08:00"]


def test_a_round_that_overlaps_itself_is_refused() -> None:
    long = Recurrence(MONDAY, 8 * 60, 24 * 60, "FREQ=DAILY;COUNT=3")
    assert len(planned(long)) == 3
    moved = daily(date(2026, 12, 24), "FREQ=DAILY", holidays="moved")
    assert refused(moved, date(2026, 12, 29)) == {"refused": "plans-overlap", "day": "2026-12-28"}


def test_on_paused_days_nobody_comes() -> None:
    pause = DaySpan(date(2026, 11, 24), date(2026, 11, 25))
    found = occurrences(daily(MONDAY), date(2026, 11, 26), [pause])
    assert isinstance(found, Occurrences)
    assert [local_day(start).day for start in found.starts] == [23, 26]
    assert found.in_pauses == 2


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 24 * 60),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU,MO", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3", None]),
    st.sampled_from(["kept", "skipped", "moved"]),
)
def test_what_is_planned_never_overlaps_and_keeps_to_the_series(
    first: date, minute: int, minutes: int, rule: str | None, holidays: Any
) -> None:
    found = occurrences(Recurrence(first, minute, minutes, rule, holidays), first + timedelta(days=120))
    if isinstance(found, Problem):
        return
    assert all(b - a >= timedelta(minutes=minutes) for a, b in zip(found.starts, found.starts[1:], strict=False))
    if holidays != "kept":
        assert not any(holiday_on(local_day(start)) for start in found.starts)
    leapt_over = time(3) <= time(minute // 60) < time(4)
    if not leapt_over:
        assert {start.astimezone(HERE).time() for start in found.starts} == {time(minute // 60, minute % 60)}


def test_late_after_the_grace_missed_its_own_length_later() -> None:
    start = datetime(2026, 11, 18, 8, tzinfo=HERE)
    late, missed = limits_of(start, start + timedelta(minutes=45), 15)
    assert (late, missed) == (start + timedelta(minutes=15), start + timedelta(minutes=60))


def at(hour: int, minute: int = 0, length: int = 30, day: int = 18) -> Spell:
    """Return a visit of half an hour."""
    start = datetime(2026, 11, day, hour, minute, tzinfo=HERE)
    return Spell(start, start + timedelta(minutes=length))


def test_what_touches_does_not_overlap() -> None:
    assert first_overlap([at(8)], [at(8, 30), at(7, 30)][::-1]) is None
    assert first_overlap([at(7), at(8)], [at(7, 30), at(8, 29)]) == at(8)
    assert first_overlap([at(9)], [at(6, length=240), at(7)]) == at(9)


@pytest.mark.parametrize(
    ("quantity", "unit", "period", "expected"),
    [
        (60, "minute", "week", []),
        (59, "minute", "week", [18]),
        (2, "visit", "month", []),
        (1, "visit", "month", [18]),
        (1, "day", "week", [18]),
        (0, "cent", "week", []),
    ],
)
def test_more_than_is_granted_is_told_once_a_period(quantity: int, unit: Any, period: Any, expected: list[int]) -> None:
    grant = GrantTerms(quantity, unit, period, date(2026, 1, 1), date(2026, 12, 31))
    found = beyond_grant(grant, [at(8), at(8, day=20)])
    assert [spell.starts_at.day for spell in found] == expected
