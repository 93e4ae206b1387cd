"""A round from another program: tried first, then brought in, all of it or nothing, each bad row named."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import Language, can_refuse, details, language_asked
from backend.database import fetch, transaction
from backend.days import local_day
from backend.imports.problems import (
    ColumnMissing,
    FileUnreadable,
    NoRows,
    RowsCannotBeImported,
    TooManyRows,
    ValueUnreadable,
)
from backend.problems import (
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    TooLarge,
    UnsupportedMediaType,
    VoucherNotFound,
)
from backend.round_files.rows import MOST_ROWS, AskedVisit, BadRow, RoundFormat, read_round
from backend.rounds.planning import Doing, NewPlan, PlanAnswer, PlannedOn, find_act, id_of, make_plans, vouchers_of
from backend.rounds.problems import PlansOverlap
from backend.rounds.recurrence import occurrences
from backend.rounds.rules import Spell
from backend.wire import Wire

# Ten thousand visits are a million characters as a table, and four as a calendar.
LARGEST_FILE = 8_000_000
# Nobody reads more; how many there are besides is said.
MOST_TOLD = 500


class ImportRound(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A file of planned visits, as the text it is."""

    # Made by the page, so that what is sent twice is planned once.
    id: UUID
    format: RoundFormat
    content: Annotated[str, msgspec.Meta(max_length=LARGEST_FILE)]


class RoundRowProblem(Wire):
    """What is wrong with one row of a round, or one event of a calendar."""

    # The line of a table, or the place of an event, from 1 on.
    row: int
    column: str | None
    problem: str
    title: str
    detail: str


class RoundOutcome(Wire):
    """What an import would do, or has done."""

    rows: int
    bad_rows: int
    # What the good rows come to; null while there is none.
    answer: PlanAnswer | None
    problems: list[RoundRowProblem]
    more_problems: int


@dataclass
class Reading:
    """A file as it is turned into plans."""

    plans: list[NewPlan] = field(default_factory=list)
    # Of each plan, the row that it stands in.
    rows: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


VOUCHERS = """
select v.id, v.number from voucher v join service_decision d on d.id = v.decision and d.undone_at is null
where v.provider = $1 and v.number = any($2)
"""
WORKERS = """
select distinct p.id, p.given_name || ' ' || p.family_name as name from membership m join person p on p.id = m.person
where m.role = 'worker' and m.provider = $1
"""
THERE = """
select voucher, starts_at, ends_at from planned_visit
where voucher = any($1) and cancelled_at is null and starts_at > $2::timestamptz - interval '1 day' and starts_at < $3
"""


async def read_plans(person: ActingPerson, data: ImportRound, asked: Iterable[AskedVisit | BadRow]) -> Reading:
    """Turn the rows into plans: whose voucher, which worker, when; what cannot be is told by its row."""
    found = Reading()
    visits: list[AskedVisit] = []
    for one in asked:
        if isinstance(one, BadRow):
            found.bad.append(one)
        else:
            visits.append(one)
    numbers = list({one.voucher_number for one in visits})
    ids = {row["number"]: row["id"] for row in await fetch(VOUCHERS, person.provider, numbers)}
    vouchers = await vouchers_of(person.provider, ids.values()) if ids else {}
    workers: dict[str, set[UUID]] = {}
    for row in await fetch(WORKERS, person.provider):
        for name in (row["name"].casefold(), str(row["id"])):
            workers.setdefault(name, set()).add(row["id"])
    for one in visits:
        called = workers.get(one.worker.strip().casefold(), set())
        if one.voucher_number not in ids:
            found.bad.append(BadRow(one.row, "voucher_number", VoucherNotFound()))
        elif one.worker and len(called) != 1:
            # Nobody, or two of one name: then her id says which.
            found.bad.append(BadRow(one.row, "worker", ValueUnreadable(expected="Anna Laine")))
        else:
            worker = next(iter(called)) if one.worker else None
            add_plans(found, data.id, one, vouchers[ids[one.voucher_number]], worker)
    return found


