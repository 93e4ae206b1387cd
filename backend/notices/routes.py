"""The live stream: tells an open page that something it shows has changed, so that it asks again."""

from collections.abc import AsyncIterator
from datetime import datetime, time
from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import ServerSentEvent, ServerSentEventMessage

from backend import clock
from backend.access.guards import allow, find_acting_person
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.days import HERE, ONE_DAY, local_day
from backend.notices.live import ANYONE, LOOK_AGAIN, Live
from backend.problems import NotYourRole, SignInNeeded

# Shorter than the idle limit of any proxy in use, so that a dead line is noticed and a quiet one stays open.
BEAT_SECONDS = 15
# A mandate's last day is over at midnight; a beat falls right behind it.
BEHIND_MIDNIGHT_SECONDS = 1


def next_beat() -> float:
    """Return in how many seconds an open page's session is looked up again at the latest."""
    now = clock.now()
    midnight = datetime.combine(local_day(now) + ONE_DAY, time.min, HERE)
    return min(BEAT_SECONDS, (midnight - now).total_seconds() + BEHIND_MIDNIGHT_SECONDS)


async def told(
    live: Live, person: ActingPerson, request: Request[ActingPerson, Any, State]
) -> AsyncIterator[ServerSentEventMessage]:
    """Yield the stream: hello, then each change by its client's id, with a beat in between.

    At each beat, and when her rights have changed, the session is looked up again: one that has ended, or may see
    something else now, is told so and the stream ends.
    """
    yield ServerSentEventMessage(event="hello", data="{}", retry=2000)
    async for client in live.changes_for(person, next_beat):
        if client is LOOK_AGAIN:
            if await find_acting_person(request) != person:
                yield ServerSentEventMessage(event="rights", data="{}")
                return
            yield ServerSentEventMessage(comment="beat")
        elif client == ANYONE:
            yield ServerSentEventMessage(event="changed", data="{}")
        else:
            yield ServerSentEventMessage(event="changed", data=f'{{"client":"{client}"}}')


@get(
    "/api/live",
    operation_id="followChanges",
    guards=[allow(Role.CLIENT, Role.RELATIVE, Role.PROVIDER, Role.GRANTER, Role.ORGANISER, Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
    opt={AS_IT_IS: True},
    media_type="text/event-stream",
)
async def follow_changes(
    request: Request[ActingPerson, Any, State], acting_person: NamedDependency[ActingPerson], state: State
) -> ServerSentEvent:
    """Follow the changes of what this person may see."""
    return ServerSentEvent(told(state.live, acting_person, request))


ROUTES = [follow_changes]
