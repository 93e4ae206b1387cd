"""Verdicts: what becomes of each visit by the rules, and which vouchers are to be judged anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_24_wall_plans import OWN_ONCE

ID = "2026-11-25T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "verdicts"

TABLES = """
-- The rest of a visit's row is copied, and holds to nothing: a verdict is written for every visit of a county.
create table visit_verdict (
    visit uuid primary key references visit,
    record uuid not null,
    voucher uuid not null,
    client uuid not null,
    organiser uuid not null,
    provider uuid not null,
    worker uuid not null,
    service uuid not null,
    kind text not null check (kind in ('voucher', 'order')),
    day date not null,
    minutes integer not null check (minutes >= 0),
    price_cents integer not null check (price_cents >= 0),
    organiser_cents integer not null check (organiser_cents >= 0),
    own_liability_cents integer not null check (own_liability_cents >= 0),
    verdict text not null check (verdict in ('accepted', 'to_review', 'unpaid', 'withdrawn')),
    rules text[] not null,
    inputs jsonb not null,
    rule_table integer not null,
    reckoned_at timestamptz not null,
    check (price_cents = organiser_cents + own_liability_cents),
    check (verdict not in ('unpaid', 'withdrawn') or price_cents = 0)
);
create index visit_verdict_provider on visit_verdict (organiser, provider, day);
create index visit_verdict_voucher on visit_verdict (voucher, day);
create index visit_verdict_to_review on visit_verdict (organiser, day) where verdict = 'to_review';
-- By a record that came after its visit was settled: what was settled stays, and this says what it would come to.
create table late_verdict (like visit_verdict including all);
alter table late_verdict add foreign key (visit) references visit;
-- Visits of before are judged too: they are in no settlement yet.
create table verdict_fold (
    organiser uuid primary key references organiser,
    reached bigint not null
);
create table verdict_due (
    voucher uuid primary key references voucher on delete cascade,
    since timestamptz not null
);
create index verdict_due_since on verdict_due (since);
"""
# Whoever changes what verdicts rest on need not know of them: the change and the word that they are due are one commit.
# Due again means written again, so that who judges now does not take away what he has not seen.
DUE = """
create function verdicts_are_due() returns trigger language plpgsql security definer set search_path from current as $$
begin
    if tg_table_name = 'dispute' then
        insert into verdict_due select voucher, clock_timestamp() from visit where id = new.visit
        on conflict (voucher) do update set since = excluded.since;
    elsif tg_table_name = 'planned_visit' then
        insert into verdict_due
        select v.voucher, clock_timestamp() from visit v where v.id in (old.visit, new.visit) group by v.voucher
        on conflict (voucher) do update set since = excluded.since;
    elsif tg_table_name = 'voucher_act' then
        insert into verdict_due values (new.voucher, clock_timestamp())
        on conflict (voucher) do update set since = excluded.since;
    elsif tg_table_name = 'voucher' then
        insert into verdict_due values (new.id, clock_timestamp())
        on conflict (voucher) do update set since = excluded.since;
    end if;
    return null;
end $$;
create trigger dispute_makes_verdicts_due after insert or update of state on dispute
    for each row execute function verdicts_are_due();
create trigger act_makes_verdicts_due after insert on voucher_act
    for each row execute function verdicts_are_due();
create trigger voucher_makes_verdicts_due
    after update of provider, first_day, last_day, ended_on, pauses, quantity, quantity_unit, period, value_cents, tasks
    on voucher for each row when (old.* is distinct from new.*) execute function verdicts_are_due();
-- One worker at a couple's: her two visits may be at the same time.
create trigger pairing_makes_verdicts_due after update of visit on planned_visit
    for each row when (new.together is not null and old.visit is distinct from new.visit)
    execute function verdicts_are_due();

-- A price, an approval or a part of the rulebook is for days to come, as a rule, and then nothing is due.
create function verdicts_of_a_service_are_due() returns trigger language plpgsql security definer
set search_path from current as $$
declare
    from_day constant date := least(old.first_day, new.first_day);
    whose constant uuid := coalesce(new.organiser, old.organiser);
    what constant uuid := coalesce(new.service, old.service);
begin
    if from_day <= current_date + 1 then
        insert into verdict_due
        select voucher, clock_timestamp() from visit_verdict
        where organiser = whose and (what is null or service = what) and day >= from_day group by voucher
        on conflict (voucher) do update set since = excluded.since;
    end if;
    return null;
end $$;
"""
# The tables whose rows hold for many vouchers at once.
WIDE = ("provider_price", "approved_provider", "rulebook_part")
WIDE_TRIGGERS = "".join(
    f"""
    create trigger {table}_makes_verdicts_due after insert or update or delete on {table}
        for each row execute function verdicts_of_a_service_are_due();
    """
    for table in WIDE
)
# Held to the organiser as docs/decisions/0032 says; what is due is for the job alone, and tells of no client.
WALLS = "alter table verdict_due enable row level security;" + "".join(
    f"""
alter table {table} enable row level security;
create policy within_organiser on {table} to kotiseteli_organiser using ({OWN_ONCE}) with check ({OWN_ONCE});
"""
    for table in ("visit_verdict", "late_verdict")
)
FORWARDS = TABLES + DUE + WIDE_TRIGGERS + WALLS
BACKWARDS = (
    "".join(f"drop trigger {table}_makes_verdicts_due on {table};\n" for table in WIDE)
    + """
drop trigger dispute_makes_verdicts_due on dispute;
drop trigger act_makes_verdicts_due on voucher_act;
drop trigger voucher_makes_verdicts_due on voucher;
drop trigger pairing_makes_verdicts_due on planned_visit;
drop function verdicts_of_a_service_are_due();
drop function verdicts_are_due();
drop table verdict_due, verdict_fold, late_verdict, visit_verdict;
"""
)


async def forwards() -> MigrationManager:
    """Make the tables, their walls and what makes a verdict due."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
