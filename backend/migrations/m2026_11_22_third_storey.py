"""The third storey: a record holds the mutation that made it, and a visit what it is after its records."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-22T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "third storey"

# Records made before phones were there, the demo's, get the mutation that a phone would have sent.
FORWARDS = """
alter table visit
    add record uuid,
    add state text not null default 'recorded' check (state in ('recorded', 'withdrawn')),
    add started_at timestamptz,
    add ended_at timestamptz check (ended_at > started_at),
    add minutes integer check (minutes >= 0),
    add tasks jsonb,
    add note text,
    add to_review text[],
    add received_at timestamptz;
update visit v set record = r.id, started_at = r.started_at, ended_at = r.ended_at, minutes = r.minutes,
    tasks = r.tasks, note = r.note, to_review = r.to_review, received_at = r.received_at
from visit_record r where r.visit = v.id;
alter table visit
    alter state drop default,
    alter record set not null, alter started_at set not null, alter ended_at set not null, alter minutes set not null,
    alter tasks set not null, alter note set not null, alter to_review set not null, alter received_at set not null;
drop index visit_provider_worker;
create index visit_provider_started_at on visit (provider, started_at);
create index visit_client_started_at on visit (client, started_at) include (voucher, minutes, state);

alter table visit_record
    disable trigger visit_record_is_appended_to,
    add version smallint not null default 1,
    add worker uuid,
    add device uuid references device,
    add number bigint,
    add content text,
    add sha256 bytea,
    add sequence bigint;
update visit_record r set device = m.device, number = m.number, content = m.content, sha256 = m.sha256
from received_mutation m where m.id = r.id;
update visit_record r set
    worker = v.worker,
    sequence = v.change_number,
    content = coalesce(r.content, json_build_object(
        'arguments', json_build_object(
            'code', null, 'elapsedSeconds', null, 'endedAt', r.ended_at, 'note', r.note, 'startedAt', r.started_at,
            'tasks', r.tasks, 'voucherNumber', (select w.number from voucher w where w.id = v.voucher)),
        'doneAt', r.done_at, 'id', r.id, 'name', 'record_visit', 'number', null)::text)
from visit v where v.id = r.visit;
update visit_record set sha256 = sha256(convert_to(content, 'utf8')) where sha256 is null;
alter table visit_record
    enable trigger visit_record_is_appended_to,
    alter version drop default,
    alter worker set not null,
    alter content set not null,
    alter sha256 set not null,
    add check (length(sha256) = 32),
    alter sequence set not null,
    add check ((device is null) = (number is null)),
    drop constraint visit_record_pkey,
    add primary key (id, version),
    drop constraint visit_record_act_check,
    add constraint visit_record_act_check check (act in ('recorded', 'corrected', 'withdrawn')),
    drop column voucher, drop column started_at, drop column ended_at, drop column minutes, drop column tasks,
    drop column note;
drop index visit_record_visit;
create index visit_record_visit on visit_record (visit) where id <> visit or version > 1;
create unique index visit_record_device_number on visit_record (device, number) where version = 1;

alter table device add complete_to bigint not null default 0;

create table refused_mutation (
    id uuid not null,
    sha256 bytea not null check (length(sha256) = 32),
    device uuid not null references device,
    number bigint not null,
    content text not null,
    -- As it was answered, letter for letter: json keeps what jsonb would refuse, such as an escaped NUL.
    problem json not null,
    received_at timestamptz not null,
    primary key (id, sha256)
);
insert into refused_mutation select id, sha256, device, number, content, problem, received_at
from received_mutation where verdict = 'refused';
create index refused_mutation_device on refused_mutation (device);
create trigger refused_mutation_is_appended_to before update or delete or truncate on refused_mutation
    for each statement execute function refuse_editing();
drop table received_mutation;
"""

# A visit that was corrected or withdrawn, or another refusal under a number or an id, would go back only by losing
# records: then this refuses.
BACKWARDS = """
create table received_mutation (
    id uuid primary key,
    device uuid not null references device,
    number bigint not null,
    content text not null,
    sha256 bytea not null check (length(sha256) = 32),
    verdict text not null check (verdict in ('accepted', 'refused')),
    problem json check ((verdict = 'refused') = (problem is not null)),
    sequence bigint check ((verdict = 'accepted') = (sequence is not null)),
    received_at timestamptz not null,
    unique (device, number)
);
create trigger received_mutation_is_appended_to before update or delete or truncate on received_mutation
    for each statement execute function refuse_editing();
insert into received_mutation select id, device, number, content, sha256, 'accepted', null, sequence, received_at
from visit_record where device is not null;
insert into received_mutation select id, device, number, content, sha256, 'refused', problem, null, received_at
from refused_mutation;
drop table refused_mutation;
alter table device drop column complete_to;

alter table visit_record
    disable trigger visit_record_is_appended_to,
    add voucher uuid,
    add started_at timestamptz,
    add ended_at timestamptz check (ended_at > started_at),
    add minutes integer check (minutes >= 0),
    add tasks jsonb,
    add note text;
update visit_record r set voucher = v.voucher, started_at = v.started_at, ended_at = v.ended_at, minutes = v.minutes,
    tasks = v.tasks, note = v.note
from visit v where v.id = r.visit;
drop index visit_record_device_number, visit_record_visit;
alter table visit_record
    enable trigger visit_record_is_appended_to,
    alter voucher set not null, alter started_at set not null, alter ended_at set not null,
    alter minutes set not null, alter tasks set not null, alter note set not null,
    drop constraint visit_record_act_check,
    add constraint visit_record_act_check check (act in ('recorded')),
    drop constraint visit_record_pkey,
    add primary key (id),
    drop column version, drop column worker, drop column device, drop column number, drop column content,
    drop column sha256, drop column sequence;
create index visit_record_visit on visit_record (visit);
create index visit_record_voucher_started_at on visit_record (voucher, started_at) include (minutes);

drop index visit_client_started_at, visit_provider_started_at;
create index visit_provider_worker on visit (provider, worker);
alter table visit
    drop column record, drop column state, drop column started_at, drop column ended_at, drop column minutes,
    drop column tasks, drop column note, drop column to_review, drop column received_at;
"""


async def forwards() -> MigrationManager:
    """Put each record and its mutation into one row, and what a visit is now into the visit's."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
