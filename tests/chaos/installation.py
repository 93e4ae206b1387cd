"""One installation to break: a database and several server processes on it, killed and started again at will."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import asyncpg

from backend.embedded import EmbeddedDatabase
from e2e.product import free_port
from tests.bench.push import listens, postmaster_of
from tests.chaos.phones import Owner, Phone
from tests.signed_in import begin_by_hand, headers_of

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 60
# One phone in so many has an app of before.
SHARE_OF_OLD_APPS = 5

WORKERS = """
select m.id, m.person, m.provider, array(
    select v.number from voucher v where v.provider = m.provider or v.provider is null order by v.number limit 40
) as vouchers
from membership m where m.role = 'worker' order by m.id limit $1
"""


class Installation:
    """The servers and the database of one run."""

    def __init__(self, folder: Path, servers: int) -> None:
        """Hold where everything lies; nothing runs yet."""
        self.folder = folder
        self.database = EmbeddedDatabase(folder / "postgresql")
        self.address = ""
        self.log = folder / "log"
        self.processes: dict[int, subprocess.Popen[bytes] | None] = {free_port(): None for _ in range(servers)}
        self.kills = 0
        self.crashes = 0

    def start(self) -> None:
        """Start the database and every server; the first one loads the demo county."""
        self.address = self.database.start()
        for port in self.processes:
            self.serve(port)
            self.await_answer(port)

    def stop(self) -> None:
        """Stop all that runs."""
        for process in self.processes.values():
            if process:
                process.kill()
                process.wait()
        self.database.stop()

    def ports(self) -> list[int]:
        """Return where the servers are, or were a moment ago."""
        return list(self.processes)

    def serve(self, port: int) -> None:
        """Start the server of a port."""
        environment = os.environ | {
            "DATABASE_URL": self.address,
            "KOTISETELI_DATA": str(self.folder / "data"),
            "KOTISETELI_DEMO": "1",
            "KOTISETELI_PORT": str(port),
        }
        with self.log.open("ab") as log:
            self.processes[port] = subprocess.Popen(
                [sys.executable, "-m", "backend.cli", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def await_answer(self, port: int) -> None:
        """Wait until a server listens."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not listens(port):
            process = self.processes[port]
            if process is None or process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"A server did not start:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.05)

    async def kill_server(self, port: int) -> None:
        """Kill a server in the middle of whatever it does, and start it again."""
        process = self.processes[port]
        if process:
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait)
        self.kills += 1
        self.serve(port)
        await asyncio.to_thread(self.await_answer, port)

    async def crash_database(self) -> None:
        """Kill the database's first process as a power cut would, and start it again; the servers find it again."""
        os.kill(await postmaster_of(self.address), signal.SIGKILL)
        self.crashes += 1
        await asyncio.to_thread(self.database.stop)
        self.address = await asyncio.to_thread(self.database.start)

    async def sign_in(self, seed: int, phones: int, share_of_pulls: float) -> list[Phone]:
        """Give so many workers a phone each, some with a wrong clock."""
        connection = await asyncpg.connect(self.address)
        made = []
        for number, row in enumerate(await connection.fetch(WORKERS, phones)):
            chance = Random(f"{seed} phone {number}")
            hours = chance.choice([0, 0, 0, 0, -30, -3, 2, 26])
            device = UUID(int=chance.getrandbits(128), version=4)
            owner = Owner(row["id"], row["person"], row["provider"])
            session = await new_session(connection, owner)
            phone = Phone(
                device=device,
                owner=owner,
                session=session,
                vouchers=row["vouchers"],
                chance=chance,
                clock_off=timedelta(hours=hours),
                protocol=1 if number % SHARE_OF_OLD_APPS == 0 else 2,
                share_of_pulls=share_of_pulls,
            )
            made.append(phone)
        await connection.close()
        new = [phone for phone in made if phone.protocol == 2]
        for phone, colleague in zip(new, [*new[1:], *new[:1]], strict=True):
            phone.colleague = colleague
        return made


async def new_session(connection: asyncpg.Connection, owner: Owner) -> dict[str, str]:
    """Sign a worker in; return the header that her phone shows."""
    return headers_of(await begin_by_hand(connection, owner.membership, timedelta(days=2)))
