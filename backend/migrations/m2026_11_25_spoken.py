"""Voice notes of feedback: what somebody said aloud, sealed, beside the feedback that it belongs to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "spoken"

# An answer is owed to what was said aloud too.
TABLES = """
alter table feedback
    add column voice_kind text check (voice_kind in ('audio/mp4', 'audio/webm')),
    add column voice_seconds smallint check (voice_seconds > 0),
    drop constraint feedback_check1,
    add constraint feedback_answers_something check
        (due_on is null or words_sealed is not null or voice_kind is not null),
    add constraint feedback_voice_whole check ((voice_kind is null) = (voice_seconds is null));

create table feedback_voice (
    feedback uuid primary key references feedback,
    client uuid not null references client,
    organiser uuid not null references organiser,
    content_sealed bytea not null
);
create index feedback_voice_client on feedback_voice (client);
"""
# Held to the organiser as docs/decisions/0032 says, asked once a statement.
OWN = "coalesce(organiser = (select organiser_within()), false)"
WALLED = ("feedback_voice",)
FORWARDS = TABLES + "".join(
    f"""
    alter table {table} enable row level security;
    create policy within_organiser on {table} to kotiseteli_organiser using ({OWN}) with check ({OWN});
    """
    for table in WALLED
)
BACKWARDS = """
drop table feedback_voice;
update feedback set due_on = null where words_sealed is null;
alter table feedback
    drop column voice_kind,
    drop column voice_seconds,
    drop constraint if exists feedback_answers_something,
    add constraint feedback_check1 check (due_on is null or words_sealed is not null);
"""


async def forwards() -> MigrationManager:
    """Make the table and its columns, and raise its wall."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
