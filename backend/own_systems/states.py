"""What has become of a provider's visits since its system asked last, in the order of the commits."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.database import fetch
from backend.problems import InvalidRequest
from backend.wire import Wire, from_base64url, in_base64url

# States in one answer for each organiser, and changes of the organiser's that are looked through for them.
MOST_STATES = 500
MOST_LOOKED_AT = 20_000


class VisitStanding(Wire):
    """Where a visit stands: nothing of whose home it was."""

    id: UUID
    # The record that holds; a correction names it as `seen`.
    record: UUID
    state: Literal["recorded", "withdrawn"]
    # Slugs of what a person will look at before the visit is paid.
    to_review: list[str]
    worker: UUID
    started_at: datetime
    ended_at: datetime
    minutes: int
    # How good its times are.
    time_quality: Literal["measured", "by_clock", "unchecked", "differs"]
    # What was otherwise than booked, by its code, and how long had been booked; null when nothing was.
    deviation: str | None
    booked_minutes: int | None
    received_at: datetime


class StatesSince(Wire):
    """What is new about the provider's visits."""

    # To be sent back as `after`; it says nothing to anybody but the server.
    cursor: str
    # Each organiser's in the order of its commits; a visit that has changed again is told again.
    visits: list[VisitStanding]
    # Whether there is more now: ask again at once.
    more: bool


class Reached(msgspec.Struct, frozen=True, array_like=True):
    """How far a provider's system has come with each organiser."""

    provider: UUID
    organisers: dict[UUID, int]


# One statement, so one picture of the database: every change up to `last` is in it (docs/sync.md, change numbers).
STATES = """
select c.organiser, c.last, coalesce(g.reached, 0) as reached, found.visits
from change_counter c
left join unnest($2::uuid[], $3::bigint[]) as g(organiser, reached) on g.organiser = c.organiser and g.reached <= c.last
cross join lateral (
    select coalesce(json_agg(mine order by mine.change_number), '[]') as visits from (
        select v.id, v.record, v.state, v.to_review as "toReview", v.worker, v.started_at as "startedAt",
            v.ended_at as "endedAt", v.minutes, v.time_quality as "timeQuality", v.deviation,
            v.booked_minutes as "bookedMinutes", v.received_at as "receivedAt",
            v.change_number
        from visit v
        where v.organiser = c.organiser and v.provider = $1 and v.change_number > coalesce(g.reached, 0)
            and v.change_number <= coalesce(g.reached, 0) + $4
        order by v.change_number limit $5
    ) mine
) found
order by c.organiser
"""


class Found(VisitStanding):
    """A visit with its place among the organiser's changes."""

    change_number: int = msgspec.field(name="change_number")

    def standing(self) -> VisitStanding:
        """Return it as it is told."""
        return VisitStanding(**{name: getattr(self, name) for name in VisitStanding.__struct_fields__})


def read_cursor(written: str | None, provider: UUID) -> dict[UUID, int]:
    """Return how far a system has come; raises `InvalidRequest` for what is no cursor of this provider's."""
    if written is None:
        return {}
    try:
        reached = msgspec.json.decode(from_base64url(written), type=Reached)
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise NO_CURSOR from wrong
    numbers = reached.organisers
    if reached.provider != provider or any(not 0 <= number < 2**62 for number in numbers.values()):
        raise NO_CURSOR
    return numbers


NO_CURSOR = InvalidRequest([{"pointer": "/after", "detail": "Expected a cursor that was answered here"}])


async def states_since(provider: UUID, after: str | None) -> StatesSince:
    """Return what is new since a cursor, or everything from the first visit on.

    A cursor that is ahead of the database, which was put back from a backup, begins anew.
    """
    come = read_cursor(after, provider)
    rows = await fetch(STATES, provider, list(come), list(come.values()), MOST_LOOKED_AT, MOST_STATES)
    told: list[VisitStanding] = []
    reached: dict[UUID, int] = {}
    more = False
    for row in rows:
        found = msgspec.json.decode(row["visits"], type=list[Found])
        told += [one.standing() for one in found]
        looked_to = min(row["last"], row["reached"] + MOST_LOOKED_AT)
        reached[row["organiser"]] = found[-1].change_number if len(found) == MOST_STATES else looked_to
        more = more or reached[row["organiser"]] < row["last"]
    cursor = in_base64url(msgspec.json.encode(Reached(provider, reached)))
    return StatesSince(cursor, told, more)
