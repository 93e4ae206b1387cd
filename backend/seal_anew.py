"""Seals everything with the key that is in use now, so that a key that was changed opens nothing any more."""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from backend import at_rest
from backend.database import connection, fetch, transaction

# Rows that are sealed together, in a transaction of their own: nobody waits for the whole.
BATCH = 1000


class Sealed(NamedTuple):
    """A column that keeps what is sealed."""

    place: bytes
    # What tells a row, beside which its key's columns are read.
    row: Callable[[dict[str, Any]], bytes]
    key: tuple[str, ...] = ("id",)
    also: tuple[str, ...] = ()

    def table_and_column(self) -> tuple[str, str]:
        """Return where it lies."""
        table, _, column = self.place.decode().partition(".")
        return table, column


def by_id(row: dict[str, Any]) -> bytes:
    """Return the row of what has nothing but an id."""
    return bytes(row["id"].bytes)


def by_hash(row: dict[str, Any]) -> bytes:
    """Return the row of one content of a record."""
    return at_rest.of_record(row["id"], row["sha256"])


EVERYTHING = (
    Sealed(at_rest.VISIT, by_id),
    Sealed(at_rest.RECORD, by_hash, ("id", "version"), ("sha256",)),
    Sealed(at_rest.REFUSED, by_hash, ("id", "sha256")),
    Sealed(at_rest.DECISION, by_id),
    Sealed(at_rest.ACT, by_id),
    Sealed(at_rest.MANDATE, by_id),
    Sealed(at_rest.QUESTION, by_id),
    Sealed(at_rest.ANSWER, by_id),
    Sealed(at_rest.UNUSUAL, by_id),
    Sealed(at_rest.NEWCOMER, by_id),
    Sealed(at_rest.PHOTO, by_id),
    Sealed(
        at_rest.PHOTO_PART,
        lambda row: at_rest.of_part(row["attachment"], row["from_byte"]),
        ("attachment", "from_byte"),
    ),
    Sealed(at_rest.ENDPOINT, by_id),
    Sealed(at_rest.ADDRESS, lambda row: bytes(row["person"].bytes), ("person",)),
    Sealed(at_rest.FEEDBACK, by_id),
    Sealed(at_rest.FEEDBACK_ANSWER, by_id),
    Sealed(at_rest.VOICE, lambda row: bytes(row["feedback"].bytes), ("feedback",)),
    Sealed(at_rest.DISPUTE, by_id),
    Sealed(at_rest.DISPUTE_ANSWER, by_id),
    Sealed(at_rest.REVIEW, by_id),
    Sealed(at_rest.REVIEW_ANSWER, lambda row: bytes(row["decision"].bytes), ("decision",)),
    Sealed(at_rest.CREDIT, by_id),
    Sealed(at_rest.LATE_DECISION, by_id),
    Sealed(at_rest.COMPLAINT, by_id),
    Sealed(at_rest.COMPLAINT_ANSWER, by_id),
    Sealed(at_rest.MESSAGE, by_id),
    Sealed(at_rest.DOOR, by_id),
    Sealed(at_rest.PRESENCE, by_id),
    Sealed(at_rest.ACCESSIBILITY, by_id),
    Sealed(at_rest.ACCESSIBILITY_CONTACT, by_id),
    Sealed(at_rest.ACCESSIBILITY_ANSWER, by_id),
)


async def seal_anew() -> dict[str, int]:
    """Seal what other keys have sealed; return how many of each table. Cut off, it goes on where it was."""
    done: Counter[str] = Counter()
    for sealed in EVERYTHING:
        done[sealed.table_and_column()[0]] += await seal_all_of(sealed)
    return dict(done)


async def seal_all_of(sealed: Sealed) -> int:
    """Seal one column anew."""
    done = 0
    while count := await seal_some_of(sealed):
        done += count
    return done


async def seal_some_of(sealed: Sealed) -> int:
    """Seal some rows anew; return how many."""
    table, column = sealed.table_and_column()
    keys = " and ".join(f"{key} = ${place}" for place, key in enumerate(sealed.key, start=2))
    read = f"""
        select {", ".join((*sealed.key, *sealed.also, column))} from {table}
        where {column} is not null and substr({column}, 1, {len(at_rest.SEALER.beginning)}) <> $1
        limit {BATCH} for update
    """  # noqa: S608 - names of our own columns
    async with transaction():
        await connection().execute("set local statement_timeout = 0; set local kotiseteli.keeper = 'sealing'")
        rows = await fetch(read, at_rest.SEALER.beginning)
        await connection().executemany(
            f"update {table} set {column} = $1 where {keys}",  # noqa: S608 - the same
            [(sealed_again(sealed, dict(row)), *(row[key] for key in sealed.key)) for row in rows],
        )
    return len(rows)


def sealed_again(sealed: Sealed, row: dict[str, Any]) -> bytes:
    """Return what a row keeps in a new seal."""
    column = sealed.table_and_column()[1]
    place = sealed.row(row)
    return at_rest.seal(sealed.place, place, at_rest.unseal(sealed.place, place, row[column]))
