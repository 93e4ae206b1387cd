"""The office's acts on its plan: visits planned, moved, called off, copied, and any of it taken back.

Each act is kept with what was before (`plan_act`); what it touches takes a new change number of its organiser, by which
a worker's phone is told of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from backend.access import trail
from backend.access.roles import ActingPerson
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import Part, terms_on_day
from backend.database import fetch
from backend.days import ONE_DAY, DaySpan, local_day
from backend.problems import NotFound, NothingInForce, Problem
from backend.rounds.problems import PlansOverlap
from backend.rounds.rules import (
    LATE_AFTER_MINUTES,
    Spell,
    WarningKind,
    beyond_grant,
    first_overlap,
    limits_of,
)
from backend.rounds.watching import Around, match_around, tell_pages
from backend.vouchers.rules import GrantTerms
from backend.wire import Wire


class PlanWarning(Wire):
    """What the office is told of a plan that stands all the same."""

    kind: WarningKind
    count: int
    first_day: date


class PlanAnswer(Wire, kw_only=True):
    """What an act on the plan came to."""

    # The act, by which it is taken back.
    act: UUID
    visits: int
    first_day: date | None = None
    last_day: date | None = None
    # Left out of a series.
    on_holidays: int = 0
    in_pauses: int = 0
    # Not copied, since something is planned there already.
    already_there: int = 0
    warnings: list[PlanWarning] = msgspec.field(default_factory=list)


class PlannedOn(msgspec.Struct, frozen=True):
    """A voucher or order that visits are planned on."""

    id: UUID
    client: UUID
    organiser: UUID
    service: UUID
    first_day: date
    # The last day that it pays for.
    last_day: date
    grant: GrantTerms
    pauses: list[DaySpan]


class NewPlan(msgspec.Struct, frozen=True):
    """A visit to be planned."""

    id: UUID
    voucher: UUID
    worker: UUID | None
    spell: Spell
    series: UUID | None = None
    together: UUID | None = None


VOUCHERS = """
select v.id, v.client, v.organiser, v.service, v.first_day, least(v.last_day, v.ended_on - 1) as last_day, v.quantity,
    v.quantity_unit, v.period, v.last_day as granted_to, v.pauses
from voucher v join service_decision d on d.id = v.decision and d.undone_at is null
where v.provider = $1 and v.id = any($2)
"""
EMPLOYED = "select person, first_day, last_day from membership where role = 'worker' and provider = $1"


class Pause(msgspec.Struct):
    """Days on which nobody should come, as a voucher keeps them."""

    first_day: date
    last_day: date | None = None


async def vouchers_of(provider: UUID | None, vouchers: Iterable[UUID]) -> dict[UUID, PlannedOn]:
    """Return the provider's vouchers by their ids; one that is not there, or not the provider's, is not found."""
    asked = set(vouchers)
    rows = await fetch(VOUCHERS, provider, list(asked))
    if len(rows) != len(asked):
        raise NotFound
    return {row["id"]: planned_on(row) for row in rows}


def planned_on(row: dict[str, Any]) -> PlannedOn:
    """Return a voucher's row as plans need it; a pause until further notice lasts as long as the voucher."""
    pauses = msgspec.json.decode(row["pauses"], type=list[Pause])
    terms = (row["quantity"], row["quantity_unit"], row["period"], row["first_day"], row["granted_to"])
    spans = [DaySpan(pause.first_day, pause.last_day or row["granted_to"]) for pause in pauses]
    own = (row["id"], row["client"], row["organiser"], row["service"], row["first_day"], row["last_day"])
    return PlannedOn(*own, GrantTerms(*terms), spans)


async def insist_on_workers(provider: UUID | None, workers: Iterable[UUID]) -> list[dict[str, Any]]:
    """Return the provider's employments, once all these are workers of it."""
    rows = await fetch(EMPLOYED, provider)
    if not set(workers) <= {row["person"] for row in rows}:
        raise NotFound
    return rows


