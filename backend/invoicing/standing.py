"""Where each visit of a provider stands on its way to being paid: read from verdict, decision, settlement and payment.

One statement for a month, so one picture of the database; what it means is decided by the pure rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import bounds_of
from backend.invoicing.rules import Cents, Found, ToDo, cents_of, state_of, what_to_do
from backend.settlement.lines import CHANGED_SINCE
from backend.verdicts.states import VisitState
from backend.wire import Text

# The latest decision of a visit, and the line and credits that it is in. A visit without a verdict has just come. Which
# visits have changed since is found once, not once for each visit.
STANDING = f"""
with changed as materialized (
    select v.visit from {CHANGED_SINCE} and v.provider = $1 and x.started_at >= $2 and x.started_at < $3
)
select x.id as visit, x.voucher, x.client, x.organiser, x.worker, x.started_at, x.ended_at, x.minutes,
    x.state = 'withdrawn' as is_withdrawn, w.kind, w.service,
    v.verdict, coalesce(v.rules, '{{}}') as rules, v.price_cents, v.organiser_cents, v.own_liability_cents,
    d.id as decision, d.outcome, d.reason, d.at as decided_at,
    d.price_cents as part_price_cents, d.organiser_cents as part_organiser_cents,
    d.own_liability_cents as part_own_liability_cents, a.decision is not null as is_answered,
    l.settlement, s.number as settlement_number, s.settled_at, p.paid_on,
    l.price_cents as settled_price_cents, l.organiser_cents as settled_organiser_cents,
    l.own_liability_cents as settled_own_liability_cents,
    c.price_cents as credited_price_cents, c.organiser_cents as credited_organiser_cents,
    c.own_liability_cents as credited_own_liability_cents, c.reason as credit_reason,
    c.id as credit, c.words_sealed as credit_sealed,
    changed.visit is not null as is_changed, stands.id as stands, stands.reason as stands_reason,
    stands.words_sealed as stands_sealed
from visit x
join voucher w on w.id = x.voucher
left join visit_verdict v on v.visit = x.id and v.record = x.record
left join lateral (
    select * from review_decision r where r.visit = x.id order by r.turn desc limit 1
) d on d.record = v.record and v.rules <@ d.rules and d.outcome <> 'undone'
left join review_answer a on a.decision = d.id
left join settlement_line l on l.visit = x.id and l.credit is null
left join settlement s on s.id = l.settlement
left join payment p on p.settlement = l.settlement
left join lateral (
    select sum(price_cents)::integer as price_cents, sum(organiser_cents)::integer as organiser_cents,
        sum(own_liability_cents)::integer as own_liability_cents, (array_agg(reason order by at desc))[1] as reason,
        (array_agg(id order by at desc))[1] as id, (array_agg(words_sealed order by at desc))[1] as words_sealed
    from credit where visit = x.id
) c on c.price_cents is not null
left join changed on changed.visit = x.id
left join late_decision stands on stands.visit = x.id and stands.record = x.record
where x.provider = $1 and x.started_at >= $2 and x.started_at < $3
order by x.started_at desc, x.id
"""  # noqa: S608 - written here


@dataclass(frozen=True)
class Standing:
    """One visit of a provider, with where it stands."""

    row: dict[str, Any]
    state: VisitState
    todo: ToDo | None
    cents: Cents

    @property
    def visit(self) -> UUID:
        """Return the visit's id."""
        return UUID(str(self.row["visit"]))


async def standing_of(person: ActingPerson, month: str) -> list[Standing]:
    """Return the visits of a month (YYYY-MM) of a person's provider, newest first; a withdrawn one only if settled."""
    first, after = bounds_of(month)
    stands = [stood(row) for row in await fetch(STANDING, person.provider, first, after)]
    return [one for one in stands if one.state is not VisitState.WITHDRAWN]


def stood(row: dict[str, Any]) -> Standing:
    """Return where a visit stands."""
    found = Found(
        verdict=row["verdict"],
        rules=tuple(row["rules"]),
        outcome=row["outcome"],
        is_answered=row["is_answered"],
        is_withdrawn=row["is_withdrawn"],
        is_settled=row["settlement"] is not None,
        is_paid=row["paid_on"] is not None,
        reckoned=cents_in(row, ""),
        part=cents_in(row, "part_"),
        settled=cents_in(row, "settled_"),
        credited=cents_in(row, "credited_"),
    )
    state = state_of(found)
    return Standing(row, state, what_to_do(state, found), cents_of(state, found))


def cents_in(row: dict[str, Any], which: str) -> Cents | None:
    """Return three sums of a row; None where it has none of them."""
    if row[f"{which}price_cents"] is None:
        return None
    return Cents(row[f"{which}price_cents"], row[f"{which}organiser_cents"], row[f"{which}own_liability_cents"])


@dataclass(frozen=True)
class Named:
    """What the lines of a list are called."""

    clients: dict[UUID, str]
    workers: dict[UUID, str]
    services: dict[UUID, Text]
    vouchers: dict[UUID, str]
    organisers: dict[UUID, Text]


NAMES = """
select c.id, p.given_name || ' ' || p.family_name as name from client c join person p on p.id = c.person
where c.id = any($1)
"""
WORKERS = "select id, given_name || ' ' || family_name as name from person where id = any($1)"
SERVICES = "select id, name_fi as fi, name_sv as sv, name_en as en from service where id = any($1)"
NUMBERS = "select id, number as name from voucher where id = any($1)"
ORGANISERS = "select id, name_fi as fi, name_sv as sv, name_en as en from organiser where id = any($1)"


async def named(stands: Sequence[Standing]) -> Named:
    """Return the names of everything that stands in a list, each looked up once."""
    return Named(
        clients=await names_of(NAMES, stands, "client"),
        workers=await names_of(WORKERS, stands, "worker"),
        services=await texts_of(SERVICES, stands, "service"),
        vouchers=await names_of(NUMBERS, stands, "voucher"),
        organisers=await texts_of(ORGANISERS, stands, "organiser"),
    )


async def names_of(statement: str, stands: Sequence[Standing], column: str) -> dict[UUID, str]:
    """Return names by id."""
    return {row["id"]: row["name"] for row in await fetch(statement, list({one.row[column] for one in stands}))}


async def texts_of(statement: str, stands: Sequence[Standing], column: str) -> dict[UUID, Text]:
    """Return names in the three languages by id."""
    rows = await fetch(statement, list({one.row[column] for one in stands}))
    return {row["id"]: Text(row["fi"], row["sv"], row["en"]) for row in rows}


def day_of(month: str) -> date:
    """Return a month's first day."""
    return date.fromisoformat(f"{month}-01")


def moment_of(one: Standing) -> datetime:
    """Return when a visit began."""
    began: datetime = one.row["started_at"]
    return began
