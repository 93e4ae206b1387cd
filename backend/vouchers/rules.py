"""What is left of a grant, the state of a voucher, and whether it pays for a visit. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from backend.problems import OutsideVoucherPeriod, Problem, ProviderNotApproved, VoucherEnded, VoucherPaused

VoucherState = Literal["granted", "open", "closed"]


@dataclass(frozen=True)
class Balance:
    """What a client has of a grant in one period, in minutes; `left` is negative when more was done than granted."""

    granted_minutes: int
    used_minutes: int
    left_minutes: int


class VoucherTerms(msgspec.Struct, frozen=True):
    """What a voucher says about when and by whom it may be used."""

    first_day: date
    last_day: date
    ended_on: date | None
    # Whether the provider asked about is approved for the service on the day, and is the one the voucher names, if any.
    provider_may_serve: bool
    # Whether nobody should come on the day.
    is_paused: bool = False


def balance(granted_minutes: int, realised_minutes: list[int]) -> Balance:
    """Return what is left of a period's grant after the realised visits (tests/vectors/voucher_balance.json)."""
    used = sum(realised_minutes)
    return Balance(granted_minutes, used, granted_minutes - used)


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
