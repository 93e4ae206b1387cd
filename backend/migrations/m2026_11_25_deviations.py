"""What was otherwise than booked in a visit: beside it, and in the type that recordings are handed over in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "deviations"

# A type of its own: servers of the release before go on handing over `recording`, which leaves with a later migration.
FORWARDS = """
alter table visit add column deviation text, add column booked_minutes integer;
create type recorded_visit as (
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
    time_quality text,
    deviation text,
    booked_minutes integer
);
"""
BACKWARDS = """
drop type recorded_visit;
alter table visit drop column deviation, drop column booked_minutes;
"""


async def forwards() -> MigrationManager:
    """Add the columns, and make the type; no table holds it."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
