"""Taking in visits: packed batches of 20 from 16 phones, with everything that a push has; beside a bare insert.

Both servers run one after the other in every round on the same database, so their ratio holds on a noisy machine.
"""

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import msgspec

from backend.embedded import EmbeddedDatabase
from tests.bench.cpu import memory_of, seconds_of, stat
from tests.bench.fleet import Phone, fleet, packed, receipted

ROOT = Path(__file__).parents[2]
PHONES = 16
BATCH = 20
ROUNDS = 5
BATCHES_A_ROUND = 400
OURS, BARE = 8451, 8452

# Every visit of these phones that has its record and its trail.
KEPT = """
select count(*) from visit_record r join visit v using (id)
join trail_entry t on t.subject = v.id and t.client = v.client
where r.device = any($1::uuid[])
"""
# Whether every visit has its verdict.
ALL_JUDGED = """
select not exists (select from verdict_due) and not exists (
    select from change_counter c left join verdict_fold f using (organiser) where c.last > coalesce(f.reached, 0))
"""
# RFC 1952 section 2.3.1.
GZIP = b"\x1f\x8b"


@dataclass
class Figures:
    """What one round of one server came to."""

    visits_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms_per_visit: float
    server_cpu_ms_per_visit: float


def listens(port: int) -> bool:
    """Tell whether somebody answers on a port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextmanager
def serving(command: list[str], environment: dict[str, str], address: str) -> Iterator[int]:
    """Run a server until the block ends; give its process id once it answers."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | environment)
    try:
        while not listens(int(address)):
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended before it listened")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


async def send(
    url: str, pushes: list[tuple[Phone, list[bytes]]], check: Callable[[dict[str, Any]], None]
) -> tuple[list[float], float]:
    """Send every phone's pushes, one after another on each phone; return each answer's seconds and the whole."""
    taken: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=len(pushes))) as session:

        async def send_all_of(phone: Phone, sent: list[bytes]) -> None:
            for body in sent:
                headers = phone.headers() if body.startswith(GZIP) else {"content-type": "application/json"}
                begun = time.perf_counter()
                async with session.post(url, data=body, headers=headers) as answer:
                    content = await answer.read()
                taken.append(time.perf_counter() - begun)
                check(msgspec.json.decode(content))

        begun = time.perf_counter()
        await asyncio.gather(*(send_all_of(phone, sent) for phone, sent in pushes))
        return taken, time.perf_counter() - begun


def accepted(answer: dict[str, Any]) -> None:
    """Fail the run when a visit was not taken."""
    receipted(answer, BATCH)


def stored(answer: dict[str, Any]) -> None:
    """Fail the run when the bare server did not store the batch."""
    if answer != {"stored": BATCH}:
        raise RuntimeError(f"not stored: {answer}")


