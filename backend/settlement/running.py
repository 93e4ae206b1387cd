"""A run settles an organiser's month, provider by provider, each in a transaction of its own and by one statement.

Cut off, by whatever, it goes on with the providers that are left; several processes at it help each other. What it
settles it settles once: an index lets a visit be in one settlement only.
"""

import asyncio
import contextlib
import logging
from contextvars import Context
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import asyncpg
import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import GeneralTerms, part_on
from backend.database import DB, connection, fetch, transaction
from backend.days import ONE_DAY, local_day, month_around, month_of
from backend.problems import NotFromHere, NotJson, NotYourRole, Problem, SignInNeeded, UnsupportedMediaType
from backend.settlement.lines import BY_INDEX, HOLD_DEBTS, HOLD_MONTHS, SET_OFF, SETTLE
from backend.settlement.problems import EarlierRunUnfinished, LaterMonthSettled, MonthNotOver
from backend.settlement.routes import Month, first_day_of
from backend.settlement.rules import (
    VAT_GROUND,
    Heading,
    month_before,
    month_to_settle,
    number_of,
    refuse_run,
    text_of_heading,
)
from backend.verdicts.judging import judge_all
from backend.wire import Wire

# Providers that are settled at the same time: one keeps one core of the database busy.
LANES = 2
# How long a run waits for another process that has a provider in hand.
SECONDS_TO_WAIT = 0.2

log = logging.getLogger("kotiseteli")


@dataclass(frozen=True)
class Run:
    """A month of an organiser's that is being settled."""

    id: UUID
    organiser: UUID
    month: date
    settled_on: date
    # All of it is settled as of this moment, however often it is cut off.
    started_at: datetime


LATEST = """
select max(month) as latest, min(month) filter (where finished_at is null) as unfinished
from settlement_run where organiser = $1
"""
# One at a time asks what has been settled and begins a run.
HOLD_ORGANISER = "select from organiser where id = $1 for no key update"
BEGIN = """
insert into settlement_run (id, organiser, month, settled_on, started_at, by_person) values ($1, $2, $3, $4, $5, $6)
on conflict (organiser, month) do nothing
"""


async def begin_run(organiser: UUID, month: date, by_person: UUID | None) -> Problem | None:
    """Begin to settle a month, or return why not; a run that has begun stays as it is. Settling goes on beside it."""
    now = clock.now()
    async with transaction():
        await fetch(HOLD_ORGANISER, organiser)
        (held,) = await fetch(LATEST, organiser)
        if problem := refuse_run(month, local_day(now), held["latest"], held["unfinished"]):
            return problem
        await fetch(BEGIN, uuid4(), organiser, month, local_day(now), now, by_person)
    return None


UNFINISHED = """
select id, organiser, month, settled_on, started_at from settlement_run where finished_at is null
order by started_at, id
"""
LEFT = """
select p.id, p.business_id from provider p
where p.id in (select provider from settlement_due where organiser = $1 and month <= $2)
    and not exists (select from settlement s where s.run = $3 and s.provider = p.id)
order by p.id
"""
FINISH = "update settlement_run set finished_at = $2 where id = $1 and finished_at is null"


async def settle_all() -> None:
    """Go on with every run that is not finished, the oldest first, until there is none."""
    while runs := await fetch(UNFINISHED):
        await settle_run(Run(**dict(runs[0])))


async def settle_run(run: Run) -> None:
    """Settle every provider that is left in a run, and finish it."""
    await judge_all()
    while left := await fetch(LEFT, run.organiser, run.month, run.id):
        todo = [(row["id"], row["business_id"]) for row in left]
        # Within a transaction there is one connection.
        lanes = 1 if DB.current_transaction.get() is not None else LANES
        done = await asyncio.gather(*(settle_some(run, todo) for _ in range(lanes)))
        if not any(done):
            await asyncio.sleep(SECONDS_TO_WAIT)
    await fetch(FINISH, run.id, clock.now())


async def settle_some(run: Run, todo: list[tuple[UUID, str]]) -> int:
    """Settle one provider after the other as long as there are any; return of how many it was."""
    settled = 0
    while todo:
        provider, business_id = todo.pop(0)
        settled += await settle_provider(run, provider, business_id)
    return settled


# Which provider a process has in hand, by a number of 64 bits that nothing else in the database locks by.
TAKE = "select pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || $2::uuid::text, 5683114210)) as is_mine"
IS_DONE = "select from settlement where run = $1 and provider = $2"


async def settle_provider(run: Run, provider: UUID, business_id: str) -> bool:
    """Settle a provider's month; return False where another process has it in hand."""
    async with transaction():
        # Millions of visits of one provider take longer than any request may.
        await connection().execute(f"set local statement_timeout = 0; {BY_INDEX}")
        (taken,) = await fetch(TAKE, run.organiser, provider)
        if not taken["is_mine"]:
            return False
        months = [row["month"] for row in await fetch(HOLD_MONTHS, run.organiser, provider, run.month)]
        if months and not await fetch(IS_DONE, run.id, provider):
            number, settlement = number_of(run.month, business_id), uuid4()
            heading = Heading(number, run.organiser, provider, run.month, VAT_GROUND)
            await fetch(
                SETTLE,
                *(run.organiser, provider, months, text_of_heading(heading), settlement, run.id, number, run.month),
                *(VAT_GROUND, run.started_at),
            )
            if debts := await fetch(HOLD_DEBTS, run.organiser, provider):
                owed = [debt["id"] for debt in debts if debt["id"] != settlement]
                await fetch(SET_OFF, settlement, owed, run.settled_on, run.started_at)
    return True


