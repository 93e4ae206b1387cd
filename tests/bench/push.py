"""Taking in visits: batches of 20 from 16 phones, with session, voucher check, receipt and trail; beside a bare insert.

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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
import msgspec

from backend.access.guards import COOKIE, hash_of
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.vouchers.code import SignedTerms, sign
from tests.bench.cpu import memory_of, seconds_of, stat
from tests.sync.phone import uuid7, written

ROOT = Path(__file__).parents[2]
PHONES = 16
BATCH = 20
ROUNDS = 5
BATCHES_A_ROUND = 400
OURS, BARE = 8451, 8452

VOUCHERS = """
select v.number, o.code as organiser, s.code as service, coalesce(p.code, 0) as provider, v.first_day, v.last_day,
    v.kind
from voucher v join organiser o on o.id = v.organiser join service s on s.id = v.service
left join provider p on p.id = v.provider where v.quantity_unit = 'minute' and o.kind = 'county'
"""


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


async def sign_in_phones(database: str) -> list[tuple[str, str]]:
    """Make a session for as many workers as there are phones; return token and device of each."""
    connection = await asyncpg.connect(database)
    rows = await connection.fetch("select id from membership where role = 'worker' order by id limit $1", PHONES)
    now = datetime.now(UTC)
    phones = []
    for row in rows:
        token = uuid4().hex
        await connection.execute(
            "insert into session (token_hash, membership, created_at, expires_at) values ($1, $2, $3, $4)",
            hash_of(token),
            row["id"],
            now,
            now + timedelta(hours=1),
        )
        phones.append((token, str(uuid4())))
    await connection.close()
    return phones


async def codes(database: str, data: Path) -> list[tuple[str, str]]:
    """Return the number and the signed code of the county's vouchers, as printed; a worker serves one organiser."""
    connection = await asyncpg.connect(database)
    rows = await connection.fetch(VOUCHERS)
    await connection.close()
    key = read_keys(data).voucher
    return [
        (
            row["number"],
            sign(
                SignedTerms(
                    row["number"],
                    row["organiser"],
                    row["service"],
                    row["provider"],
                    row["first_day"],
                    row["last_day"],
                    row["kind"],
                ),
                key,
            ),
        )
        for row in rows
    ]


def bodies(
    device: str, first: int, batches: int, vouchers: list[tuple[str, str]], chance: random.Random
) -> list[bytes]:
    """Make a phone's pushes in advance, so that making them costs the measured time nothing."""
    made = []
    number = first
    now = datetime.now(UTC)
    for _ in range(batches):
        mutations = []
        for _ in range(BATCH):
            number += 1
            voucher, code = chance.choice(vouchers)
            ended = now - timedelta(minutes=chance.randrange(5, 10_000))
            mutations.append(
                {
                    "id": str(uuid7(now)),
                    "number": number,
                    "name": "record_visit",
                    "doneAt": written(ended),
                    "arguments": {
                        "voucherNumber": voucher,
                        "code": code,
                        "startedAt": written(ended - timedelta(minutes=chance.randrange(10, 60))),
                        "endedAt": written(ended),
                        "elapsedSeconds": 1800,
                        "tasks": [
                            {"slug": slug, "done": True, "reason": None} for slug in ("meal", "wash", "medicine")
                        ],
                        "note": "Kaikki hyvin, söi hyvin ja lepäsi.",
                    },
                }
            )
        push = {"device": device, "sentAt": written(now), "highestNumber": number, "mutations": mutations}
        made.append(msgspec.json.encode(push))
    return made


async def send(
    url: str, pushes: list[tuple[str, list[bytes]]], check: Callable[[dict[str, Any]], None]
) -> tuple[list[float], float]:
    """Send every phone's pushes, one after another on each phone; return each answer's seconds and the whole."""
    taken: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PHONES)) as session:

        async def phone(token: str, sent: list[bytes]) -> None:
            headers = {"content-type": "application/json", "cookie": f"{COOKIE}={token}"}
            for body in sent:
                begun = time.perf_counter()
                async with session.post(url, data=body, headers=headers) as answer:
                    content = await answer.read()
                taken.append(time.perf_counter() - begun)
                check(msgspec.json.decode(content))

        begun = time.perf_counter()
        await asyncio.gather(*(phone(token, sent) for token, sent in pushes))
        return taken, time.perf_counter() - begun


def accepted(answer: dict[str, Any]) -> None:
    """Fail the run when a visit was not taken."""
    verdicts = [one["verdict"] for one in answer["verdicts"]]
    if verdicts != ["accepted"] * BATCH:
        raise RuntimeError(f"not all were accepted: {answer}")


def stored(answer: dict[str, Any]) -> None:
    """Fail the run when the bare server did not store the batch."""
    if answer != {"stored": BATCH}:
        raise RuntimeError(f"not stored: {answer}")


async def measure(
    url: str,
    server: int,
    database: int,
    pushes: list[tuple[str, list[bytes]]],
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


async def rounds_of_both(database: str, postmaster: int, data: Path, servers: tuple[int, int]) -> dict[str, Any]:
    """Measure both servers in turn, round by round, and check that every promised visit is stored."""
    ours, bare = servers
    chance = random.Random(20261122)
    phones = await sign_in_phones(database)
    vouchers = await codes(database, data)
    measured: dict[str, list[Figures]] = {"kotiseteli": [], "bare": []}
    promised = 0
    for number in range(ROUNDS + 1):
        each = BATCHES_A_ROUND // PHONES
        pushes = [(token, bodies(device, number * each * BATCH, each, vouchers, chance)) for token, device in phones]
        product = await measure(f"http://127.0.0.1:{OURS}/api/sync/push", ours, postmaster, pushes, accepted)
        limit = await measure(f"http://127.0.0.1:{BARE}/push", bare, postmaster, pushes, stored)
        promised += sum(len(sent) for _, sent in pushes) * BATCH
        # The first round warms both.
        if number:
            measured["kotiseteli"].append(product)
            measured["bare"].append(limit)
    connection = await asyncpg.connect(database)
    kept = await connection.fetchval(
        "select count(*) from visit v join visit_record r using (id) join trail_entry t on t.subject = v.id"
        " where r.device is not null"
    )
    await connection.close()
    if kept != promised:
        raise RuntimeError(f"{promised} visits were promised, {kept} are stored with their trail")
    return {name: medians(figures) for name, figures in measured.items()} | {
        "memory_mib": memory_of(ours) + memory_of(postmaster),
        "promised_and_stored": kept,
    }


async def postmaster_of(database: str) -> int:
    """Return the process id of the database's first process, the parent of each connection's."""
    connection = await asyncpg.connect(database)
    backend = await connection.fetchval("select pg_backend_pid()")
    parent = int(stat(backend)[1])
    await connection.close()
    return parent


def run() -> dict[str, Any]:
    """Measure taking in visits."""
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
                postmaster = asyncio.run(postmaster_of(address))
                return asyncio.run(rounds_of_both(address, postmaster, data, (ours, bare)))
        finally:
            embedded.stop()
