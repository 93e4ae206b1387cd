"""Arrivals as they happen: a commit says which clients' services changed, and every open page of theirs hears it.

The word travels through the database (LISTEN, NOTIFY), so any number of server processes may run; it names rows only.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from backend.access.roles import ActingPerson, Role

CHANNEL = "changed"
# A page that does not read for so many changes is told only the newest; it asks for everything anew anyway.
BACKLOG = 100
# PostgreSQL takes less than 8,000 bytes in one NOTIFY; one change is under 120.
AT_ONCE = 50


@dataclass(frozen=True)
class Changed:
    """A client's realised services changed, at this organiser and provider."""

    client: UUID
    organiser: UUID
    provider: UUID | None


def announcement(changes: Iterable[Changed]) -> str:
    """Return what `pg_notify` says on the channel; it is heard only if the transaction that says it commits."""
    named = {(str(change.client), str(change.organiser), str(change.provider or "")) for change in changes}
    if len(named) > AT_ONCE:
        raise ValueError(f"at most {AT_ONCE} changes fit in one announcement")
    return json.dumps(sorted(named))


def concerns(person: ActingPerson, change: Changed) -> bool:
    """Tell whether a change is in what this person may see."""
    if person.role in {Role.CLIENT, Role.RELATIVE}:
        return change.client in person.clients
    if person.role is Role.PROVIDER:
        return change.provider == person.provider
    return change.organiser == person.organiser


class Live:
    """The open pages of this process, and the one connection that listens for them."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self.pages: dict[asyncio.Queue[Changed], ActingPerson] = {}
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
        """Hear every change of every process; after a lost connection the pages reconnect and ask anew."""
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(**config)
                try:
                    closed = asyncio.Event()
                    connection.add_termination_listener(lambda _, closed=closed: closed.set())
                    await connection.add_listener(CHANNEL, self.hear)
                    await closed.wait()
                finally:
                    await connection.close(timeout=1)
            await asyncio.sleep(1)

    def hear(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        """Pass a change on to the pages it concerns."""
        if not self.pages:
            return
        for client, organiser, provider in json.loads(str(payload)):
            change = Changed(UUID(client), UUID(organiser), UUID(provider) if provider else None)
            for page, person in self.pages.items():
                if concerns(person, change):
                    if page.full():
                        page.get_nowait()
                    page.put_nowait(change)

    async def changes_for(self, person: ActingPerson, beat_seconds: float) -> AsyncIterator[Changed | None]:
        """Yield each change that concerns a person, and None when nothing has happened for a while."""
        page: asyncio.Queue[Changed] = asyncio.Queue(BACKLOG)
        self.pages[page] = person
        try:
            while True:
                try:
                    yield await asyncio.wait_for(page.get(), beat_seconds)
                except TimeoutError:
                    yield None
        finally:
            del self.pages[page]
