"""What a worker does on her phone: she records, corrects and withdraws, and it all waits in the outbox."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.chaos.agreement import hash_of
from tests.chaos.ledger import Ledger
from tests.sync.phone import uuid7, written

BATCH = 20
# Visits of the last days, which are corrected and withdrawn.
LATEST = 20
# Refused records that stay on the phone and are tried again.
MOST_REFUSED = 10
# A number that no voucher has: a record that the server must refuse, and keep.
UNKNOWN = "000000000000"
# One in so many records.
REFUSED, CHANGED = 0.01, 0.1
REASONS = (None, "declined", "noTime", "Ei ollut kotona.")


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


@dataclass(kw_only=True, eq=False)
class Outbox:
    """The records of one phone; its fields are what its disk holds."""

    device: UUID
    vouchers: list[str]
    chance: Random
    # How wrong its clock is.
    clock_off: timedelta
    # 1: an app of before.
    protocol: int = 2
    # What has no answer yet, in the order of numbers.
    outbox: dict[UUID, Record] = field(default_factory=dict)
    refused: dict[UUID, Record] = field(default_factory=dict)
    latest: dict[UUID, Stand] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    # The server's clock minus its own, and when it heard that.
    clock: tuple[timedelta, datetime] | None = None

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
        done = {
            "startedAt": written(ended - timedelta(minutes=chance.randrange(5, 90))),
            "endedAt": written(ended),
            "elapsedSeconds": chance.choice([None, 1800]),
            "tasks": [{"slug": "meal", "done": chance.random() < 0.9, "reason": chance.choice(REASONS)}],
            "note": chance.choice(["", "Kaikki hyvin. ", "Söi lounaan, joi teetä, ei särkyjä. 🙂"]),
        }
        return done if self.protocol == 1 else {**done, "clock": self.clock_told(now)}

    def clock_told(self, now: datetime) -> dict[str, int] | None:
        """Return what it knows of the server's clock."""
        if self.clock is None:
            return None
        offset, heard = self.clock
        return {"offsetSeconds": round(offset.total_seconds()), "ageSeconds": int((now - heard).total_seconds())}

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

    def put_aside(self, record: Record) -> None:
        """Keep a refused record apart from those that wait; the oldest of many is let go of."""
        self.ledger.refuse(record.number)
        self.refused[record.id] = self.outbox.pop(record.id)
        if len(self.refused) > MOST_REFUSED:
            del self.refused[next(iter(self.refused))]
