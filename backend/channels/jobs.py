"""What is done beside the requests: what happened becomes notices, and notices that are due are sent."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextvars import Context

import asyncpg

from backend import clock
from backend.channels.sending import Channels, send_due
from backend.notices.making import make_notices, tell_of_visits

# An arrival is to be on a relative's phone within five seconds.
SECONDS_BETWEEN = 1.0
SECONDS_AFTER_TROUBLE = 10.0
# Each waits for its own answers, so that a slow push service holds up one of them.
LANES = 3

log = logging.getLogger("kotiseteli")


async def notice_what_happened() -> int:
    """Make notices of what has happened since the last time; return how many happenings there were."""
    await tell_of_visits(clock.now())
    return await make_notices(clock.now())


async def again_and_again(step: Callable[[], Awaitable[int]], trouble: str) -> None:
    """Do a step without a pause while there is something to do, and look again after one."""
    while True:
        pause = SECONDS_BETWEEN
        try:
            if await step():
                pause = 0
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.exception(trouble)
            pause = SECONDS_AFTER_TROUBLE
        await asyncio.sleep(pause)


class Telling:
    """The tasks that tell people, for as long as the application runs."""

    def __init__(self, channels: Channels) -> None:
        """Begin with nothing running."""
        self.channels = channels
        self.tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Tell from now on."""
        await self.channels.push.__aenter__()
        making = again_and_again(notice_what_happened, "notices could not be made")
        lanes = [again_and_again(self.send_some, "notices could not be sent") for _ in range(LANES)]
        # Whoever starts them may be in the middle of a transaction, which is none of theirs.
        self.tasks = [asyncio.create_task(task, context=Context()) for task in (making, *lanes)]

    async def send_some(self) -> int:
        """Send some of what is due."""
        return await send_due(self.channels)

    async def stop(self) -> None:
        """Tell no more; what was in hand is told by the next who starts."""
        for task in self.tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.channels.push.__aexit__(None, None, None)
