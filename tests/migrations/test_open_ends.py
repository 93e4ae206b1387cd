"""What a mandate rests on, what is asked and told of viewings: it is sealed, and opens to the same on the way back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from backend import migrate
from backend.database import fetch
from backend.demo import cast
from backend.migrations import m2026_11_24_open_ends as open_ends
from tests.conftest import new_database, opened

BEFORE = max(file.ID for file in migrate.migration_files() if open_ends.ID > file.ID)
TABLES = ("representation", "explanation", "unusual_viewing")
REFERENCE, WORDS, CAUSE, ANSWER, NOTE = (
    "DVV 123/2026",
    "Miksi katsoit",
    "Epäilen naapuria",
    "Erehdys",
    "Puhuttu hänen kanssaan",
)
ON_DISK = """
select count(*) as n from pg_class c,
    lateral pg_read_binary_file(pg_relation_filepath(c.oid)) as file
where c.relname = any($1) and c.relkind = 'r' and position($2::bytea in file) > 0
"""
ENTER = (
    f"update representation set reference = '{REFERENCE}'",  # noqa: S608 - written here
    f"""
    insert into explanation (id, entry, entry_at, client, organiser, asked_by, asked_at, words, special_cause, due_on,
        answered_at, answered_by, answer)
    select gen_random_uuid(), n, now(), id, organiser, person, now(), case n when 1 then '{WORDS}' else '' end,
        case n when 3 then '{CAUSE}' else '' end, current_date, case n when 1 then now() end,
        case n when 1 then person end, case n when 1 then '{ANSWER}' end
    from client, generate_series(1, 3) as n where id = $1
    """,  # noqa: S608 - written here
    f"""
    insert into unusual_viewing (id, organiser, kind, person, role, client, day, entries, clients, last_at,
        found_at, words)
    select gen_random_uuid(), organiser, 'own-relative', person, 'worker', id, current_date - n, 1, 1, now(), now(),
        case n when 1 then '{NOTE}' else '' end
    from client, generate_series(1, 2) as n where id = $1
    """,  # noqa: S608 - written here
)


@pytest.fixture
async def own_county(server: str, county_as_loaded: str) -> AsyncIterator[None]:
    """Give a demo county that nobody else migrates."""
    async with new_database(server, county_as_loaded) as address, opened(address):
        yield


async def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        table: [dict(row) for row in await fetch(f"select * from {table} order by id")]  # noqa: S608 - our own names
        for table in TABLES
    }


@pytest.mark.usefixtures("own_county")
async def test_what_was_in_clear_is_sealed_and_comes_back_as_it_was() -> None:
    await migrate.migrate_backwards(to=BEFORE)
    for statement in ENTER:
        await fetch(statement, *([cast.HELVI.client] if "$1" in statement else []))
    before = await rows()
    await migrate.migrate_forwards()
    stolen = repr(await rows())
    await fetch("checkpoint")
    for secret in (REFERENCE, WORDS, CAUSE, ANSWER, NOTE):
        assert secret not in stolen
        assert (await fetch(ON_DISK, list(TABLES), secret.encode()))[0]["n"] == 0
    # Where nothing was written nothing is kept.
    (asked,) = await fetch("select count(words_sealed) as words, count(answer_sealed) as answers from explanation")
    assert (asked["words"], asked["answers"]) == (2, 1)
    await migrate.migrate_backwards(to=BEFORE)
    assert await rows() == before
