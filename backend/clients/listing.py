"""An organiser's clients as its granters look them up: ten thousand of them, a page at a time, each page quickly."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from backend.access.identity_code import born_on, fingerprint, read_identity_code, unseal
from backend.database import fetch
from backend.days import bounds_of, month_of
from backend.problems import InvalidRequest
from backend.providers.deviations import WAS_MADE
from backend.vouchers.number import read_number
from backend.vouchers.rules import VoucherState
from backend.wire import Text, Wire, Words, from_base64url, in_base64url

Order = Literal["name", "lastDay"]


class ClientRow(Wire, kw_only=True):
    """A client with what stands open for her today."""

    id: UUID
    name: str
    language: Literal["fi", "sv", "en"]
    # Tells two of the same name apart; null while her identity code is not known.
    born_on: date | None
    has_safety_ban: bool
    died_on: date | None
    # Vouchers and orders that are in force or still to come, and of which services.
    grants: int
    services: list[Text]
    # The soonest last day among them.
    first_last_day: date | None
    # Of those in force that are counted in time by the month; null when none is.
    granted_minutes: int | None
    used_minutes: int | None
    # As of the liveliest of all her grants; null when nothing has been granted.
    state: VoucherState | None


class ClientPage(Wire):
    """A stretch of the list, how many there are in all, and what to ask for the next stretch."""

    total: int
    clients: list[ClientRow]
    next: str | None


# No rank is lower; the highest is of who has no grant.
BEFORE_ALL, WITHOUT_GRANT = -(2**31), 2**31 - 1


class Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The last client of a stretch, by what the list is ordered by; the next stretch begins after her."""

    rank: Annotated[int, msgspec.Meta(ge=BEFORE_ALL, le=WITHOUT_GRANT)]
    family_name: Words
    given_name: Words
    person: UUID


class Asked(msgspec.Struct):
    """What of the list is asked for."""

    organiser: UUID
    today: date
    search: str
    order: Order
    after: Place
    at_most: int


# Before everyone: no name is empty.
BEGINNING = Place(BEFORE_ALL, "", "", UUID(int=0))

# As a date has it: the last day of all (decisions/rules.py: LAST_DAY) is earlier.
LAST_RANK = 100_000
LAST_PAID_DAY = "least(v.last_day, v.ended_on - 1)"
# In force or still to come; one that was undone before it began is neither.
STANDS = f"{LAST_PAID_DAY} >= greatest($2, v.first_day)"
REALISED_MINUTES = f"""
coalesce((select sum(x.minutes) from visit x where x.client = v.client and x.voucher = v.id and x.state = 'recorded'
    and {WAS_MADE.format(visit="x")} and x.started_at >= $3 and x.started_at < $4 and cardinality(x.to_review) = 0), 0)
"""  # noqa: S608 - written here
IN_MONTHLY_TIME = f"""
v.quantity_unit = 'minute' and v.period = 'month' and v.first_day <= $2 and {LAST_PAID_DAY} >= $2
"""

# $5 to $8: the place after which the page begins; $9 its length.
PAGE_BY_NAME = """
select c.id, c.person, c.has_safety_ban, c.died_on, p.given_name, p.family_name, p.language, p.identity_code_sealed,
    0 as rank
from person p join client c on c.person = p.id
where c.organiser = $1 and $5::integer is not null and (p.family_name, p.given_name, p.id) > ($6, $7, $8) {search}
order by p.family_name, p.given_name, p.id limit $9
"""
# By whose grant ends soonest: the voucher index is walked from the place on. Who has none comes last, by name, and is
# looked for only when the page is not full.
PAGE_BY_LAST_DAY = f"""
with ending as (
    select c.id, c.person, c.has_safety_ban, c.died_on, p.given_name, p.family_name, p.language, p.identity_code_sealed,
        {LAST_PAID_DAY} - date '2000-01-01' as rank
    from voucher v join client c on c.id = v.client join person p on p.id = c.person
    where v.organiser = $1 and {STANDS} and {LAST_PAID_DAY} >= date '2000-01-01' + least(greatest($5, 0), {LAST_RANK})
        and ({LAST_PAID_DAY} - date '2000-01-01', p.family_name, p.given_name, p.id) > ($5, $6, $7, $8)
        and not exists (
            select from voucher sooner
            where sooner.client = v.client
                and least(sooner.last_day, sooner.ended_on - 1) >= greatest($2, sooner.first_day)
                and (least(sooner.last_day, sooner.ended_on - 1), sooner.id) < ({LAST_PAID_DAY}, v.id)
        ) {{search}}
    order by {LAST_PAID_DAY}, p.family_name, p.given_name, p.id limit $9
), without as (
    select c.id, c.person, c.has_safety_ban, c.died_on, p.given_name, p.family_name, p.language, p.identity_code_sealed,
        {WITHOUT_GRANT} as rank
    from person p join client c on c.person = p.id
    where c.organiser = $1 and ({WITHOUT_GRANT}, p.family_name, p.given_name, p.id) > ($5, $6, $7, $8)
        and not exists (select from voucher v where v.client = c.id and {STANDS}) {{search}}
    order by p.family_name, p.given_name, p.id limit $9 - (select count(*) from ending)
)
select * from ending union all select * from without
"""  # noqa: S608 - written here
ONE = """
select c.id, c.person, c.has_safety_ban, c.died_on, p.given_name, p.family_name, p.language, p.identity_code_sealed,
    0 as rank
from client c join person p on p.id = c.person where c.organiser = $1 and c.id = $5
"""
# The rest is looked up for the page's clients only, however many there are.
WITH_GRANTS = f"""
with page as ({{page}})
select page.*, granted.*
from page cross join lateral (
    select count(*) filter (where {STANDS}) as grants,
        min({LAST_PAID_DAY}) filter (where {STANDS}) as first_last_day,
        array_agg(distinct v.service) filter (where {STANDS}) as services,
        sum(v.quantity) filter (where {IN_MONTHLY_TIME})::integer as granted_minutes,
        sum({REALISED_MINUTES}) filter (where {IN_MONTHLY_TIME})::integer as used_minutes,
        count(*) as all_grants,
        coalesce(bool_or(exists(
            select from visit x where x.client = v.client and x.voucher = v.id and x.state = 'recorded'
        )) filter (where {STANDS}), false) as used
    from voucher v join service_decision d on d.id = v.decision
    where v.client = page.id and d.undone_at is null
) as granted
order by page.rank, page.family_name, page.given_name, page.person
"""  # noqa: S608 - written here
COUNT = "select count(*) as total from client where organiser = $1"
COUNT_FOUND = "select count(*) as total from client c join person p on p.id = c.person where c.organiser = $1 {search}"
WITH_NUMBER = """
and c.id in (select v.client from voucher v join service_decision d on d.id = v.decision
    where v.number = {number} and d.undone_at is null)
"""
SERVICES = "select id, name_fi, name_sv, name_en from service where id = any($1)"


