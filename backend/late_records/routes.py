"""Finance sees which settled visits have changed since, credits them (settlement/crediting.py), or lets them stand."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
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
from backend.late_records.rules import Changed, Proposal, StandsReason, proposed, refuse_stands
from backend.notices.live import Changed as ChangedFor
from backend.notices.live import announce
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.review.problems import DecidedMeanwhile, ReasonNeedsWords, VisitReckonedAnew
from backend.review.reading import Place, ReviewMoney, place_in
from backend.review.words import RuleSaid, said_of
from backend.settlement.lines import CHANGED_SINCE
from backend.settlement.rules import Cents, CreditReason
from backend.wire import ProviderName, Text, Wire, Words, in_base64url

# Lines of a page.
MOST_LINES = 50


class ProposedCredit(Wire):
    """The credit that a newer record asks for."""

    reason: CreditReason
    organiser_cents: int
    own_liability_cents: int
    # The newer record comes to more: all that is left goes back, and the office records the visit anew.
    is_anew: bool


class LateRecord(Wire, kw_only=True):
    """A settled visit of which another record holds by now."""

    visit_id: UUID
    # What a decision or a credit must have seen.
    record: UUID
    settlement_id: UUID
    settlement_number: str
    client_name: str
    voucher_number: str
    service: Text
    provider: ProviderName
    worker_name: str
    # As it was settled, and what of it has been credited.
    settled_day: date
    settled_minutes: int
    settled: ReviewMoney
    credited: ReviewMoney
    # As the newer record has it, and what it would come to.
    started_at: datetime
    ended_at: datetime
    minutes: int
    is_withdrawn: bool
    reckoned: ReviewMoney
    received_at: datetime
    # Slugs of the rules that found something in it, the weightiest first.
    rules: list[str]
    # Null where nothing is left to credit, or no price is in force for the newer record.
    proposal: ProposedCredit | None


class LatePage(Wire):
    """A stretch of settled visits that have changed since, the oldest day first, and what to ask for the next one."""

    lines: list[LateRecord]
    # What the rules that the lines name say to people.
    rules: list[RuleSaid]
    next: str | None


# $1: the organiser, $2 and $3: the place after which the page begins, $4: how many lines.
CHANGED = f"""
select v.visit as visit_id, v.record, l.settlement as settlement_id, s.number as settlement_number,
    p.given_name || ' ' || p.family_name as client_name, w.number as voucher_number,
    f.name_fi, f.name_sv, f.name_en, r.id as provider, r.code as provider_code, r.name as provider_name,
    e.given_name || ' ' || e.family_name as worker_name, l.day as settled_day, l.minutes as settled_minutes,
    l.price_cents as settled_price, l.organiser_cents as settled_organiser, l.own_liability_cents as settled_own,
    b.price_cents as credited_price, b.organiser_cents as credited_organiser, b.own_liability_cents as credited_own,
    v.price_cents as reckoned_price, v.organiser_cents as reckoned_organiser, v.own_liability_cents as reckoned_own,
    x.started_at, x.ended_at, v.minutes, x.state = 'withdrawn' as is_withdrawn, x.received_at, v.rules, v.day
from (
    select v.visit as changed from {CHANGED_SINCE} and v.organiser = $1 and (v.day, v.visit) > ($2, $3)
    order by v.day, v.visit limit $4
) here join late_verdict v on v.visit = here.changed join visit x on x.id = v.visit
join settlement_line l on l.visit = v.visit and l.credit is null join settlement s on s.id = l.settlement
join voucher w on w.id = l.voucher join service f on f.id = l.service join provider r on r.id = l.provider
join client k on k.id = l.client join person p on p.id = k.person join person e on e.id = x.worker
cross join lateral (
    select coalesce(sum(c.price_cents), 0)::integer as price_cents,
        coalesce(sum(c.organiser_cents), 0)::integer as organiser_cents,
        coalesce(sum(c.own_liability_cents), 0)::integer as own_liability_cents
    from credit c where c.visit = v.visit
) b
order by v.day, v.visit
"""  # noqa: S608 - written here


@get(
    "/api/late-records",
    operation_id="listLateRecords",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_late_records(
    acting_person: NamedDependency[ActingPerson],
    after: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> LatePage:
    """List settled visits of which another record holds by now, that comes to another sum and waits for finance."""
    place = place_in(after)
    async with transaction():
        rows = await fetch(CHANGED, acting_person.organiser, place.day, place.visit, MOST_LINES + 1)
        here = rows[:MOST_LINES]
        await trail.append(trail.VISITS, acting_person, [row["visit_id"] for row in here], "viewed for payment")
    written = None
    if len(rows) > len(here):
        written = in_base64url(msgspec.json.encode(Place(here[-1]["day"], here[-1]["visit_id"])))
    return LatePage([line_of(row) for row in here], said_of(rule for row in here for rule in row["rules"]), written)


def line_of(row: Mapping[str, Any]) -> LateRecord:
    """Return a settled visit and its newer record in words."""
    names = ("visit_id", "record", "settlement_id", "settlement_number", "client_name", "voucher_number", "worker_name")
    figures = ("settled_day", "settled_minutes", "started_at", "ended_at", "minutes", "is_withdrawn", "received_at")
    return LateRecord(
        **{name: row[name] for name in (*names, *figures, "rules")},
        service=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        provider=ProviderName(row["provider"], row["provider_code"], row["provider_name"]),
        settled=money_of(row, "settled"),
        credited=money_of(row, "credited"),
        reckoned=money_of(row, "reckoned"),
        proposal=told_of(proposed(changed_of(row))),
    )


def money_of(row: Mapping[str, Any], which: str) -> ReviewMoney:
    """Return three sums of a row."""
    return ReviewMoney(row[f"{which}_price"], row[f"{which}_organiser"], row[f"{which}_own"])


def changed_of(row: Mapping[str, Any]) -> Changed:
    """Return a row as the rules take it."""
    left = Cents(
        row["settled_organiser"] - row["credited_organiser"],
        row["settled_own"] - row["credited_own"],
    )
    reckoned = Cents(row["reckoned_organiser"], row["reckoned_own"])
    times = (row["settled_minutes"], reckoned, row["minutes"])
    return Changed(left, *times, is_withdrawn=row["is_withdrawn"], rules=tuple(row["rules"]))


def told_of(proposal: Proposal | None) -> ProposedCredit | None:
    """Return a proposal as it is told."""
    if proposal is None:
        return None
    cents = proposal.cents
    return ProposedCredit(proposal.reason, cents.organiser, cents.own_liability, proposal.is_anew)


class LateSummary(Wire):
    """How many settled visits have changed since and wait for finance."""

    visits: int
    # What the organiser would pay of them beyond what it has; below nothing where it would pay less.
    organiser_cents: int


COUNT = f"""
select count(*) as visits,
    coalesce(sum(v.organiser_cents - l.organiser_cents + b.organiser_cents), 0) as organiser_cents
