"""A line to the server as slow as emulated 3G, for everything a browser sends, its service worker's requests too.

Every connection shares the two directions; what is sent waits for its turn at the line's rate and then travels. A new
connection pays one round trip first. There is no TLS here, which would be one round trip more.
"""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROUND_TRIP_SECONDS = 0.4
BYTES_A_SECOND = 400_000 / 8
# What an Ethernet frame carries of TCP.
PACKET = 1460
# One request or answer: its first line, its headers, and how long its body is.
MESSAGE = re.compile(rb"((?:GET|POST|PATCH|HTTP/1\.1) [^\r\n]*)\r\n((?:[^\r\n]+\r\n)*)\r\n")
LENGTH = re.compile(rb"content-length: ([0-9]+)", re.IGNORECASE)


class Direction:
    """One direction of the line, and what has gone through it."""

    def __init__(self) -> None:
        """Begin with a free line."""
        self.free_at = 0.0
        self.bytes = 0
        self.heard = bytearray()

    def arrives_at(self, packet: bytes, now: float) -> float:
        """Take a packet in; return when it arrives at the other end."""
        self.bytes += len(packet)
        self.heard += packet
        self.free_at = max(now, self.free_at) + len(packet) / BYTES_A_SECOND
        return self.free_at + ROUND_TRIP_SECONDS / 2


class SlowLine:
    """The line: fast until it is made slow."""

    def __init__(self, port: int) -> None:
        """Lead to a port of this machine."""
        self.port = port
        self.url = ""
        self.is_slow = False
        self.up, self.down = Direction(), Direction()

    def become_slow(self) -> None:
        """Be 3G from now on, and count anew; connections that are open stay open."""
        self.up, self.down = Direction(), Direction()
        self.is_slow = True

    def bodies_of(self, first_line: bytes) -> list[int]:
        """Return how long the bodies of the requests that begin so were."""
        return [
            int(length.group(1))
            for message in MESSAGE.finditer(bytes(self.up.heard))
            if message.group(1).startswith(first_line) and (length := LENGTH.search(message.group(2)))
        ]

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_up: bool) -> None:
        """Carry one direction of one connection, in order."""
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            with suppress(OSError):
                while True:
                    moment, packet = await under_way.get()
                    if not packet:
                        target.close()
                        return
                    await asyncio.sleep(max(0.0, moment - loop.time()))
                    target.write(packet)
                    await target.drain()

        delivering = asyncio.create_task(deliver())
        with suppress(OSError):
            while packet := await source.read(PACKET):
                now = loop.time()
                direction = self.up if is_up else self.down
                under_way.put_nowait((direction.arrives_at(packet, now) if self.is_slow else now, packet))
        under_way.put_nowait((0.0, b""))
        await delivering

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry a connection both ways until either side ends it."""
        if self.is_slow:
            await asyncio.sleep(ROUND_TRIP_SECONDS)
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(self.carry(reader, to_writer, is_up=True), self.carry(to_reader, writer, is_up=False))


@contextmanager
def slow_line(port: int) -> Iterator[SlowLine]:
    """Give a line to a port of this machine that can be made slow."""
    line = SlowLine(port)
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    async def listen() -> None:
        server = await asyncio.start_server(line.connect, "127.0.0.1", 0)
        line.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
        ready.set()
        with suppress(asyncio.CancelledError):
            await server.serve_forever()

    task = loop.create_task(listen())
    thread = threading.Thread(target=loop.run_until_complete, args=(task,), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(5)
