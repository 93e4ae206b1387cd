"""Settling: runs, settlements with their lines, credits, and the months in which something is to be settled."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_24_wall_plans import OWN_ONCE

ID = "2026-11-25T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "settlement"

TABLES = """
create table settlement_run (
    id uuid primary key,
    organiser uuid not null references organiser,
    month date not null check (month = date_trunc('month', month)),
    settled_on date not null check (settled_on >= month + interval '1 month'),
    started_at timestamptz not null,
    finished_at timestamptz,
    by_person uuid references person,
    unique (organiser, month)
);
create index settlement_run_unfinished on settlement_run (started_at) where finished_at is null;

create table settlement (
    id uuid primary key,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    run uuid not null references settlement_run,
    number text not null,
    month date not null,
    lines integer not null check (lines > 0),
    credits integer not null check (credits between 0 and lines),
    price_cents bigint not null check (price_cents = organiser_cents + own_liability_cents),
    organiser_cents bigint not null check (organiser_cents = voucher_cents + order_cents),
    voucher_cents bigint not null,
    order_cents bigint not null,
    own_liability_cents bigint not null,
    vat_ground text not null,
    sha256 bytea not null check (length(sha256) = 32),
    settled_at timestamptz not null,
    unique (run, provider),
    unique (organiser, number)
);
create index settlement_provider on settlement (provider, organiser, month);

-- No row of it refers to another by constraint: what the lines come of is read in the same statement, and asking again
-- for each line took longer than settling (docs/decisions/0043). `kotiseteli reconcile` asks it of all of them.
create table settlement_line (
    settlement uuid not null,
    place integer not null,
    visit uuid not null,
    record uuid not null,
    credit uuid,
    decision uuid,
    voucher uuid not null,
    client uuid not null,
    organiser uuid not null,
    provider uuid not null,
    service uuid not null,
    kind text not null check (kind in ('voucher', 'order')),
    day date not null,
    minutes integer not null,
    price_cents integer not null check (price_cents = organiser_cents + own_liability_cents),
    organiser_cents integer not null,
    own_liability_cents integer not null,
    primary key (settlement, place),
    check (case when credit is null then organiser_cents >= 0 and own_liability_cents >= 0
        else organiser_cents <= 0 and own_liability_cents <= 0 end)
);
-- Never twice: whoever settles a visit again, at whatever moment, cannot.
create unique index settlement_line_visit on settlement_line (visit) where credit is null;
create unique index settlement_line_credit on settlement_line (credit) where credit is not null;

create table credit (
    id uuid primary key,
    visit uuid not null,
    settlement uuid not null references settlement,
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    client uuid not null,
    reason text not null,
    words_sealed bytea,
    price_cents integer not null check (price_cents = organiser_cents + own_liability_cents and price_cents > 0),
    organiser_cents integer not null check (organiser_cents >= 0),
    own_liability_cents integer not null check (own_liability_cents >= 0),
    at timestamptz not null,
    by_person uuid not null references person
);
create index credit_provider on credit (organiser, provider);
create index credit_visit on credit (visit);

create table settlement_due (
    organiser uuid not null references organiser,
    provider uuid not null references provider,
    month date not null,
    primary key (organiser, provider, month)
);
"""
# Whoever writes a verdict or decides of one makes its month due, in the same commit; a run that holds the month is
# waited for, and what it has settled meanwhile is not written any more: who tried begins anew and finds it settled.
DUE = """
create function verdicts_are_to_be_settled() returns trigger language plpgsql as $$
declare
    settled uuid;
begin
    insert into settlement_due
    select organiser, provider, date_trunc('month', day)::date from written group by 1, 2, 3 order by 1, 2, 3
    on conflict (organiser, provider, month) do update set month = excluded.month;
    select w.visit into settled from written w
    where exists (select from settlement_line l where l.visit = w.visit and l.credit is null offset 0) limit 1;
    if found then
        raise exception 'visit % is settled', settled using errcode = 'serialization_failure';
    end if;
    return null;
end $$;
create trigger new_verdicts_are_to_be_settled after insert on visit_verdict referencing new table as written
    for each statement execute function verdicts_are_to_be_settled();
create trigger verdicts_are_to_be_settled after update on visit_verdict referencing new table as written
    for each statement execute function verdicts_are_to_be_settled();
"""
# Held to the organiser as docs/decisions/0032 says.
WALLED = ("settlement_run", "settlement", "settlement_line", "credit", "settlement_due")
WALLS = "".join(
    f"""
alter table {table} enable row level security;
create policy within_organiser on {table} to kotiseteli_organiser using ({OWN_ONCE}) with check ({OWN_ONCE});
"""
    for table in WALLED
)
APPENDED_TO = ("settlement", "settlement_line", "credit")
KEPT = "".join(
    f"""
create trigger {table}_is_appended_to before update or delete or truncate on {table}
    for each statement execute function refuse_all_but_keepers();
"""
    for table in APPENDED_TO
)
KEPT += """
create trigger credit_is_only_sealed_anew before update on credit
    for each row execute function refuse_more_than_a_new_seal('words_sealed');
"""
FORWARDS = TABLES + DUE + WALLS + KEPT
BACKWARDS = """
drop trigger new_verdicts_are_to_be_settled on visit_verdict;
drop trigger verdicts_are_to_be_settled on visit_verdict;
drop function verdicts_are_to_be_settled();
drop table settlement_due, credit, settlement_line, settlement, settlement_run;
"""


async def forwards() -> MigrationManager:
    """Make the tables, raise their walls, and let nobody edit what is settled."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
