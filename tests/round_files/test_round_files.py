"""A round from another program: read as it is written, tried, and brought in whole or not at all."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from backend.round_files.rows import AskedVisit, BadRow, read_round
from tests.conftest import Caller, Product
from tests.rounds.conftest import olli  # noqa: F401 - a fixture

NUMBER = cast.HELVIS_VOUCHER.number
HEADING = "setelin numero;päivä;alkaa;päättyy;hoitaja"


def calendar(*lines: str) -> str:
    """Return a calendar of one event."""
    event = "\r\n".join(("BEGIN:VEVENT", "UID:a", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//FI\r\n{event}\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("row", "minute", "minutes"),
    [
        (f"{NUMBER};2026-11-24;08:00;08:30;Anna Laine", 480, 30),
        (f"{NUMBER};24.11.2026;8.05;9.00;", 485, 55),
        (f"{NUMBER};24.11.2026;23.30;0.30;", 1410, 60),
    ],
)
def test_a_row_says_a_visit(row: str, minute: int, minutes: int) -> None:
    (one,) = read_round(f"{HEADING}\n{row}\n\n", "csv")  # type: ignore[misc]  # a list
    assert isinstance(one, AskedVisit)
    assert (one.voucher_number, one.recurrence.first_day) == (NUMBER, date(2026, 11, 24))
    assert (one.recurrence.start_minute, one.recurrence.minutes) == (minute, minutes)


@pytest.mark.parametrize(
    ("row", "column", "slug"),
    [
        ("12345;2026-11-24;08:00;08:30;", "voucher_number", "voucher-number-mistyped"),
        (f"{NUMBER};tomorrow;08:00;08:30;", "day", "value-unreadable"),
        (f"{NUMBER};2026-11-24;25:00;08:30;", "start", "value-unreadable"),
        (f"{NUMBER};2026-11-24;08:00;;", "end", "value-missing"),
        (f"{NUMBER};2026-11-24;08:00;08:00;", "end", "visit-ends-before-start"),
    ],
)
def test_a_bad_row_is_named_with_its_cell(row: str, column: str, slug: str) -> None:
    (one,) = read_round(f"{HEADING}\n{row}", "csv")  # type: ignore[misc]  # a list
    assert isinstance(one, BadRow)
    assert (one.row, one.column, one.problem.slug()) == (2, column, slug)


def test_an_event_says_a_visit_or_a_series() -> None:
    times = ("DTSTART;TZID=Europe/Helsinki:20261124T080000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3")
    rest = (f"SUMMARY:Helvi {NUMBER}", "ATTENDEE;CN=Anna Laine:mailto:anna@example.org")
    text = calendar(*times, *rest, "EXDATE;TZID=Europe/Helsinki:20261125T080000")
    (one,) = read_round(text, "ics")  # type: ignore[misc]  # a list
    assert isinstance(one, AskedVisit)
    assert (one.voucher_number, one.worker, one.recurrence.rule) == (NUMBER, "Anna Laine", "FREQ=DAILY;COUNT=3")
    assert (one.recurrence.start_minute, one.recurrence.minutes, len(one.without)) == (480, 30, 1)


@pytest.mark.parametrize(
    ("content", "written_as", "slug"),
    [
        ("", "csv", "file-unreadable"),
        ("a;b\n1;2", "csv", "file-unreadable"),
        (f"{HEADING}\n", "csv", "no-rows"),
        ("voucher_number;day\n", "csv", "column-missing"),
        ("hello", "ics", "file-unreadable"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "ics", "no-rows"),
    ],
)
def test_what_is_no_round_is_refused_as_a_whole(content: str, written_as: Any, slug: str) -> None:
    refused = read_round(content, written_as)
    assert not isinstance(refused, list)
    assert refused.slug() == slug


def test_whatever_stands_in_an_event_is_read_or_told() -> None:
    for line in ("DTSTART:20261124", "DTSTART:99991124T080000", "DTEND:20201124T080000", "RRULE:FREQ=X", "EXDATE:x"):
        rows = read_round(calendar(line, f"SUMMARY:{NUMBER}"), "ics")
        assert not isinstance(rows, list) or isinstance(rows[0], BadRow)


async def bring(caller: Caller, content: str, *, dry_run: bool = False, **said: Any) -> Any:
    """Bring a round in, or try it."""
    body = {"id": str(uuid4()), "format": "csv", "content": content} | said
    asked = {"dryRun": "true" if dry_run else "false"}
    return await caller.post("/api/planned-visits/imports", params=asked, json=body)


async def count() -> int:
    (row,) = await fetch("select count(*) as n from planned_visit")
    return int(row["n"])


async def test_ten_bad_rows_of_ten_thousand_are_named_and_nothing_is_half_done(product: Product, olli: Caller) -> None:  # noqa: ARG001, F811 - a fixture
    vouchers = await fetch("select number from voucher where provider = $1 limit 50", cast.KANELI.id)
    await fetch("update voucher set first_day = '2026-01-01', last_day = '2030-01-01', ended_on = null")
    lines = [
        f"{row['number']};{date(2026, 12, 1) + timedelta(days=day)};08:00;08:30;Anna Laine"
        for row in vouchers
        for day in range(10_000 // len(vouchers))
    ]
    wrong = lines.copy()
    for place in range(10):
        wrong[place * 900] = f"{NUMBER};no day;08:00;08:30;"
    refused = await bring(olli, "\n".join([HEADING, *wrong]))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rows-cannot-be-imported")
    assert refused.json()["badRows"] == 10
    assert [one["row"] for one in refused.json()["problems"]] == [2 + place * 900 for place in range(10)]
    assert await count() == 0
    tried = await bring(olli, "\n".join([HEADING, *lines]), dry_run=True)
    assert (tried.json()["badRows"], tried.json()["answer"]["visits"]) == (0, len(lines))
    assert await count() == 0
    again = str(uuid4())
    for _ in range(2):
        done = await bring(olli, "\n".join([HEADING, *lines]), id=again)
        assert done.json()["answer"]["visits"] == len(lines)
        assert await count() == len(lines)


@pytest.mark.parametrize(
    ("row", "column", "slug"),
    [
        (f"{cast.OTHER_PROVIDERS_VOUCHER.number};2026-11-24;08:00;08:30;", "voucher_number", "voucher-not-found"),
        (f"{NUMBER};2026-11-24;08:00;08:30;{cast.BENGT.name}", "worker", "value-unreadable"),
        (f"{NUMBER};2026-11-24;08:00;08:30;\n{NUMBER};2026-11-24;08:29;09:00;", None, "plans-overlap"),
    ],
)
async def test_what_the_register_does_not_know_is_told_by_its_row(
    olli: Caller,  # noqa: F811 - a fixture
    row: str,
    column: str | None,
    slug: str,
) -> None:
    tried = (await bring(olli, f"{HEADING}\n{row}", dry_run=True)).json()
    assert [(one["column"], one["problem"]) for one in tried["problems"]] == [(column, slug)]
    assert tried["problems"][0]["title"]
