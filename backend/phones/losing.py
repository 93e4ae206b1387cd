"""A phone that is lost: nobody reads with it any more, and what it has recorded still comes, sealed (decision 0029)."""

import hmac
from typing import Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import allow, allow_anyone, hash_of
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.passkeys.ending import end_passkeys_on
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.sessions.ending import end_sessions
from backend.throttle import SEALED
from backend.wire import Token, Wire

# Locked, so that telling it lost and taking it into use go one after the other.
PHONE = """
select d.id, d.person, d.lost_at from device d
where d.id = $1 and exists (
    select from membership m where m.person = d.person and m.role = 'worker' and m.provider = $2)
for update of d
"""


async def get_phone(person: ActingPerson, device: UUID) -> UUID:
    """Return whose a phone is; one of nobody who works or has worked for the office's provider does not exist."""
    rows = await fetch(PHONE, device, person.provider)
    if not rows:
        raise NotFound
    owner: UUID = rows[0]["person"]
    return owner


@post(
    "/api/phones/{phone_id:uuid}/loss",
    operation_id="tellPhoneLost",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotJson, UnsupportedMediaType, NotFound),
)
async def tell_phone_lost(acting_person: NamedDependency[ActingPerson], phone_id: FromPath[UUID]) -> Response[None]:
    """Tell that a phone is lost: its sessions, its passkeys and its owner's open codes end at once."""
    now = clock.now()
    async with transaction():
        owner = await get_phone(acting_person, phone_id)
        await fetch("update device set lost_at = coalesce(lost_at, $2) where id = $1", phone_id, now)
        # A session of hers that is bound to no phone may be on this one.
        rows = await fetch(
            """
            select s.id from session s join membership m on m.id = s.membership
            where m.person = $2 and m.role = 'worker' and (s.device = $1 or s.device is null)
            """,
            *(phone_id, owner),
        )
        await end_sessions([row["id"] for row in rows])
        await end_passkeys_on(phone_id, owner)
        await fetch(
            """
            update enrolment e set ended_at = $2 from membership m
            where m.id = e.membership and m.person = $1 and e.used_at is null and e.ended_at is null
            """,
            *(owner, now),
        )
    return Response(None, status_code=204)


@delete(
    "/api/phones/{phone_id:uuid}/loss",
    operation_id="tellPhoneFound",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotFound),
)
async def tell_phone_found(acting_person: NamedDependency[ActingPerson], phone_id: FromPath[UUID]) -> Response[None]:
    """Tell that a phone has been found: it can be taken into use again, with a new code."""
    async with transaction():
        await get_phone(acting_person, phone_id)
        await fetch("update device set lost_at = null where id = $1", phone_id)
    return Response(None, status_code=204)


class AskAboutPhone(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A phone asks about itself without a session; the word inside its sealed records shows that it is the one."""

    device: UUID
    token: Token


class PhoneStanding(Wire):
    """What a phone may do: `in-use`, also for one that is not known; `lost`; or `ended`, as its owner works no more."""

    standing: Literal["in-use", "lost", "ended"]


STANDING = """
select d.write_token_hash as token_hash, d.lost_at is not null as is_lost, exists(
    select from membership m where m.person = d.person and m.role = 'worker'
        and m.first_day <= $2 and (m.last_day is null or m.last_day >= $2)) as works
from device d where d.id = $1
"""


@post(
    "/api/phones/standing",
    operation_id="askAboutPhone",
    status_code=200,
    guards=[allow_anyone(SEALED)],
    responses=can_refuse(NotJson, NotFromHere, UnsupportedMediaType),
)
async def ask_about_phone(data: JSONBody[AskAboutPhone]) -> PhoneStanding:
    """Tell a phone whose session has ended whether it has been told to be lost."""
    rows = await fetch(STANDING, data.device, local_day(clock.now()))
    known = bool(rows) and hmac.compare_digest(rows[0]["token_hash"] or b"", hash_of(data.token))
    if not known:
        return PhoneStanding("in-use")
    if rows[0]["is_lost"]:
        return PhoneStanding("lost")
    return PhoneStanding("in-use" if rows[0]["works"] else "ended")


ROUTES = [tell_phone_lost, tell_phone_found, ask_about_phone]
