"""Finance reads what was settled, a provider's office its own: settlements, their lines, and their canonical text."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.database import fetch, transaction
from backend.days import month_of
from backend.problems import InvalidRequest, NotFound, NotYourRole, SignInNeeded
from backend.settlement.lines import DUE_CENTS
from backend.settlement.rules import VAT_GROUNDS, Heading, Line, text_of_heading, text_of_line
from backend.wire import MONTH_PATTERN, OrganiserName, ProviderName, Text, Wire, from_base64url, in_base64url

Month = Annotated[str, msgspec.Meta(pattern=MONTH_PATTERN)]
AskedMonth = Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)]
# Settlements and lines of a page.
MOST_SETTLEMENTS = 100
MOST_LINES = 200
# Whose settlements, of `s`: $1 the organiser of finance, $2 the provider of an office.
WHOSE = "($1::uuid is null or s.organiser = $1) and ($2::uuid is null or s.provider = $2)"


class SettlementSums(Wire, kw_only=True):
    """What lines come to."""

    lines: int
    # Among the lines.
    credits: int
    price_cents: int
    # What is paid to the provider: by vouchers and by purchased-service orders.
    organiser_cents: int
    voucher_cents: int
    order_cents: int
    # What clients pay the provider themselves.
    own_liability_cents: int


class SetOffSum(Wire):
    """What was kept back between this settlement and another."""

    settlement: UUID
    number: str
    month: Month
    # Above nothing: of this one so much was kept back for the other. Below: of the other for this one.
    cents: int


class SettlementSummary(SettlementSums, kw_only=True):
    """One settlement."""

    id: UUID
    number: str
    month: Month
    organiser: OrganiserName
    provider: ProviderName
    # By which law there is no value added tax.
    vat_ground: str
    # SHA-256 of the canonical text, in hexadecimal.
    sha256: str
    settled_at: datetime
    # What is paid of it after what was set off; below nothing what the provider owes.
    due_cents: int


class SettlementPage(Wire):
    """Settlements, the newest month first, and what to ask for the next ones."""

    settlements: list[SettlementSummary]
    next: str | None


class SettlementPart(Wire, kw_only=True):
    """What a settlement has of one service by one kind of grant."""

    service_id: UUID
    service: Text
    kind: Literal["voucher", "order"]
    lines: int
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class SettlementDetail(SettlementSummary, kw_only=True):
    """One settlement with what it is made of."""

    parts: list[SettlementPart]
    set_offs: list[SetOffSum]


class SettledLine(Wire, kw_only=True):
    """One line of a settlement: a visit, or a credit of one."""

    place: int
    visit_id: UUID
    # Of a credit; the line of its visit may stand in an earlier settlement.
    credit_id: UUID | None
    # Whether finance decided what is paid.
    is_decided: bool
    voucher_number: str
    client_name: str
    service: Text
    kind: Literal["voucher", "order"]
    day: date
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    # What has been credited of the line since, paid back or not.
    credited_cents: int


class SettledLines(Wire):
    """A stretch of a settlement's lines, and the place after which the next one begins."""

    lines: list[SettledLine]
    next: int | None


class Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The last settlement of a page."""

    month: date
    number: str
    organiser: UUID


BEGINNING = Place(date.max, "", UUID(int=0))


def whose(person: ActingPerson) -> tuple[UUID | None, UUID | None]:
    """Return whose settlements a person reads: an organiser's in finance, a provider's at its office."""
    return (None, person.provider) if person.role is Role.PROVIDER else (person.organiser, None)


def first_day_of(month: str) -> date:
    """Return the first day of a month as it is written."""
    return date.fromisoformat(f"{month}-01")


SETTLEMENTS = f"""
select s.*, {DUE_CENTS} as due_cents, r.code as provider_code, r.name as provider_name, o.code as organiser_code,
    o.name_fi, o.name_sv, o.name_en
from settlement s join provider r on r.id = s.provider join organiser o on o.id = s.organiser
"""  # noqa: S608 - written here
LISTED = f"""
{SETTLEMENTS}
where {WHOSE} and ($3::date is null or s.month = $3)
    and (s.month < $4 or (s.month = $4 and (s.number, s.organiser) > ($5, $6)))
