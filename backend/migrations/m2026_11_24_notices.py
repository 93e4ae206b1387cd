"""What people are told: what has happened."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notices"

FORWARDS = """
create table happening (
    id uuid primary key,
    kind text not null check (kind in ('arrived', 'done', 'missed', 'late', 'changed', 'under_delivery',
        'feedback_answered', 'complaint_answered', 'disputed', 'message')),
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid references provider,
    visit uuid,
    planned uuid,
    at timestamptz not null,
    by_person uuid references person,
    to_person uuid references person,
    facts jsonb not null,
    once text unique,
    noticed_at timestamptz
);
create index happening_waiting on happening (at) where noticed_at is null;

alter table happening enable row level security;
create policy within_organiser on happening to kotiseteli_organiser
    using (coalesce(organiser = organiser_within(), false))
    with check (coalesce(organiser = organiser_within(), false));
"""
BACKWARDS = """
drop table happening;
"""


async def forwards() -> MigrationManager:
    """Make them; nobody is told of what happened before."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
