"""What a mandate to act for a client covers today, beyond seeing her visits."""

from collections.abc import Iterable
from uuid import UUID

from backend import clock
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day

COVERED = """
select client from representation
where person = $1 and $2 = any(scopes) and first_day <= $3 and (last_day is null or last_day >= $3)
    and ended_at is null
"""


async def covered(person: ActingPerson, clients: Iterable[UUID], scope: Scope) -> set[UUID]:
    """Return of which clients a person may do what a scope names: a relative needs a mandate for it."""
    if person.role is not Role.RELATIVE:
        return set(clients)
    return {row["client"] for row in await fetch(COVERED, person.id, scope.value, local_day(clock.now()))}


async def whose_money(person: ActingPerson, clients: Iterable[UUID]) -> set[UUID]:
    """Return of which clients a person may see what they pay."""
    return await covered(person, clients, Scope.SEE_MONEY)


async def whose_photos(person: ActingPerson, clients: Iterable[UUID]) -> set[UUID]:
    """Return of which clients a person may see the photos of receipts (docs/decisions/0024).

    A receipt tells what the client buys: the client and those who answer for the visit see it, a relative who sees her
    money, and nobody of the organiser, who pays for the visit and not for the shopping.
    """
    if person.role in {Role.WORKER, Role.CLIENT, Role.PROVIDER}:
        return set(clients)
    return await whose_money(person, clients) if person.role is Role.RELATIVE else set()
