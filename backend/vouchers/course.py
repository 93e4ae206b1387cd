"""The course of a grant: what its acts fold into, and which further act is refused. Pure.

Acts are appended to and never edited; where a grant stands is folded from them in the order in which they were made
(tests/vectors/course.json; the phone folds the same in `pwa/src/rules/course.ts`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from backend.days import ONE_DAY
from backend.problems import (
    GrantEnded,
    NotPaused,
    OutsideGrant,
    PauseOverlaps,
    PeriodEndsBeforeStart,
    Problem,
    RaisedValueTooLow,
)

ActName = Literal["value_raised", "paused", "resumed", "ended", "undone", "refused"]


class Act(msgspec.Struct, frozen=True):
    """One thing that happened to a grant after it was given."""

    act: ActName
    # The first day it holds; for an end, the first day that is no longer paid.
    from_day: date
    to_day: date | None = None
    value_cents: int | None = None
    # Why it ended, or by whom a pause is caused.
    reason: str | None = None
    # The decision that did it: a raise, or the change that put another grant in this one's place. An `undone` that
    # names one takes back what that decision did here; one that names none takes back the grant itself.
    decision: UUID | None = None


@dataclass(frozen=True)
class PausedDays:
    """Days on which nobody should come, both included; without a last day until further notice."""

    first_day: date
    last_day: date | None
    # client, organiser or institution: whether its first days are charged (734/1992 s.10 k).
    caused_by: str | None


@dataclass(frozen=True)
class ValueFrom:
    """A value per the service's unit from a day on; None is the rulebook's own."""

    from_day: date
    value_cents: int | None


@dataclass(frozen=True)
class Course:
    """Where a grant stands after its acts."""

    first_day: date
    last_day: date
    # The first day on which it no longer pays, when it was ended before its last day.
    ended_on: date | None
    is_undone: bool
    # By their first day.
    pauses: tuple[PausedDays, ...]
    # By their day, the grant's own first.
    values: tuple[ValueFrom, ...]

    @property
    def last_paid_day(self) -> date:
        """The last day it pays for; before its first day when it pays for none."""
        return self.last_day if self.ended_on is None else min(self.last_day, self.ended_on - ONE_DAY)


def course(first_day: date, last_day: date, value_cents: int | None, acts: Iterable[Act]) -> Course:
    """Return what the acts on a grant come to, taken in the order in which they were made."""
    ends: list[Act] = []
    raises: list[Act] = []
    pauses: list[PausedDays] = []
    is_undone = False
    for act in acts:
        match act.act:
            case "ended" | "refused":
                ends.append(act)
            case "value_raised":
                raises.append(act)
            case "paused":
                pauses.append(PausedDays(act.from_day, act.to_day, act.reason))
            case "resumed":
                pauses = [kept for pause in pauses if (kept := cut(pause, act.from_day)) is not None]
            case "undone" if act.decision is None:
                is_undone = True
            case "undone":
                ends = [end for end in ends if end.decision != act.decision]
                raises = [raised for raised in raises if raised.decision != act.decision]
    ended = [end.from_day for end in ends] + ([first_day] if is_undone else [])
    # Of two raises from the same day the later one holds.
    values = {first_day: value_cents} | {raised.from_day: raised.value_cents for raised in raises}
    return Course(
        first_day,
        last_day,
        min(ended, default=None),
        is_undone,
        tuple(sorted(pauses, key=lambda pause: pause.first_day)),
        tuple(ValueFrom(day, cents) for day, cents in sorted(values.items())),
    )


def cut(pause: PausedDays, served_from: date) -> PausedDays | None:
    """Return what is left of a pause in which service begins again on a day; None when that is its first day."""
    if not holds(pause, served_from):
        return pause
    if served_from == pause.first_day:
        return None
    return PausedDays(pause.first_day, served_from - ONE_DAY, pause.caused_by)


def holds(pause: PausedDays, day: date) -> bool:
    """Tell whether a day is within a pause."""
    return pause.first_day <= day and (pause.last_day is None or day <= pause.last_day)


def is_paused(found: Course, day: date) -> bool:
    """Tell whether nobody should come on a day."""
    return any(holds(pause, day) for pause in found.pauses)


def value_on(found: Course, day: date) -> int | None:
    """Return the personal value on a day, or None when the rulebook's holds."""
    return max(
        (value for value in found.values if value.from_day <= day),
        key=lambda value: value.from_day,
        default=found.values[0],
    ).value_cents


def refuse_end(found: Course, ended_on: date) -> Problem | None:
    """Return why a grant cannot end so that a day is the first one no longer paid."""
    if found.ended_on is not None and found.ended_on <= ended_on:
        return GrantEnded()
    if not found.first_day <= ended_on <= found.last_day + ONE_DAY:
        return outside(found)
    return None


def refuse_refusal(found: Course, today: date) -> Problem | None:
    """Return why a client cannot refuse a grant today; one may before it begins (569/2009 s.6)."""
    return GrantEnded() if found.last_paid_day < today else None


def refuse_pause(found: Course, first_day: date, last_day: date | None) -> Problem | None:
    """Return why a grant cannot be paused on these days."""
    if last_day is not None and last_day < first_day:
        return PeriodEndsBeforeStart()
    if problem := refuse_day(found, first_day):
        return problem
    if last_day is not None and last_day > found.last_day:
        return outside(found)
    for pause in found.pauses:
        if (last_day is None or pause.first_day <= last_day) and (
            pause.last_day is None or first_day <= pause.last_day
        ):
            return PauseOverlaps(first_day=pause.first_day.isoformat())
    return None


def refuse_resume(found: Course, served_from: date) -> NotPaused | None:
    """Return why service cannot begin again on a day: no pause holds on it."""
    return None if is_paused(found, served_from) else NotPaused()


def refuse_raise(found: Course, from_day: date, value_cents: int, rulebook_cents: int) -> Problem | None:
    """Return why the value cannot be raised from a day: it must be above what holds on it (569/2009 s.8).

    `rulebook_cents` is what the rulebook gives where there is no personal value.
    """
    if problem := refuse_day(found, from_day):
        return problem
    now = value_on(found, from_day)
    before = rulebook_cents if now is None else now
    return RaisedValueTooLow(value_cents=before) if value_cents <= before else None


def refuse_day(found: Course, day: date) -> GrantEnded | OutsideGrant | None:
    """Return why nothing can happen to a grant from a day on."""
    if found.ended_on is not None and found.ended_on <= day:
        return GrantEnded()
    return None if found.first_day <= day <= found.last_day else outside(found)


def outside(found: Course) -> OutsideGrant:
    """Return the refusal of a day that the grant does not cover."""
    return OutsideGrant(first_day=found.first_day.isoformat(), last_day=found.last_day.isoformat())
