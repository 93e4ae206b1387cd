"""Turns the text of a file, CSV (RFC 4180) or JSON, into decisions or into what is wrong in which cell. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from json import JSONDecodeError, JSONDecoder
from typing import Any, Literal

from backend.catalogue.terms import Arranging
from backend.decisions.appeal import SentBy
from backend.decisions.rules import Period, QuantityUnit, Resolution
from backend.imports import cells
from backend.imports.cells import LOST, unwrapped
from backend.imports.columns import COLUMNS, KEPT_AS, Column, column_called
from backend.imports.problems import (
    ColumnMissing,
    ColumnTwice,
    FileUnreadable,
    MoreCellsThanColumns,
    NoRows,
    QuotationBroken,
    TooManyRows,
    ValueMissing,
    ValueUnreadable,
)
from backend.problems import Problem

FileFormat = Literal["csv", "json"]

# A county has ten thousand clients; what is more comes in parts.
MOST_ROWS = 50_000
DELIMITERS = (";", "\t", ",")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# Excel's own first line, which tells it the delimiter.
SEPARATOR_HINT = re.compile(r"sep=.(?:\r\n|\r|\n)", re.IGNORECASE)
JSON_BLANKS = re.compile(r"[ \t\r\n]*")
# As much of a heading nobody knows as is said back.
LONGEST_HEADING = 60


@dataclass(frozen=True)
class Refusal:
    """What is wrong with a row, and in which of its columns."""

    line: int
    # The documented name; None: the row or file as a whole.
    column: str | None
    problem: Problem
    # Which row it is, from 1 on; a JSON file may have all of them on one line. 0: the file as a whole.
    place: int = 0
    # The number of the row's decision, as far as it was read.
    decision: str = ""


@dataclass(frozen=True)
class RawRow:
    """A row as it is written: its cells by the documented names of their columns."""

    place: int
    line: int
    cells: Mapping[str, str | Problem]

    def refuse(self, column: str | None, problem: Problem) -> Refusal:
        """Return that something is wrong with this row."""
        number = self.cells.get("decision_number")
        shown = LOST.sub("\ufffd", unwrapped(number))[:LONGEST_HEADING] if isinstance(number, str) else ""
        return Refusal(self.line, column, problem, self.place, shown)


@dataclass
class Written:
    """A file taken apart into rows and cells, none of them understood yet."""

    heading_line: int = 1
    # What the file calls a column, by the documented name.
    headings: dict[str, str] = field(default_factory=dict)
    # Headings of columns that are not read.
    unread: list[str] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, line: int, problem: Problem, column: str | None = None) -> None:
        """Note what is wrong with the file."""
        self.refusals.append(Refusal(line, column, problem))

    def add_row(self, line: int, row: dict[str, str | Problem], *wrong: tuple[str | None, Problem]) -> None:
        """Add a row, and what is wrong with how it is put together."""
        raw = RawRow(len(self.rows) + 1, line, row)
        self.rows.append(raw)
        self.refusals += [raw.refuse(column, problem) for column, problem in wrong]

    def leave_unread(self, heading: str) -> None:
        """Note a heading that nobody knows."""
        shown = LOST.sub("\ufffd", heading)[:LONGEST_HEADING]
        if shown not in self.unread:
            self.unread.append(shown)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A decision as the file tells it; what could not be read has a value in its place, and a refusal beside it."""

    place: int
    line: int
    decision_number: str
    identity_code: str
    given_name: str
    family_name: str
    language: Literal["fi", "sv", "en"]
    safety_ban: bool
    # A slug or a code.
    service: str
    resolution: Resolution
    decided_on: date
    decided_by: str
    applied_on: date | None
    need: str
    grounds: str
    legal_basis: tuple[str, ...]
    first_day: date
    last_day: date | None
    arranging: Arranging | None
    # A business id without its hyphen.
    provider: str | None
    # In `quantity_unit`.
    quantity: int
    quantity_unit: QuantityUnit | None
    period: Period | None
    # In cents.
    value: int | None
    tasks: tuple[str, ...]
    voucher_number: str | None
    client_fee: int | None
    sent_by: SentBy
    sent_on: date | None
    appeal_until: date | None
    # The columns that say something, and those of them that could not be read.
    given: frozenset[str]
    unclear: frozenset[str]

    def refuse(self, column: str, problem: Problem) -> Refusal:
        """Return that something is wrong with one of its columns."""
        return Refusal(self.line, column, problem, self.place, self.decision_number[:LONGEST_HEADING])


