"""A client's month on one A4 page: each day's visits, what was planned and not done, and what she pays.

Set by typst as PDF/UA-1 like the voucher (docs/decisions/0013): the same month gives the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import typst

from backend.days import HERE, local_day
from backend.money import MINUTES_IN_HOUR
from backend.papers.voucher import FONTS, WORDS_FOLDER, settable, written_day, written_euros

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
WORDS: dict[Language, dict[str, Any]] = {
    language: json.loads((WORDS_FOLDER / f"month_sheet.{language}.json").read_text("utf-8")) for language in LANGUAGES
}
DASH = "\u2013"
TEMPLATE = Path(__file__).with_name("month.typ")
# Points of its letters, and what stands between the visits of a day: the largest that leave it one page. A line for
# each visit first; a full month of four visits a day still stands on one page, in rows that are run together.
LOOKS = ((13, "\n"), (12, "\n"), (11, "\n"), (11, "; "), (10, "; "), (9, "; "), (8, "; "), (7, "; "))

# What came of a planned visit without a record, in the words of the page; what is still to come is not told.
Undone = Literal["missed", "cancelled"]


@dataclass(frozen=True)
class SheetVisit:
    """What was done."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    worker: str
    # In the language of the page.
    service: str


@dataclass(frozen=True)
class SheetPlan:
    """What was planned and has no record."""

    starts_at: datetime
    ends_at: datetime
    came_to: Undone


@dataclass(frozen=True)
class SheetMoney:
    """What the month's visits cost; visits that a person must look at first, and those without a price, apart."""

    own_liability_cents: int
    price_cents: int
    waiting: int


@dataclass(frozen=True)
class MonthContents:
    """What one month says on paper."""

    client_name: str
    month: date
    visits: Sequence[SheetVisit]
    undone: Sequence[SheetPlan]
    # None for whoever may not see money.
    money: SheetMoney | None
    printed_on: date


def month_sheet(contents: MonthContents, language: Language) -> bytes:
    """Return the month as one A4 page in the largest letters that leave it one; PDF/UA-1."""
    page = page_of(contents, WORDS[language]) | {"language": language}
    inputs = {}
    for size, between in LOOKS:
        inputs = {"page": json.dumps(settable(page | {"size": size, "between": between}))}
        if pages_of(inputs) == 1:
            break
    return typst.compile(TEMPLATE, font_paths=FONTS, sys_inputs=inputs, pdf_standards="ua-1")


def pages_of(inputs: dict[str, str]) -> int:
    """Return on how many pages this comes to stand."""
    found = typst.query(TEMPLATE, "<pages>", field="value", font_paths=FONTS, sys_inputs=inputs)
    return int(json.loads(found)[0])


def page_of(contents: MonthContents, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything on the page, in words."""
    return {
        "title": words["title"].format(month=written_month(contents.month, words)),
        "client": contents.client_name,
        "head": [words["day"], words["visits"], words["time"]],
        "rows": rows_of(contents, words),
        "empty": words["empty"],
        "sums": sums_of(contents, words),
        "money": money_of(contents.money, words),
        "printed": words["printed"].format(day=written_day(contents.printed_on)),
    }


def rows_of(contents: MonthContents, words: Mapping[str, Any]) -> list[list[Any]]:
    """Return a row for each day with something on it: the day, what it says, and how long it was in all."""
    lines = [(visit.started_at, line_of(visit, contents), visit.minutes) for visit in contents.visits]
    for plan in contents.undone:
        span = written_span(plan.starts_at, plan.ends_at)
        lines.append((plan.starts_at, words[plan.came_to].format(span=span), 0))
    rows = []
    for day, ofday in groupby(sorted(lines), key=lambda line: local_day(line[0])):
        told = list(ofday)
        minutes = sum(minutes for _, _, minutes in told)
        name = f"{words['weekdays'][day.weekday()]} {day.day}.{day.month}."
        rows.append([name, [said for _, said, _ in told], written_time(minutes, words) if minutes else ""])
    return rows


def line_of(visit: SheetVisit, contents: MonthContents) -> str:
    """Return a visit as its day's row says it; the service is named where the month has several."""
    said = f"{written_span(visit.started_at, visit.ended_at)} {visit.worker}"
    has_others = any(one.service != visit.service for one in contents.visits)
    return f"{said}, {visit.service}" if has_others else said


def sums_of(contents: MonthContents, words: Mapping[str, Any]) -> list[list[str]]:
    """Return for each service how many visits there were, and how long."""
    sums = []
    for service in sorted({visit.service for visit in contents.visits}):
        minutes = [visit.minutes for visit in contents.visits if visit.service == service]
        count = words["count"][0 if len(minutes) == 1 else 1].format(count=len(minutes))
        sums.append([service, f"{count}, {written_time(sum(minutes), words)}"])
    return sums


def money_of(money: SheetMoney | None, words: Mapping[str, Any]) -> list[str]:
    """Return what the client pays, in sentences."""
    if money is None:
        return []
    said = [
        words["own"].format(
            own=written_euros(money.own_liability_cents),
            price=written_euros(money.price_cents),
        )
    ]
    return [*said, words["waiting"].format(count=money.waiting)] if money.waiting else said


def written_month(month: date, words: Mapping[str, Any]) -> str:
    """Write a month: marraskuu 2026."""
    return f"{words['months'][month.month - 1]} {month.year}"


def written_time(minutes: int, words: Mapping[str, Any]) -> str:
    """Write a length: 1 h 5 min."""
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    parts = ([words["hours"].format(count=hours)] if hours else []) + (
        [words["minutes"].format(count=rest)] if rest or not hours else []
    )
    return " ".join(parts)


def written_span(started_at: datetime, ended_at: datetime) -> str:
    """Write from when to when, by the clock at home."""
    first, last = started_at.astimezone(HERE), ended_at.astimezone(HERE)
    return f"{first.hour}.{first.minute:02}{DASH}{last.hour}.{last.minute:02}"
