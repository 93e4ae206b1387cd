"""What guard, narrowing, wall and trail cost of a request: processor time of server and database, reads and the push.

The product is served three times on one database: as it is, without its doors, and without the wall between organisers
alone (tests/bench/open_doors.py says how each is taken out). The same requests go to all three in turn,
round by round, from keep-alive connections; the answers must be the same. What is told is the median of the rounds; the
share is what the whole one takes more than the open one, of what it takes.
"""

import asyncio
import random
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from backend.demo import cast
from backend.embedded import EmbeddedDatabase
from tests.bench.cpu import seconds_of
from tests.bench.fleet import Phone, fleet, packed
from tests.bench.push import BATCH, accepted, postmaster_of, send, serving
from tests.signed_in import begin_by_hand, headers_of

PORTS = {"whole": 8461, "open": 8462, "wall_less": 8463}
TAKEN_OUT = {"whole": "", "open": "guard wall trail", "wall_less": "wall"}
# What a phone pulls and pushes is narrowed by the very question: her own visits, by her employer and her number. With
# it taken out something else would be answered.
TAKEN_OUT_OF_READS = TAKEN_OUT | {"open": "guard narrowing wall trail"}
ROUNDS = 5
# So many that a hundredth of a second, the kernel's own step, is little.
REQUESTS, PUSHES, PHONES, LINES = 160, 80, 8, 4
# Whom a granter looks up: clients who are served, each with one of her vouchers.
CLIENTS = """
select v.client, min(v.id::text) as voucher from voucher v join visit x on x.voucher = v.id
where v.organiser = $1 and v.kind = 'voucher' and v.ended_on is null
group by v.client order by v.client limit 40
"""


@dataclass
class Asked:
    """What is asked for, by whom."""

    addresses: list[str]
    headers: dict[str, str]


@dataclass
class Measured:
    """Processor milliseconds of one request."""

    server: float
    database: float

    @property
    def together(self) -> float:
        """What both take."""
        return self.server + self.database


class Meter:
    """Measures the processes of one server and of the database that all share."""

    def __init__(self, server: int, postmaster: int) -> None:
        """Hold their ids and begin."""
        self.processes = (server, postmaster)
        self.before = [seconds_of(one) for one in self.processes]

    def read(self, requests: int) -> Measured:
        """Return what each request took since the beginning."""
        used = [seconds_of(one) - before for one, before in zip(self.processes, self.before, strict=True)]
        return Measured(used[0] / requests * 1000, used[1] / requests * 1000)


async def read_all(port: int, asked: Asked) -> list[bytes]:
    """Ask for everything so often, on a few lines; return what each address was answered last."""
    found: dict[int, bytes] = {}
    async with aiohttp.ClientSession(headers=asked.headers) as session:

        async def line(first: int) -> None:
            for number in range(first, REQUESTS, LINES):
                place = number % len(asked.addresses)
                async with session.get(f"http://127.0.0.1:{port}{asked.addresses[place]}") as answer:
                    answer.raise_for_status()
                    found[place] = await answer.read()

        await asyncio.gather(*(line(first) for first in range(LINES)))
    return [found[place] for place in sorted(found)]


async def what_is_read(database: str) -> dict[str, Asked]:
    """Return what a granter reads."""
    connection = await asyncpg.connect(database)
    rows = await connection.fetch(CLIENTS, cast.COUNTY.id)
    marja = headers_of(await begin_by_hand(connection, cast.MARJA.membership, timedelta(hours=9)))
    await connection.close()
    clients: list[UUID] = [row["client"] for row in rows]
    return {
        "list_of_clients": Asked(["/api/clients"], marja),
        "one_client": Asked([f"/api/clients/{client}" for client in clients], marja),
        "visits_of_a_client": Asked([f"/api/visits?client={client}" for client in clients], marja),
        "one_voucher": Asked([f"/api/vouchers/{row['voucher']}" for row in rows], marja),
    }


async def what_phones_read(phone: Phone) -> dict[str, Asked]:
    """Return what a worker's phone pulls: everything, and what is new, which is nothing."""
    pull = f"/api/sync/pull?device={phone.device}"
    async with (
        aiohttp.ClientSession(headers=headers_of(phone.token)) as session,
        session.get(f"http://127.0.0.1:{PORTS['whole']}{pull}") as answer,
    ):
        cursor = (await answer.json())["cursor"]
    hers = headers_of(phone.token)
    return {"first_pull": Asked([pull], hers), "pull": Asked([f"{pull}&after={cursor}"], hers)}


