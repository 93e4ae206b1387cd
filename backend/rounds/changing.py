"""Planned visits moved, called off or copied, one or the rest of a series, and each such act taken back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import HERE, ONE_DAY, local_day, start_of
from backend.problems import NotFound, Problem
from backend.rounds.planning import (
    Doing,
    NewPlan,
    PlanAnswer,
    PlannedOn,
    find_act,
    id_of,
    keep_act,
    limits_for,
    looked_over,
    make_plans,
    settle,
    vouchers_of,
)
from backend.rounds.problems import NothingToPlan, PlanChangedMeanwhile
from backend.rounds.recurrence import instant_of
from backend.rounds.rules import Spell, refuse_change
from backend.wire import hold_to_our_times

Scope = Literal["this", "rest"]


class CancelPlan(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A planned visit is called off, alone or with the rest of its series."""

    # Made by the page, so that what is sent twice is done once.
    id: UUID
    scope: Scope


class ChangePlan(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """When and by whom a planned visit is made instead; the rest of its series moves by as much."""

    id: UUID
    scope: Scope
    day: date
    # Of the local day.
    start_minute: Annotated[int, msgspec.Meta(ge=0, lt=24 * 60)]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]
    # Null: nobody has been found.
    worker: UUID | None

    def __post_init__(self) -> None:
        """Hold the day to the calendar."""
        hold_to_our_times(self.day)


class CopyWeek(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What was planned for a week is planned for another, of everybody or of one worker or client."""

    id: UUID
    # Any day of either week.
    from_day: date
    to_day: date
    worker: UUID | None = None
    client: UUID | None = None

    def __post_init__(self) -> None:
        """Hold the days to the calendar."""
        hold_to_our_times(self.from_day, self.to_day)


PLAN = """
select id, voucher, worker, series, together, starts_at, ends_at, late_at, missed_at, cancelled_at, visit
from planned_visit where provider = $1 and {which} order by starts_at, id for update
"""
# What an act has changed, as it was, in the words that undoing reads.
BEFORE = """
select coalesce(jsonb_agg(jsonb_build_object('id', id, 'worker', worker, 'starts_at', starts_at, 'ends_at', ends_at,
    'late_at', late_at, 'missed_at', missed_at, 'cancelled_at', cancelled_at)), '[]')::text as before
from planned_visit where id = any($1)
"""
# What the rule had said of a moved visit is said anew.
CHANGE = """
with counter as (
    update change_counter set last = last + 1
    where organiser in (select organiser from planned_visit where id = any($1)) returning organiser, last
)
update planned_visit p set worker = given.worker, starts_at = given.starts_at, ends_at = given.ends_at,
    late_at = given.late_at, missed_at = given.missed_at, cancelled_at = given.cancelled_at, noticed = null,
    change_number = counter.last, changed_at = $8
from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[]) as given(id, worker, starts_at, ends_at, late_at, missed_at, cancelled_at), counter
where p.id = given.id and counter.organiser = p.organiser
"""


async def plans_asked(person: ActingPerson, plan: UUID, scope: Scope) -> list[dict[str, Any]]:
    """Return the planned visit, locked, and with it the rest of its series that can still be changed."""
    found = await fetch(PLAN.format(which="id = $2"), person.provider, plan)
    if not found:
        raise NotFound
    (one,) = found
    if problem := refuse_change(is_done=one["visit"] is not None, is_cancelled=one["cancelled_at"] is not None):
        raise problem
    if scope == "this" or one["series"] is None:
        return [one]
    which = "series = $2 and starts_at >= $3 and visit is null and cancelled_at is null"
    return await fetch(PLAN.format(which=which), person.provider, one["series"], one["starts_at"])


def as_plan(row: dict[str, Any], spell: Spell | None = None, worker: UUID | None = None) -> NewPlan:
    """Return a row as it is, or as it is to be."""
    own = Spell(row["starts_at"], row["ends_at"])
    if spell is None:
        return NewPlan(row["id"], row["voucher"], row["worker"], own, row["series"], row["together"])
    return NewPlan(row["id"], row["voucher"], worker, spell, row["series"], row["together"])


async def change_plans(person: ActingPerson, plan: UUID, asked: ChangePlan, now: datetime) -> PlanAnswer:
    """Move a planned visit or the rest of its series, or give it to somebody else; called in a transaction."""
    if known := await find_act(person, asked.id):
        return known
    rows = await plans_asked(person, plan, asked.scope)
    (this,) = (row for row in rows if row["id"] == plan)
    moved_by = asked.day - local_day(this["starts_at"])
    clock_time = time(*divmod(asked.start_minute, 60))
    plans = []
    for row in rows:
        start = instant_of(datetime.combine(local_day(row["starts_at"]) + moved_by, clock_time))
        plans.append(as_plan(row, Spell(start, start + timedelta(minutes=asked.minutes)), asked.worker))
    vouchers = await vouchers_of(person.provider, {one.voucher for one in plans})
    warnings = await looked_over(person, plans, vouchers)
    if isinstance(warnings, Problem):
        raise warnings
    days = [local_day(one.spell.starts_at) for one in plans]
    told = PlanAnswer(act=asked.id, visits=len(plans), first_day=min(days), last_day=max(days), warnings=warnings)
    before = await before_of(plans)
    await store_change(plans, vouchers, [None] * len(plans), now)
    await settle(person, plans, vouchers, "planned")
    await keep_act(Doing(person, "changed", now), told, before=before)
    return told


async def cancel_plans(person: ActingPerson, plan: UUID, asked: CancelPlan, now: datetime) -> PlanAnswer:
    """Call a planned visit off, or with it the rest of its series; called in a transaction."""
    if known := await find_act(person, asked.id):
        return known
    plans = [as_plan(row) for row in await plans_asked(person, plan, asked.scope)]
    vouchers = await vouchers_of(person.provider, {one.voucher for one in plans})
    days = [local_day(one.spell.starts_at) for one in plans]
    told = PlanAnswer(act=asked.id, visits=len(plans), first_day=min(days), last_day=max(days))
    before = await before_of(plans)
    await store_change(plans, vouchers, [now] * len(plans), now)
    await settle(person, plans, vouchers, "planned")
    await keep_act(Doing(person, "cancelled", now), told, before=before)
    return told


async def before_of(plans: Sequence[NewPlan]) -> str:
    """Return how planned visits stand, as an act keeps it."""
    (row,) = await fetch(BEFORE, [plan.id for plan in plans])
    return str(row["before"])


async def store_change(
    plans: Sequence[NewPlan], vouchers: dict[UUID, PlannedOn], cancelled: Sequence[datetime | None], now: datetime
) -> None:
    """Give planned visits their new shape, under a new change number."""
    limits = await limits_for(plans, vouchers)
    await fetch(
        CHANGE,
        *([plan.id for plan in plans], [plan.worker for plan in plans]),
        *([plan.spell.starts_at for plan in plans], [plan.spell.ends_at for plan in plans]),
        *([late for late, _ in limits], [missed for _, missed in limits], list(cancelled), now),
    )


WEEK = """
select id, voucher, worker, series, together, starts_at, ends_at from planned_visit
where provider = $1 and cancelled_at is null and starts_at >= $2 and starts_at < $3
    and ($4::uuid is null or worker = $4) and ($5::uuid is null or client = $5)
