"""A client, or who stands for her by law, reads who has viewed her data, and asks why (703/2023 s.11)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import whom_by_law
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day, month_of, start_of
from backend.notices.live import Changed, announce
from backend.problems import (
    ContentDiffers,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.viewings.listing import Viewing, viewings_between, viewings_of
from backend.viewings.problems import ViewingTooOld
from backend.viewings.rules import due_on, refuse_request, told_from
from backend.viewings.tables import Explanation
from backend.viewings.words import QuestionWords
from backend.wire import MONTH_PATTERN, Words

# Larger than any id of a trail will be, and whole in every language.
LARGEST_ENTRY = 2**53 - 1
Entry = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ENTRY)]


class AskForExplanation(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A client wants to know why somebody viewed her data."""

    id: UUID
    entry: Entry
    # What she wants to know; she need not say.
    words: Annotated[Words, msgspec.Meta(max_length=2000)] = ""
    # Why she asks about a viewing of more than two years ago.
    special_cause: Annotated[Words, msgspec.Meta(max_length=2000)] = ""


@get(
    "/api/viewings",
    operation_id="listViewings",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_viewings(
    acting_person: NamedDependency[ActingPerson],
    month: Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)] = None,
    client: FromQuery[UUID | None] = None,
) -> list[Viewing]:
    """List who has viewed or changed one's own data, or those of whom one stands for by law, in a month, latest first.

    Of the last two years; what somebody reads of another's is itself in the trail.
    """
    today = local_day(clock.now())
    first, after = bounds_of(month or month_of(today))
    async with transaction():
        whose = await whom_by_law(acting_person)
        shown = [one for one in whose if client in {None, one}]
        found = await viewings_between(acting_person, shown, max(first, start_of(told_from(today))), after)
        if acting_person.role is Role.RELATIVE:
            await trail.viewed_clients(acting_person, shown, "viewings-viewed")
        return found


ENTRY = "select at, client, organiser from trail_entry where id = $1 and client = any($2)"
ASK = """
insert into explanation (id, entry, entry_at, client, organiser, asked_by, asked_at, words_sealed, due_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id
"""


@post(
    "/api/explanations",
    operation_id="askForExplanation",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType, ContentDiffers),
        ViewingTooOld,
    ),
)
async def ask_for_explanation(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[AskForExplanation]
) -> Viewing:
    """Ask why somebody viewed one's data, or theirs for whom one stands by law; asked twice it is asked once.

    The organiser has two months to answer.
    """
    now = clock.now()
    today = local_day(now)
    async with transaction():
        rows = await fetch(ENTRY, data.entry, list(await whom_by_law(acting_person)))
        if not rows:
            raise NotFound
        (entry,) = rows
        if problem := refuse_request(local_day(entry["at"]), today, data.special_cause):
            raise problem
        asked = await fetch(
            ASK,
            *(data.id, data.entry, entry["at"], entry["client"], entry["organiser"], acting_person.id, now),
            *(QuestionWords(data.words.strip(), data.special_cause.strip()).sealed(data.id), due_on(today)),
        )
        if asked:
            await trail.viewed_clients(acting_person, [entry["client"]], "asked for an explanation")
            await announce(Changed(entry["organiser"], None, frozenset({entry["client"]})))
        elif not await Explanation.exists().where(Explanation.entry == data.entry):
            # The id stands for a question about something else.
            raise ContentDiffers
        return (await viewings_of(acting_person, [data.entry]))[data.entry]


ROUTES = [list_viewings, ask_for_explanation]
