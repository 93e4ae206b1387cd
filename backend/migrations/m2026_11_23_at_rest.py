"""Sealed at rest: what people write about a client is kept so that a stolen database does not tell it.

Unlike the others this one does not run beside the previous release, which would go on writing in clear
(docs/decisions/0033): stop that first; phones keep what they cannot send meanwhile.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend import at_rest
from backend.database import connection

ID = "2026-11-23T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sealed at rest"
# Rows that are sealed together.
BATCH = 2000

Row = Any


class Words(NamedTuple):
    """What is sealed of a table, or opened again: how it is read, from what, and where it is put."""

    read: str
    # The values of `write`, of one row.
    values: Callable[[Row], tuple[object, ...]]
    # Of as many arrays as there are values.
    write: str


def sealed(place: bytes, row: bytes, said: str | bytes) -> bytes:
    """Return what is said as its place keeps it."""
    return at_rest.seal(place, row, said.encode() if isinstance(said, str) else said)


def opened(place: bytes, row: bytes, kept: bytes) -> str:
    """Return what a place keeps."""
    return at_rest.unseal(place, row, kept).decode()


def visit_sealed(row: Row) -> tuple[object, ...]:
    """Return a visit's id, tasks and words."""
    tasks = json.loads(row["tasks"])
    reasons = [task.get("reason") for task in tasks]
    words = json.dumps({"note": row["note"], "reasons": reasons if any(reasons) else []}, ensure_ascii=False)
    bare = [{key: None if key == "reason" else value for key, value in task.items()} for task in tasks]
    return row["id"], json.dumps(bare), sealed(at_rest.VISIT, row["id"].bytes, words)


def visit_opened(row: Row) -> tuple[object, ...]:
    """Return a visit's id, tasks and note."""
    tasks = json.loads(row["tasks"])
    words = json.loads(opened(at_rest.VISIT, row["id"].bytes, row["words_sealed"]))
    for task, reason in zip(tasks, words.get("reasons") or (), strict=False):
        task |= {"reason": reason}
    return row["id"], json.dumps(tasks), words["note"]


def decision_sealed(row: Row) -> tuple[object, ...]:
    """Return a decision's id and words."""
    words = json.dumps({"need": row["need"], "grounds": row["grounds"]}, ensure_ascii=False)
    return row["id"], sealed(at_rest.DECISION, row["id"].bytes, words)


def decision_opened(row: Row) -> tuple[object, ...]:
    """Return a decision's id, need and grounds."""
    words = json.loads(opened(at_rest.DECISION, row["id"].bytes, row["words_sealed"]))
    return row["id"], words["need"], words["grounds"]


def record_of(row: Row) -> bytes:
    """Return the place of a record among its table's."""
    return at_rest.of_record(row["id"], row["sha256"])


