"""A dry run: lines go the whole road of `taking_in`, and everything is rolled back.

Rolled back instead of reckoned apart, so that its verdicts are those of the real run. The organiser's change counter,
which every commit waits for, is held only where lines bear on each other or on a stored visit, and a few at a time.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import msgspec

from backend.database import fetch, transaction
from backend.own_systems.rules import bearing_on_each_other
from backend.own_systems.taking_in import take_all
from backend.problems import Problem
from backend.sync.gathering import MOST_TOGETHER
from backend.sync.push import Intake, Line, Verdict
from backend.visits.changing import CorrectVisit, WithdrawVisit
from backend.visits.mutations import RecordVisit, ToStore, Verified, store_recordings

# Lines that are stored and rolled back in one transaction; phones wait for it.
MOST_HELD = 40


class Undone(Exception):
    """What was tried is to be rolled back."""


@asynccontextmanager
async def rolled_back() -> AsyncIterator[None]:
    """Run as a transaction of which nothing stays."""
    with suppress(Undone):
        async with transaction():
            yield
            raise Undone


class Imagined:
    """Stores nothing: what bears on nothing else would be stored."""

    async def store(self, _: UUID, recordings: Sequence[ToStore]) -> dict[UUID, int]:
        """Say that all are new."""
        return {one.sent.id: 0 for one in recordings}


class Attempted:
    """Stores on the connection of the transaction that is rolled back, with nobody else's records."""

    async def store(self, organiser: UUID, recordings: Sequence[ToStore]) -> dict[UUID, int]:
        """Store recordings; return the change numbers of those that are new."""
        return await store_recordings(organiser, recordings)


async def try_all(provider: UUID, lines: Sequence[Line], verified: Verified) -> list[Verdict]:
    """Return the verdicts that lines would have now; nothing of it stays, and nothing has a receipt."""
    stored = await find_stored([line.sent.id for line in lines])
    alone: list[int] = []
    together: list[list[int]] = []
    for group in bearing_on_each_other([touched_by(line, stored) for line in lines]):
        is_new_or_same = all(bears_on_nothing(lines[place], stored) for place in group)
        if len(group) == 1 and is_new_or_same:
            alone += group
        else:
            together.append(group)
    verdicts: dict[int, Verdict] = {}
    for places in portions([[place] for place in alone], MOST_TOGETHER):
        verdicts |= await try_portion(provider, lines, places, Intake(verified, Imagined()))
    for places in portions(together, MOST_HELD):
        verdicts |= await try_portion(provider, lines, places, Intake(verified, Attempted()))
    return [verdicts[place] for place in range(len(lines))]


class Standing(msgspec.Struct, frozen=True):
    """A record that the database has."""

    visit: UUID
    sha256: bytes


async def find_stored(ids: Sequence[UUID]) -> dict[UUID, list[Standing]]:
    """Return the records of these ids, every version."""
    stored: dict[UUID, list[Standing]] = {}
    for row in await fetch("select id, visit, sha256 from visit_record where id = any($1)", ids):
        stored.setdefault(row["id"], []).append(Standing(row["visit"], row["sha256"]))
    return stored


def touched_by(line: Line, stored: dict[UUID, list[Standing]]) -> list[UUID]:
    """Return the record and the visits that a line bears on."""
    changed = [line.asked.visit] if isinstance(line.asked, CorrectVisit | WithdrawVisit) else []
    return [line.sent.id, *changed, *(one.visit for one in stored.get(line.sent.id, ()))]


def bears_on_nothing(line: Line, stored: dict[UUID, list[Standing]]) -> bool:
    """Tell whether a line changes nothing that is stored: it is refused, there already, or the first of its visit."""
    known = stored.get(line.sent.id, [])
    is_there = any(one.sha256 == line.sent.sha256 for one in known)
    return isinstance(line.asked, Problem) or is_there or (isinstance(line.asked, RecordVisit) and not known)


def portions(groups: Iterable[list[int]], most: int) -> Iterator[list[int]]:
    """Yield places in their order, whole groups together, not many more than `most` at once."""
    portion: list[int] = []
    for group in groups:
        if portion and len(portion) + len(group) > most:
            yield sorted(portion)
            portion = []
        portion += group
    if portion:
        yield sorted(portion)


async def try_portion(provider: UUID, lines: Sequence[Line], places: list[int], intake: Intake) -> dict[int, Verdict]:
    """Take in some lines and roll back; return what would have become of each."""
    tried = [lines[place] for place in places]
    async with rolled_back():
        if isinstance(intake.gathering, Attempted):
            await lock_visits(tried)
            await lock_counters(tried)
        verdicts = await take_all(provider, tried, intake)
    return {
        place: msgspec.structs.replace(verdict, receipt=None) for place, verdict in zip(places, verdicts, strict=True)
    }


async def lock_visits(lines: Sequence[Line]) -> None:
    """Lock every visit that will be changed, before the change counter is held, as each push does for its one."""
    ids = [line.sent.id for line in lines]
    visits = [line.asked.visit for line in lines if isinstance(line.asked, CorrectVisit | WithdrawVisit)]
    await fetch(
        """
        select from visit where id = any($1) or id in (select visit from visit_record where id = any($2))
        order by id for update
        """,
        visits,
        ids,
    )


async def lock_counters(lines: Sequence[Line]) -> None:
    """Hold the change counter of every organiser that is concerned, so that two dry runs take them in one order."""
    ids = [line.sent.id for line in lines]
    visits = [line.asked.visit for line in lines if isinstance(line.asked, CorrectVisit | WithdrawVisit)]
    numbers = [line.asked.voucher_number for line in lines if isinstance(line.asked, RecordVisit)]
    await fetch(
        """
        select from change_counter where organiser in (
            select organiser from visit
            where id = any($1) or id in (select visit from visit_record where id = any($2))
            union select organiser from voucher where number = any($3))
        order by organiser for no key update
        """,
        *(visits, ids, numbers),
    )
