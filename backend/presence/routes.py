"""A client's phone, or that of somebody who acts for her, learns by what it shows the digits of her home."""

import secrets as chance
from datetime import datetime
from uuid import UUID, uuid4

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import asks_presence
from backend.database import fetch, transaction
from backend.days import local_day
from backend.presence.checking import unsealed
from backend.presence.rules import DIGITS, SECRET_BYTES, STEP_SECONDS
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.wire import Wire, in_base64url


class PresenceCode(Wire):
    """What a phone reckons the digits of a client's home from, by RFC 6238 with HMAC-SHA-256."""

    # In base64url; null where the organiser's rulebook asks for no presence.
    secret: str | None
    step_seconds: int
    digits: int
    # What the phone sets its clock right by.
    server_time: datetime


ORGANISER = "select organiser from client where id = $1"
# One that somebody may still know whose mandate has ended since it was made.
END = """
update presence_secret s set ended_at = $2
where s.client = $1 and s.ended_at is null and exists (
    select from representation r where r.client = s.client and (
        r.ended_at >= s.made_at or (r.last_day >= (s.made_at at time zone 'Europe/Helsinki')::date and r.last_day < $3)
    )
)
"""
MAKE = """
insert into presence_secret (id, client, organiser, secret_sealed, made_at) values ($1, $2, $3, $4, $5)
on conflict (client) where ended_at is null do nothing
"""
IN_USE = "select id, secret_sealed from presence_secret where client = $1 and ended_at is null"


@get(
    "/api/presence-code",
    operation_id="readPresenceCode",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_presence_code(acting_person: NamedDependency[ActingPerson], client: FromQuery[UUID]) -> PresenceCode:
    """Give the client's side what it shows the digits by; nothing where the organiser asks for none."""
    if client not in acting_person.clients:
        raise NotFound
    now = clock.now()
    today = local_day(now)
    async with transaction():
        (row,) = await fetch(ORGANISER, client)
        if not asks_presence(await parts_held(row["organiser"]), today):
            return PresenceCode(None, STEP_SECONDS, DIGITS, now)
        await fetch(END, client, now, today)
        secret = await secret_in_use(client)
        if secret is None:
            made = uuid4()
            new = at_rest.seal(at_rest.PRESENCE, made.bytes, chance.token_bytes(SECRET_BYTES))
            await fetch(MAKE, made, client, row["organiser"], new, now)
            # Another request's may have come before.
            secret = await secret_in_use(client)
        await trail.viewed_clients(acting_person, [client], "fetched presence code")
    return PresenceCode(in_base64url(secret) if secret else None, STEP_SECONDS, DIGITS, now)


async def secret_in_use(client: UUID) -> bytes | None:
    """Return the secret of a client's home."""
    rows = await fetch(IN_USE, client)
    return unsealed(rows[0]) if rows else None


ROUTES = [read_presence_code]
