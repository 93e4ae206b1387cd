"""The first storey: who, what is offered, who serves, what is granted, what was done, what phones sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first storey"

FORWARDS = """
create table organiser (
    id uuid primary key,
    code integer not null unique check (code between 1 and 65535),
    kind text not null check (kind in ('county', 'city')),
    name_fi text not null, name_sv text not null, name_en text not null,
    phone text
);
create table change_counter (
    organiser uuid primary key references organiser,
    last bigint not null default 0
);
create table service (
    id uuid primary key,
    code integer not null unique check (code between 1 and 65535),
    slug text not null unique,
    name_fi text not null, name_sv text not null, name_en text not null,
    unit text not null check (unit in ('hour', 'day'))
);
create table service_task (
    id uuid primary key,
    service uuid not null references service,
    slug text not null,
    name_fi text not null, name_sv text not null, name_en text not null,
    position smallint not null,
    unique (service, slug)
);
create table voucher_value (
    id uuid primary key,
    organiser uuid not null references organiser,
    service uuid not null references service,
    band text not null,
    factor_permille integer not null check (factor_permille > 0),
    value_cents integer not null check (value_cents >= 0),
    first_day date not null,
    last_day date check (last_day >= first_day),
    source text not null,
    unique (organiser, service, band, first_day)
);
create table provider (
    id uuid primary key,
    code integer not null unique check (code > 0),
    name text not null,
    business_id text not null unique
);
create table unit (
    id uuid primary key,
    provider uuid not null references provider,
    name text not null,
    municipality text not null
);
create table approved_provider (
    id uuid primary key,
    provider uuid not null references provider,
    organiser uuid not null references organiser,
    service uuid not null references service,
    kind text not null check (kind in ('voucher', 'order')),
    first_day date not null,
    last_day date check (last_day >= first_day),
    unique (organiser, service, kind, provider, first_day)
);
create table provider_price (
    id uuid primary key,
    provider uuid not null references provider,
    organiser uuid not null references organiser,
    service uuid not null references service,
    kind text not null check (kind in ('voucher', 'order')),
    band text not null,
    price_cents integer not null check (price_cents >= 0),
    first_day date not null,
    last_day date check (last_day >= first_day),
    unique (organiser, service, kind, provider, band, first_day)
);
create table person (
    id uuid primary key,
    given_name text not null,
    family_name text not null,
    language text not null check (language in ('fi', 'sv', 'en')),
    identity_code_sealed bytea,
    identity_code_hash bytea unique
);
create table membership (
    id uuid primary key,
    person uuid not null references person,
    role text not null check (role in
        ('worker', 'client', 'relative', 'provider', 'granter', 'organiser', 'finance')),
    organiser uuid references organiser,
    provider uuid references provider,
    first_day date not null,
    last_day date check (last_day >= first_day),
    check ((role in ('worker', 'provider')) = (provider is not null)),
    check ((role in ('granter', 'organiser', 'finance')) = (organiser is not null))
);
create index membership_person on membership (person);
create table client (
    id uuid primary key,
    person uuid not null references person,
    organiser uuid not null references organiser,
    has_safety_ban boolean not null default false,
    unique (organiser, person)
);
create index client_person on client (person);
create table representation (
    id uuid primary key,
    person uuid not null references person,
    client uuid not null references client,
    scopes text[] not null,
    first_day date not null,
    last_day date check (last_day >= first_day)
);
create index representation_person on representation (person);
create table session (
    token_hash bytea primary key check (length(token_hash) = 32),
    membership uuid not null references membership,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_expires_at on session (expires_at);
create table device (
    id uuid primary key,
    person uuid not null references person,
    first_contact_at timestamptz not null,
    last_contact_at timestamptz not null,
    highest_number bigint not null
);
create index device_person on device (person);
create table service_decision (
    id uuid primary key,
    number text not null unique,
    client uuid not null references client,
    organiser uuid not null references organiser,
    service uuid not null references service,
    resolution text not null check (resolution in ('granted', 'partly', 'rejected')),
    grounds text not null,
    decided_on date not null,
    decided_by uuid not null references person,
    first_day date not null,
    last_day date check (last_day >= first_day)
);
create index service_decision_client on service_decision (client);
create table voucher (
    id uuid primary key,
    number text not null unique check (number ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    kind text not null check (kind in ('voucher', 'order')),
    decision uuid not null references service_decision,
    client uuid not null references client,
    organiser uuid not null references organiser,
    service uuid not null references service,
    provider uuid references provider,
    first_day date not null,
    last_day date not null check (last_day >= first_day),
    quantity integer not null check (quantity > 0),
    quantity_unit text not null check (quantity_unit in ('minute', 'day')),
    period text not null check (period in ('month')),
    value_cents integer not null check (value_cents >= 0),
    granted_at timestamptz not null,
    granted_by uuid not null references person,
    ended_on date
);
create index voucher_client on voucher (client);
create index voucher_organiser on voucher (organiser);
create index voucher_provider on voucher (provider);
create table visit (
    id uuid primary key,
    voucher uuid not null references voucher,
    client uuid not null,
    organiser uuid not null,
    -- Copied from the session's membership, which the database holds to both.
    provider uuid not null,
    worker uuid not null,
    change_number bigint not null,
    unique (organiser, change_number)
);
create index visit_provider_worker on visit (provider, worker);
create table visit_record (
    id uuid primary key,
    visit uuid not null references visit,
    voucher uuid not null,
    act text not null check (act in ('recorded')),
    started_at timestamptz not null,
    ended_at timestamptz not null check (ended_at > started_at),
    minutes integer not null check (minutes >= 0),
    tasks jsonb not null,
    note text not null,
    to_review text[] not null,
    done_at timestamptz not null,
    received_at timestamptz not null
);
create index visit_record_visit on visit_record (visit);
create index visit_record_voucher_started_at on visit_record (voucher, started_at) include (minutes);
create table received_mutation (
    id uuid primary key,
    device uuid not null references device,
    number bigint not null,
    content text not null,
    sha256 bytea not null check (length(sha256) = 32),
    verdict text not null check (verdict in ('accepted', 'refused')),
    -- As it was answered, letter for letter: json keeps what jsonb would refuse, such as an escaped NUL.
    problem json check ((verdict = 'refused') = (problem is not null)),
    sequence bigint check ((verdict = 'accepted') = (sequence is not null)),
    received_at timestamptz not null,
    unique (device, number)
);
create table trail_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    organiser uuid not null,
    client uuid not null,
    person uuid not null,
    role text not null,
    act text not null,
    subject uuid not null
);
create index trail_entry_client_at on trail_entry (client, at);

create function refuse_editing() returns trigger language plpgsql as $$
begin
    raise exception '% is appended to, never edited', tg_table_name;
end $$;
create trigger visit_record_is_appended_to before update or delete or truncate on visit_record
    for each statement execute function refuse_editing();
create trigger trail_entry_is_appended_to before update or delete or truncate on trail_entry
    for each statement execute function refuse_editing();
create trigger received_mutation_is_appended_to before update or delete or truncate on received_mutation
    for each statement execute function refuse_editing();
"""

BACKWARDS = """
drop table trail_entry, received_mutation, visit_record, visit, voucher, service_decision, device, session,
    representation, client, membership, person, provider_price, approved_provider, unit, provider, voucher_value,
    service_task, service, change_counter, organiser;
drop function refuse_editing();
"""


async def forwards() -> MigrationManager:
    """Make every table of the first storey."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
