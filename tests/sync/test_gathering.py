"""Pushes stored together are as safe as pushes stored alone: nobody suffers for another, each is stored once."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend.database import fetch
from backend.demo import cast
from backend.sync.gathering import MOST_TOGETHER, Gathering
from backend.visits.mutations import Recording, RecordVisit, Sent, ToStore, VoucherFacts
from tests.conftest import NOW, TODAY
from tests.sync.phone import uuid7

DEVICE = uuid4()


def recording(number: int, voucher: UUID = cast.HELVIS_VOUCHER.id) -> ToStore:
    """Return a visit ready to be stored."""
    begun, ended = NOW - timedelta(hours=1), NOW - timedelta(minutes=30)
    visit = RecordVisit(cast.HELVIS_VOUCHER.number, None, begun, ended, None, [], "")
    facts = VoucherFacts(
        number=cast.HELVIS_VOUCHER.number,
        id=voucher,
        client=cast.HELVI.client,
        organiser=cast.COUNTY.id,
        first_day=TODAY,
        last_day=TODAY,
        ended_on=None,
        names_other_provider=False,
        approvals=[],
    )
    sent = Sent(uuid7(NOW), number, NOW, "{}", bytes(32))
    return ToStore(sent, Recording(visit, facts, [], "by_clock"), cast.ANNA.id, cast.KANELI.id, DEVICE, NOW)


@pytest.fixture
async def gathering(committed_database: str) -> Gathering:
    """Give a gathering on a county of its own, where the phone is known."""
    assert committed_database
    await fetch("insert into device values ($1, $2, $3, $3, 0)", DEVICE, cast.ANNA.id, NOW)
    return Gathering()


async def commits() -> int:
    """Return how many transactions have stored what phones sent; rows of one share its number."""
    rows = await fetch("select count(distinct xmin::text) as n from visit_record where device is not null")
    return int(rows[0]["n"])


async def stored(*recordings: ToStore) -> int:
    rows = await fetch("select count(*) as n from visit where id = any($1)", [one.sent.id for one in recordings])
    return int(rows[0]["n"])


async def test_pushes_that_wait_for_one_another_share_a_commit(gathering: Gathering) -> None:
    given = [recording(number) for number in range(1, 13)]
    answers = await asyncio.gather(*(gathering.store(cast.COUNTY.id, [one]) for one in given))
    assert [set(answer) for answer in answers] == [{one.sent.id} for one in given]
    assert await stored(*given) == 12
    assert await commits() == 1


async def test_a_push_that_cannot_be_stored_fails_alone(gathering: Gathering) -> None:
    first, good, bad, last = recording(1), recording(2), recording(3, voucher=uuid4()), recording(4)
    answers = await asyncio.gather(
        *(gathering.store(cast.COUNTY.id, [one]) for one in (first, good, bad, last)), return_exceptions=True
    )
    assert isinstance(answers[2], asyncpg.ForeignKeyViolationError)
    assert [one for one in answers if isinstance(one, Exception)] == [answers[2]]
    assert await stored(first, good, last) == 3
    assert await stored(bad) == 0


async def test_the_same_record_in_two_pushes_of_a_group_is_new_to_one(gathering: Gathering) -> None:
    before, same = recording(1), recording(2)
    _, one, other = await asyncio.gather(
        *(gathering.store(cast.COUNTY.id, given) for given in ([before], [same], [same]))
    )
    assert sorted([len(one), len(other)]) == [0, 1]
    assert await stored(same) == 1


async def test_a_caller_that_goes_away_takes_nobody_with_it(gathering: Gathering) -> None:
    given = [recording(number) for number in range(1, 6)]
    tasks = [asyncio.create_task(gathering.store(cast.COUNTY.id, [one])) for one in given]
    await asyncio.sleep(0)
    tasks[0].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert [set(answer) for answer in answers[1:] if not isinstance(answer, BaseException)] == [
        {one.sent.id} for one in given[1:]
    ]
    assert await stored(*given[1:]) == 4


async def test_more_than_go_together_are_stored_all_the_same(gathering: Gathering) -> None:
    given = [recording(number) for number in range(1, MOST_TOGETHER + 101)]
    pushes = [given[start : start + 50] for start in range(0, len(given), 50)]
    answers = await asyncio.gather(*(gathering.store(cast.COUNTY.id, push) for push in pushes))
    assert sum(len(answer) for answer in answers) == len(given)
    assert await stored(*given) == len(given)
    numbers = sorted(number for answer in answers for number in answer.values())
    assert numbers == list(range(numbers[0], numbers[0] + len(given)))


async def test_one_organisers_pushes_do_not_wait_for_anothers(gathering: Gathering) -> None:
    await gathering.turns[cast.CITY.id].acquire()
    answer = await asyncio.wait_for(gathering.store(cast.COUNTY.id, [recording(1)]), 5)
    assert len(answer) == 1
