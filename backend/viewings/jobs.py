"""What is done beside the requests: the trail is sealed every few minutes, and looked through for the unusual."""

import asyncio
import contextlib
import logging

import asyncpg

from backend.chain.sealing import seal_trail
from backend.viewings.unusual import find_unusual

# As long as an entry may stand unsealed; each run costs next to nothing.
SECONDS_BETWEEN = 300

log = logging.getLogger("kotiseteli")


async def keep_sealing() -> None:
    """Seal the trail again and again; of several processes one does it at a time."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN)
        try:
            await seal_trail(find_unusual)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The next run seals what this one has not.
            log.exception("the trail could not be sealed")


class Sealing:
    """The task that seals, for as long as the application runs."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Seal from now on."""
        self.task = asyncio.create_task(keep_sealing())

    async def stop(self) -> None:
        """Seal no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
