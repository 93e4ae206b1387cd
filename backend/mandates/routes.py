"""Mandates: a client gives and ends them, a representative takes and gives up hers, an official enters what she saw."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.clients.listing import ClientRow, read_client_row
from backend.database import transaction
from backend.days import local_day
from backend.mandates import death, giving, inviting
from backend.mandates.death import RecordDeath
from backend.mandates.entering import EnterMandate, enter
from backend.mandates.inviting import EnterCode, InviteRepresentative
from backend.mandates.problems import (
    ClientDeceased,
    ClientUnderage,
    CustodyOfAdult,
    DeathDayWrong,
    InvitationEnded,
    InvitationNotTaken,
    InvitationUnknown,
    MandateByDecision,
    MandateInPast,
    MandateOverlaps,
    MandateToOneself,
    OfficialIsParty,
    ReferenceMissing,
    RepresentativeNameDiffers,
    RepresentativeUnderage,
    ScopeMissing,
    TooManyInvitations,
)
from backend.mandates.reading import InvitationSummary, Mandates, MandateSummary, invitations, mandates, read
from backend.problems import (
    ContentDiffers,
    IdentityCodeWrong,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    PeriodEndsBeforeStart,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.throttle import TooManyRequests, attempt

READS = (SignInNeeded, NotYourRole, NotFound)
CHANGES = (*READS, NotJson, NotFromHere, UnsupportedMediaType)
COVERS = (ScopeMissing, MandateInPast, PeriodEndsBeforeStart, ClientDeceased, ContentDiffers)


class NothingToSay(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What is asked says everything; a body only keeps other sites' forms out."""


def raise_refusal(refused: Problem | None) -> None:
    """Raise a refusal whose entry in the trail has been committed."""
    if refused is not None:
        raise refused


Summary = TypeVar("Summary")


