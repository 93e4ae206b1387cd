"""The second storey: rulebooks from a day to a day, decisions with their legal content, and what happens to a grant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-22T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "second storey"

FORWARDS = """
alter table service
    drop constraint service_unit_check,
    add constraint service_unit_check
        check (unit in ('minute', 'quarter_hour', 'half_hour', 'hour', 'visit', 'day', 'week', 'month'));

create table rulebook_part (
    id uuid primary key,
    organiser uuid not null references organiser,
    -- Null: the general part.
    service uuid references service,
    first_day date not null,
    last_day date check (last_day >= first_day),
    source text not null,
    terms jsonb not null,
    entered_at timestamptz not null,
    -- Null: came with the installation.
    entered_by uuid references person,
    withdrawn_at timestamptz,
    withdrawn_by uuid references person
);
create unique index rulebook_part_first_day on rulebook_part (organiser, service, first_day)
    nulls not distinct where withdrawn_at is null;

create sequence decision_number start 10001;
alter table service_decision
    drop constraint service_decision_number_key,
    add unique (organiser, number),
    add about text not null default 'service' check (about in ('service', 'value')),
    add arranging text check (arranging in ('voucher', 'order', 'own')),
    add applied_on date,
    add need text not null default '',
    add legal_basis text[] not null default '{}',
    add language text not null default 'fi' check (language in ('fi', 'sv')),
    add sent_by text not null default 'letter' check (sent_by in ('letter', 'in_person')),
    add sent_on date,
    add appeal_until date,
    add granted jsonb,
    add reckoning jsonb,
    add client_fee_cents integer check (client_fee_cents >= 0),
    add replaces uuid references service_decision,
    add entered_at timestamptz,
    add undone_at timestamptz,
    add undone_by uuid references person;
update service_decision d set arranging = (select kind from voucher v where v.decision = d.id limit 1);

alter table voucher
    drop constraint voucher_quantity_unit_check,
    add constraint voucher_quantity_unit_check
        check (quantity_unit in ('minute', 'visit', 'day', 'week', 'month', 'cent')),
    drop constraint voucher_period_check,
    add constraint voucher_period_check check (period in ('week', 'month', 'total')),
    alter value_cents drop not null,
    add tasks text[] not null default '{}',
    add pauses jsonb not null default '[]';
create index voucher_decision on voucher (decision);
create index person_name on person (family_name, given_name, id);
create index voucher_client_service on voucher (client, service);

create table voucher_act (
    id uuid primary key,
    -- The order in which acts were made.
    sequence bigint generated always as identity,
    voucher uuid not null references voucher,
    act text not null check (act in ('value_raised', 'paused', 'resumed', 'ended', 'undone', 'refused')),
    from_day date not null,
    to_day date check (to_day >= from_day),
    value_cents integer check ((act = 'value_raised') = (value_cents is not null)),
    reason text,
    words text not null default '',
    decision uuid references service_decision,
    at timestamptz not null,
    by_person uuid not null references person,
    role text not null
);
create index voucher_act_voucher on voucher_act (voucher);
create trigger voucher_act_is_appended_to before update or delete or truncate on voucher_act
    for each statement execute function refuse_editing();
"""

# A grant that only the newer shape can hold has no place in the older one: then this refuses, and loses nothing.
BACKWARDS = """
drop table voucher_act;
drop index person_name, voucher_client_service, voucher_decision;
alter table voucher
    drop column tasks,
    drop column pauses,
    alter value_cents set not null,
    drop constraint voucher_quantity_unit_check,
    add constraint voucher_quantity_unit_check check (quantity_unit in ('minute', 'day')),
    drop constraint voucher_period_check,
    add constraint voucher_period_check check (period in ('month'));
alter table service_decision
    drop constraint service_decision_organiser_number_key,
    add unique (number),
    drop column about, drop column arranging, drop column applied_on, drop column need, drop column legal_basis,
    drop column language, drop column sent_by, drop column sent_on, drop column appeal_until, drop column granted,
    drop column reckoning, drop column client_fee_cents, drop column replaces, drop column entered_at,
    drop column undone_at, drop column undone_by;
drop sequence decision_number;
drop table rulebook_part;
alter table service
    drop constraint service_unit_check,
    add constraint service_unit_check check (unit in ('hour', 'day'));
"""


async def forwards() -> MigrationManager:
    """Make room for rulebooks, decisions and what happens to a grant."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
