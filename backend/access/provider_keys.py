"""Keys by which providers' own systems come in: shown once, kept as a hash, ended by the office that made them.

A key opens the doors that `allow_own_system` stands at, and no other.
"""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import TOKEN_BYTES, Connection, Guard, allow, hash_of, refuse_foreign_page
from backend.access.problems import ProviderKeyUnknown
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.throttle import FAILING_KEY, attempt
from backend.wire import Name, Wire

SCHEME = "bearer"

# That it was used is noted to the minute: a system that asks all the time costs no write each time.
WHOSE_KEY = """
with used as (
    update provider_key set last_used_at = $2
    where token_hash = $1 and ended_at is null
        and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')
)
select provider, made_by, name from provider_key where token_hash = $1 and ended_at is null
"""


async def find_own_system(token: str) -> ActingPerson | None:
    """Return the provider's office as its system acts for it, or None when there is no such key, or no longer."""
    rows = await fetch(WHOSE_KEY, hash_of(token), clock.now())
    if not rows:
        return None
    row = rows[0]
    # She who made the key answers for what the system does.
    return ActingPerson(row["made_by"], row["name"], "en", Role.PROVIDER, None, row["provider"], clients=())


def allow_own_system() -> Guard:
    """Let in a provider's own system by its key, and the provider's office by its session."""
    by_session = allow(Role.PROVIDER)

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            await by_session(connection, handler)
            return
        refuse_foreign_page(connection, handler)
        async with attempt(connection, "provider key", token.strip(), by_address=FAILING_KEY, by_secret=FAILING_KEY):
            system = await find_own_system(token.strip())
            if system is None:
                raise ProviderKeyUnknown
        connection.scope["user"] = system

    guard.roles = (Role.PROVIDER,)  # type: ignore[attr-defined]
    return guard


class MakeProviderKey(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What the office calls the system that the key is for."""

    name: Name


class ProviderKeySummary(Wire):
    """A key as the office sees it afterwards."""

    id: UUID
    name: str
    made_by: str
    made_at: datetime
    # To the minute; null: never.
    last_used_at: datetime | None
    ended_at: datetime | None


class NewProviderKey(Wire):
    """A key as it is shown once."""

    id: UUID
    # What the system sends after `Authorization: Bearer`; kept nowhere here.
    token: str


KEYS = """
select k.id, k.name, p.given_name || ' ' || p.family_name as made_by, k.made_at, k.last_used_at, k.ended_at
from provider_key k join person p on p.id = k.made_by
where k.provider = $1 order by k.ended_at is not null, k.made_at desc, k.id
"""


@get(
    "/api/provider/keys",
    operation_id="listProviderKeys",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_provider_keys(acting_person: NamedDependency[ActingPerson]) -> list[ProviderKeySummary]:
    """List the keys of the provider's own systems: those that open, then those that were ended."""
    return [ProviderKeySummary(**row) for row in await fetch(KEYS, acting_person.provider)]


@post(
    "/api/provider/keys",
    operation_id="makeProviderKey",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotJson, UnsupportedMediaType),
)
async def make_provider_key(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[MakeProviderKey]
) -> NewProviderKey:
    """Make a key for one of the provider's own systems; its token is told this once."""
    made = NewProviderKey(uuid4(), secrets.token_urlsafe(TOKEN_BYTES))
    async with transaction():
        await fetch(
            """
            insert into provider_key (id, provider, name, token_hash, made_by, made_at)
            values ($1, $2, $3, $4, $5, $6)
            """,
            *(made.id, acting_person.provider, data.name.strip(), hash_of(made.token), acting_person.id, clock.now()),
        )
    return made


@delete(
    "/api/provider/keys/{key_id:uuid}",
    operation_id="endProviderKey",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotFound),
)
async def end_provider_key(acting_person: NamedDependency[ActingPerson], key_id: FromPath[UUID]) -> Response[None]:
    """End a key: from now on nothing comes in by it; it stays in the list."""
    async with transaction():
        rows = await fetch(
            "update provider_key set ended_at = coalesce(ended_at, $3) where id = $1 and provider = $2 returning id",
            key_id,
            acting_person.provider,
            clock.now(),
        )
        if not rows:
            raise NotFound
    return Response(None, status_code=204)


ROUTES = [list_provider_keys, make_provider_key, end_provider_key]
