"""The client fee of regular home care: every row of the act's table, an organiser's own below it, and pauses."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.catalogue.rules import refuse_validity
from backend.catalogue.statute_book import fee_limits, fee_tables, pause_terms
from backend.problems import Problem
from backend.reckoning.client_fee import (
    ClientFee,
    FeeTable,
    FeeTerms,
    Pause,
    client_fee,
    fee_after_pauses,
    refuse_fee_table,
)
from backend.reckoning.income import Means
from tests.rules.vectors import cases, held_on, plain, read

[ACT] = fee_tables()
[PAUSE] = pause_terms()
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
PAUSES = st.builds(
    lambda first, days, caused_by: Pause(first, first + timedelta(days), caused_by),
    DAYS,
    st.integers(0, 40),
    st.sampled_from(["client", "organiser", "institution"]),
)


def terms_on(day: str, own_table: dict[str, Any] | None = None) -> FeeTerms | Problem:
    """Return what the act gives for a fee on a day, or an organiser's own table by the act's limits."""
    table = read(own_table, FeeTable) if own_table else held_on(day, fee_tables())
    limits = held_on(day, fee_limits())
    if isinstance(table, Problem):
        return table
    return limits if isinstance(limits, Problem) else FeeTerms(table, limits)


@pytest.mark.parametrize("case", cases("client_fee_rows.json"))
def test_every_row_of_the_acts_table_holds_to_both_its_edges(case: dict[str, Any]) -> None:
    terms = terms_on(case["on"])
    assert isinstance(terms, FeeTerms)
    for minutes in case["minutes"]:
        for household, expected in enumerate(case["fee_cents"], start=1):
            fee = client_fee(Means(household, case["income_cents"]), [minutes], terms)
            assert isinstance(fee, ClientFee)
            assert fee.fee_cents == expected, f"{minutes} minutes, household of {household}"


@pytest.mark.parametrize("case", cases("client_fee.json"))
def test_a_fee_is_a_share_of_the_income_above_the_limit(case: dict[str, Any]) -> None:
    terms = terms_on(case["on"], case.get("table"))
    if isinstance(terms, FeeTerms):
        terms = replace(terms, cost_cents=case.get("cost_cents"))
        fee = client_fee(read(case["means"], Means), case["minutes_by_month"], terms)
    else:
        fee = terms
    if isinstance(fee, Problem):
        assert plain(fee) == case["refused"]
        return
    assert fee.fee_cents == case["fee_cents"]
    assert case.get("verified") in (None, fee.explanation.verified)
    assert case.get("explanation") in (None, plain(fee.explanation))


@pytest.mark.parametrize("case", cases("fee_table_bound.json"))
def test_an_organisers_own_table_never_asks_more_than_the_act(case: dict[str, Any]) -> None:
    refused = refuse_fee_table(read(case["table"], FeeTable), ACT)
    assert (plain(refused) if refused else None) == case["refused"]


@pytest.mark.parametrize("case", cases("client_fee_pause.json"))
def test_a_pause_takes_its_days_off_the_fee(case: dict[str, Any]) -> None:
    terms = replace(PAUSE, days_in_month=case.get("days_in_month"))
    pauses = read(case["pauses"], list[Pause])
    fee = fee_after_pauses(case["fee_cents"], date.fromisoformat(case["month"]), pauses, terms)
    if isinstance(fee, Problem):
        assert plain(fee) == case["refused"]
        return
    assert fee.fee_cents == case["expected_cents"]
    assert case.get("explanation") in (None, plain(fee.explanation))


def test_what_the_act_gives_never_overlaps_and_never_passes_itself() -> None:
    assert refuse_validity(fee_limits()) is None
    assert refuse_validity(fee_tables()) is None
    assert refuse_fee_table(ACT, ACT) is None


def test_only_the_limits_that_were_not_read_are_marked() -> None:
    unread = [limits.first_day.year for limits in fee_limits() if not limits.verified]
    assert unread == [2026]


@given(st.integers(0, 10**7), st.integers(1, 12), st.integers(1, 44_640), st.integers(1, 44_640))
def test_more_hours_never_cost_less(income: int, household: int, one: int, other: int) -> None:
    terms = terms_on("2024-06-01")
    assert isinstance(terms, FeeTerms)
    fewer, more = (client_fee(Means(household, income), [minutes], terms) for minutes in sorted((one, other)))
    assert isinstance(fewer, ClientFee)
    assert isinstance(more, ClientFee)
    assert fewer.fee_cents <= more.fee_cents <= income


@given(st.integers(0, 10**6), DAYS, st.lists(PAUSES, max_size=4), st.sampled_from([None, 30]))
def test_a_pause_never_makes_a_fee_larger(fee: int, month: date, pauses: list[Pause], days: int | None) -> None:
    left = fee_after_pauses(fee, month, pauses, replace(PAUSE, days_in_month=days))
    assert isinstance(left, ClientFee)
    assert 0 <= left.fee_cents <= fee
