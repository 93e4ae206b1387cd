"""What the commands about the trail say, and that a printed head tells what nothing in the database can."""

from collections.abc import Sequence

import pytest

from backend.chain.commands import seal, verify
from backend.chain.sealing import nothing
from backend.demo import cast
from tests.chain.test_sealing import tamper, write


async def heads(printed: Sequence[str] = ()) -> list[str]:
    _, words = await verify(printed)
    return [line for line in words.splitlines() if line.startswith("head ")]


@pytest.mark.usefixtures("committed_database")
async def test_the_heads_are_printed_and_hold_for_ever() -> None:
    await write(3)
    assert await seal(nothing) == "Sealed entries: 3."
    printed = await heads()
    assert len(printed) == 1
    await write(2)
    await seal(nothing)
    is_right, words = await verify(printed)
    assert is_right
    assert "Verified: 5 entries under 2 seals." in words
    assert cast.COUNTY.name_fi in words


async def test_a_trail_that_was_sealed_anew_as_a_whole_is_not_as_printed(committed_database: str) -> None:
    await write(3)
    await seal(nothing)
    printed = await heads()
    await tamper(committed_database, "delete from trail_entry where id = 2")
    await tamper(committed_database, "delete from trail_seal")
    await seal(nothing)
    assert (await verify())[0]
    is_right, words = await verify(printed)
    assert not is_right
    assert f"NOT AS PRINTED: {printed[0]}" in words


@pytest.mark.parametrize(
    "line", ["head", "head x 1 00", "head 3f549a98-4a35-5913-8383-5aeac36aeb94 1 zz", "head 1 2 3 4"]
)
@pytest.mark.usefixtures("database")
async def test_what_is_no_head_is_not_taken_for_one_that_holds(line: str) -> None:
    is_right, words = await verify([line])
    assert not is_right
    assert line in words


async def test_what_is_wrong_is_said_with_its_organiser_and_place(committed_database: str) -> None:
    await write(3)
    await seal(nothing)
    await tamper(committed_database, "update trail_entry set role = 'worker' where id = 2")
    is_right, words = await verify()
    assert not is_right
    assert f"WRONG: {cast.COUNTY.name_fi}, seal 1 (entries with an id above 0 up to 3)" in words
