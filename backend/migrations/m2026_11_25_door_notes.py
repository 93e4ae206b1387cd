"""Door notes: where a client lives and how one comes in, sealed, one of the organiser and one of each office."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "door notes"

TABLES = """
create table door_note (
    id uuid primary key,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid references provider,
    words_sealed bytea not null,
    changed_by uuid not null references person,
    changed_at timestamptz not null,
    unique nulls not distinct (client, provider)
);
"""
# Held to the organiser as docs/decisions/0032 says, asked once a statement.
OWN = "coalesce(organiser = (select organiser_within()), false)"
WALLED = ("door_note",)
FORWARDS = TABLES + "".join(
    f"""
    alter table {table} enable row level security;
    create policy within_organiser on {table} to kotiseteli_organiser using ({OWN}) with check ({OWN});
    """
    for table in WALLED
)
BACKWARDS = "drop table door_note;"


async def forwards() -> MigrationManager:
    """Make the table and raise its wall."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
