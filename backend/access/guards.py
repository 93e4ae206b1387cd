"""The doors: who is signed in, which roles may enter a route, and which pages may send a change."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from backend import clock
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import WITHIN, fetch
from backend.days import local_day
from backend.problems import NotFromHere, NotYourRole, OnlyCountyDecides, SignInNeeded, UnsupportedMediaType
from backend.throttle import SIGNED_IN, Pace, keep_pace, throttle_of

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

# A cookie of this prefix is taken only from this very host, over a secure connection (RFC 6265bis section 4.1.3.2).
COOKIE = "__Host-kotiseteli"
# Too many to guess: 256 bits.
TOKEN_BYTES = 32
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# With every change a page says what only a page of this session can know.
CSRF_HEADER = "x-csrf-token"
# A route with this mark takes changes from phones of a release that did not say it yet, where their origin is named.
FROM_OLD_PHONES = "from_old_phones"
# That a session was used is noted no more often.
SEEN_EVERY = timedelta(minutes=1)
# What kind of body a route takes, where it is not JSON. Never one that a form of another site can send without asking
# (Fetch section 4.10, the safelisted request headers).
BODY_KIND = "body_kind"
JSON_KIND = "application/json"
OCTETS_KIND = "application/octet-stream"

WHO_IS_ASKING = """
select p.id, s.id as sign_in, s.device, s.last_seen_at, p.given_name || ' ' || p.family_name as name, p.language,
    m.role, m.organiser, m.provider,
    m.role = 'worker' and exists(
        select from membership e where e.person = p.id and e.role = 'worker' and e.id <> m.id
    ) as has_other_employments,
    case m.role
    when 'client' then array(select c.id from client c where c.person = p.id and c.died_on is null order by c.id)
    when 'relative' then array(
        select distinct r.client from representation r join client c on c.id = r.client and c.died_on is null
        where r.person = p.id and $4 = any(r.scopes)
            and r.first_day <= $2 and (r.last_day is null or r.last_day >= $2) and r.ended_at is null
        order by r.client)
    else '{}' end as clients
from session s join membership m on m.id = s.membership join person p on p.id = m.person
where s.token_hash = $1 and s.expires_at > $3 and s.last_seen_at + make_interval(secs => s.idle_seconds) > $3
    and m.first_day <= $2 and (m.last_day is null or m.last_day >= $2)
"""


def hash_of(token: str) -> bytes:
    """Return what the database keeps of a session token."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token_of(token: str) -> str:
    """Return what pages of a session send with every change; nobody finds the session's own token from it."""
    return urlsafe_b64encode(hmac.digest(token.encode(), b"changes", "sha256")).rstrip(b"=").decode()


async def find_acting_person(connection: Connection) -> ActingPerson | None:
    """Return who is signed in by the request's cookie, or None."""
    token = connection.cookies.get(COOKIE)
    return await find_person_of(token) if token else None


async def find_person_of(token: str) -> ActingPerson | None:
    """Return whose session a token is, in the role it was begun in, or None when it has ended."""
    rows = await find_session(token)
    return acting(rows[0]) if rows else None


async def find_session(token: str) -> list[dict[str, Any]]:
    """Return the row of the session that a token is of, where it goes on."""
    now = clock.now()
    return await fetch(WHO_IS_ASKING, hash_of(token), local_day(now), now, Scope.SEE_VISITS.value)


def acting(row: dict[str, Any]) -> ActingPerson:
    """Return the person of a session."""
    return ActingPerson(
        id=row["id"],
        name=row["name"],
        language=row["language"],
        role=Role(row["role"]),
        organiser=row["organiser"],
        provider=row["provider"],
        clients=tuple(row["clients"]),
        sign_in=row["sign_in"],
        device=row["device"],
        has_other_employments=row["has_other_employments"],
    )


async def let_in(connection: Connection, handler: BaseRouteHandler) -> ActingPerson:
    """Return who is signed in by the request's cookie, once her page may send what it sends; note that she was here."""
    token = connection.cookies.get(COOKIE)
    rows = await find_session(token) if token else []
    if not token or not rows:
        raise SignInNeeded
    person = acting(rows[0])
    refuse_forged(connection, handler, token)
    throttle_of(connection).keep_pace(f"session {person.sign_in}", SIGNED_IN)
    now = clock.now()
    if now - rows[0]["last_seen_at"] >= SEEN_EVERY:
        await fetch("update session set last_seen_at = greatest(last_seen_at, $2) where id = $1", person.sign_in, now)
    return person


def is_change(connection: Connection) -> bool:
    """Tell whether a request may change something."""
    return connection.scope["method"] not in SAFE_METHODS  # type: ignore[typeddict-item]


def is_own_page(connection: Connection) -> bool:
    """Tell whether nothing speaks against the request's coming from a page of ours (Fetch Metadata, RFC 6454)."""
    origin = connection.headers.get("origin")
    if connection.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    if origin is None:
        return True
    settings = connection.app.state.settings
    host = connection.headers.get("host")
    # The demo county is opened on this machine, without a certificate.
    return origin in {settings.public_url, f"https://{host}"} or (settings.demo and origin == f"http://{host}")


def refuse_foreign_page(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a change that a page of another site sends in this person's name, and a body of a kind not asked for."""
    if not is_change(connection):
        return
    if not is_own_page(connection):
        raise NotFromHere
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != handler.opt.get(BODY_KIND, JSON_KIND) and connection.scope["method"] != "DELETE":  # type: ignore[typeddict-item]
        raise UnsupportedMediaType


def refuse_forged(connection: Connection, handler: BaseRouteHandler, token: str) -> None:
    """Refuse a change that does not say what only a page of this very session knows."""
    if not is_change(connection):
        return
    said = connection.headers.get(CSRF_HEADER)
    if said is None:
        if not (handler.opt.get(FROM_OLD_PHONES) and "origin" in connection.headers):
            raise NotFromHere
    elif not hmac.compare_digest(said.encode(), csrf_token_of(token).encode()):
        raise NotFromHere


def allow(*roles: Role, otherwise: type[NotYourRole | OnlyCountyDecides] = NotYourRole) -> Guard:
    """Let in these roles and nobody else; whoever is known and may not is refused with `otherwise`."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        refuse_foreign_page(connection, handler)
        person = await let_in(connection, handler)
        # Also who is refused is named in the log.
        connection.scope["user"] = person
        if person.role not in roles:
            raise otherwise
        WITHIN.set(person.organiser)

    guard.roles = roles  # type: ignore[attr-defined]
    return guard


def allow_anyone(pace: Pace | None = None) -> Guard:
    """Let in anyone, signed in or not, at a pace; the house test lists the routes that do."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        if pace is not None:
            keep_pace(connection, handler.handler_name, pace)
        refuse_foreign_page(connection, handler)

    guard.roles = ()  # type: ignore[attr-defined]
    guard.pace = pace  # type: ignore[attr-defined]
    return guard


async def acting_person(request: Connection) -> ActingPerson:
    """Return the person whom the guard has let in."""
    person: ActingPerson = request.scope["user"]
    return person
