"""What every change of a client's mandates shares: her row is held, what is decided is stored, told and written down.

What is refused is in the trail as well, so a refusal is returned instead of raised: its entry stays.
"""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

import msgspec

from backend import at_rest, clock
from backend.access import trail
from backend.access.identity_code import born_on, unseal
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day
from backend.mandates import rules
from backend.mandates.rules import Party, Source, Terms
from backend.notices.live import Changed, announce, announce_rights
from backend.problems import NotFound, Problem

Scopes = Annotated[list[Scope], msgspec.Meta(max_length=len(Scope))]

# Whoever gives or ends a mandate of a client holds her row meanwhile, so that two cannot contradict each other.
CLIENT = """
select c.id, c.person, c.organiser, c.died_on, p.identity_code_sealed
from client c join person p on p.id = c.person
where c.id = $1 and case $2::text
    when 'client' then c.person = $3 when 'granter' then c.organiser = $4 when 'any' then true else false end
for no key update of c
"""
MANDATE = "select * from representation where id = $1"
STANDING = "select first_day, last_day from representation where client = $1 and person = $2 and ended_at is null"
ADD_MANDATE = """
insert into representation
    (id, person, client, scopes, first_day, last_day, source, reference_sealed, given_by, given_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
# A representative comes in as such; the mandates say for whom.
BECOME_RELATIVE = """
insert into membership (id, person, role, first_day) select $1, $2, 'relative', $3
where not exists (
    select from membership where person = $2 and role = 'relative' and (last_day is null or last_day >= $3)
)
"""
OF_CLIENTS = """
insert into trail_entry (at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
select $1, c.organiser, c.id, $2, $3, $4, of.id, $6, $7, $8 from {table} of join client c on c.id = of.client
where of.id = any($5)
"""
MANDATES = OF_CLIENTS.format(table="representation")


class Held(msgspec.Struct, frozen=True):
    """A client whose mandates nobody else changes until the transaction ends."""

    id: UUID
    organiser: UUID
    party: Party


def party_of(person: UUID, sealed: bytes | None, key: bytes, died_on: date | None = None) -> Party:
    """Return somebody as the rules know her: how old she is, by her identity code."""
    return Party(person, born_on(unseal(sealed, key)) if sealed else None, died_on)


async def held(person: ActingPerson, client: UUID, key: bytes, seen_as: str | None = None) -> Held:
    """Take hold of a client whose mandates this person may change; anybody else's is not there."""
    rows = await fetch(CLIENT, client, seen_as or person.role.value, person.id, person.organiser)
    if not rows:
        raise NotFound
    row = rows[0]
    return Held(
        client, row["organiser"], party_of(row["person"], row["identity_code_sealed"], key, died_on=row["died_on"])
    )


async def refused(person: ActingPerson, client: Held, problem: Problem) -> Problem:
    """Return a refusal after writing into the client's trail that it was tried."""
    await trail.viewed_clients(person, [client.id], "mandate-refused")
    return problem


async def tell(client: Held, *persons: UUID) -> None:
    """Tell the open pages of the client, of those who act for her and of her organiser."""
    await announce(Changed(client.organiser, None, frozenset({client.id})))
    await announce_rights(persons)


async def refuse_beside(client: Held, representative: UUID, first: date, last: date | None) -> Problem | None:
    """Return which mandate of the same two people stands on some of these days, or None."""
    standing = await fetch(STANDING, client.id, representative)
    return rules.refuse_beside([(row["first_day"], row["last_day"]) for row in standing], first, last)


async def store(person: ActingPerson, client: Held, mandate: UUID, representative: UUID, terms: Terms) -> None:
    """Store a mandate, let the representative in as such, tell open pages, and write it down."""
    now = clock.now()
    await fetch(BECOME_RELATIVE, uuid4(), representative, local_day(now))
    await fetch(
        ADD_MANDATE,
        *(mandate, representative, client.id, sorted(terms.scopes), terms.first_day),
        *(rules.last_day_of(terms, client.party), terms.source.value),
        *(at_rest.seal_text(at_rest.MANDATE, mandate, terms.reference.strip()), person.id, now),
    )
    await trail.append(MANDATES, person, [mandate], "mandate-given")
    await tell(client, representative)


async def end(person: ActingPerson, mandate: UUID, key: bytes) -> Problem | None:
    """End a mandate at once; one that has ended stays as it was."""
    rows = await fetch(MANDATE, mandate)
    is_own = bool(rows) and person.role is Role.RELATIVE and rows[0]["person"] == person.id
    if not rows or (person.role is Role.RELATIVE and not is_own):
        raise NotFound
    client = await held(person, rows[0]["client"], key, seen_as="any" if is_own else None)
    (row,) = await fetch(MANDATE, mandate)
    if row["ended_at"] is not None:
        return None
    problem = rules.refuse_end(person.role, Source(row["source"]), client.party, local_day(clock.now()))
    if problem is None and person.role is Role.GRANTER:
        problem = rules.refuse_official(person.id, client.party.person, row["person"])
    if problem is not None:
        return await refused(person, client, problem)
    await fetch("update representation set ended_at = $2, ended_by = $3 where id = $1", mandate, clock.now(), person.id)
    await trail.append(MANDATES, person, [mandate], "mandate-ended")
    await tell(client, row["person"])
    return None
