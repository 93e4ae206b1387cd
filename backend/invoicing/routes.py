"""The provider's office sees its month as it will be paid, and takes out what it bills and pays by."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.accounting.files import OCTETS
from backend.answers import AS_IT_IS, Language, can_refuse
from backend.database import fetch, transaction
from backend.days import local_day, month_of
from backend.invoicing.files import Biller, Paper, file_words, hours_table, own_liability_paper, own_liability_table
from backend.invoicing.hours import WorkingHours, month_of_hours, note_hours_taken, working_hours
from backend.invoicing.own_liability import (
    Owing,
    OwnLiability,
    added,
    note_taken,
    office_of,
    owing_of,
    own_liability_of,
)
from backend.invoicing.rules import ToDo
from backend.invoicing.standing import Named, Standing, named, standing_of
from backend.late_records.rules import StandsReason
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.review.words import RuleSaid, said_of
from backend.verdicts.states import VisitState
from backend.wire import MONTH_PATTERN, Text, Wire

AskedMonth = Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)]


def this_month() -> str:
    """Return the month that is asked for when none is named."""
    return month_of(local_day(clock.now()))


# What waits first, then from the door to the bank.
IN_ORDER = (
    VisitState.TO_BE_CHECKED,
    VisitState.RECORDED,
    VisitState.ACCEPTED,
    VisitState.SETTLED,
    VisitState.PAID,
    VisitState.CREDITED,
    VisitState.UNPAID,
)


class StateSums(Wire):
    """The visits that stand at one place on their way to being paid."""

    state: VisitState
    visits: int
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class Waits(Wire):
    """What the office can do about visits that wait, and how many there are."""

    todo: ToDo
    visits: int
    organiser_cents: int


class DaySums(Wire):
    """What a local day has brought."""

    day: date
    visits: int
    organiser_cents: int


class ProviderMonth(Wire):
    """A provider's month as it would be paid now; names nobody."""

    month: str
    states: list[StateSums]
    todos: list[Waits]
    days: list[DaySums]


class ChangedSince(Wire):
    """A settled visit of which another record holds by now."""

    # Finance decides of a credit, or has said that the settlement stands: why, by a code and in words.
    state: Literal["waiting", "stands"]
    reason: StandsReason | None
    words: str


class ProviderLine(Wire):
    """One visit on its way to being paid: where it stands, why, and what the office does about it."""

    visit_id: UUID
    client_name: str
    worker_name: str
    voucher_number: str
    service: Text
    organiser: Text
    started_at: datetime
    ended_at: datetime
    minutes: int
    state: VisitState
    # Slugs of the rules that found something, the weightiest first.
    rules: list[str]
    # Of the decision that somebody of the organiser has made: how, and a code of why.
    outcome: str | None
    reason: str | None
    # The decision that asks the office something and waits for its answer.
    question: UUID | None
    todo: ToDo | None
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    # What the organiser has taken back, and of the newest credit a code of why and its words.
    credited_cents: int
    credit_reason: str | None
    credit_words: str
    # Null where the record that was settled holds, or where what came after it was credited.
    changed: ChangedSince | None
    settlement_number: str | None
    paid_on: date | None


class ProviderLines(Wire):
    """The visits of a month, and what the rules that they name say to people."""

    lines: list[ProviderLine]
    rules: list[RuleSaid]


def line_of(one: Standing, names: Named) -> ProviderLine:
    """Return a visit as a line of the month."""
    row = one.row
    return ProviderLine(
        visit_id=one.visit,
        client_name=names.clients[row["client"]],
        worker_name=names.workers[row["worker"]],
        voucher_number=names.vouchers[row["voucher"]],
        service=names.services[row["service"]],
        organiser=names.organisers[row["organiser"]],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        minutes=row["minutes"],
        state=one.state,
        rules=row["rules"],
        outcome=row["outcome"],
        reason=row["reason"],
        question=row["decision"] if one.todo == "answer-question" else None,
        todo=one.todo,
        price_cents=one.cents.price,
        organiser_cents=one.cents.organiser,
        own_liability_cents=one.cents.own_liability,
        credited_cents=row["credited_price_cents"] or 0,
        credit_reason=row["credit_reason"],
        credit_words=at_rest.unseal_text(at_rest.CREDIT, row["credit"], row["credit_sealed"]),
        changed=changed_of(row),
        settlement_number=row["settlement_number"],
        paid_on=row["paid_on"],
    )


