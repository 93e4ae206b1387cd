"""What clients say of visits: feedback with its answers, links without a sign-in, confirmations and disputes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "feedback"

TABLES = """
create table feedback_link (
    id uuid primary key,
    visit uuid not null references visit,
    token_hash bytea not null unique,
    made_by uuid not null references person,
    made_at timestamptz not null,
    last_day date not null,
    used_at timestamptz
);
create index feedback_link_visit on feedback_link (visit);

create table feedback (
    id uuid primary key,
    visit uuid not null references visit,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    given_by uuid references person,
    link uuid unique references feedback_link,
    face text not null check (face in ('good', 'fair', 'bad')),
    reader text not null check (reader in ('office', 'organiser')),
    is_urgent boolean not null,
    is_grave boolean not null,
    words_sealed bytea,
    given_at timestamptz not null,
    received_at timestamptz not null,
    due_on date,
    answer_sealed bytea,
    answered_at timestamptz,
    answered_by uuid references person,
    noted_at timestamptz,
    noted_by uuid references person,
    unique (visit, given_by),
    check ((given_by is null) = (link is not null)),
    check (due_on is null or words_sealed is not null),
    check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_sealed is null)),
    check ((noted_at is null) = (noted_by is null))
);
create index feedback_client on feedback (client);
create index feedback_provider on feedback (provider, received_at);
create index feedback_grave on feedback (organiser, received_at) where is_grave and noted_at is null;

create table visit_confirmation (
    id uuid primary key,
    visit uuid not null references visit,
    client uuid not null references client,
    organiser uuid not null references organiser,
    confirmed_by uuid not null references person,
    confirmed_at timestamptz not null,
    undone_at timestamptz
);
create unique index visit_confirmation_visit on visit_confirmation (visit) where undone_at is null;
-- A visit that goes looks for all of its own.
create index visit_confirmation_of on visit_confirmation (visit);
create index visit_confirmation_client on visit_confirmation (client);

create table dispute (
    id uuid primary key,
    visit uuid not null references visit,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    raised_by uuid not null references person,
    reason text not null check (reason in ('nobody-came', 'times-differ', 'work-differs', 'other')),
    words_sealed bytea,
    raised_at timestamptz not null,
    received_at timestamptz not null,
    due_on date not null,
    state text not null check (state in ('open', 'answered', 'withdrawn')),
    outcome text check (outcome in ('corrected', 'stands')),
    answer_sealed bytea,
    answered_at timestamptz,
    answered_by uuid references person,
    withdrawn_at timestamptz,
    check ((state = 'answered') = (answered_at is not null) and (answered_at is null) = (answered_by is null)
        and (answered_at is null) = (outcome is null) and (answered_at is null) = (answer_sealed is null)),
    check ((state = 'withdrawn') = (withdrawn_at is not null))
);
create unique index dispute_open on dispute (visit) where state = 'open';
create index dispute_visit on dispute (visit);
create index dispute_client on dispute (client);
create index dispute_provider on dispute (provider, state, due_on);
"""
# Held to the organiser as docs/decisions/0032 says; a link is of no organiser, and whoever holds one is not known.
OWN = "coalesce(organiser = organiser_within(), false)"
WALLED = ("feedback", "visit_confirmation", "dispute")
CLOSED = ("feedback_link",)
FORWARDS = (
    TABLES
    + "".join(f"alter table {table} enable row level security;\n" for table in (*WALLED, *CLOSED))
    + "".join(
        f"create policy within_organiser on {table} to kotiseteli_organiser using ({OWN}) with check ({OWN});\n"
        for table in WALLED
    )
)
BACKWARDS = "drop table dispute, visit_confirmation, feedback, feedback_link;"


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
