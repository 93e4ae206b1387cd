"""Sessions that rest only so long, and that reach only the memberships their sign-in vouches for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sessions"

# The release before this one, which may run beside it, writes neither: the shortest rest, the narrowest reach.
FORWARDS = """
alter table session
    add idle_seconds integer not null default 3600 check (idle_seconds > 0),
    add reach uuid[] default '{}';
update session s set idle_seconds = 14 * 24 * 3600 from membership m where m.id = s.membership and m.role = 'worker';
"""
BACKWARDS = "alter table session drop column idle_seconds, drop column reach;"


async def forwards() -> MigrationManager:
    """Add them; the sessions of before go on, in their own membership alone."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
