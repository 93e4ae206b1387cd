"""Why a month is not settled, and a visit not credited. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


@dataclass(eq=False)
class MonthNotOver(Problem):
    """The month goes on, so its visits are not all recorded."""

    # The first day on which it can be settled.
    first_day: str


@dataclass(eq=False)
class LaterMonthSettled(Problem):
    """A later month is settled; what remains of this one comes with the next one."""

    month: str


@dataclass(eq=False)
class EarlierRunUnfinished(Problem):
    """An earlier month is still being settled."""

    month: str


class VisitNotSettled(Problem):
    """The visit is in no settlement, so nothing of it can be credited."""


class NothingToCredit(Problem):
    """Nothing of the visit is left to credit, or nothing was asked."""


@dataclass(eq=False)
class CreditTooLarge(Problem):
    """More was asked than is left of the visit's line."""

    left_organiser_cents: int
    left_own_liability_cents: int
