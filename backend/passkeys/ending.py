"""How passkeys end: they open nothing any more, and the sessions that they opened end with them."""

from uuid import UUID

from backend import clock
from backend.access.guards import hash_of
from backend.database import fetch
from backend.sessions.beginning import Vouched
from backend.sessions.ending import end_sessions_vouched
from backend.wire import in_base64url

# The door, as `sign_in.way` names it.
WAY = "passkey"

END = """
update passkey p set ended_at = $2 from membership m
where m.id = p.membership and p.ended_at is null and {which} returning p.credential
"""
OF_PERSON = END.format(which="p.id = $1 and m.person = $3")
# One that is bound to no phone may be on this one.
OF_WORKER = END.format(which="m.person = $1 and m.role = 'worker' and (p.device = $3 or p.device is null)")


def vouched(credential: bytes) -> Vouched:
    """Return by what a session is known to have been opened by a passkey; a change of role carries it on."""
    return Vouched(WAY, hash_of(in_base64url(credential)), None)


async def end_passkey(passkey: UUID, person: UUID, kept: UUID | None) -> bool:
    """End a passkey of a person's, and what it opened but for the sign-in that asks; False when there is none."""
    rows = await fetch(OF_PERSON, passkey, clock.now(), person)
    await end_what_they_opened(rows, kept)
    return bool(rows)


async def end_passkeys_on(device: UUID, worker: UUID) -> None:
    """End what a worker's lost phone could come back by."""
    await end_what_they_opened(await fetch(OF_WORKER, worker, clock.now(), device), None)


async def end_what_they_opened(ended: list[dict[str, bytes]], kept: UUID | None) -> None:
    """End the sessions that passkeys opened."""
    hashes = [vouched(row["credential"]).subject_hash for row in ended]
    await end_sessions_vouched(WAY, hashes, kept)
