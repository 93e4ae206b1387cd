"""Sessions: an opaque token in the person's cookie, its hash in the database, a new one at every sign-in.

The one door so far is `demo/routes.py`; the identity providers' doors end in `begin_session` too.
"""

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency

from backend import clock
from backend.access.guards import COOKIE, allow, hash_of
from backend.access.roles import ActingPerson, Role, Scope
from backend.answers import can_refuse
from backend.database import fetch
from backend.days import local_day
from backend.problems import NotFromHere, SignInNeeded
from backend.wire import OrganiserName, ProviderName, Text, Wire

# Too many to guess: 256 bits.
TOKEN_BYTES = 32
# A working day's sign-in must outlast a shift and a weekend without a network; recording never needs it (docs/sync.md).
SESSION_LASTS = timedelta(days=30)


class SignedInPerson(Wire):
    """Who is signed in."""

    id: UUID
    name: str
    language: str


class ActedFor(Wire):
    """A client whose services a person may see: herself, or one she acts for."""

    id: UUID
    name: str
    scopes: list[str]
    first_day: date
    last_day: date | None


class SignedIn(Wire):
    """The session as its person sees it."""

    person: SignedInPerson
    role: Role
    provider: ProviderName | None
    organiser: OrganiserName | None
    clients: list[ActedFor]
    # Whether this is the demo county, where nothing is real.
    demo: bool


ABOUT = """
select pr.id as provider_id, pr.code as provider_code, pr.name as provider_name,
    o.id as organiser_id, o.code as organiser_code, o.name_fi, o.name_sv, o.name_en
from (select 1) as always left join provider pr on pr.id = $1 left join organiser o on o.id = $2
"""

CLIENTS = """
select c.id, p.given_name || ' ' || p.family_name as name, coalesce(r.scopes, '{}') as scopes,
    coalesce(r.first_day, $2) as first_day, r.last_day
from client c join person p on p.id = c.person
left join representation r on r.client = c.id and r.person = $3 and r.first_day <= $2
    and (r.last_day is null or r.last_day >= $2)
    and $4 = any(r.scopes)
where c.id = any($1) order by name
"""


async def signed_in(person: ActingPerson, *, demo: bool) -> SignedIn:
    """Return the session of a person with the names that her pages show."""
    about = (await fetch(ABOUT, person.provider, person.organiser))[0]
    clients = await fetch(CLIENTS, list(person.clients), local_day(clock.now()), person.id, Scope.SEE_VISITS.value)
    return SignedIn(
        person=SignedInPerson(person.id, person.name, person.language),
        role=person.role,
        provider=ProviderName(about["provider_id"], about["provider_code"], about["provider_name"])
        if about["provider_id"]
        else None,
        organiser=OrganiserName(
            about["organiser_id"],
            about["organiser_code"],
            Text(about["name_fi"], about["name_sv"], about["name_en"]),
        )
        if about["organiser_id"]
        else None,
        clients=[ActedFor(row["id"], row["name"], row["scopes"], row["first_day"], row["last_day"]) for row in clients],
        demo=demo,
    )


async def begin_session(membership: UUID) -> str:
    """Begin a session in a role and return its token; the database keeps only the hash."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    await fetch("delete from session where expires_at <= $1", now)
    await fetch(
        "insert into session (token_hash, membership, created_at, expires_at) values ($1, $2, $3, $4)",
        hash_of(token),
        membership,
        now,
        now + SESSION_LASTS,
    )
    return token


def session_cookie(token: str) -> Cookie:
    """Return the cookie that carries a token; an empty one ends it in the browser."""
    lasts = int(SESSION_LASTS.total_seconds()) if token else 0
    return Cookie(key=COOKIE, value=token, path="/", secure=True, httponly=True, samesite="lax", max_age=lasts)


@get("/api/session", operation_id="readSession", guards=[allow(*Role)], responses=can_refuse(SignInNeeded))
async def read_session(acting_person: NamedDependency[ActingPerson], state: State) -> SignedIn:
    """Tell who is signed in, and as what."""
    return await signed_in(acting_person, demo=state.settings.demo)


@delete("/api/session", operation_id="signOut", guards=[allow(*Role)], responses=can_refuse(SignInNeeded, NotFromHere))
async def sign_out(request: Request[ActingPerson, Any, State]) -> Response[None]:
    """End the session."""
    await fetch("delete from session where token_hash = $1", hash_of(request.cookies[COOKIE]))
    return Response(None, status_code=204, cookies=[session_cookie("")])


ROUTES = [read_session, sign_out]
