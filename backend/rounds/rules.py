"""Where a planned visit stands, which recorded visit it was, and what its planner is warned of. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from backend.days import local_day
from backend.problems import Problem
from backend.providers.realised_price import RealisedVisit
from backend.rounds.problems import PlanAlreadyDone, PlanCalledOff
from backend.vouchers.rules import GrantTerms, period_on, taken_by, visits_in_period

PlanStanding = Literal["planned", "under-way", "done", "late", "missed", "cancelled"]

# Parameters of the product: no act or published rulebook gives any of them. Half an hour is what home care commonly
# promises as its window; a rulebook can say another (catalogue/terms.py: late_after_minutes).
LATE_AFTER_MINUTES = 30
# A visit further from its plan than this was another one, or a person says that it was it.
MATCHED_WITHIN_MINUTES = 180
# How much nearer in time a colleague's visit must be to be the one that was planned for somebody.
ANOTHERS_VISIT_MINUTES = 30
# A visit is no longer than a day (visits/rules.py); what was begun and never recorded by then was not.
LONGEST_VISIT = timedelta(days=1)


class PlanTimes(msgspec.Struct, frozen=True, rename="camel"):
    """What of a planned visit decides where it stands."""

    # From this moment without word of a start it is late, and from the other it was missed.
    late_at: datetime
    missed_at: datetime
    # When the worker's phone said that the visit begins; many phones say it only afterwards.
    arrived_at: datetime | None
    is_done: bool
    is_cancelled: bool


def limits_of(starts_at: datetime, ends_at: datetime, grace_minutes: int) -> tuple[datetime, datetime]:
    """Return from when a planned visit is late, and from when it was missed.

    A phone without network tells of a visit when it is over; one begun at the last moment of grace is over its own
    length later, so only then is it sure that nobody has been heard of.
    """
    grace = timedelta(minutes=grace_minutes)
    return starts_at + grace, ends_at + grace


def standing(plan: PlanTimes, now: datetime) -> PlanStanding:
    """Return where a planned visit stands at a moment (tests/vectors/plan_standing.json)."""
    if plan.is_done:
        return "done"
    if plan.is_cancelled:
        return "cancelled"
    if plan.arrived_at is not None:
        return "under-way" if now < plan.arrived_at + LONGEST_VISIT else "missed"
    if now < plan.late_at:
        return "planned"
    return "late" if now < plan.missed_at else "missed"


class PlannedTime(msgspec.Struct, frozen=True):
    """A planned visit as far as a recorded one is looked for."""

    id: UUID
    voucher: UUID
    worker: UUID | None
    starts_at: datetime


class RecordedTime(msgspec.Struct, frozen=True):
    """A recorded visit as far as it may be a planned one."""

    id: UUID
    voucher: UUID
    worker: UUID
    started_at: datetime


def pair_up(plans: Sequence[PlannedTime], visits: Sequence[RecordedTime]) -> list[tuple[UUID, UUID]]:
    """Return which planned visit each recorded one was: of the same voucher, the nearest in time, each once.

    Of two as near the one planned for her who made it (tests/vectors/plan_pairing.json).
    """
    by_voucher: dict[UUID, list[RecordedTime]] = {}
    for visit in visits:
        by_voucher.setdefault(visit.voucher, []).append(visit)
    near: list[tuple[float, str, str, UUID, UUID]] = []
    for plan in plans:
        for visit in by_voucher.get(plan.voucher, ()):
            apart = abs((visit.started_at - plan.starts_at).total_seconds()) / 60
            if apart > MATCHED_WITHIN_MINUTES:
                continue
            anothers = ANOTHERS_VISIT_MINUTES if plan.worker not in (None, visit.worker) else 0
            near.append((apart + anothers, str(plan.id), str(visit.id), plan.id, visit.id))
    pairs: dict[UUID, UUID] = {}
    taken: set[UUID] = set()
    for _, _, _, plan_id, visit_id in sorted(near):
        if plan_id not in pairs and visit_id not in taken:
            pairs[plan_id] = visit_id
            taken.add(visit_id)
    return list(pairs.items())


def refuse_change(*, is_done: bool, is_cancelled: bool) -> Problem | None:
    """Return why a planned visit can neither be moved nor called off."""
    if is_done:
        return PlanAlreadyDone()
    return PlanCalledOff() if is_cancelled else None


WarningKind = Literal["outside-voucher", "beyond-grant", "worker-elsewhere", "worker-not-employed"]


@dataclass(frozen=True)
class Spell:
    """When somebody is planned to be somewhere."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def overlaps(self, other: "Spell") -> bool:
        """Tell whether two share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def first_overlap(new: Iterable[Spell], beside: Sequence[Spell]) -> Spell | None:
    """Return the first of the new that falls together with one that is there; both in order of time."""
    place = 0
    for spell in new:
        while place < len(beside) and beside[place].ends_at <= spell.starts_at:
            place += 1
        if place < len(beside) and beside[place].overlaps(spell):
            return spell
    return None


def beyond_grant(grant: GrantTerms, planned: Sequence[Spell]) -> list[Spell]:
    """Return the first planned visit of each period in which more is planned than is granted.

    A grant in money is not looked at: what a visit will cost is known when it has been made.
    """
    if grant.unit == "cent":
        return []
    found: list[Spell] = []
    visits = [RealisedVisit(spell.starts_at, spell.ends_at, spell.minutes) for spell in planned]
    seen = set()
    for spell in planned:
        day = local_day(spell.starts_at)
        period = period_on(day, grant)
        if period.first_day in seen:
            continue
        seen.add(period.first_day)
        if taken_by(visits_in_period(visits, day, grant), grant.unit).used > grant.quantity:
            found.append(spell)
    return found
