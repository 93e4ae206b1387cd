"""How sessions end: the row goes, and as that commits every open page of theirs is told (notices/live.py)."""

from collections.abc import Iterable
from uuid import UUID

from backend.database import fetch

# What the database says when a session has ended: the sign-in it began with.
CHANNEL = "ended"

END = """
with ended as (delete from session where {which} returning id)
select id, pg_notify('ended', id::text) from ended
"""
OF_TOKEN = END.format(which="token_hash = $1")
NAMED = END.format(which="id = any($1)")
ON_DEVICE = END.format(which="device = $1")
IN_MEMBERSHIP = END.format(which="membership = $1")
OTHERS = END.format(which="membership in (select id from membership where person = $1) and id is distinct from $2")
VOUCHED = END.format(which="way = $1 and subject_hash = any($2) and id is distinct from $3")
OVER = END.format(which="expires_at <= $1 or last_seen_at + make_interval(secs => idle_seconds) <= $1")


async def end_session_of(token_hash: bytes) -> None:
    """End the session of a token, if there is one."""
    await fetch(OF_TOKEN, token_hash)


async def end_sessions(sign_ins: Iterable[UUID]) -> int:
    """End the sessions that began with these sign-ins; return how many there were."""
    return len(await fetch(NAMED, list(sign_ins)))


async def end_sessions_on(device: UUID) -> int:
    """End every session that is bound to a phone."""
    return len(await fetch(ON_DEVICE, device))


async def end_sessions_in(membership: UUID) -> int:
    """End every session in a membership."""
    return len(await fetch(IN_MEMBERSHIP, membership))


async def end_other_sessions(person: UUID, kept: UUID | None) -> int:
    """End every session of a person but one."""
    return len(await fetch(OTHERS, person, kept))


async def end_sessions_vouched(way: str, subjects: Iterable[bytes | None], kept: UUID | None) -> None:
    """End the sessions that these stand for, by their hashes, but one."""
    await fetch(VOUCHED, way, list(subjects), kept)
