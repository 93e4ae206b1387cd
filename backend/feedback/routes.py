"""A client, or who acts for her, gives feedback of a visit, and reads or hears what was said of visits."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend.access import trail
from backend.access.guards import OCTETS_KIND, allow
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day
from backend.feedback.disputes import last_day_to_dispute
from backend.feedback.giving import Said, SaidWords, VoiceNote, heard, take_in, visit_of
from backend.feedback.problems import FeedbackGiven, VisitTakenBack, VoiceTooLong, VoiceUnreadable
from backend.feedback.reading import DisputeSummary, FeedbackSummary, disputes_told, feedback_told
from backend.feedback.rules import MOST_VOICE_BYTES, Face, Reader
from backend.feedback.tables import Dispute, Feedback
from backend.problems import (
    ContentDiffers,
    MandateTooNarrow,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    TooLarge,
    UnsupportedMediaType,
)
from backend.wire import MONTH_PATTERN, Instant, Wire, hold_to_our_times

# A whole voice note in base64, and more words than are taken.
LARGEST_GIVEN = 2 * MOST_VOICE_BYTES


class GiveFeedback(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A face for a visit and, if she wishes, words."""

    # Made by whoever gives it, so that sending twice gives once.
    id: UUID
    visit: UUID
    face: Face
    words: SaidWords = ""
    # Said aloud, instead of words or beside them.
    voice: VoiceNote | None = None
    # Whom the words are for: the provider's office, which answers, or the organiser alone.
    reader: Reader = "office"
    # Somebody must act soon: the organiser hears of it at once.
    is_urgent: bool = False
    # By the phone's clock.
    given_at: Instant

    def __post_init__(self) -> None:
        """Refuse a moment of no clock."""
        hold_to_our_times(self.given_at)


class Confirmation(Wire, kw_only=True):
    """Somebody's word that a visit was as it was recorded."""

    visit_id: UUID
    confirmed_by: str
    confirmed_at: datetime


class SaidOfMonth(Wire, kw_only=True):
    """What was said of the visits of a month."""

    feedback: list[FeedbackSummary]
    confirmations: list[Confirmation]
    disputes: list[DisputeSummary]
    # The last day on which a visit of the month can be disputed.
    disputed_until: date


@post(
    "/api/feedback",
    operation_id="giveFeedback",
    status_code=204,
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, VisitTakenBack, FeedbackGiven, ContentDiffers, TooLarge, VoiceTooLong, VoiceUnreadable),
    ),
    request_max_body_size=LARGEST_GIVEN,
)
async def give_feedback(acting_person: NamedDependency[ActingPerson], data: JSONBody[GiveFeedback]) -> None:
    """Give feedback of a visit, once; a face alone stays among others, what is said in words or aloud is answered."""
    async with transaction():
        visit = await visit_of(acting_person, data.visit)
        given = (data.id, data.face, data.words, data.reader, data.is_urgent, data.given_at)
        if await take_in(visit, Said(*given, given_by=acting_person.id, voice=data.voice)):
            await trail.of_visit(acting_person, data.visit, "gave feedback")


# $1: the client, $2 and $3: between which instants the visits began.
CONFIRMATIONS = """
select t.visit as visit_id, p.given_name || ' ' || p.family_name as confirmed_by, t.confirmed_at
from visit_confirmation t join visit x on x.id = t.visit join person p on p.id = t.confirmed_by
where t.client = $1 and x.started_at >= $2 and x.started_at < $3 and t.undone_at is null
order by t.confirmed_at, t.id
"""


def of_month(table: type[Feedback | Dispute], client: UUID, first: datetime, after: datetime) -> Combinable:
    """Narrow to what was said of the visits of a client that began between two instants."""
    visit: Any = table.visit
    return And(table.client == client, And(visit.started_at >= first, visit.started_at < after))


@get(
    "/api/feedback",
    operation_id="listFeedback",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def list_feedback(
    acting_person: NamedDependency[ActingPerson],
    client: FromQuery[UUID],
    month: Annotated[str, QueryParameter(pattern=MONTH_PATTERN)],
) -> SaidOfMonth:
    """Read what was said of a client's visits of a month, and what the provider's office answered."""
    if client not in acting_person.clients:
        raise NotFound
    when = (client, *bounds_of(month))
    async with transaction():
        said = SaidOfMonth(
            feedback=await feedback_told(acting_person, of_month(Feedback, *when)),
            confirmations=[Confirmation(**dict(row)) for row in await fetch(CONFIRMATIONS, *when)],
            disputes=await disputes_told(acting_person, of_month(Dispute, *when)),
            disputed_until=await last_day_to_dispute(client, local_day(when[1])),
        )
        await trail.viewed_clients(acting_person, [client], "viewed feedback")
    return said


VOICE = """
select f.visit, f.voice_kind, v.content_sealed
from feedback f join feedback_voice v on v.feedback = f.id where f.id = $1
"""
# Bytes and nothing else wherever they are opened, and nothing of what they say in their name. The page that plays them
# knows what they are.
AS_BYTES = {
    "Content-Disposition": 'attachment; filename="voice"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@get(
    "/api/feedback/{feedback_id:uuid}/voice",
    operation_id="hearFeedback",
    guards=[allow(Role.CLIENT, Role.RELATIVE, Role.PROVIDER, Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type=OCTETS_KIND,
)
async def hear_feedback(acting_person: NamedDependency[ActingPerson], feedback_id: FromPath[UUID]) -> Response[bytes]:
    """Hear what was said aloud in feedback that one may read; who heard it is noted."""
    async with transaction():
        mine = And(Feedback.visible_to(acting_person), Feedback.id == feedback_id)
        rows = await fetch(VOICE, feedback_id) if await Feedback.exists().where(mine) else []
        if not rows:
            raise NotFound
        await trail.of_visit(acting_person, rows[0]["visit"], "heard feedback")
    return Response(heard(feedback_id, rows[0]) or b"", media_type=OCTETS_KIND, headers=AS_BYTES)


ROUTES = [give_feedback, list_feedback, hear_feedback]
