"""What a provider's office bills and pays by: its clients' numbers, and what it has taken out of a month and when."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "invoicing"

TABLES = """
create table client_number (
    id uuid primary key,
    provider uuid not null references provider,
    client uuid not null references client,
    organiser uuid not null references organiser,
    number integer not null check (number > 100),
    unique (provider, client),
    unique (provider, number)
);
create index client_number_client on client_number (client);

create table liability_taken (
    id uuid primary key,
    provider uuid not null references provider,
    client uuid not null references client,
    organiser uuid not null references organiser,
    month date not null check (extract(day from month) = 1),
    turn integer not null check (turn > 0),
    own_liability_cents bigint not null,
    sha256 text not null,
    taken_at timestamptz not null,
    taken_by uuid not null references person,
    unique (provider, month, client, turn)
);
create index liability_taken_client on liability_taken (client);

create table hours_taken (
    id uuid primary key,
    provider uuid not null references provider,
    month date not null check (extract(day from month) = 1),
    turn integer not null check (turn > 0),
    hours jsonb not null,
    taken_at timestamptz not null,
    taken_by uuid not null references person,
    unique (provider, month, turn)
);
"""
# What was taken out is appended to but for the keepers (migration `at rest`). All of it is the office's own: the staff
# of an organiser, who stand within its walls, see none of it (docs/decisions/0032).
CLOSED = ("client_number", "liability_taken", "hours_taken")
APPENDED = ("liability_taken", "hours_taken")
GUARD = """
create trigger {table}_is_appended_to before update or delete or truncate on {table}
    for each statement execute function refuse_all_but_keepers();
"""
FORWARDS = (
    TABLES
    + "".join(GUARD.format(table=table) for table in APPENDED)
    + "".join(f"alter table {table} enable row level security;\n" for table in CLOSED)
)
BACKWARDS = "drop table hours_taken, liability_taken, client_number;"


async def forwards() -> MigrationManager:
    """Make the tables, for whom they are."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
