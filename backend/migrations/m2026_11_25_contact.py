"""Contact: complaints, reminders and their answers; messages between a client's side and an office; its telephone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "contact"

TABLES = """
alter table provider add column phone text check (phone ~ '^[+]?[0-9][0-9 -]{4,28}$');

create table complaint (
    id uuid primary key,
    kind text not null check (kind in ('complaint', 'reminder')),
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid references provider,
    made_by uuid not null references person,
    words_sealed bytea not null,
    made_at timestamptz not null,
    received_at timestamptz not null,
    due_on date not null,
    answer_sealed bytea,
    answered_at timestamptz,
    answered_by uuid references person,
    check (kind = 'reminder' or provider is not null),
    check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_sealed is null))
);
create index complaint_client on complaint (client);
create index complaint_provider on complaint (provider, received_at) where kind = 'complaint';
create index complaint_organiser on complaint (organiser, received_at) where kind = 'reminder';

create table message (
    id uuid primary key,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    is_from_office boolean not null,
    written_by uuid not null references person,
    words_sealed bytea not null,
    received_at timestamptz not null
);
create index message_client on message (client, provider, received_at);
create index message_provider on message (provider, client, received_at);

create table thread_read (
    id uuid primary key,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    person uuid not null references person,
    is_office boolean not null,
    read_until timestamptz not null,
    unique (client, provider, person, is_office)
);
"""
# Held to the organiser as docs/decisions/0032 says, asked once a statement.
OWN = "coalesce(organiser = (select organiser_within()), false)"
WALLED = ("complaint", "message", "thread_read")
FORWARDS = TABLES + "".join(
    f"""
    alter table {table} enable row level security;
    create policy within_organiser on {table} to kotiseteli_organiser using ({OWN}) with check ({OWN});
    """
    for table in WALLED
)
BACKWARDS = "drop table thread_read, message, complaint; alter table provider drop column phone;"


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
