"""Phones of workers who serve the demo county's clients: their sessions, vouchers with codes, and pushes."""

import gzip
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from backend.keys import read_keys
from backend.vouchers.code import SignedTerms, sign
from tests.signed_in import begin_by_hand, headers_of
from tests.sync.phone import uuid7, written

# Every voucher of a county's client that is reckoned in minutes, as it stands on its paper.
VOUCHERS = """
select v.number, o.code as organiser, s.code as service, coalesce(p.code, 0) as provider, v.first_day, v.last_day,
    v.kind
from voucher v join organiser o on o.id = v.organiser join service s on s.id = v.service
left join provider p on p.id = v.provider where v.quantity_unit = 'minute' and o.kind = 'county'
"""
# Workers, each with the vouchers that her provider may serve this week; those with a handful are left out.
WORKERS = """
select m.id, array_agg(distinct v.number) as numbers
from membership m join approved_provider a on a.provider = m.provider
join voucher v on v.organiser = a.organiser and v.service = a.service and v.kind = a.kind
    and coalesce(v.provider, m.provider) = m.provider
join organiser o on o.id = v.organiser
where m.role = 'worker' and v.quantity_unit = 'minute' and o.kind = 'county'
    and v.first_day < current_date - 7 and v.last_day >= current_date and v.ended_on is null and v.pauses = '[]'
group by m.id having count(distinct v.number) >= 20 order by m.id
"""


@dataclass
class Phone:
    """One phone; a worker may have several."""

    token: str
    device: str
    # Number of each, and its signed code; none where it was typed.
    vouchers: list[tuple[str, str | None]]
    number: int = 0

    def push(self, size: int, chance: random.Random) -> bytes:
        """Record so many visits and return the push that brings them."""
        now = datetime.now(UTC)
        mutations = [self.recording(now, chance) for _ in range(size)]
        return msgspec.json.encode(
            {
                "protocol": 2,
                "device": self.device,
                "sentAt": written(now),
                "highestNumber": self.number,
                "phone": {"app": "bench", "storageKept": True, "lostVisits": 0},
                "writeTokenHash": None,
                "mutations": mutations,
            }
        )

    def recording(self, now: datetime, chance: random.Random) -> dict[str, Any]:
        """Record a visit of the last week and take the next number."""
        self.number += 1
        voucher, code = chance.choice(self.vouchers)
        ended = now - timedelta(minutes=chance.randrange(5, 10_000))
        minutes = chance.randrange(10, 60)
        return {
            "id": str(uuid7(now)),
            "number": self.number,
            "name": "record_visit",
            "doneAt": written(ended),
            "arguments": {
                "voucherNumber": voucher,
                "code": code,
                "startedAt": written(ended - timedelta(minutes=minutes)),
                "endedAt": written(ended),
                "elapsedSeconds": minutes * 60,
                "clock": {"offsetSeconds": 1, "ageSeconds": 3600},
                "tasks": [{"slug": slug, "done": True, "reason": None} for slug in ("meal", "wash", "medicine")],
                "note": "Kaikki hyvin, söi hyvin ja lepäsi.",
            },
        }

    def headers(self) -> dict[str, str]:
        """Return what goes with a packed push."""
        return {
            "content-type": "application/json",
            "content-encoding": "gzip",
            **headers_of(self.token),
        }


def packed(push: bytes) -> bytes:
    """Return a push as phones send it."""
    return gzip.compress(push, 6)


async def worklists(connection: "asyncpg.Connection[Any]", data: Path) -> dict[UUID, list[tuple[str, str | None]]]:
    """Return, by her membership, the vouchers that each worker may serve: the number, and the code as it is printed."""
    key = read_keys(data).voucher
    codes = {row["number"]: sign(SignedTerms(*row.values()), key) for row in await connection.fetch(VOUCHERS)}
    return {
        row["id"]: [(number, codes[number]) for number in row["numbers"]] for row in await connection.fetch(WORKERS)
    }


async def fleet(database: str, data: Path, size: int) -> list[Phone]:
    """Sign in as many phones, as evenly as can be among the workers who have enough to do."""
    connection = await asyncpg.connect(database)
    workers: list[tuple[str, list[tuple[str, str | None]]]] = []
    for membership, vouchers in list((await worklists(connection, data)).items())[:size]:
        workers.append((await begin_by_hand(connection, membership, timedelta(hours=9)), vouchers))
    await connection.close()
    return [Phone(token, str(uuid4()), vouchers) for token, vouchers in (workers * size)[:size]]


def receipted(answer: dict[str, Any], size: int) -> None:
    """Fail the run when a visit was not taken."""
    if len(answer["receipts"]) != size or answer["refusals"]:
        raise RuntimeError(f"not all were taken: {answer}")
