"""A client's rows as they go out: read a page at a time, opened, and written as the wire writes them."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from backend import at_rest
from backend.database import fetch
from backend.exports.held import HELD, Kind, Row, Taking, photo_file

# So many rows are in memory at a time.
PAGE = 200
PICTURES = "select id from attachment where visit = any($1) and content_sealed is not null order by id"


def camel(name: str) -> str:
    """Return a name as the wire writes it."""
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def told(value: Any) -> Any:
    """Return a value as JSON says it: what lies as octets is a hash."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {camel(key): told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list) else value


def row_told(kind: Kind, row: Row, taking: Taking) -> Row:
    """Return a row as it goes out."""
    if kind.opens:
        kind.opens(row, taking)
    shown = {name: value for name, value in row.items() if name not in kind.without}
    for name in kind.json & shown.keys():
        shown[name] = None if shown[name] is None else msgspec.Raw(shown[name].encode())
    return {camel(name): value if name in kind.json else told(value) for name, value in shown.items()}


async def ids_of(kind: Kind, taking: Taking) -> list[Any]:
    """Return the ids of a client's rows of one kind, in their order."""
    if kind.only_herself and not taking.is_herself:
        return []
    return [row["id"] for row in await fetch(kind.ids, taking.client, *kind.values(taking))]


async def rows_of(kind: Kind, taking: Taking) -> AsyncIterator[Row]:
    """Yield a client's rows of one kind; each page is read by itself, so that a slow line holds no connection."""
    ids = await ids_of(kind, taking)
    for begin in range(0, len(ids), PAGE):
        rows = [dict(row) for row in await fetch(kind.rows, ids[begin : begin + PAGE])]
        if kind.adds:
            await kind.adds(rows)
        for row in rows:
            yield row_told(kind, row, taking)


async def pictures_of(taking: Taking) -> AsyncIterator[tuple[str, bytes]]:
    """Yield the photos of a client's visits, one at a time, each with the name of its file."""
    visits = next(kind for kind in HELD if kind.name == "visits")
    ids = await ids_of(visits, taking)
    for begin in range(0, len(ids), PAGE):
        for photo in await fetch(PICTURES, ids[begin : begin + PAGE]):
            # One that retention has taken since the page was read is not there any more.
            for row in await fetch("select content_sealed from attachment where id = $1", photo["id"]):
                yield photo_file(photo["id"]), at_rest.unseal(at_rest.PHOTO, photo["id"].bytes, row["content_sealed"])
