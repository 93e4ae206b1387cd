"""Finance's queue of visits that the rules left to a person, and what she decides of them, many at once."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.review.deciding import Asked, decide
from backend.review.problems import (
    DecidedMeanwhile,
    NotToBeDecided,
    PartOutOfBounds,
    ReasonNeedsWords,
    VisitHasNoPrice,
    VisitNotToReview,
    VisitReckonedAnew,
    VisitSettledAlready,
)
from backend.review.reading import OPEN_QUESTION, ReviewPage, page_of, place_in
from backend.review.rules import REASONS, Outcome, Reason
from backend.review.words import said
from backend.wire import Count, Slug, Text, Wire, Words

# What is decided at once: as many clients as one announcement holds (notices/live.py), and as a person can oversee.
MOST_DECISIONS = 100
# $1: the organiser, $2 and $3: the place after which the page begins, $4: how many lines, $5: a rule or null.
QUEUE = """
select v.visit, v.day from visit_verdict v
where v.organiser = $1 and v.verdict = 'to_review' and v.decision is null and (v.day, v.visit) > ($2, $3)
    and ($5::text is null or $5 = any(v.rules)) {more}
order by v.day, v.visit limit $4
"""
DECIDED = """
select v.visit, v.day from review_decision d join visit_verdict v on v.visit = d.visit and v.decision = d.id
where d.organiser = $1 and (v.day, v.visit) > ($2, $3) and ($5::text is null or $5 = any(v.rules))
    and not exists (select from settlement_line s where s.visit = v.visit and s.credit is null) {more}
order by v.day, v.visit limit $4
"""
WAITING = QUEUE.replace("{more}", f"and not {OPEN_QUESTION} {{more}}")
ASKED = QUEUE.replace("{more}", f"and {OPEN_QUESTION} {{more}}")
PAGES = {"waiting": WAITING, "asked": ASKED, "decided": DECIDED}


@get(
    "/api/review",
    operation_id="listReview",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_review(  # noqa: PLR0913, PLR0917 - each narrows the queue
    acting_person: NamedDependency[ActingPerson],
    which: FromQuery[Literal["waiting", "asked", "decided"]] = "waiting",
    rule: FromQuery[Slug | None] = None,
    provider: FromQuery[UUID | None] = None,
    client: FromQuery[UUID | None] = None,
    after: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> ReviewPage:
    """List what waits for finance, what she has asked about, or what she has decided of and can still take back."""
    named = {name: value for name, value in (("provider", provider), ("client", client)) if value is not None}
    more = " ".join(f"and v.{name} = ${place}" for place, name in enumerate(named, 6))
    async with transaction():
        statement = PAGES[which].format(more=more)
        whose, begins = acting_person.organiser, place_in(after)
        page = await page_of(statement, whose, begins, rule, *named.values(), names_who_decides=True)
        await trail.append(trail.VISITS, acting_person, [one.visit_id for one in page.lines], "viewed for payment")
    return page


class Waiting(Wire, kw_only=True):
    """How much of one kind waits."""

    visits: int
    # What the organiser would pay of them.
    organiser_cents: int


class WaitingOfRule(Waiting, kw_only=True):
    """How much waits for one rule; a visit may wait for several."""

    rule: str
    title: Text


class WaitingOfProvider(Waiting, kw_only=True):
    """How much waits of one provider."""

    provider_id: UUID
    provider_name: str


class ReviewSummary(Waiting, kw_only=True):
    """How much waits for finance and for offices, by rule and by provider."""

    # Of the visits those about which an office has been asked and has not answered.
    asked: int
    oldest_day: date | None
    rules: list[WaitingOfRule]
    providers: list[WaitingOfProvider]


OF_ORGANISER = "from visit_verdict v where v.organiser = $1 and v.verdict = 'to_review' and v.decision is null"
IN_ALL = f"""
select count(*) as visits, coalesce(sum(v.organiser_cents), 0) as organiser_cents, min(v.day) as oldest_day,
    count(*) filter (where {OPEN_QUESTION}) as asked
{OF_ORGANISER}
"""
BY_RULE = f"""
select rule, count(*) as visits, sum(organiser_cents) as organiser_cents
from (select unnest(v.rules) as rule, v.organiser_cents {OF_ORGANISER}) of_one group by rule order by 2 desc, 1
"""  # noqa: S608 - written here
BY_PROVIDER = f"""
select of_one.provider as provider_id, r.name as provider_name, of_one.visits, of_one.organiser_cents
from (select v.provider, count(*) as visits, sum(v.organiser_cents) as organiser_cents {OF_ORGANISER} group by 1) of_one
join provider r on r.id = of_one.provider order by r.name, r.id
"""  # noqa: S608 - written here


@get(
    "/api/review/summary",
    operation_id="readReviewSummary",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_review_summary(acting_person: NamedDependency[ActingPerson]) -> ReviewSummary:
    """Count what waits, by rule and by provider; it names no client."""
    if acting_person.organiser is None:
        raise NotFound
    return await read_summary(acting_person.organiser)


async def read_summary(organiser: UUID) -> ReviewSummary:
    """Count what waits for an organiser's finance."""
    async with transaction():
        (in_all,) = await fetch(IN_ALL, organiser)
        rules = await fetch(BY_RULE, organiser)
        providers = await fetch(BY_PROVIDER, organiser)
    return ReviewSummary(
        **dict(in_all),
        rules=[WaitingOfRule(**dict(row), title=rule.title) for row in rules if (rule := said(row["rule"])).is_reason],
        providers=[WaitingOfProvider(**dict(row)) for row in providers],
    )


class DecideVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """What is decided of one visit."""

    # Made by the page, so that sending twice decides once.
    id: UUID
    visit: UUID
    outcome: Outcome
    # One that belongs to the outcome (review/rules.py: REASONS).
    reason: Reason
    words: Annotated[Words, msgspec.Meta(max_length=2000)] = ""
    # What is paid in all, where that is a part: it is divided between organiser and client as the whole would be.
    price_cents: Count | None = None
    # As the line said them.
    record: UUID
    turns: Annotated[int, msgspec.Meta(ge=0, le=32_000)]

    def __post_init__(self) -> None:
        """Refuse, as msgspec's validation does, a reason of another kind of decision."""
        if self.reason not in REASONS[self.outcome]:
            raise ValueError(f"Expected a reason of `{self.outcome}`")


class DecideReview(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What is decided of some visits."""

    decisions: Annotated[list[DecideVisit], msgspec.Meta(min_length=1, max_length=MOST_DECISIONS)]

    def __post_init__(self) -> None:
        """Refuse, as msgspec's validation does, two decisions of one visit or under one id."""
        for named in ({one.id for one in self.decisions}, {one.visit for one in self.decisions}):
            if len(named) < len(self.decisions):
                raise ValueError("Expected one decision of each visit")


class DecisionVerdict(Wire):
    """What became of one decision."""

    id: UUID
    verdict: Literal["taken", "refused"]
    # Slug of the problem for which it was not taken; null where it was, now or before.
    problem: str | None


class DecisionVerdicts(Wire):
    """What became of each decision, in the order in which they were asked for."""

    verdicts: list[DecisionVerdict]


@post(
    "/api/review/decisions",
    operation_id="decideReview",
    status_code=200,
    guards=[allow(Role.FINANCE)],
    # What is told of each decision by itself, and what is wrong with all of them.
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType, NotFound, ContentDiffers),
        *(ReasonNeedsWords, VisitSettledAlready, VisitReckonedAnew, DecidedMeanwhile, VisitNotToReview),
        *(NotToBeDecided, VisitHasNoPrice, PartOutOfBounds),
    ),
)
async def decide_review(acting_person: NamedDependency[ActingPerson], data: JSONBody[DecideReview]) -> DecisionVerdicts:
    """Decide of visits: each is told by itself, and one that is refused holds back no other."""
    asked = [Asked(**{name: getattr(one, name) for name in one.__struct_fields__}) for one in data.decisions]
    told = await decided_once(acting_person, asked)
    return DecisionVerdicts([verdict_of(one.id, told[one.id]) for one in asked])


async def decided_once(person: ActingPerson, asked: list[Asked]) -> dict[UUID, Problem | None]:
    """Decide, and once more where settling or judging came between: what it has left is told then."""
    try:
        async with transaction():
            return await decide(person, asked)
    except asyncpg.TransactionRollbackError:
        async with transaction():
            return await decide(person, asked)


def verdict_of(id_: UUID, problem: Problem | None) -> DecisionVerdict:
    """Return what is told of one decision."""
    return DecisionVerdict(id_, "refused", problem.slug()) if problem else DecisionVerdict(id_, "taken", None)


ROUTES = [list_review, read_review_summary, decide_review]
