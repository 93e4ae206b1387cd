"""Being someone of the demo county; these routes exist only with demo data on loopback (settings.py)."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import JSONBody

from backend.access.guards import allow_anyone
from backend.access.roles import Role
from backend.answers import can_refuse
from backend.database import transaction
from backend.demo import cast
from backend.problems import NotFound, NotFromHere, NotJson, UnsupportedMediaType
from backend.sessions.entering import enter
from backend.sessions.rules import EVERY_MEMBERSHIP
from backend.sessions.signed_in import SignedIn
from backend.throttle import STRANGERS
from backend.wire import Wire


class DemoPerson(Wire):
    """Someone in the demo county whom one can be."""

    id: UUID
    name: str
    role: Role
    # The provider or the organiser she works for; empty for a client or a relative.
    workplace: str


class BePerson(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Whom to be."""

    person: UUID


@get("/api/demo/people", operation_id="listDemoPeople", guards=[allow_anyone()], responses=can_refuse())
async def list_demo_people() -> list[DemoPerson]:
    """List whom one can be in the demo county."""
    return [DemoPerson(person.id, person.name, person.role, person.workplace) for person in cast.PEOPLE]


@post(
    "/api/demo/session",
    operation_id="bePerson",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(NotJson, NotFound, NotFromHere, UnsupportedMediaType),
)
async def be_person(request: Request[Any, Any, State], data: JSONBody[BePerson]) -> Response[SignedIn]:
    """Be someone of the demo county."""
    chosen = next((person for person in cast.PEOPLE if person.id == data.person), None)
    if chosen is None:
        raise NotFound
    async with transaction():
        return await enter(request, chosen.membership, "demo", reach=EVERY_MEMBERSHIP)


ROUTES = [list_demo_people, be_person]
