"""Planned visits as people read them: who comes to whom, when, what came of it, and a worker's round on her phone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from backend.access.roles import STAFF, ActingPerson, Role
from backend.database import fetch
from backend.days import ONE_DAY, local_day, start_of
from backend.rounds.rules import MATCHED_WITHIN_MINUTES, PlanStanding, PlanTimes, standing
from backend.wire import Text, Wire

# A month, and the days of other months that stand beside it in a calendar.
MOST_DAYS = 42


class DoneVisit(Wire):
    """The recorded visit that a planned one was."""

    id: UUID
    started_at: datetime
    ended_at: datetime
    worker_name: str


class PlannedSummary(Wire, kw_only=True):
    """One planned visit."""

    id: UUID
    voucher_id: UUID
    voucher_number: str
    client_id: UUID
    client_name: str
    service: Text
    provider_name: str
    # Null while nobody has been found.
    worker_id: UUID | None
    worker_name: str | None
    starts_at: datetime
    ends_at: datetime
    # From these without word of a start it is late, and was missed; pages that stay open go by them.
    late_at: datetime
    missed_at: datetime
    arrived_at: datetime | None
    is_cancelled: bool
    visit: DoneVisit | None
    standing: PlanStanding
    series_id: UUID | None
    # The same for visits that belong together.
    together: UUID | None
    # Whether the worker's phone has confirmed to hold it as it stands; null for whoever does not plan.
    on_phone: bool | None


# Of a planned visit `p`, its voucher `v` and its client `k`: whether nobody should come. What a granter pauses or ends
# calls off what was planned, whenever it was, and brings it back when it is taken back.
CALLED_OFF = """
(p.cancelled_at is not null or k.died_on is not null
    or v.ended_on <= (p.starts_at at time zone 'Europe/Helsinki')::date
    or v.pauses <> '[]' and exists (select from jsonb_to_recordset(v.pauses) as pause(first_day date, last_day date)
        where (p.starts_at at time zone 'Europe/Helsinki')::date
            between pause.first_day and coalesce(pause.last_day, 'infinity')))
"""
ON_PHONE = """
exists (select from phone_round h join device e on e.id = h.device and e.lost_at is null
    where h.person = p.worker and h.provider = p.provider
        and (h.reached ->> p.organiser::text)::bigint >= p.change_number
        and h.last_day >= (p.starts_at at time zone 'Europe/Helsinki')::date)
"""
# When a phone said that it begins (visits/arriving.py): of what is planned and not recorded, the nearest is meant.
ARRIVED_AT = f"""
(select a.started_at from arrival a
where p.visit is null and a.voucher = p.voucher
    and abs(extract(epoch from a.started_at - p.starts_at)) <= {60 * MATCHED_WITHIN_MINUTES}
    and not exists (select from visit x where x.id = a.visit)
    and not exists (select from planned_visit o where o.voucher = p.voucher and o.visit is null
        and o.cancelled_at is null and o.id <> p.id and abs(extract(epoch from a.started_at - o.starts_at))
            < abs(extract(epoch from a.started_at - p.starts_at)))
order by a.started_at limit 1)
"""  # noqa: S608 - written in our own code
# Told as JSON in one go: a week of a large office is some thousand rows.
PLANNED = """
select p.id, p.voucher as voucher_id, v.number as voucher_number, p.client as client_id,
    c.given_name || ' ' || c.family_name as client_name, s.name_fi, s.name_sv, s.name_en, f.name as provider_name,
    {worker_id} as worker_id, w.given_name || ' ' || w.family_name as worker_name, p.starts_at, p.ends_at, p.late_at,
    p.missed_at, {arrived_at} as arrived_at, coalesce({called_off}, false) as is_cancelled, p.series as series_id,
    p.together, {on_phone} as on_phone, x.id as visit, x.started_at as visit_started_at, x.ended_at as visit_ended_at,
    m.given_name || ' ' || m.family_name as visit_worker_name
