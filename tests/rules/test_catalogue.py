"""What of a catalogue holds on a day, and what cannot stand in one together."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.rules import in_force_on, refuse_validity
from backend.wire import Kept
from tests.rules.vectors import cases, plain, read


class Value(Kept, frozen=True):
    """A row with nothing but its days."""

    first_day: date
    last_day: date | None


# Few enough that the edges of periods often meet.
DAYS = st.dates(date(2026, 12, 27), date(2027, 1, 5))
ROWS = st.lists(
    st.builds(
        lambda first, days: Value(first, None if days is None else first + timedelta(days)),
        DAYS,
        st.none() | st.integers(-1, 5),
    ),
    max_size=5,
)


@pytest.mark.parametrize("case", cases("in_force.json"))
def test_a_row_holds_from_its_first_day_to_its_last(case: dict[str, Any]) -> None:
    rows = read(case["rows"], list[Value])
    found = in_force_on(date.fromisoformat(case["day"]), rows)
    assert (found.first_day.isoformat() if found else None) == case["in_force"]
    refused = refuse_validity(rows)
    assert (plain(refused) if refused else None) == case["refused"]


@given(ROWS, DAYS)
def test_of_rows_that_may_stand_side_by_side_at_most_one_holds(rows: list[Value], day: date) -> None:
    holding = [row for row in rows if row.first_day <= day and (row.last_day is None or day <= row.last_day)]
    found = in_force_on(day, rows)
    assert found in holding if holding else found is None
    assert refuse_validity(rows) is not None or len(holding) <= 1
