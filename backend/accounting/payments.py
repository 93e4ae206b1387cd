"""What has been paid comes back, by hand or as a file of accounting's: each settlement once, in full."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta
from piccolo.columns.combination import And

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.accounting.problems import (
    PaidOnAnotherDay,
    PaymentsCannotBeTaken,
    PaymentSumDiffers,
    SettlementPaid,
)
from backend.accounting.rules import Payable, referred_in, referred_of, refuse_payment
from backend.accounting.tables import Payment
from backend.answers import Language, can_refuse, details, language_asked
from backend.database import fetch, transaction
from backend.days import local_day
from backend.imports.cells import DAY, MONEY, day, millionths, unreadable, unwrapped
from backend.imports.problems import ColumnMissing, FileUnreadable, NoRows, RowTwice, TooManyRows, ValueMissing
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.settlement.lines import DUE_CENTS
from backend.wire import MONTH_PATTERN, Wire, hold_to_our_times

REFUSES = (NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType)
UNBELIEVED = (SettlementPaid, PaymentSumDiffers, PaidOnAnotherDay)
# A county pays two hundred providers in a month.
MOST_ROWS = 5_000
EXPECTED = "settlement;sum;paid_on"
DELIMITERS = (";", "\t", ",")
# What the ledgers here and ours call the columns.
COLUMNS = {
    "settlement": ("settlement", "reference", "tilitys", "tilityksen numero", "viite", "avräkning", "referens"),
    "sum": ("sum", "amount", "summa", "määrä", "belopp"),
    "paid_on": ("paid on", "paid", "maksettu", "maksupäivä", "betald", "betalningsdag"),
}


class TellPayment(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A settlement has been paid."""

    # Made by whoever tells of it, so that telling twice tells once.
    id: UUID
    cents: Annotated[int, Meta(ge=-(2**53), le=2**53)]
    paid_on: date

    def __post_init__(self) -> None:
        """Refuse a day of no calendar of ours."""
        hold_to_our_times(self.paid_on)


