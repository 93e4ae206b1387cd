"""Sessions begin here: an opaque token in the person's cookie, its hash in the database, a new one at every sign-in.

Every door ends in `begin_session`, and so does a change of role: each leaves a row of `sign_in`, which the trail names
and which is kept as long as the trail.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from litestar.datastructures import Cookie

from backend import clock
from backend.access.guards import COOKIE, TOKEN_BYTES, Connection, hash_of
from backend.access.roles import Role
from backend.database import fetch
from backend.sessions import ending
from backend.sessions.rules import LASTS

# The cookie may stay as long as the longest session; the server knows when each is over.
COOKIE_LASTS = max(lasting.whole for lasting in LASTS.values())
# Longer names of browsers say nothing more.
LONGEST_AGENT = 300


@dataclass(frozen=True)
class Origin:
    """Where a sign-in came from: the network address, and what the browser calls itself."""

    address: str
    agent: str


NOWHERE = Origin("", "")


@dataclass(frozen=True)
class Vouched:
    """What stands for a session, by which it can be ended, hashed.

    An identity provider, and what it calls the person and its own session; or a passkey (`way` is then `passkey`).
    """

    way: str
    subject_hash: bytes | None
    sid_hash: bytes | None


def origin_of(connection: Connection) -> Origin:
    """Return where a request comes from."""
    address = connection.client.host if connection.client else ""
    return Origin(address, connection.headers.get("user-agent", "")[:LONGEST_AGENT])


async def begin_session(  # noqa: PLR0913 - each is a fact of the sign-in
    membership: UUID,
    way: str,
    origin: Origin = NOWHERE,
    *,
    device: UUID | None = None,
    acr: str | None = None,
    reach: Collection[UUID] | None = (),
    since: datetime | None = None,
    vouched: Vouched | None = None,
) -> str:
    """Begin a session in a role and return its token; the database keeps only the hash.

    `way` is the door: an identity provider's name, `enrolment`, `passkey`, `role-change` or `demo`. `acr` is how
    strongly the identity provider says the person was identified (OpenID Connect Core section 2). `reach` names the
    memberships, beside this one, that she may go over to without a new sign-in; `EVERY_MEMBERSHIP` after strong
    identification. `since` is when she proved who she is, where that was in an earlier session.
    `vouched` is what can end the session: an identity provider, or the end of a passkey.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    await fetch(ending.OVER, now)
    rows = await fetch("select role from membership where id = $1", membership)
    lasting = LASTS[Role(rows[0]["role"])]
    proved_at = since or now
    await fetch(
        """
        with happened as (
            insert into sign_in (id, membership, at, way, acr, address, agent) values ($1, $2, $3, $4, $5, $6, $7)
        )
        insert into session
            (token_hash, id, membership, created_at, last_seen_at, expires_at, device, idle_seconds, reach,
             way, subject_hash, sid_hash)
        values ($8, $1, $2, $12, $3, $9, $10, $11, $13, $14, $15, $16)
        """,
        *(uuid4(), membership, now, way, acr, origin.address, origin.agent),
        *(hash_of(token), proved_at + lasting.whole, device, int(lasting.idle.total_seconds()), proved_at),
        None if reach is None else list(reach),
        *((vouched.way, vouched.subject_hash, vouched.sid_hash) if vouched else (None, None, None)),
    )
    return token


def session_cookie(token: str) -> Cookie:
    """Return the cookie that carries a token; an empty one ends it in the browser."""
    lasts = int(COOKIE_LASTS.total_seconds()) if token else 0
    return Cookie(key=COOKIE, value=token, path="/", secure=True, httponly=True, samesite="lax", max_age=lasts)
