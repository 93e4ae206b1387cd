"""The demo county in the real database: every row, sealed identity codes, all or nothing."""

from dataclasses import fields, replace

import asyncpg
import pytest

from backend.access.identity_code import fingerprint, unseal
from backend.database import connection, fetch
from backend.demo import cast
from backend.demo.county import County, build
from backend.demo.loading import SEALED, is_loaded, load_county
from backend.demo.rounds import known_at
from backend.piccolo_app import APP_CONFIG
from tests.conftest import NOW, TEST_KEYS, TODAY


@pytest.fixture(scope="module")
def built() -> County:
    return build(TODAY)


@pytest.mark.usefixtures("database")
async def test_every_row_is_there(built: County) -> None:
    counts = {}
    for table in fields(built):
        rows = await fetch(f"select count(*) as count from {table.name}")  # noqa: S608 - our own names
        counts[table.name] = rows[0]["count"]
    stored = replace(built, planned_visit=known_at(built.planned_visit, NOW))
    assert counts == {table.name: len(getattr(stored, table.name)) for table in fields(stored)}
    assert await is_loaded()


def test_a_row_has_the_columns_of_its_table(built: County) -> None:
    tables = {table._meta.tablename: table for table in APP_CONFIG.table_classes}
    for table in fields(built):
        columns = {column._meta.db_column_name for column in tables[table.name]._meta.columns}
        row = getattr(built, table.name)[0]
        stored = SEALED[table.name](row, TEST_KEYS) if table.name in SEALED else row._asdict()
        given = set(stored)
        assert given == columns


@pytest.mark.usefixtures("database")
async def test_identity_codes_are_sealed_and_found_by_their_hash(built: County) -> None:
    helvi = next(person for person in built.person if person.id == cast.HELVI.id)
    rows = await fetch(
        "select id, identity_code_sealed as sealed from person where identity_code_hash = $1",
        fingerprint(helvi.identity_code, TEST_KEYS.identity),
    )
    assert [row["id"] for row in rows] == [cast.HELVI.id]
    assert unseal(rows[0]["sealed"], TEST_KEYS.identity) == helvi.identity_code
    texts = await fetch("select string_agg(person::text, ' ') as rows from person")
    assert not any(person.identity_code in texts[0]["rows"] for person in built.person)


@pytest.mark.usefixtures("database")
async def test_change_numbers_go_on_from_the_last_visit() -> None:
    rows = await fetch(
        "select c.last, max(v.change_number) as largest from change_counter c join visit v using (organiser)"
        " group by c.organiser"
    )
    assert len(rows) == 2
    assert all(row["last"] == row["largest"] for row in rows)


@pytest.mark.usefixtures("database")
async def test_loading_twice_changes_nothing() -> None:
    before = await fetch("select count(*) from visit_record")
    with pytest.raises(asyncpg.UniqueViolationError):
        await load_county(TODAY, TEST_KEYS)
    assert await fetch("select count(*) from visit_record") == before


@pytest.mark.usefixtures("database")
async def test_an_empty_database_is_known_to_be_empty_and_filled() -> None:
    tables = ", ".join(table.name for table in fields(County))
    # Even what is appended to, for once: it comes back with the transaction.
    await connection().execute(f"set local session_replication_role = replica; truncate {tables} cascade")
    assert not await is_loaded()
    await load_county(TODAY, TEST_KEYS)
    assert await is_loaded()
