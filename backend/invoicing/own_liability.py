"""What clients owe a provider themselves for a month: the basis of its own invoices, with a reference for each.

A client who pays by the reference is found by it: the office's own number of her, the month, a check digit. It stays
the same however often the month is taken out; what has changed since it last was is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from backend import clock
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.invoicing.rules import FIRST_CLIENT_NUMBER, NO_CENTS, Cents, reference_number
from backend.invoicing.standing import Named, Standing, day_of, moment_of
from backend.verdicts.states import VisitState
from backend.wire import Text, Wire

# Of these a client owes her part; the rest may still come to nothing.
OWED = frozenset({VisitState.ACCEPTED, VisitState.SETTLED, VisitState.PAID, VisitState.CREDITED})
WAITING = frozenset({VisitState.RECORDED, VisitState.TO_BE_CHECKED})


class ServiceOwed(Wire):
    """What a client owes for one service."""

    service: Text
    visits: int
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int


class TakenOut(Wire):
    """What the office last took out of a month."""

    at: datetime
    own_liability_cents: int
    # Something of it is not as it was then.
    is_changed: bool


class ClientOwes(Wire):
    """What one client owes a provider for a month."""

    client_id: UUID
    client_name: str
    organiser: Text
    reference: str
    services: list[ServiceOwed]
    visits: int
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    # Of visits that have not been accepted yet; in none of the other sums.
    waiting_cents: int
    # None: it has not been taken out yet.
    taken: TakenOut | None


class OwnLiability(Wire):
    """What all clients owe a provider for a month."""

    month: str
    clients: list[ClientOwes]
    own_liability_cents: int
    waiting_cents: int


@dataclass(frozen=True)
class Owing:
    """One client's month, as it is summed up and written on paper."""

    client: UUID
    organiser: UUID
    # The visits that she owes for, in the order of time, and those that are not accepted yet.
    visits: Sequence[Standing]
    waiting: Sequence[Standing]

    @property
    def all_visits(self) -> Sequence[Standing]:
        """Return both."""
        return [*self.visits, *self.waiting]

    @property
    def cents(self) -> Cents:
        """Return what all visits cost, and whom."""
        return added(self.visits)

    def fingerprint(self) -> str:
        """Return a hash that changes with anything that would stand on her invoice."""
        lines = [
            f"{one.visit} {one.row['started_at']:%Y-%m-%dT%H:%MZ} {one.row['minutes']} {one.cents}"
            for one in self.visits
        ]
        return sha256("\n".join(lines).encode()).hexdigest()


def added(visits: Sequence[Standing]) -> Cents:
    """Return what visits cost together."""
    return Cents(
        sum(one.cents.price for one in visits),
        sum(one.cents.organiser for one in visits),
        sum(one.cents.own_liability for one in visits),
    )


def owing_of(stands: Sequence[Standing]) -> list[Owing]:
    """Return what each client owes who owes anything, may yet, or did before it was taken back."""
    of_client: dict[UUID, list[Standing]] = {}
    for one in sorted(stands, key=moment_of):
        of_client.setdefault(one.row["client"], []).append(one)
    owing = []
    for client, hers in of_client.items():
        owed = [
            one for one in hers if one.state in OWED and (one.cents != NO_CENTS or one.state is VisitState.CREDITED)
        ]
        waiting = [one for one in hers if one.state in WAITING and one.cents.own_liability]
        had = any(one.row["settled_own_liability_cents"] for one in owed)
        if added(owed).own_liability or waiting or had:
            owing.append(Owing(client, hers[0].row["organiser"], owed, waiting))
    return owing


KNOWN = "select client, number from client_number where provider = $1 and client = any($2)"
# Of two who read at once the second waits, and finds the numbers that the first has given.
LOCK = "select id from provider where id = $1 for no key update"
GIVE = """
insert into client_number (id, provider, client, organiser, number)
select gen_random_uuid(), $1, c.id, c.organiser, row_number() over (order by c.id) + (
    select coalesce(max(number), $3) from client_number where provider = $1
)
from client c where c.id = any($2) and not exists (
    select from client_number n where n.provider = $1 and n.client = c.id
)
"""


