"""Rounds: what should happen at clients' homes, beside what was granted and what was done."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rounds"

FORWARDS = """
create table plan_act (
    id uuid primary key,
    provider uuid not null references provider,
    act text not null check (act in ('planned', 'changed', 'cancelled', 'copied', 'imported', 'undone')),
    made uuid[] not null default '{}',
    before jsonb not null default '[]',
    answer jsonb not null,
    by_person uuid not null references person,
    at timestamptz not null,
    undone_at timestamptz
);
create table visit_series (
    id uuid primary key,
    voucher uuid not null references voucher,
    provider uuid not null references provider,
    first_day date not null,
    start_minute integer not null check (start_minute between 0 and 1439),
    minutes integer not null check (minutes between 1 and 1440),
    rule text not null,
    holidays text not null check (holidays in ('kept', 'skipped', 'moved')),
    planned_by uuid not null references person,
    planned_at timestamptz not null
);
create index visit_series_voucher on visit_series (voucher);
create table planned_visit (
    id uuid primary key,
    voucher uuid not null references voucher,
    client uuid not null,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    worker uuid references person,
    series uuid references visit_series,
    together uuid,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    late_at timestamptz not null check (late_at >= starts_at),
    missed_at timestamptz not null check (missed_at >= late_at),
    cancelled_at timestamptz,
    visit uuid references visit,
    matched_by text check (matched_by in ('rule', 'hand')),
    noticed text check (noticed in ('late', 'missed')),
    change_number bigint not null,
    changed_at timestamptz not null,
    check ((visit is null) = (matched_by is null))
);
create index planned_visit_voucher on planned_visit (voucher, starts_at);
-- What a recorded visit is looked for among, whatever is known of the table's size.
create index planned_visit_waiting on planned_visit (voucher, starts_at) where visit is null and cancelled_at is null;
create unique index planned_visit_visit_key on planned_visit (visit) where visit is not null;
create index planned_visit_worker on planned_visit (worker, starts_at);
create index planned_visit_provider on planned_visit (provider, starts_at);
create index planned_visit_client on planned_visit (client, starts_at);
create index planned_visit_series on planned_visit (series, starts_at) where series is not null;
-- What is waited for: a run looks at these and at nothing that is done.
create index planned_visit_due on planned_visit (late_at)
    where visit is null and cancelled_at is null and noticed is null;
create index planned_visit_overdue on planned_visit (missed_at)
    where visit is null and cancelled_at is null and noticed = 'late';
create table phone_round (
    device uuid primary key references device,
    person uuid not null,
    provider uuid not null,
    held text not null,
    reached jsonb not null,
    last_day date not null,
    at timestamptz not null
);
create index phone_round_person on phone_round (person);
-- Nothing was planned before, so no visit from before is looked at.
create table round_fold (
    organiser uuid primary key references organiser,
    reached bigint not null
);
insert into round_fold (organiser, reached) select organiser, last from change_counter;

alter table planned_visit enable row level security;
create policy within_organiser on planned_visit to kotiseteli_organiser
    using (coalesce(organiser = organiser_within(), false))
    with check (coalesce(organiser = organiser_within(), false));
alter table visit_series enable row level security;
create policy within_organiser on visit_series to kotiseteli_organiser
    using (exists (select from voucher v where v.id = visit_series.voucher))
    with check (exists (select from voucher v where v.id = visit_series.voucher));
alter table plan_act enable row level security;
alter table phone_round enable row level security;
"""
BACKWARDS = """
drop table round_fold;
drop table phone_round;
drop table planned_visit;
drop table visit_series;
drop table plan_act;
"""


async def forwards() -> MigrationManager:
    """Add them; nothing has been planned yet."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
