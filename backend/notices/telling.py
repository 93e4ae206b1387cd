"""Tell people: `tell` writes down what happened, in the transaction that lets it happen; others see to who hears it.

What it costs is one insert. Notices are made of it and sent beside the requests (docs/notices.md). Visits that phones
push are not told here: the job reads their records itself, in the order in which they were committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from backend import clock
from backend.database import fetch
from backend.notices.kinds import Kind


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a client's services."""

    kind: Kind
    client: UUID
    organiser: UUID
    provider: UUID | None = None
    visit: UUID | None = None
    planned: UUID | None = None
    # None: now.
    at: datetime | None = None
    # Who let it happen: she is not told of it.
    by: UUID | None = None
    # The one person whom it is for; None: everyone who follows this client and wants to hear of the kind.
    to: UUID | None = None
    # Times (ISO 8601 with their zone) and figures that a notice may say; never a name, never what anybody wrote.
    facts: Mapping[str, str | int | None] = field(default_factory=dict)
    # What this happening is known by, where it may be told again and is to be heard once: `missed {planned visit}`.
    once: str | None = None


TELL = """
insert into happening (id, kind, client, organiser, provider, visit, planned, at, by_person, to_person, facts, once)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
    $8::timestamptz[], $9::uuid[], $10::uuid[], $11::jsonb[], $12::text[])
on conflict (once) do nothing
"""


async def tell(*events: Happened) -> None:
    """Write down what happened, in the caller's transaction: it is told if that commits, and never otherwise."""
    if not events:
        return
    now = clock.now()
    await fetch(
        TELL,
        [uuid4() for _ in events],
        [event.kind.value for event in events],
        [event.client for event in events],
        [event.organiser for event in events],
        [event.provider for event in events],
        [event.visit for event in events],
        [event.planned for event in events],
        [event.at or now for event in events],
        [event.by for event in events],
        [event.to for event in events],
        [msgspec.json.encode(event.facts).decode() for event in events],
        [event.once for event in events],
    )
