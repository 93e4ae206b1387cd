"""Open ends: newcomers on their way in; and sealed is what a mandate rests on, and what is asked and told of viewings.

As the migration that sealed the rest it does not run beside the previous release (docs/decisions/0033).
"""

import json

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend import at_rest
from backend.database import connection
from backend.migrations.m2026_11_23_at_rest import Row, Words, opened, sealed, write_anew

ID = "2026-11-24T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "open ends"

FORWARDS = """
create table newcomer (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    way text not null check (way <> ''),
    acr text,
    subject_hash bytea,
    sid_hash bytea,
    who_sealed bytea not null,
    language text not null check (language in ('fi', 'sv', 'en')),
    expires_at timestamptz not null,
    their_session text,
    choice_until timestamptz,
    check ((their_session is null) = (choice_until is null))
);
create index newcomer_expires on newcomer (expires_at);
-- Of no organiser.
alter table newcomer enable row level security;
"""


def question_sealed(row: Row) -> tuple[object, ...]:
    """Return a question's id and words."""
    words = json.dumps({"words": row["words"], "special_cause": row["special_cause"]}, ensure_ascii=False)
    return row["id"], sealed(at_rest.QUESTION, row["id"].bytes, words)


def question_opened(row: Row) -> tuple[object, ...]:
    """Return a question's id and what it says."""
    words = json.loads(opened(at_rest.QUESTION, row["id"].bytes, row["words_sealed"]))
    return row["id"], words["words"], words["special_cause"]


SEALED = [
    Words(
        "select id, reference from representation where reference <> ''",
        lambda row: (row["id"], sealed(at_rest.MANDATE, row["id"].bytes, row["reference"])),
        """update representation r set reference_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where r.id = g.id""",
    ),
    Words(
        "select id, words, special_cause from explanation where words <> '' or special_cause <> ''",
        question_sealed,
        """update explanation e set words_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where e.id = g.id""",
    ),
    Words(
        "select id, answer from explanation where answer is not null",
        lambda row: (row["id"], sealed(at_rest.ANSWER, row["id"].bytes, row["answer"])),
        """update explanation e set answer_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where e.id = g.id""",
    ),
    Words(
        "select id, words from unusual_viewing where words <> ''",
        lambda row: (row["id"], sealed(at_rest.UNUSUAL, row["id"].bytes, row["words"])),
        """update unusual_viewing u set words_sealed = g.words
        from unnest($1::uuid[], $2::bytea[]) as g(id, words) where u.id = g.id""",
    ),
]
OPENED = [
    Words(
        "select id, reference_sealed from representation where reference_sealed is not null",
        lambda row: (row["id"], opened(at_rest.MANDATE, row["id"].bytes, row["reference_sealed"])),
        """update representation r set reference = g.words
        from unnest($1::uuid[], $2::text[]) as g(id, words) where r.id = g.id""",
    ),
    Words(
        "select id, words_sealed from explanation where words_sealed is not null",
        question_opened,
        """update explanation e set words = g.words, special_cause = g.cause
        from unnest($1::uuid[], $2::text[], $3::text[]) as g(id, words, cause) where e.id = g.id""",
    ),
    Words(
        "select id, answer_sealed from explanation where answer_sealed is not null",
        lambda row: (row["id"], opened(at_rest.ANSWER, row["id"].bytes, row["answer_sealed"])),
        """update explanation e set answer = g.words
        from unnest($1::uuid[], $2::text[]) as g(id, words) where e.id = g.id""",
    ),
    Words(
        "select id, words_sealed from unusual_viewing where words_sealed is not null",
        lambda row: (row["id"], opened(at_rest.UNUSUAL, row["id"].bytes, row["words_sealed"])),
        """update unusual_viewing u set words = g.words
        from unnest($1::uuid[], $2::text[]) as g(id, words) where u.id = g.id""",
    ),
]
ADD = """
alter table representation add reference_sealed bytea;
alter table explanation add words_sealed bytea, add answer_sealed bytea;
alter table unusual_viewing add words_sealed bytea;
"""
# Each table is written into a new file, which giving a column its own type by a reckoning does: what was dropped stays
# readable on the disk otherwise. An answer of no words was never given: the route asks for some.
DROP = """
alter table representation drop reference;
alter table explanation drop words, drop special_cause, drop answer,
    add check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_sealed is null));
alter table unusual_viewing drop words;
alter table representation alter source type text using source || '';
alter table explanation alter refused_by_decision type text using refused_by_decision || '';
alter table unusual_viewing alter entries type integer using entries + 0;
"""
PUT_BACK = """
alter table representation add reference text not null default '';
alter table explanation add words text not null default '', add special_cause text not null default '',
    add answer text;
alter table unusual_viewing add words text not null default '';
"""
TAKE_SEALS_AWAY = """
drop table newcomer;
alter table representation drop reference_sealed;
alter table explanation alter words drop default, alter special_cause drop default, drop words_sealed,
    drop answer_sealed,
    add check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null));
alter table unusual_viewing alter words drop default, drop words_sealed;
"""


async def forwards() -> MigrationManager:
    """Add what there was no place for, and seal what is in clear."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS + ADD)
        for words in SEALED:
            await write_anew(words)
        await connection().execute(DROP)

    async def drop() -> None:
        await connection().execute(PUT_BACK)
        for words in OPENED:
            await write_anew(words)
        await connection().execute(TAKE_SEALS_AWAY)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
