"""Takes feedback in, from a person or by a link, and finds the visit that somebody may speak of."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from piccolo.columns.combination import And

from backend import at_rest, clock
from backend.access.mandates import covered
from backend.access.roles import ActingPerson, Scope
from backend.database import fetch
from backend.days import local_day
from backend.feedback.problems import FeedbackGiven, VisitTakenBack
from backend.feedback.rules import Face, Reader, answer_due_on, is_grave, refuse_voice, voice_kind
from backend.notices.live import Changed, announce
from backend.problems import ContentDiffers, MandateTooNarrow, NotFound
from backend.visits.tables import Visit
from backend.wire import NOT_BLANK, Words

# About a page of a book.
MOST_WORDS = 4000
SaidWords = Annotated[Words, msgspec.Meta(max_length=MOST_WORDS)]
AnswerWords = Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=MOST_WORDS)]
# RFC 4648 section 4, of one byte at least.
BASE64 = r"\A(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)\Z"


class VoiceNote(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What somebody said aloud: the recording in base64, and how many seconds it is by the phone's clock."""

    content: Annotated[str, msgspec.Meta(pattern=BASE64)]
    seconds: Annotated[int, msgspec.Meta(ge=1)]

    def recording(self) -> bytes:
        """Return the recording itself."""
        return b64decode(self.content)


@dataclass(frozen=True)
class Said:
    """Feedback as it was given."""

    id: UUID
    face: Face
    words: str
    reader: Reader
    is_urgent: bool
    given_at: datetime
    # One of the two: the person who gave it, or the link by which it came.
    given_by: UUID | None = None
    link: UUID | None = None
    voice: VoiceNote | None = None


async def visit_of(person: ActingPerson, visit: UUID) -> dict[str, Any]:
    """Return a visit that a client, or somebody whose mandate lets her give feedback, may speak of."""
    columns = (
        *(Visit.id, Visit.client, Visit.organiser, Visit.provider, Visit.state),
        *(Visit.voucher, Visit.started_at, Visit.record),
    )
    found = await Visit.select(*columns).where(And(Visit.visible_to(person), Visit.id == visit)).first()
    if found is None:
        raise NotFound
    if not await covered(person, [found["client"]], Scope.GIVE_FEEDBACK):
        raise MandateTooNarrow
    return found


STORE = """
insert into feedback (id, visit, client, organiser, provider, given_by, link, face, reader, is_urgent, is_grave,
    words_sealed, given_at, received_at, due_on, voice_kind, voice_seconds)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing returning id
"""
KEEP_VOICE = "insert into feedback_voice (feedback, client, organiser, content_sealed) values ($1, $2, $3, $4)"
KNOWN = """
select f.visit, f.given_by, f.link, f.face, f.reader, f.is_urgent, f.words_sealed, v.content_sealed
from feedback f left join feedback_voice v on v.feedback = f.id where f.id = $1
"""


async def is_known(visit: dict[str, Any], said: Said, recording: bytes | None) -> bool:
    """Tell whether the same has come before; what has come with the same id and says otherwise is refused."""
    rows = await fetch(KNOWN, said.id)
    for row in rows:
        there = (row["visit"], row["given_by"], row["link"], row["face"], row["reader"], row["is_urgent"])
        same = (visit["id"], said.given_by, said.link, said.face, said.reader, said.is_urgent)
        was = (at_rest.unseal_text(at_rest.FEEDBACK, said.id, row["words_sealed"]), heard(said.id, row))
        if there != same or was != (said.words.strip(), recording):
            raise ContentDiffers
    return bool(rows)


async def take_in(visit: dict[str, Any], said: Said) -> bool:
    """Store what was said of a visit, and return whether it is new: the same sent again is stored once."""
    words = said.words.strip()
    recording = said.voice.recording() if said.voice else None
    if await is_known(visit, said, recording):
        return False
    if visit["state"] == "withdrawn":
        raise VisitTakenBack
    if said.voice and recording and (problem := refuse_voice(recording, said.voice.seconds)):
        raise problem
    now = clock.now()
    has_words = bool(words or recording)
    grave = is_grave(said.face, said.reader, is_urgent=said.is_urgent)
    stored = await fetch(
        STORE,
        *(said.id, visit["id"], visit["client"], visit["organiser"], visit["provider"], said.given_by, said.link),
        *(said.face, said.reader, said.is_urgent, grave),
        at_rest.seal_text(at_rest.FEEDBACK, said.id, words),
        *(min(said.given_at, now), now, answer_due_on(local_day(now), said.reader, has_words=has_words)),
        *((voice_kind(recording), said.voice.seconds) if said.voice and recording else (None, None)),
    )
    if not stored:
        # Sent twice at once, it was stored while this one waited.
        if await is_known(visit, said, recording):
            return False
        raise FeedbackGiven
    if recording:
        sealed = at_rest.seal(at_rest.VOICE, said.id.bytes, recording)
        await fetch(KEEP_VOICE, said.id, visit["client"], visit["organiser"], sealed)
    await announce(Changed(visit["organiser"], visit["provider"], frozenset({visit["client"]})))
    return True


def heard(feedback: UUID, row: dict[str, Any]) -> bytes | None:
    """Return the recording of a row that has one."""
    sealed = row["content_sealed"]
    return None if sealed is None else at_rest.unseal(at_rest.VOICE, feedback.bytes, sealed)
