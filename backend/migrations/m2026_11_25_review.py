"""What finance decides of the visits that the rules leave to a person, and what providers' offices answer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_24_wall_plans import OWN_ONCE

ID = "2026-11-25T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "review"

TABLES = """
create table review_decision (
    id uuid primary key,
    visit uuid not null references visit,
    turn smallint not null check (turn > 0),
    -- Of the visit's records the one that was decided of: visit_record has another key.
    record uuid not null,
    rules text[] not null,
    client uuid not null references client,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    outcome text not null check (outcome in ('accepted', 'partly', 'rejected', 'asked', 'undone')),
    reason text not null check (reason <> ''),
    words_sealed bytea,
    price_cents integer,
    organiser_cents integer check (organiser_cents >= 0),
    own_liability_cents integer check (own_liability_cents >= 0),
    by_person uuid not null references person,
    at timestamptz not null,
    unique (visit, turn),
    check ((outcome = 'partly') = (price_cents is not null)),
    check (price_cents is not distinct from organiser_cents + own_liability_cents)
);
create index review_decision_client on review_decision (client);
create index review_decision_provider on review_decision (provider, at);
create index review_decision_organiser on review_decision (organiser, at);

create table review_answer (
    decision uuid primary key references review_decision,
    client uuid not null references client,
    organiser uuid not null references organiser,
    words_sealed bytea not null,
    by_person uuid not null references person,
    at timestamptz not null
);
create index review_answer_client on review_answer (client);

-- Which decision holds for a visit as it stands (docs/decisions/0042): one that closes it. What waits for a person is
-- what has none, so that the queue is as long as what waits, however much has been decided in years.
alter table visit_verdict add column decision uuid;
create index visit_verdict_waiting on visit_verdict (organiser, day, visit)
    where verdict = 'to_review' and decision is null;
create index visit_verdict_waiting_of_provider on visit_verdict (provider, day, visit)
    where verdict = 'to_review' and decision is null;
"""
# A decision is about one record and the reasons that were known; whoever judges the visit anew need not know of it.
# What the rules accept by now stays as a person decided: she is not overruled by a table.
HOLDS = """
create function decision_may_hold_no_more() returns trigger language plpgsql as $$
begin
    if new.record <> old.record or new.verdict = 'to_review'
        and not new.rules <@ (select d.rules from review_decision d where d.id = new.decision)
    then
        new.decision := null;
    end if;
    return new;
end $$;
create trigger decision_is_of_what_was_decided before update of record, rules, verdict on visit_verdict
    for each row when (new.decision is not null and (new.record, new.rules, new.verdict)
        is distinct from (old.record, old.rules, old.verdict))
    execute function decision_may_hold_no_more();
"""
# What is decided of one visit bears on what is left of the grant for the others.
DUE = """
create function decision_makes_verdicts_due() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    insert into verdict_due (voucher) select distinct v.voucher from decided d join visit v on v.id = d.visit
    where d.outcome <> 'asked';
    return null;
end $$;
create trigger decision_makes_verdicts_due after insert on review_decision referencing new table as decided
    for each statement execute function decision_makes_verdicts_due();
"""
# Appended to but for the two keepers (migration `at rest`); held to the organiser as docs/decisions/0032 says.
GUARDS = """
create trigger {table}_is_appended_to before update or delete or truncate on {table}
    for each statement execute function refuse_all_but_keepers();
create trigger {table}_is_only_sealed_anew before update on {table}
    for each row execute function refuse_more_than_a_new_seal('words_sealed');
alter table {table} enable row level security;
create policy within_organiser on {table} to kotiseteli_organiser using ({own}) with check ({own});
"""
FORWARDS = (
    TABLES
    + HOLDS
    + "".join(GUARDS.format(table=table, own=OWN_ONCE) for table in ("review_decision", "review_answer"))
    + DUE
)
BACKWARDS = """
drop table review_answer, review_decision;
drop function decision_makes_verdicts_due();
drop trigger decision_is_of_what_was_decided on visit_verdict;
drop function decision_may_hold_no_more();
alter table visit_verdict drop column decision;
"""


async def forwards() -> MigrationManager:
    """Make the tables, raise their walls, and let a decision hold for as long as it is about what there is."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
