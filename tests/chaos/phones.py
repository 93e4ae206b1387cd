"""Simulated phones, written against docs/sync.md alone: each keeps its outbox until a receipt names id and hash."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import aiohttp

from backend.access.guards import COOKIE
from tests.chaos.ledger import Ledger
from tests.chaos.line import PATIENCE_SECONDS
from tests.sync.phone import hash_of, uuid7, written

BATCH = 20
# What one phone holds unsent at most: weeks of work. A run's memory hangs on it, not on how long the run is.
MOST_WAITING = 400
# Visits of the last days, which are corrected and withdrawn.
LATEST = 20
# Refused records that stay on the phone and are tried again.
MOST_REFUSED = 10
# A number that no voucher has: a record that the server must refuse, and keep.
UNKNOWN = "000000000000"
# One in so many records.
REFUSED, CHANGED = 0.01, 0.1
REASONS = (None, "declined", "noTime", "Ei ollut kotona.")
# The pause after a failure grows from the first to the longest: a crowd that is not answered does not shout louder.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class Record:
    """One record in an outbox."""

    id: UUID
    number: int
    sha256: str
    # As it goes over the wire.
    said: bytes


@dataclass
class Stand:
    """Where a visit of the last days stands: its place in the ledger, and the record that holds."""

    place: int
    record: UUID


@dataclass
class Phone:
    """One worker's phone; its fields are what its disk holds."""

    device: UUID
    token: str
    vouchers: list[str]
    chance: Random
    # How wrong its clock is.
    clock_off: timedelta
    # What has no answer yet, in the order of numbers.
    outbox: dict[UUID, Record] = field(default_factory=dict)
    refused: dict[UUID, Record] = field(default_factory=dict)
    latest: dict[UUID, Stand] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    # Whether it is out of reach at the moment.
    is_away: bool = False
    failures: int = 0

    def now(self) -> datetime:
        """Return what its clock shows."""
        return datetime.now(UTC) + self.clock_off

    def work(self) -> None:
        """Record a visit, or correct or withdraw one of the last, each under the next number."""
        chance, now = self.chance, self.now()
        if self.latest and chance.random() < CHANGED:
            self.change(chance.choice(list(self.latest)), now)
            return
        number = UNKNOWN if chance.random() < REFUSED else chance.choice(self.vouchers)
        made = self.write("record_visit", {"voucherNumber": number, "code": None, **self.done(now)}, now)
        if number == UNKNOWN:
            return
        self.latest[made] = Stand(self.ledger.begin(made), made)
        if len(self.latest) > LATEST:
            del self.latest[next(iter(self.latest))]

    def change(self, visit: UUID, now: datetime) -> None:
        """Correct or withdraw a visit."""
        stand = self.latest[visit]
        about = {"visit": str(visit), "seen": str(stand.record)}
        if self.chance.random() < 0.3:
            stand.record = self.write("withdraw_visit", {**about, "reason": "Väärä asiakas."}, now)
        else:
            stand.record = self.write("correct_visit", {**about, **self.done(now)}, now)
        self.ledger.change(stand.place, visit, stand.record)

    def done(self, now: datetime) -> dict[str, Any]:
        """Return what was done at a client's home on one of the last days."""
        chance = self.chance
        ended = now - timedelta(minutes=chance.randrange(1, 5 * 24 * 60))
        return {
            "startedAt": written(ended - timedelta(minutes=chance.randrange(5, 90))),
            "endedAt": written(ended),
            "elapsedSeconds": chance.choice([None, 1800]),
            "tasks": [{"slug": "meal", "done": chance.random() < 0.9, "reason": chance.choice(REASONS)}],
            "note": chance.choice(["", "Kaikki hyvin. ", "Söi lounaan, joi teetä, ei särkyjä. 🙂"]),
        }

    def write(self, name: str, arguments: dict[str, Any], now: datetime) -> UUID:
        """Put a record into the outbox."""
        id_, number = uuid7(now), len(self.ledger) + 1
        mutation = {"id": str(id_), "number": number, "name": name, "doneAt": written(now), "arguments": arguments}
        sha256 = hash_of(mutation)
        said = json.dumps(mutation, ensure_ascii=False, separators=(",", ":")).encode()
        self.outbox[id_] = Record(id_, number, sha256, said)
        self.ledger.write(id_, bytes.fromhex(sha256))
        return id_

    def batch(self) -> list[Record]:
        """Return what goes next: mostly the oldest, sometimes any, for nothing may hang on the order."""
        waiting = list(self.outbox.values())
        if self.chance.random() < 0.1:
            self.chance.shuffle(waiting)
        if self.refused and self.chance.random() < 0.05:
            waiting.insert(0, self.chance.choice(list(self.refused.values())))
        return waiting[: self.chance.choice([1, 5, BATCH, BATCH, BATCH])]

    async def sync(self, web: aiohttp.ClientSession, url: str) -> None:
        """Send once; whatever is not a true answer leaves everything as it was."""
        sent = self.batch()
        head = {"device": str(self.device), "sentAt": written(self.now()), "highestNumber": len(self.ledger)}
        body = b'%s,"mutations":[%s]}' % (
            json.dumps(head, separators=(",", ":")).encode()[:-1],
            b",".join(record.said for record in sent),
        )
        self.failures += 1
        with suppress(aiohttp.ClientError, TimeoutError, ValueError):
            async with web.post(
                url,
                data=body,
                headers={"content-type": "application/json", "cookie": f"{COOKIE}={self.token}"},
                timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
            ) as answer:
                if answer.status == 200 and answer.content_type == "application/json":
                    self.take(json.loads(await answer.read()))

    def take(self, reply: object) -> None:
        """Take the verdicts, each by itself."""
        verdicts = reply.get("verdicts") if isinstance(reply, dict) else None
        for verdict in verdicts if isinstance(verdicts, list) else []:
            id_ = UUID(str(verdict["id"]))
            record = self.outbox.get(id_)
            if record is None:
                continue
            if verdict["verdict"] == "refused":
                self.put_aside(record)
            elif verdict["verdict"] in {"accepted", "repeated"} and verdict["receipt"]["sha256"] == record.sha256:
                self.ledger.promise(record.number, verdict["receipt"]["sequence"])
                del self.outbox[id_]
            self.failures = 0

    def put_aside(self, record: Record) -> None:
        """Keep a refused record apart from those that wait; the oldest of many is let go of."""
        self.ledger.refuse(record.number)
        self.refused[record.id] = self.outbox.pop(record.id)
        if len(self.refused) > MOST_REFUSED:
            del self.refused[next(iter(self.refused))]

    def pause(self) -> float:
        """Return how long to wait before the next attempt: longer after each failure, spread by chance."""
        longest: float = min(FIRST_PAUSE_SECONDS * 2 ** min(self.failures, 10), LONGEST_PAUSE_SECONDS)
        return self.chance.random() * longest

    async def live(self, web: aiohttp.ClientSession, url: str, records: int) -> None:
        """Make so many records in bursts, and send until all of them are promised."""
        while len(self.ledger) < records or self.outbox:
            room = min(records - len(self.ledger), MOST_WAITING - len(self.outbox))
            for _ in range(min(self.chance.randrange(1, 2 * BATCH), room)):
                self.work()
            if self.is_away:
                await asyncio.sleep(0.05)
                continue
            await self.sync(web, url)
            await asyncio.sleep(self.pause())