from {CHANGED_SINCE} and v.organiser = $1
"""  # noqa: S608 - the same


@get(
    "/api/late-records/summary",
    operation_id="countLateRecords",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def count_late_records(acting_person: NamedDependency[ActingPerson]) -> LateSummary:
    """Count the settled visits that have changed since and wait; it names no client."""
    (row,) = await fetch(COUNT, acting_person.organiser)
    return LateSummary(**dict(row))


class LetStand(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """That a visit stays as it was settled, whatever its newer record says."""

    # Made by whoever decides, so that sending twice decides once.
    id: UUID
    visit: UUID
    # As the line said it.
    record: UUID
    reason: StandsReason
    # For the provider's office.
    words: Annotated[Words, msgspec.Meta(max_length=1000)] = ""


# One act on a settled visit after the other: a credit holds the same line.
HOLD = """
select l.organiser, l.provider, l.client from settlement_line l
where l.visit = $1 and l.credit is null and l.organiser = $2 for no key update
"""
LATEST = "select v.record from late_verdict v join visit x on x.id = v.visit and x.record = v.record where v.visit = $1"
IS_OPEN = f"select from {CHANGED_SINCE} and v.visit = $1"
KNOWN = "select visit, record, reason, words_sealed from late_decision where id = $1"
STORE = """
insert into late_decision (id, visit, record, client, organiser, provider, reason, words_sealed, by_person, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


@post(
    "/api/late-records/decisions",
    operation_id="letSettlementStand",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType, ContentDiffers),
        *(ReasonNeedsWords, VisitReckonedAnew, DecidedMeanwhile),
    ),
)
async def let_settlement_stand(acting_person: NamedDependency[ActingPerson], data: JSONBody[LetStand]) -> None:
    """Say that a visit stays as it was settled; with another record that comes after this one it waits again."""
    words = data.words.strip()
    async with transaction():
        lines = await fetch(HOLD, data.visit, acting_person.organiser)
        latest = await fetch(LATEST, data.visit)
        if not lines or not latest:
            raise NotFound
        (line,) = lines
        if known := await fetch(KNOWN, data.id):
            if not is_same(data, words, known[0]):
                raise ContentDiffers
            return
        is_seen, is_open = latest[0]["record"] == data.record, bool(await fetch(IS_OPEN, data.visit))
        if problem := refuse_stands(data.reason, has_words=bool(words), is_seen=is_seen, is_open=is_open):
            raise problem
        await fetch(
            STORE,
            *(data.id, data.visit, data.record, line["client"], line["organiser"], line["provider"], data.reason),
            *(at_rest.seal_text(at_rest.LATE_DECISION, data.id, words), acting_person.id, clock.now()),
        )
        await trail.of_visit(acting_person, data.visit, "decided of payment")
        await announce(ChangedFor(line["organiser"], line["provider"], frozenset({line["client"]})))


def is_same(data: LetStand, words: str, known: Mapping[str, Any]) -> bool:
    """Tell whether a decision is the one that is known by its id."""
    said = at_rest.unseal_text(at_rest.LATE_DECISION, data.id, known["words_sealed"])
    kept = (known["visit"], known["record"], known["reason"], said)
    return (data.visit, data.record, data.reason, words) == kept


ROUTES = [list_late_records, count_late_records, let_settlement_stand]
