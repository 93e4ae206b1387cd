"""The trail: who viewed or changed what of whom, written in the same transaction as the act (703/2023 s.10)."""

from collections.abc import Iterable
from uuid import UUID

from backend import clock
from backend.access.roles import ActingPerson, Role
from backend.database import fetch

# What stands in a table of the organiser's, and whose it is: {client} is the column that says so.
APPEND = """
insert into trail_entry (at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
select $1, organiser, {client}, $2, $3, $4, id, $6, $7, $8 from {table} where id = any($5)
"""
VOUCHERS = APPEND.format(client="client", table="voucher")
CLIENTS = APPEND.format(client="id", table="client")
VISITS = APPEND.format(client="client", table="visit")
DECISIONS = APPEND.format(client="client", table="service_decision")


def listed(person: ActingPerson, one: UUID | None) -> str:
    """Return what is done when a list is read: one client's, or one's own, is viewed; of several each is listed."""
    return "viewed" if one is not None or person.role in {Role.CLIENT, Role.RELATIVE} else "listed"


async def viewed_vouchers(person: ActingPerson, vouchers: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each voucher whose contents or visits were shown."""
    await append(VOUCHERS, person, vouchers, act)


async def viewed_clients(person: ActingPerson, clients: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each client whom somebody of her organiser looked up or entered."""
    await append(CLIENTS, person, clients, act)


async def viewed_decisions(person: ActingPerson, decisions: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each decision that was shown, made or undone."""
    await append(DECISIONS, person, decisions, act)


async def of_visit(person: ActingPerson, visit: UUID, act: str) -> None:
    """Append what was done with a visit's photo, said of the visit, or answered."""
    await append(VISITS, person, [visit], act)


async def append(statement: str, person: ActingPerson, subjects: Iterable[UUID], act: str) -> None:
    """Append one entry for each subject, once however often it is named."""
    await fetch(
        statement,
        *(clock.now(), person.id, person.role.value, act, list(set(subjects))),
        *(person.organisation, person.purpose, person.sign_in),
    )
