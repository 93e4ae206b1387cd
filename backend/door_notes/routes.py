"""Offices keep the notes on a client's door; a worker's phone gets those of the doors on her round, for that time."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import asks_presence
from backend.database import fetch, transaction
from backend.days import ONE_DAY, local_day, start_of
from backend.door_notes.keeping import NOTHING_KNOWN, KeptNote, client_at, keep_note, notes_of
from backend.door_notes.rules import (
    LAST_NOTES_DAYS,
    MOST_LAST_NOTES,
    DoorWords,
    at_door,
    days_on_phone,
    kept_until,
)
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.rounds.reading import CALLED_OFF
from backend.visits.words import words_of
from backend.wire import Wire, in_base64url


class DoorOfClient(Wire, kw_only=True):
    """What an office has entered of a client's door, and what the organiser has."""

    client_name: str
    has_safety_ban: bool
    own: DoorWords
    changed_by: str | None
    changed_at: datetime | None
    # Null for the organiser itself.
    organisers: DoorWords | None
    # Whether the organiser asks for presence, so that a paper tag can be printed.
    asks_presence: bool


NAME = "select given_name || ' ' || family_name as name from person where id = $1"


@get(
    "/api/clients/{client_id:uuid}/door-note",
    operation_id="readDoorNote",
    guards=[allow(Role.GRANTER, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_door_note(acting_person: NamedDependency[ActingPerson], client_id: FromPath[UUID]) -> DoorOfClient:
    """Read where a client lives and how one comes in: an office's own notes, and the organiser's."""
    async with transaction():
        client = await client_at(acting_person, client_id)
        notes = await notes_of([client_id], acting_person.provider)
        (named,) = await fetch(NAME, client["person"])
        asks = asks_presence(await parts_held(client["organiser"]), local_day(clock.now()))
        await trail.viewed_clients(acting_person, [client_id], "viewed door notes")
    own = notes.get((client_id, acting_person.provider))
    organisers = notes.get((client_id, None))
    return DoorOfClient(
        client_name=named["name"],
        has_safety_ban=client["has_safety_ban"],
        own=own.words if own else NOTHING_KNOWN,
        changed_by=own.changed_by if own else None,
        changed_at=own.changed_at if own else None,
        organisers=organisers.words if organisers and acting_person.provider else None,
        asks_presence=asks,
    )


@post(
    "/api/clients/{client_id:uuid}/door-note",
    operation_id="keepDoorNote",
    status_code=204,
    guards=[allow(Role.GRANTER, Role.PROVIDER)],
    responses=can_refuse(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
)
async def keep_door_note(
    acting_person: NamedDependency[ActingPerson], client_id: FromPath[UUID], data: JSONBody[DoorWords]
) -> None:
    """Say where a client lives and how one comes in; all empty takes the notes away."""
    async with transaction():
        client = await client_at(acting_person, client_id)
        await keep_note(acting_person, client_id, client["organiser"], data.stripped())
        await trail.viewed_clients(acting_person, [client_id], "changed door notes")


class LastNote(Wire):
    """What was written of an earlier visit."""

    day: date
    worker_name: str
    words: str


class DoorOnRound(Wire, kw_only=True):
    """What a worker is told of one door, for some of the visits planned for her."""

    visits: list[UUID]
    address: str
    door: str
    key: str
    safety: list[str]
    last_notes: list[LastNote]
    has_safety_ban: bool
    # When it leaves the phone.
    until: datetime


class DoorsOnRound(Wire):
    """The doors of a worker's round; null where the phone has them as they stand."""

    mark: str
    doors: list[DoorOnRound] | None


# Her round as far as a phone holds notes of it; $3 the first moment, $4 the end of the days, $5 of those with a ban.
PLANNED = f"""
select p.id, p.client, p.ends_at, k.has_safety_ban
from planned_visit p join voucher v on v.id = p.voucher join client k on k.id = p.client
where p.worker = $1 and p.provider = $2 and p.starts_at >= $3
    and p.starts_at < case when k.has_safety_ban then $5::timestamptz else $4::timestamptz end
    and {CALLED_OFF} is not true
order by p.starts_at, p.id
"""  # noqa: S608 - written in our own code
LAST_NOTES = """
select x.client, x.id, x.started_at, x.tasks, x.words_sealed, w.given_name || ' ' || w.family_name as worker_name
from unnest($1::uuid[]) as hers (client) cross join lateral (
    select * from visit where client = hers.client and provider = $2 and started_at >= $3 and state = 'recorded'
        and words_sealed is not null
    order by started_at desc limit $4
) x join person w on w.id = x.worker order by x.started_at desc, x.id
"""


@get(
    "/api/door-notes",
    operation_id="listDoorNotes",
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_door_notes(
    acting_person: NamedDependency[ActingPerson],
    have: Annotated[str | None, QueryParameter(max_length=60)] = None,
) -> DoorsOnRound:
    """Give a worker's phone what it needs at the doors of her round; nothing where it has that already."""
    async with transaction():
        doors = await doors_on_round(acting_person)
        told = [door for _, door in doors]
        mark = mark_of(acting_person, told)
        if mark == have:
            return DoorsOnRound(mark, None)
        await trail.viewed_clients(acting_person, [client for client, _ in doors], "fetched door notes")
    return DoorsOnRound(mark, told)


def mark_of(person: ActingPerson, doors: list[DoorOnRound]) -> str:
    """Return by what a phone says which doors it has, and whose."""
    whose = f"{person.id} {person.provider}".encode()
    return in_base64url(sha256(whose + msgspec.json.encode(doors)).digest()[:12])


async def doors_on_round(person: ActingPerson) -> list[tuple[UUID, DoorOnRound]]:
    """Return the clients on a worker's round whose doors something is known of, and what."""
    today, now = local_day(clock.now()), clock.now()
    days = [start_of(today + ONE_DAY * days_on_phone(has_safety_ban=ban)) for ban in (False, True)]
    planned = await fetch(PLANNED, person.id, person.provider, start_of(today), *days)
    by_client: dict[UUID, list[Any]] = {}
    for row in planned:
        by_client.setdefault(row["client"], []).append(row)
    notes = await notes_of(by_client, person.provider)
    since = now - timedelta(days=LAST_NOTES_DAYS)
    last: dict[UUID, list[LastNote]] = {}
    for row in await fetch(LAST_NOTES, list(by_client), person.provider, since, MOST_LAST_NOTES):
        words, _ = words_of(row["id"], row["tasks"], row["words_sealed"])
        if words:
            last.setdefault(row["client"], []).append(LastNote(local_day(row["started_at"]), row["worker_name"], words))
    doors = []
    for client, visits in by_client.items():
        known = [words_or_nothing(notes.get((client, whose))) for whose in (person.provider, None)]
        door = at_door(*known)
        until = kept_until((row["ends_at"] for row in visits), has_safety_ban=visits[0]["has_safety_ban"])
        is_known = not all(words.is_empty() for words in known) or client in last
        if until > now and is_known:
            told = DoorOnRound(
                **msgspec.structs.asdict(door),
                visits=[row["id"] for row in visits],
                last_notes=last.get(client, []),
                has_safety_ban=visits[0]["has_safety_ban"],
                until=until,
            )
            doors.append((client, told))
    return doors


def words_or_nothing(note: KeptNote | None) -> DoorWords:
    """Return what a note says."""
    return note.words if note else NOTHING_KNOWN


ROUTES = [read_door_note, keep_door_note, list_door_notes]
