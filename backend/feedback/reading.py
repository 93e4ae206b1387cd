"""Feedback and disputes as people read them, with the visit that they are about in words."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend import at_rest
from backend.access.roles import STAFF, ActingPerson
from backend.database import fetch
from backend.feedback.rules import Face, Reader, VoiceKind
from backend.feedback.tables import Dispute, Feedback
from backend.wire import Text, Wire


class SpokenOf(Wire, kw_only=True):
    """The visit that something was said of."""

    visit_id: UUID
    client_id: UUID
    client_name: str
    provider_name: str
    worker_name: str
    service: Text
    started_at: datetime
    ended_at: datetime


class VoiceSummary(Wire):
    """What was said aloud, to be heard at the feedback's own `voice`."""

    kind: VoiceKind
    seconds: int


class FeedbackSummary(SpokenOf, kw_only=True):
    """What somebody said of a visit, and what the provider's office answered."""

    id: UUID
    face: Face
    # Empty when she said no more than the face.
    words: str
    voice: VoiceSummary | None
    # Whom the words are for, and the voice.
    reader: Reader
    is_urgent: bool
    # Null for feedback by a link, whose giver is not known.
    given_by: str | None
    # It was the person who reads it.
    is_own: bool
    given_at: datetime
    received_at: datetime
    # The last day to answer; null where nothing is to be answered.
    due_on: date | None
    answered_at: datetime | None
    answer: str | None
    # When somebody of the organiser took note of it, as the organiser's staff see it.
    noted_at: datetime | None


DisputeReason = Literal["nobody-came", "times-differ", "work-differs", "other"]
Outcome = Literal["corrected", "stands"]


class DisputeSummary(SpokenOf, kw_only=True):
    """A visit that a client says was not as recorded."""

    id: UUID
    reason: DisputeReason
    words: str
    raised_by: str
    is_own: bool
    raised_at: datetime
    # The last day to answer.
    due_on: date
    state: Literal["open", "answered", "withdrawn"]
    # The provider corrects its record, or says that it is right.
    outcome: Outcome | None
    answer: str | None
    answered_at: datetime | None


# {table} is of visits, {by} whose word it was.
TOLD = """
select t.*, c.id as client_id, cp.given_name || ' ' || cp.family_name as client_name, r.name as provider_name,
    w.given_name || ' ' || w.family_name as worker_name, s.name_fi, s.name_sv, s.name_en,
    x.started_at, x.ended_at, g.given_name || ' ' || g.family_name as by_name
from {table} t join visit x on x.id = t.visit join voucher v on v.id = x.voucher join service s on s.id = v.service
join provider r on r.id = t.provider join client c on c.id = t.client join person cp on cp.id = c.person
join person w on w.id = x.worker left join person g on g.id = t.{by}
where t.id = any($1)
order by array_position($1, t.id)
"""
FEEDBACK = TOLD.format(table="feedback", by="given_by")
DISPUTES = TOLD.format(table="dispute", by="raised_by")


def spoken_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the visit."""
    named = ("client_id", "client_name", "provider_name", "worker_name", "started_at", "ended_at")
    service = Text(row["name_fi"], row["name_sv"], row["name_en"])
    return {"visit_id": row["visit"], "service": service, **{name: row[name] for name in named}}


async def seen(
    table: type[Feedback | Dispute], person: ActingPerson, which: Combinable, most: int | None, *, newest: bool
) -> list[UUID]:
    """Return the ids of what a person may see and asks for."""
    query = table.select(table.id).where(And(table.visible_to(person), which))
    query = query.order_by(table.received_at, ascending=not newest).order_by(table.id)
    return [row["id"] for row in await (query if most is None else query.limit(most))]


async def feedback_told(
    person: ActingPerson, which: Combinable, most: int | None = None, *, newest: bool = False
) -> list[FeedbackSummary]:
    """Return the feedback that a person may see and asks for, in the order in which it came."""
    ids = await seen(Feedback, person, which, most, newest=newest)
    return [feedback_summary(dict(row), person) for row in await fetch(FEEDBACK, ids)]


def feedback_summary(row: dict[str, Any], person: ActingPerson) -> FeedbackSummary:
    """Return one feedback in words."""
    named = ("id", "face", "reader", "is_urgent", "given_at", "received_at", "due_on", "answered_at")
    answer = at_rest.unseal_text(at_rest.FEEDBACK_ANSWER, row["id"], row["answer_sealed"])
    return FeedbackSummary(
        **spoken_of(row),
        **{name: row[name] for name in named},
        words=at_rest.unseal_text(at_rest.FEEDBACK, row["id"], row["words_sealed"]),
        voice=VoiceSummary(row["voice_kind"], row["voice_seconds"]) if row["voice_kind"] else None,
        given_by=row["by_name"],
        is_own=row["given_by"] == person.id,
        answer=answer or None,
        noted_at=row["noted_at"] if person.role in STAFF else None,
    )


async def disputes_told(
    person: ActingPerson, which: Combinable, most: int | None = None, *, newest: bool = False
) -> list[DisputeSummary]:
    """Return the disputes that a person may see and asks for, in the order in which they came."""
    ids = await seen(Dispute, person, which, most, newest=newest)
    return [dispute_summary(dict(row), person) for row in await fetch(DISPUTES, ids)]


def dispute_summary(row: dict[str, Any], person: ActingPerson) -> DisputeSummary:
    """Return one dispute in words."""
    named = ("id", "reason", "raised_at", "due_on", "state", "outcome", "answered_at")
    answer = at_rest.unseal_text(at_rest.DISPUTE_ANSWER, row["id"], row["answer_sealed"])
    return DisputeSummary(
        **spoken_of(row),
        **{name: row[name] for name in named},
        words=at_rest.unseal_text(at_rest.DISPUTE, row["id"], row["words_sealed"]),
        raised_by=row["by_name"],
        is_own=row["raised_by"] == person.id,
        answer=answer or None,
    )
