"""Takes a year of the trail out of the database: to a file that still verifies by itself, and then for good.

The law keeps entries for twelve years (703/2023, annex) and has clients told of the last two (s.11). So a year may lie
in a file once nobody is told of it any more, and is destroyed when its twelve years are over; its seals stay, so that
all that follows still verifies.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from backend.chain.hashing import FORM, NOTHING_BEFORE, Segment, by_segment, seal_hash
from backend.chain.sealing import copied
from backend.chain.verifying import Seal
from backend.database import fetch, transaction

# Clients are told of the last two years, of which the older began in the year before the last.
YEARS_TOLD = 2
YEARS_KEPT = 12
# Where a year's partition lies.
PARTITION = "trail_years.y{year}"

OF_YEAR = """
select organiser, number, year, after_id, last_id, entries, form, hash, sealed_at, coalesce((
    select b.hash from trail_seal b where b.organiser = s.organiser and b.number = s.number - 1), $2) as before
from trail_seal s where year = $1 order by last_id, organiser, number
"""
UNSEALED = "select count(*) as n from {partition} where id > (select coalesce(max(last_id), 0) from trail_seal)"


class CannotArchive(Exception):
    """The year cannot be taken out; the text says why and what to do next."""


class Archived(msgspec.Struct):
    """What an archive holds."""

    seals: int = 0
    entries: int = 0


def head_of(seal: Seal, before: bytes) -> bytes:
    """Return the line that stands before a segment's entries in an archive."""
    return b"\t".join([b"seal", before.hex().encode(), seal.hash.hex().encode(), seal.head_line()])


async def segments_of(year: int) -> list[tuple[Seal, bytes]]:
    """Return the seals of a year, each with the hash of the one before it."""
    rows = [dict(row) for row in await fetch(OF_YEAR, year, NOTHING_BEFORE)]
    befores = [bytes(row.pop("before")) for row in rows]
    return [(Seal(**{**row, "hash": bytes(row["hash"])}), before) for row, before in zip(rows, befores, strict=True)]


async def refuse(year: int, now: datetime) -> None:
    """Raise why a year cannot be archived."""
    if year >= now.year - YEARS_TOLD:
        raise CannotArchive(f"{year} stays: clients are told of the last {YEARS_TOLD} years (703/2023 s.11).")
    partition = PARTITION.format(year=year)
    (there,) = await fetch("select to_regclass($1) is not null as is_there", partition)
    if not there["is_there"]:
        raise CannotArchive(f"There is no {year} in the database: it has been archived, or nothing was written then.")
    (unsealed,) = await fetch(UNSEALED.format(partition=partition))
    if unsealed["n"]:
        raise CannotArchive(f"{unsealed['n']} entries of {year} are not sealed: kotiseteli seal-trail, and again.")


async def archive(year: int, file: Path, now: datetime) -> Archived:
    """Write a year to a file and read it back; what does not verify is not archived."""
    await refuse(year, now)
    written = Archived()
    with gzip.open(file, "wb") as out:
        reached: tuple[int, dict[tuple[UUID, int], list[bytes]]] = (-1, {})
        for seal, before in await segments_of(year):
            if reached[0] != seal.last_id:
                async with transaction():
                    reached = (seal.last_id, by_segment(await copied(seal.after_id, seal.last_id)))
            lines = reached[1].get((seal.organiser, year), [])
            out.writelines([head_of(seal, before), *lines])
            written.seals += 1
            written.entries += len(lines)
    if problem := first_wrong(file):
        raise CannotArchive(f"{year} does not verify, so it stays: {problem}. See kotiseteli verify-trail.")
    (kept,) = await fetch(f"select count(*) as n from {PARTITION.format(year=year)}")  # noqa: S608 - a number
    if kept["n"] != written.entries:
        raise CannotArchive(f"{year} has {kept['n']} entries, of which {written.entries} are sealed: it stays.")
    return written


async def drop(year: int, file: Path, entries: int, now: datetime) -> None:
    """Take a year that lies in a file out of the database, and note it."""
    sha256 = await asyncio.to_thread(lambda: hashlib.sha256(file.read_bytes()).digest())
    async with transaction():
        await fetch("insert into trail_archive values ($1, $2, $3, $4)", year, now, entries, sha256)
        await fetch(f"alter table trail_entry detach partition {PARTITION.format(year=year)}")
        await fetch(f"drop table {PARTITION.format(year=year)}")


def is_over(year: int, now: datetime) -> bool:
    """Tell whether the twelve years of all of a year's entries are over."""
    return year + YEARS_KEPT < now.year


def segments_in(file: Path) -> Iterator[tuple[bytes, bytes, Segment, list[bytes]]]:
    """Yield an archive's segments: the hash before, the own hash, what it says of itself, and its entries."""
    with gzip.open(file, "rb") as lines:
        for line in lines:
            word, before, own, form, organiser, *numbers = line.split(b"\t")
            if word != b"seal" or int(form) != FORM:
                raise ValueError("a line that is neither a seal nor its entry")
            number, year, after_id, last_id, entries = map(int, numbers)
            segment = Segment(UUID(organiser.decode()), number, year, after_id, last_id, entries, int(form))
            entries_of = [next(lines, b"") for _ in range(entries)]
            yield bytes.fromhex(before.decode()), bytes.fromhex(own.decode()), segment, entries_of


def first_wrong(file: Path) -> str | None:
    """Return the first segment of an archive that is wrong, or None; no database is needed."""
    heads: dict[UUID, tuple[int, bytes]] = {}
    try:
        for before, own, segment, lines in segments_in(file):
            number, last = heads.get(segment.organiser, (segment.number - 1, before))
            # One between them is of another year, where the years touch.
            is_next = number < segment.number and (number + 1 < segment.number or last == before)
            if not is_next or seal_hash(before, segment, lines) != own:
                return f"seal {segment.number} of {segment.organiser}"
            heads[segment.organiser] = (segment.number, own)
    except (ValueError, EOFError, gzip.BadGzipFile) as wrong:
        return f"the file is damaged ({wrong})"
    return None
