"""A client confirms a visit or disputes it in one tap; the provider's office answers. The visit never changes."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from piccolo.columns.combination import And

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.terms import GeneralTerms, part_on
from backend.database import fetch, transaction
from backend.days import local_day
from backend.feedback.giving import AnswerWords, SaidWords, visit_of
from backend.feedback.problems import DisputeAnswered, VisitSettled, VisitTakenBack
from backend.feedback.reading import DisputeReason, DisputeSummary, Outcome, disputes_told
from backend.feedback.rules import DAYS_TO_ANSWER, disputed_until, refuse_dispute, refuse_withdrawal
from backend.feedback.tables import Dispute
from backend.notices.kinds import Kind
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
from backend.visits.problems import VisitDisputed
from backend.wire import Instant, hold_to_our_times

# All that wait, and of those that have been answered or taken back the newest.
MOST_PAST = 100
OF_WHOM = "select organiser from client where id = $1"


async def last_day_to_dispute(client: UUID, visit_on: date) -> date:
    """Return the last day on which a client's visit of this day can be disputed, by her organiser's rulebook."""
    (whose,) = await fetch(OF_WHOM, client)
    general = part_on(visit_on, None, await parts_held(whose["organiser"]))
    terms = general.terms if general else None
    return disputed_until(visit_on, terms.settlement_day if isinstance(terms, GeneralTerms) else None)


class ConfirmVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A visit was as it was recorded."""

    # Made by whoever confirms.
    id: UUID


CONFIRM = """
insert into visit_confirmation (id, visit, client, organiser, confirmed_by, confirmed_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
OPEN = "select id from dispute where visit = $1 and state = 'open'"
UNDO = "update visit_confirmation set undone_at = $2 where visit = $1 and undone_at is null"
# One word about a visit after the other.
HOLD = "select from visit where id = $1 for no key update"


@post(
    "/api/visits/{visit_id:uuid}/confirmation",
    operation_id="confirmVisit",
    status_code=204,
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, VisitTakenBack, VisitDisputed),
    ),
)
async def confirm_visit(
    acting_person: NamedDependency[ActingPerson], visit_id: FromPath[UUID], data: JSONBody[ConfirmVisit]
) -> None:
    """Say that a visit was as it was recorded; said twice, it is said once."""
    async with transaction():
        await fetch(HOLD, visit_id)
        visit = await visit_of(acting_person, visit_id)
        if visit["state"] == "withdrawn":
            raise VisitTakenBack
        if await fetch(OPEN, visit_id):
            raise VisitDisputed
        whose = (visit["client"], visit["organiser"])
        await fetch(CONFIRM, data.id, visit_id, *whose, acting_person.id, clock.now())
        await trail.of_visit(acting_person, visit_id, "confirmed")
        await announce(Changed(visit["organiser"], visit["provider"], frozenset({visit["client"]})))


@delete(
    "/api/visits/{visit_id:uuid}/confirmation",
    operation_id="undoConfirmation",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotFound, MandateTooNarrow),
)
async def undo_confirmation(acting_person: NamedDependency[ActingPerson], visit_id: FromPath[UUID]) -> None:
    """Take back that a visit was as it was recorded; where nobody has said so there is nothing to take back."""
    async with transaction():
        visit = await visit_of(acting_person, visit_id)
        await fetch(UNDO, visit_id, clock.now())
        await trail.of_visit(acting_person, visit_id, "took back")
        await announce(Changed(visit["organiser"], visit["provider"], frozenset({visit["client"]})))


class DisputeVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A visit was not as it was recorded."""

    # Made by whoever disputes, so that sending twice disputes once.
    id: UUID
    visit: UUID
    reason: DisputeReason
    words: SaidWords = ""
    # By the phone's clock.
    raised_at: Instant

    def __post_init__(self) -> None:
        """Refuse a moment of no clock."""
        hold_to_our_times(self.raised_at)


KNOWN = "select visit, raised_by, reason from dispute where id = $1"
RAISE = """
insert into dispute (id, visit, client, organiser, provider, raised_by, reason, words_sealed, raised_at, received_at,
    due_on, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open') on conflict do nothing returning id
"""


