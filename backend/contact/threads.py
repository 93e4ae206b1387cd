"""Whom one can write to or call: a client's providers and an office's clients, what is new, and what waits."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import covered
from backend.access.roles import ActingPerson, Role, Scope
from backend.answers import can_refuse
from backend.contact.messages import SIDES
from backend.contact.problems import NumberNotDialled
from backend.contact.reaching import served
from backend.contact.rules import kind_received_by, refuse_number
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.wire import Wire, Words


class ThreadSummary(Wire, kw_only=True):
    """A client and a provider who can write to each other, also where nothing has been written yet."""

    client_id: UUID
    client_name: str
    provider_id: UUID
    provider_name: str
    # The office's telephone; None where it has entered none.
    phone: str | None
    newest_at: datetime | None
    # The office has not answered the newest.
    waits_for_office: bool
    # How many of the other side's this person has not read.
    unread: int


# An office's clients with whom something was written, and where it asks for them whom it serves today.
OF_OFFICE = """
select client, provider from message where provider = $1
union
select v.client, v.provider from voucher v join service_decision d on d.id = v.decision
where $2 and v.provider = $1 and coalesce(v.ended_on, v.last_day) >= $3 and d.undone_at is null
"""
THREADS = """
select c.id as client_id, p.given_name || ' ' || p.family_name as client_name, r.id as provider_id,
    r.name as provider_name, r.phone, n.received_at as newest_at,
    coalesce(not n.is_from_office, false) as waits_for_office,
    (select count(*) from message m where m.client = c.id and m.provider = r.id and m.is_from_office <> $4
        and m.received_at > coalesce(k.read_until, '-infinity')) as unread
from unnest($1::uuid[], $2::uuid[]) as t (client, provider)
join client c on c.id = t.client join person p on p.id = c.person join provider r on r.id = t.provider
left join thread_read k on k.client = c.id and k.provider = r.id and k.person = $3 and k.is_office = $4
left join lateral (
    select received_at, is_from_office from message m where m.client = c.id and m.provider = r.id
    order by received_at desc, id desc limit 1
) n on true
order by {first}, client_name, r.name, r.id
"""
OFFICE_FIRST = THREADS.format(first="waits_for_office desc, n.received_at desc nulls last")
NEW_FIRST = THREADS.format(first="unread desc")


@get(
    "/api/threads",
    operation_id="listThreads",
    guards=[allow(*SIDES)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_threads(
    acting_person: NamedDependency[ActingPerson],
    client: FromQuery[UUID | None] = None,
    unwritten: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
) -> list[ThreadSummary]:
    """List whom a client's side, or a provider's office, can write to: what is new or waits for the office first."""
    is_office = acting_person.role is Role.PROVIDER
    async with transaction():
        if is_office:
            rows = await fetch(OF_OFFICE, acting_person.provider, unwritten, local_day(clock.now()))
            pairs = [(row["client"], row["provider"]) for row in rows if client in {None, row["client"]}]
        else:
            hers = await covered(acting_person, acting_person.clients, Scope.GIVE_FEEDBACK) & set(acting_person.clients)
            pairs = await served([one for one in hers if client in {None, one}], None)
        rows = await fetch(
            OFFICE_FIRST if is_office else NEW_FIRST,
            *([one for one, _ in pairs], [one for _, one in pairs], acting_person.id, is_office),
        )
        await trail.viewed_clients(
            acting_person, [one for one, _ in pairs], "listed" if is_office else "viewed messages"
        )
    return [ThreadSummary(**dict(row)) for row in rows]


class Waiting(Wire):
    """How much waits for somebody's answer: counts only, of nobody by name."""

    messages: int
    complaints: int
    # Of the complaints or reminders those whose day is over.
    late: int


WAITING = """
select
    (select count(*) from (
        select distinct on (client) is_from_office from message where provider = $1
        order by client, received_at desc, id desc) n where not n.is_from_office) as messages,
    count(*) as complaints, count(*) filter (where due_on < $4) as late
from complaint where answered_at is null and kind = $3 and ($1::uuid is null or provider = $1)
    and ($2::uuid is null or organiser = $2)
"""


@get(
    "/api/contact/waiting",
    operation_id="countWaiting",
    guards=[allow(Role.PROVIDER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def count_waiting(acting_person: NamedDependency[ActingPerson]) -> Waiting:
    """Count the messages, and the complaints or reminders, that wait for the office's or the organiser's answer."""
    kind = kind_received_by(acting_person.role)
    async with transaction():
        (row,) = await fetch(WAITING, acting_person.provider, acting_person.organiser, kind, local_day(clock.now()))
    return Waiting(**dict(row))


class OfficePhone(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The telephone of a provider's office, as clients call it; empty where there is none."""

    phone: Words


@get(
    "/api/office-phone",
    operation_id="readOfficePhone",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_office_phone(acting_person: NamedDependency[ActingPerson]) -> OfficePhone:
    """Read by which number clients call the office."""
    (row,) = await fetch("select phone from provider where id = $1", acting_person.provider)
    return OfficePhone(row["phone"] or "")


@post(
    "/api/office-phone",
    operation_id="keepOfficePhone",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType),
        *(NumberNotDialled,),
    ),
)
async def keep_office_phone(acting_person: NamedDependency[ActingPerson], data: JSONBody[OfficePhone]) -> None:
    """Say by which number clients call the office; an empty one takes it away."""
    phone = data.phone.strip()
    if problem := refuse_number(phone):
        raise problem
    await fetch("update provider set phone = $2 where id = $1", acting_person.provider, phone or None)


ROUTES = [list_threads, count_waiting, read_office_phone, keep_office_phone]
