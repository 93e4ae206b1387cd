"""The trail of a large installation: what sealing an entry costs beside the requests, and how long verifying takes.

Entries of two organisers, mixed as a day brings them, twenty of one person after another. Sealing is measured
alone, and with what looks unusual being looked for in each stretch.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from backend import clock, migrate
from backend.chain.sealing import nothing, seal_trail
from backend.chain.verifying import verify_trail
from backend.database import DB, connection, fetch, transaction
from backend.days import local_day
from backend.demo import cast
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.viewings.unusual import find_unusual

MILLION = 1_000_000
SLICE = 250_000
# Of the million, how many are sealed with what looks unusual being looked for.
LOOKED_THROUGH = 100_000

WRITE = """
insert into trail_entry (at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
select now() - interval '200 days' * (1 - place::float / 11000000),
    case place % 10 when 0 then $3::uuid else $4::uuid end, c.id, p.id, 'granter', 'viewed', c.id, $4, 'deciding', p.id
from generate_series($1::bigint, $2::bigint) as series(place)
join bench_client c on c.n = 1 + (place * 7919) % (select count(*) from bench_client)
join bench_person p on p.n = 1 + (place / 20) % (select count(*) from bench_person)
"""
NUMBERED = """
create unlogged table bench_client as select id, row_number() over (order by id) as n from client;
create unlogged table bench_person as select id, row_number() over (order by id) as n from person;
create unique index on bench_client (n); create unique index on bench_person (n); analyze
"""


async def write(first: int, last: int) -> None:
    """Write entries, in slices that end."""
    for start in range(first, last, SLICE):
        async with transaction():
            await connection().execute("set local statement_timeout = 0")
            await fetch(WRITE, start, min(start + SLICE, last) - 1, cast.CITY.id, cast.COUNTY.id)


async def measured(work: Any) -> float:
    """Return how many seconds something takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def verified(entries: int) -> dict[str, float]:
    """Verify the trail, and hold it to having found all of it right."""
    begun = time.perf_counter()
    found = await verify_trail()
    took = time.perf_counter() - begun
    if found.wrong or found.entries != entries or found.unsealed:
        raise RuntimeError(f"Of {entries} entries {found.entries} were verified: {found.wrong}")
    return {"seconds": took, "micros_each": took / entries * 1e6}


async def measure(address: str, folder: Path, millions: int) -> dict[str, Any]:
    """Fill a database and measure."""
    await DB.open(address, 4)
    try:
        await migrate.migrate_forwards()
        await load_county(local_day(clock.now()), read_keys(folder))
        await run_together(NUMBERED)
        await write(0, LOOKED_THROUGH)
        looking = await measured(seal_trail(find_unusual))
        await write(LOOKED_THROUGH, MILLION)
        sealing = await measured(seal_trail(nothing))
        figures: dict[str, Any] = {
            "seal_and_look_micros_each": looking / LOOKED_THROUGH * 1e6,
            "seal_micros_each": sealing / (MILLION - LOOKED_THROUGH) * 1e6,
            "verify_1_million": await verified(MILLION),
        }
        if millions > 1:
            await write(MILLION, millions * MILLION)
            await seal_trail(nothing)
            figures[f"verify_{millions}_million"] = await verified(millions * MILLION)
        return figures
    finally:
        await DB.close()


async def run_together(statements: str) -> None:
    """Run several statements at once."""
    async with transaction():
        await connection().execute(statements)


def run(millions: int = 1) -> dict[str, Any]:
    """Measure sealing and verifying a million entries."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-trail-") as folder:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        address = embedded.start()
        try:
            return asyncio.run(measure(address, Path(folder), millions))
        finally:
            embedded.stop()


def run_long() -> dict[str, Any]:
    """Measure with ten million entries."""
    return run(10)
