"""Door notes as they lie in the database: sealed, one of the organiser and one of each office, and whose to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend import at_rest, clock
from backend.access.roles import ActingPerson, Role
from backend.database import fetch
from backend.days import local_day, start_of
from backend.door_notes.rules import DoorWords
from backend.problems import NotFound

NOTHING_KNOWN = DoorWords()


@dataclass(frozen=True)
class KeptNote:
    """One office's notes as they were last changed."""

    id: UUID
    words: DoorWords
    changed_by: str
    changed_at: datetime


def sealed(note: UUID, words: DoorWords) -> bytes:
    """Return notes sealed into their row."""
    return at_rest.seal(at_rest.DOOR, note.bytes, msgspec.json.encode(words))


def unsealed(row: Mapping[str, Any]) -> DoorWords:
    """Return the notes of a row."""
    return msgspec.json.decode(at_rest.unseal(at_rest.DOOR, row["id"].bytes, row["words_sealed"]), type=DoorWords)


NOTES = """
select n.id, n.client, n.provider, n.words_sealed, n.changed_at, p.given_name || ' ' || p.family_name as changed_by
from door_note n join person p on p.id = n.changed_by
where n.client = any($1) and (n.provider is null or n.provider = $2)
"""


async def notes_of(clients: Iterable[UUID], provider: UUID | None) -> dict[tuple[UUID, UUID | None], KeptNote]:
    """Return the organiser's notes (provider None) and those of one provider's office, by client and provider."""
    rows = await fetch(NOTES, list(clients), provider)
    return {
        (row["client"], row["provider"]): KeptNote(row["id"], unsealed(row), row["changed_by"], row["changed_at"])
        for row in rows
    }


# The client's row is held: of two who change notes at once the second changes what the first has left.
OWN_CLIENT = """
select organiser, has_safety_ban, person from client where id = $1 and organiser = $2 for no key update
"""
SERVED_CLIENT = """
select k.organiser, k.has_safety_ban, k.person from client k where k.id = $1 and (
    exists (select from voucher v join service_decision d on d.id = v.decision
        where v.client = k.id and v.provider = $2 and coalesce(v.ended_on, v.last_day) >= $3 and d.undone_at is null)
    or exists (select from planned_visit p where p.client = k.id and p.provider = $2 and p.starts_at >= $4
        and p.cancelled_at is null)
) for no key update
"""


async def client_at(person: ActingPerson, client: UUID) -> dict[str, Any]:
    """Return a client whose door is an office's concern today: whom it serves, or who is its organiser's."""
    if person.role is Role.PROVIDER:
        today = local_day(clock.now())
        rows = await fetch(SERVED_CLIENT, client, person.provider, today, start_of(today))
    else:
        rows = await fetch(OWN_CLIENT, client, person.organiser)
    if not rows:
        raise NotFound
    return dict(rows[0])


KEEP = """
insert into door_note (id, client, organiser, provider, words_sealed, changed_by, changed_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set words_sealed = $5, changed_by = $6, changed_at = $7
"""


async def keep_note(person: ActingPerson, client: UUID, organiser: UUID, words: DoorWords) -> None:
    """Keep an office's notes in place of what it had; where nothing is known nothing is kept."""
    known = (await notes_of([client], person.provider)).get((client, person.provider))
    if words.is_empty():
        await fetch("delete from door_note where id = $1", known.id if known else None)
        return
    note = known.id if known else uuid4()
    await fetch(KEEP, note, client, organiser, person.provider, sealed(note, words), person.id, clock.now())
