"""What the demo county's offices have planned: the routines of their clients, given to those who work on the day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from backend.demo.cast import stable_id
from backend.demo.grants import Grants, Plan
from backend.demo.offers import Offers
from backend.demo.visits import THIS_MORNING, agreed_on, shifts_on, who_comes
from backend.rounds.recurrence import instant_of
from backend.rounds.rules import LATE_AFTER_MINUTES, limits_of

# A week that was, beside what came of it, and two that are planned.
DAYS_BEFORE, DAYS_AHEAD = 7, 14
BETWEEN_MINUTES = 10


class PlannedVisitRow(NamedTuple):
    """A row of `planned_visit`."""

    id: UUID
    voucher: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    worker: UUID | None
    starts_at: datetime
    ends_at: datetime
    late_at: datetime
    missed_at: datetime
    changed_at: datetime
    change_number: int = 0


class RoundFoldRow(NamedTuple):
    """A row of `round_fold`."""

    organiser: UUID
    reached: int


def planned_row(plan: Plan, worker: UUID | None, day: date, minute: int) -> PlannedVisitRow:
    """Return a visit as the office has planned it, the week before."""
    start = instant_of(datetime.combine(day, time(*divmod(minute, 60))))
    end = start + timedelta(minutes=plan.serving.routine.minutes)
    voucher = plan.voucher
    return PlannedVisitRow(
        stable_id(f"planned {voucher.id} {start.isoformat()}"),
        *(voucher.id, voucher.client, voucher.organiser, plan.provider, worker, start, end),
        *limits_of(start, end, LATE_AFTER_MINUTES),
        changed_at=start - timedelta(days=DAYS_AHEAD),
    )


def day_planned(team: list[UUID], agreed: list[tuple[int, int, Plan]], day: date) -> list[PlannedVisitRow]:
    """Return one team's day; a visit that nobody has time for waits for somebody."""
    shifts = shifts_on(len(team), day)
    rows: dict[UUID, PlannedVisitRow] = {}
    for minute, _, plan in agreed:
        # Nobody should come any more; what any provider may serve is planned by none before it is asked.
        if (
            plan.voucher.provider is None
            or day > plan.serving.period.last_day
            or (plan.voucher.ended_on and day >= plan.voucher.ended_on)
        ):
            continue
        minutes = plan.serving.routine.minutes
        shift = who_comes(shifts, plan, minute, minutes)
        if shift is not None:
            shift.free_from = max(minute, shift.free_from) + minutes + BETWEEN_MINUTES
        row = planned_row(plan, None if shift is None else team[shift.place], day, minute)
        rows[row.id] = row
    return list(rows.values())


def build_rounds(grants: Grants, offers: Offers, today: date) -> list[PlannedVisitRow]:
    """Build what is planned around today."""
    rows: list[PlannedVisitRow] = []
    for ahead in range(-DAYS_BEFORE, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        for place, agreed in agreed_on(grants.plans, day).items():
            rows += day_planned(offers.teams[place], agreed, day)
    return rows


def known_at(rows: Iterable[PlannedVisitRow], moment: datetime, today: date) -> list[PlannedVisitRow]:
    """Return what is planned as it looks at a moment of today.

    The county was at work until the morning; of what would have come since then and has no record, nothing was planned.
    """
    morning = instant_of(datetime.combine(today, time(*divmod(THIS_MORNING, 60))))
    return [row for row in rows if row.starts_at >= moment or row.ends_at < morning - timedelta(minutes=20)]
