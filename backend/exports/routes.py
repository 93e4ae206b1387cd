"""All data of one client, given to her, to who stands for her by law, and by her organiser (GDPR art. 15 and 20)."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import whom_by_law, whose_money
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, Language, can_refuse
from backend.database import fetch, transaction
from backend.days import local_day, start_of
from backend.decisions.reading import DecisionSummary, decisions
from backend.exports.files import about_files, archive, document, export_words
from backend.exports.held import Taking
from backend.exports.problems import DataAtOrganiserOnly
from backend.papers.decision import decision_paper
from backend.papers.decision_contents import decision_contents
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.throttle import Pace, TooManyRequests, throttle_of
from backend.viewings.rules import told_from
from backend.vouchers.tables import Client

# Each costs as much as a thousand other requests, and nobody needs it often.
TAKING_OUT = Pace(at_once=20, a_second=1 / 30)
# Nobody on the way keeps it.
HEADERS = {"Cache-Control": "no-store"}
REFUSES = (SignInNeeded, NotYourRole, NotFound, DataAtOrganiserOnly, TooManyRequests)
LANGUAGE = "select p.language from client c join person p on p.id = c.person where c.id = $1"


async def begin_taking(
    request: Request[ActingPerson, Any, State], person: ActingPerson, client: UUID, act: str
) -> tuple[Taking, bool]:
    """Return what may be taken of a client by whom, and whether she has a safety ban; it is in the trail."""
    found = await Client.select().where(And(Client.visible_to(person), Client.id == client)).first()
    if found is None:
        raise NotFound
    if person.role is Role.RELATIVE:
        # A mandate lets somebody see; whose all data are is the client, and who stands for her in all of it.
        if client not in await whom_by_law(person) or not await whose_money(person, [client]):
            raise NotFound
        if found["has_safety_ban"]:
            raise DataAtOrganiserOnly
    throttle_of(request).keep_pace(f"export {person.id}", TAKING_OUT)
    await trail.viewed_clients(person, [client], act)
    since = start_of(told_from(local_day(clock.now())))
    key = request.app.state.own_keys.identity
    is_own = person.role is not Role.GRANTER
    return Taking(client, since, key, is_own, person.role is Role.CLIENT), found["has_safety_ban"]


@get(
    "/api/clients/{client_id:uuid}/export",
    operation_id="exportClient",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(*REFUSES),
    opt={AS_IT_IS: True},
    media_type="application/zip",
)
async def export_client(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    client_id: FromPath[UUID],
) -> Stream:
    """Take all data of a client as a ZIP: JSON of each kind, photos, decisions on paper, and what each file is."""
    async with transaction():
        taking, has_safety_ban = await begin_taking(request, acting_person, client_id, "exported")
        (row,) = await fetch(LANGUAGE, client_id)
        papers = papers_of(await decisions(acting_person, client=client_id))
    language: Language = row["language"]
    words = export_words(language)
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{words["file"]}.zip"'}
    about = about_files(language, has_safety_ban=has_safety_ban)
    return Stream(archive(taking, words["readme"], about, papers), media_type="application/zip", headers=headers)


async def papers_of(found: list[DecisionSummary]) -> AsyncIterator[tuple[str, bytes]]:
    """Yield the decisions on paper, each with the name of its file, in their own language."""
    for decision in found:
        contents = await decision_contents(decision, decision.language, sees_money=True)
        # Setting a page takes as long as a hundred other answers.
        paper = await asyncio.to_thread(decision_paper, contents, decision.language)
        number = re.sub("[^0-9A-Za-z]+", "-", decision.number)
        yield f"decisions/{decision.decided_on}-{number}.pdf", paper


@get(
    "/api/clients/{client_id:uuid}/data",
    operation_id="readOwnData",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(*REFUSES),
    media_type="application/json",
)
async def read_own_data(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    client_id: FromPath[UUID],
) -> Stream:
    """Read all of one's own data as one JSON document, for a program as well as for a person (GDPR art. 20)."""
    async with transaction():
        taking, _ = await begin_taking(request, acting_person, client_id, "exported")
        (row,) = await fetch(LANGUAGE, client_id)
    return Stream(document(taking, row["language"]), media_type="application/json", headers=HEADERS)


ROUTES = [export_client, read_own_data]
