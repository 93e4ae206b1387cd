"""What clients of the demo county and offices wrote to each other, complaints and reminders with their answers."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from backend.contact.rules import Kind, due_on
from backend.days import local_day
from backend.demo.cast import NAMESPACE
from backend.demo.feedback import Speakers
from backend.demo.people import dice, happens
from backend.demo.visits import VisitRow

WRITTEN: dict[str, dict[str, list[Any]]] = json.loads(
    (Path(__file__).parent / "material" / "contact.json").read_text(encoding="utf-8")
)
# Of the clients.
WRITES, COMPLAINS, REMINDS = 0.08, 0.02, 0.015
# A day's visit after which somebody wrote lies so many days back at most; the oldest have their answers.
LATELY, ANSWERED_WITHIN = 35, timedelta(days=9)


class MessageRow(NamedTuple):
    """A row of `message`."""

    id: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    is_from_office: bool
    written_by: UUID
    words: str
    received_at: datetime


class ComplaintRow(NamedTuple):
    """A row of `complaint`."""

    id: UUID
    kind: str
    client: UUID
    organiser: UUID
    provider: UUID
    made_by: UUID
    words: str
    made_at: datetime
    received_at: datetime
    due_on: date
    answer: str
    answered_at: datetime | None
    answered_by: UUID | None


class Letters(NamedTuple):
    """What was written."""

    messages: list[MessageRow]
    complaints: list[ComplaintRow]


def build_letters(visits: Iterable[VisitRow], who: Speakers, today: date) -> Letters:
    """Let some clients write after one of their visits of the last weeks."""
    rng = dice("contact")
    letters = Letters([], [])
    lately = {
        visit.client: visit
        for visit in visits
        if today - timedelta(days=LATELY) <= local_day(visit.started_at) < today - timedelta(days=1 + rng.random() * 20)
    }
    for visit in lately.values():
        if visit.provider not in who.offices:
            continue
        if happens(rng, WRITES):
            letters.messages.extend(thread_of(rng, visit, who))
        if happens(rng, COMPLAINS):
            letters.complaints.append(complaint_of(rng, "complaint", visit, who, today))
        if happens(rng, REMINDS):
            letters.complaints.append(complaint_of(rng, "reminder", visit, who, today))
    return letters


def thread_of(rng: Random, visit: VisitRow, who: Speakers) -> list[MessageRow]:
    """Return what one client and her provider's office wrote to each other, by turns."""
    turns = [words for both in rng.choice(WRITTEN["threads"][who.languages[visit.client]]) for words in both]
    return [
        MessageRow(
            *(uuid5(NAMESPACE, f"message {visit.id} {place}"), visit.client, visit.organiser, visit.provider),
            is_from_office=place % 2 == 1,
            written_by=who.offices[visit.provider] if place % 2 else who.persons[visit.client],
            words=words,
            received_at=visit.ended_at + timedelta(minutes=40 + 25 * place),
        )
        for place, words in enumerate(turns)
    ]


def complaint_of(rng: Random, kind: Kind, visit: VisitRow, who: Speakers, today: date) -> ComplaintRow:
    """Let a client complain to her provider, or remind the organiser; what is old has its answer."""
    words, answer = rng.choice(WRITTEN[f"{kind}s"][who.languages[visit.client]])
    made_at = visit.ended_at + timedelta(hours=1)
    answered_at = made_at + ANSWERED_WITHIN * (0.4 + 0.6 * rng.random())
    answers = who.offices[visit.provider] if kind == "complaint" else who.officials[visit.organiser]
    is_answered = local_day(answered_at) < today
    return ComplaintRow(
        id=uuid5(NAMESPACE, f"{kind} {visit.id}"),
        kind=kind,
        client=visit.client,
        organiser=visit.organiser,
        provider=visit.provider,
        made_by=who.persons[visit.client],
        words=words,
        made_at=made_at,
        received_at=made_at,
        due_on=due_on(local_day(made_at), kind),
        answer=answer if is_answered else "",
        answered_at=answered_at if is_answered else None,
        answered_by=answers if is_answered else None,
    )
