"""Passkeys: what people come back to their work by, and what a browser is asked to sign."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-24T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passkeys"

# Of no organiser: a request of its staff reads none of them (docs/decisions/0032).
CLOSED = ("passkey", "passkey_challenge")

FORWARDS = """
create table passkey (
    id uuid primary key,
    membership uuid not null references membership,
    credential bytea not null unique check (length(credential) between 1 and 1023),
    public_key bytea not null,
    sign_count bigint not null check (sign_count >= 0),
    device uuid,
    name text not null check (name <> ''),
    made_at timestamptz not null,
    made_in uuid not null references sign_in,
    last_used_at timestamptz,
    doubted_at timestamptz,
    ended_at timestamptz
);
create index passkey_membership on passkey (membership);

create table passkey_challenge (
    challenge_hash bytea primary key,
    purpose text not null check (purpose in ('adding', 'signing-in')),
    browser_hash bytea not null,
    expires_at timestamptz not null
);
create index passkey_challenge_expires on passkey_challenge (expires_at);
""" + "".join(f"alter table {table} enable row level security;\n" for table in CLOSED)
BACKWARDS = """
delete from session where way = 'passkey';
drop table passkey_challenge, passkey;
"""


async def forwards() -> MigrationManager:
    """Add them; nobody has a passkey yet."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