SEALED = [
    Words(
        """select id, tasks, note from visit
        where note <> '' or jsonb_path_exists(tasks, '$[*].reason ? (@ != null)')""",
        visit_sealed,
        """update visit v set tasks = g.tasks, words_sealed = g.words
        from unnest($1::uuid[], $2::jsonb[], $3::bytea[]) as g(id, tasks, words) where v.id = g.id""",
    ),
    Words(
        "select id, version, sha256, content from visit_record",
        lambda row: (row["id"], row["version"], sealed(at_rest.RECORD, record_of(row), row["content"])),
        """update visit_record r set content_sealed = g.content
        from unnest($1::uuid[], $2::smallint[], $3::bytea[]) as g(id, version, content)
        where r.id = g.id and r.version = g.version""",
    ),
    Words(
        "select id, sha256, content from refused_mutation",
        lambda row: (row["id"], row["sha256"], sealed(at_rest.REFUSED, record_of(row), row["content"])),
        """update refused_mutation r set content_sealed = g.content
        from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as g(id, sha256, content)
        where r.id = g.id and r.sha256 = g.sha256""",
    ),
    Words(
        "select id, need, grounds from service_decision where need <> '' or grounds <> ''",
        decision_sealed,
        """update service_decision d set words_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where d.id = g.id""",
    ),
    Words(
        "select id, words from voucher_act where words <> ''",
        lambda row: (row["id"], sealed(at_rest.ACT, row["id"].bytes, row["words"])),
        """update voucher_act a set words_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where a.id = g.id""",
    ),
    Words(
        "select id, content_sealed from attachment where content_sealed is not null",
        lambda row: (row["id"], sealed(at_rest.PHOTO, row["id"].bytes, row["content_sealed"])),
        """update attachment a set content_sealed = g.content
        from unnest($1::uuid[], $2::bytea[]) as g(id, content) where a.id = g.id""",
    ),
]
OPENED = [
    Words(
        "select id, tasks, words_sealed from visit where words_sealed is not null",
        visit_opened,
        """update visit v set tasks = g.tasks, note = g.note
        from unnest($1::uuid[], $2::jsonb[], $3::text[]) as g(id, tasks, note) where v.id = g.id""",
    ),
    Words(
        "select id, version, sha256, content_sealed from visit_record",
        lambda row: (row["id"], row["version"], opened(at_rest.RECORD, record_of(row), row["content_sealed"])),
        """update visit_record r set content = g.content
        from unnest($1::uuid[], $2::smallint[], $3::text[]) as g(id, version, content)
        where r.id = g.id and r.version = g.version""",
    ),
    Words(
        "select id, sha256, content_sealed from refused_mutation",
        lambda row: (row["id"], row["sha256"], opened(at_rest.REFUSED, record_of(row), row["content_sealed"])),
        """update refused_mutation r set content = g.content
        from unnest($1::uuid[], $2::bytea[], $3::text[]) as g(id, sha256, content)
        where r.id = g.id and r.sha256 = g.sha256""",
    ),
    Words(
        "select id, words_sealed from service_decision where words_sealed is not null",
        decision_opened,
        """update service_decision d set need = g.need, grounds = g.grounds
        from unnest($1::uuid[], $2::text[], $3::text[]) as g(id, need, grounds) where d.id = g.id""",
    ),
    Words(
        "select id, words_sealed from voucher_act where words_sealed is not null",
        lambda row: (row["id"], opened(at_rest.ACT, row["id"].bytes, row["words_sealed"])),
        """update voucher_act a set words = g.words
        from unnest($1::uuid[], $2::text[]) as g(id, words) where a.id = g.id""",
    ),
    Words(
        "select id, content from attachment where content is not null",
        lambda row: (row["id"], at_rest.unseal(at_rest.PHOTO, row["id"].bytes, row["content"])),
        """update attachment a set content = g.content
        from unnest($1::uuid[], $2::bytea[]) as g(id, content) where a.id = g.id""",
    ),
]

APPENDED_TO = ("visit_record", "refused_mutation", "voucher_act")
UNLOCK = "".join(f"alter table {table} disable trigger {table}_is_appended_to;" for table in APPENDED_TO)
LOCK = "".join(f"alter table {table} enable trigger {table}_is_appended_to;" for table in APPENDED_TO)

