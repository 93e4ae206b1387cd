"""An organiser's rulebook as the database has it: its parts as they hold, and the terms of a service on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from backend.catalogue.terms import GeneralTerms, Part, PartTerms, ServiceTerms, as_held, terms_on_day
from backend.database import fetch
from backend.problems import NothingInForce

PARTS = """
select id, service, first_day, last_day, source, terms from rulebook_part
where organiser = $1 and withdrawn_at is null and ($2::uuid is null or service = $2 or service is null)
"""


async def parts_held(organiser: UUID | None, service: UUID | None = None) -> list[Part]:
    """Return the parts of an organiser's rulebook as they hold, all or those that matter to one service."""
    return as_held([part_of(row) for row in await fetch(PARTS, organiser, service)])


def part_of(row: Mapping[str, Any]) -> Part:
    """Return a row of `rulebook_part` as a part, as it was entered."""
    terms = msgspec.json.decode(row["terms"], type=PartTerms)
    return Part(row["id"], row["service"], row["first_day"], row["last_day"], row["source"], terms)


async def terms_on(
    organiser: UUID | None, service: UUID, day: date
) -> tuple[GeneralTerms, ServiceTerms] | NothingInForce:
    """Return the general terms that hold on a day, and what holds for a service: its part, then the general one."""
    return terms_on_day(day, service, await parts_held(organiser, service))
