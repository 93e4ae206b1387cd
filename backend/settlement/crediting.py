"""Finance takes back what was paid for a visit, whole or in part; the next run carries it out, the office is told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.review.problems import DecidedMeanwhile, VisitReckonedAnew
from backend.settlement.problems import CreditTooLarge, NothingToCredit, VisitNotSettled
from backend.settlement.routes import whose
from backend.settlement.rules import Cents, CreditReason, left_to_credit, refuse_credit
from backend.wire import Count, ProviderName, Wire, Words

CreditWords = Annotated[Words, msgspec.Meta(max_length=1000)]
# Credits that are listed, the newest first.
MOST_CREDITS = 200


class CreditVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """What is taken back of a settled visit, and why."""

    # Made by whoever credits, so that sending twice credits once.
    id: UUID
    visit: UUID
    reason: CreditReason
    # For the provider's office.
    words: CreditWords = ""
    # Both null: all that is left of the visit.
    organiser_cents: Count | None = None
    own_liability_cents: Count | None = None
    # The newer record that it answers, as the list of changed visits said it (late_records/); null: none.
    record: UUID | None = None


class CreditSummary(Wire, kw_only=True):
    """One credit."""

    id: UUID
    visit_id: UUID
    provider: ProviderName
    voucher_number: str
    client_name: str
    # Of the visit.
    day: date
    minutes: int
    reason: CreditReason
    words: str
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    credited_at: datetime
    # Null for whoever reads it at the provider's.
    credited_by: str | None
    # In which the visit was settled, and in which the credit was carried out; null: the next one will be.
    settlement_number: str
    carried_out_in: str | None


# The line is held against another credit of the same visit; it is never edited.
LINE = """
select l.settlement, l.organiser, l.provider, l.client, l.day, l.organiser_cents, l.own_liability_cents
from settlement_line l where l.visit = $1 and l.credit is null and l.organiser = $2 for no key update
"""
BEFORE = "select organiser_cents, own_liability_cents from credit where visit = $1"
KNOWN = "select visit, record, reason, words_sealed, organiser_cents, own_liability_cents from credit where id = $1"
STORE = """
insert into credit (id, visit, settlement, organiser, provider, client, reason, words_sealed, price_cents,
    organiser_cents, own_liability_cents, at, by_person, record)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::integer + $10::integer, $9, $10, $11, $12, $13)
"""
# Of the record that came after the visit was settled and holds: whether somebody has decided of it.
NEWER = """
select v.record, exists (select from credit c where c.visit = v.visit and c.record = v.record)
    or exists (select from late_decision d where d.visit = v.visit and d.record = v.record) as is_decided
from late_verdict v join visit x on x.id = v.visit and x.record = v.record where v.visit = $1
"""
# The run looks at the providers for whom something is due.
IS_DUE = """
insert into settlement_due values ($1, $2, date_trunc('month', $3::date)::date)
on conflict (organiser, provider, month) do update set month = excluded.month
"""


@post(
    "/api/credits",
    operation_id="creditVisit",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType, ContentDiffers),
        *(VisitNotSettled, NothingToCredit, CreditTooLarge, VisitReckonedAnew, DecidedMeanwhile),
    ),
)
async def credit_visit(acting_person: NamedDependency[ActingPerson], data: JSONBody[CreditVisit]) -> None:
    """Credit a settled visit; the next run pays so much less, and the provider's office is told."""
    words = data.words.strip()
    async with transaction():
        lines = await fetch(LINE, data.visit, acting_person.organiser)
        if not lines:
            raise NotFound if not await is_known(acting_person, data.visit) else VisitNotSettled
        line = dict(lines[0])
        if known := await fetch(KNOWN, data.id):
            if not is_same(data, dict(known[0])):
                raise ContentDiffers
            return
        if data.record is not None:
            await be_newest(data.visit, data.record)
        before = [Cents(row["organiser_cents"], row["own_liability_cents"]) for row in await fetch(BEFORE, data.visit)]
        left = left_to_credit(Cents(line["organiser_cents"], line["own_liability_cents"]), before)
        asked = asked_of(data, left)
        if problem := refuse_credit(asked, left):
            raise problem
        await fetch(
            STORE,
            *(data.id, data.visit, line["settlement"], line["organiser"], line["provider"], line["client"]),
            *(data.reason, at_rest.seal_text(at_rest.CREDIT, data.id, words)),
            *(asked.organiser, asked.own_liability, clock.now(), acting_person.id, data.record),
        )
        about = (line["client"], line["organiser"], line["provider"])
        await fetch(IS_DUE, line["organiser"], line["provider"], line["day"])
        await tell(Happened(Kind.CREDITED, *about, visit=data.visit, by=acting_person.id))
        await trail.of_visit(acting_person, data.visit, "credited")
        await announce(Changed(line["organiser"], line["provider"], frozenset({line["client"]})))


