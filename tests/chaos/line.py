"""The line between phones and servers: a proxy that cuts, delays, doubles, reorders, shortens and answers nonsense.

What it does to a request is drawn from the run's seed, the phone and how many requests the phone has made, so a run
that failed can be made again.
"""

import asyncio
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from random import Random

# A phone waits for an answer this long; a request held back longer arrives after its own repetition.
PATIENCE_SECONDS = 2.0
LATE_SECONDS = 3.0
# Packed or not, a request tells whose it is: a push and a delivery in the body, a pull in the address.
DEVICE = re.compile(rb'(?:"device": ?"|[?]device=)([0-9a-f-]{36})')
PACKED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
# A header of the line's own: what comes with it no server of ours has said.
FORGED = "x-forged"
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)

RUBBISH = [b"{}", b"[]", b'{"verdicts":[]}', b'"ok"', b'{"stored":20}']
PORTAL = b"<!doctype html><title>Welcome to the free network</title><form action=/login>"


class Trouble(StrEnum):
    """What can become of one request."""

    NONE = "none"
    # Nothing reaches the server.
    CUT_BEFORE = "cut before it was sent"
    CUT_WITHIN = "cut within the request"
    PORTAL = "answered by a captive portal, status 200"
    NOT_ALLOWED = "answered 403 by a firewall"
    # The server has it, the phone does not know.
    ANSWER_LOST = "answer lost"
    ANSWER_CUT = "answer cut within"
    BAD_GATEWAY = "stored, answered 502"
    RUBBISH = "stored, answered 200 with another JSON"
    FORGED = "stored, answered with other hashes, numbers or signatures"
    # More than once, or in another order.
    TWICE = "sent twice at once"
    TWICE_IN_A_ROW = "sent again after the answer"
    LATE = "arrives after the phone has given up"
    SLOW = "slow"


TROUBLES = [trouble for trouble in Trouble if trouble is not Trouble.NONE]


def html(status: str, body: bytes) -> bytes:
    """Write an answer that no server of ours gives."""
    return b"HTTP/1.1 %s\r\ncontent-type: text/html\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (
        status.encode(),
        len(body),
        body,
    )


def json(body: bytes) -> bytes:
    """Write an answer that looks like one of ours."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
    return head % (len(body), body)


# What the phone hears when nothing reaches the server.
UNSENT = {
    Trouble.CUT_BEFORE: b"",
    Trouble.PORTAL: html("200 OK", PORTAL),
    Trouble.NOT_ALLOWED: html("403 Forbidden", b"<h1>Blocked</h1>"),
}
# A forger does not know the key: hashes, change numbers, or the signature itself. Apps of before have no signature, so
# of their receipts only the hash is forged.
FORGERIES = [
    (re.compile(rb'"(hashes|sha256)":"[\w-]{4}'), rb'"\1":"beef'),
    (re.compile(rb'"receipts":\[\[(\d+),(\d+)'), rb'"receipts":[[\1,\g<2>7'),
    (re.compile(rb'"value":"[\w-]{4}'), rb'"value":"AAAA'),
]


def unpacked(message: bytes) -> bytes:
    """Return the body of a message as its reader gets it; nothing when it is not whole."""
    head, _, body = message.partition(b"\r\n\r\n")
    with suppress(OSError, EOFError, zlib.error):
        return gzip.decompress(body) if PACKED.search(head) else body
    return b""


def forged(answer: bytes, chance: Random) -> bytes:
    """Return an answer that says something else; a server's refusal stays as it is."""
    if not answer.startswith(b"HTTP/1.1 200"):
        return answer
    pattern, other = chance.choice(FORGERIES)
    said = unpacked(answer)
    other_said = pattern.sub(other, said)
    return json(other_said).replace(b"\r\n", b"\r\n%s: 1\r\n" % FORGED.encode(), 1) if other_said != said else answer