@post(
    "/api/disputes",
    operation_id="disputeVisit",
    status_code=204,
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(MandateTooNarrow, VisitTakenBack, VisitSettled, VisitDisputed, ContentDiffers),
    ),
)
async def dispute_visit(acting_person: NamedDependency[ActingPerson], data: JSONBody[DisputeVisit]) -> None:
    """Say that a visit was not as it was recorded; it goes to the provider's review and to the settlement."""
    now = clock.now()
    async with transaction():
        await fetch(HOLD, data.visit)
        visit = await visit_of(acting_person, data.visit)
        if known := await fetch(KNOWN, data.id):
            if dict(known[0]) != {"visit": data.visit, "raised_by": acting_person.id, "reason": data.reason}:
                raise ContentDiffers
            return
        problem = refuse_dispute(
            is_withdrawn=visit["state"] == "withdrawn",
            is_disputed=bool(await fetch(OPEN, data.visit)),
            last_day=await last_day_to_dispute(visit["client"], local_day(visit["started_at"])),
            today=local_day(now),
        )
        if problem:
            raise problem
        whose = (visit["client"], visit["organiser"], visit["provider"])
        raised = await fetch(
            RAISE,
            *(data.id, data.visit, *whose, acting_person.id, data.reason),
            at_rest.seal_text(at_rest.DISPUTE, data.id, data.words.strip()),
            *(min(data.raised_at, now), now, local_day(now) + timedelta(days=DAYS_TO_ANSWER)),
        )
        if not raised:
            # Of one id for two visits at once, the first one counts.
            raise ContentDiffers
        await fetch(UNDO, data.visit, now)
        await trail.of_visit(acting_person, data.visit, "disputed")
        await tell(
            Happened(
                Kind.DISPUTED,
                *whose,
                visit=data.visit,
                by=acting_person.id,
                facts={"startedAt": visit["started_at"].isoformat()},
            )
        )
        await announce(Changed(visit["organiser"], visit["provider"], frozenset({visit["client"]})))


# One act on a dispute after the other.
TAKE = "select visit, client, organiser, provider, state, outcome, answer_sealed from dispute where id = $1 for update"
WITHDRAW = "update dispute set state = 'withdrawn', withdrawn_at = $2 where id = $1"


@delete(
    "/api/disputes/{dispute_id:uuid}",
    operation_id="withdrawDispute",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFromHere, NotFound, MandateTooNarrow, DisputeAnswered),
)
async def withdraw_dispute(acting_person: NamedDependency[ActingPerson], dispute_id: FromPath[UUID]) -> None:
    """Take a dispute back before it is answered; it stays and says so."""
    async with transaction():
        rows = await fetch(TAKE, dispute_id)
        if not rows:
            raise NotFound
        (dispute,) = rows
        await visit_of(acting_person, dispute["visit"])
        if problem := refuse_withdrawal(dispute["state"]):
            raise problem
        if dispute["state"] == "withdrawn":
            return
        await fetch(WITHDRAW, dispute_id, clock.now())
        await trail.of_visit(acting_person, dispute["visit"], "took back")
        await announce(Changed(dispute["organiser"], dispute["provider"], frozenset({dispute["client"]})))


@get(
    "/api/disputes",
    operation_id="listDisputes",
    guards=[allow(Role.PROVIDER, Role.GRANTER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_disputes(acting_person: NamedDependency[ActingPerson]) -> list[DisputeSummary]:
    """List the visits that clients dispute: those that wait, the oldest first, then the newest of the others."""
    async with transaction():
        waiting = await disputes_told(acting_person, Dispute.state == "open")
        past = await disputes_told(acting_person, Dispute.state != "open", MOST_PAST, newest=True)
        told = [*waiting, *past]
        await trail.viewed_clients(acting_person, [one.client_id for one in told], "viewed disputes")
    return told


class AnswerDispute(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What the provider's office says to a dispute."""

    outcome: Outcome
    words: AnswerWords


ANSWER = """
update dispute set state = 'answered', outcome = $2, answer_sealed = $3, answered_at = $4, answered_by = $5
where id = $1
"""


@post(
    "/api/disputes/{dispute_id:uuid}/answer",
    operation_id="answerDispute",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
        *(DisputeAnswered, VisitTakenBack),
    ),
)
async def answer_dispute(
    acting_person: NamedDependency[ActingPerson], dispute_id: FromPath[UUID], data: JSONBody[AnswerDispute]
) -> None:
    """Answer a dispute, once: the record will be corrected, or it stands."""
    words = data.words.strip()
    async with transaction():
        rows = await fetch(TAKE, dispute_id)
        if not rows or not await Dispute.exists().where(
            And(Dispute.visible_to(acting_person), Dispute.id == dispute_id)
        ):
            raise NotFound
        (dispute,) = rows
        if dispute["state"] != "open":
            said = at_rest.unseal_text(at_rest.DISPUTE_ANSWER, dispute_id, dispute["answer_sealed"])
            if (dispute["outcome"], said) != (data.outcome, words):
                raise DisputeAnswered
            return
        sealed = at_rest.seal_text(at_rest.DISPUTE_ANSWER, dispute_id, words)
        await fetch(ANSWER, dispute_id, data.outcome, sealed, clock.now(), acting_person.id)
        await trail.of_visit(acting_person, dispute["visit"], "answered")
        await tell(
            Happened(
                Kind.FEEDBACK_ANSWERED,
                *(dispute["client"], dispute["organiser"], dispute["provider"]),
                visit=dispute["visit"],
                by=acting_person.id,
            )
        )
        await announce(Changed(dispute["organiser"], dispute["provider"], frozenset({dispute["client"]})))


ROUTES = [confirm_visit, undo_confirmation, dispute_visit, withdraw_dispute, list_disputes, answer_dispute]
