"""A worker of two employers is one person here, once she has said on her own phone that she is.

Each employer adds its workers by name and searches no register. Where the second one's code is opened on a phone where
somebody of that name is signed in for the first, she is asked; with her yes the second employment becomes hers, and the
person that was written down for it, who never was here, goes (docs/decisions/0037).
"""

import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend import clock
from backend.access.guards import COOKIE, CSRF_HEADER, Connection, csrf_token_of, hash_of
from backend.access.roles import Role
from backend.database import fetch
from backend.days import local_day
from backend.enrolment.problems import NotTheSamePerson
from backend.enrolment.rules import may_be_same
from backend.problems import NotFromHere


@dataclass(frozen=True)
class Here:
    """The worker who is signed in on a phone that was enrolled for her."""

    person: UUID
    given_name: str
    family_name: str
    device: UUID
    # What her session vouches for: it, and whatever it may go over to.
    reach: frozenset[UUID]


WHO_IS_HERE = """
select m.person, p.given_name, p.family_name, s.device, s.membership, coalesce(s.reach, '{}') as reach
from session s join membership m on m.id = s.membership join person p on p.id = m.person
join device d on d.id = s.device
where s.token_hash = $1 and m.role = $2 and d.person = m.person and d.lost_at is null and s.expires_at > $3
    and s.last_seen_at + make_interval(secs => s.idle_seconds) > $3
    and m.first_day <= $4 and (m.last_day is null or m.last_day >= $4)
"""
# Whoever was written down for the employment has never come in, is nothing else, and no register knows her; and the one
# who is here does not work for this employer already.
UNUSED = """
select from person p join membership m on m.person = p.id and m.id = $1
where p.id = $2 and p.identity_code_hash is null
    and not exists (select from membership o where o.person = p.id and o.id <> m.id)
    and not exists (select from sign_in s where s.membership = m.id)
    and not exists (select from device d where d.person = p.id)
    and not exists (select from client c where c.person = p.id)
    and not exists (select from identity i where i.person = p.id)
    and not exists (select from representation r where r.person = p.id)
    and not exists (select from visit v where v.worker = p.id)
    and not exists (
        select from membership h where h.person = $3 and h.role = m.role and h.provider = m.provider
            and (h.last_day is null or h.last_day >= m.first_day))
"""
TAKE_OVER = "update membership set person = $2 where id = $1"
FORGET = "delete from person where id = $1"


async def who_is_here(connection: Connection) -> Here | None:
    """Return who is signed in as a worker on the phone that asks, or None."""
    token = connection.cookies.get(COOKIE)
    now = clock.now()
    rows = await fetch(WHO_IS_HERE, hash_of(token), Role.WORKER.value, now, local_day(now)) if token else []
    if not rows:
        return None
    row = rows[0]
    reach = frozenset({row["membership"], *row["reach"]})
    return Here(row["person"], row["given_name"], row["family_name"], row["device"], reach)


async def may_take_over(here: Here, found: dict[str, Any]) -> bool:
    """Tell whether an employment that a code opens may be of the one who is here."""
    named = (found["given_name"], found["family_name"])
    if here.person == found["person"] or not may_be_same(named, (here.given_name, here.family_name)):
        return False
    return bool(await fetch(UNUSED, found["membership"], found["person"], here.person))


async def taking_over(connection: Connection, found: dict[str, Any], device: UUID) -> Here:
    """Let the one who is here have the employment, as she says; call it inside the transaction."""
    here = await who_is_here(connection)
    if here is None or here.device != device or not await may_take_over(here, found):
        raise NotTheSamePerson
    # What her cookie vouches for is asked for by her own page only.
    said = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(said.encode(), csrf_token_of(connection.cookies[COOKIE]).encode()):
        raise NotFromHere
    await fetch(TAKE_OVER, found["membership"], here.person)
    await fetch(FORGET, found["person"])
    return here
