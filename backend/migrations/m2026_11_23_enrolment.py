"""Phones are enrolled by a code of one use."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "enrolment"

FORWARDS = """
create table enrolment (
    id uuid primary key,
    membership uuid not null references membership,
    code_hash bytea not null unique,
    made_by uuid not null references person,
    made_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > made_at),
    used_at timestamptz,
    device uuid references device,
    ended_at timestamptz,
    check ((used_at is null) = (device is null)),
    check (used_at is null or ended_at is null)
);
-- Of a worker one code opens at a time.
create unique index enrolment_open on enrolment (membership) where used_at is null and ended_at is null;
create index membership_provider on membership (provider) where provider is not null;
"""
BACKWARDS = """
drop index membership_provider;
drop table enrolment;
"""


async def forwards() -> MigrationManager:
    """Add them; no code has been made yet."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
