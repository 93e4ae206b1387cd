"""A voucher of its own with nothing on it, and visits that come to it as phones' pushes store them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.database import fetch
from backend.days import start_of
from backend.demo import cast
from backend.verdicts.judging import judge_all
from tests.conftest import NOW, Product

GRANT = """
insert into voucher (id, number, kind, decision, client, organiser, service, provider, first_day, last_day, quantity,
    quantity_unit, period, value_cents, tasks, granted_at, granted_by, pauses)
select $1, $2, kind, decision, client, organiser, service, provider, '2026-10-01', '2026-12-31', $3, $4, $5,
    value_cents, tasks, granted_at, granted_by, '[]' from voucher where id = $6
"""
COME = """
with counter as (
    update change_counter set last = last + 1 where organiser = (select organiser from voucher where id = $2)
    returning last
)
insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, started_at, ended_at,
    minutes, tasks, to_review, time_quality, received_at)
select $1, v.id, v.client, v.organiser, v.provider, $3, counter.last, $1, 'recorded', $4, $5, $6, '[]', $7, 'by_clock',
    $8 from voucher v, counter where v.id = $2
"""
CHANGE = """
with counter as (
    update change_counter set last = last + 1 where organiser = (select organiser from visit where id = $1)
    returning last
)
update visit set change_number = counter.last, record = $2, state = $3, started_at = $4, ended_at = $5, minutes = $6,
    received_at = $7
from counter where id = $1
"""
VERDICTS = """
select visit, record, day, minutes, price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs
from visit_verdict where voucher = $1 order by visit
"""


WORKER = UUID(int=569_2009)
TOLERANCE = ("toleranceOf", "tolerancePermille")
DEADLINES = ("recordingDeadlineHours", "backDatingDays")


class Granted:
    """A voucher, what comes to it, and what becomes of that."""

    def __init__(self, id_: UUID) -> None:
        """Hold the voucher."""
        self.id = id_

    async def came(
        self, started_at: datetime, minutes: int = 60, worker: UUID = WORKER, to_review: tuple[str, ...] = ()
    ) -> UUID:
        """Let a visit come."""
        visit = uuid4()
        ended_at = started_at + timedelta(minutes=minutes)
        await fetch(COME, visit, self.id, worker, started_at, ended_at, minutes, list(to_review), ended_at)
        return visit

    async def changed(self, visit: UUID, started_at: datetime, minutes: int = 60, *, withdrawn: bool = False) -> None:
        """Let a correction or a withdrawal of a visit come."""
        ended_at = started_at + timedelta(minutes=minutes)
        state = "withdrawn" if withdrawn else "recorded"
        await fetch(CHANGE, visit, uuid4(), state, started_at, ended_at, minutes, max(ended_at, NOW))

    async def verdicts(self) -> dict[UUID, Mapping[str, Any]]:
        """Judge, and return what has become of each visit."""
        await judge_all()
        return {row["visit"]: row for row in await fetch(VERDICTS, self.id)}

    async def verdict(self, visit: UUID) -> tuple[str, list[str]]:
        """Judge, and return what has become of one visit and by which rules."""
        row = (await self.verdicts())[visit]
        return row["verdict"], row["rules"]


async def grant(quantity: int = 600, unit: str = "minute", period: str = "month", like: UUID | None = None) -> Granted:
    """Grant Helvi, or the client of another voucher, as much more of the same."""
    id_ = uuid4()
    like = like or cast.HELVIS_VOUCHER.id
    await fetch(GRANT, id_, f"T{id_.hex[:11].upper()}", quantity, unit, period, like)
    return Granted(id_)


@pytest.fixture
async def granted(product: Product) -> Granted:  # noqa: ARG001 - the county stands
    """Give ten hours a month, a worker who was nowhere, and a tolerance in the grant's own unit; all else is judged."""
    await fetch(
        "insert into person (id, given_name, family_name, language) values ($1, 'Uusi', 'Hoitaja', 'fi')", WORKER
    )
    await fetch("update rulebook_part set terms = terms - $1::text[]", [*TOLERANCE, *DEADLINES])
    await fetch("delete from verdict_due")
    await fetch(
        "insert into verdict_fold select organiser, last from change_counter"
        " on conflict (organiser) do update set reached = excluded.reached"
    )
    return await grant()


def at(day: str, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment of a local day."""
    return start_of(date.fromisoformat(day)) + timedelta(hours=hour, minutes=minute)
