"""A client's phone, or that of who acts for her, learns what shows her home's digits; an official prints a tag."""

import asyncio
from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import asks_presence
from backend.database import fetch, transaction
from backend.days import local_day
from backend.papers.shown import pdf
from backend.papers.voucher import Language
from backend.presence.keeping import secret_of
from backend.presence.rules import DIGITS, STEP_SECONDS
from backend.presence.tag import tag_paper
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.wire import Wire, in_base64url


class PresenceCode(Wire):
    """What a phone reckons the digits of a client's home from, by RFC 6238 with HMAC-SHA-256."""

    # In base64url; null where the organiser's rulebook asks for no presence.
    secret: str | None
    step_seconds: int
    digits: int
    # What the phone sets its clock right by.
    server_time: datetime


ORGANISER = "select organiser from client where id = $1"
# One that somebody may still know whose mandate has ended since it was made; a paper hangs in the home.
END = """
update presence_secret s set ended_at = $2
where s.client = $1 and s.kind = 'digits' and s.ended_at is null and exists (
    select from representation r where r.client = s.client and (
        r.ended_at >= s.made_at or (r.last_day >= (s.made_at at time zone 'Europe/Helsinki')::date and r.last_day < $3)
    )
)
"""


@get(
    "/api/presence-code",
    operation_id="readPresenceCode",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_presence_code(acting_person: NamedDependency[ActingPerson], client: FromQuery[UUID]) -> PresenceCode:
    """Give the client's side what it shows the digits by; nothing where the organiser asks for none."""
    if client not in acting_person.clients:
        raise NotFound
    now = clock.now()
    today = local_day(now)
    async with transaction():
        (row,) = await fetch(ORGANISER, client)
        if not asks_presence(await parts_held(row["organiser"]), today):
            return PresenceCode(None, STEP_SECONDS, DIGITS, now)
        await fetch(END, client, now, today)
        secret = await secret_of(client, row["organiser"], "digits")
        await trail.viewed_clients(acting_person, [client], "fetched presence code")
    return PresenceCode(in_base64url(secret), STEP_SECONDS, DIGITS, now)


OWN = """
select c.organiser, o.name_fi, o.name_sv from client c join organiser o on o.id = c.organiser
where c.id = $1 and c.organiser = $2
"""


@get(
    "/api/clients/{client_id:uuid}/presence-tag",
    operation_id="printPresenceTag",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type="application/pdf",
)
async def print_presence_tag(
    acting_person: NamedDependency[ActingPerson], client_id: FromPath[UUID], language: FromQuery[Language] = "fi"
) -> Response[bytes]:
    """Print the paper tag of a home without a phone, the same one each time."""
    async with transaction():
        rows = await fetch(OWN, client_id, acting_person.organiser)
        if not rows or not asks_presence(await parts_held(rows[0]["organiser"]), local_day(clock.now())):
            raise NotFound
        secret = await secret_of(client_id, rows[0]["organiser"], "tag")
        await trail.viewed_clients(acting_person, [client_id], "printed presence tag")
    # Setting a page takes as long as a hundred other answers.
    return pdf(await asyncio.to_thread(tag_paper, secret, rows[0][f"name_{language}"], language), "presence-tag")


ROUTES = [read_presence_code, print_presence_tag]
