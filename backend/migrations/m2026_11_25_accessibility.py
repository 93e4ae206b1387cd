"""What anyone says of accessibility to an organiser, with the organiser's answers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_24_wall_plans import OWN_ONCE

ID = "2026-11-25T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "accessibility feedback"

FORWARDS = f"""
create table accessibility_feedback (
    id uuid primary key,
    organiser uuid not null references organiser,
    words_sealed bytea not null,
    contact_sealed bytea,
    received_at timestamptz not null,
    due_on date,
    answer_sealed bytea,
    answered_at timestamptz,
    answered_by uuid references person,
    check ((due_on is null) = (contact_sealed is null)),
    check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_sealed is null))
);
create index accessibility_feedback_waiting on accessibility_feedback (organiser, received_at)
    where answered_at is null;
create index accessibility_feedback_answered on accessibility_feedback (organiser, answered_at)
    where answered_at is not null;
-- Held to the organiser as docs/decisions/0032 says.
alter table accessibility_feedback enable row level security;
create policy within_organiser on accessibility_feedback to kotiseteli_organiser
    using ({OWN_ONCE}) with check ({OWN_ONCE});
"""
BACKWARDS = "drop table accessibility_feedback;"


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
