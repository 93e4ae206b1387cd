"""Coming in: a session begins in the place of the one that the browser had, and the page is told whose it is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from litestar import Response

from backend.access.guards import COOKIE, Connection, find_person_of, hash_of
from backend.problems import NotFound
from backend.sessions.beginning import Vouched, begin_session, origin_of, session_cookie
from backend.sessions.ending import end_session_of
from backend.sessions.signed_in import SignedIn, signed_in


async def begin_instead(  # noqa: PLR0913 - each is a fact of the sign-in
    connection: Connection,
    membership: UUID,
    way: str,
    *,
    device: UUID | None = None,
    acr: str | None = None,
    reach: Collection[UUID] | None = (),
    since: datetime | None = None,
    vouched: Vouched | None = None,
) -> str:
    """Begin a session for whoever has come in by a door, end the one that her browser had, and return the token."""
    earlier = connection.cookies.get(COOKIE)
    if earlier:
        await end_session_of(hash_of(earlier))
    origin = origin_of(connection)
    return await begin_session(
        membership, way, origin, device=device, acr=acr, reach=reach, since=since, vouched=vouched
    )


async def enter(  # noqa: PLR0913 - each is a fact of the sign-in
    connection: Connection,
    membership: UUID,
    way: str,
    *,
    device: UUID | None = None,
    acr: str | None = None,
    reach: Collection[UUID] | None = (),
    since: datetime | None = None,
    vouched: Vouched | None = None,
) -> Response[SignedIn]:
    """Let somebody in by a door and answer with her session and its cookie; call it inside the transaction."""
    token = await begin_instead(
        connection, membership, way, device=device, acr=acr, reach=reach, since=since, vouched=vouched
    )
    person = await find_person_of(token)
    if person is None:
        raise NotFound
    content = await signed_in(person, token, demo=connection.app.state.settings.demo)
    return Response(content, cookies=[session_cookie(token)])
