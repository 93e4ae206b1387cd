"""The trail by years, sealed in chains; explanations that clients ask for, and viewings that look unusual."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "trail"

FORWARDS = """
alter table trail_entry rename to trail_entry_before;
alter sequence trail_entry_id_seq rename to trail_entry_before_id_seq;
alter index trail_entry_client_at rename to trail_entry_before_client_at;
create sequence trail_entry_id_seq as bigint;
create table trail_entry (
    id bigint not null default nextval('trail_entry_id_seq'),
    at timestamptz not null,
    organiser uuid not null,
    client uuid not null,
    person uuid not null,
    role text not null,
    act text not null,
    subject uuid not null,
    organisation uuid,
    purpose text,
    sign_in uuid,
    constraint trail_entry_by_year primary key (id, at)
) partition by range (at);
alter sequence trail_entry_id_seq owned by trail_entry.id;
create index trail_entry_client_at on trail_entry (client, at);

-- The years lie in a schema of their own; what is of no year that has been made is not lost.
create schema trail_years;
create table trail_years.other partition of trail_entry default;
create function make_trail_year(year integer) returns void language plpgsql as $$
begin
    execute format(
        'create table trail_years.y%1$s partition of public.trail_entry for values from (%2$L) to (%3$L)',
        year, make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC'));
    execute format(
        'create trigger year_is_appended_to before update or delete or truncate on trail_years.y%s
            for each statement execute function public.refuse_editing()', year);
end $$;
select make_trail_year(year) from generate_series(2026, 2028) as year;

insert into trail_entry (id, at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
select id, at, organiser, client, person, role, act, subject, organisation, purpose, sign_in
from trail_entry_before order by id;
select setval('trail_entry_id_seq', greatest((select last_value from trail_entry_before_id_seq), 1),
    (select is_called from trail_entry_before_id_seq));
drop table trail_entry_before;
create trigger trail_entry_is_appended_to before update or delete or truncate on trail_entry
    for each statement execute function refuse_editing();
create trigger other_is_appended_to before update or delete or truncate on trail_years.other
    for each statement execute function refuse_editing();

create table trail_seal (
    organiser uuid not null references organiser,
    number integer not null check (number > 0),
    year integer not null,
    after_id bigint not null,
    last_id bigint not null,
    entries integer not null check (entries > 0),
    form smallint not null,
    hash bytea not null,
    sealed_at timestamptz not null,
    primary key (organiser, number),
    unique (organiser, last_id, year),
    check (last_id > after_id)
);
create index trail_seal_last_id on trail_seal (last_id);
create trigger trail_seal_is_appended_to before update or delete or truncate on trail_seal
    for each statement execute function refuse_editing();

create table trail_archive (
    year integer primary key,
    archived_at timestamptz not null,
    entries bigint not null,
    file_sha256 bytea not null
);
create trigger trail_archive_is_appended_to before update or delete or truncate on trail_archive
    for each statement execute function refuse_editing();

create table explanation (
    id uuid primary key,
    entry bigint not null unique,
    entry_at timestamptz not null,
    client uuid not null references client,
    organiser uuid not null references organiser,
    asked_by uuid not null references person,
    asked_at timestamptz not null,
    words text not null,
    special_cause text not null,
    due_on date not null,
    answered_at timestamptz,
    answered_by uuid references person,
    answer text,
    refused_by_decision text,
    check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null)),
    check (refused_by_decision is null or answered_at is not null)
);
create index explanation_organiser on explanation (organiser, due_on) where answered_at is null;
create index explanation_client on explanation (client);

create table unusual_viewing (
    id uuid primary key,
    organiser uuid not null references organiser,
    kind text not null check (kind in ('no-care-relation', 'many-clients', 'own-relative')),
    person uuid not null references person,
    role text not null,
    organisation uuid,
    client uuid references client,
    day date not null,
    entries integer not null,
    clients integer not null,
    last_at timestamptz not null,
    found_at timestamptz not null,
    checked_at timestamptz,
    checked_by uuid references person,
    outcome text check (outcome in ('explained', 'misuse')),
    words text not null,
    unique nulls not distinct (organiser, kind, person, client, day),
    check ((checked_at is null) = (checked_by is null) and (checked_at is null) = (outcome is null))
);
create index unusual_viewing_organiser on unusual_viewing (organiser, day);
"""
BACKWARDS = """
drop table unusual_viewing, explanation, trail_archive, trail_seal;
alter table trail_entry rename to trail_entry_by_years;
alter index trail_entry_client_at rename to trail_entry_by_years_client_at;
alter sequence trail_entry_id_seq rename to trail_entry_by_years_id_seq;
create table trail_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    organiser uuid not null,
    client uuid not null,
    person uuid not null,
    role text not null,
    act text not null,
    subject uuid not null,
    organisation uuid,
    purpose text,
    sign_in uuid
);
insert into trail_entry (id, at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
overriding system value
select id, at, organiser, client, person, role, act, subject, organisation, purpose, sign_in
from trail_entry_by_years order by id;
select setval('trail_entry_id_seq', (select last_value from trail_entry_by_years_id_seq),
    (select is_called from trail_entry_by_years_id_seq));
drop table trail_entry_by_years;
drop function make_trail_year;
drop schema trail_years;
create index trail_entry_client_at on trail_entry (client, at);
create trigger trail_entry_is_appended_to before update or delete or truncate on trail_entry
    for each statement execute function refuse_editing();
"""


async def forwards() -> MigrationManager:
    """Bring the entries of before into their years; the first run of the sealing seals them too."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
