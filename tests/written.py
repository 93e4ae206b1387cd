"""What people wrote, read out of the rows that keep it sealed."""

from typing import Any
from uuid import UUID

from backend import at_rest
from backend.database import fetch
from backend.visits.words import words_of


async def note_of(visit: str | UUID) -> str:
    """Return the note of a visit as it stands."""
    (row,) = await fetch("select id, tasks, words_sealed from visit where id = $1", visit)
    return str(with_note(row)["note"])


def with_note(row: dict[str, Any]) -> dict[str, Any]:
    """Return a visit's row with its note in the place of what is sealed."""
    shown = dict(row)
    id_ = shown["id"] if isinstance(shown["id"], UUID) else UUID(shown["id"])
    note, _ = words_of(id_, shown.pop("tasks", "[]"), shown.pop("words_sealed"))
    return shown | {"note": note}


async def contents_of(record: str | UUID) -> list[str]:
    """Return every content that is kept under a record's id, in the order it came."""
    statement = "select id, sha256, content_sealed from visit_record where id = $1 order by version"
    return [opened(at_rest.RECORD, row) for row in await fetch(statement, record)]


async def refused_contents_of(record: str | UUID) -> list[str]:
    """Return every refused content that is kept under a record's id."""
    statement = "select id, sha256, content_sealed from refused_mutation where id = $1 order by received_at"
    return [opened(at_rest.REFUSED, row) for row in await fetch(statement, record)]


def opened(place: bytes, row: dict[str, Any]) -> str:
    """Return the content of a record's row."""
    return at_rest.unseal(place, at_rest.of_record(row["id"], row["sha256"]), row["content_sealed"]).decode()
