"""Every way in which a file to import is refused, as a whole or in one of its cells. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from dataclasses import dataclass

from backend.problems import Problem


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
