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
-- A voucher stands as often as something has made it due: whoever writes waits for nobody who writes the same, and
-- what comes while it is judged is a row that the judge has not seen.
create table verdict_due (
    id bigint generated always as identity primary key,
    voucher uuid not null references voucher on delete cascade,
    since timestamptz not null default clock_timestamp()
);
create index verdict_due_voucher on verdict_due (voucher);
"""
# Whoever changes what verdicts rest on need not know of them: the change and the word that they are due are one commit.
DUE = """
create function verdicts_are_due() returns trigger language plpgsql security definer set search_path from current as $$
begin
    if tg_table_name = 'dispute' then
        insert into verdict_due (voucher) select voucher from visit where id = new.visit;
    elsif tg_table_name = 'planned_visit' then
        insert into verdict_due (voucher)
        select distinct v.voucher from visit v where v.id in (old.visit, new.visit);
    elsif tg_table_name = 'voucher_act' then
        insert into verdict_due (voucher) values (new.voucher);
    elsif tg_table_name = 'voucher' then
        insert into verdict_due (voucher) values (new.id);
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

-- A price, an approval or a part of the rulebook is for days to come, as a rule, and then nothing is due. However many
-- come at once, verdicts are looked through once; a part of the rulebook names no provider.
create function verdicts_of_services_are_due() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    insert into verdict_due (voucher)
    select distinct v.voucher from (
        select organiser, service, (to_jsonb(touched) ->> 'provider')::uuid as provider, min(first_day) as from_day
        from touched where first_day <= current_date + 1 group by 1, 2, 3
    ) t join visit_verdict v on v.organiser = t.organiser and v.day >= t.from_day
        and (t.service is null or v.service = t.service) and (t.provider is null or v.provider = t.provider);
    return null;
end $$;
"""
# The tables whose rows hold for many vouchers at once; what a row was before it was changed bears on them too.
WIDE = ("provider_price", "approved_provider", "rulebook_part")
CAUSES = {"made": ("insert", "new"), "changed": ("update", "new"), "was": ("update", "old"), "gone": ("delete", "old")}
WIDE_TRIGGERS = "".join(
    f"""
    create trigger {table}_{cause}_makes_verdicts_due after {act} on {table} referencing {which} table as touched
        for each statement execute function verdicts_of_services_are_due();
    """
    for table in WIDE
    for cause, (act, which) in CAUSES.items()
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
    "".join(f"drop trigger {table}_{cause}_makes_verdicts_due on {table};\n" for table in WIDE for cause in CAUSES)
    + """
drop trigger dispute_makes_verdicts_due on dispute;
drop trigger act_makes_verdicts_due on voucher_act;
drop trigger voucher_makes_verdicts_due on voucher;
drop trigger pairing_makes_verdicts_due on planned_visit;
drop function verdicts_of_services_are_due();
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
