"""Notices from what happened to the push service: queued and sent over a real line to a receiver on this machine.

The receiver is a process of its own, which takes what comes without reading it; every push is encrypted to a browser
of its own, as they are.
"""

import asyncio
import multiprocessing
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

from backend import at_rest, clock, migrate
from backend.channels.jobs import LANES, notice_what_happened
from backend.channels.push import Endpoint, PushServices
from backend.channels.sending import Channels, send_due
from backend.database import DB, connection, fetch, transaction
from backend.days import local_day
from backend.demo.cast import COUNTY, HELVI, KAISA
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.notices.kinds import Kind
from backend.notices.telling import Happened, tell
from backend.sessions.beginning import begin_session
from tests.notices.receiver import Browser

PUSHES = 10_000
# Browsers of one person's, each of which hears of each of the happenings: ten a person is the most in life.
BROWSERS, HAPPENINGS = 2_500, 4
KINDS = (Kind.MISSED, Kind.MESSAGE, Kind.CHANGED, Kind.DISPUTED)
# A thousand pairs of keys are as good as ten thousand, and made in a tenth of the time.
KEYS = 250


class Receiver(asyncio.Protocol):
    """Answers each request on a line with 201."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hold the line."""
        self.line = transport

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        self.waiting += data
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            head = self.waiting[:end].lower()
            length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
            if len(self.waiting) < end + 4 + length:
                return
            self.waiting = self.waiting[end + 4 + length :]
            self.line.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]  # a line is written to


def receive(told: Connection) -> None:
    """Run the receiver, and say on which port."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(serve())


async def subscribe(port: int, key_id: str) -> None:
    """Have Kaisa told by very many browsers, of everything, at any hour."""
    await begin_session(KAISA.membership, "demo")
    (session,) = await fetch("select id from session order by created_at desc limit 1")
    await fetch(
        """
        insert into told_choice (person, kinds, quiet_from, quiet_until, wakes, says_more, lets_know)
        values ($1, $2, 0, 0, true, true, false)
        """,
        *(KAISA.id, [kind.value for kind in Kind]),
    )
    given = [Browser("").asks("")["keys"] for _ in range(KEYS)]
    rows = []
    for number in range(BROWSERS):
        row, keys = uuid4(), given[number % KEYS]
        endpoint = Endpoint(f"http://127.0.0.1:{port}/to/{row}", keys["p256dh"], keys["auth"])
        sealed = at_rest.seal(at_rest.ENDPOINT, row.bytes, msgspec.json.encode(endpoint))
        rows.append((row, KAISA.id, session["id"], row.bytes, sealed, key_id, clock.now()))
    async with transaction():
        await connection().copy_records_to_table("push_subscription", records=rows)


async def measured(folder: Path, address: str, port: int) -> dict[str, Any]:
    """Let things happen, make notices of them and send them all."""
    keys = read_keys(folder)
    keys.open_contents()
    await DB.open(address, 8)
    try:
        await migrate.migrate_forwards()
        async with transaction():
            await load_county(local_day(clock.now()), keys)
        await subscribe(port, next(iter(keys.push_keys())))
        push = PushServices("https://kotiseteli.example", keys.push_keys(), anywhere=True)
        async with push:
            channels = Channels(push, None, "https://kotiseteli.example")

            async def lane() -> None:
                while await send_due(channels):
                    pass

            began, cpu = time.perf_counter(), time.process_time()
            async with transaction():
                await tell(*(Happened(kind, HELVI.client, COUNTY.id) for kind in KINDS))
            while await notice_what_happened():
                pass
            queued = time.perf_counter() - began
            await asyncio.gather(*(lane() for _ in range(LANES)))
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
        (row,) = await fetch("select count(*) filter (where outcome = 'sent') as sent, count(*) as all from notice")
    finally:
        await DB.close()
    if (row["sent"], row["all"]) != (PUSHES, PUSHES):
        raise RuntimeError(f"of {row['all']} notices {row['sent']} were sent")
    return {
        "pushes": PUSHES,
        "queued_s": queued,
        "whole_s": took,
        "pushes_a_minute": PUSHES / took * 60,
        "cpu_ms_a_push": 1000 * cpu / PUSHES,
        "limit_pushes_a_minute": PUSHES,
    }


def run() -> dict[str, Any]:
    """Measure in an installation of its own."""
    ours, its = multiprocessing.Pipe()
    receiver = multiprocessing.get_context("spawn").Process(target=receive, args=(its,), daemon=True)
    receiver.start()
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as name:
        folder = Path(name)
        embedded = EmbeddedDatabase(folder / "postgresql")
        try:
            return uvloop.run(measured(folder, embedded.start(), ours.recv()))
        finally:
            embedded.stop()
            receiver.terminate()
            receiver.join()
