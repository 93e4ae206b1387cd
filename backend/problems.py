"""Every way the product says no: one class each, its slug made from its name, its words in `words/`. Pure.

Rules return a problem, routes raise it, sync reports it; `answers.py` alone renders it (RFC 9457).
"""

import re
from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(eq=False)
class Problem(Exception):
    """Something the product refuses, with what a person or a program needs to go on."""

    status: ClassVar[int] = 409

    @classmethod
    def slug(cls) -> str:
        """Return the name by which words, documents and phones know this problem."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def extensions(self) -> dict[str, object]:
        """Return what this occurrence adds, in the wire's camelCase."""
        return {
            re.sub(r"_(.)", lambda letter: letter[1].upper(), field.name): getattr(self, field.name)
            for field in fields(self)
        }


@dataclass(eq=False)
class InvalidRequest(Problem):
    """The request is not of the documented shape; a program's fault."""

    status: ClassVar[int] = 400
    # [{pointer, detail}]: where in the body (RFC 6901) and what is wrong there.
    errors: list[dict[str, str]]


class NotJson(Problem):
    """The body cannot be read as JSON."""

    status = 400


class SignInNeeded(Problem):
    """Nobody is signed in, or the session has ended."""

    status = 401


class NotYourRole(Problem):
    """The person is known, and the role she is in may not do this."""

    status = 403


class NotFromHere(Problem):
    """A page of another site tried to change something in this person's name."""

    status = 403


class NotFound(Problem):
    """There is nothing here, or it is not this person's to know."""

    status = 404


class TooLarge(Problem):
    """The body is larger than anything the product takes."""

    status = 413


class UnsupportedMediaType(Problem):
    """The body is announced as something other than JSON."""

    status = 415


class Broken(Problem):
    """A defect of ours; the log has it under the request's id."""

    status = 500


class DeviceOfAnother(Problem):
    """The phone's id belongs to another person's sign-in."""


class UnknownMutation(Problem):
    """The server does not know this kind of record; the app is newer than the server."""


class ContentDiffers(Problem):
    """The same id was sent before with other content, by somebody else; the first one stands."""


class VersionsDiffer(Problem):
    """Two records of one visit say different things and know nothing of each other."""


class VisitNotReceived(Problem):
    """A visit is corrected or withdrawn that has not come yet; the record waits for it on the phone."""


class VisitOfAnother(Problem):
    """Only the worker who recorded a visit corrects or withdraws it from her phone."""


class NumberUsedTwice(Problem):
    """The phone has given the same running number to another record."""


class VisitEndsBeforeStart(Problem):
    """A visit must end after it starts."""


@dataclass(eq=False)
class VisitTooLong(Problem):
    """A visit is longer than any can be."""

    longest_minutes: int


class VisitInFuture(Problem):
    """A visit lies later than the clock of the phone that sent it."""


class VoucherNumberMistyped(Problem):
    """The check characters do not fit: a character is wrong, missing or swapped."""


class VoucherNotGenuine(Problem):
    """The code was not signed by the organiser, or is of another voucher."""


class VoucherNotFound(Problem):
    """The number is well-formed, but no voucher or order has it."""


class OutsideVoucherPeriod(Problem):
    """The visit is on a day that the voucher does not cover."""


class VoucherEnded(Problem):
    """The voucher was ended before the visit."""


class ProviderNotApproved(Problem):
    """On the day of the visit the provider could not be paid from this voucher."""


class PhoneClockDiffers(Problem):
    """The phone's clock differs from the server's, so the times need a look."""


class PeriodEndsBeforeStart(Problem):
    """Something in force, or a time band, would end before it begins."""


@dataclass(eq=False)
class OverlappingValidity(Problem):
    """Two values, prices or terms of the same thing would hold on the same day, first on this one."""

    day: str


@dataclass(eq=False)
class NothingInForce(Problem):
    """No value, price or term holds on a day that must be reckoned."""

    day: str


@dataclass(eq=False)
class BandMissing(Problem):
    """A time is covered by none of the rulebook's time bands, first at this local day and clock time."""

    missing_from: str


@dataclass(eq=False)
class BandWithoutPrice(Problem):
    """A time band has neither a price nor a base price that its factor could raise."""

    band: str


class PricedByPeriod(Problem):
    """The service is priced by the day, week or month, so a single visit has no price."""


@dataclass(eq=False)
class UnitDiffers(Problem):
    """A value is per another unit than its service."""

    expected: str


class TermsInForce(Problem):
    """A part of a rulebook that has begun to hold stays; only what is still to come can be withdrawn."""


class ServiceExists(Problem):
    """Another service has the same short name."""


