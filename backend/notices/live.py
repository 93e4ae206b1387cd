"""Arrivals as they happen: a commit says which clients' services changed, and every open page of theirs hears it.

So does a person's open page when what she may see has changed, or whether she may see anything (docs/decisions/0030).

The word travels through the database (LISTEN, NOTIFY), so any number of server processes may run; it names rows only.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from backend.access.roles import ActingPerson, Role
from backend.database import fetch
from backend.sessions import ending

CHANNEL = "changed"
RIGHTS_CHANNEL = "rights"
# A page that does not read for so many changes is told only the newest; it asks for everything anew anyway.
BACKLOG = 100
# Told when anybody may have changed.
ANYONE = UUID(int=0)
# Told when a page's session has ended or its person may see something else now, and at every beat.
LOOK_AGAIN = None


class Changed(msgspec.Struct, frozen=True):
    """What these clients are granted, or what was done for them, changed, at one organiser and provider."""

    organiser: UUID
    provider: UUID | None
    clients: frozenset[UUID]


def announcement(change: Changed) -> str:
    """Return what `pg_notify` says on the channel; it is heard only if the transaction that says it commits.

    PostgreSQL takes less than 8,000 bytes: room for two hundred clients, four times what a push can touch.
    """
    return msgspec.json.encode(change).decode()


async def announce(change: Changed) -> None:
    """Tell every open page that it concerns, once the transaction that this is part of commits."""
    await fetch("select pg_notify($1, $2)", CHANNEL, announcement(change))


async def announce_rights(persons: Iterable[UUID]) -> None:
    """Tell every open page of these people to look its session up again, once this transaction commits."""
    for person in set(persons):
        await fetch("select pg_notify($1, $2)", RIGHTS_CHANNEL, str(person))


def concerned(person: ActingPerson, change: Changed) -> frozenset[UUID]:
    """Return those of the changed clients whom this person may see."""
    if person.role in {Role.CLIENT, Role.RELATIVE}:
        return change.clients.intersection(person.clients)
    same = change.provider == person.provider if person.role is Role.PROVIDER else change.organiser == person.organiser
    return change.clients if same else frozenset()


class Live:
    """The open pages of this process, and the one connection that listens for them."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self.pages: dict[asyncio.Queue[UUID | None], ActingPerson] = {}
        self.task: asyncio.Task[None] | None = None

    def start(self, config: dict[str, Any]) -> None:
        """Listen until `stop`, connecting again whenever the database goes away."""
        self.task = asyncio.create_task(self.listen(config))

    async def stop(self) -> None:
        """Stop listening."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task

    async def listen(self, config: dict[str, Any]) -> None:
        """Hear every change of every process, and tell every page to ask anew after a lost connection."""
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(**config)
                try:
                    closed = asyncio.Event()
                    connection.add_termination_listener(lambda _, closed=closed: closed.set())
                    await connection.add_listener(CHANNEL, self.hear)
                    await connection.add_listener(RIGHTS_CHANNEL, self.hear_rights)
                    await connection.add_listener(ending.CHANNEL, self.hear_ended)
                    # What was said while nobody listened is not said again: every page asks anew.
                    self.tell_everyone()
                    await closed.wait()
                finally:
                    await connection.close(timeout=1)
            await asyncio.sleep(1)

    def hear(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        """Pass a change on to the pages it concerns."""
        if not self.pages:
            return
        change = msgspec.json.decode(str(payload), type=Changed)
        for page, person in self.pages.items():
            for client in concerned(person, change):
                self.tell(page, client)

    def hear_rights(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        """Let a person's pages look at once whether they may go on; those that may ask for everything anew."""
        whose = UUID(str(payload))
        for page, person in self.pages.items():
            if person.id == whose:
                self.tell(page, LOOK_AGAIN)
                self.tell(page, ANYONE)

    def hear_ended(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        """Let the pages of an ended session look at once whether they may go on."""
        for page, person in self.pages.items():
            if str(person.sign_in) == payload:
                self.tell(page, LOOK_AGAIN)

    def tell_everyone(self) -> None:
        """Tell every open page that anything may have changed."""
        for page in self.pages:
            self.tell(page, ANYONE)

    def tell(self, page: asyncio.Queue[UUID | None], client: UUID | None) -> None:
        """Put a change before a page; one that does not read loses the oldest."""
        if page.full():
            page.get_nowait()
        page.put_nowait(client)

    async def changes_for(self, person: ActingPerson, beat_seconds: Callable[[], float]) -> AsyncIterator[UUID | None]:
        """Yield each changed client whom a person may see, and None when it is time to look whether she still may."""
        page: asyncio.Queue[UUID | None] = asyncio.Queue(BACKLOG)
        self.pages[page] = person
        try:
            while True:
                try:
                    yield await asyncio.wait_for(page.get(), beat_seconds())
                except TimeoutError:
                    yield LOOK_AGAIN
        finally:
            del self.pages[page]
