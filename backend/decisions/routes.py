"""Decisions and what happens to a grant: the granter decides, changes and ends; a client may refuse her voucher."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import covered, whose_money
from backend.access.roles import ActingPerson, Role, Scope
from backend.answers import can_refuse
from backend.catalogue.in_force import terms_on
from backend.database import fetch, transaction
from backend.days import ONE_DAY, local_day, month_of
from backend.decisions import rules
from backend.decisions.acts import Done, day_of, do, held
from backend.decisions.granting import decide, raise_value, undo
from backend.decisions.reading import (
    DecisionSummary,
    FeeOfMonth,
    GrantCourse,
    decisions,
    fee_of_month,
    on_wire,
)
from backend.decisions.rules import MakeDecision, RaiseValue
from backend.problems import (
    AboveIncomeLimit,
    AbovePriceCeiling,
    AboveQuantityLimit,
    AboveSavingsLimit,
    ArrangingNotOffered,
    ContentDiffers,
    DayTooFar,
    GrantEnded,
    GroundsMissing,
    IncomeNotGiven,
    IncomeOfAnotherKind,
    IncomeWithoutEvidence,
    LastDayMissing,
    MandateTooNarrow,
    NegativeIncome,
    NotAVoucher,
    NotFound,
    NotFromHere,
    NothingInForce,
    NotJson,
    NotPaused,
    NotYourRole,
    OnlyCountyDecides,
    OutsideGrant,
    PauseOverlaps,
    PeriodEndsBeforeStart,
    Problem,
    ProviderCannotServe,
    QuantityOfAnotherUnit,
    QuantityZero,
    RaisedValueTooLow,
    SentBeforeDecision,
    SignInNeeded,
    TooLarge,
    TwoOpenGrants,
    UndoTooLate,
    UnknownHousehold,
    UnsupportedMediaType,
    VisitsRecorded,
)
from backend.vouchers.course import Act, refuse_end, refuse_pause, refuse_refusal, refuse_resume
from backend.wire import MONTH_PATTERN, Words

Note = Annotated[Words, msgspec.Meta(max_length=2000)]

# What every change may be refused for.
CHANGES = (NotJson, SignInNeeded, NotFromHere, NotFound, TooLarge, UnsupportedMediaType, ContentDiffers)
DECIDES = allow(Role.GRANTER, otherwise=OnlyCountyDecides)


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """An act that needs no more to be said."""


class EndGrant(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The end of a grant: its last day, or the day on which the client died."""

    id: UUID
    day: date
    reason: Literal["need_ended", "died", "moved", "other"]
    words: Note


