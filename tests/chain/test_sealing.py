"""The trail is sealed in chains: whatever is changed, removed or added afterwards is found, and where."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from asyncpg.exceptions import RaiseError

from backend.chain import sealing
from backend.chain.hashing import NOTHING_BEFORE, Segment, by_segment, seal_hash
from backend.chain.sealing import copied, seal_trail
from backend.chain.verifying import Verified, verify_trail
from backend.database import fetch, transaction
from backend.demo import cast
from tests.conftest import NOW

WRITE = """
insert into trail_entry (at, organiser, client, person, role, act, subject)
select $1::timestamptz + n * interval '1 second', $2, $3, $4, 'granter', 'viewed', $3 from generate_series(1, $5) as n
"""
CITYS = cast.CITY.id
COUNTYS = cast.COUNTY.id
FORGE = "update trail_seal set hash = '\\xforged' where organiser = '{county}' and number = 1"
COPY_OF_AN_ENTRY = """
insert into trail_entry (id, at, organiser, client, person, role, act, subject)
select 10, at, organiser, client, person, role, act, subject from trail_entry where id = 9
"""
AN_ENTRY_OR_THE_SEAL = "an entry, or the seal, was changed"


async def write(entries: int, organiser: UUID = COUNTYS, at: datetime = NOW) -> None:
    """Write entries as anybody's request does."""
    await fetch(WRITE, at, organiser, cast.HELVI.client, cast.MARJA.id, entries)


async def tamper(address: str, statement: str) -> None:
    """Do what only the database's owner can: put the triggers aside and change one row."""
    owner = await asyncpg.connect(address)
    await owner.execute("set session_replication_role = replica")
    of = statement.format(county=COUNTYS, city=CITYS)
    assert (await owner.execute(of)).split()[-1] == "1"
    await owner.close()


def first_wrong(found: Verified) -> dict[UUID, tuple[int, str]]:
    return {organiser: (wrong.number, wrong.what) for organiser, wrong in found.wrong.items()}


