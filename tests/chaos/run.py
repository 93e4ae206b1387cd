"""A run of chaos from a seed: phones that work, a line that fails, servers that die, rights that end meanwhile."""

import asyncio
import resource
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import aiohttp
import asyncpg

from tests.chaos.installation import Installation
from tests.chaos.line import Line, Trouble
from tests.chaos.phones import Phone
from tests.chaos.proof import Reader, what_is_wrong
from tests.chaos.rights import Rights

# The share of phones that is out of reach from one disturbance to the next.
AWAY = 0.2
# How often a phone asks for the last news; a server that gives none is found out by the comparison.
LAST_ATTEMPTS = 20


@dataclass(frozen=True)
class Plan:
    """How large and how rough a run is."""

    seed: int
    records: int
    phones: int = 40
    servers: int = 2
    share_of_trouble: float = 0.35
    # Of a phone's rounds, those in which it pulls too.
    share_of_pulls: float = 0.1
    seconds_between_kills: float = 2.5
    database_crashes: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a run; `wrong` is empty when the promise was kept."""

    wrong: list[str]
    records: int
    promised: int
    refused: int
    requests: int
    # Rounds that went sealed, and pulls that were answered.
    sealed: int
    pulls: int
    troubles: dict[Trouble, int]
    kills: int
    crashes: int
    seconds: float
    # What comparing the phones with the store took after that.
    proof_seconds: float

    def told(self) -> str:
        """Return it as words."""
        lines = [f"{count:>9}  {trouble}" for trouble, count in sorted(self.troubles.items(), key=lambda one: -one[1])]
        return "\n".join(
            [
                f"{self.records} records made, {self.promised} promised, {self.refused} refused as they must be",
                f"{self.requests} requests in {self.seconds:.0f} s, compared in {self.proof_seconds:.0f} s",
                f"{self.sealed} sends sealed, {self.pulls} pulls answered",
                f"{peak_megabytes()} MB at most in the process of the phones",
                f"{self.kills} servers killed, {self.crashes} crashes of the database",
                *lines,
                *(self.wrong or ["nothing lost, nothing doubled"]),
            ]
        )


def peak_megabytes() -> int:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def rest(over: asyncio.Event, seconds: float) -> None:
    """Wait a while, and no longer than the run lasts."""
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)


async def follow(installation: Installation, reader: Reader, over: asyncio.Event) -> None:
    """Read along by cursor; the database may vanish meanwhile."""
    while not over.is_set():
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            connection = await asyncpg.connect(installation.address)
            try:
                while not over.is_set():
                    await reader.read(connection)
                    await rest(over, 0.1)
            finally:
                connection.terminate()
        await rest(over, 0.2)


async def disturb(
    plan: Plan, installation: Installation, phones: list[Phone], rights: Rights, over: asyncio.Event
) -> None:
    """Kill, crash, end rights and take phones away."""
    chance = Random(f"{plan.seed} disturbance")
    crashes = 0
    turn = 0
    try:
        await rest(over, plan.seconds_between_kills)
        while not over.is_set():
            turn += 1
            for phone in phones:
                phone.is_away = chance.random() < AWAY
            if turn % 3 == 0 and crashes < plan.database_crashes:
                crashes += 1
                await installation.crash_database()
            else:
                await installation.kill_server(chance.choice(installation.ports()))
            connection = await asyncpg.connect(installation.address)
            if turn == 1:
                await rights.end_once(connection)
            await rights.expire_some(connection)
            await connection.close()
            await rest(over, plan.seconds_between_kills)
    finally:
        for phone in phones:
            phone.is_away = False


async def play(plan: Plan, installation: Installation) -> Outcome:
    """Let the phones work through the trouble, then compare what they hold with what is stored."""
    begun = time.perf_counter()
    phones = await installation.sign_in(plan.seed, plan.phones, plan.share_of_pulls)
    line = Line(plan.seed, plan.share_of_trouble, installation.ports)
    address = f"http://127.0.0.1:{await line.open()}"
    rights = Rights(phones, Random(f"{plan.seed} rights"))
    reader, over = Reader(), asyncio.Event()
    beside = [
        asyncio.create_task(follow(installation, reader, over)),
        asyncio.create_task(disturb(plan, installation, phones, rights, over)),
    ]
    each = -(-plan.records // len(phones))
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector) as web:
        await asyncio.gather(*(phone.live(web, address, each) for phone in phones))
    over.set()
    await line.close()
    seconds = time.perf_counter() - begun
    failures = [
        f"the disturbance itself failed: {failed!r}"
        for failed in await asyncio.gather(*beside, return_exceptions=True)
        if failed is not None
    ]
    connection = await asyncpg.connect(installation.address)
    await reader.read(connection)
    await rights.restore(connection)
    await connection.close()
    await pull_once_more(installation, [phone for phone in phones if phone.protocol == 2 and phone.has_session])
    wrong = failures + await what_is_wrong(installation.address, phones, reader)
    return Outcome(
        wrong,
        records=sum(len(phone.ledger) for phone in phones),
        promised=sum(phone.ledger.count_promised() for phone in phones),
        refused=sum(phone.ledger.count_refused() for phone in phones),
        requests=sum(line.requests.values()),
        sealed=sum(phone.sealed_sends for phone in phones),
        pulls=sum(phone.pulls for phone in phones),
        troubles=dict(line.happened),
        kills=installation.kills,
        crashes=installation.crashes,
        seconds=seconds,
        proof_seconds=time.perf_counter() - begun - seconds,
    )


async def pull_once_more(installation: Installation, phones: list[Phone]) -> None:
    """Let every phone that may ask be told the last news, by a line that leaves it alone."""
    async with aiohttp.ClientSession() as web:
        for phone in phones:
            port = phone.chance.choice(installation.ports())
            for _ in range(LAST_ATTEMPTS):
                if await phone.pull(web, f"http://127.0.0.1:{port}") or not phone.has_session:
                    break
                await asyncio.sleep(0.1)


def run(plan: Plan) -> Outcome:
    """Make an installation, break it as planned, and say what came of it."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-chaos-") as folder:
        installation = Installation(Path(folder), plan.servers)
        try:
            installation.start()
            return asyncio.run(play(plan, installation))
        finally:
            installation.stop()
