"""Files for accounting and the bank: made once of what has not gone out, numbered, taken, and taken again as copies.

A file is not kept: it is written anew from the settlements' lines, which nobody edits, and from what else it says,
which is stored beside its number. Its fingerprint tells whether it is still the same (docs/decisions/0044).
"""

import asyncio
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.accounting.finvoice import finvoice
from backend.accounting.ledger import ledger
from backend.accounting.pain001 import pain001
from backend.accounting.problems import (
    AccountingNotSet,
    AccountsMissing,
    FileDiffers,
    NoAccountToPayFrom,
    NothingToSend,
)
from backend.accounting.rules import Facts, Format, KeptBack, Party, PostingTerms, Row, ServiceFacts, Settled, due_on
from backend.accounting.tables import OutgoingFile
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import ContentDiffers, NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded
from backend.problems import UnsupportedMediaType as NotThatMedia
from backend.settlement.lines import DUE_CENTS
from backend.settlement.tables import SettlementRun
from backend.wire import MONTH_PATTERN, Wire

FORMATS: tuple[Format, ...] = ("finvoice", "ledger", "payments")
# Of the archive's members, so that it is the same whenever it is written.
NO_TIME = (1980, 1, 1, 0, 0, 0)
OCTETS = "application/octet-stream"
SET_OFFS = msgspec.json.Decoder(tuple[KeptBack, ...])


