"""Verifies the trail: reckons every seal again from the entries and names each organiser's first that is wrong."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from backend.chain.hashing import NOTHING_BEFORE, Segment, by_segment, seal_hash
from backend.chain.sealing import copied
from backend.database import fetch, transaction

# Seals that are read at once.
SEALS = """
select organiser, number, year, after_id, last_id, entries, form, hash, sealed_at from trail_seal
where last_id > $1 order by last_id, organiser, number limit $2
"""
MOST_SEALS = 1_000
ARCHIVED = "select year from trail_archive"
UNSEALED = """
select count(*) as entries, min(at) as since from trail_entry
where id > (select coalesce(max(last_id), 0) from trail_seal)
"""


class Seal(Segment, frozen=True):
    """A seal as it is kept."""

    hash: bytes = b""
    sealed_at: datetime | None = None


class Wrong(msgspec.Struct, frozen=True):
    """The first seal of an organiser that its entries, or the seals before it, do not come to."""

    organiser: UUID
    number: int
    # The ids of its entries lie above the first and not above the second.
    after_id: int
    last_id: int
    what: str


class Head(msgspec.Struct, frozen=True):
    """The last seal of an organiser: who knows it will notice that anything before it was changed."""

    organiser: UUID
    number: int
    hash: bytes
    sealed_at: datetime | None

    def written(self) -> str:
        """Return it in one line, to be printed and kept somewhere else."""
        return f"head {self.organiser} {self.number} {self.hash.hex()}"


class Verified(msgspec.Struct):
    """What a verification found."""

    entries: int = 0
    seals: int = 0
    heads: dict[UUID, Head] = {}
    wrong: dict[UUID, Wrong] = {}
    unsealed: int = 0
    unsealed_since: datetime | None = None
    # Years that are not in the database any more; of them the seals are held against each other.
    archived: set[int] = set()

    def note(self, segment: Segment, what: str) -> None:
        """Note what is wrong, unless something was wrong before it."""
        found = Wrong(segment.organiser, segment.number, segment.after_id, segment.last_id, what)
        self.wrong.setdefault(segment.organiser, found)


async def windows() -> AsyncIterator[list[Seal]]:
    """Yield the seals, those of one stretch of ids together, in the order of the ids."""
    after, waiting = -1, list[Seal]()
    while True:
        rows = await fetch(SEALS, after, MOST_SEALS)
        found = [Seal(**{**row, "hash": bytes(row["hash"])}) for row in rows]
        # The last stretch of a full answer may go on in the next.
        whole = len(found) < MOST_SEALS
        last = found[-1].last_id if found else None
        for seal in found:
            if not whole and seal.last_id == last:
                break
            if waiting and waiting[0].last_id != seal.last_id:
                yield waiting
                waiting = []
            waiting.append(seal)
            after = seal.last_id
        if waiting:
            yield waiting
            waiting = []
        if whole:
            return


def check(seals: Iterable[Seal], lines: dict[tuple[UUID, int], list[bytes]], found: Verified) -> None:
    """Hold the entries of one stretch of ids against its seals; pure."""
    for seal in seals:
        head = found.heads.get(seal.organiser)
        number, before = (head.number, head.hash) if head else (0, NOTHING_BEFORE)
        own = lines.pop((seal.organiser, seal.year), [])
        if seal.number != number + 1:
            found.note(seal, f"the seals between {number} and {seal.number} are missing")
        elif seal.year in found.archived and not own:
            # The seal that follows holds its hash.
            pass
        elif len(own) < seal.entries:
            found.note(seal, f"entries missing: {seal.entries - len(own)} of {seal.entries}")
        elif len(own) > seal.entries:
            found.note(seal, f"entries added: {len(own) - seal.entries} to {seal.entries}")
        elif seal_hash(before, seal, own) != seal.hash:
            found.note(seal, "an entry, or the seal, was changed")
        found.heads[seal.organiser] = Head(seal.organiser, seal.number, seal.hash, seal.sealed_at)
        found.entries += len(own)
        found.seals += 1


def note_unsealed(lines: dict[tuple[UUID, int], list[bytes]], after_id: int, last_id: int, found: Verified) -> None:
    """Note entries that stand where everything was sealed without them, or whose seal is gone."""
    for (organiser, year), own in lines.items():
        head = found.heads.get(organiser)
        where = Segment(organiser, head.number + 1 if head else 1, year, after_id, last_id, 0)
        found.note(where, f"entries that no seal covers: {len(own)}")


async def verify_trail() -> Verified:
    """Reckon the whole trail again."""
    found = Verified(archived={row["year"] for row in await fetch(ARCHIVED)})
    reached = 0
    async for seals in windows():
        after_id, last_id = min(seal.after_id for seal in seals), seals[0].last_id
        async with transaction():
            if after_id > reached:
                # Nothing was there when the stretches around it were sealed.
                note_unsealed(by_segment(await copied(reached, after_id)), reached, after_id, found)
            lines = by_segment(await copied(after_id, last_id))
        check(seals, lines, found)
        note_unsealed(lines, after_id, last_id, found)
        reached = last_id
    (rest,) = await fetch(UNSEALED)
    found.unsealed, found.unsealed_since = rest["entries"], rest["since"]
    return found
