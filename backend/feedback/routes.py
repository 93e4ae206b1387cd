"""A client, or who acts for her, gives feedback of a visit, and reads what was said of a month's visits."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day
from backend.feedback.disputes import last_day_to_dispute
from backend.feedback.giving import Said, SaidWords, take_in, visit_of
from backend.feedback.problems import FeedbackGiven, VisitTakenBack
from backend.feedback.reading import DisputeSummary, FeedbackSummary, disputes_told, feedback_told
from backend.feedback.rules import Face, Reader
from backend.feedback.tables import Dispute, Feedback
from backend.problems import (
    ContentDiffers,
    MandateTooNarrow,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.wire import MONTH_PATTERN, Instant, Wire, hold_to_our_times


class GiveFeedback(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A face for a visit and, if she wishes, words."""

    # Made by whoever gives it, so that sending twice gives once.
    id: UUID
    visit: UUID
    face: Face
    words: SaidWords = ""
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
        *(MandateTooNarrow, VisitTakenBack, FeedbackGiven, ContentDiffers),
    ),
)
async def give_feedback(acting_person: NamedDependency[ActingPerson], data: JSONBody[GiveFeedback]) -> None:
    """Give feedback of a visit, once; a face alone stays among others, words are read and answered."""
    async with transaction():
        visit = await visit_of(acting_person, data.visit)
        given = (data.id, data.face, data.words, data.reader, data.is_urgent, data.given_at)
        if await take_in(visit, Said(*given, given_by=acting_person.id)):
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


ROUTES = [give_feedback, list_feedback]
