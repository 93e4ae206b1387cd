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
from tests.chaos.line import PATIENCE_SECONDS
from tests.sync.phone import hash_of, uuid7, written

BATCH = 20
# A number that no voucher has: a record that the server must refuse, and keep.
UNKNOWN = "000000000000"
# One in so many records.
REFUSED, CHANGED = 0.01, 0.1
REASONS = (None, "declined", "noTime", "Ei ollut kotona.")


@dataclass(frozen=True)
class Record:
    """One record in an outbox."""

    id: UUID
    number: int
    sha256: str
    mutation: dict[str, Any]


@dataclass
class Phone:
    """One worker's phone; its fields are what its disk holds."""

    device: UUID
    token: str
    vouchers: list[str]
    chance: Random
    # How wrong its clock is.
    clock_off: timedelta
    number: int = 0
    outbox: dict[UUID, Record] = field(default_factory=dict)
    # By record: the sequence that the server has promised it under.
    receipts: dict[UUID, int] = field(default_factory=dict)
    refused: dict[UUID, str] = field(default_factory=dict)
    every: list[Record] = field(default_factory=list)
    # By visit: the record that holds, as far as this phone knows.
    stands: dict[UUID, UUID] = field(default_factory=dict)
    # Whether it is out of reach at the moment.
    is_away: bool = False

    def now(self) -> datetime:
        """Return what its clock shows."""
        return datetime.now(UTC) + self.clock_off

    def work(self) -> None:
        """Record a visit, or correct or withdraw one of the last, each under the next number."""
        chance, now = self.chance, self.now()
        if self.stands and chance.random() < CHANGED:
            visit = chance.choice(list(self.stands)[-BATCH:])
            if chance.random() < 0.3:
                arguments = {"visit": str(visit), "seen": str(self.stands[visit]), "reason": "Väärä asiakas."}
                self.stands[visit] = self.write("withdraw_visit", arguments, now)
            else:
                arguments = {"visit": str(visit), "seen": str(self.stands[visit]), **self.done(now)}
                self.stands[visit] = self.write("correct_visit", arguments, now)
            return
        number = UNKNOWN if chance.random() < REFUSED else chance.choice(self.vouchers)
        made = self.write("record_visit", {"voucherNumber": number, "code": None, **self.done(now)}, now)
        if number != UNKNOWN:
            self.stands[made] = made

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
        self.number += 1
        id_ = uuid7(now)
        mutation = {
            "id": str(id_),
            "number": self.number,
            "name": name,
            "doneAt": written(now),
            "arguments": arguments,
        }
        made = Record(id_, self.number, hash_of(mutation), mutation)
        self.outbox[made.id] = made
        self.every.append(made)
        return id_

    def batch(self) -> list[Record]:
        """Return what goes next: mostly the oldest, sometimes any, for nothing may hang on the order."""
        waiting = [record for record in self.outbox.values() if record.id not in self.refused]
        if self.chance.random() < 0.1:
            self.chance.shuffle(waiting)
        return waiting[: self.chance.choice([1, 5, BATCH, BATCH, BATCH])]

    async def sync(self, web: aiohttp.ClientSession, url: str) -> None:
        """Send once; whatever is not a true answer leaves everything as it was."""
        sent = self.batch()
        body = {
            "device": str(self.device),
            "sentAt": written(self.now()),
            "highestNumber": self.number,
            "mutations": [record.mutation for record in sent],
        }
        with suppress(aiohttp.ClientError, TimeoutError, ValueError):
            async with web.post(
                url,
                data=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
                headers={"content-type": "application/json", "cookie": f"{COOKIE}={self.token}"},
                timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
            ) as answer:
                if answer.status == 200 and answer.content_type == "application/json":
                    self.take(json.loads(await answer.read()))

    def take(self, reply: object) -> None:
        """Take the verdicts, each by itself."""
        verdicts = reply.get("verdicts") if isinstance(reply, dict) else None
        for verdict in verdicts if isinstance(verdicts, list) else []:
            record = self.outbox.get(UUID(str(verdict["id"])))
            if record is None:
                continue
            if verdict["verdict"] == "refused":
                self.refused[record.id] = verdict["problem"]["type"]
            elif verdict["verdict"] in {"accepted", "repeated"} and verdict["receipt"]["sha256"] == record.sha256:
                self.receipts[record.id] = verdict["receipt"]["sequence"]
                del self.outbox[record.id]

    def waits(self) -> bool:
        """Tell whether anything is still to be sent."""
        return any(record not in self.refused for record in self.outbox)

    async def live(self, web: aiohttp.ClientSession, url: str, records: int) -> None:
        """Make so many records in bursts, and send until all of them are promised."""
        while len(self.every) < records or self.waits():
            if len(self.every) < records:
                for _ in range(min(self.chance.randrange(1, 2 * BATCH), records - len(self.every))):
                    self.work()
            if self.is_away:
                await asyncio.sleep(0.05)
                continue
            await self.sync(web, url)
            await asyncio.sleep(self.chance.random() * 0.02)
