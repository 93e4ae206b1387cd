"""The doors: who is signed in, which roles may enter a route, and which pages may send a change."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from backend import clock
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day
from backend.problems import NotFromHere, NotYourRole, OnlyCountyDecides, SignInNeeded, UnsupportedMediaType

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

# A cookie of this prefix is taken only from this very host, over a secure connection (RFC 6265bis section 4.1.3.2).
COOKIE = "__Host-kotiseteli"
# Too many to guess: 256 bits.
TOKEN_BYTES = 32
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# What kind of body a route takes, where it is not JSON. Never one that a form of another site can send without asking
# (Fetch section 4.10, the safelisted request headers).
BODY_KIND = "body_kind"
JSON_KIND = "application/json"
OCTETS_KIND = "application/octet-stream"

WHO_IS_ASKING = """
select p.id, s.id as sign_in, p.given_name || ' ' || p.family_name as name, p.language, m.role, m.organiser, m.provider,
    case m.role
    when 'client' then array(select c.id from client c where c.person = p.id)
    when 'relative' then array(
        select distinct r.client from representation r
        where r.person = p.id and $4 = any(r.scopes)
            and r.first_day <= $2 and (r.last_day is null or r.last_day >= $2) and r.ended_at is null)
    else '{}' end as clients
from session s join membership m on m.id = s.membership join person p on p.id = m.person
where s.token_hash = $1 and s.expires_at > $3 and m.first_day <= $2 and (m.last_day is null or m.last_day >= $2)
"""


def hash_of(token: str) -> bytes:
    """Return what the database keeps of a session token."""
    return hashlib.sha256(token.encode()).digest()


async def find_acting_person(connection: Connection) -> ActingPerson | None:
    """Return who is signed in by the request's cookie, or None."""
    token = connection.cookies.get(COOKIE)
    return await find_person_of(token) if token else None


async def find_person_of(token: str) -> ActingPerson | None:
    """Return whose session a token is, in the role it was begun in, or None when it has ended."""
    now = clock.now()
    rows = await fetch(WHO_IS_ASKING, hash_of(token), local_day(now), now, Scope.SEE_VISITS.value)
    if not rows:
        return None
    row = rows[0]
    return ActingPerson(
        id=row["id"],
        name=row["name"],
        language=row["language"],
        role=Role(row["role"]),
        organiser=row["organiser"],
        provider=row["provider"],
        clients=tuple(row["clients"]),
        sign_in=row["sign_in"],
    )


def refuse_foreign_page(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a change that a page of another site sends in this person's name, and a body of a kind not asked for."""
    if connection.scope["method"] in SAFE_METHODS:  # type: ignore[typeddict-item]
        return
    origin = connection.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != connection.headers.get("host"):
        raise NotFromHere
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != handler.opt.get(BODY_KIND, JSON_KIND) and connection.scope["method"] != "DELETE":  # type: ignore[typeddict-item]
        raise UnsupportedMediaType


def allow(*roles: Role, otherwise: type[NotYourRole | OnlyCountyDecides] = NotYourRole) -> Guard:
    """Let in these roles and nobody else; whoever is known and may not is refused with `otherwise`."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        refuse_foreign_page(connection, handler)
        person = await find_acting_person(connection)
        if person is None:
            raise SignInNeeded
        if person.role not in roles:
            raise otherwise
        connection.scope["user"] = person

    guard.roles = roles  # type: ignore[attr-defined]
    return guard


def allow_anyone() -> Guard:
    """Let in anyone, signed in or not; the house test lists the routes that do."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        refuse_foreign_page(connection, handler)

    guard.roles = ()  # type: ignore[attr-defined]
    return guard


async def acting_person(request: Connection) -> ActingPerson:
    """Return the person whom the guard has let in."""
    person: ActingPerson = request.scope["user"]
    return person
