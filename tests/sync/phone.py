"""A worker's phone as the sync tests have it: it numbers its records and pushes them."""

import gzip
import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import Response

from backend.demo import cast
from backend.sync.rules import canonical, sha256_of
from tests.conftest import NOW, Caller


def uuid7(instant: datetime) -> UUID:
    """Return a time-ordered id (RFC 9562 section 5.7) as the phone makes them."""
    milliseconds = int(instant.timestamp() * 1000).to_bytes(6, "big")
    made = bytearray(milliseconds + os.urandom(10))
    made[6] = 0x70 | made[6] & 0x0F
    made[8] = 0x80 | made[8] & 0x3F
    return UUID(bytes=bytes(made))


def written(instant: datetime) -> str:
    """Return an instant as the phone writes it."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hash_of(mutation: dict[str, Any]) -> str:
    """Return what the phone compares with the receipt."""
    return sha256_of(canonical(mutation)).hex()


@dataclass
class Phone:
    """One phone of one worker."""

    caller: Caller
    id: UUID = field(default_factory=uuid4)
    number: int = 0

    def recording(self, voucher: cast.CastVoucher = cast.HELVIS_VOUCHER, **changed: object) -> dict[str, Any]:
        """Record half an hour at a client's home, this morning, and take the next number."""
        self.number += 1
        arguments = {
            "voucherNumber": voucher.number,
            "code": None,
            "startedAt": written(NOW - timedelta(minutes=90)),
            "endedAt": written(NOW - timedelta(minutes=60)),
            "elapsedSeconds": 1800,
            "tasks": [{"slug": "meal", "done": True, "reason": None}],
            "note": "Kaikki hyvin.",
        } | changed
        return {
            "id": str(uuid7(NOW)),
            "number": self.number,
            "name": "record_visit",
            "doneAt": written(NOW - timedelta(minutes=60)),
            "arguments": arguments,
        }

    async def push(self, *mutations: dict[str, Any], sent_at: datetime = NOW) -> Response:
        """Send records and return the whole answer."""
        return await self.caller.post(
            "/api/sync/push",
            json={
                "device": str(self.id),
                "sentAt": written(sent_at),
                "highestNumber": self.number,
                "mutations": list(mutations),
            },
        )

    def written_push(self, *mutations: dict[str, Any], sent_at: datetime = NOW, **more: object) -> dict[str, Any]:
        """Return what a phone of protocol 2 sends."""
        return {
            "protocol": 2,
            "device": str(self.id),
            "sentAt": written(sent_at),
            "highestNumber": self.number,
            "phone": None,
            "writeTokenHash": None,
            "mutations": list(mutations),
        } | more

    async def signed(self, *mutations: dict[str, Any], sent_at: datetime = NOW, **more: object) -> dict[str, Any]:
        """Send records by protocol 2, packed, and return the reply."""
        body = json.dumps(self.written_push(*mutations, sent_at=sent_at, **more), ensure_ascii=False)
        answer = await self.send_packed(gzip.compress(body.encode()))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def send_packed(self, body: bytes, encoding: str = "gzip") -> Response:
        """Send a packed body."""
        head = {"Content-Type": "application/json", "Content-Encoding": encoding}
        return await self.caller.post("/api/sync/push", content=body, headers=head)

    async def pull(self, after: str | None = None) -> dict[str, Any]:
        """Ask what is new since a cursor."""
        asked = {"device": str(self.id), "round": "true"} | ({} if after is None else {"after": after})
        answer = await self.caller.get("/api/sync/pull", params=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def verdicts(self, *mutations: dict[str, Any], sent_at: datetime = NOW) -> list[dict[str, Any]]:
        """Send records and return their verdicts."""
        answer = await self.push(*mutations, sent_at=sent_at)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["verdicts"]
        return found


def slug(verdict: dict[str, Any]) -> str:
    """Return what a refused verdict's problem is."""
    return str(verdict["problem"]["type"]).removeprefix("/problems/")