class MakeOutgoingFile(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A file of all settlements of a run that have not gone out in this format, or of one of them."""

    # Made by whoever makes the file, so that asking twice makes one.
    id: UUID
    run: UUID
    format: Format
    settlement: UUID | None = None


class TakeOutgoingFile(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One taking of a file."""

    # Made by whoever takes it: a taking whose answer was lost is asked for again under the same id.
    id: UUID


class FileSending(Wire):
    """One taking of a file."""

    taken_at: datetime
    taken_by: str


class OutgoingFileSummary(Wire, kw_only=True):
    """A file that has been made, and who has taken it; the first taking is the original."""

    id: UUID
    number: int
    format: Format
    # What the next taking of it is called.
    name: str
    settlements: int
    cents: int
    made_at: datetime
    made_by: str
    # Of the original, in hexadecimal.
    sha256: str
    sendings: list[FileSending]


class ReadyToSend(Wire):
    """What would go out now in a format."""

    format: Format
    settlements: int
    cents: int
    # Providers that have no confirmed bank account; their settlements wait.
    without_account: list[str]


class OutgoingMonth(Wire):
    """What has gone out of a month, and what can."""

    # None: the month has not been settled.
    run: UUID | None
    files: list[OutgoingFileSummary]
    ready: list[ReadyToSend]


@dataclass(frozen=True)
class Candidate:
    """A settlement that could go out."""

    id: UUID
    number: str
    month: date
    settled_on: date
    cents: int
    vat_ground: str
    name: str
    business_id: str
    iban: str | None
    set_offs: tuple[KeptBack, ...]


TERMS = """
select terms from accounting_terms where organiser = $1 and first_day <= $2
order by first_day desc, entered_at desc limit 1
"""
# Of a run, $2, what has not gone out in a format, $3, each with the account that was confirmed last. What is paid
# already, or owed by the provider, is no payment.
NOT_OUT = rf"""
select s.id, s.number, s.month, r.settled_on, s.organiser_cents as cents, s.vat_ground, p.name,
    coalesce((select jsonb_agg(jsonb_build_object('number', d.number, 'cents', o.cents) order by d.month)
        from set_off o join settlement d on d.id = o.debt where o.settlement = s.id), '[]')::text as set_offs,
    regexp_replace(p.business_id, '\D', '', 'g') as business_id, a.iban
from settlement s join settlement_run r on r.id = s.run join provider p on p.id = s.provider
left join lateral (
    select b.iban from provider_account b join account_confirmation c on c.account = b.id
    where b.provider = s.provider and c.organiser = s.organiser and b.first_day <= $4
    order by b.first_day desc, b.entered_at desc limit 1
) a on true
where s.organiser = $1 and s.run = $2
    and not exists (select from outgoing_settlement o where o.settlement = s.id and o.format = $3)
    and ($3 <> 'payments'
        or {DUE_CENTS} > 0 and not exists (select from payment y where y.settlement = s.id))
order by p.name, s.number
"""  # noqa: S608 - written here
LINES = """
select settlement, voucher, service, kind, sum(organiser_cents)::bigint as cents,
    coalesce(sum(minutes) filter (where credit is null), 0)::bigint as minutes,
    count(*) filter (where credit is null) as visits, count(credit) as credits, min(day) as first_day,
    max(day) as last_day
from settlement_line where settlement = any($1) group by settlement, voucher, service, kind
order by settlement, service, kind, voucher
"""
SERVICES = "select id, code, name_fi, name_sv from service order by code"
# One file of an organiser after the other, so that numbers have no gap.
HOLD = "select name_fi, name_sv from organiser where id = $1 for no key update"
NEXT_NUMBER = "select coalesce(max(number), 0) + 1 as number from outgoing_file where organiser = $1"
MAKE = """
insert into outgoing_file (id, organiser, run, number, format, facts, settlements, cents, sha256, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
GO_OUT = """
insert into outgoing_settlement (settlement, format, file, organiser) select unnest($1::uuid[]), $2, $3, $4
"""
KNOWN = "select run, format from outgoing_file where id = $1"


def written(format_: Format, number: int, facts: Facts, rows: Mapping[UUID, Sequence[Row]], *, is_copy: bool) -> bytes:
    """Return a file; of several invoices an archive."""
    if format_ == "payments":
        return pain001(facts, number)
    if format_ == "ledger":
        return ledger(facts, number, rows, is_copy=is_copy)
    invoices = [(one.number, finvoice(facts, one, rows[one.id], is_copy=is_copy)) for one in facts.settlements]
    return invoices[0][1] if len(invoices) == 1 else archived(invoices)


def archived(invoices: Iterable[tuple[str, bytes]]) -> bytes:
    """Return invoices in an archive without packing, which another release might pack otherwise."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for number, content in invoices:
            archive.writestr(zipfile.ZipInfo(f"{number}.xml", NO_TIME), content)
    return held.getvalue()


def name_of(format_: Format, number: int, settlements: int, *, is_copy: bool) -> str:
    """Return what a file is called."""
    ending = {"payments": "xml", "ledger": "csv", "finvoice": "xml" if settlements == 1 else "zip"}[format_]
    called = {"payments": "pain001", "ledger": "ledger", "finvoice": "finvoice"}[format_]
    return f"{called}-{number:05}{'-copy' if is_copy else ''}.{ending}"


async def rows_of(settlements: Iterable[Settled], format_: Format) -> dict[UUID, list[Row]]:
    """Return the lines of settlements, summed by voucher; payments need none."""
    rows: dict[UUID, list[Row]] = {one.id: [] for one in settlements}
    if format_ != "payments":
        for found in await fetch(LINES, list(rows)):
            line = dict(found)
            rows[line.pop("settlement")].append(Row(**line))
    return rows


async def terms_on(organiser: UUID | None, day: date) -> PostingTerms:
    """Return by what terms an organiser's settlements are posted and paid on a day."""
    rows = await fetch(TERMS, organiser, day)
    if not rows:
        raise AccountingNotSet
    return msgspec.json.decode(rows[0]["terms"], type=PostingTerms)


async def candidates(organiser: UUID | None, run: UUID, format_: Format, today: date) -> list[Candidate]:
    """Return what of a run has not gone out in a format."""
    rows = await fetch(NOT_OUT, organiser, run, format_, today)
    return [Candidate(**dict(row) | {"set_offs": SET_OFFS.decode(row["set_offs"])}) for row in rows]


def cents_in(format_: Format, going: Sequence[Candidate | Settled]) -> int:
    """Return what settlements come to in a file: what is paid of them, or all that their invoices say."""
    kept_back = (kept.cents for one in going for kept in one.set_offs) if format_ == "payments" else ()
    return sum(one.cents for one in going) - sum(kept_back)


def can_go(candidate: Candidate, format_: Format) -> bool:
    """Tell whether a settlement can go out: what is paid goes to a confirmed account."""
    return format_ == "ledger" or candidate.iban is not None


def settled_of(candidate: Candidate, terms: PostingTerms, today: date) -> Settled:
    """Return a settlement as it stands in a file."""
    said = asdict(candidate)
    provider = Party(said.pop("name"), said.pop("business_id"))
    return Settled(**said, provider=provider, due_on=due_on(candidate.settled_on, terms, today))


@post(
    "/api/outgoing-files",
    operation_id="makeOutgoingFile",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, NotThatMedia, ContentDiffers),
        *(AccountingNotSet, NoAccountToPayFrom, NothingToSend, AccountsMissing),
    ),
)
async def make_outgoing_file(acting_person: NamedDependency[ActingPerson], data: JSONBody[MakeOutgoingFile]) -> None:
    """Make a file of what has not gone out in its format: it gets the organiser's next number, and is not sent yet."""
    organiser, now = acting_person.organiser, clock.now()
    today = local_day(now)
    async with transaction():
        (buyer,) = await fetch(HOLD, organiser)
        if known := await fetch(KNOWN, data.id):
            if dict(known[0]) != {"run": data.run, "format": data.format}:
                raise ContentDiffers
            return
        if not await SettlementRun.exists().where(
            And(SettlementRun.organiser == organiser, SettlementRun.id == data.run)
        ):
            raise NotFound
        terms = await terms_on(organiser, today)
        if data.format == "payments" and terms.iban is None:
            raise NoAccountToPayFrom
        left = await candidates(organiser, data.run, data.format, today)
        left = [one for one in left if data.settlement in {None, one.id}]
        going = [settled_of(one, terms, today) for one in left if can_go(one, data.format)]
        if not going:
            raise AccountsMissing(providers=len(left)) if left else NothingToSend
        services = await fetch(SERVICES)
        facts = Facts(
            made_at=now,
            buyer=Party(buyer[f"name_{terms.language}"], terms.business_id),
            terms=terms,
            services=tuple(
                ServiceFacts(service["id"], service["code"], service[f"name_{terms.language}"]) for service in services
            ),
            settlements=tuple(going),
        )
        (row,) = await fetch(NEXT_NUMBER, organiser)
        rows = await rows_of(going, data.format)
        # Thousands of invoices take seconds to write; others are answered meanwhile.
        content = await asyncio.to_thread(written, data.format, row["number"], facts, rows, is_copy=False)
        await fetch(
            MAKE,
            *(data.id, organiser, data.run, row["number"], data.format, msgspec.json.encode(facts).decode()),
            *(len(going), cents_in(data.format, going), sha256(content).digest(), acting_person.id, now),
        )
        await fetch(GO_OUT, [one.id for one in going], data.format, data.id, organiser)


