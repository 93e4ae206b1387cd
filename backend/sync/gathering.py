"""Pushes that arrive while another is being stored are stored together: one statement, one commit for all of them.

The organiser's change counter lets only one commit go at a time, so waiting in the process instead of in the database
costs nobody anything and saves half of the work (docs/benchmarks.md). Each push is answered after the commit that holds
it; a group that fails is stored push by push, so nobody suffers for another.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.database import transaction
from backend.presence.checking import Checked, ToCheck, check, keep
from backend.visits.mutations import ToStore, store_recordings

# Clients that one announcement has room for (notices/live.py), and rows that one statement still handles at once.
MOST_TOGETHER = 200


@dataclass(eq=False)
class Share:
    """One push's part of a group."""

    recordings: Sequence[ToStore]
    # The change numbers of those that were not there before, once the commit is done.
    stored: dict[UUID, int] | None = None
    failure: Exception | None = None

    def is_done(self) -> bool:
        """Tell whether its turn has come."""
        return self.stored is not None or self.failure is not None


class Gathering:
    """The pushes of this process that wait to be stored, by organiser."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self.waiting: dict[UUID, list[Share]] = defaultdict(list)
        self.turns: dict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        # The group being stored; it outlives a caller that goes away, and the next one waits for it.
        self.running: dict[UUID, asyncio.Task[None]] = {}

    async def store(self, organiser: UUID, recordings: Sequence[ToStore]) -> dict[UUID, int]:
        """Store a push's recordings, with whatever else waits; return the change numbers of those that are new."""
        share = Share(recordings)
        self.waiting[organiser].append(share)
        async with self.turns[organiser]:
            while not share.is_done():
                task = self.running.get(organiser)
                if task is None or task.done():
                    task = self.running[organiser] = asyncio.create_task(self.store_next(organiser))
                await asyncio.shield(task)
        if share.failure is not None:
            raise share.failure
        return share.stored or {}

    async def store_next(self, organiser: UUID) -> None:
        """Store the pushes that have waited longest, as many as go together."""
        group: list[Share] = []
        waiting = self.waiting[organiser]
        while waiting and sum(len(one.recordings) for one in [*group, waiting[0]]) <= MOST_TOGETHER:
            group.append(waiting.pop(0))
        try:
            await store_group(organiser, group)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is told to the one whose it is
            if len(group) == 1:
                group[0].failure = failure
                return
            for share in group:
                try:
                    await store_group(organiser, [share])
                except Exception as own:  # noqa: BLE001 - the same
                    share.failure = own


def readings_in(recordings: Iterable[ToStore]) -> Iterable[ToCheck]:
    """Yield what was read in clients' homes, of the few recordings that say it."""
    for one in recordings:
        if (told := one.recording.visit.presence) is not None:
            yield ToCheck(one.sent.id, one.recording.voucher.client, one.worker, told, one.recording.time_quality)


async def store_with(organiser: UUID, recordings: Sequence[ToStore], read: Sequence[Checked]) -> dict[UUID, int]:
    """Store recordings, and what was read in those of them that are new, in one transaction."""
    async with transaction():
        stored = await store_recordings(organiser, recordings)
        await keep(organiser, [one for one in read if one.reading.visit in stored])
    return stored


async def store_group(organiser: UUID, group: list[Share]) -> None:
    """Store a group in one statement, its own transaction, each record once; tell each push what is new of its own."""
    first: dict[UUID, tuple[ToStore, dict[UUID, int]]] = {}
    own: list[dict[UUID, int]] = [{} for _ in group]
    for share, stored_of_it in zip(group, own, strict=True):
        for recording in share.recordings:
            first.setdefault(recording.sent.id, (recording, stored_of_it))
    recordings = [recording for recording, _ in first.values()]
    read = await check(list(readings_in(recordings)))
    stored = await store_with(organiser, recordings, read) if read else await store_recordings(organiser, recordings)
    for mutation, sequence in stored.items():
        first[mutation][1][mutation] = sequence
    for share, stored_of_it in zip(group, own, strict=True):
        share.stored = stored_of_it
