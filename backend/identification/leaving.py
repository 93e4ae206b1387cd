"""Going out: here and at the identity provider, whichever of the two hears it first."""

from datetime import UTC, datetime, timedelta

from backend import clock
from backend.access.guards import hash_of
from backend.database import fetch
from backend.identification.identity_provider import SKEW_SECONDS, Claims
from backend.identification.people import APART, hash_of_sid, hash_of_subject
from backend.identification.problems import LogoutTokenRefused
from backend.identification.ways import Way
from backend.sessions.ending import END, end_session_of

END_BY_SID = END.format(which="sid_hash = $1 and way = $2")
END_BY_SUBJECT = END.format(which="subject_hash = $1 and way = $2")


async def end_session(token: str) -> str | None:
    """End the session of a token and return the way in it came by, or None when it came by none."""
    rows = await fetch("select way from session where token_hash = $1", hash_of(token))
    await end_session_of(hash_of(token))
    return rows[0]["way"] if rows else None


async def end_sessions_named(way: Way, claims: Claims, key: bytes) -> LogoutTokenRefused | None:
    """End every session here that a proven logout token names; the same token is taken once."""
    now = clock.now()
    good_until = datetime.fromtimestamp(claims["exp"], UTC) + timedelta(seconds=SKEW_SECONDS)
    await fetch("delete from used_logout_token where expires_at <= $1", now)
    taken = await fetch(
        "insert into used_logout_token (token_hash, expires_at) values ($1, $2) on conflict do nothing returning 1",
        *(hash_of(f"{way.issuer}{APART}{claims['jti']}"), good_until),
    )
    if not taken:
        return LogoutTokenRefused()
    if isinstance(claims.get("sid"), str):
        await fetch(END_BY_SID, hash_of_sid(way, claims["sid"]), way.name)
    else:
        await fetch(END_BY_SUBJECT, hash_of_subject(way, claims["sub"], key), way.name)
    return None
