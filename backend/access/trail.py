"""The trail: who viewed or changed what of whom, written in the same transaction as the act (703/2023 s.10)."""

from collections.abc import Iterable
from uuid import UUID

from backend import clock
from backend.access.roles import ActingPerson
from backend.database import fetch


async def viewed_vouchers(person: ActingPerson, vouchers: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each voucher whose contents or visits were shown."""
    await fetch(
        """
        insert into trail_entry (at, organiser, client, person, role, act, subject)
        select $1, organiser, client, $2, $3, $4, id from voucher where id = any($5)
        """,
        clock.now(),
        person.id,
        person.role.value,
        act,
        list(set(vouchers)),
    )


async def viewed_clients(person: ActingPerson, clients: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each client whom somebody of her organiser looked up or entered."""
    await fetch(
        """
        insert into trail_entry (at, organiser, client, person, role, act, subject)
        select $1, organiser, id, $2, $3, $4, id from client where id = any($5)
        """,
        clock.now(),
        person.id,
        person.role.value,
        act,
        list(clients),
    )


async def viewed_decisions(person: ActingPerson, decisions: Iterable[UUID], act: str = "viewed") -> None:
    """Append one entry for each decision that was shown, made or undone."""
    await fetch(
        """
        insert into trail_entry (at, organiser, client, person, role, act, subject)
        select $1, organiser, client, $2, $3, $4, id from service_decision where id = any($5)
        """,
        clock.now(),
        person.id,
        person.role.value,
        act,
        list(set(decisions)),
    )
