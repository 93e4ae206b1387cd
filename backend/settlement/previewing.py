"""A settlement as it would be now, on any day: the run's own reckoning without effect, and why each visit is not in it.

As long as nothing comes meanwhile, the fingerprint of the preview is that of the settlement.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import ONE_DAY, bounds_of, local_day, month_around, month_of
from backend.problems import InvalidRequest, NotFound, NotYourRole, SignInNeeded
from backend.settlement.lines import BY_INDEX, CENTS, DUE_MONTHS, IS_ACCEPTED, IS_SETTLED, LINES, PREVIEW
from backend.settlement.problems import LaterMonthSettled
from backend.settlement.routes import (
    AskedMonth,
    Month,
    SettlementPart,
    SettlementSums,
    first_day_of,
    part_of,
)
from backend.settlement.rules import (
    VAT_GROUND,
    VAT_GROUNDS,
    Heading,
    Waiting,
    month_before,
    number_of,
    text_of_heading,
)
from backend.wire import MONTH_PATTERN, OrganiserName, ProviderName, Text, Wire, from_base64url, in_base64url

# Lines of a page.
MOST_LINES = 200
# What becomes of a visit: it is in a settlement, or not and why; `next-run` is in the preview.
LineState = Literal["settled"] | Waiting


class WaitingVisits(Wire, kw_only=True):
    """Visits of a provider's that are in no settlement, for one reason."""

    why: Waiting
    # The weightiest rule that found something; null where none did.
    rule: str | None
    visits: int
    # What they would come to as they stand.
    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class SettlementPreview(SettlementSums, kw_only=True):
    """What would be settled now."""

    month: Month
    number: str
    organiser: OrganiserName
    provider: ProviderName
    vat_ground: str
    # SHA-256 of the canonical text, in hexadecimal; the settlement's own, if nothing comes meanwhile.
    sha256: str
    as_of: datetime
    parts: list[SettlementPart]
    waiting: list[WaitingVisits]


class PreviewLine(Wire, kw_only=True):
    """One visit on its way to payment."""

    visit_id: UUID
    state: LineState
    # Slugs of the rules that found something, the weightiest first.
    rules: list[str]
    # Of the settlement that it is in.
    settlement_number: str | None
    voucher_number: str
    client_name: str
    worker_name: str
    service: Text
    kind: Literal["voucher", "order"]
    day: date
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    # What has been credited of it, paid back or not.
    credited_cents: int


class PreviewLines(Wire):
    """A stretch of a provider's visits, the oldest first, and what to ask for the next one."""

    lines: list[PreviewLine]
    next: str | None


class Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The last visit of a stretch."""

    day: date
    visit: UUID


BEGINNING = Place(date.min, UUID(int=0))

NAMES = """
select r.id, r.code, r.name, r.business_id, o.id as organiser, o.code as organiser_code, o.name_fi, o.name_sv, o.name_en
from provider r cross join organiser o where r.id = $2 and o.id = $1
    and exists (select from approved_provider a where a.provider = r.id and a.organiser = o.id)
"""
PARTS = f"""
with {LINES} select l.service as service_id, s.name_fi, s.name_sv, s.name_en, l.kind, count(*)::integer as lines,
    sum(l.minutes)::integer as minutes, sum(l.price_cents) as price_cents,
    sum(l.organiser_cents) as organiser_cents, sum(l.own_liability_cents) as own_liability_cents
from lines l join service s on s.id = l.service
group by l.service, s.name_fi, s.name_sv, s.name_en, l.kind order by l.kind desc, s.name_fi, l.service
"""  # noqa: S608 - written here
# Why a visit is in no settlement, of `v`, its verdict, `d`, what was decided, and `q`, an open question.
WHY = f"""
case when v.verdict = 'withdrawn' then 'withdrawn' when {IS_ACCEPTED} then 'next-run'
    when d.outcome = 'rejected' then 'rejected' when v.verdict = 'unpaid' then 'unpaid'
    when q.is_open then 'asked' else 'to-review' end
