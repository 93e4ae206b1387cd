"""Hours of a provider's workers for its payroll: read from the visits, and what has changed since they were taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from backend import clock
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import ONE_DAY, bounds_of, month_of
from backend.invoicing.own_liability import office_of
from backend.invoicing.rules import HOUR_KINDS, HourKind, Worked, changed_since, hours_of, in_month
from backend.invoicing.standing import WORKERS, day_of
from backend.wire import Wire


class KindMinutes(Wire):
    """The minutes of one kind of hour."""

    kind: HourKind
    minutes: int


class WorkerHours(Wire):
    """What one worker worked in a month."""

    worker_id: UUID
    worker_name: str
    days: int
    minutes: int
    # Only kinds of which there are any.
    kinds: list[KindMinutes]


class HoursDiffer(Wire):
    """What is not any more as it was taken out."""

    worker_id: UUID
    worker_name: str
    kind: HourKind
    taken_minutes: int
    minutes: int


class WorkingHours(Wire):
    """The hours of a month, and what has changed since the office took them out."""

    month: str
    workers: list[WorkerHours]
    minutes: int
    # None: they have not been taken out yet.
    taken_at: datetime | None
    changes: list[HoursDiffer]


# A visit that began on the last evening of the month before may end in this one.
VISITS = """
select worker, started_at, ended_at from visit
where provider = $1 and started_at >= $2 and started_at < $3 and ended_at > $4 and state = 'recorded'
"""
TAKEN = "select hours, turn, taken_at from hours_taken where provider = $1 and month = $2 order by turn desc limit 1"
# Of two who take the same out at once, one is noted.
TAKE = """
insert into hours_taken (id, provider, month, turn, hours, taken_at, taken_by) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (provider, month, turn) do nothing
"""

ByWorker = dict[UUID, dict[HourKind, int]]


@dataclass(frozen=True)
class Month:
    """A month's hours, by worker and local day."""

    month: str
    days: Mapping[tuple[UUID, date], Counter[HourKind]]
    names: Mapping[UUID, str]
    taken: ByWorker
    taken_at: datetime | None
    # How often they have been taken out, each time others.
    turns: int

    def by_worker(self) -> ByWorker:
        """Return each worker's minutes of each kind."""
        return {worker: dict(kinds) for worker, kinds in in_month(self.days).items()}


async def month_of_hours(person: ActingPerson, month: str) -> Month:
    """Return the hours of a month (YYYY-MM) of the person's provider."""
    provider = office_of(person)
    first, after = bounds_of(month)
    rows = await fetch(VISITS, provider, first - ONE_DAY, after, first)
    hours = hours_of(Worked(row["worker"], row["started_at"], row["ended_at"]) for row in rows)
    days = {place: kinds for place, kinds in hours.items() if month_of(place[1]) == month}
    latest = await fetch(TAKEN, provider, day_of(month))
    taken = msgspec.json.decode(latest[0]["hours"], type=ByWorker) if latest else {}
    workers = list({worker for worker, _ in days} | set(taken))
    names = {row["id"]: row["name"] for row in await fetch(WORKERS, workers)}
    return Month(
        month, days, names, taken, latest[0]["taken_at"] if latest else None, latest[0]["turn"] if latest else 0
    )


def working_hours(found: Month) -> WorkingHours:
    """Return the hours of a month in words, by name."""
    sums = found.by_worker()
    changes = changed_since(found.taken, sums) if found.taken_at else []
    workers = [
        WorkerHours(
            worker_id=worker,
            worker_name=found.names[worker],
            days=sum(1 for one, _ in found.days if one == worker),
            minutes=sum(kinds.values()),
            kinds=[KindMinutes(kind, kinds[kind]) for kind in HOUR_KINDS if kinds.get(kind)],
        )
        for worker, kinds in sums.items()
    ]
    return WorkingHours(
        month=found.month,
        workers=sorted(workers, key=lambda one: (one.worker_name, one.worker_id)),
        minutes=sum(one.minutes for one in workers),
        taken_at=found.taken_at,
        changes=[
            HoursDiffer(one.worker, found.names[one.worker], one.kind, one.taken_minutes, one.minutes)
            for one in changes
        ],
    )


async def note_hours_taken(person: ActingPerson, found: Month) -> None:
    """Note what is taken out to be paid by; what is as it was the last time is noted once."""
    hours = found.by_worker()
    if found.taken_at is None or changed_since(found.taken, hours):
        written = msgspec.json.encode(hours).decode()
        whose = (uuid4(), office_of(person), day_of(found.month))
        await fetch(TAKE, *whose, found.turns + 1, written, clock.now(), person.id)
