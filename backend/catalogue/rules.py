"""What of an organiser's catalogue is in force on a day: last year's voucher still computes as last year. Pure."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

from backend.problems import OverlappingValidity, PeriodEndsBeforeStart


class InForce(Protocol):
    """Anything that holds from a day to a day, both included; without a last day it holds until further notice."""

    @property
    def first_day(self) -> date:
        """The first day on which it holds."""

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds."""


Row = TypeVar("Row", bound=InForce)


def in_force_on(day: date, rows: Iterable[Row]) -> Row | None:
    """Return what holds on a day (tests/vectors/in_force.json); of two that overlap, which is refused, the newer."""
    newest: Row | None = None
    for row in rows:
        holds = row.first_day <= day and (row.last_day is None or day <= row.last_day)
        if holds and (newest is None or row.first_day > newest.first_day):
            newest = row
    return newest


def refuse_validity(rows: Iterable[InForce]) -> PeriodEndsBeforeStart | OverlappingValidity | None:
    """Return why these cannot stand side by side: a period is turned around, or two hold on the same day."""
    by_day = sorted(rows, key=lambda row: row.first_day)
    if any(row.last_day is not None and row.last_day < row.first_day for row in by_day):
        return PeriodEndsBeforeStart()
    for earlier, later in pairwise(by_day):
        if earlier.last_day is None or later.first_day <= earlier.last_day:
            return OverlappingValidity(day=later.first_day.isoformat())
    return None
