"""Messages between a client's side and a provider's office: one thread for each client and provider."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role, Scope
from backend.answers import can_refuse
from backend.contact.problems import ProviderNotHers
from backend.contact.reaching import organiser_of, sides_reached
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import AnswerWords
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import (
    ContentDiffers,
    MandateTooNarrow,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.wire import Wire

SIDES = (Role.CLIENT, Role.RELATIVE, Role.PROVIDER)
# Of a thread the newest; the rest is in what the client takes out (exports).
MOST_READ = 200


class WriteMessage(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A message from a client's side to a provider's office, or the other way."""

    # Made by whoever writes, so that sending twice writes once.
    id: UUID
    client: UUID
    provider: UUID
    words: AnswerWords


STORE = """
insert into message (id, client, organiser, provider, is_from_office, written_by, words_sealed, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id
"""
KNOWN = "select client, provider, written_by, words_sealed from message where id = $1"
# Who reads a client's messages on her side: she, and who may speak for her today.
READERS = """
select person from client where id = $1
union select person from representation
where client = $1 and $2 = any(scopes) and first_day <= $3 and (last_day is null or last_day >= $3) and ended_at is null
"""


@post(
    "/api/messages",
    operation_id="writeMessage",
    status_code=204,
    guards=[allow(*SIDES)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, ProviderNotHers, ContentDiffers),
    ),
)
async def write_message(acting_person: NamedDependency[ActingPerson], data: JSONBody[WriteMessage]) -> None:
    """Write to the provider's office, or from it to a client; the same sent again is written once."""
    words, is_from_office = data.words.strip(), acting_person.role is Role.PROVIDER
    async with transaction():
        await sides_reached(acting_person, data.client, data.provider)
        organiser = await organiser_of(data.client)
        stored = await fetch(
            STORE,
            *(data.id, data.client, organiser, data.provider, is_from_office, acting_person.id),
            *(at_rest.seal_text(at_rest.MESSAGE, data.id, words), clock.now()),
        )
        if not stored:
            (known,) = await fetch(KNOWN, data.id)
            there = (known["client"], known["provider"], known["written_by"])
            same = (data.client, data.provider, acting_person.id)
            if there != same or at_rest.unseal_text(at_rest.MESSAGE, data.id, known["words_sealed"]) != words:
                raise ContentDiffers
            return
        await trail.viewed_clients(acting_person, [data.client], "wrote a message")
        if is_from_office:
            whose = (data.client, organiser, data.provider)
            readers = await fetch(READERS, data.client, Scope.GIVE_FEEDBACK.value, local_day(clock.now()))
            told = {row["person"] for row in readers}
            await tell(*(Happened(Kind.MESSAGE, *whose, by=acting_person.id, to=one) for one in told))
        await announce(Changed(organiser, data.provider, frozenset({data.client})))


class MessageSummary(Wire, kw_only=True):
    """One message of a thread."""

    id: UUID
    words: str
    written_by: str
    is_own: bool
    is_from_office: bool
    received_at: datetime
    # Somebody of the other side has read it.
    is_read: bool


WRITTEN = """
select m.*, p.given_name || ' ' || p.family_name as by_name, exists (
    select from thread_read k where k.client = m.client and k.provider = m.provider
        and k.is_office <> m.is_from_office and k.read_until >= m.received_at) as is_read
from message m join person p on p.id = m.written_by
where m.client = $1 and m.provider = $2 order by m.received_at desc, m.id desc limit $3
"""


@get(
    "/api/messages",
    operation_id="listMessages",
    guards=[allow(*SIDES)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, MandateTooNarrow, ProviderNotHers),
)
async def list_messages(
    acting_person: NamedDependency[ActingPerson], client: FromQuery[UUID], provider: FromQuery[UUID]
) -> list[MessageSummary]:
    """Read what a client's side and a provider's office have written to each other, the oldest first."""
    async with transaction():
        await sides_reached(acting_person, client, provider)
        rows = await fetch(WRITTEN, client, provider, MOST_READ)
        await trail.viewed_clients(acting_person, [client], "viewed messages")
    return [
        MessageSummary(
            **{name: row[name] for name in ("id", "is_from_office", "received_at", "is_read")},
            words=at_rest.unseal_text(at_rest.MESSAGE, row["id"], row["words_sealed"]),
            written_by=row["by_name"],
            is_own=row["written_by"] == acting_person.id,
        )
        for row in reversed(rows)
    ]


class ReadMessages(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A thread has been read as far as a message of it."""

    client: UUID
    provider: UUID
    until: UUID


# Read is read: what was said of an older message later changes nothing.
MARK = """
insert into thread_read (id, client, organiser, provider, person, is_office, read_until)
select $1, client, organiser, provider, $5, $6, received_at from message where id = $4 and client = $2 and provider = $3
on conflict (client, provider, person, is_office) do update set read_until = excluded.read_until
where thread_read.read_until < excluded.read_until returning organiser
"""


@post(
    "/api/messages/read",
    operation_id="readMessages",
    status_code=204,
    guards=[allow(*SIDES)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, ProviderNotHers),
    ),
)
async def read_messages(acting_person: NamedDependency[ActingPerson], data: JSONBody[ReadMessages]) -> None:
    """Say that a thread has been read as far as a message: the other side sees it, and it is new no more."""
    is_office = acting_person.role is Role.PROVIDER
    async with transaction():
        await sides_reached(acting_person, data.client, data.provider)
        marked = await fetch(MARK, uuid4(), data.client, data.provider, data.until, acting_person.id, is_office)
        if marked:
            await announce(Changed(marked[0]["organiser"], data.provider, frozenset({data.client})))


ROUTES = [write_message, list_messages, read_messages]
