"""Checks what workers read in clients' homes as their visits are stored, and tells what it says of each visit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.database import fetch
from backend.presence.keeping import unsealed
from backend.presence.rules import Outcome, is_tag, outcome_of, step_read, tolerance_of
from backend.wire import Instant, hold_to_our_times


class ToldPresence(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What a worker read in the client's home, as her phone says it. Whatever it is, the visit is kept."""

    read: str
    # By the phone's clock, set right as all of the record's times.
    read_at: Instant

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.read_at)


class ToCheck(msgspec.Struct, frozen=True):
    """A reading beside the visit that carries it."""

    visit: UUID
    client: UUID
    worker: UUID
    told: ToldPresence
    time_quality: str


class Checked(msgspec.Struct, frozen=True):
    """A reading, and what it was found to be."""

    reading: ToCheck
    found: Literal["digits", "tag"] | None
    step: int | None


SECRETS = "select id, client, kind, secret_sealed, made_at, ended_at from presence_secret where client = any($1)"


async def check(readings: Sequence[ToCheck]) -> list[Checked]:
    """Return what each reading was found to be, by the secrets of its client at that time."""
    secrets: dict[UUID, list[Mapping[str, Any]]] = {}
    if not readings:
        return []
    for row in await fetch(SECRETS, [one.client for one in readings]):
        secrets.setdefault(row["client"], []).append(row)
    return [checked(one, secrets.get(one.client, ())) for one in readings]


def checked(reading: ToCheck, secrets: Iterable[Mapping[str, Any]]) -> Checked:
    """Return what a reading was found to be."""
    told, tolerance = reading.told, tolerance_of(reading.time_quality)
    for row in secrets:
        is_over = row["ended_at"] is not None and row["ended_at"] + tolerance < told.read_at
        if not is_over and row["made_at"] - tolerance <= told.read_at:
            secret = unsealed(row)
            if row["kind"] == "tag":
                if is_tag(secret, told.read):
                    return Checked(reading, "tag", None)
                continue
            step = step_read(secret, told.read, told.read_at, tolerance)
            if step is not None:
                return Checked(reading, "digits", step)
    return Checked(reading, None, None)


# The statement before this one holds the organiser's change counter: nobody uses the same digits meanwhile.
KEEP = """
with given as (
    select *, row_number() over (partition by client, worker, step order by read_at, visit) as turn
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[])
        as given(visit, client, worker, found, step, read_at)
), judged as (
    select *, step is not null and (turn > 1 or exists (
        select from presence_reading r where r.client = given.client and r.worker = given.worker and r.step = given.step
    )) as was_used from given
)
insert into presence_reading (visit, client, organiser, worker, found, step, read_at)
select visit, client, $1, worker, case when not was_used then found end, case when not was_used then step end, read_at
from judged on conflict (visit) do nothing
"""


async def keep(organiser: UUID, readings: Iterable[Checked]) -> None:
    """Keep readings beside their visits, in the transaction that stores those; digits are used once by each worker."""
    rows = [
        (one.reading.visit, one.reading.client, one.reading.worker, one.found, one.step, one.reading.told.read_at)
        for one in readings
    ]
    if rows:
        await fetch(KEEP, organiser, *(list(column) for column in zip(*rows, strict=True)))


READ = "select visit, found, read_at from presence_reading where visit = any($1)"


async def outcomes(visits: Mapping[UUID, tuple[datetime, datetime]]) -> dict[UUID, Outcome]:
    """Return what was found in each visit in which something was read, given with the times it has now."""
    rows = await fetch(READ, list(visits)) if visits else []
    return {row["visit"]: outcome_of(row["found"], row["read_at"], visits[row["visit"]]) for row in rows}
