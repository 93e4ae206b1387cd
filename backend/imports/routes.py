"""Decisions and vouchers from the organiser's own client system: tried first, then brought in, all of them or none."""

import asyncio
from typing import Annotated, Any
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
from backend.database import across_organisers
from backend.days import local_day
from backend.imports.problems import RowsCannotBeImported
from backend.imports.register import know, take_in
from backend.imports.rows import FileFormat, ReadFile, Refusal, read_file
from backend.imports.rules import Known, Verdict, judge
from backend.problems import NotYourRole, SignInNeeded, TooLarge
from backend.wire import Wire

# Ten thousand decisions with their grounds are four million characters.
LARGEST_FILE = 20_000_000
# Nobody reads more; how many there are besides is said.
MOST_TOLD = 500


class ImportGrants(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A file of decisions, as the text it is."""

    format: FileFormat
    content: str


class RowProblem(Wire):
    """What is wrong with one row of a file."""

    # The line of the file on which the row begins, and its place among the rows, from 1 on; place 0 is the whole file.
    line: int
    row: int
    decision_number: str
    # As the file calls it; null: the row as a whole.
    column: str | None
    # A problem's slug, its words, and what it adds, such as how the cell is to be written.
    problem: str
    title: str
    detail: str
    about: dict[str, str | int | None]


class ImportOutcome(Wire):
    """What an import would do, or has done."""

    # Rows of the file, and those of them that cannot be imported.
    rows: int
    bad_rows: int
    # Decisions that are brought in, and those that were there already with the same content.
    new: int
    known: int
    # Whom the good rows are about, and how many of them become this organiser's clients.
    clients: int
    new_clients: int
    # Headings of columns that are not read.
    unread_columns: list[str]
    # The first of them, and how many more there are.
    problems: list[RowProblem]
    more_problems: int
    dry_run: bool


def told(refusal: Refusal, file: ReadFile, language: Language) -> RowProblem:
    """Return what is wrong with a row in words."""
    said = details(refusal.problem, language, "")
    column = refusal.column and file.written.headings.get(refusal.column, refusal.column)
    return RowProblem(
        line=refusal.line,
        row=refusal.place,
        decision_number=refusal.decision,
        column=column,
        problem=refusal.problem.slug(),
        title=str(said["title"]),
        detail=str(said["detail"]),
        about={name: value for name, value in refusal.problem.extensions().items() if isinstance(value, str | int)},
    )


def outcome_of(file: ReadFile, verdict: Verdict, known: Known, language: Language, *, dry_run: bool) -> ImportOutcome:
    """Return what becomes of a file, in figures and words."""
    hashes = {known.hashes.get(row.identity_code) for row in (*verdict.new, *verdict.known)}
    clients = {code_hash for code_hash, person in known.persons.items() if person.client}
    return ImportOutcome(
        rows=len(file.rows),
        bad_rows=len(file.rows) - len(verdict.new) - len(verdict.known),
        new=len(verdict.new),
        known=len(verdict.known),
        clients=len(hashes),
        new_clients=len(hashes - clients),
        unread_columns=file.written.unread[:MOST_TOLD],
        problems=[told(refusal, file, language) for refusal in verdict.refusals[:MOST_TOLD]],
        more_problems=max(0, len(verdict.refusals) - MOST_TOLD),
        dry_run=dry_run,
    )


def organiser_of(person: ActingPerson) -> UUID:
    """Return whose register it is; every granter and organiser has one."""
    if person.organiser is None:
        raise NotYourRole
    return person.organiser


@post(
    "/api/imports",
    operation_id="importGrants",
    status_code=200,
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole, TooLarge, RowsCannotBeImported),
    request_max_body_size=LARGEST_FILE,
)
async def import_grants(
    request: Request[Any, Any, State],
    acting_person: NamedDependency[ActingPerson],
    state: State,
    data: JSONBody[ImportGrants],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")],
) -> ImportOutcome:
    """Bring in decisions made in the organiser's own system: all of the file or nothing; a dry run only tells."""
    language = language_asked(request.headers.get("accept-language", ""))
    organiser, identity_key, now = organiser_of(acting_person), state.own_keys.identity, clock.now()
    # A large file takes seconds to read; phones are answered meanwhile.
    file = await asyncio.to_thread(read_file, data.format, data.content)
    # Whether anybody has a person or a voucher's number already is known only over the walls.
    async with across_organisers():
        known = await know(file.rows, organiser, identity_key, local_day(now), to_keep=not dry_run)
        verdict = await asyncio.to_thread(judge, file, known)
        outcome = outcome_of(file, verdict, known, language, dry_run=dry_run)
        if verdict.refusals and not dry_run:
            raise RowsCannotBeImported(
                bad_rows=outcome.bad_rows, problems=[msgspec.to_builtins(one) for one in outcome.problems]
            )
        if not dry_run:
            await take_in(verdict.new, known, acting_person, identity_key, now)
    return outcome


ROUTES = [import_grants]
