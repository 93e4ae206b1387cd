"""Identification: sign-ins under way, identities of organisations' directories, and how a session was identified."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "identification"

FORWARDS = """
create table sign_in_attempt (
    state_hash bytea primary key,
    way text not null,
    browser_hash bytea not null,
    nonce text not null,
    verifier text not null,
    next text not null check (next like '/%'),
    expires_at timestamptz not null
);
create index sign_in_attempt_expires on sign_in_attempt (expires_at);

create table identity (
    subject_hash bytea primary key,
    person uuid not null references person,
    way text not null,
    first_at timestamptz not null
);
create index identity_person on identity (person);

create table refused_sign_in (
    id uuid primary key,
    at timestamptz not null,
    way text not null,
    reason text not null,
    subject_hash bytea,
    address text not null,
    agent text not null
);
create index refused_sign_in_at on refused_sign_in (at);

create table used_logout_token (
    token_hash bytea primary key,
    expires_at timestamptz not null
);

alter table session
    add way text,
    add subject_hash bytea,
    add sid_hash bytea,
    add check (way is not null or (subject_hash is null and sid_hash is null));
create index session_subject on session (subject_hash) where subject_hash is not null;
create index session_sid on session (sid_hash) where sid_hash is not null;

-- A role that a group gave this morning and that is taken away this afternoon was held on no whole day.
alter table membership
    add way text,
    drop constraint membership_check,
    add constraint membership_days check (last_day >= first_day - 1);
"""
BACKWARDS = """
delete from session where membership in (select id from membership where last_day < first_day);
update membership set last_day = first_day where last_day < first_day;
alter table membership
    drop constraint membership_days,
    add constraint membership_check check (last_day >= first_day),
    drop column way;
drop index session_subject, session_sid;
alter table session drop column way, drop column subject_hash, drop column sid_hash;
drop table used_logout_token, refused_sign_in, identity, sign_in_attempt;
"""


async def forwards() -> MigrationManager:
    """Add them; sessions and memberships of before have no identity provider."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
