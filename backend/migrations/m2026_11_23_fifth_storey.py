"""The fifth storey: sign-ins that are kept, phones that are lost, what a mandate rests on, and a fuller trail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "fifth storey"

FORWARDS = """
create table sign_in (
    id uuid primary key,
    membership uuid not null references membership,
    at timestamptz not null,
    way text not null check (way <> ''),
    acr text,
    address text not null,
    agent text not null
);
create index sign_in_membership_at on sign_in (membership, at);

alter table session
    add id uuid,
    add last_seen_at timestamptz,
    add device uuid;
update session set id = gen_random_uuid(), last_seen_at = created_at;
-- How they came in was not kept.
insert into sign_in (id, membership, at, way, address, agent)
select id, membership, created_at, 'unknown', '', '' from session;
alter table session
    alter id set not null,
    alter last_seen_at set not null,
    add unique (id),
    add foreign key (id) references sign_in;
create index session_membership on session (membership);
create index session_device on session (device) where device is not null;

alter table device add lost_at timestamptz;

alter table representation
    add source text not null default 'paper'
        check (source in ('in-app', 'suomi-fi', 'paper', 'guardianship', 'continuing-power')),
    add reference text not null default '',
    add given_by uuid references person,
    add given_at timestamptz,
    add ended_at timestamptz,
    add ended_by uuid references person,
    add check (ended_by is null or ended_at is not null);
alter table representation alter source drop default;
create index representation_client on representation (client);

alter table trail_entry
    add organisation uuid,
    add purpose text,
    add sign_in uuid;
"""
BACKWARDS = """
alter table trail_entry drop column organisation, drop column purpose, drop column sign_in;
drop index representation_client;
alter table representation
    drop column source, drop column reference, drop column given_by, drop column given_at, drop column ended_at,
    drop column ended_by;
alter table device drop column lost_at;
drop index session_membership, session_device;
alter table session drop column id, drop column last_seen_at, drop column device;
drop table sign_in;
"""


async def forwards() -> MigrationManager:
    """Add them; the sessions of before go on, and how they began is unknown."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
