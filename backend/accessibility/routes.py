"""Anyone writes what she could not use, with no sign-in, and has a receipt at once; the organiser reads and answers.

The law gives her both (306/2019 s.7-9 and 11). Who writes is not asked who she is, and nothing of her browser is kept:
what she leaves, an address or a number, is there for the answer alone.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend import at_rest, clock
from backend.access.guards import allow, allow_anyone
from backend.access.roles import ActingPerson, Role
from backend.accessibility.rules import answer_due_on
from backend.accessibility.tables import AccessibilityFeedback
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import AnswerWords
from backend.feedback.problems import FeedbackAnswered
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.throttle import LETTERS, STRANGERS
from backend.wire import OrganiserName, Text, Wire, Words

# All that wait, and of those that are answered the newest.
MOST_PAST = 100
MOST_CONTACT = 200

ORGANISERS = "select id, code, name_fi, name_sv, name_en from organiser order by name_fi"


@get(
    "/api/organisers",
    operation_id="listOrganisers",
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(),
)
async def list_organisers() -> list[OrganiserName]:
    """List whom one can write to: the organisers that this installation serves."""
    rows = await fetch(ORGANISERS)
    return [OrganiserName(row["id"], row["code"], Text(row["name_fi"], row["name_sv"], row["name_en"])) for row in rows]


class GiveAccessibilityFeedback(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What somebody could not use, and where she wants the answer."""

    # Made by the page, so that sending twice gives once.
    id: UUID
    organiser: UUID
    words: AnswerWords
    # An e-mail address or a telephone number, as she writes it; empty where she wants no answer.
    contact: Annotated[Words, msgspec.Meta(max_length=MOST_CONTACT)] = ""


class AccessibilityReceipt(Wire, kw_only=True):
    """It has come, and by when it is answered."""

    id: UUID
    received_at: datetime
    # Null where she does not say where to.
    answer_by: date | None


STORE = """
insert into accessibility_feedback (id, organiser, words_sealed, contact_sealed, received_at, due_on)
select $1, id, $3, $4, $5, $6 from organiser where id = $2 on conflict do nothing
"""
KNOWN = "select * from accessibility_feedback where id = $1"


@post(
    "/api/accessibility-feedback",
    operation_id="giveAccessibilityFeedback",
    guards=[allow_anyone(LETTERS)],
    responses=can_refuse(NotJson, NotFromHere, NotFound, UnsupportedMediaType, ContentDiffers),
)
async def give_accessibility_feedback(data: JSONBody[GiveAccessibilityFeedback]) -> AccessibilityReceipt:
    """Tell an organiser what cannot be used, signed in or not; sent twice, it is there once."""
    words, contact, now = data.words.strip(), data.contact.strip(), clock.now()
    async with transaction():
        await fetch(
            STORE,
            *(data.id, data.organiser),
            at_rest.seal_text(at_rest.ACCESSIBILITY, data.id, words),
            at_rest.seal_text(at_rest.ACCESSIBILITY_CONTACT, data.id, contact),
            *(now, answer_due_on(local_day(now), has_contact=bool(contact))),
        )
        rows = await fetch(KNOWN, data.id)
    if not rows:
        raise NotFound
    kept = opened(dict(rows[0]))
    if (kept.words, kept.contact, rows[0]["organiser"]) != (words, contact, data.organiser):
        raise ContentDiffers
    return AccessibilityReceipt(id=kept.id, received_at=kept.received_at, answer_by=kept.due_on)


class AccessibilityLetter(Wire, kw_only=True):
    """Accessibility feedback as the organiser reads it."""

    id: UUID
    words: str
    # Empty where she wants no answer.
    contact: str
    received_at: datetime
    due_on: date | None
    answer: str | None
    answered_at: datetime | None


def opened(row: dict[str, Any]) -> AccessibilityLetter:
    """Return a row unsealed."""
    id_, answered_at = row["id"], row["answered_at"]
    return AccessibilityLetter(
        id=id_,
        words=at_rest.unseal_text(at_rest.ACCESSIBILITY, id_, row["words_sealed"]),
        contact=at_rest.unseal_text(at_rest.ACCESSIBILITY_CONTACT, id_, row["contact_sealed"]),
        received_at=row["received_at"],
        due_on=row["due_on"],
        answer=at_rest.unseal_text(at_rest.ACCESSIBILITY_ANSWER, id_, row["answer_sealed"]) if answered_at else None,
        answered_at=answered_at,
    )


@get(
    "/api/accessibility-feedback",
    operation_id="listAccessibilityFeedback",
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_accessibility_feedback(acting_person: NamedDependency[ActingPerson]) -> list[AccessibilityLetter]:
    """List what was written to the organiser: what waits, the oldest first, then the newest that is answered."""
    letter = AccessibilityFeedback
    async with transaction():
        waiting = await told_to(acting_person, letter.answered_at.is_null()).order_by(letter.received_at, letter.id)
        answered = await (
            told_to(acting_person, letter.answered_at.is_not_null())
            .order_by(letter.answered_at, letter.id, ascending=False)
            .limit(MOST_PAST)
        )
    return [opened(row) for row in (*waiting, *answered)]


def told_to(person: ActingPerson, which: Combinable) -> Any:
    """Return the query of what a person may read of this."""
    return AccessibilityFeedback.select().where(And(AccessibilityFeedback.visible_to(person), which))


class AnswerAccessibilityFeedback(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What was answered, or done where nobody said where to answer."""

    words: AnswerWords


TAKE = "select from accessibility_feedback where id = $1 for no key update"
ANSWER = """
update accessibility_feedback set answer_sealed = $2, answered_at = $3, answered_by = $4 where id = $1
"""


@post(
    "/api/accessibility-feedback/{letter_id:uuid}/answer",
    operation_id="answerAccessibilityFeedback",
    status_code=204,
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(FeedbackAnswered,),
    ),
)
async def answer_accessibility_feedback(
    acting_person: NamedDependency[ActingPerson],
    letter_id: FromPath[UUID],
    data: JSONBody[AnswerAccessibilityFeedback],
) -> None:
    """Say what was answered to the address or number that she left; once."""
    words = data.words.strip()
    async with transaction():
        await fetch(TAKE, letter_id)
        row = await told_to(acting_person, AccessibilityFeedback.id == letter_id).first()
        if row is None:
            raise NotFound
        before = opened(row).answer
        if before is None:
            sealed = at_rest.seal_text(at_rest.ACCESSIBILITY_ANSWER, letter_id, words)
            await fetch(ANSWER, letter_id, sealed, clock.now(), acting_person.id)
        elif before != words:
            raise FeedbackAnswered


ROUTES = [
    list_organisers,
    give_accessibility_feedback,
    list_accessibility_feedback,
    answer_accessibility_feedback,
]