async def reads(servers: dict[str, int], postmaster: int, kinds: dict[str, Asked]) -> dict[str, Any]:
    """Measure each read on every server, round by round."""
    figures: dict[str, Any] = {}
    for name, asked in kinds.items():
        rounds: dict[str, list[Measured]] = {which: [] for which in servers}
        for number in range(ROUNDS + 1):
            told = {}
            for which, server in servers.items():
                meter = Meter(server, postmaster)
                told[which] = await read_all(PORTS[which], asked)
                if number:
                    rounds[which].append(meter.read(REQUESTS))
            # A phone is told the time besides.
            if "pull" not in name and len({tuple(answers) for answers in told.values()}) != 1:
                raise RuntimeError(f"{name}: the doors change what is answered")
        figures[name] = shares(rounds)
    return figures


async def pushes(servers: dict[str, int], postmaster: int, phones: list[Phone]) -> dict[str, Any]:
    """Measure pushes of twenty visits on every server, each from phones of its own."""
    chance = random.Random(20261122)
    rounds: dict[str, list[Measured]] = {which: [] for which in servers}
    for number in range(ROUNDS + 1):
        for place, (which, server) in enumerate(servers.items()):
            own = phones[place * PHONES : (place + 1) * PHONES]
            sent = [(phone, [packed(phone.push(BATCH, chance)) for _ in range(PUSHES // PHONES)]) for phone in own]
            meter = Meter(server, postmaster)
            await send(f"http://127.0.0.1:{PORTS[which]}/api/sync/push", sent, accepted)
            if number:
                rounds[which].append(meter.read(PUSHES))
    return shares(rounds)


def shares(rounds: dict[str, list[Measured]]) -> dict[str, float]:
    """Return what the whole request takes, and the share of it that the doors are, and of these the wall."""
    whole = statistics.median(one.together for one in rounds["whole"])
    by_round = zip(rounds["whole"], rounds["open"], rounds["wall_less"], strict=True)
    compared = [
        (1 - without.together / all_.together, 1 - less.together / all_.together) for all_, without, less in by_round
    ]
    return {
        "whole_ms": whole,
        "whole_database_ms": statistics.median(one.database for one in rounds["whole"]),
        "open_ms": statistics.median(one.together for one in rounds["open"]),
        "doors_percent": statistics.median(doors for doors, _ in compared) * 100,
        "wall_percent": statistics.median(wall for _, wall in compared) * 100,
    }


async def measured(servers: dict[str, int], database: str, data: Path) -> dict[str, Any]:
    """Measure what phones ask."""
    postmaster = await postmaster_of(database)
    phones = await fleet(database, data, PHONES * len(servers))
    pulls = await reads(servers, postmaster, await what_phones_read(phones[0]))
    return {**pulls, "push_of_twenty": await pushes(servers, postmaster, phones)}


async def measured_at_desks(servers: dict[str, int], database: str) -> dict[str, Any]:
    """Measure what a granter reads."""
    return await reads(servers, await postmaster_of(database), await what_is_read(database))


def serve_three(stack: ExitStack, usual: dict[str, str], taken_out: dict[str, str]) -> dict[str, int]:
    """Serve the product three times; return the process of each."""
    servers = {}
    for which, port in PORTS.items():
        environment = usual | {"KOTISETELI_PORT": str(port), "TAKEN_OUT": taken_out[which]}
        servers[which] = stack.enter_context(serving(["tests.bench.open_doors"], environment, str(port)))
    return servers


def run() -> dict[str, Any]:
    """Serve the demo county from one database, and measure."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as folder, ExitStack() as stack:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        stack.callback(embedded.stop)
        address = embedded.start()
        usual = {"DATABASE_URL": address, "KOTISETELI_DATA": folder, "KOTISETELI_DEMO": "1"}
        with ExitStack() as served:
            at_desks = serve_three(served, usual, TAKEN_OUT_OF_READS)
            figures = asyncio.run(measured_at_desks(at_desks, address))
        with ExitStack() as served:
            on_phones = serve_three(served, usual, TAKEN_OUT)
            return figures | asyncio.run(measured(on_phones, address, Path(folder)))