# A photo that is still coming begins anew: its phone asks how far it has come before it sends.
ADD = f"""
{UNLOCK}
alter table visit add words_sealed bytea;
alter table visit_record add content_sealed bytea;
alter table refused_mutation add content_sealed bytea;
alter table service_decision add words_sealed bytea;
alter table voucher_act add words_sealed bytea;
alter table attachment rename content to content_sealed;
delete from attachment_part;
alter table attachment_part rename content to content_sealed;
"""  # noqa: S608 - names of our own tables
# A dropped column stays in the rows that had it until they are written anew, and the row that an update leaves behind
# until it is cleaned away: each table is therefore written as a whole into a new file, which giving a column its own
# type by a reckoning does.
DROP = f"""
alter table visit drop note;
alter table visit_record alter content_sealed set not null, drop content;
alter table refused_mutation alter content_sealed set not null, drop content;
alter table service_decision drop need, drop grounds;
alter table voucher_act drop words;
alter table visit alter minutes type integer using minutes + 0;
alter table visit_record alter sequence type bigint using sequence + 0;
alter table refused_mutation alter number type bigint using number + 0;
alter table service_decision alter client_fee_cents type integer using client_fee_cents + 0;
alter table voucher_act alter reason type text using reason || '';
alter table attachment alter bytes type integer using bytes + 0;
alter table attachment_part alter from_byte type integer using from_byte + 0;
{LOCK}

create table retention_run (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    what text not null check (what <> ''),
    law text not null,
    -- What ended before this day was over.
    over_before date not null,
    rows integer not null check (rows >= 0)
);
create trigger retention_run_is_appended_to before update or delete or truncate on retention_run
    for each statement execute function refuse_editing();

-- What is appended to is edited by nobody; two keepers may do one thing each, and say who they are for one transaction:
-- retention takes away what is over, and sealing with a new key puts the same words in another seal.
create function refuse_all_but_keepers() returns trigger language plpgsql as $$
begin
    if (current_setting('kotiseteli.keeper', true), tg_op) in (('retention', 'DELETE'), ('sealing', 'UPDATE')) then
        return null;
    end if;
    raise exception '% is appended to, never edited', tg_table_name;
end $$;
create function refuse_more_than_a_new_seal() returns trigger language plpgsql as $$
begin
    if to_jsonb(old) - tg_argv[0] is distinct from to_jsonb(new) - tg_argv[0] then
        raise exception '% is appended to, never edited', tg_table_name;
    end if;
    return new;
end $$;
"""
KEEPERS = """
drop trigger {table}_is_appended_to on {table};
create trigger {table}_is_appended_to before update or delete or truncate on {table}
    for each statement execute function refuse_all_but_keepers();
create trigger {table}_is_only_sealed_anew before update on {table}
    for each row execute function refuse_more_than_a_new_seal('{column}');
"""
KEPT = (("visit_record", "content_sealed"), ("refused_mutation", "content_sealed"), ("voucher_act", "words_sealed"))

PUT_BACK = f"""
{"".join(f"drop trigger {table}_is_only_sealed_anew on {table};" for table in APPENDED_TO)}
{UNLOCK}
alter table visit add note text not null default '';
alter table visit_record add content text;
alter table refused_mutation add content text;
alter table service_decision add need text not null default '', add grounds text not null default '';
alter table voucher_act add words text not null default '';
alter table attachment rename content_sealed to content;
delete from attachment_part;
alter table attachment_part rename content_sealed to content;
"""  # noqa: S608 - the same
TAKE_SEALS_AWAY = f"""
alter table visit alter note drop default, drop words_sealed;
alter table visit_record alter content set not null, drop content_sealed;
alter table refused_mutation alter content set not null, drop content_sealed;
alter table service_decision alter grounds drop default, drop words_sealed;
alter table voucher_act drop words_sealed;
{LOCK}
{
    "".join(
        f"drop trigger {table}_is_appended_to on {table};"
        f"create trigger {table}_is_appended_to before update or delete or truncate on {table}"
        " for each statement execute function refuse_editing();"
        for table in APPENDED_TO
    )
}
drop function refuse_all_but_keepers, refuse_more_than_a_new_seal;
drop table retention_run;
"""


async def write_anew(words: Words) -> None:
    """Seal or open what a table has, some thousands of rows at a time, which is all that is held in memory."""
    batch: list[tuple[object, ...]] = []
    async for row in connection().cursor(words.read, prefetch=BATCH):
        batch.append(words.values(row))
        if len(batch) == BATCH:
            await connection().execute(words.write, *map(list, zip(*batch, strict=True)))
            batch.clear()
    if batch:
        await connection().execute(words.write, *map(list, zip(*batch, strict=True)))


async def forwards() -> MigrationManager:
    """Seal what is in clear, and leave nothing of it in the files of the tables."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(ADD)
        for words in SEALED:
            await write_anew(words)
        await connection().execute(DROP)
        for table, column in KEPT:
            await connection().execute(KEEPERS.format(table=table, column=column))

    async def drop() -> None:
        await connection().execute(PUT_BACK)
        for words in OPENED:
            await write_anew(words)
        await connection().execute(TAKE_SEALS_AWAY)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
