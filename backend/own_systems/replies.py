"""Idempotency keys: the same lines under the same key are answered alike, other lines not at all.

A key is claimed before its lines are stored and answered after; a server that dies in between leaves a claim without
an answer, under which the lines are sent again: each is stored once by its id.
"""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from backend.database import fetch, transaction
from backend.own_systems.problems import KeyUsedTwice

Reply = TypeVar("Reply")
# After that the lines themselves still say what they are: they are `repeated`.
KEPT_FOR = timedelta(days=30)


class Claim(msgspec.Struct, frozen=True):
    """The use of an idempotency key by a provider for certain lines."""

    provider: UUID
    key: str
    sha256: bytes
    now: datetime

    async def stake(self) -> str | None:
        """Claim the key; return what was answered under it before, if anything. Raises `KeyUsedTwice`."""
        async with transaction():
            await fetch("delete from bulk_reply where provider = $1 and at < $2", self.provider, self.now - KEPT_FOR)
            # Waits for another that claims it at this moment; the next statement sees that one's commit.
            await fetch(
                "insert into bulk_reply (provider, key, sha256, at) values ($1, $2, $3, $4) on conflict do nothing",
                *(self.provider, self.key, self.sha256, self.now),
            )
            (row,) = await fetch(
                "select sha256, reply from bulk_reply where provider = $1 and key = $2", self.provider, self.key
            )
        if row["sha256"] != self.sha256:
            raise KeyUsedTwice
        answered: str | None = row["reply"]
        return answered

    async def settle(self, reply: Reply) -> Reply:
        """Keep the answer, and return the one that was kept: of two requests at once the first one's."""
        async with transaction():
            await fetch(
                "update bulk_reply set reply = $3 where provider = $1 and key = $2 and reply is null",
                *(self.provider, self.key, msgspec.json.encode(reply).decode()),
            )
            rows = await fetch("select reply from bulk_reply where provider = $1 and key = $2", self.provider, self.key)
        return msgspec.json.decode(rows[0]["reply"], type=type(reply)) if rows else reply