"""
OPEN_QUESTION = """
left join lateral (
    select o.outcome = 'asked' and o.record = v.record and v.rules <@ o.rules as is_open
    from review_decision o where o.visit = v.visit and v.verdict = 'to_review' and v.decision is null
    order by o.turn desc limit 1
) q on true
"""
# $1: the organiser, $2: the provider, $3: the first day of the month, $4: its last. The month's own visits, and of
# those before what waits for a person or was accepted late.
CONCERNED = f"""
concerned as (
    select * from visit_verdict where organiser = $1 and provider = $2 and day between $3 and $4
    union all
    select * from visit_verdict
    where organiser = $1 and provider = $2 and verdict = 'to_review' and decision is null and day < $3
    union all
    select v.* from settlement_due u cross join lateral (
        select * from visit_verdict
        where organiser = $1 and provider = $2 and day >= u.month and day < (u.month + interval '1 month')::date
            and not (verdict = 'to_review' and decision is null)
        offset 0
    ) v
    where u.organiser = $1 and u.provider = $2 and u.month < $3 and not {IS_SETTLED}
)
"""  # noqa: S608 - written here
# Those that have no verdict yet are of the month only: it takes a second.
WAITING = f"""
with {CONCERNED}, waiting as (
    select {WHY} as why, v.rules[1] as rule, {CENTS}
    from concerned v left join review_decision d on d.id = v.decision {OPEN_QUESTION}
    where not {IS_SETTLED}
)
select why, rule, count(*)::integer as visits, sum(price_cents) as price_cents,
    sum(organiser_cents) as organiser_cents, sum(own_liability_cents) as own_liability_cents
from waiting where why <> 'next-run' group by why, rule
union all
select 'recorded', null, count(*)::integer, 0, 0, 0 from visit x
where x.provider = $2 and x.organiser = $1 and x.state = 'recorded' and x.started_at >= $5 and x.started_at < $6
    and not exists (select from visit_verdict v where v.visit = x.id offset 0)
having count(*) > 0
order by why, visits desc, rule
"""  # noqa: S608 - written here
LATEST = "select max(month) as month from settlement_run where organiser = $1"


def of_whom(person: ActingPerson, other: UUID | None) -> tuple[UUID, UUID]:
    """Return the organiser and the provider of a preview: an office names the organiser, finance the provider."""
    organiser, provider = (other, person.provider) if person.role is Role.PROVIDER else (person.organiser, other)
    if organiser is None or provider is None:
        raise NotFound
    return organiser, provider


@get(
    "/api/settlements/preview",
    operation_id="previewSettlement",
    guards=[allow(Role.FINANCE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, LaterMonthSettled),
)
async def preview_settlement(
    acting_person: NamedDependency[ActingPerson], other: FromQuery[UUID], month: AskedMonth = None
) -> SettlementPreview:
    """Show what would be settled now: in finance of the provider `other`, at an office with the organiser `other`."""
    organiser, provider = of_whom(acting_person, other)
    async with transaction():
        names = await fetch(NAMES, organiser, provider)
        if not names:
            raise NotFound
        latest = (await fetch(LATEST, organiser))[0]["month"]
        first = first_day_of(month) if month else month_to_preview(latest)
        if latest is not None and first <= latest:
            raise LaterMonthSettled(month=month_of(latest))
        return await previewed(dict(names[0]), organiser, provider, first)


def month_to_preview(latest: date | None) -> date:
    """Return the month that is settled next: the first one that is not, of this one and the last."""
    last = month_before(local_day(clock.now()))
    return last if latest is None or latest < last else month_around(latest).last_day + ONE_DAY


async def previewed(names: Mapping[str, Any], organiser: UUID, provider: UUID, first: date) -> SettlementPreview:
    """Reckon a provider's settlement without effect."""
    number = number_of(first, names["business_id"])
    heading = text_of_heading(Heading(number, organiser, provider, first, VAT_GROUND))
    await fetch(BY_INDEX)
    months = [row["month"] for row in await fetch(DUE_MONTHS, organiser, provider, first)]
    (sums,) = await fetch(PREVIEW, organiser, provider, months, heading)
    parts = await fetch(PARTS, organiser, provider, months)
    last = month_around(first).last_day
    waiting = await fetch(WAITING, organiser, provider, first, last, *bounds_of(month_of(first)))
    return SettlementPreview(
        **dict(sums) | {"sha256": sums["sha256"].hex()},
        month=month_of(first),
        number=number,
        organiser=OrganiserName(
            organiser, names["organiser_code"], Text(names["name_fi"], names["name_sv"], names["name_en"])
        ),
        provider=ProviderName(provider, names["code"], names["name"]),
        vat_ground=VAT_GROUNDS[VAT_GROUND],
        as_of=clock.now(),
        parts=[part_of(row) for row in parts],
        waiting=[WaitingVisits(**dict(row)) for row in waiting],
    )


