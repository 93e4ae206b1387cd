"""Settlements as postings of double entry, a CSV for the organiser's ledger. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from backend.accounting.finvoice import money, plain
from backend.accounting.rules import Facts, Row, Settled, account_of, hyphened, reference_of

HEADINGS = (
    *("file", "origin", "settlement", "month", "posting_date", "due_date", "provider_id", "provider"),
    *("account", "cost_centre", "service", "kind", "debit", "credit", "reference"),
)
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@")
# Excel reads UTF-8 where this stands first.
BYTE_ORDER_MARK = "\ufeff"


def cell(text: str) -> str:
    """Return a text that no spreadsheet reckons with."""
    clean = plain(text)
    return f"'{clean}" if clean.startswith(FORMULA) else clean


def ledger(facts: Facts, number: int, rows: Mapping[UUID, Sequence[Row]], *, is_copy: bool) -> bytes:
    """Return the postings of a file: each settlement's costs in debit, what is owed to the provider in credit."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for settled in facts.settlements:
        before = (str(number), "Copy" if is_copy else "Original", *said_of(settled))
        for account, cost_centre, service, kind, cents in posted(facts, settled, rows[settled.id]):
            accounts = (cell(account), cell(cost_centre), cell(service), kind)
            # A posting below nothing stands on the other side.
            sides = ("", money(-cents)) if cents < 0 else (money(cents), "")
            writer.writerow((*before, *accounts, *sides, reference_of(settled.number)))
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def said_of(settled: Settled) -> tuple[str, ...]:
    """Return what every posting of a settlement says of it."""
    days = (settled.month.isoformat()[:7], settled.settled_on.isoformat(), settled.due_on.isoformat())
    return (cell(settled.number), *days, hyphened(settled.provider.business_id), cell(settled.provider.name))


def posted(facts: Facts, settled: Settled, rows: Iterable[Row]) -> list[tuple[str, str, str, str, int]]:
    """Return account, cost centre, service, kind and cents of each posting; together they come to nothing."""
    names = {service.id: service.name for service in facts.services}

    def by_service(row: Row) -> tuple[str, str, str]:
        return names[row.service], str(row.service), row.kind

    costs = [
        (*account_of(facts.terms, same[0].service, same[0].kind), name, kind, sum(row.cents for row in same))
        for (name, _, kind), same in (
            (key, list(group)) for key, group in groupby(sorted(rows, key=by_service), by_service)
        )
    ]
    return [*costs, (facts.terms.payable_account, "", "", "", -settled.cents)]