class PauseGrant(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Days on which nobody should come, both included; without a last day until further notice."""

    id: UUID
    first_day: date
    last_day: date | None
    caused_by: Literal["client", "organiser", "institution"]
    words: Note


class ResumeGrant(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The last day of a pause; the day before its first day calls it off."""

    id: UUID
    last_day: date


class RefuseVoucher(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The client does not want the voucher."""

    id: UUID
    words: Note


async def one(person: ActingPerson, decision: UUID | Problem) -> DecisionSummary:
    """Return a decision that was just made or changed; raise why it was not."""
    if isinstance(decision, Problem):
        raise decision
    found = await decisions(person, decision=decision)
    if not found:
        raise NotFound
    return found[0]


@post(
    "/api/decisions",
    operation_id="decide",
    guards=[DECIDES],
    responses=can_refuse(
        *(*CHANGES, OnlyCountyDecides, DayTooFar, PeriodEndsBeforeStart, GroundsMissing, SentBeforeDecision),
        *(LastDayMissing, QuantityZero, QuantityOfAnotherUnit, AboveQuantityLimit, TwoOpenGrants, ProviderCannotServe),
        *(ArrangingNotOffered, NothingInForce, UnknownHousehold, NegativeIncome, IncomeNotGiven, IncomeOfAnotherKind),
        *(IncomeWithoutEvidence, AboveIncomeLimit, AboveSavingsLimit),
    ),
)
async def make_decision(acting_person: NamedDependency[ActingPerson], data: JSONBody[MakeDecision]) -> DecisionSummary:
    """Decide on a service; what is granted becomes a voucher or an order, valued by the rulebook of its first day."""
    async with transaction():
        return await one(acting_person, await decide(acting_person, data))


@get(
    "/api/decisions",
    operation_id="listDecisions",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_decisions(
    acting_person: NamedDependency[ActingPerson],
    *,
    client: FromQuery[UUID | None] = None,
    to_arrange: Annotated[bool, QueryParameter(name="toArrange")] = False,
) -> list[DecisionSummary]:
    """List decisions, the newest first; `toArrange`: those whose voucher was refused and nothing decided since."""
    async with transaction():
        found = await decisions(acting_person, client, to_arrange=to_arrange)
        act = trail.listed(acting_person, client)
        await trail.viewed_decisions(acting_person, [decision.id for decision in found], act)
    return found


@post(
    "/api/decisions/{decision_id:uuid}/undoing",
    operation_id="undoDecision",
    status_code=200,
    guards=[DECIDES],
    responses=can_refuse(*CHANGES, OnlyCountyDecides, UndoTooLate, VisitsRecorded, TwoOpenGrants),
)
async def undo_decision(
    acting_person: NamedDependency[ActingPerson],
    decision_id: FromPath[UUID],
    data: JSONBody[Nothing],  # noqa: ARG001 - says that there is nothing to say
) -> DecisionSummary:
    """Undo a decision within 24 hours, while nothing has been recorded on it; what it changed lives on."""
    async with transaction():
        await undo(acting_person, decision_id)
        return await one(acting_person, decision_id)


@post(
    "/api/vouchers/{voucher_id:uuid}/end",
    operation_id="endVoucher",
    status_code=200,
    guards=[DECIDES],
    responses=can_refuse(*CHANGES, OnlyCountyDecides, GrantEnded, OutsideGrant, DayTooFar),
)
async def end_voucher(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], data: JSONBody[EndGrant]
) -> GrantCourse:
    """End a grant after its last day; when the client has died, by the rulebook's word on that day."""
    async with transaction():
        grant = await held(acting_person, voucher_id)
        refuse_far(data.day)
        terms = await terms_on(grant.organiser, grant.service, data.day)
        said = None if isinstance(terms, Problem) else terms[1].death_day_paid
        ended_on = rules.first_unpaid_day(data.day, died=data.reason == "died", death_day_paid=said)
        done = Done(data.id, Act("ended", ended_on, reason=data.reason), data.words)
        return on_wire(voucher_id, await do(acting_person, grant, done, refuse_end(grant.course, ended_on)))


def refuse_far(*days: date | None) -> None:
    """Raise the refusal of a mistyped year."""
    if problem := rules.refuse_days([day for day in days if day is not None]):
        raise problem


@post(
    "/api/vouchers/{voucher_id:uuid}/pauses",
    operation_id="pauseVoucher",
    status_code=200,
    guards=[DECIDES],
    responses=can_refuse(
        *CHANGES, OnlyCountyDecides, GrantEnded, OutsideGrant, PauseOverlaps, PeriodEndsBeforeStart, DayTooFar
    ),
)
async def pause_voucher(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], data: JSONBody[PauseGrant]
) -> GrantCourse:
    """Pause a grant, as for a stay in hospital: a visit on those days is kept and goes to review."""
    async with transaction():
        grant = await held(acting_person, voucher_id)
        refuse_far(data.first_day, data.last_day)
        done = Done(data.id, Act("paused", data.first_day, data.last_day, reason=data.caused_by), data.words)
        refused = refuse_pause(grant.course, data.first_day, data.last_day)
        return on_wire(voucher_id, await do(acting_person, grant, done, refused))


@post(
    "/api/vouchers/{voucher_id:uuid}/pauses/end",
    operation_id="resumeVoucher",
    status_code=200,
    guards=[DECIDES],
    responses=can_refuse(*CHANGES, OnlyCountyDecides, NotPaused, DayTooFar),
)
async def resume_voucher(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], data: JSONBody[ResumeGrant]
) -> GrantCourse:
    """End a pause after its last day; service begins again on the next."""
    async with transaction():
        grant = await held(acting_person, voucher_id)
        refuse_far(data.last_day)
        served_from = data.last_day + ONE_DAY
        done = Done(data.id, Act("resumed", served_from))
        return on_wire(voucher_id, await do(acting_person, grant, done, refuse_resume(grant.course, served_from)))


