"""Simulated phones, written against docs/sync.md alone: each keeps its outbox until a receipt names id and hash."""

import asyncio
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.chaos.agreement import Receipt, base64url, holds, keys_told, receipt_text, rows_told, seal
from tests.chaos.line import FORGED, PATIENCE_SECONDS
from tests.chaos.outbox import BATCH, Outbox
from tests.sync.phone import written

# What one phone holds unsent at most: weeks of work. A run's memory hangs on it, not on how long the run is.
MOST_WAITING = 400
# Envelopes that a delivery may have, and that one phone carries for others.
MOST_ENVELOPES = 50
# Of the sends of a phone with a session: those it makes locked, so sealed. Of what is sealed: what another one carries.
LOCKED, CARRIED = 0.04, 0.3
# The pause after a failure grows from the first to the longest: a crowd that is not answered does not shout louder.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class Carried:
    """An envelope that a phone carries for another, and what its carrier cannot see."""

    sealed: str
    owner: "Phone"
    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who uses a phone, and for whom she works."""

    membership: UUID
    person: UUID
    provider: UUID


@dataclass(kw_only=True, eq=False)
class Phone(Outbox):
    """One worker's phone, and how it talks with the server."""

    owner: Owner
    # The header of her session.
    session: dict[str, str]
    share_of_pulls: float
    # What a pull has told: keys, the cursor, and by visit the record that holds.
    receipt_keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    sealing_key: dict[str, str] = field(default_factory=dict)
    cursor: str | None = None
    in_sight: dict[UUID, UUID] = field(default_factory=dict)
    left_out: int = 0
    pulled_at: str = ""
    # Whether the server knows the token that is in its envelopes.
    is_known: bool = False
    carried: dict[UUID, Carried] = field(default_factory=dict)
    colleague: Self | None = None
    # Whether it is out of reach at the moment, and whether the server still takes its session.
    is_away: bool = False
    has_session: bool = True
    failures: int = 0
    # What the server has promised and not kept, that the phone itself can see.
    broken: Counter[str] = field(default_factory=Counter)
    sealed_sends: int = 0
    pulls: int = 0

    def __post_init__(self) -> None:
        """Make the token that proves what this phone has sealed."""
        self.seal_token = base64url(os.urandom(32))

    async def sync(self, web: aiohttp.ClientSession, address: str) -> None:
        """Have one round; whatever is not a true answer leaves everything as it was."""
        if self.protocol == 1:
            await self.push(web, address)
            return
        if self.carried:
            await self.deliver(web, address, dict(list(self.carried.items())[:MOST_ENVELOPES]))
        if self.has_session and (not self.receipt_keys or self.chance.random() < self.share_of_pulls):
            await self.pull(web, address)
        if not self.receipt_keys:
            return
        if not self.has_session or (self.is_known and self.chance.random() < LOCKED):
            await self.send_sealed(web, address)
        else:
            await self.push(web, address)

    async def ask(
        self, web: aiohttp.ClientSession, method: str, url: str, head: Mapping[str, str], body: bytes | None = None
    ) -> tuple[Any, bool]:
        """Ask once; return what was answered, None for what is no answer, and whether the line has spoilt it."""
        self.failures += 1
        with suppress(aiohttp.ClientError, TimeoutError, ValueError):
            async with web.request(
                method,
                url,
                data=body,
                headers={"content-type": "application/json"} | dict(head),
                timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
            ) as answer:
                said = await answer.read()
                if answer.status == 200 and answer.content_type == "application/json":
                    return json.loads(said), FORGED in answer.headers
                if answer.status == 401 and answer.content_type == "application/problem+json":
                    self.has_session = False
        return None, False

    async def push(self, web: aiohttp.ClientSession, address: str) -> None:
        """Send what waits, with the session; packed, unless the app is of before."""
        sent, url = self.batch(), f"{address}/api/sync/push"
        head: dict[str, Any] = {
            "device": str(self.device),
            "sentAt": written(self.now()),
            "highestNumber": len(self.ledger),
        }
        if self.protocol == 2:
            token = None if self.is_known else base64url(sha256(self.seal_token.encode()).digest())
            head |= {"protocol": 2, "phone": None, "writeTokenHash": token}
        body = b'%s,"mutations":[%s]}' % (
            json.dumps(head, separators=(",", ":")).encode()[:-1],
            b",".join(record.said for record in sent),
        )
        if self.protocol == 1:
            reply, _ = await self.ask(web, "post", url, self.session, body)
            self.take(reply)
            return
        packed = gzip.compress(body, 1)
        reply, is_forged = await self.ask(web, "post", url, self.session | {"content-encoding": "gzip"}, packed)
        with suppress(KeyError, TypeError, ValueError):
            own = {one.number: (one.id, one.sha256) for one in sent}
            receipts, hashes = rows_told(reply, own)
            if self.is_true(reply, receipts, [one.id for one in sent], is_forged=is_forged):
                self.is_known = True
                self.hear(reply["serverTime"])
                self.receive(receipts, hashes, reply["refusals"], is_forged=is_forged)

    async def send_sealed(self, web: aiohttp.ClientSession, address: str) -> None:
        """Send what waits without a session, or give it to a colleague who does."""
        sent = {}
        for one in self.batch():
            told = {"person": self.owner.person, "device": self.device, "provider": self.owner.provider}
            contents = json.dumps({name: str(id_) for name, id_ in told.items()} | {"token": self.seal_token})
            sealed = seal(self.sealing_key, b'%s,"mutation":%s}' % (contents.encode()[:-1], one.said))
            sent[one.id] = Carried(sealed, self, one.number, one.sha256)
        self.sealed_sends += 1
        if self.colleague and self.chance.random() < CARRIED:
            room = MOST_ENVELOPES - len(self.colleague.carried)
            self.colleague.carried |= dict(list(sent.items())[:room])
        else:
            await self.deliver(web, address, sent)

    async def deliver(self, web: aiohttp.ClientSession, address: str, brought: Mapping[UUID, Carried]) -> None:
        """Bring envelopes, her own or a colleague's; no session is shown."""
        envelopes = [{"id": str(id_), "sealed": one.sealed} for id_, one in brought.items()]
        body = json.dumps({"device": str(self.device), "envelopes": envelopes}).encode()
        reply, is_forged = await self.ask(web, "post", f"{address}/api/sync/sealed", {}, body)
        with suppress(KeyError, TypeError, ValueError):
            receipts = [
                # Her own hash where she knows it; of what she carries she knows what she is told.
                Receipt(id_, mine.sha256 if mine.owner is self else one["sha256"], one["sequence"], one["receivedAt"])
                for one in reply["receipts"]
                for id_ in [UUID(one["id"])]
                for mine in [brought[id_]]
            ]
            if not self.is_true(reply, receipts, list(brought), is_forged=is_forged):
                return
            self.receive(receipts, [one["sha256"] for one in reply["receipts"]], reply["refusals"], is_forged=is_forged)
            for one in receipts:
                theirs = brought[one.id]
                if self.carried.pop(one.id, None) is None:
                    continue
                if one.sha256 != theirs.sha256:
                    self.broken["a carrier was told another hash than the record has"] += 1
                theirs.owner.promised(theirs.number, one.sequence)
            for refusal in reply["refusals"]:
                if refusal["verdict"] == "refused":
                    self.carried.pop(UUID(refusal["id"]), None)

    def is_true(self, reply: Mapping[str, Any], receipts: list[Receipt], sent: list[UUID], *, is_forged: bool) -> bool:
        """Tell whether a reply counts; one that does not, and that the line has left alone, is a promise broken."""
        answered = sorted([*(one.id for one in receipts), *(UUID(one["id"]) for one in reply["refusals"])])
        wrong = []
        if answered != sorted(sent):
            wrong.append("a reply does not say one thing of each record")
        signature = reply["signature"]
        if (signature is not None) != bool(receipts):
            wrong.append("receipts and signature do not come together")
        if signature and not holds(self.receipt_keys, receipt_text(self.device, receipts), signature):
            wrong.append("a signature does not hold")
        if not is_forged:
            self.broken.update(wrong)
        return not wrong

    def receive(
        self, receipts: list[Receipt], hashes: list[str], refusals: Iterable[Mapping[str, Any]], *, is_forged: bool
    ) -> None:
        """Take each receipt that names the hash of what is in the outbox, and put aside what is refused."""
        for one, told in zip(receipts, hashes, strict=True):
            record = self.outbox.get(one.id)
            if told != one.sha256:
                self.broken["a receipt tells another hash than it is signed for"] += not is_forged
            elif record:
                self.promised(record.number, one.sequence)
                del self.outbox[one.id]
        for refusal in refusals:
            record = self.outbox.get(UUID(refusal["id"]))
            if record and refusal["verdict"] == "refused":
                self.put_aside(record)
        self.failures = 0

    def promised(self, number: int, sequence: int) -> None:
        """Note a promise; another one for the same record is none."""
        if not self.ledger.promise(number, sequence):
            self.broken["one record was promised under two change numbers"] += 1

    def hear(self, server_time: str) -> None:
        """Learn what the server's clock shows."""
        self.clock = (datetime.fromisoformat(server_time) - self.now(), self.now())

    async def pull(self, web: aiohttp.ClientSession, address: str) -> bool:
        """Ask what is new since the cursor; tell whether there was an answer."""
        after = f"&after={self.cursor}" if self.cursor else ""
        url = f"{address}/api/sync/pull?device={self.device}{after}"
        reply, _ = await self.ask(web, "get", url, self.session)
        with suppress(KeyError, TypeError, ValueError):
            visits = {UUID(one["id"]): UUID(one["record"]) for one in reply["visits"]}
            stays, catalogue = reply["inSight"], reply["catalogue"]
            if catalogue is not None:
                self.receipt_keys = keys_told(catalogue["receiptKeys"])
                self.sealing_key = catalogue["sealingKey"]
            self.lay_over(visits, None if stays is None else {UUID(one) for one in stays})
            self.cursor, self.left_out, self.pulled_at = reply["cursor"], reply["leftOut"], reply["serverTime"]
            self.hear(reply["serverTime"])
            self.pulls += 1
            self.failures = 0
            return True
        return False

    def lay_over(self, visits: Mapping[UUID, UUID], stays: set[UUID] | None) -> None:
        """Take what is new, and let go of what is out of sight."""
        self.in_sight |= visits
        if stays is not None:
            self.in_sight = {visit: record for visit, record in self.in_sight.items() if visit in stays}
            if stays != self.in_sight.keys():
                self.broken["a pull leaves the phone without a visit that is in sight"] += 1

    def take(self, reply: object) -> None:
        """Take the verdicts that apps of before are given, each by itself."""
        verdicts = reply.get("verdicts") if isinstance(reply, dict) else None
        for verdict in verdicts if isinstance(verdicts, list) else []:
            id_ = UUID(str(verdict["id"]))
            record = self.outbox.get(id_)
            if record is None:
                continue
            if verdict["verdict"] == "refused":
                self.put_aside(record)
            elif verdict["verdict"] in {"accepted", "repeated"} and verdict["receipt"]["sha256"] == record.sha256:
                self.promised(record.number, verdict["receipt"]["sequence"])
                del self.outbox[id_]
            self.failures = 0

    def pause(self) -> float:
        """Return how long to wait before the next attempt: longer after each failure, spread by chance."""
        longest: float = min(FIRST_PAUSE_SECONDS * 2 ** min(self.failures, 10), LONGEST_PAUSE_SECONDS)
        return self.chance.random() * longest

    async def live(self, web: aiohttp.ClientSession, address: str, records: int) -> None:
        """Make so many records in bursts, and send until all of them are promised."""
        while len(self.ledger) < records or self.outbox:
            room = min(records - len(self.ledger), MOST_WAITING - len(self.outbox))
            for _ in range(min(self.chance.randrange(1, 2 * BATCH), room)):
                self.work()
            if self.is_away:
                await asyncio.sleep(0.05)
                continue
            await self.sync(web, address)
            await asyncio.sleep(self.pause())
