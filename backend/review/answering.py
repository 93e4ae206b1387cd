"""The provider's office reads what becomes of its visits in the review, and answers what it is asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.notices.live import Changed, announce
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.review.problems import NothingAsked
from backend.review.reading import OPEN_QUESTION, ReviewPage, page_of, place_in
from backend.wire import NOT_BLANK

# For how long the office is shown what was decided.
DAYS_SHOWN = 60
# $1: the provider, $2 and $3: the place after which the page begins, $4: how many lines, $5: from when on.
ASKED = f"""
select v.visit, v.day from visit_verdict v
where v.provider = $1 and v.verdict = 'to_review' and v.decision is null and (v.day, v.visit) > ($2, $3)
    and $5::timestamptz is not null and {OPEN_QUESTION}
order by v.day, v.visit limit $4
"""  # noqa: S608 - written here
DECIDED = """
select v.visit, v.day from review_decision d join visit_verdict v on v.visit = d.visit and v.decision = d.id
where d.provider = $1 and d.at >= $5 and (v.day, v.visit) > ($2, $3)
order by v.day, v.visit limit $4
"""
PAGES = {"asked": ASKED, "waiting": ASKED.replace(OPEN_QUESTION, f"not {OPEN_QUESTION}"), "decided": DECIDED}


@get(
    "/api/review/deviations",
    operation_id="listDeviations",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_deviations(
    acting_person: NamedDependency[ActingPerson],
    which: FromQuery[Literal["asked", "waiting", "decided"]],
    after: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> ReviewPage:
    """List the office's visits that finance asks about, has still to decide of, or has decided of lately."""
    since = clock.now() - timedelta(days=DAYS_SHOWN)
    async with transaction():
        page = await page_of(PAGES[which], acting_person.provider, place_in(after), since, names_who_decides=False)
        await trail.append(trail.VISITS, acting_person, [one.visit_id for one in page.lines], "viewed for payment")
    return page


class AnswerReview(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What the office answers."""

    words: Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=2000)]


# One act on a visit after the other.
LOCK = """
select d.visit from review_decision d join visit_verdict v on v.visit = d.visit
where d.id = $1 and d.provider = $2 for no key update of v
"""
QUESTION = f"""
select d.visit, d.client, d.organiser, d.provider, a.words_sealed as answered,
    exists (select from visit_verdict v where v.visit = d.visit and v.decision is null and v.verdict = 'to_review'
        and {OPEN_QUESTION.replace("from review_decision q where", "from review_decision q where q.id = d.id and")}
    ) as is_open
from review_decision d left join review_answer a on a.decision = d.id where d.id = $1
"""  # noqa: S608 - written here
ANSWER = """
insert into review_answer (decision, client, organiser, words_sealed, by_person, at) values ($1, $2, $3, $4, $5, $6)
"""


@post(
    "/api/review/decisions/{question_id:uuid}/answer",
    operation_id="answerReview",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType, NothingAsked)
    ),
)
async def answer_review(
    acting_person: NamedDependency[ActingPerson], question_id: FromPath[UUID], data: JSONBody[AnswerReview]
) -> None:
    """Answer what finance asks of a visit, once; answered twice in the same words, it is answered once."""
    words = data.words.strip()
    async with transaction():
        if not await fetch(LOCK, question_id, acting_person.provider):
            raise NotFound
        (question,) = await fetch(QUESTION, question_id)
        if is_said(question, question_id, words):
            return
        if not question["is_open"]:
            raise NothingAsked
        sealed = at_rest.seal_text(at_rest.REVIEW_ANSWER, question_id, words)
        whose = (question["client"], question["organiser"])
        await fetch(ANSWER, question_id, *whose, sealed, acting_person.id, clock.now())
        await trail.of_visit(acting_person, question["visit"], "answered")
        await announce(Changed(question["organiser"], question["provider"], frozenset({question["client"]})))


def is_said(question: Mapping[str, Any], question_id: UUID, words: str) -> bool:
    """Tell whether the question has this answer already."""
    answered = question["answered"]
    return answered is not None and at_rest.unseal_text(at_rest.REVIEW_ANSWER, question_id, answered) == words


ROUTES = [list_deviations, answer_review]