# $5 and $6: the place after which the stretch begins, $7 its length.
SHOWN = f"""
with {CONCERNED}, stretch as (
    select v.*, l.settlement, coalesce(l.price_cents, m.price_cents) as price,
        coalesce(l.organiser_cents, m.organiser_cents) as organisers,
        coalesce(l.own_liability_cents, m.own_liability_cents) as own_liability,
        case when l.visit is not null then 'settled' else {WHY} end as why
    from concerned v left join review_decision d on d.id = v.decision {OPEN_QUESTION}
    left join lateral (select * from settlement_line o where o.visit = v.visit and o.credit is null offset 0) l on true
    cross join lateral (select {CENTS}) m
    where (v.day, v.visit) > ($5, $6) order by v.day, v.visit limit $7
)
select x.visit as visit_id, x.why as state, x.rules, t.number as settlement_number, w.number as voucher_number,
    p.given_name || ' ' || p.family_name as client_name, e.given_name || ' ' || e.family_name as worker_name,
    s.name_fi, s.name_sv, s.name_en, x.kind, x.day, x.minutes, x.price as price_cents,
    x.organisers as organiser_cents, x.own_liability as own_liability_cents, x.client,
    coalesce((select sum(c.price_cents) from credit c where c.visit = x.visit), 0) as credited_cents
from stretch x join voucher w on w.id = x.voucher join client k on k.id = x.client join person p on p.id = k.person
join person e on e.id = x.worker join service s on s.id = x.service left join settlement t on t.id = x.settlement
order by x.day, x.visit
"""  # noqa: S608 - written here


@get(
    "/api/settlements/preview/lines",
    operation_id="listPreviewLines",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def list_preview_lines(
    acting_person: NamedDependency[ActingPerson],
    organiser: FromQuery[UUID],
    month: Annotated[str, QueryParameter(pattern=MONTH_PATTERN)],
    after: FromQuery[str | None] = None,
) -> PreviewLines:
    """List the office's visits of a month, and those of before that wait, each with its state and why."""
    place = place_in(after)
    first = first_day_of(month)
    async with transaction():
        await fetch(BY_INDEX)
        rows = [
            dict(row)
            for row in await fetch(
                SHOWN,
                *(organiser, acting_person.provider, first, month_around(first).last_day),
                *(place.day, place.visit, MOST_LINES + 1),
            )
        ]
        here = rows[:MOST_LINES]
        await trail.viewed_clients(acting_person, {row["client"] for row in here}, "listed")
    written = None
    if len(rows) > len(here):
        written = in_base64url(msgspec.json.encode(Place(here[-1]["day"], here[-1]["visit_id"])))
    return PreviewLines([line_of(row) for row in here], written)


def place_in(written: str | None) -> Place:
    """Return the place that a stretch ended at; raises `InvalidRequest` for what was not answered here."""
    if written is None:
        return BEGINNING
    try:
        return msgspec.json.decode(from_base64url(written), type=Place)
    except ValueError:
        raise InvalidRequest([{"pointer": "/after", "detail": "Expected a place that was answered here"}]) from None


def line_of(row: Mapping[str, Any]) -> PreviewLine:
    """Return a visit in words."""
    left_out = {"client", "name_fi", "name_sv", "name_en"}
    same = {name: value for name, value in row.items() if name not in left_out}
    return PreviewLine(**same, service=Text(row["name_fi"], row["name_sv"], row["name_en"]))


ROUTES = [preview_settlement, list_preview_lines]
