"""What a grant is worth to the client or costs her, by the rulebook in force on its first day, and why not. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.catalogue.price import PriceTerms, refuse_price, refuse_quantity, valued_at
from backend.catalogue.rules import in_force_on
from backend.catalogue.terms import Arranging, FeeByHours, FlatFee, QuantityLimits, ServiceTerms
from backend.days import ONE_DAY, week_around
from backend.decisions.rules import Grant, Period, QuantityUnit, RaiseValue
from backend.money import rounded
from backend.problems import (
    ArrangingNotOffered,
    NothingInForce,
    Problem,
    QuantityOfAnotherUnit,
)
from backend.reckoning.client_fee import FeeLimits, FeeTable, FeeTerms, client_fee
from backend.reckoning.explanation import Explanation, Figure
from backend.reckoning.income import Means, refuse_by_means
from backend.reckoning.income_value import (
    IncomeFormula,
    OwnPartTable,
    ValueSteps,
    own_part_by_hours,
    value_by_formula,
    value_by_steps,
)
from backend.reckoning.own_liability import raised_value
from backend.vouchers.course import Course, refuse_raise, value_on

ONE_WEEK = 7 * ONE_DAY
WEEKS_IN_YEAR, MONTHS_IN_YEAR, DAYS_IN_YEAR = 52, 12, 365
# A month holds at least so many weeks: what is granted for a week is granted so many times in it.
WEEKS_IN_SHORTEST_MONTH = 4
LONGEST_MONTH = 31
TIME_UNITS = {"minute", "quarter_hour", "half_hour", "hour"}
FREE_OF_CHARGE = "734/1992 s.4-5"
RAISED_BY = "569/2009 s.8"
NO_MEANS = Means(None, None)


@dataclass(frozen=True)
class Offered:
    """What holds for a service on the first day of a grant."""

    # What the service's prices are for.
    unit: str
    terms: ServiceTerms
    # Where the terms come from.
    source: str
    # Of the acts, those in force on any day.
    fee_tables: Iterable[FeeTable]
    fee_limits: Iterable[FeeLimits]


@dataclass(frozen=True)
class Figures:
    """What was reckoned of a grant; None where it is not asked for, or the rulebook has nothing to reckon by."""

    # The personal value per the service's unit.
    value_cents: int | None = None
    # What the client pays the organiser in a month.
    client_fee_cents: int | None = None
    explanation: Explanation | None = None


NONE_RECKONED = Figures()


def reckoned(
    grant: Grant, arranging: Arranging, first_day: date, last_day: date | None, offered: Offered
) -> Figures | Problem:
    """Return what a grant is worth and costs, or why it cannot be given so."""
    terms = offered.terms
    if arranging not in terms.arranging:
        return ArrangingNotOffered()
    if problem := refuse_amount(grant, offered.unit, terms.limits, periods_of(grant.period, first_day, last_day)):
        return problem
    means = grant.means or NO_MEANS
    if arranging == "voucher":
        return personal_value(grant, means, first_day, last_day, terms)
    return fee(grant, means, first_day, last_day, offered)


def natural_unit(unit: str) -> QuantityUnit:
    """Return what a service is counted in by its own unit: any time in minutes."""
    found: dict[str, QuantityUnit] = {"visit": "visit", "day": "day", "week": "week", "month": "month"}
    return "minute" if unit in TIME_UNITS else found[unit]


def periods_of(period: Period, first_day: date, last_day: date | None) -> int:
    """Return how many weeks or months a grant touches, each with all of its quantity; one until further notice."""
    if last_day is None or period == "total":
        return 1
    if period == "week":
        return (week_around(last_day).first_day - week_around(first_day).first_day) // ONE_WEEK + 1
    return (last_day.year - first_day.year) * MONTHS_IN_YEAR + last_day.month - first_day.month + 1


def refuse_amount(grant: Grant, unit: str, limits: QuantityLimits | None, periods: int) -> Problem | None:
    """Return why so much cannot be granted: in a unit that is not the service's, or above one of the limits.

    What is counted in time can be granted as visits too, and everything in euros; limits are in the service's own
    unit. `periods` is how many weeks or months it is granted for: four weeks surely pass a month's limit when their
    sum does, and all of them that of the whole.
    """
    natural = natural_unit(unit)
    if grant.quantity_unit not in {natural, "cent"} | ({"visit"} if natural == "minute" else set()):
        return QuantityOfAnotherUnit(expected=natural)
    if limits is None or grant.quantity_unit != natural:
        return None
    times: dict[Period, dict[Period, int]] = {
        "week": {"week": 1, "month": min(periods, WEEKS_IN_SHORTEST_MONTH), "total": periods},
        "month": {"month": 1, "total": periods},
        "total": {"total": 1},
    }
    for period, count in times[grant.period].items():
        if problem := refuse_quantity(grant.quantity * count, getattr(limits, period)):
            return problem
    return None


def in_month(quantity: int, period: Period, first_day: date, last_day: date | None) -> int:
    """Return how much of a grant is for a month (tests/vectors/granted_in_month.json); no act says, so we do.

    Of a week 52/12; of a whole longer than a month its share by days of 365 to the year.
    """
    if period == "week":
        return rounded(quantity * WEEKS_IN_YEAR, MONTHS_IN_YEAR)
    days = 0 if last_day is None else (last_day - first_day) // ONE_DAY + 1
    if period == "month" or days <= LONGEST_MONTH:
        return quantity
    return rounded(quantity * DAYS_IN_YEAR, MONTHS_IN_YEAR * days)


def personal_value(
    grant: Grant, means: Means, first_day: date, last_day: date | None, terms: ServiceTerms
) -> Figures | Problem:
    """Return the income-linked value of a voucher; none where the rulebook has the same values for everyone."""
    if terms.means_test and (problem := refuse_by_means(means, terms.means_test)):
        return problem
    match terms.income_value:
        case None:
            return NONE_RECKONED
        case IncomeFormula() as formula:
            found = value_by_formula(means, formula)
        case ValueSteps() as steps:
            found = value_by_steps(means, steps)
        case OwnPartTable() as table:
            if grant.quantity_unit != "minute":
                return QuantityOfAnotherUnit(expected="minute")
            part = own_part_by_hours(means, in_month(grant.quantity, grant.period, first_day, last_day), table)
            # What she pays of the month herself is no value of an hour: the rulebook's holds.
            return part if isinstance(part, Problem) else Figures(explanation=part.explanation)
    return found if isinstance(found, Problem) else Figures(found.value_cents, None, found.explanation)


def fee(grant: Grant, means: Means, first_day: date, last_day: date | None, offered: Offered) -> Figures | Problem:
    """Return the client fee of an order or of own production, a month's; none where the rulebook is silent."""
    terms = offered.terms
    if terms.is_free:
        return Figures(None, 0, Explanation("free-service", FREE_OF_CHARGE, verified=True, inputs=(), steps=()))
    match terms.fee:
        case FlatFee(cents=cents):
            asked = (Figure("fee-of-month", cents, "cents"),)
            return Figures(None, cents, Explanation("flat-fee", offered.source, verified=True, inputs=asked, steps=()))
        case FeeByHours(own_table=own_table):
            table, limits = (
                own_table or in_force_on(first_day, offered.fee_tables),
                in_force_on(first_day, offered.fee_limits),
            )
            if table is None or limits is None:
                return NothingInForce(day=first_day.isoformat())
            if grant.quantity_unit != "minute":
                return QuantityOfAnotherUnit(expected="minute")
            minutes = in_month(grant.quantity, grant.period, first_day, last_day)
            found = client_fee(means, [minutes], FeeTerms(table, limits, terms.cost_cents))
            return found if isinstance(found, Problem) else Figures(None, found.fee_cents, found.explanation)
    return NONE_RECKONED


def value_by_rulebook(value: PriceTerms | None) -> int | None:
    """Return what a rulebook pays per unit where a client has no value of her own: its base, or its lowest band."""
    if value is None or value.base_cents is not None or value.timetable is None:
        return None if value is None else value.base_cents
    return min((band.cents for band in value.timetable.bands if band.cents is not None), default=None)


def raise_of(found: Course, raised: RaiseValue, terms: ServiceTerms) -> Explanation | Problem:
    """Return how a value is raised, or why it is not: too low, above the ceiling, on a day without the grant."""
    by_rulebook = value_by_rulebook(terms.value) or 0
    if problem := refuse_raise(found, raised.first_day, raised.value_cents, by_rulebook):
        return problem
    in_bands = valued_at(terms.value or PriceTerms("hour"), raised.value_cents)
    if problem := refuse_price(in_bands, terms.price_ceiling_cents):
        return problem
    personal = value_on(found, raised.first_day)
    explained = raised_value(by_rulebook if personal is None else personal, raised.value_cents, RAISED_BY)
    return explained if isinstance(explained, Problem) else explained.explanation
