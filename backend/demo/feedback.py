"""What clients of the demo county said of their visits, what the offices answered, and what still waits."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from backend.days import local_day
from backend.demo.cast import KANELI, NAMESPACE
from backend.demo.people import ClientRow, MembershipRow, dice, happens
from backend.demo.visits import VisitRow
from backend.feedback.rules import DAYS_TO_ANSWER, Face, VoiceKind, answer_due_on, is_grave, voice_kind

SAID: dict[str, dict[str, list[list[str]]]] = json.loads(
    (Path(__file__).parent / "material" / "feedback.json").read_text(encoding="utf-8")
)
# A tune: whoever looks at the demo county hears that it is heard.
TUNE = (Path(__file__).parent / "material" / "voice.webm").read_bytes()
TUNE_SECONDS = 4
# Of the visits, and of what was said of them.
GIVEN, WITH_WORDS, CONFIRMED, DISPUTED = 0.04, 0.35, 0.1, 0.002
FACES: tuple[tuple[Face, float], ...] = (("good", 0.78), ("fair", 0.95), ("bad", 1.0))
# Offices answer within days; what came since then waits, and now and then a letter is left lying.
ANSWERED_IN, LEFT_LYING = timedelta(days=4), 0.04


class FeedbackRow(NamedTuple):
    """A row of `feedback`."""

    id: UUID
    visit: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    given_by: UUID
    face: str
    reader: str
    is_urgent: bool
    is_grave: bool
    words: str
    given_at: datetime
    received_at: datetime
    due_on: date | None
    answer: str
    answered_at: datetime | None
    answered_by: UUID | None
    noted_at: datetime | None
    noted_by: UUID | None
    link: UUID | None = None
    voice_kind: VoiceKind | None = None
    voice_seconds: int | None = None


class FeedbackVoiceRow(NamedTuple):
    """A row of `feedback_voice`."""

    feedback: UUID
    client: UUID
    organiser: UUID
    content: bytes


class ConfirmationRow(NamedTuple):
    """A row of `visit_confirmation`."""

    id: UUID
    visit: UUID
    client: UUID
    organiser: UUID
    confirmed_by: UUID
    confirmed_at: datetime
    undone_at: datetime | None = None


class DisputeRow(NamedTuple):
    """A row of `dispute`."""

    id: UUID
    visit: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    raised_by: UUID
    reason: str
    words: str
    raised_at: datetime
    received_at: datetime
    due_on: date
    state: str
    outcome: str | None
    answer: str
    answered_at: datetime | None
    answered_by: UUID | None
    withdrawn_at: datetime | None = None


class Voices(NamedTuple):
    """What was said of the county's visits."""

    feedback: list[FeedbackRow]
    confirmations: list[ConfirmationRow]
    disputes: list[DisputeRow]

    def spoken(self) -> "Voices":
        """Return them with what waits for the first provider's office said aloud too."""
        waits = [one for one in self.feedback if one.provider == KANELI.id and one.due_on and not one.answered_at]
        aloud = {one.id for one in waits[-1:]}

        def said(one: FeedbackRow) -> FeedbackRow:
            return one._replace(voice_kind=voice_kind(TUNE), voice_seconds=TUNE_SECONDS)

        return self._replace(feedback=[said(one) if one.id in aloud else one for one in self.feedback])

    def recordings(self) -> list[FeedbackVoiceRow]:
        """Return what was said aloud."""
        aloud = [one for one in self.feedback if one.voice_kind]
        return [FeedbackVoiceRow(one.id, one.client, one.organiser, TUNE) for one in aloud]


class Speakers(NamedTuple):
    """Who speaks of visits, in which language, and who answers."""

    persons: Mapping[UUID, UUID]
    languages: Mapping[UUID, str]
    offices: Mapping[UUID, UUID]
    granters: Mapping[UUID, UUID]
    officials: Mapping[UUID, UUID]


