"""What is done beside the requests: who gets less than was granted is told so, once a week and at each new level."""

import asyncio
import contextlib
import logging
from contextvars import Context

import asyncpg

from backend import clock
from backend.database import transaction
from backend.days import local_day, week_around
from backend.notices.kinds import Kind
from backend.notices.telling import Happened, tell
from backend.shortfalls.weighing import shortfalls

SECONDS_BETWEEN = 3600

log = logging.getLogger("kotiseteli")


async def tell_of_shortfalls() -> None:
    """Tell of each client who gets less than was granted; what has been told in this week is told no more."""
    now = clock.now()
    week = week_around(local_day(now)).first_day
    async with transaction():
        await tell(
            *(
                Happened(
                    Kind.UNDER_DELIVERY,
                    *(one.client, one.organiser),
                    at=now,
                    facts={"level": one.level, "share": one.share},
                    once=f"under-delivery {one.client} {one.level} {week}",
                )
                for one in await shortfalls(now)
            )
        )


async def keep_weighing() -> None:
    """Weigh again and again; whoever of several processes is first tells."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN)
        try:
            await tell_of_shortfalls()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.exception("what clients received could not be weighed")


class Weighing:
    """The task that weighs, for as long as the application runs."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Weigh from now on."""
        self.task = asyncio.create_task(keep_weighing(), context=Context())

    async def stop(self) -> None:
        """Weigh no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
