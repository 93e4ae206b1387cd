"""Which decisions of a file can be brought in as the organiser's own system has made them, and which not. Pure.

A decision that was made elsewhere is not decided anew: no value, fee or day of appeal is reckoned, and the rulebook is
not asked (docs/decisions/0018). What is refused is what cannot be kept: rows that contradict each other, this
organiser's register, or themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from backend.decisions.figures import refuse_amount
from backend.decisions.rules import FIRST_DAY, LAST_DAY, Grant, OpenGrant, refuse_second_grant
from backend.imports.columns import COLUMNS
from backend.imports.problems import (
    ClientNameDiffers,
    ColumnMissing,
    DecidedInFuture,
    DecisionDiffers,
    RowTwice,
    UnknownProvider,
    UnknownService,
    UnknownTask,
    ValueMissing,
    ValueNotExpected,
    VoucherNumberTaken,
)
from backend.imports.rows import ReadFile, Refusal, Row
from backend.problems import (
    DayTooFar,
    FeeAndLiability,
    IdentityCodeWrong,
    PeriodEndsBeforeStart,
    Problem,
    ProviderCannotServe,
)

GRANTS = {"granted", "partly"}
# What a voucher or an order cannot do without, and what nothing but one of them has.
OF_A_GRANT = ("last_day", "quantity", "quantity_unit", "period")
ONLY_OF_A_GRANT = ("provider", "quantity", "quantity_unit", "period", "value", "tasks", "voucher_number")
ORDER_OF_COLUMNS = {column.name: place for place, column in enumerate(COLUMNS)}


class Held(NamedTuple):
    """From when to when something holds; without a last day until further notice."""

    first_day: date
    last_day: date | None

    def meets(self, first_day: date, last_day: date | None) -> bool:
        """Tell whether it holds on any day of a period."""
        return (last_day is None or self.first_day <= last_day) and (
            self.last_day is None or first_day <= self.last_day
        )


@dataclass(frozen=True)
class KnownService:
    """A service, with the slugs of its tasks."""

    id: UUID
    # What its prices are for.
    unit: str
    tasks: frozenset[str]


@dataclass(frozen=True)
class KnownPerson:
    """A person whose identity code is in the file; a client of this organiser, or not yet."""

    id: UUID
    given_name: str
    family_name: str
    client: UUID | None


@dataclass
class Known:
    """What the register says about what a file names."""

    organiser: UUID
    today: date
    # By slug and by code.
    services: dict[str, KnownService] = field(default_factory=dict)
    # By business id.
    providers: dict[str, UUID] = field(default_factory=dict)
    # By provider, service and way of arranging: when it was approved.
    approvals: dict[tuple[UUID, UUID, str], list[Held]] = field(default_factory=dict)
    # By the code as the file writes it: its keyed hash, or None where it is none.
    hashes: dict[str, bytes | None] = field(default_factory=dict)
    # By the hash.
    persons: dict[bytes, KnownPerson] = field(default_factory=dict)
    # By number, what each decision says of every column that is compared.
    decisions: dict[str, dict[str, object]] = field(default_factory=dict)
    # By a voucher's number: the decision that has it; empty for another organiser's.
    number_of: dict[str, str] = field(default_factory=dict)
    # By the client's hash and the service: what stands open, or stood.
    grants: dict[tuple[bytes, UUID], list[OpenGrant]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What becomes of a file."""

    refusals: list[Refusal]
    new: list[Row]
    known: list[Row]


def is_grant(row: Row) -> bool:
    """Tell whether a voucher or an order comes of the decision."""
    return row.resolution in GRANTS and row.arranging in {"voucher", "order"}


def decision_id(organiser: UUID, number: str) -> UUID:
    """Return the id under which a decision made elsewhere is kept: the same however often its file comes."""
    return uuid5(organiser, number)


def voucher_first_day(row: Row) -> date:
    """Return from when the voucher is good: the signed code on its paper counts days from 2020 on."""
    return max(row.first_day, FIRST_DAY)


