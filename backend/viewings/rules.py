"""What a client may ask about those who viewed her data, until when she is answered, and what looks unusual. Pure."""

from datetime import date, timedelta

from backend.days import ONE_DAY
from backend.problems import Problem
from backend.viewings.problems import RefusalNeedsDecision, ViewingTooOld

# The answer is due within two months (703/2023 s.11).
MONTHS_TO_ANSWER = 2
# What is older is told for a special cause only (703/2023 s.11).
YEARS_TOLD = 2

# What follows are parameters: no statute gives them. A provider completes its records, and its workers' phones show the
# last days' visits, for a while after a grant has ended.
CARE_GOES_ON = timedelta(days=30)
# Clients whose data one person opens within an hour by the clock: more than a day's round of a worker, or than an
# office goes through one by one.
MANY_CLIENTS = {"worker": 20, "provider": 60, "granter": 60, "organiser": 60, "finance": 120}


def months_later(day: date, months: int) -> date:
    """Return the same day that many months later, or the month's last where there is none (150/1930 s.3)."""
    years, months_before = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, months_before + 1, 1)
    last_of_month = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    return min(first + timedelta(days=day.day - 1), last_of_month)


def due_on(asked_on: date) -> date:
    """Return the last day on which the organiser must have answered."""
    return months_later(asked_on, MONTHS_TO_ANSWER)


def told_from(today: date) -> date:
    """Return the first day whose viewings are told without a special cause."""
    return months_later(today, -12 * YEARS_TOLD)


def refuse_request(viewed_on: date, today: date, special_cause: str) -> Problem | None:
    """Return why an explanation cannot be asked for."""
    if viewed_on < told_from(today) and not special_cause.strip():
        return ViewingTooOld()
    return None


def refuse_answer(*, is_refusal: bool, decision: str) -> Problem | None:
    """Return why an answer cannot be given as it is."""
    return RefusalNeedsDecision() if is_refusal and not decision.strip() else None
