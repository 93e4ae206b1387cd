"""What a part of a rulebook is held to, by the cases that the organiser's screens run as she types."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from backend.catalogue.statute_book import fee_tables
from backend.catalogue.terms import Part, ServiceTerms, refuse_part, refuse_terms
from backend.wire import Kept
from tests.rules.vectors import cases, plain, read

SERVICE = uuid4()


class Days(Kept, frozen=True):
    """When a part holds."""

    first_day: date
    last_day: date | None


def part(days: Days, terms: ServiceTerms) -> Part:
    return Part(uuid4(), SERVICE, days.first_day, days.last_day, "a decision", terms)


def told(refused: object) -> Any:
    return plain(refused) if refused else None


@pytest.mark.parametrize("case", cases("rulebook_parts.json"))
def test_a_part_stands_beside_those_that_hold_or_is_refused(case: dict[str, Any]) -> None:
    said = ServiceTerms(arranging=("voucher",))
    held = [part(days, said) for days in read(case["held"], list[Days])]
    refused = refuse_part(part(read(case["entered"], Days), said), held, date.fromisoformat(case["today"]))
    assert told(refused) == case["refused"]


@pytest.mark.parametrize("case", cases("rulebook_terms.json"))
def test_terms_stand_or_are_refused(case: dict[str, Any]) -> None:
    said = read({"part": "service", "arranging": ["voucher"], **case["terms"]}, ServiceTerms)
    days = Days(date.fromisoformat(case["first_day"]), case["last_day"] and date.fromisoformat(case["last_day"]))
    assert told(refuse_terms(part(days, said), case["unit"], fee_tables())) == case["refused"]
