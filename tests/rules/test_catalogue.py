"""What of a catalogue holds on a day, and what cannot stand in one together."""

from datetime import date
from typing import Any

import pytest

from backend.catalogue.rules import in_force_on, refuse_validity
from backend.wire import Kept
from tests.rules.vectors import cases, plain, read


class Value(Kept, frozen=True):
    """A row with nothing but its days."""

    first_day: date
    last_day: date | None


@pytest.mark.parametrize("case", cases("in_force.json"))
def test_a_row_holds_from_its_first_day_to_its_last(case: dict[str, Any]) -> None:
    rows = read(case["rows"], list[Value])
    found = in_force_on(date.fromisoformat(case["day"]), rows)
    assert (found.first_day.isoformat() if found else None) == case["in_force"]
    refused = refuse_validity(rows)
    assert (plain(refused) if refused else None) == case["refused"]
