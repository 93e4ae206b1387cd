"""Why a decision of finance, or an office's answer, is not taken. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


class ReasonNeedsWords(Problem):
    """The reason `other` says nothing by itself."""


class VisitSettledAlready(Problem):
    """The visit has been settled: it can only be credited."""


class VisitReckonedAnew(Problem):
    """The visit was corrected after it was shown to whoever decides."""


class DecidedMeanwhile(Problem):
    """Somebody else has decided of the visit after it was shown to whoever decides."""


class VisitNotToReview(Problem):
    """The rules leave nothing of the visit to a person."""


@dataclass(eq=False)
class NotToBeDecided(Problem):
    """The visit has been decided of already, or there is nothing to take back."""

    # Where it stands.
    stage: str


class VisitHasNoPrice(Problem):
    """No price is in force for the visit, so nothing can be paid of it yet."""


@dataclass(eq=False)
class PartOutOfBounds(Problem):
    """A part is more than nothing and less than the whole; anything else is to accept or to reject."""

    most_cents: int


class NothingAsked(Problem):
    """The office has nothing to answer: the question is answered in other words, taken back or decided already."""
