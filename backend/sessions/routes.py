"""The session as its person sees it, her other ones, the roles she may take up, and their end.

This one she ends in identification/routes.py, where it may end at an identity provider too.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import COOKIE, allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import NotFound, NotFromHere, NotJson, SignInNeeded, UnsupportedMediaType
from backend.sessions.beginning import Vouched, session_cookie
from backend.sessions.ending import end_other_sessions, end_sessions
from backend.sessions.entering import enter
from backend.sessions.problems import SignInTooOld
from backend.sessions.rules import is_recent_enough
from backend.sessions.signed_in import SignedIn, signed_in
from backend.wire import Wire


class SessionSummary(Wire):
    """One of a person's sessions, as she recognises it."""

    # The sign-in it began with.
    id: UUID
    role: Role
    # The provider or the organiser it is for, in the person's own language; null for a client or a relative.
    workplace: str | None
    # The door she came in by: an identity provider's name, enrolment, passkey, role-change or demo.
    way: str
    # When she proved who she is.
    began_at: datetime
    # To the minute.
    last_seen_at: datetime
    ends_at: datetime
    # What the browser calls itself.
    agent: str
    # The work phone it is bound to.
    device: UUID | None
    # Whether it is the one that asks.
    is_this: bool


class MembershipSummary(Wire):
    """A role of a person's, and for whom."""

    id: UUID
    role: Role
    workplace: str | None
    # Whether it is the one she is in.
    is_this: bool


class TakeUp(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Which membership to go over to."""

    membership: UUID


# An organiser's name in the person's language, a provider's in its one.
WORKPLACE = "coalesce(pr.name, case $2 when 'sv' then o.name_sv when 'en' then o.name_en else o.name_fi end)"

SESSIONS = f"""
select s.id, m.role, {WORKPLACE} as workplace, i.way, s.created_at as began_at, s.last_seen_at,
    least(s.expires_at, s.last_seen_at + make_interval(secs => s.idle_seconds)) as ends_at, i.agent, s.device,
    s.id = $3 as is_this
from session s join sign_in i on i.id = s.id join membership m on m.id = s.membership
left join provider pr on pr.id = m.provider left join organiser o on o.id = m.organiser
where m.person = $1 and s.expires_at > $4 and s.last_seen_at + make_interval(secs => s.idle_seconds) > $4
    and m.first_day <= $5 and (m.last_day is null or m.last_day >= $5)
order by s.id = $3 desc, s.last_seen_at desc, s.id
"""  # noqa: S608 - no word of it comes from outside

# Her roles in force that this session's sign-in vouches for.
MEMBERSHIPS = f"""
select m.id, m.role, {WORKPLACE} as workplace, m.id = s.membership as is_this
from session s join membership m on m.id = s.membership or s.reach is null or m.id = any(s.reach)
left join provider pr on pr.id = m.provider left join organiser o on o.id = m.organiser
where s.id = $3 and m.person = $1 and m.first_day <= $4 and (m.last_day is null or m.last_day >= $4)
order by workplace nulls first, m.role, m.id
"""  # noqa: S608 - no word of it comes from outside

# What a session hands on when its person takes up another of her memberships.
TAKEN_UP = """
select m.role, s.membership, s.created_at, s.device, s.reach, s.way, s.subject_hash, s.sid_hash, i.acr
from session s join sign_in i on i.id = s.id
join membership m on m.id = $3 and (m.id = s.membership or s.reach is null or m.id = any(s.reach))
where s.id = $1 and m.person = $2 and m.first_day <= $4 and (m.last_day is null or m.last_day >= $4)
for update of s
"""


@get("/api/session", operation_id="readSession", guards=[allow(*Role)], responses=can_refuse(SignInNeeded))
async def read_session(
    request: Request[ActingPerson, Any, State], acting_person: NamedDependency[ActingPerson], state: State
) -> SignedIn:
    """Tell who is signed in, and as what."""
    return await signed_in(acting_person, request.cookies[COOKIE], demo=state.settings.demo)


@get("/api/sessions", operation_id="listSessions", guards=[allow(*Role)], responses=can_refuse(SignInNeeded))
async def list_sessions(acting_person: NamedDependency[ActingPerson]) -> list[SessionSummary]:
    """List where the person is signed in: this session, then the others, the last used first."""
    now = clock.now()
    rows = await fetch(SESSIONS, acting_person.id, acting_person.language, acting_person.sign_in, now, local_day(now))
    return [SessionSummary(**row) for row in rows]


@delete(
    "/api/sessions/{session_id:uuid}",
    operation_id="endSession",
    guards=[allow(*Role)],
    responses=can_refuse(SignInNeeded, NotFromHere, NotFound),
)
async def end_session(acting_person: NamedDependency[ActingPerson], session_id: FromPath[UUID]) -> Response[None]:
    """End one of the person's sessions; its open pages close at once."""
    async with transaction():
        rows = await fetch(
            "select s.id from session s join membership m on m.id = s.membership where s.id = $1 and m.person = $2",
            session_id,
            acting_person.id,
        )
        if not rows:
            raise NotFound
        await end_sessions([session_id])
    cookies = [session_cookie("")] if session_id == acting_person.sign_in else []
    return Response(None, status_code=204, cookies=cookies)


@delete(
    "/api/sessions",
    operation_id="endOtherSessions",
    guards=[allow(*Role)],
    responses=can_refuse(SignInNeeded, NotFromHere),
)
async def end_others(acting_person: NamedDependency[ActingPerson]) -> Response[None]:
    """End every session of the person but this one."""
    async with transaction():
        await end_other_sessions(acting_person.id, acting_person.sign_in)
    return Response(None, status_code=204)


@get(
    "/api/session/memberships",
    operation_id="listMemberships",
    guards=[allow(*Role)],
    responses=can_refuse(SignInNeeded),
)
async def list_memberships(acting_person: NamedDependency[ActingPerson]) -> list[MembershipSummary]:
    """List the roles and employers that the person may be here for without signing in anew."""
    rows = await fetch(
        MEMBERSHIPS, acting_person.id, acting_person.language, acting_person.sign_in, local_day(clock.now())
    )
    return [MembershipSummary(**row) for row in rows]


@post(
    "/api/session/membership",
    operation_id="takeUpMembership",
    status_code=200,
    guards=[allow(*Role)],
    responses=can_refuse(SignInNeeded, NotFromHere, NotJson, NotFound, SignInTooOld, UnsupportedMediaType),
)
async def take_up_membership(
    request: Request[ActingPerson, Any, State], acting_person: NamedDependency[ActingPerson], data: JSONBody[TakeUp]
) -> Response[SignedIn]:
    """Go over to another role or employer; the session of before ends, and a new one begins."""
    now = clock.now()
    async with transaction():
        rows = await fetch(TAKEN_UP, acting_person.sign_in, acting_person.id, data.membership, local_day(now))
        if not rows:
            raise NotFound
        before = rows[0]
        if not is_recent_enough(Role(before["role"]), before["created_at"], now):
            raise SignInTooOld
        reach = before["reach"]
        return await enter(
            request,
            data.membership,
            "role-change",
            device=before["device"],
            acr=before["acr"],
            reach=reach if reach is None else {*reach, before["membership"]} - {data.membership},
            since=before["created_at"],
            vouched=Vouched(before["way"], before["subject_hash"], before["sid_hash"]) if before["way"] else None,
        )


ROUTES = [
    read_session,
    list_sessions,
    end_session,
    end_others,
    list_memberships,
    take_up_membership,
]