def grace_on(day: date, service: UUID, parts: Sequence[Part]) -> int:
    """Return after how many minutes a visit of a day is late: by the rulebook, or the product's own parameter."""
    found = terms_on_day(day, service, parts)
    said = None if isinstance(found, NothingInForce) else found[1].late_after_minutes
    return LATE_AFTER_MINUTES if said is None else said


async def limits_for(plans: Sequence[NewPlan], vouchers: dict[UUID, PlannedOn]) -> list[tuple[datetime, datetime]]:
    """Return from when each planned visit is late and was missed."""
    parts: dict[tuple[UUID, UUID], list[Part]] = {}
    graces: dict[tuple[UUID, UUID, date], int] = {}
    limits = []
    for plan in plans:
        voucher, day = vouchers[plan.voucher], local_day(plan.spell.starts_at)
        key = (voucher.organiser, voucher.service)
        if key not in parts:
            parts[key] = await parts_held(*key)
        if (*key, day) not in graces:
            graces[*key, day] = grace_on(day, voucher.service, parts[key])
        limits.append(limits_of(plan.spell.starts_at, plan.spell.ends_at, graces[*key, day]))
    return limits


BESIDE = """
select p.voucher, p.worker, p.starts_at, p.ends_at from planned_visit p
where p.cancelled_at is null and p.starts_at < $3 and p.starts_at > $2::timestamptz - interval '1 day'
    and p.id <> all($4) and (p.voucher = any($1) or p.worker = any($5))
order by p.starts_at
"""


async def looked_over(
    person: ActingPerson, plans: Sequence[NewPlan], vouchers: dict[UUID, PlannedOn]
) -> list[PlanWarning] | Problem:
    """Return what the office is warned of in new or moved plans, or why they cannot stand beside the others."""
    workers = {plan.worker for plan in plans if plan.worker}
    employments = await insist_on_workers(person.provider, workers)
    # Within the periods that grants are counted in.
    first = min(plan.spell.starts_at for plan in plans) - 31 * ONE_DAY
    after = max(plan.spell.ends_at for plan in plans) + 31 * ONE_DAY
    ids = [plan.id for plan in plans]
    rows = await fetch(BESIDE, list(vouchers), first, after, ids, list(workers))
    said: list[tuple[WarningKind, Spell]] = []
    for voucher in vouchers.values():
        own = sorted({plan.spell for plan in plans if plan.voucher == voucher.id}, key=by_time)
        there = [Spell(row["starts_at"], row["ends_at"]) for row in rows if row["voucher"] == voucher.id]
        if clash := first_overlap(own, there):
            return PlansOverlap(day=local_day(clash.starts_at).isoformat())
        outside = [spell for spell in own if not voucher.first_day <= local_day(spell.starts_at) <= voucher.last_day]
        said += [("outside-voucher", spell) for spell in outside]
        touched = {local_day(spell.starts_at) for spell in own}
        every = sorted([*own, *there], key=by_time)
        said += [
            ("beyond-grant", spell)
            for spell in beyond_grant(voucher.grant, every)
            if min(touched) - 31 * ONE_DAY <= local_day(spell.starts_at) <= max(touched)
        ]
    for worker in workers:
        own = sorted((plan.spell for plan in plans if plan.worker == worker), key=by_time)
        there = [Spell(row["starts_at"], row["ends_at"]) for row in rows if row["worker"] == worker]
        said += [("worker-elsewhere", spell) for spell in own if first_overlap([spell], there)]
        said += [("worker-not-employed", spell) for spell in own if not is_employed(worker, spell, employments)]
    return summed_up(said)


def by_time(spell: Spell) -> datetime:
    """Return what spells are put in order by."""
    return spell.starts_at


def is_employed(worker: UUID, spell: Spell, employments: Iterable[dict[str, Any]]) -> bool:
    """Tell whether a worker works for the provider on the day."""
    day = local_day(spell.starts_at)
    return any(
        row["person"] == worker and row["first_day"] <= day and (row["last_day"] is None or day <= row["last_day"])
        for row in employments
    )


def summed_up(said: Iterable[tuple[WarningKind, Spell]]) -> list[PlanWarning]:
    """Return one warning of each kind, with how often and from which day."""
    days: dict[WarningKind, list[date]] = {}
    for kind, spell in said:
        days.setdefault(kind, []).append(local_day(spell.starts_at))
    return [PlanWarning(kind, len(found), min(found)) for kind, found in days.items()]


