"""The session as its person sees it; she ends it in identification/routes.py."""

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency

from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.problems import SignInNeeded
from backend.sessions.signed_in import SignedIn, signed_in


@get("/api/session", operation_id="readSession", guards=[allow(*Role)], responses=can_refuse(SignInNeeded))
async def read_session(acting_person: NamedDependency[ActingPerson], state: State) -> SignedIn:
    """Tell who is signed in, and as what."""
    return await signed_in(acting_person, demo=state.settings.demo)


ROUTES = [read_session]
