"""The income-linked value of a voucher (tulosidonnainen arvo): by formula, by steps, or by granted hours. Pure.

No statute gives the formula today: 569/2009 s.10 was repealed by 1306/2014, so each organiser decides. Its terms are an
argument; those of the former statute are kept in `catalogue/statutes/home_care_value.json`.
"""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from backend.money import BASIS_POINTS, MINUTES_IN_HOUR, PERMILLE, TO_THE_CENT, Rounding, rounded, rounded_as
from backend.problems import AboveIncomeLimit, IncomeNotGiven, Problem, QuantityZero
from backend.reckoning.explanation import Explanation, Figure, Sourced
from backend.reckoning.income import ANY_INCOME, ByHousehold, IncomeTerms, Means, for_household, refuse_means
from backend.wire import Count, Factor, Kept, Price

# Of a month of 31 days.
MOST_HOURS = 31 * 24


class IncomeFormula(Sourced, frozen=True, tag_field="kind", tag="formula"):
    """Full value, less a share of the income above the limit, times a factor, between the lowest and the highest."""

    full_cents: Price
    lowest_cents: Price
    highest_cents: Price
    limits_cents: ByHousehold
    # The share of the income above the limit that is spread over `hours` of care in a month.
    share_permille: ByHousehold
    hours: Annotated[int, Meta(ge=1, le=MOST_HOURS)]
    factor_permille: Factor = PERMILLE
    rounding: Rounding = TO_THE_CENT
    # The value of a client who gives no income; None when she must.
    without_income_cents: Price | None = None
    income: IncomeTerms = ANY_INCOME

    def __post_init__(self) -> None:
        """Hold the bounds the right way round."""
        if self.lowest_cents > self.highest_cents:
            raise ValueError("The lowest value is above the highest")


class ValueStep(Kept, frozen=True):
    """A value for incomes up to a limit, the limit included; without a limit for all the rest."""

    value_cents: Price
    up_to_cents: ByHousehold | None


class ValueSteps(Sourced, frozen=True, tag_field="kind", tag="steps"):
    """A table of values by income, read from the top; above its last limit there is no right to a voucher."""

    steps: Annotated[tuple[ValueStep, ...], Meta(min_length=1)]
    without_income_cents: Price | None = None
    income: IncomeTerms = ANY_INCOME


class OwnPartTable(Sourced, frozen=True, tag_field="kind", tag="own_part"):
    """The share of the income above a limit that a client pays in a month, by granted hours (Riihimäki's table)."""

    limits_cents: ByHousehold
    # The last hour of each class; the class after the last has no end.
    hours_up_to: tuple[Count, ...]
    # The share in each class.
    basis_points: tuple[ByHousehold, ...]
    income: IncomeTerms = ANY_INCOME

    def __post_init__(self) -> None:
        """Hold the table whole."""
        if len(self.basis_points) != len(self.hours_up_to) + 1 or list(self.hours_up_to) != sorted(self.hours_up_to):
            raise ValueError("The classes rise by hours, with a share in each and one after the last")


@dataclass(frozen=True)
class IncomeValue:
    """The personal value, of the unit the terms are for, and how it came about."""

    value_cents: int
    explanation: Explanation