INSERT = """
with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[],
        $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
    as given(id, voucher, worker, series, together, starts_at, ends_at, late_at, missed_at)
), counter as (
    update change_counter set last = last + 1
    where organiser in (select organiser from voucher where id = any($2)) returning organiser, last
)
insert into planned_visit (id, voucher, client, organiser, provider, worker, series, together, starts_at, ends_at,
    late_at, missed_at, change_number, changed_at)
select g.id, g.voucher, v.client, v.organiser, $10, g.worker, g.series, g.together, g.starts_at, g.ends_at, g.late_at,
    g.missed_at, counter.last, $11
from given g join voucher v on v.id = g.voucher join counter on counter.organiser = v.organiser
"""


async def insert_plans(
    person: ActingPerson, plans: Sequence[NewPlan], vouchers: dict[UUID, PlannedOn], now: datetime
) -> None:
    """Store new plans; what was recorded already stands beside them at once."""
    limits = await limits_for(plans, vouchers)
    await fetch(
        INSERT,
        *([plan.id for plan in plans], [plan.voucher for plan in plans], [plan.worker for plan in plans]),
        *([plan.series for plan in plans], [plan.together for plan in plans]),
        *([plan.spell.starts_at for plan in plans], [plan.spell.ends_at for plan in plans]),
        *([late for late, _ in limits], [missed for _, missed in limits], person.provider, now),
    )
    await settle(person, plans, vouchers, "planned")


async def settle(person: ActingPerson, plans: Sequence[NewPlan], vouchers: dict[UUID, PlannedOn], act: str) -> None:
    """Match what has changed, tell the pages, and write the trail."""
    touched = {(one.organiser, person.provider, one.client) for one in vouchers.values() if person.provider}
    touched |= await match_around(Around(plan.voucher, plan.spell.starts_at) for plan in plans)
    await tell_pages(touched)
    await trail.viewed_vouchers(person, list(vouchers), act)


def id_of(act: UUID, place: int) -> UUID:
    """Return the id of an act's visit by its place, the same whenever it is asked."""
    return uuid5(act, str(place))


async def find_act(person: ActingPerson, act: UUID) -> PlanAnswer | None:
    """Return what was answered when this was asked before; of another provider's act nothing is known."""
    rows = await fetch("select provider, answer from plan_act where id = $1", act)
    if not rows:
        return None
    if rows[0]["provider"] != person.provider:
        raise NotFound
    return msgspec.json.decode(rows[0]["answer"], type=PlanAnswer)


class Doing(msgspec.Struct, frozen=True):
    """An act on the plan as it is done: by whom, what and when, and whether it is only tried."""

    person: ActingPerson
    act: str
    now: datetime
    dry_run: bool = False


async def keep_act(doing: Doing, answer: PlanAnswer, *, made: Sequence[UUID] = (), before: str = "[]") -> None:
    """Keep an act with what was before it."""
    await fetch(
        """
        insert into plan_act (id, provider, act, made, before, answer, by_person, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        *(answer.act, doing.person.provider, doing.act, list(made), before, msgspec.json.encode(answer).decode()),
        *(doing.person.id, doing.now),
    )


async def make_plans(doing: Doing, answer: PlanAnswer, plans: Sequence[NewPlan]) -> PlanAnswer:
    """Store an act that makes plans, or only say what it would come to; called in a transaction."""
    vouchers = await vouchers_of(doing.person.provider, {plan.voucher for plan in plans})
    warnings = await looked_over(doing.person, plans, vouchers)
    if isinstance(warnings, Problem):
        raise warnings
    days = [local_day(plan.spell.starts_at) for plan in plans]
    told = msgspec.structs.replace(
        answer, visits=len(plans), first_day=min(days), last_day=max(days), warnings=warnings
    )
    if not doing.dry_run:
        await insert_plans(doing.person, plans, vouchers, doing.now)
        await keep_act(doing, told, made=[plan.id for plan in plans])
    return told
