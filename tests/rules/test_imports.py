"""What a file says is kept as it was decided elsewhere; what cannot be kept is told, all of it, at its cell."""

import json
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.decisions.rules import OpenGrant
from backend.imports.rows import FileFormat, ReadFile, read_file
from backend.imports.rules import Held, Known, KnownPerson, KnownService, Verdict, judge
from tests.rules.import_files import GRANT, REJECTED, Cells, code_of, csv_of, grant

TODAY = date(2026, 11, 18)
COUNTY = uuid4()
CLEANING = KnownService(uuid4(), "hour", frozenset({"floors", "windows"}))
NURSING = KnownService(uuid4(), "hour", frozenset())


def known_of(file: ReadFile) -> Known:
    """Return a register that knows two services, and nothing of the file's people."""
    services = {"cleaning": CLEANING, "7": CLEANING, "home-nursing": NURSING}
    hashes: dict[str, bytes | None] = {row.identity_code: row.identity_code.encode() for row in file.rows}
    return Known(COUNTY, TODAY, services=services, hashes=hashes)


def verdict_on(*rows: Cells, **known_besides: object) -> Verdict:
    file = read_file("csv", csv_of(*rows))
    known = known_of(file)
    for name, value in known_besides.items():
        setattr(known, name, value)
    return judge(file, known)


def told(verdict: Verdict) -> list[tuple[int, str | None, str]]:
    return [(refusal.line, refusal.column, refusal.problem.slug()) for refusal in verdict.refusals]


def test_a_column_that_only_grants_need_is_told_once_where_there_is_a_grant() -> None:
    rows = [{name: text for name, text in grant(serial).items() if name != "period"} for serial in range(5)]
    verdict = verdict_on(*rows)
    assert told(verdict) == [(1, "period", "column-missing")]
    assert verdict.new == []
    rejected = {name: text for name, text in REJECTED.items() if name != "period"}
    assert told(verdict_on({**rejected, "identity_code": code_of(1)})) == []


@pytest.mark.parametrize(
    ("row", "column", "slug"),
    [
        (grant(1, last_day="2026-11-30"), "last_day", "period-ends-before-start"),
        (grant(1, first_day="2018-01-01", last_day="2018-12-31"), "last_day", "day-too-far"),
        (grant(1, decided_on="2026-11-19"), "decided_on", "decided-in-future"),
        (grant(1, quantity="0"), "quantity", "quantity-zero"),
        (grant(1, quantity=""), "quantity", "value-missing"),
        (grant(1, last_day=""), "last_day", "value-missing"),
        (grant(1, period=""), "period", "value-missing"),
        (grant(1, quantity_unit="day"), "quantity_unit", "quantity-of-another-unit"),
        (grant(1, arranging=""), "arranging", "value-missing"),
        (grant(1, service="snow"), "service", "unknown-service"),
        ({**grant(1), "tasks": "floors, snow"}, "tasks", "unknown-task"),
        ({**grant(1), "provider": "2077474-0"}, "provider", "unknown-provider"),
        ({**grant(1), "client_fee": "40,00"}, "client_fee", "fee-and-liability"),
        ({**grant(1), "voucher_number": "000000000100"}, "voucher_number", "voucher-number-mistyped"),
        ({**REJECTED, "identity_code": code_of(1), "value": "30,00"}, "value", "value-not-expected"),
        ({**REJECTED, "identity_code": code_of(1), "arranging": "own"}, "arranging", "value-not-expected"),
        (
            {**grant(1), "arranging": "own", "value": "", "quantity": "", "quantity_unit": ""},
            "period",
            "value-not-expected",
        ),
    ],
)
def test_a_decision_that_cannot_be_kept_is_told_at_its_cell(row: Cells, column: str, slug: str) -> None:
    good = {**dict.fromkeys(row, ""), **grant(2)}
    verdict = verdict_on(good, row)
    assert told(verdict) == [(3, column, slug)]
    assert [one.decision_number for one in verdict.new] == ["K-2026-2"]


def test_a_rejection_and_own_production_carry_no_voucher() -> None:
    own = {
        **grant(2),
        **dict.fromkeys(["quantity", "quantity_unit", "period", "value"], ""),
        "arranging": "oma tuotanto",
    }
    verdict = verdict_on({**REJECTED, "identity_code": code_of(1), "client_fee": ""}, {**own, "client_fee": "40,00"})
    assert told(verdict) == []
    assert [row.arranging for row in verdict.new] == [None, "own"]


def test_an_identity_code_that_is_none_is_told() -> None:
    assert told(verdict_on(grant(1), hashes={code_of(1): None})) == [(2, "identity_code", "identity-code-wrong")]


def test_a_number_used_twice_is_told_with_the_line_that_had_it_first() -> None:
    verdict = verdict_on(grant(1), grant(2), {**grant(3), "decision_number": "K-2026-1"})
    assert told(verdict) == [(4, "decision_number", "row-twice")]
    assert verdict.refusals[0].problem.extensions() == {"firstLine": 2}


