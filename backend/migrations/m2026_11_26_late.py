"""Records that come after their visit was settled: credited or let stand, told to offices, set off."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_24_wall_plans import OWN_ONCE

ID = "2026-11-26T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "late"

TABLES = """
alter table credit add column record uuid;

-- Of the visit's records the one that was decided of: visit_record has another key.
create table late_decision (
    id uuid primary key,
    visit uuid not null references visit,
    record uuid not null,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    reason text not null check (reason <> ''),
    words_sealed bytea,
    by_person uuid not null references person,
    at timestamptz not null,
    unique (visit, record)
);
create index late_decision_client on late_decision (client);
create index late_verdict_queue on late_verdict (organiser, day, visit);
"""
# Appended to but for the two keepers (migration `at rest`); held to the organiser as docs/decisions/0032 says.
GUARDS = f"""
create trigger late_decision_is_appended_to before update or delete or truncate on late_decision
    for each statement execute function refuse_all_but_keepers();
create trigger late_decision_is_only_sealed_anew before update on late_decision
    for each row execute function refuse_more_than_a_new_seal('words_sealed');
alter table late_decision enable row level security;
create policy within_organiser on late_decision to kotiseteli_organiser using ({OWN_ONCE}) with check ({OWN_ONCE});
"""
KINDS = """
alter table happening drop constraint happening_kind_check, add constraint happening_kind_check check (kind in (
    'arrived', 'done', 'missed', 'late', 'changed', 'under_delivery', 'feedback_answered', 'complaint_answered',
    'disputed', 'message', 'asked', 'credited'));
"""
# What a provider owes by a settlement below nothing is kept back from later ones (docs/decisions/0052).
SET_OFF = f"""
create table set_off (
    debt uuid not null references settlement,
    settlement uuid not null references settlement,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    cents bigint not null check (cents > 0),
    at timestamptz not null,
    primary key (debt, settlement),
    check (debt <> settlement)
);
create index set_off_settlement on set_off (settlement);
create trigger set_off_is_appended_to before update or delete or truncate on set_off
    for each statement execute function refuse_all_but_keepers();
alter table set_off enable row level security;
create policy within_organiser on set_off to kotiseteli_organiser using ({OWN_ONCE}) with check ({OWN_ONCE});
alter table payment alter column by_person drop not null,
    add constraint payment_is_told_or_set_off check (by_person is not null or cents = 0);
"""
FORWARDS = TABLES + GUARDS + KINDS + SET_OFF
BACKWARDS = """
drop table set_off;
alter table payment disable trigger payment_is_appended_to;
delete from payment where by_person is null;
alter table payment enable trigger payment_is_appended_to;
alter table payment drop constraint payment_is_told_or_set_off, alter column by_person set not null;
delete from notice where happening in (select id from happening where kind in ('asked', 'credited'));
delete from happening where kind in ('asked', 'credited');
update told_choice set kinds = array_remove(array_remove(kinds, 'asked'), 'credited');
alter table happening drop constraint happening_kind_check, add constraint happening_kind_check check (kind in (
    'arrived', 'done', 'missed', 'late', 'changed', 'under_delivery', 'feedback_answered', 'complaint_answered',
    'disputed', 'message'));
drop index late_verdict_queue;
drop table late_decision;
alter table credit drop column record;
"""


async def forwards() -> MigrationManager:
    """Make the tables, raise their walls, let a credit name the record that it answers, and let offices be told."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
