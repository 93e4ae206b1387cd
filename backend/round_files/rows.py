"""Reads a round that another program wrote, CSV (RFC 4180) or iCalendar (RFC 5545), into visits to plan. Pure.

What cannot be read is told by its row; what may be planned at all is decided where plans are known.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from icalendar import Calendar

from backend.days import HERE
from backend.imports import cells
from backend.imports.problems import (
    ColumnMissing,
    FileUnreadable,
    NoRows,
    TooManyRows,
    ValueMissing,
    ValueUnreadable,
)
from backend.problems import Problem, VisitEndsBeforeStart, VoucherNumberMistyped
from backend.rounds.recurrence import Recurrence
from backend.vouchers.number import read_number
from backend.wire import FIRST_YEAR, LAST_YEAR

RoundFormat = Literal["csv", "ics"]

MOST_ROWS = 20_000
LONGEST_MINUTES = 24 * 60
# Documented name: what else the column is called.
COLUMNS: dict[str, tuple[str, ...]] = {
    "voucher_number": ("setelin numero", "setelinumero", "sedelns nummer", "sedelnummer", "voucher number"),
    "day": ("päivä", "pvm", "dag", "datum", "date"),
    "start": ("alkaa", "alku", "börjar", "start time"),
    "end": ("päättyy", "loppu", "slutar", "end time"),
    "worker": ("hoitaja", "työntekijä", "vårdare", "employee"),
}
CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:]00)?")
CLOCK_WRITTEN = "8.00, 08:00"
# In a calendar's event the number stands anywhere in its words, as on the paper or in one piece.
NUMBER = re.compile(r"\b[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}\b")


@dataclass(frozen=True)
class AskedVisit:
    """A visit, or visits that recur, as a row or an event says it."""

    row: int
    voucher_number: str
    # Her name or her id; empty: nobody has been found.
    worker: str
    recurrence: Recurrence
    # Starts at which the rule is not followed, as instants.
    without: frozenset[datetime] = frozenset()


@dataclass(frozen=True)
class BadRow:
    """What is wrong with a row, and in which of its columns."""

    row: int
    column: str | None
    problem: Problem


ReadRow = AskedVisit | BadRow


def read_round(content: str, written_as: RoundFormat) -> list[ReadRow] | Problem:
    """Return the visits of a file and what is wrong with its rows, or why it cannot be read at all."""
    rows = read_csv(content) if written_as == "csv" else read_calendar(content)
    if isinstance(rows, Problem):
        return rows
    if len(rows) > MOST_ROWS:
        return TooManyRows(most=MOST_ROWS)
    return rows or NoRows()


def column_of(heading: str) -> str | None:
    """Return the documented name of a column, or None for one that is not read."""
    said = cells.unwrapped(heading).casefold()
    return next((name for name, others in COLUMNS.items() if said in {name, name.replace("_", " "), *others}), None)


def read_csv(content: str) -> list[ReadRow] | Problem:
    """Return the rows of a table; its first line names the columns."""
    content = content.lstrip("\ufeff")
    heading = content.partition("\n")[0]
    delimiter = max(";\t,", key=heading.count)
    try:
        table = list(csv.reader(content.splitlines(), delimiter=delimiter, strict=True))
    except csv.Error:
        return FileUnreadable(expected="CSV")
    columns = [column_of(said) for said in table[0]] if table else []
    if missing := {"voucher_number", "day", "start", "end"} - set(columns):
        return ColumnMissing() if len(missing) < len(COLUMNS) - 1 else FileUnreadable(expected="CSV")
    rows: list[ReadRow] = []
    for number, line in enumerate(table[1:], 2):
        if any(cell.strip() for cell in line):
            rows.append(read_row(number, dict(zip(columns, line, strict=False))))
    return rows


def read_row(number: int, said: dict[str | None, str]) -> ReadRow:
    """Return what one row asks for."""
    found = {name: cells.unwrapped(said.get(name, "")) for name in COLUMNS}
    for name in ("voucher_number", "day", "start", "end"):
        if not found[name]:
            return BadRow(number, name, ValueMissing())
    voucher = read_number(found["voucher_number"])
    if voucher is None:
        return BadRow(number, "voucher_number", VoucherNumberMistyped())
    day = cells.day(found["day"])
    if isinstance(day, Problem):
        return BadRow(number, "day", day)
    minutes = {name: clock_of(found[name]) for name in ("start", "end")}
    for name, minute in minutes.items():
        if minute is None:
            return BadRow(number, name, ValueUnreadable(expected=CLOCK_WRITTEN))
    start, end = minutes["start"] or 0, minutes["end"] or 0
    # One that ends after midnight ends on the next day.
    length = end - start if end > start else end - start + LONGEST_MINUTES
    if end == start:
        return BadRow(number, "end", VisitEndsBeforeStart())
    return AskedVisit(number, voucher, found["worker"], Recurrence(day, start, length))


def clock_of(written: str) -> int | None:
    """Return the minute of the day that a clock time says."""
    found = CLOCK.fullmatch(written)
    return int(found[1]) * 60 + int(found[2]) if found else None


def read_calendar(content: str) -> list[ReadRow] | Problem:
    """Return the events of a calendar, in the order in which they stand in it."""
    try:
        events = [event for calendar in Calendar.from_ical(content, multiple=True) for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, TypeError):
        return FileUnreadable(expected="iCalendar")
    return [read_event(number, event) for number, event in enumerate(events, 1)]


def read_event(number: int, event: Any) -> ReadRow:
    """Return what one event asks for; whatever a program has written there, it is read or told."""
    try:
        start, length = event.start, event.duration
        words = " ".join(
            str(event.get(name, "")) for name in ("X-KOTISETELI-VOUCHER", "SUMMARY", "DESCRIPTION", "LOCATION")
        )
        rule = event["RRULE"].to_ical().decode() if "RRULE" in event else None
        without = frozenset(exceptions_of(event))
        worker = str(event.get("X-KOTISETELI-WORKER") or next(names_of(event), ""))
    except Exception:  # noqa: BLE001 - a library that reads what others write raises what it likes
        return BadRow(number, None, FileUnreadable(expected="iCalendar"))
    if not isinstance(start, datetime) or not isinstance(length, timedelta):
        return BadRow(number, "DTSTART", ValueUnreadable(expected="DTSTART:20261124T080000"))
    voucher = next(filter(None, map(read_number, NUMBER.findall(words))), None)
    if voucher is None:
        return BadRow(number, "SUMMARY", ValueMissing())
    if not FIRST_YEAR <= start.year < LAST_YEAR:
        return BadRow(number, "DTSTART", ValueUnreadable(expected="DTSTART:20261124T080000"))
    minutes = int(length.total_seconds() // 60)
    if not 1 <= minutes <= LONGEST_MINUTES:
        return BadRow(number, "DTEND", VisitEndsBeforeStart())
    # A time without a zone is local.
    local = start.astimezone(HERE) if start.tzinfo else start
    asked = Recurrence(local.date(), local.hour * 60 + local.minute, minutes, rule)
    return AskedVisit(number, voucher, worker, asked, without)


def exceptions_of(event: Any) -> Iterator[datetime]:
    """Yield the starts that an event leaves out."""
    said = event.get("EXDATE", [])
    for dates in said if isinstance(said, list) else [said]:
        for one in dates.dts:
            if isinstance(one.dt, datetime):
                yield (one.dt if one.dt.tzinfo else one.dt.replace(tzinfo=HERE)).astimezone(UTC)
            elif isinstance(one.dt, date):
                start = event.start.timetz() if isinstance(event.start, datetime) else None
                if start is not None:
                    moment = datetime.combine(one.dt, start)
                    yield (moment if moment.tzinfo else moment.replace(tzinfo=HERE)).astimezone(UTC)


def names_of(event: Any) -> Iterator[str]:
    """Yield whom an event names as taking part."""
    said = event.get("ATTENDEE", [])
    attendees: Iterable[Any] = said if isinstance(said, list) else [said]
    for one in attendees:
        if name := getattr(one, "params", {}).get("CN"):
            yield str(name)
