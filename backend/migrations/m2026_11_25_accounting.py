"""Out to accounting and back: terms, providers' bank accounts, numbered files and their copies, payments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-25T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "accounting"

TABLES = """
create table accounting_terms (
    id uuid primary key,
    organiser uuid not null references organiser,
    first_day date not null,
    terms jsonb not null,
    entered_by uuid not null references person,
    entered_at timestamptz not null
);
create index accounting_terms_organiser on accounting_terms (organiser, first_day, entered_at);

create table provider_account (
    id uuid primary key,
    provider uuid not null references provider,
    iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    first_day date not null,
    entered_by uuid not null references person,
    entered_at timestamptz not null
);
create index provider_account_provider on provider_account (provider, first_day, entered_at);

create table account_confirmation (
    id uuid primary key,
    account uuid not null references provider_account,
    organiser uuid not null references organiser,
    confirmed_by uuid not null references person,
    confirmed_at timestamptz not null,
    unique (account, organiser)
);

create table outgoing_file (
    id uuid primary key,
    organiser uuid not null references organiser,
    run uuid not null references settlement_run,
    number integer not null check (number > 0),
    format text not null check (format in ('finvoice', 'ledger', 'payments')),
    facts jsonb not null,
    settlements integer not null check (settlements > 0),
    cents bigint not null,
    sha256 bytea not null check (length(sha256) = 32),
    made_by uuid not null references person,
    made_at timestamptz not null,
    unique (organiser, number)
);
create index outgoing_file_run on outgoing_file (run);

create table outgoing_settlement (
    settlement uuid not null references settlement,
    format text not null,
    file uuid not null references outgoing_file,
    organiser uuid not null references organiser,
    primary key (settlement, format)
);
create index outgoing_settlement_file on outgoing_settlement (file);

create table outgoing_sending (
    id uuid primary key,
    file uuid not null references outgoing_file,
    organiser uuid not null references organiser,
    turn smallint not null check (turn > 0),
    taken_by uuid not null references person,
    taken_at timestamptz not null,
    unique (file, turn)
);

create table payment (
    id uuid primary key,
    settlement uuid not null unique references settlement,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    cents bigint not null,
    paid_on date not null,
    by_person uuid not null references person,
    at timestamptz not null
);
create index payment_provider on payment (provider, paid_on);
"""
# Held to the organiser as docs/decisions/0032 says. A provider's account is of no organiser: like its prices it is the
# same for all of them.
OWN_ONCE = "coalesce(organiser = (select organiser_within()), false)"
WALLED = (
    "accounting_terms",
    "account_confirmation",
    "outgoing_file",
    "outgoing_settlement",
    "outgoing_sending",
    "payment",
)
WALLS = "".join(
    f"""
alter table {table} enable row level security;
create policy within_organiser on {table} to kotiseteli_organiser using ({OWN_ONCE}) with check ({OWN_ONCE});
"""
    for table in WALLED
)
KEPT = "".join(
    f"""
create trigger {table}_is_appended_to before update or delete or truncate on {table}
    for each statement execute function refuse_all_but_keepers();
"""
    for table in (*WALLED, "provider_account")
)
FORWARDS = TABLES + WALLS + KEPT
BACKWARDS = """
drop table payment, outgoing_sending, outgoing_settlement, outgoing_file, account_confirmation, provider_account,
    accounting_terms;
"""


async def forwards() -> MigrationManager:
    """Make the tables, raise their walls, and let nobody edit what has gone out or been paid."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