@dataclass(frozen=True)
class ReadFile:
    """What a file says, and what is wrong with it as far as the file alone can tell."""

    rows: list[Row]
    written: Written


def lines_of(content: str) -> Iterator[str]:
    """Yield the lines of a text with their ends, one at a time: twenty million of them would fill the memory."""
    return (found[0] for found in LINE.finditer(content))


def headings_in(line: str, delimiter: str) -> list[str] | None:
    """Return the headings of a line, or None when it cannot be taken apart."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True), None)
    except csv.Error:
        return None


def delimiter_of(line: str) -> str:
    """Return the delimiter by which most headings are known."""

    def known(delimiter: str) -> int:
        return sum(column_called(heading) is not None for heading in headings_in(line, delimiter) or ())

    return max(DELIMITERS, key=known)


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each record with the line on which it begins; None for one whose quotation is broken."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
            continue
        yield line, record


def read_headings(written: Written, headings: list[str]) -> dict[int, str]:
    """Note the headings of a CSV file, and return the documented names by place."""
    places: dict[int, str] = {}
    for place, heading in enumerate(headings):
        column = column_called(heading)
        if column is None:
            if heading.strip():
                written.leave_unread(unwrapped(heading))
        elif column.name in written.headings:
            written.refuse(written.heading_line, ColumnTwice(), column.name)
        else:
            places[place] = column.name
            written.headings[column.name] = unwrapped(heading)[:LONGEST_HEADING]
    return places


def take_csv_apart(content: str) -> Written:
    """Return the rows of a CSV file."""
    written = Written()
    hint = SEPARATOR_HINT.match(content)
    if hint:
        content = "\n" + content[hint.end() :]
    delimiter = delimiter_of(next((line for line in lines_of(content) if line.strip()), ""))
    places: dict[int, str] | None = None
    width = 0
    for line, record in records(lines_of(content), delimiter):
        if record is None:
            written.refuse(line, QuotationBroken())
        elif not any(cell.strip() for cell in record):
            continue
        elif places is None:
            written.heading_line, width = line, len(record)
            places = read_headings(written, record)
        elif not written.headings:
            # Nothing can be said about rows under headings that nobody knows.
            break
        elif len(written.rows) == MOST_ROWS:
            written.refuse(line, TooManyRows(most=MOST_ROWS))
            break
        else:
            beyond = any(cell.strip() for cell in record[width:])
            wrong: list[tuple[str | None, Problem]] = [(None, MoreCellsThanColumns())] if beyond else []
            written.add_row(line, {places[at]: cell for at, cell in enumerate(record) if at in places}, *wrong)
    return written


class Members(list[tuple[str, Any]]):
    """What an object of a JSON file holds, a name that stands in it twice included."""


# Numbers stay as they are written, so that no cent is lost on the way.
DECODER = JSONDecoder(object_pairs_hook=Members, parse_float=str, parse_int=str, parse_constant=str)


def elements(content: str) -> Iterator[tuple[int, Any]]:
    """Yield each element of a JSON array with the line on which it begins; raise JSONDecodeError where it is none."""
    line, counted = 1, 0

    def blanks_from(place: int) -> int:
        found = JSON_BLANKS.match(content, place)
        return found.end() if found else place

    place = blanks_from(0)
    if content[place : place + 1] != "[":
        raise JSONDecodeError("no array", content, place)
    place = blanks_from(place + 1)
    if content[place : place + 1] == "]":
        return
    while True:
        line, counted = line + content.count("\n", counted, place), place
        element, place = DECODER.raw_decode(content, place)
        yield line, element
        place = blanks_from(place)
        if content[place : place + 1] == "]" and blanks_from(place + 1) == len(content):
            return
        if content[place : place + 1] != ",":
            raise JSONDecodeError("no comma", content, place)
        place = blanks_from(place + 1)


def cell_of(value: object) -> str | Problem:
    """Return a JSON value as the cell it would be in a CSV file."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    return ValueUnreadable(expected='"…"')


