"""Why an explanation of a viewing is not asked for, or not given. Pure."""

from backend.problems import Problem


class ViewingTooOld(Problem):
    """The viewing is older than two years, and no special cause was given (703/2023 s.11)."""


class ExplanationGiven(Problem):
    """The explanation has been given already, in other words."""


class RefusalNeedsDecision(Problem):
    """An explanation can be refused only by a written decision, and its number was not given (703/2023 s.11)."""