@pytest.fixture
async def sealed(committed_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database with three seals of the county and two of the city."""
    monkeypatch.setattr(sealing, "MOST_TOGETHER", 5)
    await write(4)
    await write(3, CITYS)
    await write(5)
    assert [window.entries for window in await seal_trail()] == [5, 5, 2]
    return committed_database


@pytest.mark.usefixtures("sealed")
async def test_an_untouched_trail_verifies() -> None:
    await write(2)
    found = await verify_trail()
    assert (found.wrong, found.entries, found.unsealed) == ({}, 12, 2)
    assert {organiser: head.number for organiser, head in found.heads.items()} == {COUNTYS: 3, CITYS: 2}


@pytest.mark.usefixtures("sealed")
async def test_sealing_goes_on_where_it_stopped() -> None:
    assert await seal_trail() == []
    await write(1, CITYS)
    assert [window.entries for window in await seal_trail()] == [1]
    found = await verify_trail()
    assert (found.wrong, found.seals, found.unsealed) == ({}, 6, 0)


@pytest.mark.parametrize(
    ("statement", "seal", "what"),
    [
        ("update trail_entry set act = 'printed' where id = 2", 1, AN_ENTRY_OR_THE_SEAL),
        ("update trail_entry set at = at + interval '1 microsecond' where id = 9", 2, AN_ENTRY_OR_THE_SEAL),
        ("update trail_entry set purpose = 'care' where id = 12", 3, AN_ENTRY_OR_THE_SEAL),
        ("delete from trail_entry where id = 8", 2, "entries missing: 1 of 3"),
        (
            COPY_OF_AN_ENTRY,
            2,
            "entries added: 1 to 3",
        ),
        ("update trail_entry set organiser = '{city}' where id = 4", 1, "entries missing: 1 of 4"),
        (
            "delete from trail_seal where organiser = '{county}' and number = 2",
            2,
            "entries that no seal covers: 3",
        ),
        ("update trail_seal set hash = '\\x00' where organiser = '{county}' and number = 1", 1, AN_ENTRY_OR_THE_SEAL),
        ("update trail_seal set entries = 3 where organiser = '{county}' and number = 3", 3, "entries missing: 1"),
    ],
)
async def test_whatever_is_changed_is_named_at_its_first_segment(
    sealed: str, statement: str, seal: int, what: str
) -> None:
    await tamper(sealed, statement)
    number, words = first_wrong(await verify_trail())[COUNTYS]
    assert number == seal
    assert words.startswith(what)


async def test_the_others_stay_right_when_one_chain_is_wrong(sealed: str) -> None:
    await tamper(sealed, "update trail_entry set act = 'printed' where id = 6")
    assert first_wrong(await verify_trail()) == {CITYS: (2, AN_ENTRY_OR_THE_SEAL)}


async def test_whoever_seals_a_changed_segment_anew_is_found_at_the_next(sealed: str) -> None:
    await tamper(sealed, "update trail_entry set act = 'nothing' where id = 1")
    (seal,) = await fetch("select * from trail_seal where organiser = $1 and number = 1", COUNTYS)
    segment = Segment(**{name: seal[name] for name in Segment.__struct_fields__})
    async with transaction():
        lines = by_segment(await copied(segment.after_id, segment.last_id))[COUNTYS, NOW.year]
    forged = seal_hash(NOTHING_BEFORE, segment, lines).hex()
    await tamper(sealed, FORGE.replace("forged", forged))
    assert first_wrong(await verify_trail()) == {COUNTYS: (2, AN_ENTRY_OR_THE_SEAL)}


@pytest.mark.usefixtures("committed_database")
async def test_what_an_unfinished_request_may_still_write_is_not_sealed_over() -> None:
    has_written, may_commit = asyncio.Event(), asyncio.Event()

    async def slow_request() -> None:
        async with transaction():
            await write(1)
            has_written.set()
            await may_commit.wait()

    slow = asyncio.create_task(slow_request())
    await has_written.wait()
    # A later id is committed before it.
    await write(1)
    assert await seal_trail(patience_seconds=0.1) == []
    sealing_now = asyncio.create_task(seal_trail())
    await asyncio.sleep(0.1)
    # One who begins while the sealing waits holds nothing up.
    await write(1)
    may_commit.set()
    await slow
    assert [window.entries for window in await sealing_now] == [2]
    await seal_trail()
    found = await verify_trail()
    assert (found.wrong, found.entries, found.unsealed) == ({}, 3, 0)


@pytest.mark.usefixtures("committed_database")
async def test_while_many_write_every_entry_is_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_TOGETHER", 20)

    async def writer(organiser: UUID) -> None:
        for entries in range(1, 15):
            async with transaction():
                await write(entries, organiser)
                await asyncio.sleep(0.001 * (entries % 3))

    writers = asyncio.gather(*(writer(organiser) for organiser in (COUNTYS, CITYS, COUNTYS)))
    while not writers.done():
        # Two processes at once.
        await asyncio.gather(seal_trail(), seal_trail())
        await asyncio.sleep(0.005)
    await seal_trail()
    found = await verify_trail()
    assert (found.wrong, found.entries, found.unsealed) == ({}, 3 * 105, 0)


@pytest.mark.usefixtures("committed_database")
async def test_a_segment_lies_in_one_year() -> None:
    await write(3, at=datetime(2026, 12, 31, 23, 59, 57, tzinfo=UTC))
    await seal_trail()
    rows = await fetch("select number, year, entries from trail_seal order by number")
    assert [(row["number"], row["year"], row["entries"]) for row in rows] == [(1, 2026, 2), (2, 2027, 1)]
    assert await fetch("select from trail_years.y2027")
    assert (await verify_trail()).wrong == {}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("table", ["trail_seal", "trail_years.y2026", "trail_years.other"])
@pytest.mark.parametrize("act", ["delete from {}", "truncate {}"])
async def test_neither_seals_nor_a_year_can_be_edited_by_hand(table: str, act: str) -> None:
    with pytest.raises(RaiseError, match="appended to, never edited"):
        async with transaction():
            await fetch(act.format(table))
