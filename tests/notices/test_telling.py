"""What happened is written down with the change that let it happen, once where it is to be heard once."""

import pytest

from backend.database import fetch, transaction
from backend.demo import cast
from backend.notices.kinds import Kind
from backend.notices.telling import Happened, tell

MISSED = Happened(Kind.MISSED, cast.HELVI.client, cast.COUNTY.id, facts={"startsAt": "2026-11-18T08:00:00Z"})
KEPT = "select kind, client, facts from happening where client = $1"


class GoneWrong(Exception):
    """The change did not come about."""


async def tell_and_fail() -> None:
    async with transaction():
        await tell(MISSED)
        raise GoneWrong


async def test_it_is_told_with_the_change_and_not_without_it(database: None) -> None:  # noqa: ARG001 - it is written to
    with pytest.raises(GoneWrong):
        await tell_and_fail()
    assert await fetch(KEPT, cast.HELVI.client) == []
    async with transaction():
        await tell(MISSED, MISSED)
    kept = await fetch(KEPT, cast.HELVI.client)
    assert [(row["kind"], row["facts"]) for row in kept] == [("missed", '{"startsAt": "2026-11-18T08:00:00Z"}')] * 2


async def test_what_is_to_be_heard_once_is_kept_once(database: None) -> None:  # noqa: ARG001 - the same
    late = Happened(Kind.LATE, cast.HELVI.client, cast.COUNTY.id, once="late 1")
    await tell(late, late)
    await tell(late)
    await tell()
    assert len(await fetch(KEPT, cast.HELVI.client)) == 1