@post(
    "/api/vouchers/{voucher_id:uuid}/raised-value",
    operation_id="raiseValue",
    guards=[DECIDES],
    responses=can_refuse(
        *(*CHANGES, OnlyCountyDecides, NotAVoucher, GrantEnded, OutsideGrant, RaisedValueTooLow, AbovePriceCeiling),
        *(GroundsMissing, SentBeforeDecision, DayTooFar, NothingInForce),
    ),
)
async def raise_vouchers_value(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], data: JSONBody[RaiseValue]
) -> DecisionSummary:
    """Raise the value of a voucher by a decision, where livelihood or care asks for it (569/2009 s.8)."""
    async with transaction():
        return await one(acting_person, await raise_value(acting_person, voucher_id, data))


@post(
    "/api/vouchers/{voucher_id:uuid}/refusal",
    operation_id="refuseVoucher",
    status_code=200,
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(*CHANGES, NotYourRole, MandateTooNarrow, NotAVoucher, GrantEnded),
)
async def refuse_voucher(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], data: JSONBody[RefuseVoucher]
) -> GrantCourse:
    """Record that the client refuses the voucher: it ends today, and the county arranges otherwise (569/2009 s.6)."""
    today = local_day(clock.now())
    async with transaction():
        grant = await held(acting_person, voucher_id)
        # Who may choose the provider may also have none.
        if grant.client not in await covered(acting_person, [grant.client], Scope.CHOOSE_PROVIDER):
            raise MandateTooNarrow
        refused = refuse_refusal(grant.course, today) if grant.kind == "voucher" else NotAVoucher()
        # Sent again after midnight it is still the refusal of the day before.
        done = Done(data.id, Act("refused", await day_of(data.id) or today, reason="refused"), data.words)
        after = await do(acting_person, grant, done, refused)
        sees_money = grant.client in await whose_money(acting_person, [grant.client])
    return on_wire(voucher_id, after, sees_money=sees_money)


@get(
    "/api/vouchers/{voucher_id:uuid}/fee",
    operation_id="readFeeOfMonth",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, NothingInForce, OutsideGrant),
)
async def read_fee_of_month(
    acting_person: NamedDependency[ActingPerson],
    voucher_id: FromPath[UUID],
    month: Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)] = None,
) -> FeeOfMonth:
    """Read what the client pays for a month of an order after its pauses, this month when none is asked for."""
    async with transaction():
        grant = await held(acting_person, voucher_id)
        rows = await fetch("select client_fee_cents from service_decision where id = $1", grant.decision)
        fee_cents = rows[0]["client_fee_cents"]
        if fee_cents is None or grant.client not in await whose_money(acting_person, [grant.client]):
            raise NotFound
        await trail.viewed_vouchers(acting_person, [voucher_id])
        found = fee_of_month(fee_cents, month or month_of(local_day(clock.now())), grant.course)
    if isinstance(found, Problem):
        raise found
    return found


ROUTES = [
    make_decision,
    list_decisions,
    undo_decision,
    end_voucher,
    pause_voucher,
    resume_voucher,
    raise_vouchers_value,
    refuse_voucher,
    read_fee_of_month,
]