async def measure(
    url: str,
    server: int,
    database: int,
    pushes: list[tuple[Phone, list[bytes]]],
    check: Callable[[dict[str, Any]], None],
) -> Figures:
    """Measure one round."""
    visits = sum(len(sent) for _, sent in pushes) * BATCH
    before = seconds_of(server), seconds_of(database)
    taken, whole = await send(url, pushes, check)
    used = seconds_of(server) - before[0], seconds_of(database) - before[1]
    taken.sort()
    return Figures(
        visits_per_second=visits / whole,
        p50_ms=taken[len(taken) // 2] * 1000,
        p99_ms=taken[int(len(taken) * 0.99)] * 1000,
        cpu_ms_per_visit=sum(used) / visits * 1000,
        server_cpu_ms_per_visit=used[0] / visits * 1000,
    )


def medians(rounds: list[Figures]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: statistics.median(getattr(one, name) for one in rounds) for name in rounds[0].__annotations__}


async def measure_both(
    phones: list[Phone], postmaster: int, servers: tuple[int, int], rounds: int
) -> dict[str, dict[str, float]]:
    """Measure both servers in turn, round by round; the first round warms both."""
    ours, bare = servers
    chance = random.Random(20261122)
    measured: dict[str, list[Figures]] = {"kotiseteli": [], "bare": []}
    for number in range(rounds + 1):
        plain = [(phone, [phone.push(BATCH, chance) for _ in range(BATCHES_A_ROUND // PHONES)]) for phone in phones]
        pushes = [(phone, [packed(body) for body in bodies]) for phone, bodies in plain]
        product = await measure(f"http://127.0.0.1:{OURS}/api/sync/push", ours, postmaster, pushes, accepted)
        limit = await measure(f"http://127.0.0.1:{BARE}/push", bare, postmaster, plain, stored)
        if number:
            measured["kotiseteli"].append(product)
            measured["bare"].append(limit)
    return {name: medians(figures) for name, figures in measured.items()}


async def kept_of(database: str, phones: list[Phone]) -> int:
    """Return how many visits of these phones are stored with record and trail: all of them, or it fails."""
    connection = await asyncpg.connect(database)
    kept: int = await connection.fetchval(KEPT, [phone.device for phone in phones])
    await connection.close()
    promised = sum(phone.number for phone in phones)
    if kept != promised:
        raise RuntimeError(f"{promised} visits were promised, {kept} are stored with their trail")
    return kept


async def judging_after(servers: "Servers", visits: int) -> float:
    """Wait until all is judged; return the processor's milliseconds for it, server and database, a visit of the run."""
    before = seconds_of(servers.ours) + seconds_of(servers.postmaster)
    connection = await asyncpg.connect(servers.address)
    while not await connection.fetchval(ALL_JUDGED):  # noqa: ASYNC110 - another process is waited for
        await asyncio.sleep(1)
    await connection.close()
    return (seconds_of(servers.ours) + seconds_of(servers.postmaster) - before) / visits * 1000


async def postmaster_of(database: str) -> int:
    """Return the process id of the database's first process, the parent of each connection's."""
    connection = await asyncpg.connect(database)
    backend = await connection.fetchval("select pg_backend_pid()")
    parent = int(stat(backend)[1])
    await connection.close()
    return parent


@dataclass
class Servers:
    """Ours and the bare one, on one database."""

    address: str
    data: Path
    # Process ids.
    ours: int
    bare: int
    postmaster: int


@contextmanager
def both_serving() -> Iterator[Servers]:
    """Serve the demo county from a database of its own, and beside it the bare insert."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as folder:
        data = Path(folder)
        embedded = EmbeddedDatabase(data / "postgresql")
        address = embedded.start()
        try:
            environment = {
                "DATABASE_URL": address,
                "KOTISETELI_DATA": folder,
                "KOTISETELI_DEMO": "1",
                "KOTISETELI_PORT": str(OURS),
            }
            with (
                serving(["backend.cli", "serve"], environment, str(OURS)) as ours,
                serving(["tests.bench.bare"], {"DATABASE_URL": address, "PORT": str(BARE)}, str(BARE)) as bare,
            ):
                yield Servers(address, data, ours, bare, asyncio.run(postmaster_of(address)))
        finally:
            embedded.stop()


async def figures(servers: Servers) -> dict[str, Any]:
    """Measure on the county as it is."""
    phones = await fleet(servers.address, servers.data, PHONES)
    found: dict[str, Any] = await measure_both(phones, servers.postmaster, (servers.ours, servers.bare), ROUNDS)
    # What was put off while pushes came; of the rounds' own figures the judging meanwhile is a part.
    found["judging_after_ms_per_visit"] = await judging_after(servers, sum(phone.number for phone in phones))
    found["memory_mib"] = memory_of(servers.ours) + memory_of(servers.postmaster)
    found["promised_and_stored"] = await kept_of(servers.address, phones)
    return found


def run() -> dict[str, Any]:
    """Measure taking in visits."""
    with both_serving() as servers:
        return asyncio.run(figures(servers))
