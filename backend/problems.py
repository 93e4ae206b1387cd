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
    """The same record was sent before with other content; the first one stands."""


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


@dataclass(eq=False)
class FileUnreadable(Problem):
    """A file to import is not of the form it is said to be."""

    expected: str


class NoRows(Problem):
    """A file to import has no decision in it."""


@dataclass(eq=False)
class TooManyRows(Problem):
    """A file to import has more rows than are taken at once."""

    most: int


class ColumnMissing(Problem):
    """A file to import lacks a column that its rows need."""


class ColumnTwice(Problem):
    """Two columns of a file to import mean the same."""


class QuotationBroken(Problem):
    """A quoted cell is not closed, or has a quotation mark inside that is not doubled (RFC 4180 section 2)."""


class MoreCellsThanColumns(Problem):
    """A row has more cells than the file has columns."""


class ValueMissing(Problem):
    """A cell that the row needs is empty."""


class ValueNotExpected(Problem):
    """A cell says what a decision of this kind cannot have."""


@dataclass(eq=False)
class ValueUnreadable(Problem):
    """A cell is written in a way that is not known."""

    # Ways of writing it that are, in no language.
    expected: str


@dataclass(eq=False)
class TextTooLong(Problem):
    """A cell holds more text than is kept of it."""

    longest: int


class CharactersLost(Problem):
    """A cell has characters that were lost on the way or cannot be stored."""


class SpoiltBySpreadsheet(Problem):
    """A spreadsheet has put something else in the place of what the cell said."""


@dataclass(eq=False)
class RowTwice(Problem):
    """Two rows of a file are of one decision, or give two vouchers one number."""

    first_line: int


class UnknownService(Problem):
    """There is no service of this name or code."""


class UnknownTask(Problem):
    """The service has no task of this name."""


class UnknownProvider(Problem):
    """There is no provider with this business id."""


class ClientNameDiffers(Problem):
    """The identity code belongs to somebody of quite another name."""


class DecisionDiffers(Problem):
    """A decision of this number is there already, with other content; it stands."""


class VoucherNumberTaken(Problem):
    """Another voucher or order has this number."""


class DecidedInFuture(Problem):
    """The decision would be made on a day to come."""


@dataclass(eq=False)
class RowsCannotBeImported(Problem):
    """Some rows of the file cannot be imported, so none of it was."""

    bad_rows: int
    # As the dry run lists them.
    problems: list[dict[str, object]]


class PeriodEndsBeforeStart(Problem):
    """Something in force, or a time band, would end before it begins."""


@dataclass(eq=False)
class OverlappingValidity(Problem):
    """Two values, prices or terms of the same thing would hold on the same day."""

    # The first day that both would hold.
    day: str


@dataclass(eq=False)
class NothingInForce(Problem):
    """No value, price or term holds on a day that must be reckoned."""

    day: str


@dataclass(eq=False)
class BandMissing(Problem):
    """A time is covered by none of the rulebook's time bands."""

    # Local day and clock time of the first minute without a band.
    missing_from: str


@dataclass(eq=False)
class BandWithoutPrice(Problem):
    """A time band has neither a price nor a base price that its factor could raise."""

    band: str


class PricedByPeriod(Problem):
    """The service is priced by the day, week or month, so a single visit has no price."""


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
    """The personal identity code cannot be one: a character is wrong or missing."""


class TwoOpenGrants(Problem):
    """The client would have two open grants of the same service on one day."""


class ProviderCannotServe(Problem):
    """The provider is not approved for this service in this way."""


class FeeAndLiability(Problem):
    """A client fee and an own liability would be asked for the same service (734/1992 s.12)."""


def catalogue() -> list[type[Problem]]:
    """Return every problem there is, by status and slug."""
    return sorted(Problem.__subclasses__(), key=lambda problem: (problem.status, problem.slug()))
