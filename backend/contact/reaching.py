"""Whether a client's side and a provider's office may write to each other: only where the one serves the other."""

from datetime import timedelta
from uuid import UUID

from backend import clock
from backend.access.mandates import covered
from backend.access.roles import ActingPerson, Role, Scope
from backend.contact.problems import ProviderNotHers
from backend.contact.rules import DAYS_OF_CONTACT
from backend.database import fetch
from backend.days import local_day
from backend.problems import MandateTooNarrow, NotFound

# $1: clients, $2: a provider or null, $3: a day. A grant names it, it has been there, or they have written since then.
SERVED = """
select v.client, v.provider from voucher v join service_decision d on d.id = v.decision
where v.client = any($1) and v.provider is not null and ($2::uuid is null or v.provider = $2)
    and coalesce(v.ended_on, v.last_day) >= $3::date and d.undone_at is null
union
select client, provider from visit
where client = any($1) and ($2::uuid is null or provider = $2) and started_at >= $3::date
union
select client, provider from message
where client = any($1) and ($2::uuid is null or provider = $2) and received_at >= $3::date
"""


async def served(clients: list[UUID], provider: UUID | None) -> list[tuple[UUID, UUID]]:
    """Return which clients and providers may write to each other."""
    first = local_day(clock.now()) - timedelta(days=DAYS_OF_CONTACT)
    return [(row["client"], row["provider"]) for row in await fetch(SERVED, clients, provider, first)]


async def client_reached(person: ActingPerson, client: UUID) -> None:
    """Refuse to write for a client who is not hers, or beyond what her mandate covers."""
    if client not in person.clients:
        raise NotFound
    if not await covered(person, [client], Scope.GIVE_FEEDBACK):
        raise MandateTooNarrow


async def sides_reached(person: ActingPerson, client: UUID, provider: UUID) -> None:
    """Refuse to write or read where nobody serves, too: a client's side to its providers, an office to its clients."""
    is_office = person.role is Role.PROVIDER
    if not is_office:
        await client_reached(person, client)
    elif provider != person.provider:
        raise NotFound
    if not await served([client], provider):
        raise NotFound if is_office else ProviderNotHers


async def organiser_of(client: UUID) -> UUID:
    """Return whose client she is."""
    (row,) = await fetch("select organiser from client where id = $1", client)
    return UUID(bytes=row["organiser"].bytes)
