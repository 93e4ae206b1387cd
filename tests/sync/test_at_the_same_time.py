"""Many phones, and one phone many times, at the same moment: nothing doubled, and no change is stepped over."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from backend.database import DB, fetch, transaction
from backend.demo import cast
from tests.conftest import Product
from tests.sync.phone import Phone
from tests.sync.test_corrections import correction, records_of, stands

CHANGES_SINCE = "select change_number from visit where organiser = $1 and change_number > $2 order by change_number"


@pytest.mark.usefixtures("committed_database")
async def test_failure_11_twenty_identical_pushes_at_once_store_each_visit_once_and_are_answered_alike(
    app: Litestar,
) -> None:
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visits = [phone.recording() for _ in range(5)]
        answers = await asyncio.gather(*(phone.verdicts(*visits) for _ in range(20)))
    rows = await fetch("select count(*) as n from visit where id = any($1)", [visit["id"] for visit in visits])
    assert rows[0]["n"] == 5
    accepted = [verdict for answer in answers for verdict in answer if verdict["verdict"] == "accepted"]
    assert len(accepted) == 5
    receipts = {json.dumps([verdict["receipt"] for verdict in answer]) for answer in answers}
    assert len(receipts) == 1


@pytest.mark.usefixtures("committed_database")
async def test_a_reader_that_follows_the_change_numbers_steps_over_none(app: Litestar) -> None:
    start = (await fetch("select last from change_counter where organiser = $1", cast.COUNTY.id))[0]["last"]
    seen: list[int] = []
    done = asyncio.Event()

    async def follow() -> None:
        cursor = start
        while True:
            finished = done.is_set()
            rows = await fetch(CHANGES_SINCE, cast.COUNTY.id, cursor)
            seen.extend(row["change_number"] for row in rows)
            cursor = seen[-1] if seen else cursor
            if finished:
                return
            await asyncio.sleep(0.001)

    async def send(phone: Phone) -> None:
        for _ in range(8):
            await phone.verdicts(phone.recording(), phone.recording(cast.UNSEEN_VOUCHER))

    async with Product(app).called_by(cast.ANNA) as anna:
        reader = asyncio.create_task(follow())
        await asyncio.gather(*(send(Phone(anna)) for _ in range(6)))
        done.set()
        await reader
    assert seen == list(range(start + 1, start + 1 + 6 * 8 * 2))


async def test_open_pages_hear_of_a_visit_only_when_it_is_committed(app: Litestar, committed_database: str) -> None:
    heard: list[Any] = []
    listener = await asyncpg.connect(committed_database)
    await listener.add_listener("changed", lambda *said: heard.append(said[-1]))
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit = phone.recording()
        await phone.verdicts(phone.recording(endedAt="2026-11-18T00:00:00Z"))
        await phone.verdicts(visit)
        await phone.verdicts(visit)
    await listener.execute("select 1")
    await listener.close()
    assert [json.loads(said) for said in heard] == [
        {"organiser": str(cast.COUNTY.id), "provider": str(cast.KANELI.id), "clients": [str(cast.HELVI.client)]}
    ]


async def test_a_connection_that_fails_at_commit_is_not_lost_to_the_others(committed_database: str) -> None:
    """Piccolo's own transaction leaks it; four such would stop a pool of four for good (docs/decisions/0003)."""
    assert committed_database
    await fetch("create table later (id int primary key, of int references later deferrable initially deferred)")
    for _ in range(12):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with transaction():
                await fetch("insert into later values (1, 2)")
    assert held() == 0


def held() -> int:
    """Return how many connections somebody holds."""
    assert DB.pool is not None
    return sum(holder._in_use is not None for holder in DB.pool._holders)


@pytest.mark.usefixtures("committed_database")
async def test_a_connection_whose_caller_goes_away_at_begin_is_not_lost_to_the_others() -> None:
    async def begin() -> None:
        async with transaction():
            await asyncio.sleep(1)

    for steps in range(12):
        task = asyncio.create_task(begin())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.05)
    assert held() == 0
    assert await asyncio.wait_for(fetch("select 1 as one"), 5)


@pytest.mark.usefixtures("committed_database")
async def test_twenty_identical_corrections_at_once_are_kept_once_and_answered_alike(app: Litestar) -> None:
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit = phone.recording()
        await phone.verdicts(visit)
        corrected = correction(phone, visit, note="Korjattu.")
        answers = await asyncio.gather(*(phone.verdicts(corrected) for _ in range(20)))
    assert sorted({one["verdict"] for (one,) in answers}) == ["accepted", "repeated"]
    assert len({json.dumps(one["receipt"]) for (one,) in answers}) == 1
    assert await records_of(visit) == [("recorded", 1), ("corrected", 1)]
    assert (await stands(visit))["to_review"] == []
