"""A client complains to a provider or reminds the organiser, and follows it; who receives it answers in writing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from piccolo.columns.combination import And

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.contact.problems import ComplaintAnswered, ProviderNotHers
from backend.contact.reaching import client_reached, organiser_of, sides_reached
from backend.contact.rules import Kind, due_on
from backend.contact.tables import Complaint
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import AnswerWords
from backend.notices.kinds import Kind as Told
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import (
    ContentDiffers,
    MandateTooNarrow,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.wire import Instant, Text, Wire, hold_to_our_times

# All that wait, and of those that have their answer the newest.
MOST_PAST = 100


class MakeComplaint(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """What is not as agreed, for the provider, or how the client was treated, for the organiser."""

    # Made by whoever writes, so that sending twice writes once.
    id: UUID
    kind: Kind
    client: UUID
    # Whom it is about; a reminder may be about the organiser itself.
    provider: UUID | None
    words: AnswerWords
    # By the phone's clock.
    made_at: Instant

    def __post_init__(self) -> None:
        """Refuse a moment of no clock, and a complaint to nobody."""
        hold_to_our_times(self.made_at)
        if self.kind == "complaint" and self.provider is None:
            raise ValueError("Expected the provider that the complaint is for")


class ComplaintSummary(Wire, kw_only=True):
    """A complaint or a reminder, and its answer once it is there."""

    id: UUID
    kind: Kind
    client_id: UUID
    client_name: str
    provider_name: str | None
    organiser: Text
    words: str
    made_by: str
    is_own: bool
    made_at: datetime
    due_on: date
    answered_at: datetime | None
    answer: str | None


STORE = """
insert into complaint (id, kind, client, organiser, provider, made_by, words_sealed, made_at, received_at, due_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id
"""
KNOWN = "select kind, client, provider, made_by, words_sealed from complaint where id = $1"


@post(
    "/api/complaints",
    operation_id="makeComplaint",
    status_code=204,
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, ProviderNotHers, ContentDiffers),
    ),
)
async def make_complaint(acting_person: NamedDependency[ActingPerson], data: JSONBody[MakeComplaint]) -> None:
    """Complain to a provider, or remind the organiser, in writing; the clock to the answer begins."""
    now, words = clock.now(), data.words.strip()
    async with transaction():
        if data.provider is None:
            await client_reached(acting_person, data.client)
        else:
            await sides_reached(acting_person, data.client, data.provider)
        organiser = await organiser_of(data.client)
        stored = await fetch(
            STORE,
            *(data.id, data.kind, data.client, organiser, data.provider, acting_person.id),
            at_rest.seal_text(at_rest.COMPLAINT, data.id, words),
            *(min(data.made_at, now), now, due_on(local_day(now), data.kind)),
        )
        if not stored:
            (known,) = await fetch(KNOWN, data.id)
            there = (known["kind"], known["client"], known["provider"], known["made_by"])
            same = (data.kind, data.client, data.provider, acting_person.id)
            if there != same or at_rest.unseal_text(at_rest.COMPLAINT, data.id, known["words_sealed"]) != words:
                raise ContentDiffers
            return
        await trail.viewed_clients(acting_person, [data.client], "complained")
        await announce(Changed(organiser, data.provider, frozenset({data.client})))


WAITING = """
select t.*, cp.given_name || ' ' || cp.family_name as client_name, r.name as provider_name, o.name_fi, o.name_sv,
    o.name_en, b.given_name || ' ' || b.family_name as by_name
from complaint t join client c on c.id = t.client join person cp on cp.id = c.person
left join provider r on r.id = t.provider join organiser o on o.id = t.organiser join person b on b.id = t.made_by
where t.id = any($1)
order by t.answered_at desc nulls first, t.due_on, t.received_at, t.id
"""


@get(
    "/api/complaints",
    operation_id="listComplaints",
    guards=[allow(Role.CLIENT, Role.RELATIVE, Role.PROVIDER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_complaints(acting_person: NamedDependency[ActingPerson]) -> list[ComplaintSummary]:
    """List complaints and reminders: what waits for its answer, the most pressing first, then the newest answers."""
    hers = Complaint.visible_to(acting_person)
    async with transaction():
        waits = await Complaint.select(Complaint.id).where(And(hers, Complaint.answered_at.is_null()))
        past = (
            await Complaint.select(Complaint.id)
            .where(And(hers, Complaint.answered_at.is_not_null()))
            .order_by(Complaint.answered_at, ascending=False)
            .limit(MOST_PAST)
        )
        rows = await fetch(WAITING, [row["id"] for row in (*waits, *past)])
        await trail.viewed_clients(acting_person, [row["client"] for row in rows], "viewed complaints")
    return [summary_of(dict(row), acting_person) for row in rows]


def summary_of(row: dict[str, Any], person: ActingPerson) -> ComplaintSummary:
    """Return one in words."""
    named = ("id", "kind", "client_name", "provider_name", "made_at", "due_on", "answered_at")
    answer = at_rest.unseal_text(at_rest.COMPLAINT_ANSWER, row["id"], row["answer_sealed"])
    return ComplaintSummary(
        **{name: row[name] for name in named},
        client_id=row["client"],
        organiser=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        words=at_rest.unseal_text(at_rest.COMPLAINT, row["id"], row["words_sealed"]),
        made_by=row["by_name"],
        is_own=row["made_by"] == person.id,
        answer=answer or None,
    )


class AnswerComplaint(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The written answer."""

    words: AnswerWords


TAKE = """
select t.*, c.person from complaint t join client c on c.id = t.client where t.id = $1 for update of t
"""
ANSWER = "update complaint set answer_sealed = $2, answered_at = $3, answered_by = $4 where id = $1"


@post(
    "/api/complaints/{complaint_id:uuid}/answer",
    operation_id="answerComplaint",
    status_code=204,
    guards=[allow(Role.PROVIDER, Role.ORGANISER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(ComplaintAnswered,),
    ),
)
async def answer_complaint(
    acting_person: NamedDependency[ActingPerson], complaint_id: FromPath[UUID], data: JSONBody[AnswerComplaint]
) -> None:
    """Answer a complaint or a reminder in writing, once: it is its receiver who does."""
    words = data.words.strip()
    async with transaction():
        rows = await fetch(TAKE, complaint_id)
        visible = And(Complaint.visible_to(acting_person), Complaint.id == complaint_id)
        if not rows or not await Complaint.exists().where(visible):
            raise NotFound
        (row,) = rows
        if row["answered_at"] is not None:
            if at_rest.unseal_text(at_rest.COMPLAINT_ANSWER, complaint_id, row["answer_sealed"]) != words:
                raise ComplaintAnswered
            return
        sealed = at_rest.seal_text(at_rest.COMPLAINT_ANSWER, complaint_id, words)
        await fetch(ANSWER, complaint_id, sealed, clock.now(), acting_person.id)
        await trail.viewed_clients(acting_person, [row["client"]], "answered")
        whose = (row["client"], row["organiser"], row["provider"])
        # The client, and who wrote it for her.
        told = {row["person"], row["made_by"]}
        await tell(*(Happened(Told.COMPLAINT_ANSWERED, *whose, by=acting_person.id, to=one) for one in told))
        await announce(Changed(row["organiser"], row["provider"], frozenset({row["client"]})))


ROUTES = [make_complaint, list_complaints, answer_complaint]
