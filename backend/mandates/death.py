"""A client has died: nobody acts for her any more, nobody is signed in as her, and her data are given on request only.

What was granted ends by its own word (decisions/); so does the provider's work, whose records are still taken.
"""

from datetime import date
from uuid import UUID

import msgspec

from backend import clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import local_day
from backend.mandates import rules
from backend.mandates.giving import MANDATES, held, refused, tell
from backend.problems import Problem
from backend.sessions.ending import end_sessions_in
from backend.wire import hold_to_our_times


class RecordDeath(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The day on which a client died."""

    died_on: date

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours reaches."""
        hold_to_our_times(self.died_on)


# Those given to her, and those by which she acted for others of the same organiser.
END_MANDATES = """
update representation set ended_at = $2, ended_by = $3
where (client = $1 or (person = $5 and client in (select id from client where organiser = $6)))
    and ended_at is null and (last_day is null or last_day >= $4) returning id, person
"""
END_INVITATIONS = """
update mandate_invitation set ended_at = $2 where client = $1 and ended_at is null returning taken_by
"""
# She may be a client of another organiser too, which learns of it by itself; nobody is signed in as the dead.
MEMBERSHIPS = "select id from membership where person = $1 and role in ('client', 'relative')"


async def record_death(person: ActingPerson, client_id: UUID, died_on: date, key: bytes) -> Problem | None:
    """Store the day; mandates, invitations and her own sessions end at once."""
    client = await held(person, client_id, key)
    if problem := rules.refuse_death(died_on, client.party.born_on, local_day(clock.now())):
        return await refused(person, client, problem)
    now = clock.now()
    await fetch("update client set died_on = $2 where id = $1", client_id, died_on)
    dead = client.party.person
    ended = await fetch(END_MANDATES, client_id, now, person.id, local_day(now), dead, client.organiser)
    left = await fetch(END_INVITATIONS, client_id, now)
    for membership in await fetch(MEMBERSHIPS, dead):
        await end_sessions_in(membership["id"])
    await trail.viewed_clients(person, [client_id], "death-entered")
    await trail.append(MANDATES, person, [row["id"] for row in ended], "mandate-ended")
    taken = [row["taken_by"] for row in left if row["taken_by"] is not None]
    await tell(client, dead, *(row["person"] for row in ended), *taken)
    return None


async def withdraw_death(person: ActingPerson, client_id: UUID, key: bytes) -> None:
    """Take back a day that was entered by mistake; what ended with it stays ended, and can be given anew."""
    client = await held(person, client_id, key)
    await fetch("update client set died_on = null where id = $1", client_id)
    await trail.viewed_clients(person, [client_id], "death-withdrawn")
    await tell(client, client.party.person)
