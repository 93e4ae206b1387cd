"""A file is read as people and spreadsheets write it, and what cannot be read is told cell by cell."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.imports import cells
from backend.imports.columns import COLUMNS, column_called
from backend.imports.rows import MOST_ROWS, FileFormat, Row, read_file
from backend.problems import Problem
from tests.rules.import_files import csv_of, grant, json_of
from tests.rules.vectors import cases

DOCUMENT = Path(__file__).parents[2] / "docs" / "import.md"


def wrong_in(form: FileFormat, content: str) -> list[tuple[int, str | None, str]]:
    refusals = read_file(form, content).written.refusals
    return [(refusal.line, refusal.column, refusal.problem.slug()) for refusal in refusals]


def the_row(content: str, form: FileFormat = "csv") -> Row:
    file = read_file(form, content)
    assert file.written.refusals == []
    assert len(file.rows) == 1
    return file.rows[0]


def slug_or_value(read: object) -> object:
    return read.slug() if isinstance(read, Problem) else read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("22.11.2026", date(2026, 11, 22)),
        ("1.2.2026", date(2026, 2, 1)),
        ("01.02.2026", date(2026, 2, 1)),
        ("29.2.2028", date(2028, 2, 29)),
        ("22.11.2026 0:00:00", date(2026, 11, 22)),
        ("2026-11-22T00:00:00", date(2026, 11, 22)),
        ("'22.11.2026", date(2026, 11, 22)),
        ("29.2.2026", "value-unreadable"),
        ("11/22/2026", "value-unreadable"),
        ("22.11.26", "value-unreadable"),
        ("22.11.2026 13:30", "value-unreadable"),
        ("22.11.0026", "value-unreadable"),
        ("46348", "spoilt-by-spreadsheet"),
        ("########", "spoilt-by-spreadsheet"),
        ("#ARVO!", "spoilt-by-spreadsheet"),
    ],
)
def test_a_day_is_read_as_it_is_written_in_finland_or_by_iso(text: str, expected: object) -> None:
    assert slug_or_value(cells.day(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36,00", 3600),
        ("36.00", 3600),
        ("36", 3600),
        ("36,5", 3650),
        ("0,00", 0),
        ("36,00 €", 3600),
        ("36.00 EUR", 3600),
        ("'36,00", 3600),
        ("1 234,50", 123450),
        ("1\u00a0234,50", 123450),
        ("1,234.5", 123450),
        ("1.234,50", 123450),
        ("36,5000", 3650),
        # One thousand, or a little more than one?
        ("1,234", "value-unreadable"),
        ("1.234", "value-unreadable"),
        ("36,005", "value-unreadable"),
        ("36,0050", "value-unreadable"),
        ("-36,00", "value-unreadable"),
        ("36,,00", "value-unreadable"),
        ("abc", "value-unreadable"),
        ("99999999999", "value-unreadable"),
        ("3,6E+01", "spoilt-by-spreadsheet"),
        ("#REF!", "spoilt-by-spreadsheet"),
    ],
)
def test_money_is_read_with_comma_or_point_and_never_guessed(text: str, expected: object) -> None:
    assert slug_or_value(cells.money(text)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("33", "hour", 1980),
        ("33,5", "hour", 2010),
        ("33.5", "hour", 2010),
        ("33:30", "hour", 2010),
        ("33:20", "hour", 2000),
        ("0:01", "hour", 1),
        ("0,33", "hour", 20),
        ("33:60", "hour", "value-unreadable"),
        ("33,5", "visit", "value-unreadable"),
        ("33:30", "minute", "value-unreadable"),
        ("12", "visit", 12),
        ("12,00", "day", 12),
        ("250,50", "euro", 25050),
        ("250", "cent", 250),
        ("0", "hour", "quantity-zero"),
        ("0:00", "hour", "quantity-zero"),
        ("-5", "visit", "quantity-zero"),
        ("1,2E+03", "hour", "spoilt-by-spreadsheet"),
        ("99999999", "hour", "value-unreadable"),
    ],
)
def test_how_much_is_granted_is_read_in_its_unit(text: str, unit: str, expected: object) -> None:
    assert slug_or_value(cells.amount(text, unit)) == expected


@pytest.mark.parametrize("case", cases("import_columns.json"))
def test_each_column_is_known_by_all_its_names_and_stands_in_the_document(case: dict[str, Any]) -> None:
    headings = [case["name"], *case["also"]]
    found = {column_called(written) for heading in headings for written in (heading, f" {heading.upper()} ")}
    assert [(column.name, column.needed) for column in found if column] == [(case["name"], case["needed"])]
    row = next(line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if f"| `{case['name']}`" in line)
    assert all(heading in row for heading in case["also"])


def test_every_column_is_among_the_shared_cases() -> None:
    assert [case.values[0]["name"] for case in cases("import_columns.json")] == [column.name for column in COLUMNS]


@pytest.mark.parametrize("case", cases("import_example.json"))
def test_the_example_that_the_phone_makes_is_read(case: dict[str, Any]) -> None:
    file = read_file("csv", case["expected"])
    assert (file.written.refusals, file.written.unread) == ([], [])
    assert [(row.resolution, str(row.decided_on)) for row in file.rows] == [
        ("granted", case["today"]),
        ("rejected", case["today"]),
    ]
    assert {column for row in file.rows for column in row.given} >= {column.name for column in COLUMNS if column.needed}


def test_a_row_is_read_whole() -> None:
    row = the_row(csv_of(grant(1, tasks="floors; windows", provider="2077474-0", client_fee="", need="Tarve\nKaksi")))
    assert (row.place, row.line, row.decision_number) == (1, 2, "K-2026-1")
    assert (row.service, row.resolution, row.arranging) == ("cleaning", "granted", "voucher")
    assert (row.decided_on, row.first_day, row.last_day) == (date(2026, 11, 2), date(2026, 12, 1), date(2027, 11, 30))
    assert (row.quantity, row.quantity_unit, row.period, row.value) == (480, "minute", "month", 3000)
    assert row.legal_basis == ("569/2009 7 §", "1301/2014 19 §")
    assert (row.tasks, row.provider, row.need) == (("floors", "windows"), "20774740", "Tarve\nKaksi")
    assert (row.applied_on, row.client_fee, row.sent_by, row.safety_ban) == (None, None, "letter", False)


def test_finnish_headings_in_any_order_say_the_same() -> None:
    finnish = {
        "Setelin arvo": "value",
        "Jakso": "period",
        "Yksikkö": "quantity_unit",
        "Määrä": "quantity",
        "Y-tunnus": "provider",
        "Järjestämistapa": "arranging",
        "LOPPUPVM": "last_day",
        " Alkupvm ": "first_day",
        "Lainkohdat": "legal_basis",
        "Perustelut": "grounds",
        "Päätöspäivä": "decided_on",
        "Viranhaltija": "decided_by",
        "Ratkaisu": "resolution",
        "Palvelu": "service",
        "Asiointikieli": "language",
        "Sukunimi": "family_name",
        "Etunimet": "given_name",
        "Hetu": "identity_code",
        "Päätöksen numero": "decision_number",
    }
    words = {"granted": "Myönnetty", "voucher": "Palveluseteli", "hour": "t", "month": "kk", "fi": "suomi"}
    written = {heading: words.get(grant()[name], grant()[name]) for heading, name in finnish.items()}
    assert the_row(csv_of(written)) == the_row(csv_of(grant()))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert the_row(csv_of(grant(), delimiter=delimiter)) == the_row(csv_of(grant()))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_machine_and_what_spreadsheets_add_is_left_out(ends: str) -> None:
    plain = csv_of(grant()).replace("\r\n", ends)
    heading, row = plain.strip().split(ends)
    dressed = f"\ufeffsep=;{ends}{heading};;{ends}{row};;{ends};;;{ends}{ends}"
    found = the_row(dressed)
    assert found.line == 3
    assert found.decision_number == the_row(plain).decision_number


def test_a_row_is_told_by_the_line_on_which_it_begins() -> None:
    file = read_file("csv", csv_of(grant(1, grounds='Kolme\nriviä ja "lainaus"; piste'), grant(2, first_day="x")))
    assert [row.line for row in file.rows] == [2, 4]
    assert file.rows[0].grounds == 'Kolme\nriviä ja "lainaus"; piste'
    assert [(refusal.line, refusal.column) for refusal in file.written.refusals] == [(4, "first_day")]


def test_json_says_the_same_as_csv() -> None:
    from_csv, from_json = the_row(csv_of(grant())), the_row(json_of(grant()), "json")
    assert from_json == from_csv
    listed = json_of(grant()).replace('"569/2009 7 §; 1301/2014 19 §"', '["569/2009 7 §", "1301/2014 19 §"]')
    numbered = listed.replace('"quantity": "8"', '"quantity": 8').replace('"value": "30,00"', '"value": 30.00')
    emptied = numbered.replace('"provider": ""', '"provider": null, "safety_ban": true')
    found = the_row(emptied, "json")
    assert (found.legal_basis, found.quantity, found.value) == (from_csv.legal_basis, 480, 3000)
    assert (found.provider, found.safety_ban) == (None, True)


@pytest.mark.parametrize(
    ("column", "text", "slug"),
    [
        ("decision_number", "1,23457E+11", "spoilt-by-spreadsheet"),
        ("decision_number", "", "value-missing"),
        ("decision_number", "x" * 201, "text-too-long"),
        ("identity_code", "'", "value-missing"),
        ("given_name", "M\ufffdkinen", "characters-lost"),
        ("language", "norja", "value-unreadable"),
        ("resolution", "ehkä", "value-unreadable"),
        ("grounds", "x" * 8001, "text-too-long"),
        ("legal_basis", " ; ;", "value-missing"),
        ("decided_on", "46348", "spoilt-by-spreadsheet"),
        ("provider", "2077474-1", "value-unreadable"),
        ("quantity_unit", "lumi", "value-unreadable"),
        ("value", "1,234", "value-unreadable"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told(column: str, text: str, slug: str) -> None:
    assert wrong_in("csv", csv_of(grant(1), grant(2, **{column: text}))) == [(3, column, slug)]


def test_what_can_be_read_is_told_with_what_cannot() -> None:
    file = read_file("csv", csv_of(grant(1, resolution="ehkä")))
    assert [refusal.problem.extensions() for refusal in file.written.refusals] == [
        {"expected": "granted, partly, rejected"}
    ]


def test_an_apostrophe_of_a_spreadsheet_goes_and_that_of_a_name_stays() -> None:
    row = the_row(csv_of(grant(1, decision_number="'0012", family_name="'t Hooft", given_name=" Anna  Maria ")))
    assert (row.decision_number, row.family_name, row.given_name) == ("0012", "'t Hooft", "Anna Maria")
    assert the_row(csv_of(grant(1, decision_number='="0012"'))).decision_number == "0012"


HEADING, ROW = csv_of(grant()).strip().split("\r\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [(1, None, "no-rows")]),
        ("\n\n\n", [(1, None, "no-rows")]),
        (HEADING, [(1, None, "no-rows")]),
        (f"\n{HEADING}\n;;;\n", [(2, None, "no-rows")]),
        ("a;b;c\n1;2;3\n", [(1, None, "file-unreadable")]),
        ("PK\x03\x04\x14\x08\ufffd\ufffd\n\x01\x02", [(1, None, "file-unreadable")]),
        ("decision_number\n\0", [(2, None, "file-unreadable")]),
        (f"{HEADING};Etunimi\n{ROW};Aino", [(1, "given_name", "column-twice")]),
        (f"{HEADING}\n{ROW};beyond", [(2, None, "more-cells-than-columns")]),
        (f'{HEADING}\n{ROW}\n"open', [(3, None, "quotation-broken")]),
        (f'{HEADING}\n"a"b;c\n{ROW}', [(2, None, "quotation-broken")]),
        (f"{HEADING}\n{'x' * 200_000};", [(2, None, "quotation-broken")]),
    ],
)
def test_a_csv_file_that_is_none_is_told_in_one_line(content: str, expected: list[tuple[int, str | None, str]]) -> None:
    assert wrong_in("csv", content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [(1, None, "file-unreadable")]),
        ("{}", [(1, None, "file-unreadable")]),
        ("null", [(1, None, "file-unreadable")]),
        ("[]", [(1, None, "no-rows")]),
        ("[{}]", [(1, None, "no-rows")]),
        ('[{"a": 1}]', [(1, None, "file-unreadable")]),
        ("[" * 100_000, [(1, None, "file-unreadable")]),
        ("[" + "9" * 10_000, [(1, None, "file-unreadable")]),
        ("\0", [(1, None, "file-unreadable")]),
        (json_of(grant()) + "]", [(3, None, "file-unreadable")]),
        (json_of(grant())[:-1] + ",\n7]", [(4, None, "file-unreadable")]),
        (json_of(grant()).replace('"2026-12-01"', '{"a": []}'), [(2, "first_day", "value-unreadable")]),
        (json_of(grant()).replace('"Aino"', '"\\ud800"'), [(2, "given_name", "characters-lost")]),
        (json_of(grant()).replace('"Aino"', '"\\u0000"'), [(2, "given_name", "characters-lost")]),
        (json_of(grant()).replace("{", '{"etunimi": "Aili", '), [(2, "given_name", "column-twice")]),
    ],
)
def test_a_json_file_that_is_none_is_told_in_one_line(
    content: str, expected: list[tuple[int, str | None, str]]
) -> None:
    found = wrong_in("json", content)
    assert found[-1:] == expected


def test_a_column_that_is_lacking_is_told_once_and_not_in_every_row() -> None:
    rows = [{name: text for name, text in grant(serial).items() if name != "first_day"} for serial in range(5)]
    assert wrong_in("csv", csv_of(*rows)) == [(1, "first_day", "column-missing")]


def test_columns_nobody_knows_are_told_and_left_alone() -> None:
    file = read_file("csv", csv_of({**grant(), "Kunta": "Oulu", "Huom.": ""}))
    assert file.written.unread == ["Kunta", "Huom."]
    assert file.written.refusals == []


def test_a_file_is_read_up_to_the_most_rows_taken_at_once() -> None:
    file = read_file("csv", "decision_number\n" + "1\n" * (MOST_ROWS + 5))
    assert len(file.rows) == MOST_ROWS
    assert [one.line for one in file.written.refusals if one.problem.slug() == "too-many-rows"] == [MOST_ROWS + 2]