def add_plans(found: Reading, act: UUID, asked: AskedVisit, voucher: PlannedOn, worker: UUID | None) -> None:
    """Add what one row comes to."""
    moments = occurrences(asked.recurrence, voucher.last_day, voucher.pauses)
    if isinstance(moments, Problem):
        found.bad.append(BadRow(asked.row, None, moments))
        return
    for start in moments.starts:
        if start not in asked.without:
            spell = Spell(start, start + timedelta(minutes=asked.recurrence.minutes))
            found.plans.append(NewPlan(id_of(act, len(found.plans)), voucher.id, worker, spell))
            found.rows.append(asked.row)


async def refuse_overlaps(found: Reading) -> None:
    """Tell each row that would put two visits at one client's at the same time: of the file, or beside the plan."""
    if not found.plans:
        return
    first = min(plan.spell.starts_at for plan in found.plans)
    after = max(plan.spell.ends_at for plan in found.plans)
    busy: dict[UUID, list[tuple[Spell, int]]] = {}
    for row in await fetch(THERE, list({plan.voucher for plan in found.plans}), first, after):
        busy.setdefault(row["voucher"], []).append((Spell(row["starts_at"], row["ends_at"]), 0))
    for plan, number in zip(found.plans, found.rows, strict=True):
        busy.setdefault(plan.voucher, []).append((plan.spell, number))
    told: set[int] = set()
    for spells in busy.values():
        # What is planned already stands before what is asked for at the same moment.
        spells.sort(key=lambda one: (one[0].starts_at, one[1]))
        latest, of_row = spells[0]
        for spell, number in spells[1:]:
            if spell.starts_at < latest.ends_at:
                told.add(number or of_row)
            if spell.ends_at > latest.ends_at:
                latest, of_row = spell, number
    days = {row: plan.spell.starts_at for plan, row in zip(found.plans, found.rows, strict=True)}
    found.bad += [
        BadRow(row, None, PlansOverlap(day=local_day(days[row]).isoformat())) for row in sorted(told) if row in days
    ]


def told_of(bad: BadRow, language: Language) -> RoundRowProblem:
    """Return what is wrong with a row in words."""
    said = details(bad.problem, language, "")
    return RoundRowProblem(bad.row, bad.column, bad.problem.slug(), str(said["title"]), str(said["detail"]))


def outcome_of(rows: Sequence[object], bad: Sequence[BadRow], language: Language) -> RoundOutcome:
    """Return what is wrong with a file, row by row."""
    in_order = sorted(bad, key=lambda one: one.row)
    return RoundOutcome(
        rows=len(rows),
        bad_rows=len({one.row for one in bad}),
        answer=None,
        problems=[told_of(one, language) for one in in_order[:MOST_TOLD]],
        more_problems=max(0, len(bad) - MOST_TOLD),
    )


@post(
    "/api/planned-visits/imports",
    operation_id="importRound",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(
        *(SignInNeeded, NotYourRole, NotFromHere, NotJson, UnsupportedMediaType, TooLarge),
        *(FileUnreadable, NoRows, TooManyRows, ColumnMissing, RowsCannotBeImported),
    ),
)
async def import_round(
    request: Request[ActingPerson, None, State],
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[ImportRound],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")] = True,  # noqa: FBT002 - a query
) -> RoundOutcome:
    """Try or bring in a round from another program: every row is looked at, and one bad row keeps all of them out."""
    language = language_asked(request.headers.get("accept-language", ""))
    rows = await asyncio.to_thread(read_round, data.content, data.format)
    if isinstance(rows, Problem):
        raise rows
    async with transaction():
        if not dry_run and (known := await find_act(acting_person, data.id)):
            return RoundOutcome(len(rows), 0, known, [], 0)
        found = await read_plans(acting_person, data, rows)
        await refuse_overlaps(found)
        outcome = outcome_of(rows, found.bad, language)
        if len(found.plans) > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        if found.bad and not dry_run:
            raise RowsCannotBeImported(
                bad_rows=outcome.bad_rows, problems=[msgspec.to_builtins(one) for one in outcome.problems]
            )
        if not found.bad:
            doing = Doing(acting_person, "imported", clock.now(), dry_run)
            outcome.answer = await make_plans(doing, PlanAnswer(act=data.id, visits=0), found.plans)
    return outcome


ROUTES = [import_round]
