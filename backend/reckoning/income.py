"""What is known of a household's income and savings, figures that go by its size, and what is refused of them. Pure."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.problems import (
    AboveIncomeLimit,
    AboveSavingsLimit,
    IncomeNotGiven,
    IncomeOfAnotherKind,
    IncomeWithoutEvidence,
    NegativeIncome,
    Problem,
    UnknownHousehold,
)
from backend.wire import Count, Kept, Signed

IncomeKind = Literal["gross", "net"]


class Means(Kept, frozen=True):
    """A household (client and the spouse or partner living with her) and its income in a month."""

    household: Signed | None
    income_cents: Signed | None
    kind: IncomeKind = "gross"
    # Whether papers of the income have been seen.
    evidenced: bool = True
    savings_cents: Signed | None = None


class IncomeTerms(Kept, frozen=True):
    """What an organiser asks of the income: none of it is the same everywhere (docs/reckoning.md)."""

    # None when either is taken.
    kind: IncomeKind | None = None
    needs_evidence: bool = False


ANY_INCOME = IncomeTerms()
GROSS_INCOME = IncomeTerms(kind="gross")


class ByHousehold(Kept, frozen=True):
    """A figure for each size of household, from one person on."""

    sizes: Annotated[tuple[Count, ...], Meta(min_length=1)]
    # What each further person adds; None when the table ends with its last size.
    each_further: Signed | None = None


class MeansTest(Kept, frozen=True):
    """Limits above which there is no right to a voucher; Joensuu's of 2013 ask for income and savings."""

    income_limits_cents: ByHousehold | None = None
    savings_limits_cents: ByHousehold | None = None
    income: IncomeTerms = ANY_INCOME


def for_household(table: ByHousehold, household: int | None) -> int | UnknownHousehold:
    """Return the table's figure for a household; it never falls below nothing."""
    known = len(table.sizes)
    if household is None or household < 1 or (household > known and table.each_further is None):
        return UnknownHousehold(largest=known if table.each_further is None else None)
    if household <= known:
        return table.sizes[household - 1]
    return max(0, table.sizes[-1] + (household - known) * (table.each_further or 0))


def refuse_means(means: Means, terms: IncomeTerms) -> Problem | None:
    """Return why the income cannot be reckoned with, whether or not it is given."""
    if (means.income_cents or 0) < 0 or (means.savings_cents or 0) < 0:
        return NegativeIncome()
    if means.income_cents is None:
        return None
    if terms.kind is not None and means.kind != terms.kind:
        return IncomeOfAnotherKind(expected=terms.kind)
    if terms.needs_evidence and not means.evidenced:
        return IncomeWithoutEvidence()
    return None


def refuse_by_means(means: Means, test: MeansTest) -> Problem | None:
    """Return why this household has no right to the voucher, or None when it has (tests/vectors/income_value.json)."""
    if problem := refuse_means(means, test.income):
        return problem
    tested: list[tuple[ByHousehold | None, int | None, type[AboveIncomeLimit | AboveSavingsLimit]]] = [
        (test.income_limits_cents, means.income_cents, AboveIncomeLimit),
        (test.savings_limits_cents, means.savings_cents, AboveSavingsLimit),
    ]
    for table, owned, above in tested:
        if table is None:
            continue
        limit = for_household(table, means.household)
        if isinstance(limit, Problem):
            return limit
        if owned is None:
            return IncomeNotGiven()
        if owned > limit:
            return above(limit_cents=limit)
    return None
