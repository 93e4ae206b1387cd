"""Late and missed: 100,000 planned visits that are due, of which nobody has been heard of in two of a hundred.

And the worst that can be: nobody has been heard of at all, as after a day on which the county's networks were down.
"""

import asyncio
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backend import clock, migrate
from backend.database import DB, connection, fetch, transaction
from backend.days import local_day
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.rounds.watching import fold_all, notice

DUE = 100_000
# Of a hundred, how many nobody has been heard of.
UNHEARD = 2

# Spread over the vouchers of the county and the last six hours; those that were made stand beside their visit.
PLAN = """
insert into planned_visit (id, voucher, client, organiser, provider, worker, starts_at, ends_at, late_at, missed_at,
    change_number, changed_at)
select gen_random_uuid(), v.id, v.client, v.organiser, v.provider, null, at, at + interval '30 minutes',
    at + interval '30 minutes', at + interval '60 minutes', 0, at
from generate_series(1, $2::integer) as series(place)
join bench_voucher v on v.n = 1 + place % (select count(*) from bench_voucher)
cross join lateral (select $1::timestamptz - interval '6 hours' * (place::float / $2) - interval '1 hour' as at) t
"""
VOUCHERS = """
create unlogged table bench_voucher as
select id, client, organiser, provider, row_number() over (order by id) as n from voucher
where provider is not null and ended_on is null;
create unique index on bench_voucher (n); analyze
"""
# Recorded: by visits of the county, each standing for a plan of its own; where there are not enough, called off.
HEARD = """
with heard as (
    select id, row_number() over () as n from planned_visit
    where abs(hashtext(id::text)) % 100 >= $1 and late_at <= $2
), made as (select id, row_number() over () as n from visit)
update planned_visit p set visit = made.id, matched_by = case when made.id is not null then 'rule' end,
    cancelled_at = case when made.id is null then p.starts_at end
from heard left join made using (n) where p.id = heard.id
"""


async def measured(work: Any) -> float:
    """Return how many seconds something takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def noticed(now: datetime, heard: int) -> dict[str, float]:
    """Plan anew, let some be heard of, and measure the noticing of the others."""
    async with transaction():
        await connection().execute("set local statement_timeout = 0; truncate planned_visit, happening cascade")
        await fetch(PLAN, now, DUE)
        await fetch(HEARD, 100 - heard, now)
    await connection_free("vacuum analyze planned_visit")
    begun = time.perf_counter()
    count = await notice(now)
    seconds = time.perf_counter() - begun
    again = await measured(notice(now))
    return {"noticed": count, "seconds": seconds, "looking_again_seconds": again}


async def connection_free(statement: str) -> None:
    """Run what may not stand in a transaction."""
    if DB.pool is None:
        raise RuntimeError("The database is not open.")
    await DB.pool.execute(statement)


async def measure(address: str, folder: Path) -> dict[str, Any]:
    """Fill a database and measure."""
    await DB.open(address, 4)
    try:
        await migrate.migrate_forwards()
        now = clock.now()
        await load_county(local_day(now), read_keys(folder))
        async with transaction():
            await connection().execute(VOUCHERS)
        await fold_all()
        return {
            "of_100000_due_2_percent_unheard": await noticed(now + timedelta(seconds=1), 100 - UNHEARD),
            "of_100000_due_none_heard": await noticed(now + timedelta(seconds=1), 0),
        }
    finally:
        await DB.close()


def run() -> dict[str, Any]:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as folder:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        try:
            return asyncio.run(measure(embedded.start(), Path(folder)))
        finally:
            embedded.stop()
