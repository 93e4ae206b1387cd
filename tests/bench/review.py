"""The review queue of a large organiser: 10,000 visits wait for a person, and how soon its first page is there.

Beside it the same page as bare ids: the one statement that walks the queue's index.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from backend import clock, migrate
from backend.database import DB, fetch, transaction
from backend.days import local_day
from backend.demo import cast
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.review.reading import BEGINNING, MOST_LINES, page_of
from backend.review.routes import PAGES, read_summary

WAITING = 10_000
ASKED_OFTEN = 100
# The county's own visits, from the oldest on; of every tenth the office has been asked.
LEAVE = """
update visit_verdict set verdict = 'to_review', rules = '{over-tolerance}', decision = null where visit in (
    select visit from visit_verdict where organiser = $1 and verdict in ('accepted', 'to_review') order by day, visit
    limit $2
)
"""
ASK = """
insert into review_decision (id, visit, turn, record, rules, client, organiser, provider, outcome, reason, by_person,
    at)
select gen_random_uuid(), visit, 100, record, rules, client, organiser, provider, 'asked', 'what-happened', $2, now()
from (select *, row_number() over (order by visit) as n from visit_verdict
    where organiser = $1 and verdict = 'to_review' and decision is null) v
where n % 10 = 0
"""
BARE = """
select visit, day from visit_verdict where organiser = $1 and verdict = 'to_review' and decision is null
order by day, visit limit $2
"""


async def timed(work: Callable[[], Awaitable[object]]) -> dict[str, float]:
    """Return how many milliseconds something takes, asked often."""
    took = []
    for _ in range(ASKED_OFTEN):
        begun = time.perf_counter()
        await work()
        took.append((time.perf_counter() - begun) * 1000)
    return {"median_ms": statistics.median(took), "p95_ms": statistics.quantiles(took, n=20)[-1]}


async def first_page() -> bytes:
    """Read the first page as finance does, and write it down."""
    async with transaction():
        page = await page_of(PAGES["waiting"].format(more=""), cast.COUNTY.id, BEGINNING, None, names_who_decides=True)
    if len(page.lines) != MOST_LINES:
        raise RuntimeError(f"Of a page {len(page.lines)} lines were read")
    return msgspec.json.encode(page)


async def measure(address: str, folder: Path) -> dict[str, Any]:
    """Fill a database and measure."""
    await DB.open(address, 4)
    try:
        await migrate.migrate_forwards()
        keys = read_keys(folder)
        keys.open_contents()
        await load_county(local_day(clock.now()), keys)
        await fetch(LEAVE, cast.COUNTY.id, WAITING)
        await fetch(ASK, cast.COUNTY.id, cast.TUULA.id)
        await fetch("analyze")
        bare = await timed(lambda: fetch(BARE, cast.COUNTY.id, MOST_LINES + 1))
        page = await timed(first_page)
        summary = await timed(lambda: read_summary(cast.COUNTY.id))
        return {
            "first_page": page,
            "bare_sql": bare,
            "page_to_bare_ratio": page["median_ms"] / bare["median_ms"],
            "summary": summary,
        }
    finally:
        await DB.close()


def run() -> dict[str, Any]:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as name:
        folder = Path(name)
        database = EmbeddedDatabase(folder / "postgresql")
        try:
            return asyncio.run(measure(database.start(), folder))
        finally:
            database.stop()
