"""What people are told: what has happened, who wants to hear of it, where, and the notices on their way."""

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

-- Up to which of the organiser's changes visits have been told of; nobody is told of what came before this migration.
create table notice_cursor (
    organiser uuid primary key references organiser,
    sequence bigint not null
);
insert into notice_cursor (organiser, sequence) select organiser, last from change_counter;

create table told_choice (
    person uuid primary key references person,
    kinds text[] not null,
    quiet_from smallint not null check (quiet_from between 0 and 1439),
    quiet_until smallint not null check (quiet_until between 0 and 1439),
    wakes boolean not null,
    says_more boolean not null,
    lets_know boolean not null
);

create table push_subscription (
    id uuid primary key,
    person uuid not null references person,
    sign_in uuid not null references session (id) on delete cascade,
    endpoint_hash bytea not null unique,
    endpoint_sealed bytea not null,
    key_id text not null,
    made_at timestamptz not null
);
create index push_subscription_person on push_subscription (person);
create index push_subscription_sign_in on push_subscription (sign_in);

create table mail_address (
    person uuid primary key references person,
    address_sealed bytea not null,
    token_hash bytea unique,
    asked_at timestamptz not null,
    confirmed_at timestamptz
);

create table notice (
    id uuid primary key,
    happening uuid not null references happening on delete cascade,
    person uuid not null references person,
    subscription uuid references push_subscription on delete cascade,
    topic text not null,
    tells_until timestamptz not null,
    next_at timestamptz not null,
    attempts smallint not null default 0,
    made_at timestamptz not null,
    ended_at timestamptz,
    outcome text check (outcome in ('sent', 'dropped', 'refused', 'given-up')),
    unique nulls not distinct (happening, person, subscription),
    check ((ended_at is null) = (outcome is null))
);
create index notice_waiting on notice (next_at) where ended_at is null;
create index notice_topic on notice (topic) where ended_at is null;
create index notice_subscription on notice (subscription);

-- What phones say of visits that have begun; the records themselves come as they always did.
create table arrival (
    visit uuid primary key,
    voucher uuid not null references voucher on delete cascade,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    worker uuid not null references person,
    started_at timestamptz not null,
    received_at timestamptz not null
);
create index arrival_client on arrival (client, started_at);
create index arrival_voucher on arrival (voucher);

alter table arrival enable row level security;
create policy within_organiser on arrival to kotiseteli_organiser
    using (coalesce(organiser = organiser_within(), false))
    with check (coalesce(organiser = organiser_within(), false));

-- Of persons, not of clients: no organiser's staff reads who is told what, or where.
alter table notice_cursor enable row level security;
alter table told_choice enable row level security;
alter table push_subscription enable row level security;
alter table mail_address enable row level security;
alter table notice enable row level security;

alter table happening enable row level security;
create policy within_organiser on happening to kotiseteli_organiser
    using (coalesce(organiser = organiser_within(), false))
    with check (coalesce(organiser = organiser_within(), false));
"""
BACKWARDS = """
drop table arrival, notice, mail_address, push_subscription, told_choice, notice_cursor, happening;
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