async def client_numbers(provider: UUID, clients: Sequence[UUID]) -> dict[UUID, int]:
    """Return the office's number of each client; whoever has none is given the next."""
    known = {row["client"]: row["number"] for row in await fetch(KNOWN, provider, clients)}
    if len(known) < len(set(clients)):
        await fetch(LOCK, provider)
        await fetch(GIVE, provider, clients, FIRST_CLIENT_NUMBER - 1)
        known = {row["client"]: row["number"] for row in await fetch(KNOWN, provider, clients)}
    return known


TAKEN = """
select distinct on (client) client, own_liability_cents, sha256, taken_at from liability_taken
where provider = $1 and month = $2 order by client, turn desc
"""


async def own_liability_of(person: ActingPerson, month: str, owing: Sequence[Owing], names: Named) -> OwnLiability:
    """Return what clients owe the person's provider for a month, by name."""
    provider = office_of(person)
    numbers = await client_numbers(provider, [one.client for one in owing])
    taken = {row["client"]: row for row in await fetch(TAKEN, provider, day_of(month))}
    clients = [owes(one, names, reference_number(numbers[one.client], month), taken.get(one.client)) for one in owing]
    return OwnLiability(
        month=month,
        clients=sorted(clients, key=lambda one: (one.client_name, one.reference)),
        own_liability_cents=sum(one.own_liability_cents for one in clients),
        waiting_cents=sum(one.waiting_cents for one in clients),
    )


def office_of(person: ActingPerson) -> UUID:
    """Return the provider of somebody who is signed in as its office."""
    if person.provider is None:
        raise ValueError("A provider's office has its provider")
    return person.provider


def owes(one: Owing, names: Named, reference: str, taken: dict[str, Any] | None) -> ClientOwes:
    """Return what a client owes in words."""
    cents, fingerprint = one.cents, one.fingerprint()
    return ClientOwes(
        client_id=one.client,
        client_name=names.clients[one.client],
        organiser=names.organisers[one.organiser],
        reference=reference,
        services=services_of(one.visits, names),
        visits=len(one.visits),
        minutes=sum(visit.row["minutes"] for visit in one.visits),
        price_cents=cents.price,
        organiser_cents=cents.organiser,
        own_liability_cents=cents.own_liability,
        waiting_cents=added(one.waiting).own_liability,
        taken=None if taken is None else taken_out(taken, fingerprint),
    )


def taken_out(taken: dict[str, Any], fingerprint: str) -> TakenOut:
    """Return what was last taken out, and whether it still is so."""
    return TakenOut(taken["taken_at"], taken["own_liability_cents"], taken["sha256"] != fingerprint)


def services_of(visits: Sequence[Standing], names: Named) -> list[ServiceOwed]:
    """Return the sums of each service, the largest first."""
    of_service: dict[UUID, list[Standing]] = {}
    for one in visits:
        of_service.setdefault(one.row["service"], []).append(one)
    sums = []
    for service, its in of_service.items():
        cents = added(its)
        sums.append(
            ServiceOwed(
                service=names.services[service],
                visits=len(its),
                minutes=sum(one.row["minutes"] for one in its),
                price_cents=cents.price,
                organiser_cents=cents.organiser,
                own_liability_cents=cents.own_liability,
            )
        )
    return sorted(sums, key=lambda one: (-one.own_liability_cents, one.service.fi))


# Of two who take the same out at once, one is noted.
TAKE = """
insert into liability_taken (id, provider, client, organiser, month, turn, own_liability_cents, sha256, taken_at,
    taken_by)
select asked.id, $1, asked.client, c.organiser, $2, coalesce(latest.turn, 0) + 1, asked.cents, asked.sha256, $3, $4
from unnest($5::uuid[], $6::uuid[], $7::bigint[], $8::text[]) as asked (id, client, cents, sha256)
join client c on c.id = asked.client
left join lateral (
    select turn, sha256 from liability_taken t
    where t.provider = $1 and t.month = $2 and t.client = asked.client order by t.turn desc limit 1
) latest on true
where latest.sha256 is distinct from asked.sha256
on conflict (provider, month, client, turn) do nothing
"""


async def note_taken(person: ActingPerson, month: str, owing: Sequence[Owing]) -> None:
    """Note what is taken out to be billed; what is as it was the last time is noted once."""
    owing = [one for one in owing if one.visits]
    await fetch(
        TAKE,
        *(office_of(person), day_of(month), clock.now(), person.id, [uuid4() for _ in owing]),
        *([one.client for one in owing], [one.cents.own_liability for one in owing]),
        [one.fingerprint() for one in owing],
    )