class BringPayments(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A file of payments, CSV as the text it is."""

    # Made by whoever brings it: a file whose answer was lost is brought again under the same id.
    id: UUID
    content: Annotated[str, Meta(max_length=2_000_000)]


class PaymentRowProblem(Wire):
    """What is wrong with a row of a file of payments; line 0 is the whole file."""

    line: int
    settlement: str
    # A problem's slug and its words.
    problem: str
    title: str
    detail: str


class PaymentsOutcome(Wire):
    """What a file of payments would do, or has done."""

    rows: int
    bad_rows: int
    # Settlements that are paid by it, and those that were told by the same file before.
    new: int
    known: int
    cents: int
    problems: list[PaymentRowProblem]
    dry_run: bool


class PaymentSummary(Wire):
    """A payment of a settlement."""

    settlement: UUID
    number: str
    provider: str
    cents: int
    paid_on: date


@dataclass(frozen=True)
class Told:
    """One payment as a file tells it."""

    line: int
    settlement: str
    cents: int
    paid_on: date


Refused = tuple[int, str, Problem]


def headings_of(line: str) -> tuple[str, dict[str, int]]:
    """Return the delimiter of a file by its first line, and the places of the columns that are known."""
    found: dict[str, dict[str, int]] = {}
    for delimiter in DELIMITERS:
        cells = [unwrapped(cell).strip('"').replace("_", " ").lower() for cell in line.split(delimiter)]
        found[delimiter] = {
            name: place for name, called in COLUMNS.items() for place, cell in enumerate(cells) if cell in called
        }
    delimiter = max(DELIMITERS, key=lambda one: len(found[one]))
    return delimiter, found[delimiter]


def read(content: str) -> tuple[list[Told], list[Refused]]:
    """Return the payments that a file tells, and what is wrong with its rows."""
    lines = content.removeprefix("\ufeff").splitlines()
    delimiter, places = headings_of(lines[0] if lines else "")
    if missing := set(COLUMNS) - set(places):
        whole = FileUnreadable(expected=EXPECTED) if len(missing) == len(COLUMNS) else ColumnMissing()
        return [], [(0, "", whole)]
    if len(lines) - 1 > MOST_ROWS:
        return [], [(0, "", TooManyRows(most=MOST_ROWS))]
    payments: list[Told] = []
    refused: list[Refused] = []
    first: dict[str, int] = {}
    for line, cells in enumerate(csv.reader(lines[1:], delimiter=delimiter), 2):
        if not any(cell.strip() for cell in cells):
            continue
        settlement, payment = row_of(line, cells, places)
        if isinstance(payment, Told) and first.setdefault(settlement, line) != line:
            payment = RowTwice(first_line=first[settlement])
        if isinstance(payment, Problem):
            refused.append((line, settlement, payment))
        else:
            payments.append(payment)
    return payments, refused if payments or refused else [(0, "", NoRows())]


def row_of(line: int, cells: Sequence[str], places: dict[str, int]) -> tuple[str, Told | Problem]:
    """Return which settlement a row is of, and the payment that it tells or why none can be read."""
    said = {name: unwrapped(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    settlement = said["settlement"].removeprefix("'")[:60]
    if not all(said.values()):
        return settlement, ValueMissing()
    amount, paid_on = millionths(said["sum"]), day(said["paid_on"])
    if amount is None or amount % 10_000:
        return settlement, unreadable(MONEY)
    if isinstance(paid_on, Problem):
        return settlement, unreadable(DAY)
    return settlement, Told(line, settlement, amount // 10_000, paid_on)


# Of the organiser $1: which are referred to by $2 (rules.py: referred_of), or the one with the id $3.
MEANT = """
s.organiser = $1 and (left(regexp_replace(upper(s.number), '[^0-9A-Z]', '', 'g'), 21) = any($2) or s.id = $3)
"""
PAYABLE = f"""
select s.id, s.provider, s.number, r.settled_on, {DUE_CENTS} as cents, p.paid_on, p.id as payment, p.cents as paid
from settlement s join settlement_run r on r.id = s.run left join payment p on p.settlement = s.id where {MEANT}
"""  # noqa: S608 - written here
# In one order, so that two who tell of payments at once wait for each other and neither for both.
HOLD = f"select from settlement s where {MEANT} order by s.id for no key update"
TELL = """
insert into payment (id, settlement, organiser, provider, cents, paid_on, by_person, at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


def payable(row: dict[str, Any]) -> Payable:
    """Return a settlement as a payment is held against it."""
    return Payable(row["number"], row["settled_on"], row["cents"], row["paid_on"])


@post(
    "/api/settlements/{settlement_id:uuid}/payment",
    operation_id="tellPayment",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(*REFUSES, NotFound, ContentDiffers, *UNBELIEVED),
)
async def tell_payment(
    acting_person: NamedDependency[ActingPerson], settlement_id: FromPath[UUID], data: JSONBody[TellPayment]
) -> None:
    """Say that a settlement has been paid; it then is so for the provider and for each worker."""
    now = clock.now()
    async with transaction():
        await fetch(HOLD, acting_person.organiser, [], settlement_id)
        rows = await fetch(PAYABLE, acting_person.organiser, [], settlement_id)
        if not rows:
            raise NotFound
        (row,) = rows
        if row["payment"] == data.id:
            if (row["paid"], row["paid_on"]) != (data.cents, data.paid_on):
                raise ContentDiffers
            return
        if problem := refuse_payment(payable(row), row["number"], data.cents, data.paid_on, local_day(now)):
            raise problem
        if await Payment.exists().where(Payment.id == data.id):
            raise ContentDiffers
        whose = (row["id"], acting_person.organiser, row["provider"])
        await fetch(TELL, data.id, *whose, data.cents, data.paid_on, acting_person.id, now)


def payment_of(file: UUID, row: dict[str, Any]) -> UUID:
    """Return the id of a settlement's payment by a file: the same however often the file is brought."""
    return uuid5(file, row["number"])


def refuse_told(told: Told, row: dict[str, Any] | None, today: date) -> Problem | None:
    """Return why a payment of a file is not believed."""
    held = None if row is None else payable(row)
    return refuse_payment(held, told.settlement, told.cents, told.paid_on, today)


def told_problem(refused: Refused, language: Language) -> PaymentRowProblem:
    """Return what is wrong with a row in words."""
    line, settlement, problem = refused
    said = details(problem, language, "")
    return PaymentRowProblem(line, settlement, problem.slug(), str(said["title"]), str(said["detail"]))


@post(
    "/api/payments",
    operation_id="bringPayments",
    status_code=200,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(*REFUSES, PaymentsCannotBeTaken),
    request_max_body_size=10_000_000,
)
async def bring_payments(
    request: Request[Any, Any, State],
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[BringPayments],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")],
) -> PaymentsOutcome:
    """Take a file of payments: all of it or nothing; a dry run only tells what would come of it."""
    person = acting_person
    language, now, organiser = language_asked(request.headers.get("accept-language", "")), clock.now(), person.organiser
    payments, refused = read(data.content)
    read_rows = len(payments) + sum(line > 0 for line, _, _ in refused)
    meant = {told: referred_in(told.settlement) for told in payments}
    async with transaction():
        await fetch(HOLD, organiser, list(meant.values()), None)
        found = [dict(row) for row in await fetch(PAYABLE, organiser, list(meant.values()), None)]
        rows = {referred_of(row["number"]): row for row in found}
        known = {told for told in payments if is_known(rows.get(meant[told]), data.id)}
        new = [told for told in payments if told not in known]
        judged = [(told, refuse_told(told, rows.get(meant[told]), local_day(now))) for told in new]
        refused += [(told.line, told.settlement, problem) for told, problem in judged if problem]
        outcome = PaymentsOutcome(
            rows=read_rows,
            bad_rows=len({line for line, _, _ in refused if line > 0}),
            new=sum(problem is None for _, problem in judged),
            known=len(known),
            cents=sum(told.cents for told, problem in judged if problem is None),
            problems=[told_problem(one, language) for one in sorted(refused, key=lambda one: one[0])],
            dry_run=dry_run,
        )
        if refused and not dry_run:
            raise PaymentsCannotBeTaken(
                bad_rows=outcome.bad_rows, problems=[msgspec.to_builtins(one) for one in outcome.problems]
            )
        for told in () if dry_run else new:
            row = rows[meant[told]]
            whose = (payment_of(data.id, row), row["id"], organiser, row["provider"])
            await fetch(TELL, *whose, told.cents, told.paid_on, person.id, now)
    return outcome


def is_known(row: dict[str, Any] | None, file: UUID) -> bool:
    """Tell whether a settlement's payment was told by this very file before."""
    return row is not None and row["payment"] == payment_of(file, row)


LIST = """
select p.settlement, s.number, v.name as provider, p.cents, p.paid_on
from payment p join settlement s on s.id = p.settlement join provider v on v.id = p.provider
where p.id = any($1) order by s.number
"""


@get(
    "/api/payments",
    operation_id="listPayments",
    guards=[allow(Role.PROVIDER, Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_payments(
    acting_person: NamedDependency[ActingPerson], month: Annotated[str, QueryParameter(pattern=MONTH_PATTERN)]
) -> list[PaymentSummary]:
    """List the payments of a month's settlements: to one's own provider, or in finance of one's organiser."""
    first = date.fromisoformat(f"{month}-01")
    settlement: Any = Payment.settlement
    async with transaction():
        seen = await Payment.select(Payment.id).where(And(Payment.visible_to(acting_person), settlement.month == first))
        return [PaymentSummary(**row) for row in await fetch(LIST, [row["id"] for row in seen])]


ROUTES = [tell_payment, bring_payments, list_payments]
