"""What a mandate to act for a client covers today, beyond seeing her visits."""

from collections.abc import Iterable
from uuid import UUID

from backend import clock
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day

# Who stands for somebody by an authority's decision or as her custodian does in her place what is hers alone: reads all
# that is held of her and who has looked at it (GDPR art. 12, 15; 703/2023 s.11; 442/1999 s.29, 648/2007, 361/1983 s.4).
# A mandate that the client gave herself covers what it names and no more.
BY_LAW = ("guardianship", "continuing-power", "custody")
STANDING_BY_LAW = """
select client from representation
where person = $1 and source = any($2) and first_day <= $3 and (last_day is null or last_day >= $3)
    and ended_at is null
"""

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


async def whom_by_law(person: ActingPerson) -> set[UUID]:
    """Return whose rights somebody uses: her own, or theirs for whom she stands by law and whose visits she sees."""
    if person.role is not Role.RELATIVE:
        return set(person.clients)
    rows = await fetch(STANDING_BY_LAW, person.id, list(BY_LAW), local_day(clock.now()))
    return {row["client"] for row in rows} & set(person.clients)
