"""Mandates at Suomi.fi: who is there just now, choosing for whom to act."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mandates at Suomi.fi"

FORWARDS = """
create table suomi_fi_choice (
    session uuid primary key references session (id) on delete cascade,
    their_session text not null check (their_session <> ''),
    begun_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > begun_at)
);
"""
BACKWARDS = """
drop table suomi_fi_choice;
"""


async def forwards() -> MigrationManager:
    """Add the choices under way; there are none yet."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