TAKEN = "select turn from outgoing_sending where id = $1 and file = $2"
TAKE = """
insert into outgoing_sending (id, file, organiser, turn, taken_by, taken_at)
select $1, $2, $3, coalesce(max(turn), 0) + 1, $4, $5 from outgoing_sending where file = $2 on conflict do nothing
returning turn
"""
# One taking of a file after the other.
HOLD_FILE = "select from outgoing_file where id = $1 for no key update"


@post(
    "/api/outgoing-files/{file_id:uuid}/sendings",
    operation_id="takeOutgoingFile",
    status_code=200,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(
        NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, NotThatMedia, ContentDiffers, FileDiffers
    ),
    media_type=OCTETS,
)
async def take_outgoing_file(
    acting_person: NamedDependency[ActingPerson], file_id: FromPath[UUID], data: JSONBody[TakeOutgoingFile]
) -> Response[bytes]:
    """Take a file: the first time the original, each time after it a copy that says so."""
    async with transaction():
        await fetch(HOLD_FILE, file_id)
        file = (
            await OutgoingFile.select()
            .where(And(OutgoingFile.visible_to(acting_person), OutgoingFile.id == file_id))
            .first()
        )
        if file is None:
            raise NotFound
        whose = (file_id, acting_person.organiser, acting_person.id)
        taken = await fetch(TAKEN, data.id, file_id) or await fetch(TAKE, data.id, *whose, clock.now())
        if not taken:
            raise ContentDiffers
        facts = msgspec.json.decode(file["facts"], type=Facts)
        rows = await rows_of(facts.settlements, file["format"])
        if file["format"] == "finvoice":
            # Its rows tell of each voucher what was done by it.
            vouchers = {row.voucher for lines in rows.values() for row in lines}
            await trail.viewed_vouchers(acting_person, vouchers, "sent to accounting")
    is_copy = taken[0]["turn"] > 1
    what = (file["format"], file["number"], facts, rows)
    content = await asyncio.to_thread(written, *what, is_copy=False)
    if sha256(content).digest() != file["sha256"]:
        raise FileDiffers
    if is_copy:
        content = await asyncio.to_thread(written, *what, is_copy=True)
    name = name_of(file["format"], file["number"], file["settlements"], is_copy=is_copy)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=OCTETS, headers=headers)


