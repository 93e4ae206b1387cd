"""A link or a QR picture by which feedback of one visit is given once, with no sign-in: whoever holds it may.

Its token is 256 random bits, of which the database keeps a hash. It stands in the part of the address that browsers
send to nobody. What it opens names no client and no worker.
"""

import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import TOKEN_BYTES, allow, allow_anyone, hash_of
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import Said, SaidWords, take_in
from backend.feedback.problems import (
    FeedbackLinkExpired,
    FeedbackLinkUnknown,
    FeedbackLinkUsed,
    TooManyFeedbackLinks,
    VisitTakenBack,
)
from backend.feedback.rules import MOST_LINKS, Face, link_until, refuse_link
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.throttle import STRANGERS, attempt
from backend.visits.tables import Visit
from backend.wire import Text, Token, Wire, in_base64url

# What the throttle counts failures under.
DOOR = "feedback-link"


class MakeFeedbackLink(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Somebody wants a link for a visit."""

    id: UUID
    visit: UUID


class FeedbackLinkMade(Wire, kw_only=True):
    """A link, told this once."""

    visit_id: UUID
    token: str
    # Where it leads, on this server.
    path: str
    last_day: date


# One link of a visit after the other, so that no two at once are both the last that may be.
HOLD = "select from visit where id = $1 for no key update"
COUNT = "select count(*) as n from feedback_link where visit = $1"
MAKE = """
insert into feedback_link (id, visit, token_hash, made_by, made_at, last_day) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning id
"""


@post(
    "/api/feedback-links",
    operation_id="makeFeedbackLink",
    guards=[allow(Role.WORKER, Role.PROVIDER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(TooManyFeedbackLinks, VisitTakenBack, ContentDiffers),
    ),
)
async def make_feedback_link(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[MakeFeedbackLink]
) -> FeedbackLinkMade:
    """Make a link for feedback of a visit that one recorded, or that one's office answers for."""
    now = clock.now()
    token, last_day = in_base64url(secrets.token_bytes(TOKEN_BYTES)), link_until(local_day(now))
    async with transaction():
        await fetch(HOLD, data.visit)
        visit = (
            await Visit.select(Visit.state).where(And(Visit.visible_to(acting_person), Visit.id == data.visit)).first()
        )
        if visit is None:
            raise NotFound
        if visit["state"] == "withdrawn":
            raise VisitTakenBack
        (others,) = await fetch(COUNT, data.visit)
        if others["n"] >= MOST_LINKS:
            raise TooManyFeedbackLinks(most=MOST_LINKS)
        if not await fetch(MAKE, data.id, data.visit, hash_of(token), acting_person.id, now, last_day):
            raise ContentDiffers
        await trail.of_visit(acting_person, data.visit, "made a feedback link")
    return FeedbackLinkMade(visit_id=data.visit, token=token, path=f"/f#{token}", last_day=last_day)


class LookAtFeedbackLink(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The token of a link."""

    token: Token


class LinkedVisit(Wire, kw_only=True):
    """The visit that a link is for, without anybody's name."""

    service: Text
    provider_name: str
    started_at: datetime
    ended_at: datetime
    last_day: date


LINK = """
select l.id, l.last_day, l.used_at, x.id as visit, x.client, x.organiser, x.provider, x.state, x.started_at, x.ended_at,
    s.name_fi, s.name_sv, s.name_en, r.name as provider_name
from feedback_link l join visit x on x.id = l.visit join voucher v on v.id = x.voucher
join service s on s.id = v.service join provider r on r.id = x.provider
where l.token_hash = $1
"""


async def opened(token: str, *, given: UUID | None = None) -> dict[str, Any]:
    """Return what a link opens, held until the commit when feedback is given; why it does not open is raised."""
    rows = await fetch(LINK + (" for update of l" if given else ""), hash_of(token))
    link = dict(rows[0]) if rows else {"last_day": None, "used_at": None}
    is_used = link["used_at"] is not None and not (given and await fetch(GIVEN, given, link["id"]))
    today = local_day(clock.now())
    if problem := refuse_link(is_known=bool(rows), is_used=is_used, last_day=link["last_day"], today=today):
        raise problem
    return link


@post(
    "/api/feedback-links/visit",
    operation_id="lookAtFeedbackLink",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(
        *(NotJson, NotFromHere, UnsupportedMediaType),
        *(FeedbackLinkUnknown, FeedbackLinkUsed, FeedbackLinkExpired),
    ),
)
async def look_at_feedback_link(request: Request[Any, Any, State], data: JSONBody[LookAtFeedbackLink]) -> LinkedVisit:
    """Tell whoever holds a link which visit it is for; it can still be used afterwards."""
    async with attempt(request, DOOR):
        link = await opened(data.token)
    named = ("provider_name", "started_at", "ended_at", "last_day")
    service = Text(link["name_fi"], link["name_sv"], link["name_en"])
    return LinkedVisit(service=service, **{name: link[name] for name in named})


class GiveFeedbackByLink(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A face and perhaps words, from whoever holds a link."""

    token: Token
    # Made by the page, so that sending twice gives once.
    id: UUID
    face: Face
    words: SaidWords = ""
    is_urgent: bool = False


GIVEN = "select from feedback where id = $1 and link = $2"
USE = "update feedback_link set used_at = $2 where id = $1 and used_at is null"


@post(
    "/api/feedback-links/feedback",
    operation_id="giveFeedbackByLink",
    status_code=204,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(
        *(NotJson, NotFromHere, UnsupportedMediaType, VisitTakenBack, ContentDiffers),
        *(FeedbackLinkUnknown, FeedbackLinkUsed, FeedbackLinkExpired),
    ),
)
async def give_feedback_by_link(request: Request[Any, Any, State], data: JSONBody[GiveFeedbackByLink]) -> None:
    """Give feedback of the visit that a link is for, once."""
    async with attempt(request, DOOR), transaction():
        link = await opened(data.token, given=data.id)
        now = clock.now()
        said = Said(data.id, data.face, data.words, "office", data.is_urgent, now, link=link["id"])
        visit = {"id": link["visit"], **{name: link[name] for name in ("client", "organiser", "provider", "state")}}
        if await take_in(visit, said):
            await fetch(USE, link["id"], now)


ROUTES = [make_feedback_link, look_at_feedback_link, give_feedback_by_link]