def changed_of(row: dict[str, Any]) -> ChangedSince | None:
    """Return what becomes of a settled visit that has changed since."""
    if row["stands"] is None:
        return ChangedSince("waiting", None, "") if row["is_changed"] else None
    words = at_rest.unseal_text(at_rest.LATE_DECISION, row["stands"], row["stands_sealed"])
    return ChangedSince("stands", row["stands_reason"], words)


def month_in_sums(month: str, stands: Sequence[Standing]) -> ProviderMonth:
    """Return the sums of a month's visits: by state, by what is to be done, by day."""
    by_state = {state: [one for one in stands if one.state == state] for state in IN_ORDER}
    todos = {one.todo for one in stands if one.todo}
    day_visits: Counter[date] = Counter()
    day_cents: Counter[date] = Counter()
    for one in stands:
        day = local_day(one.row["started_at"])
        day_visits[day] += 1
        day_cents[day] += one.cents.organiser
    return ProviderMonth(
        month=month,
        states=[sums_of(state, its) for state, its in by_state.items() if its],
        todos=[waits_of(todo, [one for one in stands if one.todo == todo]) for todo in sorted(todos)],
        days=[DaySums(day, day_visits[day], day_cents[day]) for day in sorted(day_visits)],
    )


def sums_of(state: VisitState, its: Sequence[Standing]) -> StateSums:
    """Return the sums of the visits in one state."""
    cents = added(its)
    return StateSums(
        state=state,
        visits=len(its),
        minutes=sum(one.row["minutes"] for one in its),
        price_cents=cents.price,
        organiser_cents=cents.organiser,
        own_liability_cents=cents.own_liability,
    )


def waits_of(todo: ToDo, its: Sequence[Standing]) -> Waits:
    """Return how many visits wait for the same thing."""
    return Waits(todo=todo, visits=len(its), organiser_cents=added(its).organiser)


