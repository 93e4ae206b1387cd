"""Sessions begin here: an opaque token in the person's cookie, its hash in the database, a new one at every sign-in.

Every door ends in `begin_session`, and so does a change of role: each leaves a row of `sign_in`, which the trail names
and which is kept as long as the trail.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from litestar.datastructures import Cookie

from backend import clock
from backend.access.guards import COOKIE, TOKEN_BYTES, Connection, hash_of
from backend.database import fetch

# A working day's sign-in must outlast a shift and a weekend without a network; recording never needs it (docs/sync.md).
SESSION_LASTS = timedelta(days=30)
# Longer names of browsers say nothing more.
LONGEST_AGENT = 300


@dataclass(frozen=True)
class Origin:
    """Where a sign-in came from: the network address, and what the browser calls itself."""

    address: str
    agent: str


NOWHERE = Origin("", "")


def origin_of(connection: Connection) -> Origin:
    """Return where a request comes from."""
    address = connection.client.host if connection.client else ""
    return Origin(address, connection.headers.get("user-agent", "")[:LONGEST_AGENT])


async def begin_session(
    membership: UUID, way: str, origin: Origin = NOWHERE, *, device: UUID | None = None, acr: str | None = None
) -> str:
    """Begin a session in a role and return its token; the database keeps only the hash.

    `way` is the door: an identity provider's name, `enrolment`, `passkey`, `role-change` or `demo`. `acr` is how
    strongly the identity provider says the person was identified (OpenID Connect Core section 2).
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    await fetch("delete from session where expires_at <= $1", now)
    await fetch(
        """
        with happened as (
            insert into sign_in (id, membership, at, way, acr, address, agent) values ($1, $2, $3, $4, $5, $6, $7)
        )
        insert into session (token_hash, id, membership, created_at, last_seen_at, expires_at, device)
        values ($8, $1, $2, $3, $3, $9, $10)
        """,
        *(uuid4(), membership, now, way, acr, origin.address, origin.agent),
        *(hash_of(token), now + SESSION_LASTS, device),
    )
    return token


def session_cookie(token: str) -> Cookie:
    """Return the cookie that carries a token; an empty one ends it in the browser."""
    lasts = int(SESSION_LASTS.total_seconds()) if token else 0
    return Cookie(key=COOKIE, value=token, path="/", secure=True, httponly=True, samesite="lax", max_age=lasts)