order by starts_at, id
"""
THERE = """
select voucher, starts_at, ends_at from planned_visit
where provider = $1 and cancelled_at is null and starts_at >= $2::timestamptz - interval '1 day' and starts_at < $3
"""


async def copy_week(doing: Doing, asked: CopyWeek) -> PlanAnswer:
    """Plan for a week what is planned for another, but where something is planned already; in a transaction."""
    if known := await find_act(doing.person, asked.id):
        return known
    first, to_first = (day - ONE_DAY * day.weekday() for day in (asked.from_day, asked.to_day))
    span = (start_of(first), start_of(first + ONE_DAY * 7))
    rows = await fetch(WEEK, doing.person.provider, *span, asked.worker, asked.client)
    there = await fetch(THERE, doing.person.provider, start_of(to_first), start_of(to_first + ONE_DAY * 8))
    taken: dict[UUID, list[Spell]] = {}
    for row in there:
        taken.setdefault(row["voucher"], []).append(Spell(row["starts_at"], row["ends_at"]))
    plans: list[NewPlan] = []
    for place, row in enumerate(rows):
        local = row["starts_at"].astimezone(HERE)
        start = instant_of(datetime.combine(local.date() + (to_first - first), local.time()))
        spell = Spell(start, start + (row["ends_at"] - row["starts_at"]))
        if not any(spell.overlaps(other) for other in taken.get(row["voucher"], ())):
            together = id_of(asked.id, row["together"].int) if row["together"] else None
            plans.append(NewPlan(id_of(asked.id, place), row["voucher"], row["worker"], spell, together=together))
    if not plans:
        raise NothingToPlan
    answer = PlanAnswer(act=asked.id, visits=0, already_there=len(rows) - len(plans))
    return await make_plans(doing, answer, plans)


# What has been changed since, by an act of the office or because the visit was made, stands in the way.
TOUCHED = """
select count(*) as count from planned_visit
where id = any($1) and (changed_at <> $2 or visit is not null)
"""
RESTORE = """
select id, worker, starts_at, ends_at, late_at, missed_at, cancelled_at
from jsonb_to_recordset($1::jsonb) as before(id uuid, worker uuid, starts_at timestamptz, ends_at timestamptz,
    late_at timestamptz, missed_at timestamptz, cancelled_at timestamptz)
"""


async def undo_act(person: ActingPerson, act: UUID, now: datetime) -> PlanAnswer:
    """Take an act on the plan back, if nothing it did has been changed since; called in a transaction."""
    rows = await fetch("select * from plan_act where id = $1 and provider = $2 for update", act, person.provider)
    if not rows:
        raise NotFound
    (kept,) = rows
    answer = msgspec.json.decode(kept["answer"], type=PlanAnswer)
    if kept["undone_at"] is not None:
        return answer
    before = await fetch(RESTORE, kept["before"])
    ids = [*kept["made"], *(row["id"] for row in before)]
    (touched,) = await fetch(TOUCHED, ids, kept["at"])
    if touched["count"]:
        raise PlanChangedMeanwhile
    made = await fetch(PLAN.format(which="id = any($2)"), person.provider, kept["made"])
    restored = [(row, now) for row in made] + [(row, row["cancelled_at"]) for row in before]
    await fetch(
        CHANGE,
        *[
            [row[name] for row, _ in restored]
            for name in ("id", "worker", "starts_at", "ends_at", "late_at", "missed_at")
        ],
        *([cancelled for _, cancelled in restored], now),
    )
    found = await fetch(PLAN.format(which="id = any($2)"), person.provider, ids)
    plans = [as_plan(row) for row in found]
    await settle(person, plans, await vouchers_of(person.provider, {one.voucher for one in plans}), "planned")
    await fetch("update plan_act set undone_at = $2 where id = $1", act, now)
    return answer