class FeeOfFreeService(Problem):
    """A client fee would be asked for a service that is free of charge (734/1992 s.4-5)."""


@dataclass(eq=False)
class AbovePriceCeiling(Problem):
    """A price or value is above the ceiling that the rulebook sets."""

    ceiling_cents: int


class QuantityZero(Problem):
    """Nothing would be granted."""


@dataclass(eq=False)
class AboveQuantityLimit(Problem):
    """More would be granted than the rulebook allows in one period."""

    limit: int


@dataclass(eq=False)
class UnknownHousehold(Problem):
    """The size of the household is missing, below one, or larger than the organiser's table goes."""

    # The largest household that the table knows; None when it goes on for any size.
    largest: int | None


class NegativeIncome(Problem):
    """An income or savings below nothing."""


class IncomeNotGiven(Problem):
    """The value follows the income, none is given, and the terms say nothing for that case."""


class IncomeWithoutEvidence(Problem):
    """The terms ask for papers about the income, and none have been seen."""


@dataclass(eq=False)
class IncomeOfAnotherKind(Problem):
    """The income is net where the terms ask for gross, or gross where they ask for net."""

    expected: str


@dataclass(eq=False)
class AboveIncomeLimit(Problem):
    """The income is above what the rulebook allows for this voucher."""

    limit_cents: int


@dataclass(eq=False)
class AboveSavingsLimit(Problem):
    """The savings are above what the rulebook allows for this voucher."""

    limit_cents: int


@dataclass(eq=False)
class AboveStatutoryFee(Problem):
    """The organiser's own fee table asks more than the act allows (734/1992 s.10e)."""

    hours: int
    household: int


@dataclass(eq=False)
class RaisedValueTooLow(Problem):
    """A raised value must be above the value it raises (569/2009 s.8)."""

    value_cents: int


class IdentityCodeWrong(Problem):
    """What was typed cannot be a personal identity code: a character is wrong or missing."""


@dataclass(eq=False)
class ClientExists(Problem):
    """The person is a client of this organiser already: this one."""

    client: str


class FeeAndLiability(Problem):
    """A client fee and an own liability would be asked for the same service (734/1992 s.12)."""


class GrantEnded(Problem):
    """The grant has ended by then, so nothing more can happen to it."""


@dataclass(eq=False)
class OutsideGrant(Problem):
    """A day lies outside the days that the grant covers."""

    first_day: str
    last_day: str


@dataclass(eq=False)
class PauseOverlaps(Problem):
    """The grant is already paused on some of these days."""

    # The first day of the pause that stands in the way.
    first_day: str


class NotPaused(Problem):
    """Service cannot begin again on a day on which the grant is not paused."""


class VoucherPaused(Problem):
    """The visit is on a day on which the grant was paused."""


class OnlyCountyDecides(Problem):
    """Only a granter of the county decides on a service; a provider's, a client's or another office's role never."""

    status = 403


class MandateTooNarrow(Problem):
    """The mandate to act for the client does not cover this."""

    status = 403


@dataclass(eq=False)
class DayTooFar(Problem):
    """A day is so far off that its year must be mistyped."""

    first_day: str
    last_day: str


class GroundsMissing(Problem):
    """A decision gives no grounds, or names no section of law (434/2003 s.45)."""


class SentBeforeDecision(Problem):
    """A decision would have been sent before it was made."""


class LastDayMissing(Problem):
    """A voucher or an order, or a quantity for the whole time, needs a last day."""


class ArrangingNotOffered(Problem):
    """The rulebook does not let the service be arranged in this way on the grant's first day."""


class ProviderCannotServe(Problem):
    """The provider is not approved for the service, in this way of arranging it, on the grant's first day."""


@dataclass(eq=False)
class QuantityOfAnotherUnit(Problem):
    """The quantity is in a unit in which the service is not granted, or its fee cannot be reckoned."""

    expected: str


@dataclass(eq=False)
class TwoOpenGrants(Problem):
    """The client has another grant of the same service on some of the same days."""

    # The decision that stands in the way, and its number.
    decision: str
    number: str


class UndoTooLate(Problem):
    """A decision can be undone within 24 hours; after that it is changed by another one."""


class VisitsRecorded(Problem):
    """Visits have been recorded on the strength of the decision, so it cannot be undone."""


class NotAVoucher(Problem):
    """The grant is an order: it has an agreed price and no value to raise, and its provider is the county's choice."""


def catalogue() -> list[type[Problem]]:
    """Return every problem there is, by status and slug."""
    return sorted(Problem.__subclasses__(), key=lambda problem: (problem.status, problem.slug()))
