"""Seals the trail: what has been written since the last time becomes a segment a organiser, bound to all before it.

It is done beside the requests and not in them, since a chain that each entry had to join would let one reader in after
the other (docs/decisions/0031).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from backend import clock
from backend.chain.hashing import LINE, NOTHING_BEFORE, Segment, by_segment, seal_hash
from backend.database import connection, fetch, transaction

# Entries of one segment at most: 2.5 MB to hash, and what one wrong entry narrows down to.
MOST_TOGETHER = 10_000
# Any constant that nothing else in the database locks by.
SEALING_LOCK = 5_683_114_208
# How long an unfinished writer is waited for, and how often it is looked whether it has finished.
PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.05
# Years whose partitions are there before their first entry.
YEARS_AHEAD = 2

LAST_GIVEN = "select last_value, is_called from trail_entry_id_seq"
# Whoever writes an entry locks the table, for writing beside others, before it takes the entry's id, and lets go after
# its commit. So all who have taken an id before the look hold the lock at the look, or are committed or gone.
WRITERS = """
select virtualtransaction as writer from pg_locks
where locktype = 'relation' and relation = 'trail_entry'::regclass and mode = 'RowExclusiveLock'
    and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
"""
SEALED_TO = "select coalesce(max(last_id), 0) as last from trail_seal"
# The id up to which the next segment goes: a full one, or all that is final.
UP_TO = "select id from trail_entry where id > $1 and id <= $2 order by id offset $3 limit 1"
HEADS = """
select distinct on (organiser) organiser, number, hash from trail_seal order by organiser, number desc
"""
KEEP = """
insert into trail_seal (organiser, number, year, after_id, last_id, entries, form, hash, sealed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
YEARS = """
select make_trail_year(year) from generate_series($1::integer, $2::integer) as year
where to_regclass('trail_years.y' || year) is null
    and not exists (select from trail_years.other where extract(year from at at time zone 'UTC') = year)
"""


# What else is done with a stretch of entries in the transaction that seals it.
Beside = Callable[["Window", datetime], Awaitable[None]]


class Window(msgspec.Struct, frozen=True):
    """A stretch of entries that was sealed: those with an id above the first and not above the second."""

    after_id: int
    last_id: int
    entries: int


async def nothing(_window: Window, _now: datetime) -> None:
    """Do nothing beside the sealing."""


async def final_id(patience_seconds: float = PATIENCE_SECONDS) -> int | None:
    """Return an id up to which no entry will come any more, or None while somebody has not finished writing."""
    (given,) = await fetch(LAST_GIVEN)
    if not given["is_called"]:
        return 0
    unfinished = {row["writer"] for row in await fetch(WRITERS)}
    waited = 0.0
    while unfinished:
        if waited >= patience_seconds:
            return None
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
        unfinished &= {row["writer"] for row in await fetch(WRITERS)}
    last: int = given["last_value"]
    return last


async def copied(after_id: int, last_id: int) -> bytes:
    """Return the lines of a stretch of entries in the order of organiser, year and id; called in a transaction."""
    running = connection()
    # As the hash was made, whatever the server and the connection are set to.
    await running.execute("set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'")
    chunks: list[bytes] = []

    async def take(chunk: bytes) -> None:
        chunks.append(chunk)

    await running.copy_from_query(
        f"select {LINE} from trail_entry where id > {after_id:d} and id <= {last_id:d} order by organiser, year, id",  # noqa: S608 - two numbers
        output=take,
    )
    return b"".join(chunks)


async def seal_next(final: int, now: datetime, beside: Beside) -> Window | None:
    """Seal the next stretch of entries up to a final id; None when there is none, or another process seals."""
    async with transaction():
        (held,) = await fetch("select pg_try_advisory_xact_lock($1) as is_ours", SEALING_LOCK)
        if not held["is_ours"]:
            return None
        after_id = (await fetch(SEALED_TO))[0]["last"]
        full = await fetch(UP_TO, after_id, final, MOST_TOGETHER - 1)
        window = Window(after_id, full[0]["id"] if full else final, 0)
        if window.last_id <= after_id:
            return None
        segments = by_segment(await copied(window.after_id, window.last_id))
        heads = {row["organiser"]: (row["number"], bytes(row["hash"])) for row in await fetch(HEADS)}
        for (organiser, year), lines in segments.items():
            number, before = heads.get(organiser, (0, NOTHING_BEFORE))
            segment = Segment(organiser, number + 1, year, window.after_id, window.last_id, len(lines))
            made = seal_hash(before, segment, lines)
            heads[organiser] = (segment.number, made)
            await fetch(
                KEEP,
                *(organiser, segment.number, year, segment.after_id, segment.last_id, segment.entries),
                *(segment.form, made, now),
            )
        await beside(window, now)
        entries = sum(map(len, segments.values()))
        return msgspec.structs.replace(window, entries=entries) if entries else None


async def make_years(now: datetime) -> None:
    """Make the partitions of this year and the next ones that are not there."""
    await fetch(YEARS, now.year, now.year + YEARS_AHEAD)


async def seal_trail(beside: Beside = nothing, patience_seconds: float = PATIENCE_SECONDS) -> list[Window]:
    """Seal every entry that is final; return the stretches that were sealed, none when another process is at it."""
    sealed: list[Window] = []
    await make_years(clock.now())
    final = await final_id(patience_seconds)
    while final is not None and (window := await seal_next(final, clock.now(), beside)):
        sealed.append(window)
        # In between others are answered.
        await asyncio.sleep(0)
    return sealed
