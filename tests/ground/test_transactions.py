"""What stands in the database's memory while a transaction runs."""

from contextlib import suppress
from uuid import uuid4

from backend.database import fetch, transaction
from backend.demo import cast

LOCKS = "select count(*) as held from pg_locks where pid = pg_backend_pid() and locktype = 'transactionid'"
WRITE = """
insert into provider_key (id, provider, name, token_hash, made_by, made_at) values ($1, $2, 'A key', $3, $4, now())
"""


class Refused(Exception):
    """Something inside a transaction is refused."""


async def write() -> None:
    """Write something."""
    key = uuid4()
    await fetch(WRITE, key, cast.KANELI.id, key.bytes * 2, cast.OLLI.id)


async def test_what_was_refused_inside_a_transaction_leaves_nothing_standing(database: None) -> None:  # noqa: ARG001 - it is rolled back after the test
    await write()
    (before,) = await fetch(LOCKS)
    for _ in range(20):
        with suppress(Refused):
            async with transaction():
                await write()
                raise Refused
    await write()
    (after,) = await fetch(LOCKS)
    assert after["held"] == before["held"]
