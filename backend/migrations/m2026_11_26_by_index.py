"""Whether a verdict's visit is settled is asked by the index, also if the plan was made while nothing was settled."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-26T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "by index"

# A connection keeps the plan that it made first: of an empty table reading it whole looks cheapest, for each visit.
FORWARDS = "alter function verdicts_are_to_be_settled() set enable_seqscan = off"
BACKWARDS = "alter function verdicts_are_to_be_settled() reset enable_seqscan"


async def forwards() -> MigrationManager:
    """Set it for the function that asks."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
