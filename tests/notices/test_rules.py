"""When somebody is told: her quiet by the clock on her wall, summer time and all, and not what has become pointless."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.days import HERE
from backend.notices.kinds import Kind
from backend.notices.rules import (
    AS_IT_COMES,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    TELLS_FOR,
    Choice,
    end_of_quiet,
    next_try,
    when,
)

NIGHT = Choice(kinds=frozenset(Kind))


def local(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=HERE, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "told_at"),
    [
        ("2026-11-18T20:59:59", "2026-11-18T20:59:59"),
        ("2026-11-18T21:00:00", "2026-11-19T07:00:00"),
        ("2026-11-19T00:30:00", "2026-11-19T07:00:00"),
        ("2026-11-19T06:59:59", "2026-11-19T07:00:00"),
        ("2026-11-19T07:00:00", "2026-11-19T07:00:00"),
        # The night in which summer time begins is an hour shorter, and that in which it ends an hour longer.
        ("2027-03-27T22:00:00", "2027-03-28T07:00:00"),
        ("2026-10-24T22:00:00", "2026-10-25T07:00:00"),
        ("2026-10-25T03:30:00", "2026-10-25T07:00:00"),
        ("2026-12-31T23:00:00", "2027-01-01T07:00:00"),
    ],
)
def test_the_night_is_quiet_until_seven_by_the_wall(now: str, told_at: str) -> None:
    assert end_of_quiet(local(now), NIGHT) == local(told_at)


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    choice = Choice(quiet_from=3 * 60, quiet_until=4 * 60)
    first, again = local("2026-10-25T03:30:00"), local("2026-10-25T03:30:00", fold=1)
    assert again - first == timedelta(hours=1)
    assert end_of_quiet(first, choice) == end_of_quiet(again, choice) == local("2026-10-25T04:00:00")


def test_a_quiet_that_ends_in_the_hour_that_is_left_out_still_ends() -> None:
    choice = Choice(quiet_from=60, quiet_until=3 * 60 + 30)
    ends = end_of_quiet(local("2027-03-28T02:00:00"), choice)
    assert timedelta() < ends - local("2027-03-28T02:00:00") <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("quiet", "now", "is_quiet"),
    [
        ((0, 0), "2026-11-18T00:00:00", False),
        ((21 * 60, 21 * 60), "2026-11-18T21:00:00", False),
        ((12 * 60, 14 * 60), "2026-11-18T13:59:00", True),
        ((12 * 60, 14 * 60), "2026-11-18T14:00:00", False),
        ((12 * 60, 14 * 60), "2026-11-18T23:00:00", False),
        ((0, 1439), "2026-11-18T23:58:59", True),
    ],
)
def test_each_chooses_her_own_quiet(quiet: tuple[int, int], now: str, *, is_quiet: bool) -> None:
    choice = Choice(quiet_from=quiet[0], quiet_until=quiet[1])
    assert (end_of_quiet(local(now), choice) > local(now)) == is_quiet


@pytest.mark.parametrize(
    ("kind", "happened", "told_at"),
    [
        # By day at once.
        (Kind.MISSED, "2026-11-18T12:00:00", "2026-11-18T12:00:00"),
        # At night in the morning, where it still says something then.
        (Kind.MISSED, "2026-11-18T22:00:00", "2026-11-19T07:00:00"),
        (Kind.DONE, "2026-11-18T21:30:00", "2026-11-19T07:00:00"),
        (Kind.MESSAGE, "2026-11-18T22:00:00", "2026-11-19T07:00:00"),
        (Kind.ARRIVED, "2026-11-18T21:30:00", None),
        (Kind.ARRIVED, "2026-11-19T06:31:00", "2026-11-19T07:00:00"),
        (Kind.LATE, "2026-11-18T22:00:00", None),
    ],
)
def test_what_is_pointless_by_the_morning_is_not_held(kind: Kind, happened: str, told_at: str | None) -> None:
    at = local(happened)
    told = when(kind, at, NIGHT, at)
    assert (told.due_at if told else None) == (local(told_at) if told_at else None)


def test_a_visit_recorded_days_later_is_no_news() -> None:
    now = local("2026-11-18T12:00:00")
    assert when(Kind.DONE, now - TELLS_FOR[Kind.DONE], NIGHT, now) is None
    told = when(Kind.DONE, now - TELLS_FOR[Kind.DONE] + timedelta(minutes=1), NIGHT, now)
    assert told
    assert told.tells_until == now + timedelta(minutes=1)


def test_only_what_is_pressing_wakes_and_only_who_wants_to_be_woken() -> None:
    night = local("2026-11-18T23:00:00")
    waking = Choice(kinds=frozenset(Kind), wakes=True)
    told = {kind: when(kind, night, waking, night) for kind in Kind}
    assert {kind for kind, one in told.items() if one and one.due_at == night} == {Kind.MISSED, Kind.LATE}


def test_nobody_is_told_what_she_has_not_chosen() -> None:
    noon = local("2026-11-18T12:00:00")
    told = {kind for kind in Kind if when(kind, noon, Choice(), noon)}
    assert told == AS_IT_COMES
    assert {Kind.MISSED, Kind.UNDER_DELIVERY, Kind.MESSAGE} <= told
    assert not {Kind.ARRIVED, Kind.DONE} & told


def test_nothing_is_tried_for_longer_than_a_day() -> None:
    now = local("2026-11-18T22:00:00")
    for kind in Kind:
        if told := when(kind, now, NIGHT, now):
            assert told.tells_until - told.due_at <= timedelta(days=1)


def test_each_try_waits_longer_than_the_one_before_up_to_an_hour() -> None:
    pauses = [next_try(attempts, 1.0) for attempts in range(1, 40)]
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert next_try(1, 0.5) == FIRST_PAUSE / 2
    # Who asks for time gets it, but not for ever, and asking for none does not let us hammer.
    assert next_try(1, 1.0, timedelta(hours=3)) == timedelta(hours=3)
    assert next_try(1, 1.0, timedelta(days=400)) == timedelta(days=1)
    assert next_try(5, 1.0, timedelta()) == next_try(5, 1.0)
