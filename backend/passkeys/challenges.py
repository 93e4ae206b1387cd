"""A challenge: what one browser is asked to sign, once, within five minutes (WebAuthn level 3 section 13.4.3)."""

import secrets
from typing import Literal

from litestar.datastructures import Cookie

from backend import clock
from backend.access.guards import TOKEN_BYTES, hash_of
from backend.database import fetch
from backend.passkeys.rules import CHALLENGE_LASTS

# Of the same kind as the session's. Nothing leads here from another site, so that it need not come along from one.
COOKIE = "__Host-kotiseteli-passkey"

Purpose = Literal["adding", "signing-in"]

TAKE = """
delete from passkey_challenge where challenge_hash = $1 returning purpose, browser_hash, expires_at
"""


async def ask(purpose: Purpose, browser: str) -> str:
    """Return a challenge for a browser, and forget those that nobody signed."""
    challenge = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    await fetch("delete from passkey_challenge where expires_at <= $1", now)
    await fetch(
        "insert into passkey_challenge (challenge_hash, purpose, browser_hash, expires_at) values ($1, $2, $3, $4)",
        *(hash_of(challenge), purpose, hash_of(browser), now + CHALLENGE_LASTS),
    )
    return challenge


async def take(purpose: Purpose, challenge: str, browser: str | None) -> bool:
    """Tell whether this browser was asked this; nobody can answer it again, in whichever browser it came."""
    rows = await fetch(TAKE, hash_of(challenge))
    if not rows:
        return False
    (row,) = rows
    is_same = secrets.compare_digest(row["browser_hash"], hash_of(browser or ""))
    return is_same and row["purpose"] == purpose and row["expires_at"] > clock.now()


def new_browser() -> str:
    """Return a name for a browser that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def browser_cookie(browser: str) -> Cookie:
    """Return the cookie by which the browser is known again; an empty one forgets it."""
    lasts = int(CHALLENGE_LASTS.total_seconds()) if browser else 0
    return Cookie(key=COOKIE, value=browser, path="/", secure=True, httponly=True, samesite="strict", max_age=lasts)
