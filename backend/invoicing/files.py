"""A month taken out as files: tables for a spreadsheet or another program, and a client's own liability on paper.

A table is CSV with what Finnish spreadsheets expect: semicolons, decimal commas, a byte order mark. Nothing that
somebody has typed becomes a formula where it is opened (accounting/ledger.py).
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from backend.accounting.ledger import BYTE_ORDER_MARK, cell
from backend.answers import WORDS, Language
from backend.days import local_day
from backend.invoicing.hours import Month
from backend.invoicing.own_liability import ClientOwes, Owing
from backend.invoicing.rules import HOUR_KINDS, in_fives
from backend.invoicing.standing import Named
from backend.money import MINUTES_IN_HOUR
from backend.papers.voucher import CENTS_IN_EURO, FONTS, settable, written_day, written_euros

TEMPLATE = Path(__file__).with_name("own_liability.typ")
HOURS_DECIMALS = 100


@cache
def file_words(language: Language) -> dict[str, Any]:
    """Return what files say in a language."""
    words: dict[str, Any] = json.loads((WORDS / f"invoicing.{language}.json").read_text(encoding="utf-8"))
    return words


def as_number(hundredths: int) -> str:
    """Return hundredths as a number with its decimal comma: cents as euros."""
    whole, rest = divmod(abs(hundredths), CENTS_IN_EURO)
    return f"{'-' if hundredths < 0 else ''}{whole},{rest:02}"


def as_hours(minutes: int) -> str:
    """Return minutes as hours with two decimals."""
    return as_number((minutes * HOURS_DECIMALS + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as a file."""
    written = io.StringIO()
    written.write(BYTE_ORDER_MARK)
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(headings)
    lines.writerows(rows)
    return written.getvalue().encode()


def own_liability_table(clients: Iterable[ClientOwes], language: Language) -> bytes:
    """Return what clients owe as a table, a row for each service of each client."""
    words = file_words(language)
    rows = (
        (
            owed.reference,
            cell(owed.client_name),
            cell(getattr(owed.organiser, language)),
            cell(getattr(service.service, language)),
            str(service.visits),
            as_hours(service.minutes),
            as_number(service.price_cents),
            as_number(service.organiser_cents),
            as_number(service.own_liability_cents),
            as_number(owed.own_liability_cents),
        )
        for owed in clients
        for service in owed.services
    )
    return table(words["ownLiabilityColumns"], rows)


def hours_table(found: Month, language: Language) -> bytes:
    """Return the hours of a month as a table, a row for each day of each worker, in whole minutes."""
    words = file_words(language)
    places = sorted(found.days, key=lambda place: (found.names[place[0]], place[0], place[1]))
    rows = (
        (
            cell(found.names[worker]),
            str(worker),
            day.isoformat(),
            *(str(found.days[worker, day][kind]) for kind in HOUR_KINDS),
            str(found.days[worker, day].total()),
        )
        for worker, day in places
    )
    kinds = [words["minutesOf"][kind] for kind in HOUR_KINDS]
    return table([*words["hoursColumns"], *kinds, words["minutesInAll"]], rows)


@dataclass(frozen=True)
class Biller:
    """The provider, as its papers name it."""

    name: str
    business_id: str


@dataclass(frozen=True)
class Paper:
    """What stands on the paper of one client's month."""

    month: str
    biller: Biller
    owing: Owing
    owed: ClientOwes
    names: Named


def own_liability_paper(paper: Paper, language: Language) -> bytes:
    """Return what one client owes for a month as A4 pages, PDF/UA-1; the same contents give the same bytes."""
    owed, names = paper.owed, paper.names
    words = file_words(language)
    year, number = paper.month.split("-")
    rows = [
        [
            written_day(local_day(one.row["started_at"])),
            getattr(names.services[one.row["service"]], language),
            words["minutes"].format(count=one.row["minutes"]),
            written_euros(one.cents.price),
            written_euros(one.cents.organiser),
            written_euros(one.cents.own_liability),
        ]
        for one in paper.owing.visits
    ]
    page = {
        "language": language,
        "title": words["paper"]["title"].format(month=f"{int(number)}/{year}"),
        "biller": paper.biller.name,
        "business_id": words["paper"]["businessId"].format(id=paper.biller.business_id),
        "page": words["paper"]["page"],
        "facts": [
            [words["paper"]["client"], owed.client_name],
            [words["paper"]["organiser"], getattr(owed.organiser, language)],
            [words["paper"]["reference"], in_fives(owed.reference)],
        ],
        "owed": [words["paper"]["owed"], written_euros(owed.own_liability_cents)],
        "head": words["paper"]["head"],
        "rows": rows,
        "result": [
            words["paper"]["sum"],
            "",
            "",
            *map(written_euros, (owed.price_cents, owed.organiser_cents, owed.own_liability_cents)),
        ],
        "notes": words["paper"]["notes"],
    }
    contents = {"page": json.dumps(settable(page))}
    return typst.compile(TEMPLATE, font_paths=FONTS, sys_inputs=contents, pdf_standards="ua-1")
