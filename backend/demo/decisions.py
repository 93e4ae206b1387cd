"""The demo county's decisions with their legal content: who applied when, on what sections, until when appealed."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from backend.decisions.appeal import appeal_until
from backend.demo.cast import stable_id
from backend.demo.offers import SERVICES
from backend.demo.people import MATERIAL

# By service: on what a decision rests.
SECTIONS = {
    "home-nursing": ["1326/2010 25 §"],
    "regular-home-care": ["1301/2014 19 a §", "1301/2014 45 §"],
    "temporary-home-care": ["1301/2014 19 a §", "1301/2014 45 §"],
    "bathing": ["1301/2014 19 a §", "1301/2014 45 §"],
    "cleaning": ["1301/2014 19 b §", "1301/2014 45 §"],
    "carers-leave": ["937/2005 4 §", "1301/2014 45 §"],
    "service-housing-24h": ["1301/2014 21 c §", "1301/2014 45 §"],
    "service-housing": ["1301/2014 21 b §", "1301/2014 45 §"],
}
APPLIED_DAYS_BEFORE = 9


class DecisionRow(NamedTuple):
    """A row of `service_decision`."""

    id: UUID
    number: str
    client: UUID
    organiser: UUID
    service: UUID
    resolution: str
    arranging: str | None
    applied_on: date
    need: str
    grounds: str
    legal_basis: list[str]
    language: str
    decided_on: date
    decided_by: UUID
    first_day: date
    last_day: date | None
    sent_by: str
    sent_on: date
    appeal_until: date
    about: str = "service"
    # The demo county's decisions came from elsewhere: what they were reckoned from stayed there.
    granted: str | None = None
    reckoning: str | None = None
    client_fee_cents: int | None = None
    replaces: UUID | None = None
    entered_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by: UUID | None = None
    decided_elsewhere_by: str | None = None


class Sentences(msgspec.Struct):
    """What granters and workers write, by language."""

    notes: dict[str, list[str]]
    reasons: dict[str, list[str]]
    needs: dict[str, list[str]]
    grounds: dict[str, list[str]]
    refusals: dict[str, list[str]]


SENTENCES = msgspec.json.decode((MATERIAL / "sentences.json").read_bytes(), type=Sentences)


class Decided(NamedTuple):
    """When, under which number and in whose language a decision was made."""

    # By which the demo knows it.
    name: str
    serial: int
    on: date
    # Of the client: fi, sv or en.
    language: str


def written(made: Decided, **row: Any) -> DecisionRow:
    """Return a decision with what each has: applied for in good time, and sent by letter as it was made."""
    language = "sv" if made.language == "sv" else "fi"
    service = next(service for service in SERVICES.values() if service.id == row["service"])
    return DecisionRow(
        **row,
        id=stable_id(made.name),
        number=f"{made.on.year}/{made.serial:05d}",
        applied_on=made.on - timedelta(days=APPLIED_DAYS_BEFORE),
        need=SENTENCES.needs[language][service.slug == "cleaning"],
        legal_basis=SECTIONS[service.slug],
        language=language,
        decided_on=made.on,
        sent_by="letter",
        sent_on=made.on,
        appeal_until=appeal_until("letter", made.on),
    )