@get(
    "/api/provider-month",
    operation_id="readProviderMonth",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_provider_month(acting_person: NamedDependency[ActingPerson], month: AskedMonth = None) -> ProviderMonth:
    """Read the sums of a month as it would be paid now, by where its visits stand."""
    month = month or this_month()
    async with transaction():
        stands = await standing_of(acting_person, month)
    return month_in_sums(month, stands)


@get(
    "/api/provider-month/lines",
    operation_id="listProviderLines",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_provider_lines(acting_person: NamedDependency[ActingPerson], month: AskedMonth = None) -> ProviderLines:
    """List the visits of a month, newest first, each with where it stands, why, and what to do."""
    month = month or this_month()
    async with transaction():
        stands = await standing_of(acting_person, month)
        names = await named(stands)
        await trail.viewed_vouchers(acting_person, [one.row["voucher"] for one in stands], "listed")
    lines = [line_of(one, names) for one in stands]
    return ProviderLines(lines, said_of(rule for line in lines for rule in line.rules))


@get(
    "/api/own-liability",
    operation_id="readOwnLiability",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_own_liability(acting_person: NamedDependency[ActingPerson], month: AskedMonth = None) -> OwnLiability:
    """Read what each client owes the office for a month, with the reference that she pays by."""
    month = month or this_month()
    async with transaction():
        owing = owing_of(await standing_of(acting_person, month))
        names = await named([visit for one in owing for visit in one.all_visits])
        answer = await own_liability_of(acting_person, month, owing, names)
        await trail.viewed_vouchers(acting_person, vouchers_in(owing), "listed")
    return answer


def vouchers_in(owing: Sequence[Owing]) -> list[UUID]:
    """Return the vouchers by which the visits of these clients were made."""
    return [visit.row["voucher"] for one in owing for visit in one.all_visits]


def csv_file(content: bytes, name: str) -> Response[bytes]:
    """Return a table to be kept by whoever asked for it, and by nobody on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type=OCTETS, headers=headers)


@get(
    "/api/own-liability/table",
    operation_id="takeOwnLiability",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
    media_type=OCTETS,
)
async def take_own_liability(
    acting_person: NamedDependency[ActingPerson], month: AskedMonth = None, language: FromQuery[Language] = "fi"
) -> Response[bytes]:
    """Take out what clients owe for a month as a table; it is noted, so that what changes later is told."""
    month = month or this_month()
    async with transaction():
        owing = owing_of(await standing_of(acting_person, month))
        names = await named([visit for one in owing for visit in one.all_visits])
        answer = await own_liability_of(acting_person, month, owing, names)
        await note_taken(acting_person, month, owing)
        await trail.viewed_vouchers(acting_person, vouchers_in(owing), "exported")
    name = file_words(language)["ownLiabilityFile"].format(month=month)
    return csv_file(own_liability_table(answer.clients, language), name)


BILLER = "select name, business_id from provider where id = $1"


@get(
    "/api/own-liability/{client_id:uuid}/paper",
    operation_id="printOwnLiability",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type="application/pdf",
)
async def print_own_liability(
    acting_person: NamedDependency[ActingPerson],
    client_id: FromPath[UUID],
    month: AskedMonth = None,
    language: FromQuery[Language] = "fi",
) -> Response[bytes]:
    """Print what one client owes for a month, visit by visit, with the reference that she pays by."""
    month = month or this_month()
    async with transaction():
        stands = [one for one in await standing_of(acting_person, month) if one.row["client"] == client_id]
        owing = owing_of(stands)
        if not owing or not owing[0].visits:
            raise NotFound
        names = await named(stands)
        answer = await own_liability_of(acting_person, month, owing, names)
        await note_taken(acting_person, month, owing)
        await trail.viewed_vouchers(acting_person, vouchers_in(owing), "printed")
        (row,) = await fetch(BILLER, office_of(acting_person))
    biller = Biller(row["name"], row["business_id"])
    (owed,) = answer.clients
    paper = Paper(month, biller, owing[0], owed, names)
    # Setting a page takes as long as a hundred other answers.
    content = await asyncio.to_thread(own_liability_paper, paper, language)
    headers = {"Content-Disposition": f'inline; filename="{owed.reference}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@get(
    "/api/working-hours",
    operation_id="readWorkingHours",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_working_hours(acting_person: NamedDependency[ActingPerson], month: AskedMonth = None) -> WorkingHours:
    """Read the hours of the office's workers in a month by their kind, and what has changed since they were taken."""
    month = month or this_month()
    async with transaction():
        found = await month_of_hours(acting_person, month)
    return working_hours(found)


@get(
    "/api/working-hours/table",
    operation_id="takeWorkingHours",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
    media_type=OCTETS,
)
async def take_working_hours(
    acting_person: NamedDependency[ActingPerson], month: AskedMonth = None, language: FromQuery[Language] = "fi"
) -> Response[bytes]:
    """Take out the hours of a month as a table, day by day; it is noted, so that what changes later is told."""
    month = month or this_month()
    async with transaction():
        found = await month_of_hours(acting_person, month)
        await note_hours_taken(acting_person, found)
    name = file_words(language)["hoursFile"].format(month=month)
    return csv_file(hours_table(found, language), name)


ROUTES = [
    read_provider_month,
    list_provider_lines,
    read_own_liability,
    take_own_liability,
    print_own_liability,
    read_working_hours,
    take_working_hours,
]
