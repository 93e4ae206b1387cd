"""Presence without surveillance: secrets of clients' homes, sealed, and what workers read there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "presence"

TABLES = """
create table presence_secret (
    id uuid primary key,
    client uuid not null references client,
    organiser uuid not null references organiser,
    kind text not null check (kind in ('digits', 'tag')),
    secret_sealed bytea not null,
    made_at timestamptz not null,
    ended_at timestamptz
);
create unique index presence_secret_in_use on presence_secret (client, kind) where ended_at is null;
create index presence_secret_client on presence_secret (client);
create table presence_reading (
    visit uuid primary key references visit,
    client uuid not null references client,
    organiser uuid not null references organiser,
    worker uuid not null references person,
    found text check (found in ('digits', 'tag')),
    step bigint,
    read_at timestamptz not null,
    unique (client, worker, step)
);
"""
# Held to the organiser as docs/decisions/0032 says, asked once a statement.
OWN = "coalesce(organiser = (select organiser_within()), false)"
WALLED = ("presence_secret", "presence_reading")
FORWARDS = TABLES + "".join(
    f"""
    alter table {table} enable row level security;
    create policy within_organiser on {table} to kotiseteli_organiser using ({OWN}) with check ({OWN});
    """
    for table in WALLED
)
BACKWARDS = "drop table presence_reading; drop table presence_secret;"


async def forwards() -> MigrationManager:
    """Make the tables and raise their walls."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
