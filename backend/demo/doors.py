"""Where the clients of the demo county live and how one comes in: what their organisers and offices noted."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from backend.days import HERE
from backend.demo.cast import NAMESPACE
from backend.demo.feedback import Speakers
from backend.demo.grants import VoucherRow
from backend.demo.people import dice, happens
from backend.door_notes.rules import DoorWords

MATERIAL: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "material" / "doors.json").read_text(encoding="utf-8")
)
HAS_SAFETY_NOTE = 0.15


class DoorNoteRow(NamedTuple):
    """A row of `door_note`."""

    id: UUID
    client: UUID
    organiser: UUID
    provider: UUID | None
    words: DoorWords
    changed_by: UUID
    changed_at: datetime


def build_doors(vouchers: Iterable[VoucherRow], who: Speakers) -> list[DoorNoteRow]:
    """Let granters note where clients live, and offices where their keys are."""
    rng = dice("doors")
    doors: dict[tuple[UUID, UUID | None], DoorNoteRow] = {}
    for voucher in vouchers:
        client, organiser, provider = voucher.client, voucher.organiser, voucher.provider
        language = who.languages[client]
        noted_at = datetime.combine(voucher.first_day - timedelta(days=1), time(12), HERE)
        if (client, None) not in doors:
            street = f"{rng.choice(MATERIAL['streets'])} {rng.randint(1, 60)} {rng.choice('ABC')} {rng.randint(1, 40)}"
            safety = rng.choice(MATERIAL["safety"][language]) if happens(rng, HAS_SAFETY_NOTE) else ""
            words = DoorWords(address=street, door=rng.choice(MATERIAL["doors"][language]), safety=safety)
            doors[client, None] = DoorNoteRow(
                uuid5(NAMESPACE, f"door {client}"), client, organiser, None, words, who.granters[organiser], noted_at
            )
        if provider is not None and provider in who.offices and (client, provider) not in doors:
            key = rng.choice(MATERIAL["keys"][language]).format(hook=rng.randint(1, 80))
            doors[client, provider] = DoorNoteRow(
                *(uuid5(NAMESPACE, f"door {client} {provider}"), client, organiser, provider),
                *(DoorWords(key=key), who.offices[provider], noted_at),
            )
    return list(doors.values())
