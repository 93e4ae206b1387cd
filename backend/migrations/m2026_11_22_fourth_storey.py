"""The fourth storey: what a phone tells of itself, how good a visit's times are, photos, and providers' own systems."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-22T21:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "fourth storey"

FORWARDS = """
alter table visit
    add time_quality text not null default 'unchecked'
        check (time_quality in ('measured', 'by_clock', 'unchecked', 'differs'));
-- Each phone asks for its worker's week many times a day.
create index visit_worker_started_at on visit (worker, started_at);

-- Other content under a known id has a number too, which need not be that of the first.
create index visit_record_rivals on visit_record (device, number) where version > 1;

alter table device
    add write_token_hash bytea check (octet_length(write_token_hash) = 32),
    add app text,
    add storage_kept boolean,
    add lost_visits integer not null default 0 check (lost_visits >= 0),
    add lost_noticed_at timestamptz,
    add left_out integer not null default 0 check (left_out >= 0);

create table provider_key (
    id uuid primary key,
    provider uuid not null references provider,
    name text not null check (name <> ''),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    made_by uuid not null references person,
    made_at timestamptz not null,
    last_used_at timestamptz,
    ended_at timestamptz
);
create index provider_key_provider on provider_key (provider);

create table bulk_reply (
    provider uuid not null references provider,
    key text not null check (key <> ''),
    sha256 bytea not null check (octet_length(sha256) = 32),
    reply json,
    at timestamptz not null,
    primary key (provider, key)
);

create table attachment (
    id uuid primary key,
    visit uuid not null references visit,
    worker uuid not null references person,
    bytes integer not null check (bytes > 0),
    sha256 bytea not null check (octet_length(sha256) = 32),
    done_at timestamptz not null,
    begun_at timestamptz not null,
    content bytea,
    received_at timestamptz check ((received_at is null) = (content is null))
);
create index attachment_visit on attachment (visit);
create index attachment_unfinished on attachment (begun_at) where content is null;

create table attachment_part (
    attachment uuid not null references attachment on delete cascade,
    from_byte integer not null check (from_byte >= 0),
    content bytea not null check (octet_length(content) > 0),
    primary key (attachment, from_byte)
);
"""
BACKWARDS = """
drop table attachment_part;
drop table attachment;
drop table bulk_reply;
drop table provider_key;
alter table device
    drop column write_token_hash, drop column app, drop column storage_kept, drop column lost_visits,
    drop column lost_noticed_at, drop column left_out;
drop index visit_record_rivals, visit_worker_started_at;
alter table visit drop column time_quality;
"""


async def forwards() -> MigrationManager:
    """Add them; visits from before are of unchecked time quality, since nobody measured it."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
