"""A sign-in under way: begun and finished in one browser, once, within ten minutes; a refused one is kept."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from litestar.datastructures import Cookie

from backend import clock
from backend.access.guards import TOKEN_BYTES, hash_of
from backend.database import fetch
from backend.sessions.beginning import Origin

LASTS = timedelta(minutes=10)
# Of the same kind as the session's: from this very host only. `lax` lets it come along when the provider sends the
# browser back to us.
COOKIE = "__Host-kotiseteli-sign-in"
# Ours has 43 letters; a longer one was never ours.
LONGEST_STATE = 100

TAKE = """
delete from sign_in_attempt where state_hash = $1 returning way, browser_hash, nonce, verifier, next, expires_at
"""


@dataclass(frozen=True)
class Begun:
    """What a sign-in that begins gives to the provider, and to the browser as a cookie."""

    state: str
    nonce: str
    verifier: str
    browser: str


@dataclass(frozen=True)
class Attempt:
    """What was kept of a sign-in that begins."""

    nonce: str
    verifier: str
    next: str


async def begin(way: str, next_page: str) -> Begun:
    """Begin a sign-in, and forget those that were never finished."""
    begun = Begun(*(secrets.token_urlsafe(TOKEN_BYTES) for _ in range(4)))
    now = clock.now()
    await fetch("delete from sign_in_attempt where expires_at <= $1", now)
    await fetch(
        """
        insert into sign_in_attempt (state_hash, way, browser_hash, nonce, verifier, next, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        *(hash_of(begun.state), way, hash_of(begun.browser), begun.nonce, begun.verifier, next_page, now + LASTS),
    )
    return begun


async def take(way: str, state: str | None, browser: str | None) -> Attempt | None:
    """Return a sign-in that was begun by this way in this browser, and let nobody take it again.

    A state that comes back in another browser is spent too: someone has seen it.
    """
    if not state or len(state) > LONGEST_STATE:
        return None
    rows = await fetch(TAKE, hash_of(state))
    if not rows:
        return None
    row = rows[0]
    is_same = secrets.compare_digest(row["browser_hash"], hash_of(browser or "")) and row["way"] == way
    return Attempt(row["nonce"], row["verifier"], row["next"]) if is_same and row["expires_at"] > clock.now() else None


def attempt_cookie(browser: str) -> Cookie:
    """Return the cookie by which the browser is known again; an empty one forgets it."""
    lasts = int(LASTS.total_seconds()) if browser else 0
    return Cookie(key=COOKIE, value=browser, path="/", secure=True, httponly=True, samesite="lax", max_age=lasts)


async def keep_refused(way: str, reason: str, origin: Origin, subject_hash: bytes | None) -> None:
    """Keep that somebody tried a door and was not let in."""
    await fetch(
        """
        insert into refused_sign_in (id, at, way, reason, subject_hash, address, agent)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        *(uuid4(), clock.now(), way, reason, subject_hash, origin.address, origin.agent),
    )
