"""For whom a record was made: by the employments of its author, never by who brings it."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backend.sync.rules import Employment, Serving, serving_on

ONE, OTHER = UUID(int=1), UUID(int=2)
MARCH = Employment(ONE, date(2026, 3, 1), date(2026, 3, 31))
FROM_APRIL = Employment(OTHER, date(2026, 4, 1), None)

DAYS = st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
EMPLOYMENTS = st.builds(
    lambda provider, first, length: Employment(
        UUID(int=provider), first, None if length is None else first + timedelta(days=length)
    ),
    st.integers(1, 3),
    DAYS,
    st.none() | st.integers(0, 90),
)


def test_it_is_the_provider_of_the_day() -> None:
    both = [FROM_APRIL, MARCH]
    assert serving_on(date(2026, 3, 1), both, None) == Serving(ONE, is_employed=True)
    assert serving_on(date(2026, 3, 31), both, None) == Serving(ONE, is_employed=True)
    assert serving_on(date(2026, 4, 1), both, None) == Serving(OTHER, is_employed=True)


def test_on_a_day_without_employment_it_is_the_last_one_and_the_office_is_told() -> None:
    assert serving_on(date(2026, 4, 1), [MARCH], None) == Serving(ONE, is_employed=False)
    assert serving_on(date(2026, 2, 28), [MARCH, FROM_APRIL], ONE) == Serving(OTHER, is_employed=False)


def test_an_employment_that_had_not_begun_yet_takes_no_visit_of_the_one_before() -> None:
    later = Employment(OTHER, date(2026, 6, 1), None)
    assert serving_on(date(2026, 4, 2), [MARCH, later], ONE) == Serving(ONE, is_employed=False)
    assert serving_on(date(2026, 4, 2), [later, MARCH], None) == Serving(ONE, is_employed=False)


def test_of_two_on_one_day_the_record_says_which_and_else_the_newer() -> None:
    both = [Employment(ONE, date(2026, 1, 1), None), FROM_APRIL]
    assert serving_on(date(2026, 5, 1), both, ONE) == Serving(ONE, is_employed=True)
    assert serving_on(date(2026, 5, 1), both, OTHER) == Serving(OTHER, is_employed=True)
    assert serving_on(date(2026, 5, 1), both, UUID(int=3)) == Serving(OTHER, is_employed=True)
    assert serving_on(date(2026, 5, 1), both, None) == Serving(OTHER, is_employed=True)


def test_who_has_never_worked_for_anybody_has_recorded_for_nobody() -> None:
    assert serving_on(date(2026, 3, 1), [], ONE) is None


@given(DAYS, st.lists(EMPLOYMENTS, min_size=1, max_size=5), st.none() | st.integers(1, 4).map(lambda n: UUID(int=n)))
def test_it_is_always_one_of_hers_and_one_of_the_day_where_there_is_one(
    day: date, employments: list[Employment], said: UUID | None
) -> None:
    found = serving_on(day, employments, said)
    on_day = {one.provider for one in employments if one.first_day <= day and (one.last_day or day) >= day}
    assert found is not None
    assert found.is_employed == bool(on_day)
    assert found.provider in (on_day or {one.provider for one in employments})
    if said in on_day:
        assert found.provider == said
    assert found == serving_on(day, employments[::-1], said)
