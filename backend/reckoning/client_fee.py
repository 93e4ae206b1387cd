"""The client fee of regular home care (asiakasmaksu): by granted hours and household, and less for a pause. Pure.

734/1992 s.10 e-10 k. The table and the limits are arguments; the statutory ones are kept in `catalogue/statutes/`, and
an organiser's own table may ask less, never more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from backend.days import ONE_DAY
from backend.money import BASIS_POINTS, MINUTES_IN_HOUR, rounded
from backend.problems import (
    AboveStatutoryFee,
    IncomeNotGiven,
    PeriodEndsBeforeStart,
    Problem,
    QuantityZero,
    UnknownHousehold,
)
from backend.reckoning.explanation import Explanation, Figure, Sourced
from backend.reckoning.income import GROSS_INCOME, ByHousehold, IncomeTerms, Means, for_household, refuse_means
from backend.wire import Count, Kept


class FeeRow(Kept, frozen=True):
    """The share of the income above the limit, from so many hours a month on, for each size of household."""

    from_hours: Count
    basis_points: Annotated[tuple[Count, ...], Meta(min_length=1)]
    # The most that is asked at these hours, whatever the income.
    at_most_cents: Count | None = None


class FeeTable(Sourced, frozen=True):
    """A fee table in force, its rows by rising hours from nothing."""

    rows: tuple[FeeRow, ...]
    # Whether the last size of household holds for all larger ones, as in s.10 e.
    larger_as_last: bool = False

    def __post_init__(self) -> None:
        """Hold the table to its beginning: there is a row for the first hour."""
        if all(row.from_hours for row in self.rows):
            raise ValueError("The first row is from 0 hours")


class FeeLimits(Sourced, frozen=True):
    """The income limits in force, by size of household."""

    limits_cents: ByHousehold


class FeeTerms(Kept, frozen=True):
    """What a fee is reckoned by: a table and limits in force on the same day, and what else bounds it."""

    table: FeeTable
    limits: FeeLimits
    # What producing the service costs, which no fee may pass (s.1).
    cost_cents: int | None = None
    # Taxable income before tax (s.10 f).
    income: IncomeTerms = GROSS_INCOME


@dataclass(frozen=True)
class ClientFee:
    """A month's fee and how it came about."""

    fee_cents: int
    explanation: Explanation


class Pause(Kept, frozen=True):
    """Days without service, both included, and who they are due to."""

    first_day: date
    last_day: date
    caused_by: Literal["client", "organiser", "institution"]


class PauseTerms(Sourced, frozen=True):
    """What a pause costs the client (s.10 k)."""

    # The days of a pause of her own that are still charged.
    charged_days: Count
    # By how many days a month's fee is divided; None is the month's own. The act does not say.
    days_in_month: Annotated[int, Meta(ge=28, le=31)] | None = None


def client_fee(means: Means, minutes_by_month: Sequence[int], terms: FeeTerms) -> ClientFee | Problem:
    """Return the month's fee (tests/vectors/client_fee.json).

    The hours are the decision's, not the realised ones, and their average where they vary (s.10 e).
    """
    table, limits = terms.table, terms.limits
    if problem := refuse_means(means, terms.income):
        return problem
    if means.income_cents is None:
        return IncomeNotGiven()
    if sum(minutes_by_month) <= 0:
        return QuantityZero()
    hours = rounded(sum(minutes_by_month), MINUTES_IN_HOUR * len(minutes_by_month))
    row = row_of(hours, table)
    points = points_of(row, means.household, table)
    limit = for_household(limits.limits_cents, means.household)
    if isinstance(points, Problem):
        return points
    if isinstance(limit, Problem):
        return limit
    above = max(0, means.income_cents - limit)
    by_income = rounded(above * points, BASIS_POINTS)
    caps = {"most-at-these-hours": row.at_most_cents, "cost-of-service": terms.cost_cents}
    known = {what: cap for what, cap in caps.items() if cap is not None}
    steps = (
        Figure("hours", hours, "hours"),
        Figure("income-limit", limit, "cents"),
        Figure("income-above-limit", above, "cents"),
        Figure("share-of-income", points, "basis_points"),
        Figure("fee-by-income", above * points, "cents", BASIS_POINTS),
        *(Figure(what, cap, "cents") for what, cap in known.items()),
    )
    inputs = (
        Figure("household", means.household or 0, "people"),
        Figure("income-a-month", means.income_cents, "cents"),
        *(Figure("granted-time", minutes, "minutes") for minutes in minutes_by_month),
    )
    source = f"{table.source}; {limits.source}"
    why = Explanation("client-fee", source, table.verified and limits.verified, inputs, steps)
    return ClientFee(min([by_income, *known.values()]), why)


def row_of(hours: int, table: FeeTable) -> FeeRow:
    """Return the row that holds at so many hours."""
    return max((row for row in table.rows if row.from_hours <= hours), key=lambda row: row.from_hours)


def points_of(row: FeeRow, household: int | None, table: FeeTable) -> int | UnknownHousehold:
    """Return a row's share for a household."""
    return for_household(ByHousehold(row.basis_points, 0 if table.larger_as_last else None), household)


def refuse_fee_table(own: FeeTable, statutory: FeeTable) -> AboveStatutoryFee | None:
    """Return where an organiser's own table asks more than the act allows (s.10 e), or None when nowhere."""
    for hours in sorted({row.from_hours for row in (*own.rows, *statutory.rows)}):
        theirs, allowed = row_of(hours, own).basis_points, row_of(hours, statutory)
        for household, points in enumerate(theirs, start=1):
            most = points_of(allowed, household, statutory)
            if isinstance(most, int) and points > most:
                return AboveStatutoryFee(hours=hours, household=household)
    return None


def fee_after_pauses(
    fee_cents: int, month: date, pauses: Sequence[Pause], terms: PauseTerms
) -> ClientFee | PeriodEndsBeforeStart:
    """Return what is left of a month's fee after its pauses (tests/vectors/client_fee_pause.json).

    A pause of the client's own is charged for its first days, counted from its beginning though that be in the month
    before; one of the organiser's, or institutional care, is not; nor is a month without any service.
    """
    if any(pause.last_day < pause.first_day for pause in pauses):
        return PeriodEndsBeforeStart()
    days = days_of_month(month)
    paused = {day for day in days for pause in pauses if pause.first_day <= day <= pause.last_day}
    free = {day for day in paused if any(is_free(day, pause, terms) for pause in pauses)}
    whole = len(paused) == len(days)
    divisor = terms.days_in_month or len(days)
    charged = 0 if whole else max(0, divisor - len(free))
    steps = (
        Figure("days-in-month", divisor, "days"),
        Figure("days-paused", len(paused), "days"),
        Figure("days-without-fee", divisor if whole else len(free), "days"),
        Figure("fee-for-days", fee_cents * charged, "cents", divisor),
    )
    inputs = (Figure("fee-of-month", fee_cents, "cents"),)
    why = Explanation("client-fee-pause", terms.source, terms.verified, inputs, steps)
    return ClientFee(rounded(fee_cents * charged, divisor), why)


def is_free(day: date, pause: Pause, terms: PauseTerms) -> bool:
    """Tell whether a pause makes a day free of charge."""
    charged_to = pause.first_day + ONE_DAY * (terms.charged_days if pause.caused_by == "client" else 0)
    return charged_to <= day <= pause.last_day


def days_of_month(month: date) -> list[date]:
    """Return every day of the month that a day is in."""
    first = month.replace(day=1)
    return [day for number in range(31) if (day := first + ONE_DAY * number).month == first.month]
