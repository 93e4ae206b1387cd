"""Why visits are not planned, moved or matched. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


class RecurrenceNotUnderstood(Problem):
    """How the visits recur is said in a way that is not planned by."""


@dataclass(eq=False)
class SeriesTooLong(Problem):
    """A series would make more visits than are planned at once."""

    most: int


class NothingToPlan(Problem):
    """No day is left on which a visit would be planned."""


@dataclass(eq=False)
class PlansOverlap(Problem):
    """Two visits of one plan, or a plan and one that is there, would be at one client's at the same time."""

    # The local day on which they would.
    day: str


class PlanAlreadyDone(Problem):
    """A planned visit that was made cannot be moved or called off."""


class PlanCalledOff(Problem):
    """A planned visit that was called off cannot be moved."""


class PlanChangedMeanwhile(Problem):
    """What an act on the plan did cannot be taken back: it was changed again later."""


class VisitNotOfPlan(Problem):
    """A recorded visit cannot stand for a planned one: it is of another voucher, or stands for another already."""
