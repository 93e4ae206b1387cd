"""Rounds: the office plans visits by worker and by client, and everybody whom one concerns reads it."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import (
    InvalidRequest,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.rounds import changing
from backend.rounds.planning import Doing, NewPlan, PlanAnswer, find_act, id_of, make_plans, vouchers_of
from backend.rounds.problems import (
    NothingToPlan,
    PlanAlreadyDone,
    PlanCalledOff,
    PlanChangedMeanwhile,
    PlansOverlap,
    RecurrenceNotUnderstood,
    SeriesTooLong,
    VisitNotOfPlan,
)
from backend.rounds.reading import MOST_DAYS, PlannedSummary, planned, planned_between
from backend.rounds.recurrence import Recurrence, occurrences
from backend.rounds.rules import Spell
from backend.rounds.watching import LOOKED_BACK, Around, match_around, tell_pages
from backend.wire import hold_to_our_times

OFFICE_REFUSES = (SignInNeeded, NotYourRole, NotFromHere, NotJson, UnsupportedMediaType, NotFound)
Days = Annotated[int, QueryParameter(ge=1, le=MOST_DAYS)]


class PlanVisits(Recurrence, frozen=True, kw_only=True):
    """Visits are planned: once or again and again, by one worker, by two together, or by nobody yet."""

    # Made by the page, so that what is sent twice is planned once.
    id: UUID
    voucher: UUID
    # A couple: the other's voucher, for a visit at the same time.
    also_voucher: UUID | None = None
    workers: Annotated[list[UUID], msgspec.Meta(max_length=2)]

    def __post_init__(self) -> None:
        """Hold the day to the calendar."""
        hold_to_our_times(self.first_day)


class MatchPlan(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Which recorded visit a planned one was, as a person says."""

    # Null: none of those that are recorded.
    visit: UUID | None


