"""Brings the database to the newest shape, one migration after another, never two processes at once.

The files are Piccolo's, run by hand here because Piccolo takes no lock and writes its "has run" row outside the
migration's transaction (docs/decisions/0011).
"""

import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend import migrations
from backend.database import connection, fetch, transaction

# Any constant that nothing else in the database locks by.
MIGRATION_LOCK = 5_683_114_207

HISTORY = """
create table if not exists migration (
    id serial primary key,
    name varchar(200) not null default '',
    app_name varchar(200) not null default '',
    ran_on timestamp not null default current_timestamp
)
"""


class MigrationFile(Protocol):
    """What a module in `backend/migrations` offers."""

    ID: str
    DESCRIPTION: str
    forwards: Callable[[], Awaitable[MigrationManager]]


def migration_files() -> list[MigrationFile]:
    """Return every migration, oldest first."""
    files = [
        cast("MigrationFile", import_module(f"{migrations.__name__}.{module.name}"))
        for module in iter_modules(migrations.__path__)
    ]
    return sorted(files, key=lambda file: file.ID)


@asynccontextmanager
async def alone() -> AsyncIterator[None]:
    """Hold one transaction that no other migrating process can enter."""
    async with transaction():
        # A large table may need longer than any request may take.
        await connection().execute("set local statement_timeout = 0")
        await fetch("select pg_advisory_xact_lock($1)", MIGRATION_LOCK)
        await connection().execute(HISTORY)
        yield


async def which_ran() -> list[str]:
    """Return the ids of the migrations that the database has, oldest first."""
    rows = await fetch("select name from migration where app_name = 'backend' order by name")
    return [row["name"] for row in rows]


async def run(file: MigrationFile, *, backwards: bool) -> None:
    """Run one migration in the transaction that is open."""
    manager = await file.forwards()
    # Piccolo reports each step to the terminal; our own command says what happened in one line.
    with contextlib.redirect_stdout(io.StringIO()):
        await manager.run(backwards=backwards)


async def migrate_forwards() -> list[str]:
    """Run what has not run yet, each with its "has run" row in one transaction; return what was done."""
    done = []
    for file in migration_files():
        async with alone():
            if file.ID in await which_ran():
                continue
            await run(file, backwards=False)
            await fetch("insert into migration (name, app_name) values ($1, 'backend')", file.ID)
            done.append(file.DESCRIPTION)
    return done


async def migrate_backwards(to: str | None = None) -> list[str]:
    """Undo the migrations newer than `to`, newest first; None undoes all."""
    done = []
    for file in reversed(migration_files()):
        if to is not None and to >= file.ID:
            break
        async with alone():
            if file.ID not in await which_ran():
                continue
            await run(file, backwards=True)
            await fetch("delete from migration where name = $1 and app_name = 'backend'", file.ID)
            done.append(file.DESCRIPTION)
    return done
