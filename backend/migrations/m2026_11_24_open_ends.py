"""Open ends: newcomers on their way in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "open ends"

FORWARDS = """
create table newcomer (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    way text not null check (way <> ''),
    acr text,
    subject_hash bytea,
    sid_hash bytea,
    who_sealed bytea not null,
    language text not null check (language in ('fi', 'sv', 'en')),
    expires_at timestamptz not null,
    their_session text,
    choice_until timestamptz,
    check ((their_session is null) = (choice_until is null))
);
create index newcomer_expires on newcomer (expires_at);
-- Of no organiser.
alter table newcomer enable row level security;
"""
BACKWARDS = """
drop table newcomer;
"""


async def forwards() -> MigrationManager:
    """Add what there was no place for."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
