"""What a worker's phone fetches: everything the first time, nothing the next, and a visit more; on the server.

Whole answers are asked of the application itself, guard, trail, commit and JSON included, with no network between.
"""

import asyncio
import gzip
import logging
import random
from typing import Any
from uuid import uuid4

import asyncpg
from httpx import ASGITransport, AsyncClient, Response

from backend import clock, migrate
from backend.app import build_app
from backend.database import DB
from backend.days import local_day
from backend.demo import cast
from backend.demo.loading import load_county
from backend.keys import Keys
from backend.sessions.beginning import begin_session
from backend.settings import settings_from
from tests.bench.clients import database, measured
from tests.bench.fleet import Phone, packed, receipted
from tests.signed_in import headers_of

# Twenty visits a day for the week that a phone holds.
DAYS, VISITS_A_DAY = 7, 20
VOUCHERS = "select number from voucher where organiser = $1 and quantity_unit = 'minute'"


async def figures(address: str, keys: Keys) -> dict[str, Any]:
    """Measure each kind of pull."""
    await DB.open(address, 4)
    keys.open_contents()
    await migrate.migrate_forwards()
    await load_county(local_day(clock.now()), keys)
    owner = await asyncpg.connect(address)
    numbers = [row["number"] for row in await owner.fetch(VOUCHERS, cast.COUNTY.id)]
    await owner.close()
    chance = random.Random(20261122)
    # One line a request would be measured with it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    transport = ASGITransport(build_app(settings_from({"KOTISETELI_DEMO": "1"}), keys))  # type: ignore[arg-type]  # the same protocol in other words
    token = await begin_session(cast.ANNA.membership, "demo")
    phone = Phone(token, str(uuid4()), [(number, None) for number in numbers])
    async with AsyncClient(transport=transport, base_url="https://kotiseteli.test") as anna:
        anna.headers.update(headers_of(phone.token))

        async def push(size: int) -> None:
            body = packed(phone.push(size, chance))
            headers = {"content-type": "application/json", "content-encoding": "gzip"}
            answer = await anna.post("/api/sync/push", content=body, headers=headers)
            receipted(answer.raise_for_status().json(), size)

        async def pull(after: str | None) -> Response:
            asked = {"device": phone.device} | ({"after": after} if after else {})
            return (await anna.get("/api/sync/pull", params=asked)).raise_for_status()

        for _ in range(DAYS):
            await push(VISITS_A_DAY)
        first = await pull(None)
        cursor = first.json()["cursor"]
        found: dict[str, Any] = {
            "first": await measured(lambda _: pull(None)),
            "nothing_new": await measured(lambda _: pull(cursor)),
        }
        nothing = await pull(cursor)
        await push(1)
        found["one_visit_new"] = await measured(lambda _: pull(cursor))
        found["first_bytes"] = {"plain": len(first.content), "packed": len(gzip.compress(first.content, 5))}
        found["nothing_new_bytes"] = len(nothing.content)
        found["visits_on_the_phone"] = len(first.json()["visits"])
    await DB.close()
    return found


def run() -> dict[str, Any]:
    """Return the figures."""
    with database() as (address, keys):
        return asyncio.run(figures(address, keys))
