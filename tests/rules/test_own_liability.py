"""Who pays what of a price, and what a client would pay in every other way."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.problems import FeeAndLiability, RaisedValueTooLow
from backend.reckoning.client_fee import ClientFee
from backend.reckoning.comparison import Offer, comparison
from backend.reckoning.explanation import Explanation
from backend.reckoning.own_liability import (
    Arranging,
    LiabilityTerms,
    Line,
    RaisedValue,
    Totals,
    own_liability,
    raised_value,
    refuse_payments,
    totals,
)
from tests.rules.vectors import cases, plain, read

LINES = st.lists(
    st.builds(
        Line,
        quantity=st.integers(0, 44_640),
        unit=st.sampled_from(["minute", "unit"]),
        price_cents=st.integers(0, 500_000),
        value_cents=st.integers(0, 500_000),
    ),
    max_size=6,
)
WHY = Explanation("client-fee", "734/1992 s.10e", verified=True, inputs=(), steps=())
COVERED = st.none() | st.integers(0, 10_000)


@pytest.mark.parametrize("case", cases("own_liability.json"))
def test_the_price_above_the_value_is_the_clients(case: dict[str, Any]) -> None:
    lines = read(case["lines"], list[Line])
    found = own_liability(lines, read(case["terms"], LiabilityTerms))
    assert [found.price_cents, found.organiser_cents, found.own_liability_cents] == [
        case["price_cents"],
        case["organiser_cents"],
        case["own_liability_cents"],
    ]
    assert case.get("explanation") in (None, plain(found.explanation))


@pytest.mark.parametrize("case", cases("comparison.json"))
def test_every_way_is_told_the_cheapest_first(case: dict[str, Any]) -> None:
    offers = read(case["offers"], list[Offer])
    fee = None if case["client_fee_cents"] is None else ClientFee(case["client_fee_cents"], WHY)
    found = comparison(offers, fee, read(case["terms"], LiabilityTerms))
    assert [list(way.values())[:6] for way in plain(found.ways)] == case["ways"]
    assert all((way.explanation == WHY) == (way.arranging != "voucher") for way in found.ways)
    assert found.source == case["terms"]["source"]


@given(LINES, st.booleans(), COVERED)
def test_an_own_liability_is_never_below_nothing(lines: list[Line], free: bool, covered: int | None) -> None:  # noqa: FBT001 - Hypothesis names it
    found = own_liability(lines, LiabilityTerms("", free=free, covered_quantity=covered))
    assert found.own_liability_cents >= 0
    assert found.organiser_cents >= 0
    assert found.organiser_cents + found.own_liability_cents == found.price_cents
    assert not (free and found.own_liability_cents)


@given(st.lists(LINES, max_size=5))
def test_a_months_totals_are_those_of_its_visits(visits: list[list[Line]]) -> None:
    shares = [own_liability(lines, LiabilityTerms("")) for lines in visits]
    month = totals(shares)
    assert month.organiser_cents + month.own_liability_cents == month.price_cents
    assert month.price_cents == sum(share.price_cents for share in shares)


@given(st.lists(LINES, max_size=8), st.none() | st.integers(0, 10**6), COVERED)
def test_a_comparison_leaves_no_way_out(offered: list[list[Line]], fee: int | None, covered: int | None) -> None:
    offers = [Offer(f"provider-{number}", tuple(lines)) for number, lines in enumerate(offered)]
    known = None if fee is None else ClientFee(fee, WHY)
    ways = comparison(offers, known, LiabilityTerms("", covered_quantity=covered)).ways
    with_voucher = [way.provider for way in ways if way.provider is not None]
    assert sorted(with_voucher) == [offer.provider for offer in offers]
    assert len(ways) - len(offers) == (0 if fee is None else 2)
    assert all(cheaper.client_cents <= dearer.client_cents for cheaper, dearer in pairwise(ways))


def test_a_month_without_visits_is_nothing() -> None:
    assert totals([]) == Totals(0, 0, 0)


def test_a_raised_value_is_above_the_one_it_raises() -> None:
    raised = raised_value(3137, 3850, "569/2009 s.8")
    assert isinstance(raised, RaisedValue)
    assert (raised.value_cents, raised.explanation.steps[0].amount) == (3850, 713)
    assert plain(raised_value(3137, 3137, "569/2009 s.8")) == plain(RaisedValueTooLow(value_cents=3137))


@pytest.mark.parametrize(
    ("arranging", "client_fee", "own_liability_cents", "refused"),
    [
        ("voucher", 0, 400, False),
        ("voucher", 0, 0, False),
        ("voucher", 25234, 400, True),
        ("voucher", 25234, 0, True),
        ("purchased", 25234, 0, False),
        ("purchased", 25234, 1, True),
        ("own", 25234, 0, False),
        ("own", 0, 400, True),
    ],
)
def test_a_fee_and_an_own_liability_never_meet(
    arranging: Arranging,
    client_fee: int,
    own_liability_cents: int,
    refused: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    found = refuse_payments(arranging, client_fee, own_liability_cents)
    assert isinstance(found, FeeAndLiability) is refused