def test_two_grants_of_one_service_on_one_day_are_refused_however_they_lie() -> None:
    mine = {"identity_code": code_of(1)}
    long = {**grant(1), **mine, "first_day": "2026-01-01", "last_day": "2026-12-31"}
    inside = {**grant(2), **mine, "first_day": "2026-02-01", "last_day": "2026-02-28"}
    last_day = {**grant(3), **mine, "first_day": "2026-12-31", "last_day": "2027-01-31"}
    after = {**grant(4), **mine, "first_day": "2027-02-01", "last_day": "2027-02-28"}
    other_service = {**inside, "decision_number": "K-5", "service": "home-nursing"}
    verdict = verdict_on(long, inside, last_day, after, other_service)
    assert told(verdict) == [(3, "service", "two-open-grants"), (4, "service", "two-open-grants")]


def test_a_grant_that_is_there_already_counts_until_it_ends() -> None:
    place, earlier = (code_of(1).encode(), CLEANING.id), uuid4()
    until_the_first = {place: [OpenGrant(earlier, "2026/77", date(2026, 1, 1), date(2026, 12, 1))]}
    verdict = verdict_on(grant(1), grants=until_the_first)
    assert told(verdict) == [(2, "service", "two-open-grants")]
    assert verdict.refusals[0].problem.extensions() == {"decision": str(earlier), "number": "2026/77"}
    ended = {place: [OpenGrant(earlier, "2026/77", date(2026, 1, 1), date(2026, 11, 30))]}
    assert told(verdict_on(grant(1), grants=ended)) == []


@pytest.mark.parametrize(
    ("given_name", "family_name", "is_told"),
    [
        ("Aino", "Kaukola", False),
        ("Aino Maria", "KAUKOLA", False),
        ("Aino", "Virtanen", False),
        ("Eeva", "Kaukola", False),
        ("Eeva", "Virtanen", True),
    ],
)
def test_an_identity_code_of_somebody_of_quite_another_name_is_told(
    given_name: str, family_name: str, *, is_told: bool
) -> None:
    person = KnownPerson(uuid4(), given_name, family_name, None)
    expected = [(2, "identity_code", "client-name-differs")] if is_told else []
    assert told(verdict_on(grant(1), persons={code_of(1).encode(): person})) == expected
    twin = {**grant(2), "identity_code": code_of(1), "service": "home-nursing"}
    twin |= {"given_name": given_name, "family_name": family_name}
    assert told(verdict_on(grant(1), twin)) == [(3, column, slug) for _, column, slug in expected]


def test_a_provider_must_have_been_approved_on_some_day_of_the_grant() -> None:
    provider = uuid4()
    row = {**grant(1), "provider": "2077474-0"}
    place = (provider, CLEANING.id, "voucher")
    approved = {place: [Held(date(2027, 11, 30), None)]}
    assert told(verdict_on(row, providers={"20774740": provider}, approvals=approved)) == []
    for other in ({}, {place: [Held(date(2027, 12, 1), None)]}, {(provider, CLEANING.id, "order"): approved[place]}):
        verdict = verdict_on(row, providers={"20774740": provider}, approvals=other)
        assert told(verdict) == [(2, "provider", "provider-cannot-serve")]


def test_everything_wrong_with_a_row_is_told_and_in_the_order_of_the_file() -> None:
    verdict = verdict_on(
        grant(1, decided_on="x", service="snow", quantity="0"), grant(2), grant(3, last_day="2020-01-01", value="?")
    )
    assert told(verdict) == [
        (2, "service", "unknown-service"),
        (2, "decided_on", "value-unreadable"),
        (2, "quantity", "quantity-zero"),
        (4, "last_day", "period-ends-before-start"),
        (4, "value", "value-unreadable"),
    ]


ANY_TEXT = st.text(max_size=300)
ANY_CELL = ANY_TEXT | st.sampled_from(["'", '"', ";", "\n", "1E+05", "=1", "36,00", "2026-11-22", "\ufeff", "x" * 500])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_CELL,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(list(GRANT)) | ANY_TEXT, inner, max_size=6)
    ),
    max_leaves=20,
)


def judged(form: FileFormat, content: str) -> None:
    file = read_file(form, content)
    verdict = judge(file, known_of(file))
    assert verdict.refusals or len(verdict.new) == len(file.rows) > 0
    bad = {one.place for one in verdict.refusals}
    assert len(verdict.new) == (0 if 0 in bad else len(file.rows) - len(bad))


@given(ANY_TEXT, st.sampled_from(["csv", "json"]))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reading(content: str, form: FileFormat) -> None:
    judged(form, content)


@given(st.lists(st.dictionaries(st.sampled_from(list(GRANT)), ANY_CELL, min_size=1), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_cell_breaks_the_reading(changes: list[Cells]) -> None:
    judged("csv", csv_of(*(grant(serial, **change) for serial, change in enumerate(changes))))


@given(ANY_JSON)
@settings(max_examples=200, deadline=None)
def test_no_json_breaks_the_reading(value: object) -> None:
    judged("json", json.dumps(value))
    judged("json", json.dumps([value, dict(grant())]))