@get(
    "/api/planned-visits",
    operation_id="listPlannedVisits",
    guards=[allow(Role.CLIENT, Role.RELATIVE, Role.PROVIDER, Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_planned_visits(
    acting_person: NamedDependency[ActingPerson],
    first_day: Annotated[date | None, QueryParameter(name="firstDay")] = None,
    days: Days = 1,
    client: FromQuery[UUID | None] = None,
    worker: FromQuery[UUID | None] = None,
) -> list[PlannedSummary]:
    """List the visits that are planned for some days, in order of time, with what came of each."""
    if acting_person.role in {Role.GRANTER, Role.ORGANISER} and client is None:
        raise InvalidRequest(errors=[{"pointer": "/client", "detail": "Name a client"}])
    now = clock.now()
    first = first_day or local_day(now)
    try:
        hold_to_our_times(first)
    except ValueError as wrong:
        raise InvalidRequest(errors=[{"pointer": "/firstDay", "detail": str(wrong)}]) from wrong
    async with transaction():
        found = await planned_between(acting_person, first, days, now, client=client, worker=worker)
        seen = [one.voucher_id for one in found]
        await trail.viewed_vouchers(acting_person, seen, trail.listed(acting_person, client))
    return found


# What has become late or missed, newest first; a screenful, since more than that is a matter of the whole day.
UNHEARD = "p.noticed is not null and p.visit is null and p.cancelled_at is null and p.starts_at >= $2"


@get(
    "/api/planned-visits/unheard",
    operation_id="listUnheardVisits",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_unheard_visits(acting_person: NamedDependency[ActingPerson]) -> list[PlannedSummary]:
    """List the planned visits of the last days that are late or were missed: nobody has been heard of."""
    now = clock.now()
    async with transaction():
        found = [one for one in await planned(acting_person, UNHEARD, now, now - LOOKED_BACK) if not one.is_cancelled]
        await trail.viewed_vouchers(acting_person, [one.voucher_id for one in found], "listed")
    return found[::-1]


@post(
    "/api/planned-visits",
    operation_id="planVisits",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, RecurrenceNotUnderstood, SeriesTooLong, NothingToPlan, PlansOverlap),
)
async def plan_visits(
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[PlanVisits],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")] = False,  # noqa: FBT002 - a query
) -> PlanAnswer:
    """Plan one visit or a series; a series without end ends with its voucher. A dry run only says what it would be."""
    asked = list(dict.fromkeys([data.voucher, data.also_voucher or data.voucher]))
    async with transaction():
        if known := await find_act(acting_person, data.id):
            return known
        vouchers = await vouchers_of(acting_person.provider, asked)
        last_day = min(voucher.last_day for voucher in vouchers.values())
        pauses = [pause for voucher in vouchers.values() for pause in voucher.pauses]
        found = occurrences(data, last_day, pauses)
        if isinstance(found, Problem):
            raise found
        workers: list[UUID | None] = [*dict.fromkeys(data.workers)] or [None]
        series = {voucher: id_of(data.id, -1 - place) for place, voucher in enumerate(asked)} if data.rule else {}
        plans: list[NewPlan] = []
        for place, start in enumerate(found.starts):
            spell = Spell(start, start + timedelta(minutes=data.minutes))
            rows = [(voucher, worker) for voucher in asked for worker in workers]
            together = id_of(data.id, -1000 - place) if len(rows) > 1 else None
            plans += [
                NewPlan(id_of(data.id, len(plans) + row), voucher, worker, spell, series.get(voucher), together)
                for row, (voucher, worker) in enumerate(rows)
            ]
        answer = PlanAnswer(act=data.id, visits=0, on_holidays=found.on_holidays, in_pauses=found.in_pauses)
        if not dry_run:
            for voucher, id_ in series.items():
                await keep_series(acting_person, id_, voucher, data)
        return await make_plans(Doing(acting_person, "planned", clock.now(), dry_run), answer, plans)


async def keep_series(person: ActingPerson, id_: UUID, voucher: UUID, asked: PlanVisits) -> None:
    """Keep how the visits of a series were asked for."""
    await fetch(
        """
        insert into visit_series (id, voucher, provider, first_day, start_minute, minutes, rule, holidays, planned_by,
            planned_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        *(id_, voucher, person.provider, asked.first_day, asked.start_minute, asked.minutes, asked.rule),
        *(asked.holidays, person.id, clock.now()),
    )


@post(
    "/api/planned-visits/copies",
    operation_id="copyPlannedWeek",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, NothingToPlan, PlansOverlap),
)
async def copy_planned_week(
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[changing.CopyWeek],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")] = False,  # noqa: FBT002 - a query
) -> PlanAnswer:
    """Plan for a week what is planned for another, but where something is planned already."""
    async with transaction():
        return await changing.copy_week(Doing(acting_person, "copied", clock.now(), dry_run), data)


@post(
    "/api/planned-visits/{planned_id:uuid}/change",
    operation_id="changePlan",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, PlanAlreadyDone, PlanCalledOff, PlansOverlap),
)
async def change_plan(
    acting_person: NamedDependency[ActingPerson], planned_id: FromPath[UUID], data: JSONBody[changing.ChangePlan]
) -> PlanAnswer:
    """Move a planned visit, or give it to somebody else; alone or with the rest of its series."""
    async with transaction():
        return await changing.change_plans(acting_person, planned_id, data, clock.now())


@post(
    "/api/planned-visits/{planned_id:uuid}/cancellation",
    operation_id="cancelPlan",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, PlanAlreadyDone, PlanCalledOff),
)
async def cancel_plan(
    acting_person: NamedDependency[ActingPerson], planned_id: FromPath[UUID], data: JSONBody[changing.CancelPlan]
) -> PlanAnswer:
    """Call a planned visit off; alone or with the rest of its series."""
    async with transaction():
        return await changing.cancel_plans(acting_person, planned_id, data, clock.now())


@post(
    "/api/planned-visits/acts/{act_id:uuid}/undoing",
    operation_id="undoPlanAct",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, PlanChangedMeanwhile),
)
async def undo_plan_act(acting_person: NamedDependency[ActingPerson], act_id: FromPath[UUID]) -> PlanAnswer:
    """Take an act on the plan back, if nothing that it did has been changed since."""
    async with transaction():
        return await changing.undo_act(acting_person, act_id, clock.now())


PLAN_TO_MATCH = """
select voucher, starts_at, organiser, provider, client from planned_visit where id = $1 and provider = $2 for update
"""
MATCH = """
update planned_visit set visit = $2, matched_by = case when $2::uuid is not null then 'hand' end where id = $1
"""
# The provider's, of the same voucher, and no other planned visit's.
FITS = """
select p.organiser, p.provider, p.client, p.voucher from planned_visit p join visit x on x.voucher = p.voucher
where p.id = $1 and p.provider = $2 and x.id = $3 and x.provider = p.provider and x.state = 'recorded'
    and not exists (select from planned_visit o where o.visit = x.id and o.id <> p.id and o.matched_by = 'hand')
"""


@post(
    "/api/planned-visits/{planned_id:uuid}/match",
    operation_id="matchPlan",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, VisitNotOfPlan),
)
async def match_plan(
    acting_person: NamedDependency[ActingPerson], planned_id: FromPath[UUID], data: JSONBody[MatchPlan]
) -> PlannedSummary:
    """Say by hand which recorded visit a planned one was; what the rule had said of that visit gives way."""
    now = clock.now()
    async with transaction():
        found = await fetch(PLAN_TO_MATCH, planned_id, acting_person.provider)
        if not found:
            raise NotFound
        if data.visit is not None and not await fetch(FITS, planned_id, acting_person.provider, data.visit):
            raise VisitNotOfPlan
        await fetch("update planned_visit set visit = null, matched_by = null where visit = $1", data.visit)
        await fetch(MATCH, planned_id, data.visit)
        (row,) = found
        touched = {(row["organiser"], row["provider"], row["client"])}
        if data.visit is not None:
            await match_around([Around(row["voucher"], row["starts_at"])])
        await tell_pages(touched)
        await trail.viewed_vouchers(acting_person, [row["voucher"]], "planned")
        (told,) = await planned(acting_person, "p.id = $2", now, planned_id)
    return told


ROUTES = [
    list_planned_visits,
    list_unheard_visits,
    plan_visits,
    copy_planned_week,
    change_plan,
    cancel_plan,
    undo_plan_act,
    match_plan,
]
