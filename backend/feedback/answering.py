"""The office answers what was written to it; the organiser hears of what is grave; faces are shown in groups."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import STAFF, ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import AnswerWords
from backend.feedback.problems import FeedbackAnswered
from backend.feedback.reading import FeedbackSummary, feedback_told
from backend.feedback.rules import Given, shown
from backend.feedback.tables import Feedback
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.wire import Text, Wire

# All that wait, and of those that are done the newest.
MOST_PAST = 100


async def told_to(person: ActingPerson, waits: Combinable, is_done: Combinable) -> list[FeedbackSummary]:
    """Return what waits for a person, the oldest first, then the newest of what is done."""
    told = [
        *await feedback_told(person, waits),
        *await feedback_told(person, is_done, MOST_PAST, newest=True),
    ]
    await trail.viewed_clients(person, [one.client_id for one in told], "viewed feedback")
    return told


@get(
    "/api/feedback/letters",
    operation_id="listFeedbackLetters",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_feedback_letters(acting_person: NamedDependency[ActingPerson]) -> list[FeedbackSummary]:
    """List what was written to the provider's office: what waits for its answer, then the newest that is answered."""
    async with transaction():
        return await told_to(acting_person, Feedback.answered_at.is_null(), Feedback.answered_at.is_not_null())


class AnswerFeedback(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What the provider's office answers."""

    words: AnswerWords


TAKE = "select * from feedback where id = $1 for update"
ANSWER = "update feedback set answer_sealed = $2, answered_at = $3, answered_by = $4 where id = $1"


@post(
    "/api/feedback/{feedback_id:uuid}/answer",
    operation_id="answerFeedback",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(FeedbackAnswered,),
    ),
)
async def answer_feedback(
    acting_person: NamedDependency[ActingPerson], feedback_id: FromPath[UUID], data: JSONBody[AnswerFeedback]
) -> None:
    """Answer what was written to the office, once."""
    words = data.words.strip()
    async with transaction():
        given = await held(acting_person, feedback_id)
        if given["answered_at"] is not None:
            if at_rest.unseal_text(at_rest.FEEDBACK_ANSWER, feedback_id, given["answer_sealed"]) != words:
                raise FeedbackAnswered
            return
        sealed = at_rest.seal_text(at_rest.FEEDBACK_ANSWER, feedback_id, words)
        await fetch(ANSWER, feedback_id, sealed, clock.now(), acting_person.id)
        await trail.of_visit(acting_person, given["visit"], "answered")
        await tell(
            Happened(
                Kind.FEEDBACK_ANSWERED,
                *(given["client"], given["organiser"], given["provider"]),
                visit=given["visit"],
                by=acting_person.id,
                to=given["given_by"],
            )
        )
        await announce(Changed(given["organiser"], given["provider"], frozenset({given["client"]})))


async def held(person: ActingPerson, feedback: UUID) -> dict[str, Any]:
    """Return feedback that is told to this person one by one, and hold it against others until the commit."""
    rows = await fetch(TAKE, feedback)
    if not rows or not await Feedback.exists().where(And(Feedback.visible_to(person), Feedback.id == feedback)):
        raise NotFound
    return dict(rows[0])


@get(
    "/api/feedback/grave",
    operation_id="listGraveFeedback",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_grave_feedback(acting_person: NamedDependency[ActingPerson]) -> list[FeedbackSummary]:
    """List grave feedback of the organiser's clients: what nobody has taken note of, then the newest of the rest."""
    async with transaction():
        return await told_to(acting_person, Feedback.noted_at.is_null(), Feedback.noted_at.is_not_null())


NOTE = "update feedback set noted_at = $2, noted_by = $3 where id = $1 and noted_at is null"


@post(
    "/api/feedback/{feedback_id:uuid}/note",
    operation_id="takeNoteOfFeedback",
    status_code=204,
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
)
async def take_note_of_feedback(acting_person: NamedDependency[ActingPerson], feedback_id: FromPath[UUID]) -> None:
    """Say that grave feedback has been taken note of; said twice, the first one counts."""
    async with transaction():
        given = await held(acting_person, feedback_id)
        await fetch(NOTE, feedback_id, clock.now(), acting_person.id)
        await trail.of_visit(acting_person, given["visit"], "took note")


class FacesOfProvider(Wire, kw_only=True):
    """How many of each face a provider got in a year, as far as groups of five are full."""

    provider_id: UUID
    provider_name: str
    organiser: Text
    year: int
    good: int
    fair: int
    bad: int


# Groups are cut anew each year; retention takes none away that is shown.
FACES = """
select f.provider, r.name, f.organiser, o.name_fi, o.name_sv, o.name_en, f.client, f.face, {told} as is_told,
    extract(year from f.received_at at time zone 'Europe/Helsinki')::integer as year
from feedback f join provider r on r.id = f.provider join organiser o on o.id = f.organiser
where f.{whose} = $1 and f.received_at >= make_timestamptz($2, 1, 1, 0, 0, 0, 'Europe/Helsinki')
order by f.received_at, f.id
"""
# What is told one by one: words to the provider's office, what is grave to the organiser.
OF_PROVIDER = FACES.format(told="f.due_on is not null", whose="provider")
OF_ORGANISER = FACES.format(told="f.is_grave", whose="organiser")


@get(
    "/api/feedback/faces",
    operation_id="listFaces",
    guards=[allow(Role.PROVIDER, Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_faces(acting_person: NamedDependency[ActingPerson]) -> list[FacesOfProvider]:
    """Count the faces of this year and the last one per provider, in groups of at least five of five clients."""
    statement = OF_ORGANISER if acting_person.role in STAFF else OF_PROVIDER
    whose = acting_person.organiser if acting_person.role in STAFF else acting_person.provider
    async with transaction():
        rows = await fetch(statement, whose, local_day(clock.now()).year - 1)
    cut: dict[tuple[int, UUID, UUID], list[dict[str, Any]]] = {}
    for row in rows:
        cut.setdefault((-row["year"], row["provider"], row["organiser"]), []).append(dict(row))
    return sorted(
        (faces_of(of_one) for of_one in cut.values()), key=lambda one: (-one.year, one.provider_name, one.organiser.fi)
    )


def faces_of(rows: list[dict[str, Any]]) -> FacesOfProvider:
    """Return what is shown of one provider's faces of a year."""
    faces = shown(Given(row["client"], row["face"], is_told=row["is_told"]) for row in rows)
    first = rows[0]
    return FacesOfProvider(
        provider_id=first["provider"],
        provider_name=first["name"],
        organiser=Text(first["name_fi"], first["name_sv"], first["name_en"]),
        year=first["year"],
        good=faces.good,
        fair=faces.fair,
        bad=faces.bad,
    )


ROUTES = [
    list_feedback_letters,
    answer_feedback,
    list_grave_feedback,
    take_note_of_feedback,
    list_faces,
]
