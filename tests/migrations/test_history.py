"""One history of the tables: forwards, backwards, never two processes at once; what it makes is what the code has."""

import asyncio
import os
import subprocess
import sys
from ast import literal_eval
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asyncpg.exceptions import RaiseError
from piccolo.columns import Array, Column
from piccolo.table import Table

from backend import migrate
from backend.database import fetch, transaction
from backend.piccolo_app import APP_CONFIG
from tests.conftest import new_database

ROOT = Path(__file__).parents[2]
COLUMNS = """
select column_name, udt_name, is_nullable = 'YES' as nullable from information_schema.columns
where table_schema = 'public' and table_name = $1
"""
TYPES = {
    "UUID": "uuid",
    "TEXT": "text",
    "INTEGER": "int4",
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamptz",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "BOOLEAN": "bool",
    "BYTEA": "bytea",
    "JSON": "json",
    "JSONB": "jsonb",
}


def type_of(column: Column) -> str:
    if isinstance(column, Array):
        return f"_{type_of(column.base_column)}"
    return TYPES[column.column_type.upper()]


@pytest.mark.parametrize("table", APP_CONFIG.table_classes, ids=lambda table: table.__name__)
@pytest.mark.usefixtures("database")
async def test_the_migrations_make_the_tables_of_the_code(table: type[Table]) -> None:
    rows = await fetch(COLUMNS, table._meta.tablename)
    made = {row["column_name"]: (row["udt_name"], row["nullable"]) for row in rows}
    written = {column._meta.name: (type_of(column), column._meta.null) for column in table._meta.columns}
    assert made == written


@pytest.mark.usefixtures("database")
async def test_every_migrated_table_is_in_the_code() -> None:
    rows = await fetch("select tablename as table_name from pg_tables where schemaname = 'public'")
    in_code = {table._meta.tablename for table in APP_CONFIG.table_classes}
    assert {row["table_name"] for row in rows} - {"migration"} == in_code


@pytest.fixture
async def empty_database(server: str) -> AsyncIterator[str]:
    """Give the address of a database with nothing in it."""
    async with new_database(server) as address:
        yield address


def migrating(address: str, *steps: str) -> subprocess.Popen[str]:
    """Start a process of its own that migrates the database."""
    script = "\n".join(
        [
            "import asyncio, sys",
            "from backend import migrate",
            "from backend.database import DB, fetch",
            "run = asyncio.new_event_loop().run_until_complete",
            ATTEMPT,
            "run(DB.open(sys.argv[1], 2))",
            *[f"print(run({step}))" for step in steps],
            "run(DB.close())",
        ]
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, address],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def outcome(process: subprocess.Popen[str]) -> str:
    out, err = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 0, err
    return out


# A migration that may fail, and what it said.
ATTEMPT = """
async def attempt():
    try:
        return await migrate.migrate_forwards()
    except Exception as failed:
        return failed
"""
COUNT = "fetch(\"select count(*) as n from pg_tables where schemaname = 'public'\")"


async def test_forwards_backwards_and_forwards_again(empty_database: str) -> None:
    process = migrating(
        empty_database,
        "migrate.migrate_forwards()",
        "migrate.migrate_forwards()",
        "migrate.migrate_backwards()",
        COUNT,
        "migrate.migrate_forwards()",
    )
    lines = (await outcome(process)).splitlines()
    every = [file.DESCRIPTION for file in migrate.migration_files()]
    # Forwards, nothing left to do, backwards to the history's own table, forwards again.
    assert lines == [str(every), "[]", str(every[::-1]), "[<Record n=1>]", str(every)]


async def test_two_processes_that_migrate_at_once_do_it_once(empty_database: str) -> None:
    both = [migrating(empty_database, "migrate.migrate_forwards()") for _ in range(2)]
    done = [literal_eval(await outcome(process)) for process in both]
    # Each holds the lock for one migration at a time, so that they may take turns.
    assert sorted(done[0] + done[1]) == sorted(file.DESCRIPTION for file in migrate.migration_files())


async def test_a_migration_that_fails_leaves_nothing_behind(empty_database: str) -> None:
    process = migrating(
        empty_database,
        "fetch('create table voucher (id int)')",
        "attempt()",
        COUNT,
    )
    lines = (await outcome(process)).splitlines()
    assert "already exists" in lines[1]
    assert lines[2] == "[<Record n=1>]"


@pytest.mark.parametrize(
    "act",
    [
        "update visit_record set act = 'corrected'",
        "update refused_mutation set number = 1",
        "update voucher_act set act = 'ended'",
        "update trail_entry set act = ''",
        "delete from visit_record",
        "delete from refused_mutation",
        "delete from trail_entry",
        "delete from voucher_act",
        "truncate visit_record",
        "truncate refused_mutation",
        "truncate trail_entry",
        "truncate voucher_act",
    ],
)
@pytest.mark.usefixtures("database")
async def test_records_and_the_trail_cannot_be_edited_even_by_hand(act: str) -> None:
    with pytest.raises(RaiseError, match="appended to, never edited"):
        async with transaction():
            await fetch(act)