@get(
    "/api/mandates",
    operation_id="listMandates",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_mandates(
    acting_person: NamedDependency[ActingPerson], state: State, client: FromQuery[UUID | None] = None
) -> Mandates:
    """List who acts for this person, or for whom she acts, and what waits."""
    async with transaction():
        return await read(acting_person, state.own_keys.identity, client)


@post(
    "/api/mandates/invitations",
    operation_id="inviteRepresentative",
    guards=[allow(Role.CLIENT)],
    responses=can_refuse(*CHANGES, *COVERS, ClientUnderage, TooManyInvitations),
)
async def invite_representative(
    acting_person: NamedDependency[ActingPerson], state: State, data: JSONBody[InviteRepresentative]
) -> InvitationSummary:
    """Invite somebody to act for this client by a code that she hands over herself."""
    key = state.own_keys.identity
    async with transaction():
        refused = await inviting.invite(acting_person, data, key)
        found = await invitations(acting_person, key, one=data.id)
    raise_refusal(refused)
    return only(found)


@post(
    "/api/mandates/invitations/taken",
    operation_id="takeInvitation",
    status_code=200,
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(
        *(*CHANGES, InvitationUnknown, MandateToOneself, MandateOverlaps, RepresentativeUnderage, ClientDeceased),
        *(ClientUnderage, TooManyRequests),
    ),
)
async def take_invitation(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    state: State,
    data: JSONBody[EnterCode],
) -> InvitationSummary:
    """Enter an invitation's code; the mandate holds once its client has said that the right person has come."""
    key = state.own_keys.identity
    # Whoever guesses waits longer each time, however many phones she has.
    async with attempt(request, "invitation", str(acting_person.id)):
        async with transaction():
            taken = await inviting.take(acting_person, data.code, key)
            by = replace(acting_person, role=Role.RELATIVE)
            found = [] if isinstance(taken, Problem) else await invitations(by, key, one=taken)
        raise_refusal(taken if isinstance(taken, Problem) else None)
    return only(found)


@post(
    "/api/mandates/invitations/{invitation_id:uuid}/confirmation",
    operation_id="confirmRepresentative",
    guards=[allow(Role.CLIENT)],
    responses=can_refuse(
        *CHANGES, InvitationNotTaken, InvitationEnded, MandateOverlaps, ClientDeceased, ClientUnderage
    ),
)
async def confirm_representative(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    invitation_id: FromPath[UUID],
    data: JSONBody[NothingToSay],  # noqa: ARG001 - says that there is nothing to say
) -> MandateSummary:
    """Say that the right person has entered the code: from now on she acts for this client."""
    key = state.own_keys.identity
    async with transaction():
        refused = await inviting.confirm(acting_person, invitation_id, key)
        found = await mandates(acting_person, key, one=invitation_id)
    raise_refusal(refused)
    return only(found)


@delete(
    "/api/mandates/invitations/{invitation_id:uuid}",
    operation_id="withdrawInvitation",
    guards=[allow(Role.CLIENT)],
    responses=can_refuse(*READS, NotFromHere),
)
async def withdraw_invitation(
    acting_person: NamedDependency[ActingPerson], state: State, invitation_id: FromPath[UUID]
) -> None:
    """Withdraw an invitation, or say that the wrong person has entered its code."""
    async with transaction():
        await inviting.withdraw(acting_person, invitation_id, state.own_keys.identity)


@post(
    "/api/mandates/{mandate_id:uuid}/end",
    operation_id="endMandate",
    status_code=200,
    guards=[allow(Role.CLIENT, Role.RELATIVE, Role.GRANTER)],
    responses=can_refuse(*CHANGES, MandateByDecision, OfficialIsParty),
)
async def end_mandate(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    mandate_id: FromPath[UUID],
    data: JSONBody[NothingToSay],  # noqa: ARG001 - says that there is nothing to say
) -> None:
    """End a mandate at once: the client's own, the one this person acts by, or one at the granter's organiser."""
    async with transaction():
        refused = await giving.end(acting_person, mandate_id, state.own_keys.identity)
    raise_refusal(refused)


@get(
    "/api/clients/{client_id:uuid}/mandates",
    operation_id="listMandatesOfClient",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(*READS),
)
async def list_mandates_of_client(
    acting_person: NamedDependency[ActingPerson], state: State, client_id: FromPath[UUID]
) -> Mandates:
    """List who acts for a client of this organiser, who has, and which invitations wait."""
    key = state.own_keys.identity
    async with transaction():
        await giving.held(acting_person, client_id, key)
        return await read(acting_person, key, client_id)


@post(
    "/api/clients/{client_id:uuid}/mandates",
    operation_id="enterMandate",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(
        *(*CHANGES, *COVERS, IdentityCodeWrong, MandateToOneself, MandateOverlaps, ReferenceMissing, OfficialIsParty),
        *(CustodyOfAdult, RepresentativeUnderage, RepresentativeNameDiffers),
    ),
)
async def enter_mandate(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    client_id: FromPath[UUID],
    data: JSONBody[EnterMandate],
) -> MandateSummary:
    """Enter a mandate from a paper or a decision that this official has seen."""
    key = state.own_keys.identity
    async with transaction():
        refused = await enter(acting_person, client_id, data, key)
        found = await mandates(acting_person, key, one=data.id)
    raise_refusal(refused)
    return only(found)


@put(
    "/api/clients/{client_id:uuid}/death",
    operation_id="recordDeath",
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(*CHANGES, DeathDayWrong),
)
async def record_death(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    client_id: FromPath[UUID],
    data: JSONBody[RecordDeath],
) -> ClientRow:
    """Enter that a client has died: from now on nobody acts for her or is signed in as her."""
    key = state.own_keys.identity
    async with transaction():
        refused = await death.record_death(acting_person, client_id, data.died_on, key)
        row = await row_of(acting_person, client_id, key)
    raise_refusal(refused)
    return row


@delete(
    "/api/clients/{client_id:uuid}/death",
    operation_id="withdrawDeath",
    status_code=200,
    guards=[allow(Role.GRANTER)],
    responses=can_refuse(*READS, NotFromHere),
)
async def withdraw_death(
    acting_person: NamedDependency[ActingPerson], state: State, client_id: FromPath[UUID]
) -> ClientRow:
    """Take back a day of death that was entered by mistake."""
    key = state.own_keys.identity
    async with transaction():
        await death.withdraw_death(acting_person, client_id, key)
        return await row_of(acting_person, client_id, key)


async def row_of(person: ActingPerson, client: UUID, key: bytes) -> ClientRow:
    """Return a client of a granter's organiser as her page shows her."""
    row = await read_client_row(person.organiser, client, local_day(clock.now()), key) if person.organiser else None
    if row is None:
        raise NotFound
    return row


def only(found: Sequence[Summary]) -> Summary:
    """Return the one that was asked for; what is not the asker's to see is not there."""
    if not found:
        raise NotFound
    return found[0]


ROUTES = [
    list_mandates,
    invite_representative,
    take_invitation,
    confirm_representative,
    withdraw_invitation,
    end_mandate,
    list_mandates_of_client,
    enter_mandate,
    record_death,
    withdraw_death,
]
