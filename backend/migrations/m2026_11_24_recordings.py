"""A recording as it is handed to the statement that stores it: one row a visit, instead of a list a column."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "recordings in rows"

FORWARDS = """
create type recording as (
    id uuid,
    number bigint,
    content_sealed bytea,
    sha256 bytea,
    worker uuid,
    provider uuid,
    device uuid,
    received_at timestamptz,
    sign_in uuid,
    voucher uuid,
    client uuid,
    started_at timestamptz,
    ended_at timestamptz,
    minutes integer,
    tasks jsonb,
    words_sealed bytea,
    to_review text,
    done_at timestamptz,
    time_quality text
);
"""
BACKWARDS = "drop type recording;"


async def forwards() -> MigrationManager:
    """Make the type; no table holds it."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
