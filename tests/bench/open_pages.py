"""A visit's way to the pages of those it concerns while 1,000 of them are open; beside the database's own word.

Each page follows changes as a browser's does, and reads the month anew when it hears of one. Visits are pushed one at a
time, as phones do that come out of a cellar. The limit is the time that a `pg_notify` takes to a connection that
listens, in the same minute.
"""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import msgspec

from backend import clock
from backend.days import local_day, month_of
from tests.bench.cpu import memory_of, seconds_of
from tests.bench.fleet import Phone, fleet, packed, receipted
from tests.bench.push import OURS, PHONES, Servers, both_serving
from tests.signed_in import begin_by_hand, headers_of

PAGES = 1_000
VISITS = 300
SECONDS_BETWEEN = 0.1
# What has not come by then has not come.
LONGEST = 30.0
URL = f"http://127.0.0.1:{OURS}"
WATCHERS = """
select m.id, c.id as client from membership m join client c on c.person = m.person
where m.role = 'client' order by m.id
"""
CLIENT_OF = "select v.number, v.client from voucher v"


@dataclass
class Page:
    """A client's open page."""

    client: UUID
    token: str
    # When it heard of a change, and when it had read the month after it.
    heard: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)


async def follow(session: aiohttp.ClientSession, page: Page) -> None:
    """Follow changes, and read the month anew after each."""
    month = f"{URL}/api/visits?client={page.client}&month={month_of(local_day(clock.now()))}"
    async with session.get(f"{URL}/api/live", headers=headers_of(page.token)) as stream:
        async for line in stream.content:
            if line.startswith(b"event: hello"):
                page.is_open.set()
            if not line.startswith(b"event: changed") or not page.is_open.is_set():
                continue
            page.heard.append(time.perf_counter())
            async with session.get(month, headers=headers_of(page.token)) as answer:
                await answer.read()
                if not answer.ok:
                    raise RuntimeError(f"the month is not to be had: {answer.status}")
            page.read.append(time.perf_counter())


async def open_pages(owner: "asyncpg.Connection[Any]") -> list[Page]:
    """Sign in for as many pages, several of one client's."""
    rows = await owner.fetch(WATCHERS)
    tokens = [await begin_by_hand(owner, row["id"], timedelta(hours=9)) for row in rows]
    return [Page(rows[n % len(rows)]["client"], tokens[n % len(rows)]) for n in range(PAGES)]


async def push_one(session: aiohttp.ClientSession, phone: Phone, chance: random.Random) -> tuple[str, float]:
    """Push one visit; return the number of its voucher and when the phone began to send."""
    body = phone.push(1, chance)
    number: str = msgspec.json.decode(body)["mutations"][0]["arguments"]["voucherNumber"]
    begun = time.perf_counter()
    async with session.post(f"{URL}/api/sync/push", data=packed(body), headers=phone.headers()) as answer:
        receipted(msgspec.json.decode(await answer.read()), 1)
    return number, begun


async def words_of_the_database(address: str, times: int) -> list[float]:
    """Return how long a word takes from one connection to another."""
    said, hears = await asyncpg.connect(address), await asyncpg.connect(address)
    heard: asyncio.Queue[float] = asyncio.Queue()
    await hears.add_listener("bench", lambda *_: heard.put_nowait(time.perf_counter()))
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await said.execute("select pg_notify('bench', '')")
        taken.append(await heard.get() - begun)
    await said.close()
    await hears.close()
    return taken


def in_milliseconds(name: str, taken: list[float]) -> dict[str, float]:
    """Return the median and the 95th of a hundred."""
    return {
        f"{name}_p50_ms": statistics.median(taken) * 1000,
        f"{name}_p95_ms": statistics.quantiles(taken, n=20)[18] * 1000,
    }


def ways_of(pages: list[Page], sent: list[tuple[UUID, float]]) -> tuple[list[float], list[float]]:
    """Return how long each visit took to each page that it concerns: until it heard, and until it had read."""
    heard, read = [], []
    for page in pages:
        own = [begun for client, begun in sent if client == page.client]
        if len(page.heard) < len(own) or len(page.read) < len(own):
            raise RuntimeError("a page did not hear of every visit")
        for begun in own:
            heard.append(next(at for at in page.heard if at > begun) - begun)
            read.append(next(at for at in page.read if at > begun) - begun)
    return heard, read


async def figures(servers: Servers) -> dict[str, Any]:
    """Measure with all pages open."""
    owner = await asyncpg.connect(servers.address)
    client_of = {row["number"]: row["client"] for row in await owner.fetch(CLIENT_OF)}
    pages = await open_pages(owner)
    watched = {page.client for page in pages}
    phones = await fleet(servers.address, servers.data, PHONES)
    for phone in phones:
        phone.vouchers = [one for one in phone.vouchers if client_of[one[0]] in watched]
    chance = random.Random(20261123)
    sent: list[tuple[UUID, float]] = []
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        following = [asyncio.create_task(follow(session, page)) for page in pages]
        await asyncio.wait_for(asyncio.gather(*(page.is_open.wait() for page in pages)), LONGEST)
        # The first word on a line is that it has begun to listen: what it makes pages read is not what is measured.
        await asyncio.sleep(2)
        before, began = seconds_of(servers.ours), time.perf_counter()
        for number in range(VISITS):
            voucher, begun = await push_one(session, phones[number % PHONES], chance)
            sent.append((client_of[voucher], begun))
            await asyncio.sleep(SECONDS_BETWEEN)
        await asyncio.sleep(2)
        used, whole = seconds_of(servers.ours) - before, time.perf_counter() - began
        for task in following:
            if task.done():
                task.result()
            task.cancel()
    await owner.close()
    heard, read = ways_of(pages, sent)
    limit = await words_of_the_database(servers.address, VISITS)
    return {
        "pages": len(pages),
        "arrivals": len(heard),
        **in_milliseconds("heard", heard),
        **in_milliseconds("read", read),
        **in_milliseconds("word_of_the_database", limit),
        "server_busy": used / whole,
        "memory_mib": memory_of(servers.ours),
    }


def run() -> dict[str, Any]:
    """Measure arrivals."""
    with both_serving() as servers:
        return asyncio.run(figures(servers))
