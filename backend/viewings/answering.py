"""The organiser answers clients who ask why their data were viewed: told, or refused by a written decision."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.notices.live import Changed, announce
from backend.problems import (
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.viewings.listing import Explained, Viewing, answer_of, explained_of, viewings_of
from backend.viewings.problems import ExplanationGiven, RefusalNeedsDecision
from backend.viewings.rules import refuse_answer
from backend.viewings.words import question_words
from backend.wire import NOT_BLANK, Wire, Words

# All that wait, and of those that have been answered the newest.
MOST_ANSWERED = 100


class AskedExplanation(Wire):
    """A client's question as the organiser reads it."""

    id: UUID
    client_name: str
    # Why she asks about a viewing of more than two years ago; empty for a newer one.
    special_cause: str
    explained: Explained
    # Null when what was viewed lies in a year that has been archived.
    viewing: Viewing | None


class AnswerExplanation(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Why the data were viewed, or why that is not told."""

    words: Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=4000)]
    is_refusal: bool = False
    # The number of the written decision by which telling is refused.
    decision: Annotated[Words, msgspec.Meta(max_length=60)] = ""


ASKED = """
(select e.*, p.given_name || ' ' || p.family_name as client_name
from explanation e join client c on c.id = e.client join person p on p.id = c.person
where e.organiser = $1 and e.answered_at is null)
union all
(select e.*, p.given_name || ' ' || p.family_name
from explanation e join client c on c.id = e.client join person p on p.id = c.person
where e.organiser = $1 and e.answered_at is not null order by e.answered_at desc limit $2)
order by answered_at desc nulls first, due_on, asked_at, id
"""


@get(
    "/api/explanations",
    operation_id="listExplanations",
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_explanations(acting_person: NamedDependency[ActingPerson]) -> list[AskedExplanation]:
    """List the explanations that clients ask for: those that wait, the most urgent first, then those given."""
    async with transaction():
        rows = await fetch(ASKED, acting_person.organiser, MOST_ANSWERED)
        viewings = await viewings_of(acting_person, [row["entry"] for row in rows])
        await trail.viewed_clients(acting_person, [row["client"] for row in rows], "read a question")
    return [
        AskedExplanation(
            row["id"],
            row["client_name"],
            question_words(row["id"], row["words_sealed"]).special_cause,
            explained_of(row),
            viewings.get(row["entry"]),
        )
        for row in rows
    ]


QUESTION = """
select entry, client, answer_sealed, refused_by_decision from explanation where id = $1 and organiser = $2 for update
"""
ANSWER = """
update explanation set answered_at = $2, answered_by = $3, answer_sealed = $4, refused_by_decision = $5 where id = $1
"""


@post(
    "/api/explanations/{explanation_id:uuid}/answer",
    operation_id="answerExplanation",
    status_code=204,
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(ExplanationGiven, RefusalNeedsDecision),
    ),
)
async def answer_explanation(
    acting_person: NamedDependency[ActingPerson], explanation_id: FromPath[UUID], data: JSONBody[AnswerExplanation]
) -> None:
    """Answer a client who asks why her data were viewed; an answer is given once."""
    if problem := refuse_answer(is_refusal=data.is_refusal, decision=data.decision):
        raise problem
    answer = (words, decision) = (data.words.strip(), data.decision.strip() if data.is_refusal else None)
    async with transaction():
        rows = await fetch(QUESTION, explanation_id, acting_person.organiser)
        if not rows:
            raise NotFound
        (question,) = rows
        if question["answer_sealed"] is not None:
            if (answer_of(explanation_id, question["answer_sealed"]), question["refused_by_decision"]) != answer:
                raise ExplanationGiven
            return
        sealed = at_rest.seal_text(at_rest.ANSWER, explanation_id, words)
        await fetch(ANSWER, explanation_id, clock.now(), acting_person.id, sealed, decision)
        await trail.viewed_clients(acting_person, [question["client"]], "explained")
        changed = Changed(acting_person.organiser, None, frozenset({question["client"]}))  # type: ignore[arg-type]  # her membership names one
        await announce(changed)


ROUTES = [list_explanations, answer_explanation]