FILES = """
select f.id, f.number, f.format, f.settlements, f.cents, f.made_at, f.sha256, p.given_name || ' ' || p.family_name as
    made_by, coalesce((select jsonb_agg(jsonb_build_object('takenAt', s.taken_at, 'takenBy',
        t.given_name || ' ' || t.family_name) order by s.turn)
        from outgoing_sending s join person t on t.id = s.taken_by where s.file = f.id), '[]')::text as sendings
from outgoing_file f join person p on p.id = f.made_by where f.run = $1 order by f.number
"""
RUN = "select id from settlement_run where organiser = $1 and month = $2"


def told(row: Mapping[str, Any]) -> OutgoingFileSummary:
    """Return a file as it is told."""
    said = dict(row)
    sendings = msgspec.json.decode(said.pop("sendings"), type=list[FileSending])
    name = name_of(said["format"], said["number"], said["settlements"], is_copy=bool(sendings))
    return OutgoingFileSummary(**said | {"sha256": said["sha256"].hex()}, name=name, sendings=sendings)


@get(
    "/api/outgoing-files",
    operation_id="listOutgoingFiles",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_outgoing_files(
    acting_person: NamedDependency[ActingPerson], month: Annotated[str, QueryParameter(pattern=MONTH_PATTERN)]
) -> OutgoingMonth:
    """List the files of a month's settlements, and what has not gone out yet."""
    organiser, today = acting_person.organiser, local_day(clock.now())
    async with transaction():
        runs = await fetch(RUN, organiser, date.fromisoformat(f"{month}-01"))
        if not runs:
            return OutgoingMonth(None, [], [])
        run = runs[0]["id"]
        files = [told(row) for row in await fetch(FILES, run)]
        ready = []
        for format_ in FORMATS:
            left = await candidates(organiser, run, format_, today)
            going = [one for one in left if can_go(one, format_)]
            waiting = [one.name for one in left if not can_go(one, format_)]
            ready.append(ReadyToSend(format_, len(going), cents_in(format_, going), waiting))
    return OutgoingMonth(run, files, ready)


ROUTES = [make_outgoing_file, take_outgoing_file, list_outgoing_files]
