"""Why a rule table cannot stand. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


@dataclass(eq=False)
class RuleTableGap(Problem):
    """A rule says nothing from a day on, so that visits of that day would be judged by nothing."""

    rule: str
    day: str


@dataclass(eq=False)
class RuleTableOverlap(Problem):
    """Two rows of a rule hold on the same day, or a row is turned around."""

    rule: str
    day: str


@dataclass(eq=False)
class RuleUnknown(Problem):
    """A row is of a rule that nothing here evaluates, or gives it a parameter that it does not have."""

    rule: str


@dataclass(eq=False)
class ToleranceTooWide(Problem):
    """A tolerance is so wide that it would let everything through."""

    permille: int
    most_permille: int
