"""What was read in homes of the demo county of late: in most visits their digits, in some others, in some nothing."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID, uuid5

from backend.days import HERE
from backend.demo.cast import COUNTY, HELVI, NAMESPACE
from backend.demo.people import ClientRow, dice, happens
from backend.demo.visits import VisitRow
from backend.presence.rules import step_at

HAS_CODE, IS_READ, FITS = 0.3, 0.8, 0.95
DAYS_BACK = 14


class PresenceSecretRow(NamedTuple):
    """A row of `presence_secret`."""

    id: UUID
    client: UUID
    organiser: UUID
    kind: str
    secret: bytes
    made_at: datetime
    ended_at: datetime | None = None


class PresenceReadingRow(NamedTuple):
    """A row of `presence_reading`."""

    visit: UUID
    client: UUID
    organiser: UUID
    worker: UUID
    found: str | None
    step: int | None
    read_at: datetime


def build_secrets(clients: Iterable[ClientRow], today: date) -> list[PresenceSecretRow]:
    """Let Helvi and some of the county's other clients show digits; the city asks for none."""
    rng = dice("presence secrets")
    made_at = datetime.combine(today - timedelta(days=DAYS_BACK + 1), time(12), HERE)
    return [
        PresenceSecretRow(
            uuid5(NAMESPACE, f"presence {client.id}"),
            client.id,
            client.organiser,
            "digits",
            sha256(b"a home of the demo county " + client.id.bytes).digest(),
            made_at,
        )
        for client in clients
        if client.organiser == COUNTY.id and (happens(rng, HAS_CODE) or client.id == HELVI.client)
    ]


def build_readings(
    secrets: Iterable[PresenceSecretRow], visits: Iterable[VisitRow], today: date
) -> list[PresenceReadingRow]:
    """Let workers read digits as they leave, in homes that show some."""
    rng = dice("presence readings")
    since = datetime.combine(today - timedelta(days=DAYS_BACK), time(0), HERE)
    shown = {secret.client for secret in secrets}
    readings: dict[tuple[UUID, UUID, int], PresenceReadingRow] = {}
    for visit in visits:
        if visit.client in shown and visit.started_at >= since and happens(rng, IS_READ):
            read_at = visit.ended_at - timedelta(seconds=rng.randint(20, 90))
            step = step_at(read_at.timestamp())
            fits = happens(rng, FITS)
            whose = (visit.client, visit.worker, step)
            readings.setdefault(
                whose,
                PresenceReadingRow(
                    visit.id,
                    visit.client,
                    visit.organiser,
                    visit.worker,
                    "digits" if fits else None,
                    step if fits else None,
                    read_at,
                ),
            )
    return list(readings.values())