def speakers(
    clients: Iterable[ClientRow], memberships: Iterable[MembershipRow], languages: Mapping[UUID, str]
) -> Speakers:
    """Return the clients as persons, and of each provider and organiser somebody who answers."""
    office: dict[UUID, UUID] = {}
    granter: dict[UUID, UUID] = {}
    official: dict[UUID, UUID] = {}
    for one in memberships:
        if one.role == "provider" and one.provider:
            office.setdefault(one.provider, one.person)
        if one.role == "granter" and one.organiser:
            granter.setdefault(one.organiser, one.person)
        if one.role == "organiser" and one.organiser:
            official.setdefault(one.organiser, one.person)
    return Speakers({one.id: one.person for one in clients}, languages, office, granter, official)


def build_voices(visits: Iterable[VisitRow], who: Speakers, today: date) -> Voices:
    """Let clients speak of the visits of three months; of the last day nobody has spoken yet."""
    rng = dice("feedback")
    voices = Voices([], [], [])
    for visit in visits:
        if local_day(visit.started_at) >= today - timedelta(days=1):
            continue
        if happens(rng, GIVEN):
            voices.feedback.append(feedback_of(rng, visit, who, today))
        if happens(rng, DISPUTED):
            voices.disputes.append(dispute_of(rng, visit, who, today))
        elif happens(rng, CONFIRMED):
            said_at = visit.ended_at + timedelta(minutes=30)
            voices.confirmations.append(
                ConfirmationRow(
                    *(uuid5(NAMESPACE, f"confirmation {visit.id}"), visit.id, visit.client, visit.organiser),
                    *(who.persons[visit.client], said_at),
                )
            )
    return voices.spoken()


def answered(rng: Random, visit: VisitRow, who: Speakers, today: date, answer: str) -> dict[str, Any]:
    """Return an office's answer, or that there is none yet."""
    answered_at = visit.ended_at + ANSWERED_IN * rng.random() + timedelta(hours=2)
    office = who.offices.get(visit.provider)
    if office is None or local_day(answered_at) >= today or happens(rng, LEFT_LYING):
        return {"answer": "", "answered_at": None, "answered_by": None}
    return {"answer": answer, "answered_at": answered_at, "answered_by": office}


def feedback_of(rng: Random, visit: VisitRow, who: Speakers, today: date) -> FeedbackRow:
    """Let the client give feedback of a visit."""
    drawn = rng.random()
    face = next(face for face, until in FACES if drawn <= until)
    words, answer = rng.choice(SAID[face][who.languages[visit.client]]) if happens(rng, WITH_WORDS) else ("", "")
    given_at = visit.ended_at + timedelta(minutes=int(5 + rng.random() * 90))
    due_on = answer_due_on(local_day(given_at), "office", has_words=bool(words))
    grave = is_grave(face, "office", is_urgent=False)
    noted_at = given_at + timedelta(hours=20)
    is_noted = grave and local_day(given_at) < today - timedelta(days=7)
    office = answered(rng, visit, who, today, answer)
    if not words:
        office = dict.fromkeys(office) | {"answer": ""}
    return FeedbackRow(
        id=uuid5(NAMESPACE, f"feedback {visit.id}"),
        visit=visit.id,
        client=visit.client,
        organiser=visit.organiser,
        provider=visit.provider,
        given_by=who.persons[visit.client],
        face=face,
        reader="office",
        is_urgent=False,
        is_grave=grave,
        words=words,
        given_at=given_at,
        received_at=given_at,
        due_on=due_on,
        noted_at=noted_at if is_noted else None,
        noted_by=who.granters[visit.organiser] if is_noted else None,
        **office,
    )


def dispute_of(rng: Random, visit: VisitRow, who: Speakers, today: date) -> DisputeRow:
    """Let the client dispute a visit."""
    reason, words, outcome, answer = rng.choice(SAID["disputes"][who.languages[visit.client]])
    raised_at = visit.ended_at + timedelta(hours=1)
    office = answered(rng, visit, who, today, answer)
    return DisputeRow(
        id=uuid5(NAMESPACE, f"dispute {visit.id}"),
        visit=visit.id,
        client=visit.client,
        organiser=visit.organiser,
        provider=visit.provider,
        raised_by=who.persons[visit.client],
        reason=reason,
        words=words,
        raised_at=raised_at,
        received_at=raised_at,
        due_on=local_day(raised_at) + timedelta(days=DAYS_TO_ANSWER),
        state="answered" if office["answered_at"] else "open",
        outcome=outcome if office["answered_at"] else None,
        **office,
    )