from planned_visit p join voucher v on v.id = p.voucher join service s on s.id = v.service
join provider f on f.id = p.provider join client k on k.id = p.client join person c on c.id = k.person
left join person w on w.id = p.worker left join visit x on x.id = p.visit left join person m on m.id = x.worker
where {seen} and {which}
order by p.starts_at, client_name, p.id
"""


def seen_by(person: ActingPerson) -> tuple[str, object]:
    """Return which planned visits a person may see, as a condition on `p` with its value for $1."""
    if person.role is Role.WORKER:
        # Hers as a worker of the provider that this session is for.
        return f"p.worker = $1 and p.provider = '{person.provider}'::uuid", person.id
    if person.role in {Role.CLIENT, Role.RELATIVE}:
        return "p.client = any($1::uuid[])", list(person.clients)
    if person.role is Role.PROVIDER:
        return "p.provider = $1", person.provider
    return ("p.organiser = $1", person.organiser if person.role in STAFF else None)


def summary_of(row: Mapping[str, Any], now: datetime) -> PlannedSummary:
    """Return a row of the query with where it stands."""
    said = dict(row)
    service = Text(said.pop("name_fi"), said.pop("name_sv"), said.pop("name_en"))
    visit = [said.pop(f"visit{part}") for part in ("", "_started_at", "_ended_at", "_worker_name")]
    is_done = visit[0] is not None
    times = PlanTimes(said["late_at"], said["missed_at"], said["arrived_at"], is_done, said["is_cancelled"])
    done = DoneVisit(*visit) if is_done else None
    return PlannedSummary(**said, service=service, visit=done, standing=standing(times, now))


async def planned_between(
    person: ActingPerson, first_day: date, days: int, now: datetime, **only: UUID | None
) -> list[PlannedSummary]:
    """Return the planned visits of some days that a person may see: all, or those of one client or worker alone."""
    after = start_of(first_day + ONE_DAY * days)
    named = {name: value for name, value in only.items() if value is not None}
    which = ["p.starts_at >= $2", "p.starts_at < $3"]
    which += [f"p.{name} = ${place}" for place, name in enumerate(named, 4)]
    return await planned(person, " and ".join(which), now, start_of(first_day), after, *named.values())


async def planned(person: ActingPerson, which: str, now: datetime, *values: object) -> list[PlannedSummary]:
    """Return the planned visits that a person may see and a condition names; its values begin at $2."""
    seen, whose = seen_by(person)
    # What is on a worker's phone concerns whoever plans.
    on_phone = ON_PHONE if person.role is Role.PROVIDER else "null::boolean"
    # Others know whoever comes by her name.
    worker_id = "p.worker" if person.role in {Role.PROVIDER, Role.WORKER} else "null::uuid"
    rows = await fetch(
        PLANNED.format(
            called_off=CALLED_OFF,
            arrived_at=ARRIVED_AT,
            worker_id=worker_id,
            on_phone=on_phone,
            seen=seen,
            which=which,
        ),
        whose,
        *values,
    )
    return [summary_of(row, now) for row in rows]


# A worker's phone holds today's round and those of the next days, and of them no more than these (docs/sync.md, pull).
ROUND_DAYS = 7
MOST_IN_ROUND = 300


class PlannedAtDoor(Wire):
    """A planned visit as the worker's phone holds it."""

    id: UUID
    voucher_number: str
    client_name: str
    service_code: int
    starts_at: datetime
    ends_at: datetime
    # Who comes with her.
    with_workers: list[str]
    # When it was last changed.
    changed_at: datetime


class WorkerRound(Wire):
    """What a worker has before her: today and the next days."""

    first_day: date
    last_day: date
    visits: list[PlannedAtDoor]
    # Of these days, what did not fit.
    left_out: int


class HeldRound(msgspec.Struct, frozen=True):
    """A worker's round as it stands, with the change numbers that it has come to, and what it is recognised by."""

    round: WorkerRound
    vouchers: list[UUID]
    reached: dict[UUID, int]
    # Of every visit with its change number: which of them a phone holds, and as of when.
    marks: list[bytes]


# One statement, so one picture of the database: what is changed later carries a greater number than those it says.
ROUND = """
select (select coalesce(json_object_agg(organiser, last), '{{}}') from change_counter) as reached,
    coalesce((select json_agg(one) from (
        select p.id, p.voucher, v.number as "voucherNumber", c.given_name || ' ' || c.family_name as "clientName",
            s.code as "serviceCode", p.starts_at as "startsAt", p.ends_at as "endsAt", p.changed_at as "changedAt",
            p.change_number as change, array(
                select w.given_name || ' ' || w.family_name from planned_visit o join person w on w.id = o.worker
                where o.together = p.together and o.id <> p.id and o.worker <> p.worker and o.voucher = p.voucher
                    and o.cancelled_at is null order by 1
            ) as "withWorkers"
        from planned_visit p join voucher v on v.id = p.voucher join service s on s.id = v.service
        join client k on k.id = p.client join person c on c.id = k.person
        where p.worker = $1 and p.provider = $2 and p.starts_at >= $3 and p.starts_at < $4
            and {called_off} is not true
        order by p.starts_at, p.id
    ) one), '[]') as visits
"""


class RoundRow(PlannedAtDoor):
    """A row of the query: what the phone holds, and what only the server needs."""

    voucher: UUID
    change: int


async def round_of(person: ActingPerson, now: datetime) -> HeldRound:
    """Return a worker's round of today and the next days."""
    first_day = local_day(now)
    after = first_day + ONE_DAY * ROUND_DAYS
    (row,) = await fetch(
        ROUND.format(called_off=CALLED_OFF), person.id, person.provider, start_of(first_day), start_of(after)
    )
    rows = msgspec.json.decode(row["visits"], type=list[RoundRow])
    kept = rows[:MOST_IN_ROUND]
    names = PlannedAtDoor.__struct_fields__
    visits = [PlannedAtDoor(**{name: getattr(one, name) for name in names}) for one in kept]
    return HeldRound(
        WorkerRound(first_day, after - ONE_DAY, visits, len(rows) - len(kept)),
        [one.voucher for one in kept],
        msgspec.json.decode(row["reached"], type=dict[UUID, int]),
        [f"{first_day}".encode(), *(one.id.bytes + one.change.to_bytes(8, "big") for one in kept)],
    )


async def confirm_round(person: ActingPerson, device: UUID, held: str, known: HeldRound, now: datetime) -> None:
    """Note for the office that a worker's phone holds her round as it stands; said again it writes nothing."""
    await fetch(
        """
        insert into phone_round (device, person, provider, held, reached, last_day, at)
        select id, $2, $3, $4, $5, $6, $7 from device where id = $1 and person = $2
        on conflict (device) do update set person = $2, provider = $3, held = $4, reached = $5, last_day = $6, at = $7
        where (phone_round.held, phone_round.provider) is distinct from ($4, $3)
        """,
        *(device, person.id, person.provider, held, msgspec.json.encode(known.reached).decode()),
        *(known.round.last_day, now),
    )
