"""A session made in the database by hand, for measurements and chaos, which do not run the product themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from backend.access.guards import COOKIE, CSRF_HEADER, csrf_token_of, hash_of

BEGIN = """
with happened as (
    insert into sign_in (id, membership, at, way, address, agent) values ($1, $2, $4, 'demo', '', '')
)
insert into session (token_hash, id, membership, created_at, last_seen_at, expires_at, idle_seconds)
values ($3, $1, $2, $4, $4, $5, $6)
"""


async def begin_by_hand(connection: "asyncpg.Connection[Any]", membership: UUID, lasts: timedelta) -> str:
    """Begin a session as it stands in the database; return its token."""
    # The servers are other processes: they have the true time, whatever a test holds ours at.
    token, now = uuid4().hex, datetime.now(UTC)
    values = (uuid4(), membership, hash_of(token), now, now + lasts, int(lasts.total_seconds()))
    await connection.execute(BEGIN, *values)
    return token


def headers_of(token: str) -> dict[str, str]:
    """Return what a page of a session says with every request."""
    return {"cookie": f"{COOKIE}={token}", CSRF_HEADER: csrf_token_of(token)}
