"""A thousand visits a second on a fixed timetable, and a lost day: what 5,000 phones kept while the network was away.

On the timetable a push is sent at its planned moment whether or not earlier ones are answered, and its time counts from
that moment, so a server that falls behind shows it.
"""

import asyncio
import random
import statistics
from typing import Any

import aiohttp
import msgspec

from tests.bench.cpu import seconds_of
from tests.bench.fleet import Phone, fleet, packed, receipted
from tests.bench.push import BARE, BATCH, OURS, Servers, both_serving, kept_of, stored

VISITS_A_SECOND = 1_000
SECONDS = 600
SECONDS_BARE = 60
PHONES = 500

LOST_PHONES = 5_000
LOST_VISITS = 106_000
# As many as a proxy before the server lets in at once.
CONNECTIONS = 256

OURS_URL = f"http://127.0.0.1:{OURS}/api/sync/push"
BARE_URL = f"http://127.0.0.1:{BARE}/push"


async def answered(session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Send one push and return its answer."""
    async with session.post(url, data=body, headers=headers) as answer:
        found: dict[str, Any] = msgspec.json.decode(await answer.read())
    return found


async def on_time(phones: list[Phone], seconds: int, *, bare: bool) -> list[float]:
    """Send by the timetable, phone after phone; return the milliseconds of each push from its planned moment."""
    loop, chance = asyncio.get_running_loop(), random.Random(20261122)
    pause = BATCH / VISITS_A_SECOND
    taken: list[float] = []

    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as sent,
    ):

        async def send(planned: float, phone: Phone, push: bytes) -> None:
            if bare:
                stored(await answered(session, BARE_URL, push, {"content-type": "application/json"}))
            else:
                receipted(await answered(session, OURS_URL, push, phone.headers()), BATCH)
            taken.append((loop.time() - planned) * 1000)

        begun = loop.time() + 1
        for place in range(int(seconds / pause)):
            # Made in the pause before its moment.
            phone = phones[place % len(phones)]
            push = phone.push(BATCH, chance)
            push = push if bare else packed(push)
            planned = begun + place * pause
            await asyncio.sleep(max(0.0, planned - loop.time()))
            sent.create_task(send(planned, phone, push))
    return taken


async def timetable(servers: Servers) -> dict[str, Any]:
    """Measure the bare server for a minute, then ours for ten."""
    phones = await fleet(servers.address, servers.data, PHONES)
    bare = await on_time(await fleet(servers.address, servers.data, PHONES), SECONDS_BARE, bare=True)
    before = seconds_of(servers.ours) + seconds_of(servers.postmaster)
    ours = await on_time(phones, SECONDS, bare=False)
    used = seconds_of(servers.ours) + seconds_of(servers.postmaster) - before
    centiles = statistics.quantiles(ours, n=1000)
    return {
        "visits_per_second": float(VISITS_A_SECOND),
        "p50_ms": centiles[499],
        "p99_ms": centiles[989],
        "p999_ms": centiles[998],
        "worst_ms": max(ours),
        "bare_p99_ms": statistics.quantiles(bare, n=100)[98],
        "cpu_ms_per_visit": used / len(ours) / BATCH * 1000,
        "promised_and_stored": await kept_of(servers.address, phones),
    }


async def lost_day(servers: Servers) -> dict[str, Any]:
    """Let every phone come at once with what it kept; return how long it took until the last one had its receipts."""
    loop, chance = asyncio.get_running_loop(), random.Random(20261122)
    phones = await fleet(servers.address, servers.data, LOST_PHONES)
    each, more = divmod(LOST_VISITS, LOST_PHONES)
    kept = [each + 1 if place < more else each for place in range(LOST_PHONES)]
    taken: list[float] = []
    waiting = []
    for phone, visits in zip(phones, kept, strict=True):
        sizes = [BATCH] * (visits // BATCH) + [visits % BATCH]
        waiting.append((phone, [(size, packed(phone.push(size, chance))) for size in sizes if size]))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:

        async def come(phone: Phone, pushes: list[tuple[int, bytes]]) -> None:
            for size, push in pushes:
                sent = loop.time()
                receipted(await answered(session, OURS_URL, push, phone.headers()), size)
                taken.append(loop.time() - sent)

        begun = loop.time()
        await asyncio.gather(*(come(phone, pushes) for phone, pushes in waiting))
        whole = loop.time() - begun
    return {
        "seconds": whole,
        "visits_per_second": LOST_VISITS / whole,
        "longest_wait_seconds": max(taken),
        "promised_and_stored": await kept_of(servers.address, phones),
    }


def run_timetable() -> dict[str, Any]:
    """Return the figures of the timetable."""
    with both_serving() as servers:
        return asyncio.run(timetable(servers))


def run_lost_day() -> dict[str, Any]:
    """Return the figures of a lost day."""
    with both_serving() as servers:
        return asyncio.run(lost_day(servers))
