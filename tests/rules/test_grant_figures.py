"""What a grant is worth and costs: the cases that bind the granter's screens too (tests/vectors/grant_figures.json)."""

from datetime import date
from typing import Any

import pytest

from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.catalogue.terms import ServiceTerms
from backend.decisions.figures import Offered, reckoned
from backend.decisions.rules import Grant
from backend.problems import Problem
from tests.rules.vectors import cases, read


@pytest.mark.parametrize("case", cases("grant_figures.json"))
def test_what_a_grant_comes_to(case: dict[str, Any]) -> None:
    terms = read(case["terms"] | {"part": "service"}, ServiceTerms)
    grant = read(case["grant"] | {"provider": None, "tasks": []}, Grant)
    offered = Offered(case["unit"], terms, "the rulebook", fee_tables(), fee_limits())
    first, last = date.fromisoformat(case["first_day"]), date.fromisoformat(case["last_day"])
    found = reckoned(grant, case["arranging"], first, last, offered)
    if isinstance(found, Problem):
        assert {"refused": found.slug()} == case["expected"]
    else:
        rule = found.explanation.rule if found.explanation else None
        said = {"value_cents": found.value_cents, "client_fee_cents": found.client_fee_cents, "rule": rule}
        assert said == case["expected"]
