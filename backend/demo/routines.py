"""When and for how long somebody comes to a client of the demo county, and how much is granted for it."""

from random import Random
from typing import NamedTuple

from backend.demo.people import happens

WEEKDAYS, WHOLE_WEEK = range(5), range(7)
# A team of the larger size has an evening shift (visits.py), so its clients can have evening visits.
LARGE_TEAM, SMALL_TEAM = 6, 3
LONGEST_MONTH = 31


class Routine(NamedTuple):
    """How a client is served: the minutes of the day by weekday, how long, and every how many weeks."""

    by_weekday: tuple[tuple[int, ...], ...]
    minutes: int
    every_weeks: int = 1

    def monthly_visits(self) -> float:
        """Return the visits of a month of 31 days."""
        return sum(map(len, self.by_weekday)) / self.every_weeks * LONGEST_MONTH / 7


def around(rng: Random, earliest: int, latest: int) -> int:
    """Draw a minute of the day between two hours, on a five."""
    return earliest * 60 + int(rng.random() * (latest - earliest) * 12) * 5


def on_days(days: range | list[int], times: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the times of each weekday: these on these days, none on others."""
    return tuple(times if day in days else () for day in range(7))


def home_care_routine(rng: Random, team: int) -> Routine:
    """Draw a routine of home care that a team of this size can keep."""
    minutes = rng.choice((20, 25, 30, 30, 40, 45, 60))
    days: range | list[int]
    if team < SMALL_TEAM:
        days = sorted(rng.sample(WEEKDAYS, 2 + int(rng.random() * 3)))
        return Routine(on_days(days, (around(rng, 8, 15),)), minutes)
    if team < LARGE_TEAM:
        days = WHOLE_WEEK if happens(rng, 0.6) else WEEKDAYS
        return Routine(on_days(days, (around(rng, 8, 14),)), minutes)
    morning, noon, evening = around(rng, 7, 11), around(rng, 11, 14), around(rng, 16, 21)
    times = rng.choice(((morning,), (noon,), (morning, evening), (morning, evening), (morning, noon, evening)))
    return Routine(on_days(WHOLE_WEEK, times), minutes)


class Habit(NamedTuple):
    """How a service other than home care is commonly given: which days, between which hours, how long, how often."""

    # Every day, or one day of the working week.
    daily: bool
    earliest_hour: int
    latest_hour: int
    # Minutes, and every how many weeks.
    lengths: tuple[tuple[int, int], ...]


HABITS = {
    "home-nursing": Habit(daily=False, earliest_hour=8, latest_hour=14, lengths=((20, 1), (30, 1), (40, 1), (30, 2))),
    # Helsinki grants two hours a month; here they come in one visit or two, or as three.
    "cleaning": Habit(daily=False, earliest_hour=8, latest_hour=13, lengths=((60, 2), (120, 4), (90, 2))),
    "carers-leave": Habit(daily=False, earliest_hour=8, latest_hour=10, lengths=((180, 1), (240, 1), (300, 1))),
    "bathing": Habit(daily=False, earliest_hour=9, latest_hour=14, lengths=((45, 1), (60, 1))),
    "service-housing-24h": Habit(daily=True, earliest_hour=7, latest_hour=17, lengths=((25, 1), (30, 1), (40, 1))),
    "service-housing": Habit(daily=True, earliest_hour=8, latest_hour=15, lengths=((15, 1), (20, 1), (25, 1))),
}


def routine_of(rng: Random, service: str, team: int) -> Routine:
    """Draw how a grant of a service is served."""
    habit = HABITS.get(service)
    if habit is None:
        return home_care_routine(rng, team)
    days = WHOLE_WEEK if habit.daily else [int(rng.random() * len(WEEKDAYS))]
    time_of_day = around(rng, habit.earliest_hour, habit.latest_hour)
    minutes, every_weeks = rng.choice(habit.lengths)
    return Routine(on_days(days, (time_of_day,)), minutes, every_weeks)


def granted_minutes(rng: Random, routine: Routine) -> int:
    """Return the monthly grant in whole hours: mostly above what is planned, for a few below it."""
    ample = 0.8 + rng.random() * 0.12 if happens(rng, 0.08) else 1.06 + rng.random() * 0.25
    return max(60, round(routine.monthly_visits() * routine.minutes * ample / 60) * 60)
