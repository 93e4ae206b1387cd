"""What is proposed where another record of a visit has come after it was settled. Pure.

What was settled stays, and is only taken back: in part where the newer record comes to less, whole where it comes to
more than is left for the organiser or the client. Then the office records the visit anew, and the next run pays it.
"""

from dataclasses import dataclass
from typing import Literal

from backend.problems import Problem
from backend.review.problems import DecidedMeanwhile, ReasonNeedsWords, VisitReckonedAnew
from backend.settlement.rules import Cents, CreditReason

# Why a settlement stands; `other` says it in words of its own.
StandsReason = Literal["settled-is-right", "agreed-with-provider", "too-little-to-credit", "other"]
# The rule that found no price in force (verdicts/rule_table.json): what the newer record comes to is not known.
WITHOUT_PRICE = "price-not-in-force"


@dataclass(frozen=True)
class Changed:
    """A settled visit as it was settled, and as a newer record has it."""

    # What is left of what was settled.
    left: Cents
    settled_minutes: int
    reckoned: Cents
    minutes: int
    is_withdrawn: bool
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A credit that would make good what the newer record has changed."""

    reason: CreditReason
    cents: Cents
    # All that is left is taken back, and the visit is recorded anew.
    is_anew: bool


def proposed(changed: Changed) -> Proposal | None:
    """Return which credit a newer record asks for; None where nothing is left, or nobody knows what it comes to."""
    left, reckoned = changed.left, changed.reckoned
    if left.price == 0 or WITHOUT_PRICE in changed.rules:
        return None
    if reckoned.organiser <= left.organiser and reckoned.own_liability <= left.own_liability:
        less = Cents(left.organiser - reckoned.organiser, left.own_liability - reckoned.own_liability)
        return Proposal(reason_of(changed), less, is_anew=False) if less.price else None
    return Proposal(reason_of(changed), left, is_anew=True)


def reason_of(changed: Changed) -> CreditReason:
    """Return what was wrong, by what the newer record says."""
    if changed.is_withdrawn or changed.reckoned.price == 0:
        return "not-made"
    return "wrong-times" if changed.minutes != changed.settled_minutes else "wrong-price"


def refuse_stands(reason: StandsReason, *, has_words: bool, is_seen: bool, is_open: bool) -> Problem | None:
    """Return why it cannot be said that a settlement stands: of a record that she has not seen, or decided of."""
    if reason == "other" and not has_words:
        return ReasonNeedsWords()
    if not is_seen:
        return VisitReckonedAnew()
    return None if is_open else DecidedMeanwhile()
