"""Puts the demo county into an empty database, all or nothing, as it is at this moment of the day."""

from dataclasses import fields
from datetime import date

from backend import clock
from backend.access.identity_code import fingerprint, seal
from backend.database import connection, fetch, transaction
from backend.demo.cast import COUNTY
from backend.demo.county import County, build
from backend.demo.people import PersonRow
from backend.keys import Keys

PERSON_COLUMNS = ("id", "given_name", "family_name", "language", "identity_code_sealed", "identity_code_hash")


def sealed(person: PersonRow, key: bytes) -> tuple[object, ...]:
    """Return a person's row with the identity code sealed, in the order of `PERSON_COLUMNS`."""
    return (*person[:-1], seal(person.identity_code, key), fingerprint(person.identity_code, key))


async def store(county: County, keys: Keys) -> None:
    """Copy every row into its table."""
    for table in fields(county):
        rows = getattr(county, table.name)
        columns: tuple[str, ...] = rows[0]._fields
        if table.name == "person":
            columns = PERSON_COLUMNS
            rows = [sealed(person, keys.identity) for person in rows]
        await connection().copy_records_to_table(table.name, records=rows, columns=columns)


async def load_county(today: date, keys: Keys) -> None:
    """Build the county for a day and store it."""
    county = build(today).until(clock.now())
    async with transaction():
        await store(county, keys)


async def is_loaded() -> bool:
    """Tell whether the demo county is in the database."""
    rows = await fetch("select exists (select from organiser where id = $1) as there", COUNTY.id)
    return bool(rows[0]["there"])
