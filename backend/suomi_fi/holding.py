"""Mandates that Suomi.fi has confirmed, as this service holds them: for a day, and ended at once by the next no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from backend import at_rest, clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import local_day
from backend.notices.live import Changed, announce, announce_rights
from backend.suomi_fi.rules import Matter, last_day_of, scopes_of

SOURCE = "suomi-fi"

# A person has one row for each organiser whose client she is; the matter is the same with each. Nobody acts for
# herself, nor for somebody who has died.
WHOSE = """
select c.id from client c join person p on p.id = c.person
where p.identity_code_hash = $1 and p.id <> $2 and c.died_on is null order by c.id
"""
# Only what an answer made: what the client gave here, or an official entered, is not Suomi.fi's to end.
END = """
update representation set ended_at = $4, ended_by = $1
where person = $1 and client = any($2) and source = $5 and given_by = $1 and ended_at is null
    and first_day <= $3 and (last_day is null or last_day >= $3)
    and not (scopes = $6::text[] and last_day = $7)
returning client
"""
GIVE = """
insert into representation
    (id, person, client, scopes, first_day, last_day, source, reference_sealed, given_by, given_at)
select made.id, $3, made.client, $4, $5, $6, $7, made.reference, $3, $9
from unnest($1::uuid[], $2::uuid[], $8::bytea[]) as made (id, client, reference)
where not exists (
    select 1 from representation r where r.person = $3 and r.client = made.client and r.source = $7
        and r.ended_at is null and r.first_day <= $5 and r.last_day = $6 and r.scopes = $4::text[])
returning client
"""
ORGANISERS = "select organiser, array_agg(id) as clients from client where id = any($1) group by organiser"


@dataclass(frozen=True)
class Answered:
    """What Suomi.fi said of one person: in which of the matters she may be acted for."""

    # The keyed hash of her identity code; the code itself goes no further than the answer.
    fingerprint: bytes
    matters: tuple[Matter, ...]


async def whom_they_name(person: UUID, answers: Iterable[Answered]) -> list[UUID]:
    """Return which clients here somebody may act for by these answers; nothing is stored."""
    allowed = [answer for answer in answers if scopes_of(answer.matters)]
    return [row["id"] for answer in allowed for row in await fetch(WHOSE, answer.fingerprint, person)]


async def hold(person: ActingPerson, answers: Iterable[Answered]) -> list[UUID]:
    """Store what was answered, and return whom she may act for today among the clients here."""
    now = clock.now()
    allowed: list[UUID] = []
    for answer in answers:
        clients = [row["id"] for row in await fetch(WHOSE, answer.fingerprint, person.id)]
        scopes = scopes_of(answer.matters)
        await store(person, clients, scopes, "; ".join(matter.issue for matter in answer.matters), now)
        allowed += clients if scopes else []
    return allowed


async def store(person: ActingPerson, clients: list[UUID], scopes: list[str], matters: str, now: datetime) -> None:
    """End what the answer does not bear any more, give what it newly does, write both in the trail, and tell of it."""
    today = local_day(now)
    last_day = last_day_of(today)
    ended = await fetch(END, person.id, clients, today, now, SOURCE, scopes, last_day)
    await trail.viewed_clients(person, [row["client"] for row in ended], "mandate-ended")
    ids = [uuid4() for _ in clients] if scopes else []
    references = [at_rest.seal_text(at_rest.MANDATE, id_, matters) for id_ in ids]
    given = await fetch(GIVE, ids, clients[: len(ids)], person.id, scopes, today, last_day, SOURCE, references, now)
    await trail.viewed_clients(person, [row["client"] for row in given], "mandate-given")
    await tell(person, {row["client"] for row in (*ended, *given)})


async def tell(person: ActingPerson, clients: set[UUID]) -> None:
    """Tell the open pages of the clients, of their organisers and of the person herself what has changed."""
    if not clients:
        return
    for row in await fetch(ORGANISERS, list(clients)):
        await announce(Changed(row["organiser"], None, frozenset(row["clients"])))
    await announce_rights([person.id])
