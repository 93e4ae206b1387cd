"""What finance may decide of a visit, with which reason, and what is paid of it then. Pure.

The rules of the verdicts leave a visit to a person (docs/decisions/0041); she accepts it, accepts a part, rejects it or
asks the provider's office, and takes that back by a decision of its own for as long as nothing is settled
(docs/decisions/0042).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from backend.money import rounded
from backend.problems import Problem
from backend.reckoning.own_liability import Totals
from backend.review.problems import (
    DecidedMeanwhile,
    NotToBeDecided,
    PartOutOfBounds,
    ReasonNeedsWords,
    VisitHasNoPrice,
    VisitNotToReview,
    VisitReckonedAnew,
    VisitSettledAlready,
)

Outcome = Literal["accepted", "partly", "rejected", "asked", "undone"]
# Where a visit stands in the review: it waits for finance, finance waits for the office, the office has answered, or
# it is decided.
Stage = Literal["waiting", "asked", "answered", "accepted", "partly", "rejected"]
Reason = Literal[
    "agreed-with-case-manager",
    "need-had-grown",
    "error-in-plan",
    "provider-explained",
    "only-what-is-granted",
    "only-time-shown",
    "only-one-worker",
    "not-shown-as-made",
    "beyond-grant",
    "not-covered",
    "recorded-twice",
    "recorded-late",
    "why-longer",
    "why-late",
    "why-two-workers",
    "which-times-are-right",
    "what-happened",
    "by-mistake",
    "new-information",
    "other",
]
# What a decision can rest on; the words for people stand in the pages' catalogue, `other` says it in words of its own.
REASONS: dict[Outcome, tuple[Reason, ...]] = {
    "accepted": ("agreed-with-case-manager", "need-had-grown", "error-in-plan", "provider-explained", "other"),
    "partly": ("only-what-is-granted", "only-time-shown", "only-one-worker", "other"),
    "rejected": ("not-shown-as-made", "beyond-grant", "not-covered", "recorded-twice", "recorded-late", "other"),
    "asked": ("why-longer", "why-late", "why-two-workers", "which-times-are-right", "what-happened", "other"),
    "undone": ("by-mistake", "new-information", "other"),
}
# What can be decided where. What is decided is taken back first, so that nobody changes it by a slip of the hand.
OPEN: frozenset[Outcome] = frozenset({"accepted", "partly", "rejected", "asked"})
ALLOWED: dict[Stage, frozenset[Outcome]] = {
    "waiting": OPEN,
    "asked": OPEN | {"undone"},
    "answered": OPEN,
    "accepted": frozenset({"undone"}),
    "partly": frozenset({"undone"}),
    "rejected": frozenset({"undone"}),
}
# The rule that found no price in force (verdicts/rule_table.json).
WITHOUT_PRICE = "price-not-in-force"
NOTHING = Totals(0, 0, 0)


@dataclass(frozen=True)
class Decided:
    """The latest decision of a visit."""

    outcome: Outcome
    # The record that it was about, and why that one was left to a person.
    record: UUID
    rules: Collection[str]
    is_answered: bool = False
    # What is paid of it, where that is a part.
    part: Totals | None = None


@dataclass(frozen=True)
class Standing:
    """A visit as it stands when it is decided of."""

    # accepted, to_review, unpaid or withdrawn, by the rules.
    verdict: str
    record: UUID
    rules: Collection[str]
    reckoned: Totals
    # How many decisions there have been, and the latest.
    turns: int
    latest: Decided | None
    is_settled: bool


@dataclass(frozen=True)
class Deciding:
    """What somebody decides, and what she saw when she did."""

    outcome: Outcome
    reason: Reason
    has_words: bool
    # What is paid in all, where that is a part.
    price_cents: int | None
    record: UUID
    turns: int


def holds(decided: Decided, standing: Standing) -> bool:
    """Tell whether a decision is still about what there is: the same record, and no reason that it did not know of.

    What the rules accept by now stays as a person decided.
    """
    if decided.record != standing.record:
        return False
    return standing.verdict != "to_review" or set(standing.rules) <= set(decided.rules)


def stage_of(standing: Standing) -> Stage | None:
    """Return where a visit stands in the review; None where the rules leave nothing to a person."""
    latest = standing.latest
    if latest is not None and latest.outcome != "undone" and holds(latest, standing):
        if latest.outcome != "asked":
            return latest.outcome
        if standing.verdict == "to_review":
            return "answered" if latest.is_answered else "asked"
    return "waiting" if standing.verdict == "to_review" else None


def refuse_decision(deciding: Deciding, standing: Standing) -> Problem | None:
    """Return why a decision is not taken."""
    if deciding.reason == "other" and not deciding.has_words:
        return ReasonNeedsWords()
    if standing.is_settled:
        return VisitSettledAlready()
    if deciding.record != standing.record:
        return VisitReckonedAnew()
    if deciding.turns != standing.turns:
        return DecidedMeanwhile()
    return refuse_outcome(deciding, stage_of(standing)) or refuse_money(deciding, standing)


def refuse_outcome(deciding: Deciding, stage: Stage | None) -> Problem | None:
    """Return why nothing, or nothing of the kind, can be decided where a visit stands."""
    if stage is None:
        return VisitNotToReview()
    return None if deciding.outcome in ALLOWED[stage] else NotToBeDecided(stage=stage)


def refuse_money(deciding: Deciding, standing: Standing) -> Problem | None:
    """Return why a visit cannot be paid so: a part is more than nothing and less than all."""
    if deciding.outcome in {"accepted", "partly"} and WITHOUT_PRICE in standing.rules:
        return VisitHasNoPrice()
    most = standing.reckoned.price_cents
    is_part = deciding.price_cents is not None and 0 < deciding.price_cents < most
    if is_part != (deciding.outcome == "partly") or (deciding.price_cents is not None and not is_part):
        return PartOutOfBounds(most_cents=max(most - 1, 0))
    return None


def part_of(price_cents: int, reckoned: Totals) -> Totals:
    """Divide a part of a price as the whole is divided: neither pays more than she would of the whole."""
    organiser = rounded(reckoned.organiser_cents * price_cents, reckoned.price_cents)
    return Totals(price_cents, organiser, price_cents - organiser)


def paid_of(standing: Standing) -> Totals | None:
    """Return what is paid of a visit after its decision; None while nobody can say, or the rules alone do."""
    match stage_of(standing):
        case "accepted":
            return standing.reckoned
        case "rejected":
            return NOTHING
        case "partly":
            part = standing.latest.part if standing.latest else None
            # What was reckoned anew since, and came to less, is not paid above.
            return standing.reckoned if part is None or part.price_cents > standing.reckoned.price_cents else part
        case _:
            return None