ORGANISERS = """
select o.id, (select max(month) from settlement_run r where r.organiser = o.id) as latest from organiser o order by o.id
"""


async def begin_due_runs() -> None:
    """Begin the runs of organisers whose rulebook names a day that has come."""
    today = local_day(clock.now())
    for row in await fetch(ORGANISERS):
        day = await settlement_day_of(row["id"], today)
        month = month_to_settle(today, day, row["latest"])
        # What another process has begun meanwhile, or a person, is no fault.
        if month is not None and (problem := await begin_run(row["id"], month, None)):
            log.warning("the month %s of organiser %s is not settled: %s", month, row["id"], problem.slug())


async def settlement_day_of(organiser: UUID, today: date) -> int | None:
    """Return the day of the month on which an organiser's rulebook lets a month be settled."""
    part = part_on(today, None, await parts_held(organiser))
    return part.terms.settlement_day if part and isinstance(part.terms, GeneralTerms) else None


class SettlementRunSummary(Wire, kw_only=True):
    """A month that was settled, or is being settled."""

    id: UUID
    month: Month
    settled_on: date
    started_at: datetime
    # Null while providers are left.
    finished_at: datetime | None
    # Null when it was settled by itself.
    started_by: str | None
    providers: int
    lines: int
    organiser_cents: int
    own_liability_cents: int


class SettlementRuns(Wire, kw_only=True):
    """The months that were settled, the newest first, and what comes next."""

    runs: list[SettlementRunSummary]
    # The month that is settled next, and whether it is over, so that it can be settled by hand.
    next_month: Month
    is_over: bool
    # The day on which it settles itself; null where the rulebook names none.
    next_on: date | None


class RunSettlement(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Which month to settle; the last one that is over, when nothing is said."""

    month: Month | None = None


RUNS = """
select r.id, r.month, r.settled_on, r.started_at, r.finished_at, p.given_name || ' ' || p.family_name as started_by,
    count(s.id)::integer as providers, coalesce(sum(s.lines), 0)::integer as lines,
    coalesce(sum(s.organiser_cents), 0)::bigint as organiser_cents,
    coalesce(sum(s.own_liability_cents), 0)::bigint as own_liability_cents
from settlement_run r left join person p on p.id = r.by_person left join settlement s on s.run = r.id
where r.organiser = $1 group by r.id, p.id order by r.month desc limit 36
"""


@get(
    "/api/settlements/runs",
    operation_id="listSettlementRuns",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_settlement_runs(acting_person: NamedDependency[ActingPerson]) -> SettlementRuns:
    """List the organiser's months that were settled, three years of them, and say which comes next and when."""
    return await runs_of(acting_person.organiser)


async def runs_of(organiser: UUID | None) -> SettlementRuns:
    """Return the months of an organiser."""
    today = local_day(clock.now())
    async with transaction():
        rows = [dict(row) for row in await fetch(RUNS, organiser)]
        day = await settlement_day_of(organiser, today) if organiser else None
    last = month_before(today)
    after_latest = month_around(rows[0]["month"]).last_day + ONE_DAY if rows else last
    following = max(last, after_latest)
    settles_itself_on = None if day is None else (month_around(following).last_day + ONE_DAY).replace(day=day)
    return SettlementRuns(
        runs=[SettlementRunSummary(**row | {"month": month_of(row["month"])}) for row in rows],
        next_month=month_of(following),
        is_over=following <= last,
        next_on=settles_itself_on,
    )


@post(
    "/api/settlements/run",
    operation_id="runSettlement",
    status_code=202,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType),
        *(MonthNotOver, LaterMonthSettled, EarlierRunUnfinished),
    ),
)
async def run_settlement(acting_person: NamedDependency[ActingPerson], data: JSONBody[RunSettlement]) -> SettlementRuns:
    """Settle a month of the organiser's, if it is not settled; it goes on beside the requests."""
    month = first_day_of(data.month) if data.month else month_before(local_day(clock.now()))
    if acting_person.organiser is None:
        raise NotYourRole
    if problem := await begin_run(acting_person.organiser, month, acting_person.id):
        raise problem
    return await runs_of(acting_person.organiser)


# How soon a run that somebody asked for begins, and how often the rulebooks are asked.
SECONDS_BETWEEN = 2.0
ROUNDS_BETWEEN = 60


async def keep_settling() -> None:
    """Begin what is due and settle what has begun, again and again; several processes do it together."""
    rounds = 0
    while True:
        await asyncio.sleep(SECONDS_BETWEEN)
        try:
            if rounds % ROUNDS_BETWEEN == 0:
                await begin_due_runs()
            rounds += 1
            await settle_all()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The next round goes on where this one stopped.
            log.exception("a month could not be settled")


class Settling:
    """The task that settles, for as long as the application runs."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Settle from now on."""
        self.task = asyncio.create_task(keep_settling(), context=Context())

    async def stop(self) -> None:
        """Settle no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task


ROUTES = [list_settlement_runs, run_settlement]
