"""The secrets of a client's home: made when they are first asked for, and sealed."""

import secrets
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID, uuid4

from backend import at_rest, clock
from backend.database import fetch
from backend.presence.rules import SECRET_BYTES

MAKE = """
insert into presence_secret (id, client, organiser, kind, secret_sealed, made_at) values ($1, $2, $3, $4, $5, $6)
on conflict (client, kind) where ended_at is null do nothing
"""
IN_USE = "select id, secret_sealed from presence_secret where client = $1 and kind = $2 and ended_at is null"


async def secret_of(client: UUID, organiser: UUID, kind: Literal["digits", "tag"]) -> bytes:
    """Return the secret that a client's home has, or has from now on."""
    rows = await fetch(IN_USE, client, kind)
    if not rows:
        made = uuid4()
        sealed = at_rest.seal(at_rest.PRESENCE, made.bytes, secrets.token_bytes(SECRET_BYTES))
        await fetch(MAKE, made, client, organiser, kind, sealed, clock.now())
        # Another request's may have come before.
        rows = await fetch(IN_USE, client, kind)
    return unsealed(rows[0])


def unsealed(row: Mapping[str, Any]) -> bytes:
    """Return the secret of a row."""
    return at_rest.unseal(at_rest.PRESENCE, row["id"].bytes, row["secret_sealed"])