async def be_newest(visit: UUID, record: UUID) -> None:
    """Refuse a record that is not the newest of a settled visit, or that has been decided of."""
    newer = await fetch(NEWER, visit)
    if not newer or newer[0]["record"] != record:
        raise VisitReckonedAnew
    if newer[0]["is_decided"]:
        raise DecidedMeanwhile


async def is_known(person: ActingPerson, visit: UUID) -> bool:
    """Tell whether there is such a visit of the organiser's."""
    return bool(await fetch("select from visit where id = $1 and organiser = $2", visit, person.organiser))


def asked_of(data: CreditVisit, left: Cents) -> Cents:
    """Return how much is asked: what is named, or all that is left."""
    if data.organiser_cents is None and data.own_liability_cents is None:
        return left
    return Cents(data.organiser_cents or 0, data.own_liability_cents or 0)


def is_same(data: CreditVisit, known: Mapping[str, Any]) -> bool:
    """Tell whether a credit is the one that is known by its id."""
    said = at_rest.unseal_text(at_rest.CREDIT, data.id, known["words_sealed"])
    named = (data.organiser_cents, data.own_liability_cents)
    kept = (known["organiser_cents"], known["own_liability_cents"])
    is_as_much = named == (None, None) or tuple(cents or 0 for cents in named) == kept
    about = (data.visit, data.record, data.reason, data.words.strip())
    return is_as_much and about == (known["visit"], known["record"], known["reason"], said)


LISTED = """
select c.id, c.visit as visit_id, s.provider, r.code as provider_code, r.name as provider_name,
    v.number as voucher_number, p.given_name || ' ' || p.family_name as client_name, l.day, l.minutes, c.reason,
    c.words_sealed, c.price_cents, c.organiser_cents, c.own_liability_cents, c.at as credited_at,
    b.given_name || ' ' || b.family_name as credited_by, s.number as settlement_number, t.number as carried_out_in,
    c.client
from credit c join settlement s on s.id = c.settlement join provider r on r.id = c.provider
join settlement_line l on l.visit = c.visit and l.credit is null join voucher v on v.id = l.voucher
join client k on k.id = c.client join person p on p.id = k.person join person b on b.id = c.by_person
left join settlement_line x on x.credit = c.id left join settlement t on t.id = x.settlement
where ($1::uuid is null or c.organiser = $1) and ($2::uuid is null or c.provider = $2)
    and ($3::text is null or (x.credit is null) = ($3 = 'waiting'))
order by c.at desc, c.id limit $4
"""


@get(
    "/api/credits",
    operation_id="listCredits",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_credits(
    acting_person: NamedDependency[ActingPerson],
    which: Annotated[Literal["waiting", "carried-out"] | None, QueryParameter()] = None,
) -> list[CreditSummary]:
    """List the newest credits: in finance the organiser's, at a provider's office those of its own visits."""
    async with transaction():
        rows = [dict(row) for row in await fetch(LISTED, *whose(acting_person), which, MOST_CREDITS)]
        await trail.viewed_clients(acting_person, {row["client"] for row in rows}, "listed")
    return [credit_of(row, names_who=acting_person.role is Role.FINANCE) for row in rows]


def credit_of(row: dict[str, Any], *, names_who: bool) -> CreditSummary:
    """Return a credit in words."""
    provider = ProviderName(row.pop("provider"), row.pop("provider_code"), row.pop("provider_name"))
    words = at_rest.unseal_text(at_rest.CREDIT, row["id"], row.pop("words_sealed"))
    del row["client"]
    return CreditSummary(
        **row | {"credited_by": row["credited_by"] if names_who else None}, provider=provider, words=words
    )


ROUTES = [credit_visit, list_credits]