# What becomes of the answer when the server has taken the request.
SPOILT: dict[Trouble, Callable[[bytes, Random], bytes]] = {
    Trouble.ANSWER_LOST: lambda _, __: b"",
    Trouble.ANSWER_CUT: lambda answer, _: answer[: len(answer) * 2 // 3],
    Trouble.BAD_GATEWAY: lambda _, __: html("502 Bad Gateway", b"<h1>Bad gateway</h1>"),
    Trouble.RUBBISH: lambda _, chance: json(chance.choice(RUBBISH)),
    Trouble.FORGED: forged,
}


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """Return a whole HTTP/1.1 message with a length; what is shorter ends the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


class Line:
    """One proxy before several servers."""

    def __init__(self, seed: int, share_of_trouble: float, ports: Callable[[], list[int]]) -> None:
        """Hold what decides; `ports` gives the servers that may be alive."""
        self.seed = seed
        self.share_of_trouble = share_of_trouble
        self.ports = ports
        self.requests: Counter[bytes] = Counter()
        self.happened: Counter[Trouble] = Counter()
        self.errands: set[asyncio.Task[bytes]] = set()
        # Held, for the event loop itself does not hold them: what is nobody's may vanish half-way.
        self.taking: set[asyncio.Task[None]] = set()
        self.server: asyncio.Server | None = None

    async def open(self) -> int:
        """Listen; return the port that phones use."""
        self.server = await asyncio.start_server(self.begin, "127.0.0.1", 0)
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Listen no more, and let what is still on its way arrive."""
        if self.server:
            self.server.close()
        for on_its_way in (self.taking, self.errands):
            if on_its_way:
                await asyncio.wait(on_its_way)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection."""
        task = asyncio.create_task(self.take(reader, writer))
        self.taking.add(task)
        task.add_done_callback(self.taking.discard)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one request, with whatever befalls it."""
        with suppress(OSError, asyncio.IncompleteReadError):
            request = await read_message(reader)
            head, _, _ = request.partition(b"\r\n")
            device = DEVICE.search(head) or DEVICE.search(unpacked(request))
            name = device[1] if device else b""
            self.requests[name] += 1
            chance = Random(f"{self.seed} {name!r} {self.requests[name]}")
            trouble = chance.choice(TROUBLES) if chance.random() < self.share_of_trouble else Trouble.NONE
            self.happened[trouble] += 1
            answer = await self.befall(trouble, request, chance)
            writer.write(answer)
            await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def befall(self, trouble: Trouble, request: bytes, chance: Random) -> bytes:
        """Return what the phone hears; nothing is a connection that closes."""
        if trouble in UNSENT:
            return UNSENT[trouble]
        if trouble is Trouble.CUT_WITHIN:
            return await self.forward(request, chance, until=chance.randrange(1, len(request)))
        if trouble in {Trouble.LATE, Trouble.TWICE}:
            self.later(request, chance, LATE_SECONDS if trouble is Trouble.LATE else 0)
        if trouble is Trouble.LATE:
            return b""
        if trouble is Trouble.SLOW:
            await asyncio.sleep(chance.random() * PATIENCE_SECONDS / 2)
        answer = await self.forward(request, chance)
        if trouble is Trouble.TWICE_IN_A_ROW:
            answer = await self.forward(request, chance)
        return SPOILT[trouble](answer, chance) if trouble in SPOILT else answer

    def later(self, request: bytes, chance: Random, seconds: float) -> None:
        """Send a request on without anyone waiting for its answer."""

        async def errand() -> bytes:
            await asyncio.sleep(seconds)
            return await self.forward(request, chance)

        task = asyncio.create_task(errand())
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)

    async def forward(self, request: bytes, chance: Random, until: int | None = None) -> bytes:
        """Give a request to one of the servers; return its answer, or a gateway's complaint when none takes it.

        A request that is given only until some byte ends there, and nobody waits for an answer.
        """
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", chance.choice(self.ports()))
            writer.write(request[:until])
            await writer.drain()
            return await read_message(reader) if until is None else b""
        except (OSError, asyncio.IncompleteReadError):
            return html("502 Bad Gateway", b"<h1>Nobody there</h1>")
        finally:
            if writer:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