def said(row: Row, known: Known) -> dict[str, object]:
    """Return what a row says of every column that a decision is compared by when it comes again."""
    service = known.services.get(row.service.lower())
    grant = is_grant(row)
    return {
        "decision_number": row.decision_number,
        "identity_code": known.hashes.get(row.identity_code),
        "service": service.id if service else None,
        "resolution": row.resolution,
        "decided_on": row.decided_on,
        "decided_by": row.decided_by,
        "applied_on": row.applied_on,
        "need": row.need,
        "grounds": row.grounds,
        "legal_basis": row.legal_basis,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "arranging": row.arranging,
        "client_fee": row.client_fee,
        "sent_by": row.sent_by,
        "sent_on": row.sent_on,
        "appeal_until": row.appeal_until,
        "provider": known.providers.get(row.provider or "") if grant else None,
        "quantity": row.quantity if grant else None,
        "quantity_unit": row.quantity_unit if grant else None,
        "period": row.period if grant else None,
        "value": row.value if grant else None,
        "tasks": row.tasks if grant else (),
    }


def differences(row: Row, known: Known) -> Iterator[Refusal]:
    """Yield each column in which a decision that is there already says something else."""
    before = known.decisions[row.decision_number]
    for column, value in said(row, known).items():
        if before[column] != value and column not in row.unclear:
            yield row.refuse(column, DecisionDiffers())
    if row.voucher_number is not None and row.voucher_number != before["voucher_number"]:
        yield row.refuse("voucher_number", DecisionDiffers())


