"""Mandates as clients give them: invitations, a child's custodian, and the day on which a client died."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mandates"

FORWARDS = """
create table mandate_invitation (
    id uuid primary key,
    client uuid not null references client,
    scopes text[] not null check (cardinality(scopes) > 0),
    last_day date,
    code_hash bytea not null unique check (length(code_hash) = 32),
    given_by uuid not null references person,
    given_at timestamptz not null,
    taken_by uuid references person,
    taken_at timestamptz,
    ended_at timestamptz,
    check ((taken_by is null) = (taken_at is null))
);
create index mandate_invitation_client on mandate_invitation (client);
create index mandate_invitation_taken_by on mandate_invitation (taken_by) where taken_by is not null;

alter table client add died_on date;

alter table representation
    drop constraint representation_source_check,
    add constraint representation_source_check
        check (source in ('in-app', 'suomi-fi', 'paper', 'guardianship', 'continuing-power', 'custody'));
"""
BACKWARDS = """
-- The release before knows no custodian's mandate.
update representation set source = 'paper' where source = 'custody';
alter table representation
    drop constraint representation_source_check,
    add constraint representation_source_check
        check (source in ('in-app', 'suomi-fi', 'paper', 'guardianship', 'continuing-power'));
alter table client drop column died_on;
drop table mandate_invitation;
"""


async def forwards() -> MigrationManager:
    """Add them."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
