"""Why nothing goes out to accounting, why an account is not taken, or why a payment is not believed. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


class IbanWrong(Problem):
    """A bank account is not written as an IBAN, or its check digits do not fit."""


class BusinessIdWrong(Problem):
    """A business id's check digit does not fit."""


class AccountingNotSet(Problem):
    """The organiser has not said how its settlements are posted and paid."""


class NoAccountToPayFrom(Problem):
    """The organiser has not said which account it pays from, so the bank is asked for nothing."""


class NothingToSend(Problem):
    """Every settlement of the month that can go out in this form has gone out already."""


@dataclass(eq=False)
class AccountsMissing(Problem):
    """Nothing can go out in this form: the providers that are left have no confirmed bank account."""

    # How many of them.
    providers: int


class FileDiffers(Problem):
    """Written anew, the file is not what it was when it was first made: something has been changed behind it."""


@dataclass(eq=False)
class SettlementUnknown(Problem):
    """A payment is of a settlement that this organiser does not have."""

    settlement: str


@dataclass(eq=False)
class SettlementPaid(Problem):
    """A payment is of a settlement that has been paid already."""

    settlement: str
    paid_on: str


@dataclass(eq=False)
class PaymentSumDiffers(Problem):
    """A payment is of another sum than the settlement."""

    settlement: str
    expected_cents: int


@dataclass(eq=False)
class PaidOnAnotherDay(Problem):
    """A payment is of a day to come, or of one before its settlement."""

    settlement: str
    settled_on: str


@dataclass(eq=False)
class PaymentsCannotBeTaken(Problem):
    """Some rows of a file of payments cannot be taken, so none of them was."""

    bad_rows: int
    # As the trial lists them.
    problems: list[dict[str, object]]