def value_by_formula(means: Means, terms: IncomeFormula) -> IncomeValue | Problem:
    """Return the value by the formula (tests/vectors/income_value.json): rounded once, then held within its bounds."""
    if problem := refuse_means(means, terms.income):
        return problem
    if means.income_cents is None:
        return without_income(terms)
    limit = for_household(terms.limits_cents, means.household)
    permille = for_household(terms.share_permille, means.household)
    if isinstance(limit, Problem):
        return limit
    if isinstance(permille, Problem):
        return permille
    above = max(0, means.income_cents - limit)
    reduction = above * permille
    per = PERMILLE * terms.hours
    exact = (terms.full_cents * per - reduction) * terms.factor_permille
    free = rounded_as(exact, per * PERMILLE, terms.rounding)
    value = min(max(free, terms.lowest_cents), terms.highest_cents)
    steps = (
        Figure("income-limit", limit, "cents"),
        Figure("income-above-limit", above, "cents"),
        Figure("share-of-income", permille, "permille"),
        Figure("reduction", reduction, "cents_per_hour", per),
        Figure("full-value", terms.full_cents, "cents_per_hour"),
        Figure("factor", terms.factor_permille, "permille"),
        Figure("value-before-bounds", free, "cents_per_hour"),
        Figure("lowest-value", terms.lowest_cents, "cents_per_hour"),
        Figure("highest-value", terms.highest_cents, "cents_per_hour"),
    )
    why = Explanation("income-formula", terms.source, terms.verified, inputs_of(means), steps, terms.rounding)
    return IncomeValue(value, why)


def value_by_steps(means: Means, terms: ValueSteps) -> IncomeValue | Problem:
    """Return the value of the first step that the income does not pass (tests/vectors/income_value.json)."""
    if problem := refuse_means(means, terms.income):
        return problem
    if means.income_cents is None:
        return without_income(terms)
    limit = 0
    for step in terms.steps:
        found = None if step.up_to_cents is None else for_household(step.up_to_cents, means.household)
        if isinstance(found, Problem):
            return found
        if found is None or means.income_cents <= found:
            passed = () if found is None else (Figure("income-up-to", found, "cents"),)
            why = Explanation("income-steps", terms.source, terms.verified, inputs_of(means), passed)
            return IncomeValue(step.value_cents, why)
        limit = found
    return AboveIncomeLimit(limit_cents=limit)


def own_part_by_hours(means: Means, granted_minutes: int, terms: OwnPartTable) -> IncomeValue | Problem:
    """Return what the client pays of a month by her granted hours (tests/vectors/income_value.json).

    It is taken off what the organiser pays for the month; the table's source does not say how it is spread over visits.
    """
    if problem := refuse_means(means, terms.income):
        return problem
    if granted_minutes <= 0:
        return QuantityZero()
    if means.income_cents is None:
        return IncomeNotGiven()
    hours = rounded(granted_minutes, MINUTES_IN_HOUR)
    hours_class = sum(hours > last for last in terms.hours_up_to)
    limit = for_household(terms.limits_cents, means.household)
    points = for_household(terms.basis_points[hours_class], means.household)
    if isinstance(limit, Problem):
        return limit
    if isinstance(points, Problem):
        return points
    above = max(0, means.income_cents - limit)
    steps = (
        Figure("granted-hours", hours, "hours"),
        Figure("income-limit", limit, "cents"),
        Figure("income-above-limit", above, "cents"),
        Figure("share-of-income", points, "basis_points"),
        Figure("own-part", above * points, "cents", BASIS_POINTS),
    )
    inputs = (*inputs_of(means), Figure("granted-time", granted_minutes, "minutes"))
    why = Explanation("own-part-by-hours", terms.source, terms.verified, inputs, steps)
    return IncomeValue(rounded(above * points, BASIS_POINTS), why)


def month_less_own_part(compensation_cents: int, own_part_cents: int) -> int:
    """Return what the organiser pays for a month after the client's own part; never less than nothing."""
    return max(0, compensation_cents - own_part_cents)


def without_income(terms: IncomeFormula | ValueSteps) -> IncomeValue | IncomeNotGiven:
    """Return the value that the terms have for a client who gives no income."""
    if terms.without_income_cents is None:
        return IncomeNotGiven()
    why = Explanation("no-income-given", terms.source, terms.verified, (), ())
    return IncomeValue(terms.without_income_cents, why)


def inputs_of(means: Means) -> tuple[Figure, ...]:
    """Return what was known of the household."""
    return (
        Figure("household", means.household or 0, "people"),
        Figure("income-a-month", means.income_cents or 0, "cents"),
    )