def take_json_apart(content: str) -> Written:
    """Return the rows of a JSON file: an array of objects, their members named as columns are."""
    written = Written()
    try:
        for line, element in elements(content):
            if len(written.rows) == MOST_ROWS:
                written.refuse(line, TooManyRows(most=MOST_ROWS))
                break
            if not isinstance(element, Members):
                written.refuse(line, FileUnreadable(expected="{…}"))
                continue
            found: dict[str, str | Problem] = {}
            twice: list[tuple[str | None, Problem]] = []
            for name, value in element:
                column = column_called(name)
                if column is None:
                    written.leave_unread(name)
                elif column.name in found:
                    twice.append((column.name, ColumnTwice()))
                else:
                    written.headings.setdefault(column.name, name[:LONGEST_HEADING])
                    found[column.name] = cell_of(value)
            written.add_row(line, found, *twice)
    except JSONDecodeError as error:
        written.refuse(error.lineno, FileUnreadable(expected="[{…}, {…}]"))
    except (RecursionError, ValueError):
        # Nested deeper than anything of ours, or a number longer than Python reads.
        written.refuse(1, FileUnreadable(expected="[{…}, {…}]"))
    return written


def take_apart(form: FileFormat, content: str) -> Written:
    """Return the rows of a file, and what is wrong with it as a whole."""
    content = content.removeprefix("\ufeff")
    written = Written()
    if "\0" in content:
        written.refuse(content.count("\n", 0, content.index("\0")) + 1, FileUnreadable(expected=form.upper()))
        return written
    written = take_csv_apart(content) if form == "csv" else take_json_apart(content)
    if written.rows and not written.headings:
        written.rows.clear()
    if not written.headings and written.unread:
        written.refusals = [Refusal(written.heading_line, None, FileUnreadable(expected="decision_number"))]
    elif not written.rows and not written.refusals:
        written.refuse(written.heading_line, NoRows())
    for column in COLUMNS:
        if column.needed and written.rows and column.name not in written.headings:
            written.refuse(written.heading_line, ColumnMissing(), column.name)
    return written


def read_row(raw: RawRow, written: Written) -> Row:
    """Read the cells of one row, noting what is wrong in each."""
    values: dict[str, Any] = {}
    given, unclear = set(), set()
    for column in COLUMNS:
        value = read_cell(raw, column)
        if isinstance(value, Problem):
            unclear.add(column.name)
            if column.name in written.headings:
                written.refusals.append(raw.refuse(column.name, value))
            value = column.empty
        elif value is not None:
            given.add(column.name)
        values[column.name] = column.empty if value is None else value
    unit = values["quantity_unit"]
    if unit is not None and values["quantity"]:
        read = cells.amount(values["quantity"], unit)
        if isinstance(read, Problem):
            unclear.add("quantity")
            written.refusals.append(raw.refuse("quantity", read))
        values["quantity"] = 0 if isinstance(read, Problem) else read
    else:
        values["quantity"] = 0
    values["quantity_unit"] = KEPT_AS.get(unit, unit)
    return Row(place=raw.place, line=raw.line, given=frozenset(given), unclear=frozenset(unclear), **values)


def read_cell(raw: RawRow, column: Column) -> object:
    """Return what a cell says, None for nothing, or what is wrong with it."""
    cell = raw.cells.get(column.name, "")
    if isinstance(cell, Problem):
        return cell
    text = unwrapped(cell)
    value = column.read(text) if text else None
    # Signs that only set texts apart say nothing.
    if value in (None, "", ()):
        return ValueMissing() if column.needed else None
    return value


def read_file(form: FileFormat, content: str) -> ReadFile:
    """Read a file: every row of it, and every cell that is wrong."""
    written = take_apart(form, content)
    return ReadFile([read_row(raw, written) for raw in written.rows], written)
