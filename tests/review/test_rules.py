"""What finance may decide where, what is paid then, and for how long a decision holds."""

from collections.abc import Collection
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reckoning.own_liability import Totals
from backend.review.rules import (
    ALLOWED,
    NOTHING,
    REASONS,
    WITHOUT_PRICE,
    Decided,
    Deciding,
    Outcome,
    Reason,
    Stage,
    Standing,
    paid_of,
    part_of,
    refuse_decision,
    stage_of,
)

RECORD, OTHER = UUID(int=1), UUID(int=2)
RECKONED = Totals(4000, 3000, 1000)
REASON: dict[Outcome, Reason] = {outcome: reasons[0] for outcome, reasons in REASONS.items()}


def decided(outcome: Outcome, *, is_answered: bool = False, part: Totals | None = None) -> Decided:
    return Decided(outcome, RECORD, {"over-tolerance", "disputed"}, is_answered, part)


# A visit in each stage.
IN_STAGE: dict[Stage, Decided | None] = {
    "waiting": None,
    "asked": decided("asked"),
    "answered": decided("asked", is_answered=True),
    "accepted": decided("accepted"),
    "partly": decided("partly", part=Totals(2000, 1500, 500)),
    "rejected": decided("rejected"),
}


def standing(
    latest: Decided | None = None,
    *,
    verdict: str = "to_review",
    rules: Collection[str] = ("over-tolerance",),
    record: UUID = RECORD,
    is_settled: bool = False,
) -> Standing:
    return Standing(verdict, record, rules, RECKONED, 1 if latest else 0, latest, is_settled)


def asked(outcome: Outcome, price_cents: int | None = None, *, turns: int = 0, record: UUID = RECORD) -> Deciding:
    if price_cents is None and outcome == "partly":
        price_cents = 2000
    return Deciding(outcome, REASON[outcome], has_words=False, price_cents=price_cents, record=record, turns=turns)


def refusal(deciding: Deciding, where: Standing) -> str | None:
    problem = refuse_decision(deciding, where)
    return problem.slug() if problem else None


def test_every_outcome_has_its_reasons_and_every_reason_an_outcome() -> None:
    assert set(REASONS) == set(get_args(Outcome))
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(get_args(Reason))


@pytest.mark.parametrize("stage", get_args(Stage))
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_what_can_be_decided_where_is_one_table(stage: Stage, outcome: Outcome) -> None:
    where = standing(IN_STAGE[stage])
    assert stage_of(where) == stage
    found = refusal(asked(outcome, turns=where.turns), where)
    assert found == (None if outcome in ALLOWED[stage] else "not-to-be-decided")


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_nothing_is_decided_of_what_is_settled_or_needs_nobody(outcome: Outcome) -> None:
    assert refusal(asked(outcome), standing(is_settled=True)) == "visit-settled-already"
    for verdict in ("accepted", "unpaid", "withdrawn"):
        assert refusal(asked(outcome), standing(verdict=verdict)) == "visit-not-to-review"


def test_a_decision_is_about_what_its_maker_saw() -> None:
    assert refusal(asked("accepted", record=OTHER), standing()) == "visit-reckoned-anew"
    assert refusal(asked("accepted"), standing(decided("asked"))) == "decided-meanwhile"
    assert refusal(asked("accepted", turns=1), standing(decided("asked"))) is None


def test_the_reason_other_needs_words() -> None:
    other = Deciding("rejected", "other", has_words=False, price_cents=None, record=RECORD, turns=0)
    assert refusal(other, standing()) == "reason-needs-words"
    said = Deciding("rejected", "other", has_words=True, price_cents=None, record=RECORD, turns=0)
    assert refusal(said, standing()) is None


@pytest.mark.parametrize(
    ("outcome", "price_cents", "refused"),
    [
        ("partly", 0, True),
        ("partly", 1, False),
        ("partly", 3999, False),
        ("partly", 4000, True),
        ("partly", 4001, True),
        ("accepted", 2000, True),
        ("rejected", 2000, True),
        ("asked", 0, True),
    ],
)
def test_a_part_is_more_than_nothing_and_less_than_all(outcome: Outcome, price_cents: int, *, refused: bool) -> None:
    assert refusal(asked(outcome, price_cents), standing()) == ("part-out-of-bounds" if refused else None)


def test_a_part_without_a_sum_is_none() -> None:
    bare = Deciding("partly", REASON["partly"], has_words=False, price_cents=None, record=RECORD, turns=0)
    assert refusal(bare, standing()) == "part-out-of-bounds"


def test_without_a_price_nothing_is_accepted() -> None:
    where = standing(rules=(WITHOUT_PRICE,))
    assert refusal(asked("accepted"), where) == "visit-has-no-price"
    assert refusal(asked("partly"), where) == "visit-has-no-price"
    assert refusal(asked("rejected"), where) is None
    assert refusal(asked("asked"), where) is None


def test_a_decision_holds_for_its_record_and_the_reasons_that_were_known() -> None:
    accepted = decided("accepted")
    assert paid_of(standing(accepted)) == RECKONED
    assert paid_of(standing(accepted, verdict="accepted", rules=())) == RECKONED
    # What the rules accept by now is not paid against a person's word.
    assert paid_of(standing(decided("rejected"), verdict="accepted", rules=("within-grant",))) == NOTHING
    assert paid_of(standing(accepted, rules=("over-tolerance", "disputed"))) == RECKONED
    # The visit was corrected, or something was found that its maker did not know.
    assert stage_of(standing(accepted, record=OTHER)) == "waiting"
    assert stage_of(standing(accepted, rules=("two-workers-not-granted",))) == "waiting"
    assert stage_of(standing(accepted, record=OTHER, verdict="accepted")) is None
    assert stage_of(standing(decided("undone"))) == "waiting"


def test_what_is_paid_follows_the_decision() -> None:
    assert paid_of(standing()) is None
    assert paid_of(standing(decided("asked"))) is None
    assert paid_of(standing(decided("rejected"))) == NOTHING
    part = Totals(2000, 1500, 500)
    assert paid_of(standing(decided("partly", part=part))) == part
    # Reckoned anew since, it came to less than the part.
    more = Totals(5000, 4000, 1000)
    assert paid_of(standing(decided("partly", part=more))) == RECKONED


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.data())
def test_neither_pays_more_of_a_part_than_of_the_whole(organiser: int, own: int, data: st.DataObject) -> None:
    whole = Totals(organiser + own, organiser, own)
    if whole.price_cents < 2:
        return
    part = part_of(data.draw(st.integers(1, whole.price_cents - 1)), whole)
    assert part.organiser_cents + part.own_liability_cents == part.price_cents
    assert 0 <= part.organiser_cents <= organiser
    assert 0 <= part.own_liability_cents <= own
