"""What of the rulebooks a worker's phone goes by at the door: what a visit there is held to, and what is due of it."""

from datetime import date
from typing import Literal
from uuid import UUID

from backend.catalogue.in_force import part_of
from backend.catalogue.terms import Part, ServiceTerms, as_held, held_by_day
from backend.database import fetch
from backend.providers.deviations import Effects, effects_of
from backend.wire import Wire


class RuleAtDoor(Wire):
    """What an organiser's rulebook says of the visits of a service, from a day to a day; null is open."""

    organiser_code: int
    service_code: int
    first_day: date
    last_day: date | None
    recording_deadline_hours: int | None
    back_dating_days: int | None
    tolerance_permille: int | None
    tolerance_of: Literal["time", "money"] | None
    tolerance_over: Literal["period", "voucher"] | None
    effects: Effects


PARTS = """
select p.id, p.service, p.first_day, p.last_day, p.source, p.terms, o.code as organiser_code, s.code as service_code
from rulebook_part p join organiser o on o.id = p.organiser left join service s on s.id = p.service
where p.withdrawn_at is null and exists (
    select from approved_provider a
    where a.organiser = p.organiser and a.provider = $1 and (p.service is null or a.service = p.service)
)
order by o.code, s.code, p.first_day, p.id
"""


async def rules_at_door(provider: UUID | None, since: date) -> list[RuleAtDoor]:
    """Return what the rulebooks say of the services that a provider is approved for, from a day on."""
    parts: dict[int, list[Part]] = {}
    codes: dict[UUID, int] = {}
    for row in await fetch(PARTS, provider):
        parts.setdefault(row["organiser_code"], []).append(part_of(row))
        if row["service"] is not None:
            codes[row["service"]] = row["service_code"]
    return [
        rule_of(organiser, codes[service], (first_day, last_day), terms)
        for organiser, of_it in parts.items()
        for service in sorted({part.service for part in of_it if part.service}, key=codes.__getitem__)
        for first_day, last_day, terms in held_by_day(as_held(of_it), service)
        if last_day is None or last_day >= since
    ]


def rule_of(organiser: int, service: int, days: tuple[date, date | None], terms: ServiceTerms) -> RuleAtDoor:
    """Return a service's terms as a phone takes them."""
    return RuleAtDoor(
        organiser,
        service,
        *days,
        recording_deadline_hours=terms.recording_deadline_hours,
        back_dating_days=terms.back_dating_days,
        tolerance_permille=terms.tolerance_permille,
        tolerance_of=terms.tolerance_of,
        tolerance_over=terms.tolerance_over,
        effects=effects_of(terms),
    )
