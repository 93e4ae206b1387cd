"""The organiser's clients: found by name, number or identity code, and entered before anything can be granted."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.clients.entering import AddClient, enter
from backend.clients.listing import Asked, ClientPage, ClientRow, Order, read_client_row, read_page, read_place
from backend.database import across_organisers, transaction
from backend.days import local_day
from backend.problems import (
    ClientExists,
    ContentDiffers,
    IdentityCodeWrong,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)

# A screen or two; the next stretch is a call away.
MOST_AT_ONCE, A_SCREENFUL = 200, 50
LONGEST_SEARCH = 100
LONGEST_PLACE = 1000


def organiser_of(person: ActingPerson) -> UUID:
    """Return the organiser a granter works for; the database holds her membership to one."""
    if person.organiser is None:
        raise NotYourRole
    return person.organiser


class FindClients(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Whom to look for, and after whom the answer goes on: in a body, for both may name a person."""

    # Words of a name, a voucher's number or an identity code; empty finds everyone.
    search: Annotated[str, msgspec.Meta(max_length=LONGEST_SEARCH)] = ""
    order: Order = "name"
    # What the answer before said is next; it says nothing to anybody but the server.
    after: Annotated[str, msgspec.Meta(max_length=LONGEST_PLACE)] | None = None
    at_most: Annotated[int, msgspec.Meta(ge=1, le=MOST_AT_ONCE)] = A_SCREENFUL


@get(
    "/api/clients",
    operation_id="listClients",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_clients(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    order: FromQuery[Order] = "name",
    at_most: Annotated[int, QueryParameter(name="atMost", ge=1, le=MOST_AT_ONCE)] = A_SCREENFUL,
) -> ClientPage:
    """List the first of the organiser's clients, with what stands open for each today."""
    return await found(acting_person, state, FindClients(order=order, at_most=at_most))


@post(
    "/api/clients/search",
    operation_id="findClients",
    status_code=200,
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType),
)
async def find_clients(
    acting_person: NamedDependency[ActingPerson], state: State, data: JSONBody[FindClients]
) -> ClientPage:
    """Find clients of the organiser, a stretch at a time."""
    return await found(acting_person, state, data)


async def found(person: ActingPerson, state: State, asked: FindClients) -> ClientPage:
    """Return a stretch of the organiser's clients, each written to the trail as listed."""
    wanted = Asked(
        organiser_of(person),
        local_day(clock.now()),
        asked.search.strip(),
        asked.order,
        read_place(asked.after),
        asked.at_most,
    )
    async with transaction():
        page = await read_page(wanted, state.own_keys.identity)
        await trail.viewed_clients(person, [client.id for client in page.clients], "listed")
    return page


@post(
    "/api/clients",
    operation_id="addClient",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(
        NotJson,
        SignInNeeded,
        NotYourRole,
        NotFromHere,
        IdentityCodeWrong,
        ClientExists,
        ContentDiffers,
        UnsupportedMediaType,
    ),
)
async def add_client(
    acting_person: NamedDependency[ActingPerson], state: State, data: JSONBody[AddClient]
) -> ClientRow:
    """Enter a client; a person whom another organiser has entered already is the same person here."""
    organiser, key = organiser_of(acting_person), state.own_keys.identity
    async with transaction():
        # Whether anybody has entered this person already is known only over the walls.
        async with across_organisers():
            await enter(organiser, data, key)
        await trail.viewed_clients(acting_person, [data.id], "entered")
        row = await read_client_row(organiser, data.id, local_day(clock.now()), key)
    if row is None:
        raise NotFound
    return row


@get(
    "/api/clients/{client_id:uuid}",
    operation_id="readClient",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_client(
    acting_person: NamedDependency[ActingPerson], state: State, client_id: FromPath[UUID]
) -> ClientRow:
    """Read who a client is; her decisions and vouchers are read by their own routes."""
    async with transaction():
        row = await read_client_row(
            organiser_of(acting_person), client_id, local_day(clock.now()), state.own_keys.identity
        )
        if row is None:
            raise NotFound
        await trail.viewed_clients(acting_person, [client_id])
    return row


ROUTES = [list_clients, find_clients, add_client, read_client]
