"""What was in clear is sealed, in the tables and in their files, and opens to the same when it goes back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asyncpg.exceptions import RaiseError

from backend import migrate
from backend.database import fetch, transaction
from backend.migrations import m2026_11_23_at_rest as at_rest_storey
from tests.conftest import new_database, opened
from tests.written import contents_of, note_of

SEALED_TABLES = ("visit", "visit_record", "service_decision")
BEFORE = max(file.ID for file in migrate.migration_files() if at_rest_storey.ID > file.ID)
# Beside its rows a table's file holds what updates and dropped columns have left there.
ON_DISK = """
select count(*) as n from pg_class c,
    lateral pg_read_binary_file(pg_relation_filepath(c.oid)) as file
where c.relname = any($1) and c.relkind = 'r' and position($2::bytea in file) > 0
"""


async def rows_of(table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await fetch(f"select * from {table} order by id")]  # noqa: S608 - our own names


@pytest.fixture
async def own_county(server: str, county_as_loaded: str) -> AsyncIterator[None]:
    """Give a demo county that nobody else migrates."""
    async with new_database(server, county_as_loaded) as address, opened(address):
        yield


@pytest.mark.usefixtures("own_county")
async def test_what_was_in_clear_is_sealed_and_comes_back_as_it_was() -> None:
    await migrate.migrate_backwards(to=BEFORE)
    before = {table: await rows_of(table) for table in SEALED_TABLES}
    noted = max((row for row in before["visit"] if row["note"]), key=lambda row: len(row["note"]))
    assert any('"reason": "' in row["tasks"] for row in before["visit"])
    await fetch("checkpoint")
    assert (await fetch(ON_DISK, list(SEALED_TABLES), noted["note"].encode()))[0]["n"] > 0
    await migrate.migrate_forwards()
    assert await note_of(noted["id"]) == noted["note"]
    (record,) = [row for row in before["visit_record"] if row["id"] == noted["id"]]
    assert await contents_of(noted["id"]) == [record["content"]]
    assert not any('"reason": "' in row["tasks"] for row in await rows_of("visit"))
    await fetch("checkpoint")
    assert (await fetch(ON_DISK, list(SEALED_TABLES), noted["note"].encode()))[0]["n"] == 0
    await migrate.migrate_backwards(to=BEFORE)
    assert {table: await rows_of(table) for table in SEALED_TABLES} == before


@pytest.mark.parametrize(
    ("keeper", "act"),
    [
        ("sealing", "update visit_record set act = 'corrected'"),
        ("sealing", "update visit_record set content_sealed = '', act = 'corrected'"),
        ("sealing", "delete from visit_record"),
        ("retention", "update visit_record set content_sealed = ''"),
        ("retention", "truncate voucher_act"),
        ("anybody", "delete from refused_mutation"),
    ],
)
@pytest.mark.usefixtures("database")
async def test_a_keeper_may_do_one_thing_and_nothing_else(keeper: str, act: str) -> None:
    await fetch("select set_config('kotiseteli.keeper', $1, true)", keeper)
    with pytest.raises(RaiseError, match="appended to, never edited"):
        async with transaction():
            await fetch(act)


@pytest.mark.usefixtures("database")
async def test_a_keeper_may_do_its_own() -> None:
    await fetch("select set_config('kotiseteli.keeper', 'sealing', true)")
    await fetch("update visit_record set content_sealed = '\\x00'")
    await fetch("select set_config('kotiseteli.keeper', 'retention', true)")
    await fetch("delete from visit_record")
    assert await fetch("select from visit_record") == []
