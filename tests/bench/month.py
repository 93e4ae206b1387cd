"""A relative's month read by her page, guard, narrowing, wall, trail and unsealing included; beside the bare rows.

On the visits that tests/bench/stored.py has filled in: of some clients this month's words are sealed as they would be.
"""

import random
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import asyncpg

from backend import at_rest, clock
from backend.days import bounds_of, local_day, month_of
from backend.keys import read_keys
from tests.signed_in import begin_by_hand, headers_of

RELATIVES = 200
READS = 1_000
# Each acts for one client, and sees her visits and money.
RELATIVE = "insert into person (id, given_name, family_name, language) values ($1, 'Bench', 'Relative', 'fi')"
MANDATE = """
insert into representation (id, person, client, scopes, first_day, source)
values ($1, $2, $3, array['see_visits', 'see_money'], current_date - 30, 'paper')
"""
MEMBERSHIP = "insert into membership (id, person, role, first_day) values ($1, $2, 'relative', current_date - 30)"
TO_SEAL = "select id from visit where client = any($1) and started_at >= $2"
SEAL = """
update visit set words_sealed = sealed.words from unnest($1::uuid[], $2::bytea[]) as sealed(id, words)
where visit.id = sealed.id
"""
BARE = "select * from visit where client = $1 and started_at >= $2 and started_at < $3 order by started_at desc"
WORDS = '{"note":"Kaikki hyvin, söi hyvin ja lepäsi.","reasons":[]}'


async def relatives(owner: "asyncpg.Connection[Any]", data: Path) -> list[tuple[UUID, str]]:
    """Let somebody act for each of some clients; return the client and the session's token."""
    read_keys(data).open_contents()
    clients = [row["client"] for row in await owner.fetch("select client from bench_client where n <= $1", RELATIVES)]
    first, _ = bounds_of(month_of(local_day(clock.now())))
    ids = [row["id"] for row in await owner.fetch(TO_SEAL, clients, first)]
    await owner.execute(SEAL, ids, [at_rest.seal_text(at_rest.VISIT, id_, WORDS) for id_ in ids])
    found = []
    for client in clients:
        person, membership = uuid4(), uuid4()
        await owner.execute(RELATIVE, person)
        await owner.execute(MANDATE, uuid4(), person, client)
        await owner.execute(MEMBERSHIP, membership, person)
        found.append((client, await begin_by_hand(owner, membership, timedelta(hours=9))))
    return found


async def measure_months(owner: "asyncpg.Connection[Any]", data: Path, url: str) -> dict[str, float]:
    """Read months of different clients one after the other, whole and bare in turn."""
    chance = random.Random(20261123)
    month = month_of(local_day(clock.now()))
    whole, bare, visits = [], [], 0
    acting = await relatives(owner, data)
    async with aiohttp.ClientSession() as session:
        for number in range(-RELATIVES, READS):
            client, token = acting[number % RELATIVES] if number < 0 else chance.choice(acting)
            begun = time.perf_counter()
            address = f"{url}/api/visits?client={client}&month={month}"
            async with session.get(address, headers=headers_of(token)) as answer:
                content = await answer.json()
            between = time.perf_counter()
            rows = await owner.fetch(BARE, client, *bounds_of(month))
            if len(content) != len(rows):
                raise RuntimeError(f"of {len(rows)} visits {len(content)} are shown")
            if number >= 0:
                whole.append((between - begun) * 1000)
                bare.append((time.perf_counter() - between) * 1000)
                visits += len(rows)
    return {
        "p50_ms": statistics.median(whole),
        "p95_ms": statistics.quantiles(whole, n=20)[18],
        "bare_p50_ms": statistics.median(bare),
        "bare_p95_ms": statistics.quantiles(bare, n=20)[18],
        "visits_a_month": visits / READS,
    }
