"""The session as its person sees it, and its end."""

from typing import Any

from litestar import Request, Response, delete, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from backend.access.guards import COOKIE, allow, hash_of
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch
from backend.problems import NotFromHere, SignInNeeded
from backend.sessions.beginning import session_cookie
from backend.sessions.signed_in import SignedIn, signed_in


@get("/api/session", operation_id="readSession", guards=[allow(*Role)], responses=can_refuse(SignInNeeded))
async def read_session(acting_person: NamedDependency[ActingPerson], state: State) -> SignedIn:
    """Tell who is signed in, and as what."""
    return await signed_in(acting_person, demo=state.settings.demo)


@delete("/api/session", operation_id="signOut", guards=[allow(*Role)], responses=can_refuse(SignInNeeded, NotFromHere))
async def sign_out(request: Request[ActingPerson, Any, State]) -> Response[None]:
    """End the session."""
    await fetch("delete from session where token_hash = $1", hash_of(request.cookies[COOKIE]))
    return Response(None, status_code=204, cookies=[session_cookie("")])


ROUTES = [read_session, sign_out]
