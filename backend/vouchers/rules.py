"""What is left of a grant, the state of a voucher, and whether it pays for a visit. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from backend.days import DaySpan, local_day, month_around, week_around
from backend.problems import OutsideVoucherPeriod, Problem, ProviderNotApproved, VoucherEnded, VoucherPaused
from backend.providers.deviations import NOT_MADE
from backend.providers.realised_price import RealisedVisit

VoucherState = Literal["granted", "open", "closed"]
# What a grant is counted in: a time, a number of visits, of days or weeks or months with a visit in them, or a sum.
GrantUnit = Literal["minute", "visit", "day", "week", "month", "cent"]
GrantPeriod = Literal["week", "month", "total"]


class GrantTerms(msgspec.Struct, frozen=True):
    """How much is granted, and for how long at a time; `total` is all of it, for as long as the grant is in force."""

    quantity: int
    unit: GrantUnit
    period: GrantPeriod
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Taken:
    """What of a grant is used, and what is kept for visits that a person must look at; in the grant's unit."""

    used: int
    reserved: int


@dataclass(frozen=True)
class Balance:
    """What a client has of a grant in one period; `left` and `free` are negative when more was done than granted."""

    granted: int
    used: int
    # Part of what is left.
    reserved: int
    left: int
    free: int


class VoucherTerms(msgspec.Struct, frozen=True):
    """What a voucher says about when and by whom it may be used."""

    first_day: date
    last_day: date
    ended_on: date | None
    # Whether the provider asked about is approved for the service on the day, and is the one the voucher names, if any.
    provider_may_serve: bool
    # Whether nobody should come on the day.
    is_paused: bool = False


def period_on(day: date, grant: GrantTerms) -> DaySpan:
    """Return the period that a day lies in: a week from Monday to Sunday, a calendar month, or the whole grant.

    A grant that begins or ends within a period has all of the period's quantity: nothing is prorated.
    """
    match grant.period:
        case "week":
            return week_around(day)
        case "month":
            return month_around(day)
        case "total":
            return DaySpan(grant.first_day, grant.last_day)


def visits_in_period(visits: Iterable[RealisedVisit], day: date, grant: GrantTerms) -> list[RealisedVisit]:
    """Return the visits of the period that a day lies in, each by the day it began on.

    Of the whole grant every visit is part, on whatever day it was made.
    """
    if grant.period == "total":
        return list(visits)
    span = period_on(day, grant)
    return [visit for visit in visits if span.first_day <= local_day(visit.started_at) <= span.last_day]


def taken_by(visits: Iterable[RealisedVisit], unit: Literal["minute", "visit", "day", "week", "month"]) -> Taken:
    """Return what visits take of a grant that is counted in a unit; for sums see providers/realised_price.py.

    One that was not made takes nothing, whatever of its price is due.
    """
    paid: list[RealisedVisit] = []
    waiting: list[RealisedVisit] = []
    for visit in visits:
        if visit.deviation is None or visit.deviation.code not in NOT_MADE:
            (waiting if visit.waits else paid).append(visit)
    match unit:
        case "minute":
            return Taken(sum(visit.minutes for visit in paid), sum(visit.minutes for visit in waiting))
        case "visit":
            return Taken(len(paid), len(waiting))
    # A day with several visits is one day, whichever of them a person still looks at.
    used = {unit_day(local_day(visit.started_at), unit) for visit in paid}
    return Taken(len(used), len({unit_day(local_day(visit.started_at), unit) for visit in waiting} - used))


def unit_day(day: date, unit: Literal["day", "week", "month"]) -> date:
    """Return the first day of the day, week or month that a day lies in."""
    if unit == "day":
        return day
    return (week_around(day) if unit == "week" else month_around(day)).first_day


def balance(granted: int, taken: Taken) -> Balance:
    """Return what is left of a period, even when it is below nothing (tests/vectors/voucher_balance.json)."""
    left = granted - taken.used
    return Balance(granted, taken.used, taken.reserved, left, left - taken.reserved)


def voucher_state(last_day: date, ended_on: date | None, today: date, *, used: bool) -> VoucherState:
    """Return the state in the words of the national system: granted, open once used, closed after its end."""
    if today > last_day or (ended_on is not None and today >= ended_on):
        return "closed"
    return "open" if used else "granted"


def reasons_to_review(visit_on: date, terms: VoucherTerms) -> list[type[Problem]]:
    """Return why a person must look at a visit before it is paid; it is kept all the same."""
    reasons: list[type[Problem]] = []
    if not terms.first_day <= visit_on <= terms.last_day:
        reasons.append(OutsideVoucherPeriod)
    if terms.ended_on is not None and visit_on >= terms.ended_on:
        reasons.append(VoucherEnded)
    if terms.is_paused:
        reasons.append(VoucherPaused)
    if not terms.provider_may_serve:
        reasons.append(ProviderNotApproved)
    return reasons