def needed_and_excluded(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that a decision of this kind must say something in, and those in which it cannot."""
    if "resolution" in row.unclear:
        return (), ()
    if row.resolution not in GRANTS:
        return (), ("arranging", "client_fee", *ONLY_OF_A_GRANT)
    if row.arranging is None:
        return ("arranging",), ()
    return (OF_A_GRANT, ()) if is_grant(row) else ((), ONLY_OF_A_GRANT)


def refuse_contents(row: Row) -> Iterator[Refusal]:
    """Yield what a decision of this kind lacks, and what it cannot have."""
    needed, excluded = needed_and_excluded(row)
    for column in needed:
        if column not in row.given | row.unclear:
            yield row.refuse(column, ValueMissing())
    for column in excluded:
        if column in row.given:
            yield row.refuse(column, ValueNotExpected())
    if row.arranging == "voucher" and row.client_fee:
        yield row.refuse("client_fee", FeeAndLiability())


def refuse_days(row: Row, today: date) -> Iterator[Refusal]:
    """Yield what cannot be about the days of a decision."""
    if row.last_day is not None and "first_day" not in row.unclear and row.last_day < row.first_day:
        yield row.refuse("last_day", PeriodEndsBeforeStart())
    elif is_grant(row) and row.last_day is not None and not FIRST_DAY <= row.last_day <= LAST_DAY:
        # What ended before the signed code's first day has no paper that could be read.
        yield row.refuse("last_day", DayTooFar(first_day=FIRST_DAY.isoformat(), last_day=LAST_DAY.isoformat()))
    if row.decided_on > today:
        yield row.refuse("decided_on", DecidedInFuture())


def same_person(row: Row, given_name: str, family_name: str) -> bool:
    """Tell whether two names may be one person's: people marry, and one system knows more given names than another."""

    def first(names: str) -> str:
        return names.casefold().partition(" ")[0]

    return row.family_name.casefold() == family_name.casefold() or first(row.given_name) == first(given_name)


def refuse_person(row: Row, known: Known) -> Iterator[Refusal]:
    """Yield that the identity code is none, or somebody else's."""
    if "identity_code" in row.unclear:
        return
    code_hash = known.hashes[row.identity_code]
    if code_hash is None:
        yield row.refuse("identity_code", IdentityCodeWrong())
        return
    person = known.persons.get(code_hash)
    unclear = row.unclear & {"given_name", "family_name"}
    if person and not unclear and not same_person(row, person.given_name, person.family_name):
        yield row.refuse("identity_code", ClientNameDiffers())


def refuse_unit(row: Row, service: KnownService) -> Problem | None:
    """Return why the service cannot be granted in the row's unit; the rulebook's limits are not asked."""
    if not is_grant(row) or row.quantity <= 0 or row.quantity_unit is None or row.period is None:
        return None
    grant = Grant(
        provider=None,
        quantity=row.quantity,
        quantity_unit=row.quantity_unit,
        period=row.period,
        tasks=row.tasks,
        means=None,
    )
    return refuse_amount(grant, service.unit, None, 1)


def refuse_names(row: Row, known: Known) -> Iterator[Refusal]:
    """Yield what a row names that the register does not have, or has otherwise."""
    service = known.services.get(row.service.lower())
    provider = known.providers.get(row.provider or "")
    if service is None and "service" not in row.unclear:
        yield row.refuse("service", UnknownService())
    if service is not None and not set(row.tasks) <= service.tasks:
        yield row.refuse("tasks", UnknownTask())
    if service is not None and (problem := refuse_unit(row, service)):
        yield row.refuse("quantity_unit", problem)
    if row.provider is not None and provider is None:
        yield row.refuse("provider", UnknownProvider())
    if service and provider and is_grant(row) and not row.unclear & {"first_day", "last_day"}:
        approved = known.approvals.get((provider, service.id, row.arranging or ""), [])
        if not any(held.meets(row.first_day, row.last_day) for held in approved):
            yield row.refuse("provider", ProviderCannotServe())
    if known.number_of.get(row.voucher_number or "", row.decision_number) != row.decision_number:
        yield row.refuse("voucher_number", VoucherNumberTaken())


def refuse_twice(rows: Iterable[Row], column: str) -> Iterator[Refusal]:
    """Yield each row that says again what an earlier one has said in a column that is each row's own."""
    first: dict[str, Row] = {}
    for row in rows:
        value: str | None = getattr(row, column)
        if value and first.setdefault(value, row) is not row:
            yield row.refuse(column, RowTwice(first_line=first[value].line))


def refuse_strangers(rows: Iterable[Row], known: Known) -> Iterator[Refusal]:
    """Yield each row whose identity code is, in an earlier row, somebody's of quite another name."""
    first: dict[bytes, Row] = {}
    for row in rows:
        code_hash = known.hashes.get(row.identity_code)
        if code_hash is None or code_hash in known.persons or row.unclear & {"given_name", "family_name"}:
            continue
        earlier = first.setdefault(code_hash, row)
        if not same_person(row, earlier.given_name, earlier.family_name):
            yield row.refuse("identity_code", ClientNameDiffers())


def refuse_second_grants(rows: Iterable[Row], known: Known) -> Iterator[Refusal]:
    """Yield each new row whose client would have two grants of one service on one day."""
    # By client and service: what is granted already, and what earlier rows of the file grant.
    granted: dict[tuple[bytes, UUID], list[OpenGrant]] = {}
    for row in rows:
        service, code_hash = known.services.get(row.service.lower()), known.hashes.get(row.identity_code)
        is_clear = not row.unclear & {"first_day", "last_day", "identity_code", "resolution", "arranging"}
        opens = row.resolution in GRANTS and row.arranging is not None and row.decision_number not in known.decisions
        if service is None or code_hash is None or not is_clear or not opens:
            continue
        others = granted.setdefault((code_hash, service.id), list(known.grants.get((code_hash, service.id), ())))
        if problem := refuse_second_grant(row.first_day, row.last_day, others):
            yield row.refuse("service", problem)
        decision = decision_id(known.organiser, row.decision_number)
        others.append(OpenGrant(decision, row.decision_number, row.first_day, row.last_day))


def refuse_missing_columns(refusals: list[Refusal], file: ReadFile) -> Iterator[Refusal]:
    """Yield the refusals, a column that the file lacks told once instead of in every row."""
    told: set[str] = set()
    for refusal in refusals:
        column = refusal.column
        if isinstance(refusal.problem, ValueMissing) and column and column not in file.written.headings:
            if column not in told:
                told.add(column)
                yield Refusal(file.written.heading_line, column, ColumnMissing())
        else:
            yield refusal


def judge(file: ReadFile, known: Known) -> Verdict:
    """Return what of a file is new, what is there already, and everything that cannot be brought in."""
    rows = file.rows
    refusals = [
        *file.written.refusals,
        *(refusal for row in rows for refusal in refuse_contents(row)),
        *(refusal for row in rows for refusal in refuse_days(row, known.today)),
        *(refusal for row in rows for refusal in refuse_person(row, known)),
        *(refusal for row in rows for refusal in refuse_names(row, known)),
        *refuse_twice(rows, "decision_number"),
        *refuse_twice(rows, "voucher_number"),
        *refuse_strangers(rows, known),
        *refuse_second_grants(rows, known),
        *(refusal for row in rows if row.decision_number in known.decisions for refusal in differences(row, known)),
    ]
    ordered = sorted(
        refuse_missing_columns(refusals, file),
        key=lambda refusal: (refusal.line, refusal.place, ORDER_OF_COLUMNS.get(refusal.column or "", -1)),
    )
    bad = {refusal.place for refusal in ordered}
    # What is wrong with the file as a whole is wrong with each of its rows.
    good = [] if 0 in bad else [row for row in rows if row.place not in bad]
    return Verdict(
        refusals=ordered,
        new=[row for row in good if row.decision_number not in known.decisions],
        known=[row for row in good if row.decision_number in known.decisions],
    )