def searched(words: str, first_free: int, identity_key: bytes) -> tuple[str, list[object]]:
    """Return what narrows to clients whose name has each of the words, or whose voucher or identity code it is."""
    code, number = read_identity_code(words), read_number(words)
    if code is not None:
        return f"and p.identity_code_hash = ${first_free}", [fingerprint(code, identity_key)]
    if number is not None:
        return WITH_NUMBER.format(number=f"${first_free}"), [number]
    patterns: list[object] = [
        "%" + word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        for word in words.replace("\0", " ").split()
    ]
    conditions = [
        f"and (p.given_name ilike ${place} or p.family_name ilike ${place})"
        for place in range(first_free, first_free + len(patterns))
    ]
    return " ".join(conditions), patterns


def written_place(row: dict[str, Any]) -> str:
    """Return where a stretch ends, to be given back as it is."""
    place = Place(row["rank"], row["family_name"], row["given_name"], row["person"])
    return in_base64url(msgspec.json.encode(place))


def read_place(written: str | None) -> Place:
    """Return the place after which a stretch begins."""
    if written is None:
        return BEGINNING
    try:
        return msgspec.json.decode(from_base64url(written), type=Place)
    except (ValueError, msgspec.DecodeError):
        raise InvalidRequest(errors=[{"pointer": "/after", "detail": "Not a place in this list"}]) from None


async def client_rows(rows: Sequence[Mapping[str, Any]], identity_key: bytes) -> list[ClientRow]:
    """Return clients with their services in words."""
    wanted = {service for row in rows for service in row["services"] or ()}
    names = {
        row["id"]: Text(row["name_fi"], row["name_sv"], row["name_en"]) for row in await fetch(SERVICES, list(wanted))
    }
    return [
        ClientRow(
            id=row["id"],
            name=f"{row['given_name']} {row['family_name']}",
            language=row["language"],
            born_on=born_on(unseal(sealed, identity_key)) if (sealed := row["identity_code_sealed"]) else None,
            has_safety_ban=row["has_safety_ban"],
            died_on=row["died_on"],
            grants=row["grants"],
            services=[names[service] for service in row["services"] or ()],
            first_last_day=row["first_last_day"],
            granted_minutes=row["granted_minutes"],
            used_minutes=row["used_minutes"],
            state=state_of(row),
        )
        for row in rows
    ]


def state_of(row: Mapping[str, Any]) -> VoucherState | None:
    """Return the state of the liveliest of a client's grants."""
    if row["grants"]:
        return "open" if row["used"] else "granted"
    return "closed" if row["all_grants"] else None


async def read_client_row(organiser: UUID, client: UUID, today: date, identity_key: bytes) -> ClientRow | None:
    """Read one of the organiser's clients, or None where it has no such client."""
    first, after_month = bounds_of(month_of(today))
    rows = await fetch(WITH_GRANTS.replace("{page}", ONE), organiser, today, first, after_month, client)
    return (await client_rows(rows, identity_key))[0] if rows else None


async def read_page(asked: Asked, identity_key: bytes) -> ClientPage:
    """Read a stretch of the organiser's clients."""
    first, after_month = bounds_of(month_of(asked.today))
    search, found = searched(asked.search, 10, identity_key)
    page = PAGE_BY_NAME if asked.order == "name" else PAGE_BY_LAST_DAY
    statement = WITH_GRANTS.replace("{page}", page.replace("{search}", search))
    given = [asked.organiser, asked.today, first, after_month]
    rows = await fetch(statement, *given, *msgspec.structs.astuple(asked.after), asked.at_most + 1, *found)
    search, found = searched(asked.search, 2, identity_key)
    (counted,) = await fetch(COUNT_FOUND.replace("{search}", search) if search else COUNT, asked.organiser, *found)
    shown = rows[: asked.at_most]
    return ClientPage(
        total=counted["total"],
        clients=await client_rows(shown, identity_key),
        next=written_place(shown[-1]) if len(rows) > len(shown) else None,
    )