order by s.month desc, s.number, s.organiser limit $7
"""


def settlement_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a settlement."""
    same = ("id", "number", "lines", "credits", "price_cents", "organiser_cents", "voucher_cents", "order_cents")
    return {name: row[name] for name in (*same, "own_liability_cents", "settled_at", "due_cents")} | {
        "month": month_of(row["month"]),
        "organiser": OrganiserName(
            row["organiser"], row["organiser_code"], Text(row["name_fi"], row["name_sv"], row["name_en"])
        ),
        "provider": ProviderName(row["provider"], row["provider_code"], row["provider_name"]),
        "vat_ground": VAT_GROUNDS[row["vat_ground"]],
        "sha256": row["sha256"].hex(),
    }


def place_in(written: str | None) -> Place:
    """Return the place that a page ended at; raises `InvalidRequest` for what was not answered here."""
    if written is None:
        return BEGINNING
    try:
        return msgspec.json.decode(from_base64url(written), type=Place)
    except ValueError:
        raise InvalidRequest([{"pointer": "/after", "detail": "Expected a place that was answered here"}]) from None


@get(
    "/api/settlements",
    operation_id="listSettlements",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_settlements(
    acting_person: NamedDependency[ActingPerson], month: AskedMonth = None, after: FromQuery[str | None] = None
) -> SettlementPage:
    """List settlements: in finance the organiser's, at a provider's office its own; of one month or of all."""
    place = place_in(after)
    rows = await fetch(
        LISTED,
        *(*whose(acting_person), first_day_of(month) if month else None),
        *(place.month, place.number, place.organiser, MOST_SETTLEMENTS + 1),
    )
    here = rows[:MOST_SETTLEMENTS]
    written = None
    if len(rows) > len(here):
        last = Place(here[-1]["month"], here[-1]["number"], here[-1]["organiser"])
        written = in_base64url(msgspec.json.encode(last))
    return SettlementPage([SettlementSummary(**settlement_of(row)) for row in here], written)


ONE = f"{SETTLEMENTS} where {WHOSE} and s.id = $3"
PARTS = """
select l.service as service_id, v.name_fi, v.name_sv, v.name_en, l.kind, count(*)::integer as lines,
    sum(l.minutes)::integer as minutes, sum(l.price_cents) as price_cents,
    sum(l.organiser_cents) as organiser_cents, sum(l.own_liability_cents) as own_liability_cents
from settlement_line l join service v on v.id = l.service where l.settlement = $1
group by l.service, v.name_fi, v.name_sv, v.name_en, l.kind order by l.kind desc, v.name_fi, l.service
"""

# Of a settlement, $1, both ways.
SET_OFFS = """
select t.id as settlement, t.number, t.month, o.cents from set_off o join settlement t on t.id = o.debt
where o.settlement = $1
union all
select t.id, t.number, t.month, -o.cents from set_off o join settlement t on t.id = o.settlement where o.debt = $1
order by month, number
"""


async def settlement_for(person: ActingPerson, settlement: UUID) -> dict[str, Any]:
    """Return a settlement that this person may read."""
    rows = await fetch(ONE, *whose(person), settlement)
    if not rows:
        raise NotFound
    return dict(rows[0])


def part_of(row: Mapping[str, Any]) -> SettlementPart:
    """Return what there is of one service by one kind of grant."""
    same = ("service_id", "kind", "lines", "minutes", "price_cents", "organiser_cents", "own_liability_cents")
    return SettlementPart(
        **{name: row[name] for name in same}, service=Text(row["name_fi"], row["name_sv"], row["name_en"])
    )


@get(
    "/api/settlements/{settlement_id:uuid}",
    operation_id="readSettlement",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_settlement(
    acting_person: NamedDependency[ActingPerson], settlement_id: FromPath[UUID]
) -> SettlementDetail:
    """Read a settlement: its sums, what they are made of, and its fingerprint; of no client."""
    async with transaction():
        row = await settlement_for(acting_person, settlement_id)
        parts = [part_of(part) for part in await fetch(PARTS, settlement_id)]
        found = await fetch(SET_OFFS, settlement_id)
    set_offs = [SetOffSum(one["settlement"], one["number"], month_of(one["month"]), one["cents"]) for one in found]
    return SettlementDetail(**settlement_of(row), parts=parts, set_offs=set_offs)


LINES = """
select l.place, l.visit as visit_id, l.credit as credit_id, l.decision is not null as is_decided, l.client, l.kind,
    v.number as voucher_number, p.given_name || ' ' || p.family_name as client_name, s.name_fi, s.name_sv, s.name_en,
    l.day, l.minutes, l.price_cents, l.organiser_cents, l.own_liability_cents,
    case when l.credit is null
        then coalesce((select sum(c.price_cents) from credit c where c.visit = l.visit), 0) else 0 end as credited_cents
from settlement_line l join voucher v on v.id = l.voucher join client k on k.id = l.client
join person p on p.id = k.person join service s on s.id = l.service
where l.settlement = $1 and l.place > $2 order by l.place limit $3
"""


@get(
    "/api/settlements/{settlement_id:uuid}/lines",
    operation_id="listSettlementLines",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def list_settlement_lines(
    acting_person: NamedDependency[ActingPerson],
    settlement_id: FromPath[UUID],
    after: Annotated[int, QueryParameter(ge=0, le=2**31 - 1)] = 0,
) -> SettledLines:
    """Read a stretch of a settlement's lines."""
    async with transaction():
        await settlement_for(acting_person, settlement_id)
        rows = [dict(row) for row in await fetch(LINES, settlement_id, after, MOST_LINES + 1)]
        here = rows[:MOST_LINES]
        await trail.viewed_clients(acting_person, [row["client"] for row in here], "listed")
    return SettledLines([line_of(row) for row in here], here[-1]["place"] if len(rows) > len(here) else None)


def line_of(row: Mapping[str, Any]) -> SettledLine:
    """Return a line in words."""
    left_out = {"client", "name_fi", "name_sv", "name_en"}
    same = {name: value for name, value in row.items() if name not in left_out}
    return SettledLine(**same, service=Text(row["name_fi"], row["name_sv"], row["name_en"]))


STORED = """
select place, visit, record, credit, decision, voucher, client, service, kind, day, minutes, price_cents,
    organiser_cents, own_liability_cents
from settlement_line where settlement = $1 and place > $2 order by place limit $3
"""
# Lines of the canonical text that are in memory at a time.
SOME_LINES = 2000


async def canonical_text(heading: Heading, settlement: UUID) -> AsyncIterator[bytes]:
    """Give a settlement's canonical text, from its lines as they are stored."""
    yield text_of_heading(heading).encode()
    place = 0
    while rows := await fetch(STORED, settlement, place, SOME_LINES):
        yield "".join(text_of_line(Line(**dict(row))) for row in rows).encode()
        place = rows[-1]["place"]


def heading_of(row: Mapping[str, Any]) -> Heading:
    """Return whose settlement a row is."""
    return Heading(*(row[name] for name in ("number", "organiser", "provider", "month", "vat_ground")))


CLIENTS = "select distinct client from settlement_line where settlement = $1"


@get(
    "/api/settlements/{settlement_id:uuid}/text",
    operation_id="readSettlementText",
    media_type="text/plain",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
)
async def read_settlement_text(acting_person: NamedDependency[ActingPerson], settlement_id: FromPath[UUID]) -> Stream:
    """Read the text whose SHA-256 is the settlement's fingerprint: any tool finds the same."""
    async with transaction():
        row = await settlement_for(acting_person, settlement_id)
        clients = [one["client"] for one in await fetch(CLIENTS, settlement_id)]
        await trail.viewed_clients(acting_person, clients, "listed")
    return Stream(
        canonical_text(heading_of(row), settlement_id),
        headers={"content-disposition": f'attachment; filename="{row["number"]}.txt"'},
    )


ROUTES = [
    list_settlements,
    read_settlement,
    list_settlement_lines,
    read_settlement_text,
]
