"""What becomes of a visit by the rules, each of them at both edges."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from backend.problems import NothingInForce, Problem
from backend.providers.problems import BookedTimeUnknown, DeviationEffectOpen
from backend.reckoning.own_liability import Totals
from backend.verdicts.problems import RuleTableGap, RuleTableOverlap, RuleUnknown, ToleranceTooWide
from backend.verdicts.rule_table import FILE, read_rule_table, rule_table
from backend.verdicts.rules import judge
from backend.verdicts.terms import RULES, JudgedGrant, JudgedVisit, Measured, RuleTable, refuse_rule_table
from tests.rules.vectors import cases, plain, read

UNPRICED: dict[str, Problem] = {
    problem.slug(): problem
    for problem in (NothingInForce(day="2026-10-14"), DeviationEffectOpen(), BookedTimeUnknown())
}


def price_in(case: dict[str, Any]) -> Totals | Problem | None:
    told = case["price"]
    if told is None or "refused" in told:
        return told and UNPRICED[told["refused"]]
    return Totals(**told)


@pytest.mark.parametrize("case", cases("verdict.json"))
def test_a_visit_becomes_what_the_rules_say(case: dict[str, Any]) -> None:
    measured = case["measured"] and read(case["measured"], Measured)
    found = judge(
        read(case["visit"], JudgedVisit), read(case["grant"], JudgedGrant), rule_table(), measured, price_in(case)
    )
    assert {
        "outcome": found.outcome,
        "rules": list(found.rules),
        "inputs": found.inputs,
        "sums": msgspec.to_builtins(found.sums),
    } == case["expected"]


def test_every_rule_is_found_by_some_case_and_every_input_is_declared() -> None:
    declared = {row.id: set(row.inputs) for row in rule_table().rows}
    found: set[str] = set()
    for parameter in cases("verdict.json"):
        (case,) = parameter.values
        expected = case["expected"]
        found |= set(expected["rules"])
        assert set(expected["inputs"]) <= set().union(*(declared[rule] for rule in expected["rules"]), set())
    assert found == set(RULES)


TABLE = rule_table()


def with_row(rule: str, **changed: object) -> RuleTable:
    """Return the table with the rows of a rule changed."""
    rows = tuple(msgspec.structs.replace(row, **changed) if row.id == rule else row for row in TABLE.rows)
    return msgspec.structs.replace(TABLE, rows=rows)


DAY = date(2026, 6, 1)


def split(first_ends: date, then_begins: date) -> RuleTable:
    """Return the table with one rule in two rows."""
    (row,) = TABLE.rows_of["disputed"]
    halves = (
        msgspec.structs.replace(row, last_day=first_ends),
        msgspec.structs.replace(row, first_day=then_begins, version=2),
    )
    return msgspec.structs.replace(TABLE, rows=(*(one for one in TABLE.rows if one.id != "disputed"), *halves))


def test_a_table_stands_where_each_rule_says_one_thing_on_each_day() -> None:
    assert refuse_rule_table(TABLE) is None
    assert refuse_rule_table(split(DAY, DAY + timedelta(days=1))) is None


@pytest.mark.parametrize(
    ("table", "refused"),
    [
        (split(DAY, DAY + timedelta(days=2)), RuleTableGap(rule="disputed", day="2026-06-02")),
        (split(DAY, DAY), RuleTableOverlap(rule="disputed", day="2026-06-01")),
        (with_row("disputed", last_day=DAY), RuleTableGap(rule="disputed", day="2026-06-02")),
        (with_row("disputed", first_day=DAY), RuleTableGap(rule="disputed", day="1970-01-01")),
        (with_row("disputed", last_day=date(1969, 1, 1)), RuleTableOverlap(rule="disputed", day="1970-01-01")),
        (with_row("disputed", id="disliked"), RuleUnknown(rule="disliked")),
        (
            msgspec.structs.replace(TABLE, rows=tuple(row for row in TABLE.rows if row.id != "wrong-service")),
            RuleTableGap(rule="wrong-service", day="1970-01-01"),
        ),
    ],
    ids=["gap", "overlap", "ends", "begins late", "turned", "unknown", "missing"],
)
def test_a_table_with_a_gap_or_an_overlap_is_refused(table: RuleTable, refused: Problem) -> None:
    assert plain(refuse_rule_table(table)) == plain(refused)


@pytest.mark.parametrize(("permille", "stands"), [(0, True), (1000, True), (1001, False), (10_000, False), (-1, False)])
def test_a_tolerance_of_a_thousand_per_cent_is_refused(permille: int, stands: bool) -> None:  # noqa: FBT001 - a column of the table
    (row,) = TABLE.rows_of["within-tolerance"]
    wide = tuple(
        msgspec.structs.replace(one, otherwise=permille) if one.name == "tolerancePermille" else one
        for one in row.parameters
    )
    problem = refuse_rule_table(with_row("within-tolerance", parameters=wide))
    assert (problem is None) == stands
    if permille > 1000:
        assert plain(problem) == plain(ToleranceTooWide(permille=permille, most_permille=1000))


@pytest.mark.parametrize(("name", "otherwise"), [("toleranceOf", "weight"), ("toleranceOver", None), ("tolerance", 1)])
def test_a_parameter_that_means_nothing_is_refused(name: str, otherwise: object) -> None:
    (row,) = TABLE.rows_of["within-tolerance"]
    spoilt = (*row.parameters, msgspec.structs.replace(row.parameters[0], name=name, otherwise=otherwise))
    refused = refuse_rule_table(with_row("within-tolerance", parameters=spoilt))
    assert plain(refused) == plain(RuleUnknown(rule="within-tolerance"))


def test_a_file_that_cannot_stand_is_not_judged_by() -> None:
    spoilt = FILE.read_bytes().replace(b'"otherwise": 100,', b'"otherwise": 10000,')
    with pytest.raises(ToleranceTooWide):
        read_rule_table(spoilt)
