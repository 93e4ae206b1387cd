"""The seals of the trail, and which years have been taken out of the database."""

from piccolo.columns import UUID, BigInt, Bytea, Integer, SmallInt, Timestamptz
from piccolo.table import Table

from backend.database import DB


class TrailSeal(Table, db=DB):
    """One segment of an organiser's trail, sealed to all before it; appended to, never edited."""

    # With `number` the key.
    organiser = UUID(primary_key=True)
    # 1, 2, 3 ... of the organiser's own.
    number = Integer()
    # The year (UTC) that all of its entries are of.
    year = Integer()
    # Its entries: the organiser's of the year with an id above the first and not above the second.
    after_id = BigInt()
    last_id = BigInt()
    entries = Integer()
    # How its hash is made (chain/hashing.py); another way can come beside the first.
    form = SmallInt()
    hash = Bytea()
    sealed_at = Timestamptz()


class TrailArchive(Table, db=DB):
    """A year of the trail that is no longer in the database; appended to, never edited."""

    year = Integer(primary_key=True)
    archived_at = Timestamptz()
    entries = BigInt()
    # Of the file that it lies in.
    file_sha256 = Bytea()
