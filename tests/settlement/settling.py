"""A process that settles what is begun in a database, as a server's job does, and can be killed: `settling ADDRESS`."""

import asyncio
import sys

from backend.database import DB
from backend.settlement.running import settle_all


async def settle(address: str) -> None:
    """Go on with every run until there is none."""
    await DB.open(address, 4)
    await settle_all()
    await DB.close()


if __name__ == "__main__":
    asyncio.run(settle(sys.argv[1]))
