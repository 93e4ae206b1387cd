"""A relative chooses to act for another person, is sent to Suomi.fi to choose for whom, and comes back with the answer.

Nobody is sent there by signing in: their service description demands that the person chooses it here herself.
"""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.identity_code import fingerprint, read_identity_code, unseal
from backend.access.roles import ActingPerson, Role
from backend.answers import Language, can_refuse
from backend.database import fetch, transaction
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.suomi_fi.asking import SuomiFi
from backend.suomi_fi.holding import Answered, hold
from backend.suomi_fi.problems import (
    ActingNotChosen,
    MandateNotConfirmed,
    MandateServiceNotJoined,
    MandateServiceSilent,
    NobodyServedHere,
    StrongIdentificationNeeded,
)
from backend.suomi_fi.rules import CHOICE_LASTS, Handle, refuse_to_ask
from backend.throttle import Pace, TooManyRequests, throttle_of
from backend.wire import Wire

# Where the browser comes back to: a page of the app, which sends the code on. It is registered at Suomi.fi.
BACK = "/act-for-another"
# Each press is a call to another's service: as often as a person mends a choice, and not as a program does.
PRESSES = Pace(at_once=6, a_second=1 / 60)

WHO_SHE_IS = """
select p.identity_code_sealed, s.way, s.acr from sign_in s
join membership m on m.id = s.membership join person p on p.id = m.person where s.id = $1 and p.id = $2
"""
BEGIN = """
insert into suomi_fi_choice (session, their_session, begun_at, expires_at) values ($1, $2, $3, $4)
on conflict (session) do update set
    their_session = excluded.their_session, begun_at = excluded.begun_at, expires_at = excluded.expires_at
"""
TAKE = "delete from suomi_fi_choice where session = $1 returning their_session, expires_at"


class MandateService(Wire):
    """Whether a mandate at Suomi.fi can be used here."""

    is_joined: bool


class ChooseToAct(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A person's own choice to act for another."""

    # In which language Suomi.fi is to ask her.
    language: Language


class WhereToChoose(Wire):
    """Where her browser is to go."""

    address: str


class ChosenToAct(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What her browser came back with."""

    code: Handle


class MayActFor(Wire):
    """Whom she may act for until the end of the day."""

    clients: list[UUID]


def joined(state: State) -> SuomiFi:
    """Return the service, or refuse where this installation has not joined it."""
    suomi_fi: SuomiFi | None = state.suomi_fi
    if suomi_fi is None:
        raise MandateServiceNotJoined
    return suomi_fi


@get(
    "/api/suomi-fi",
    operation_id="readMandateService",
    guards=[allow(Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_mandate_service(state: State) -> MandateService:
    """Tell whether one can act for another by a mandate at Suomi.fi."""
    return MandateService(is_joined=state.suomi_fi is not None)


@post(
    "/api/suomi-fi/choice",
    operation_id="chooseToAct",
    guards=[allow(Role.RELATIVE)],
    responses=can_refuse(
        NotJson,
        SignInNeeded,
        NotYourRole,
        NotFromHere,
        UnsupportedMediaType,
        MandateServiceNotJoined,
        MandateServiceSilent,
        ActingNotChosen,
        StrongIdentificationNeeded,
        TooManyRequests,
    ),
)
async def choose_to_act(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    state: State,
    data: JSONBody[ChooseToAct],
) -> WhereToChoose:
    """Choose to act for another person; the answer says where it is asked for whom."""
    suomi_fi = joined(state)
    throttle_of(request).keep_pace(f"suomi-fi {acting_person.id}", PRESSES)
    (known,) = await fetch(WHO_SHE_IS, acting_person.sign_in, acting_person.id)
    sealed = known["identity_code_sealed"]
    if problem := refuse_to_ask(known["way"], known["acr"], has_identity_code=sealed is not None):
        raise problem
    # Between two transactions: nobody holds a connection of the database while another service thinks.
    registered = await suomi_fi.register(unseal(sealed, state.own_keys.identity))
    now = clock.now()
    async with transaction():
        await fetch("delete from suomi_fi_choice where expires_at <= $1", now)
        await fetch(BEGIN, acting_person.sign_in, registered.session_id, now, now + CHOICE_LASTS)
    back = state.settings.public_url + BACK
    return WhereToChoose(suomi_fi.where_to_choose(registered.user_id, back, data.language))


@post(
    "/api/suomi-fi/answer",
    operation_id="actForChosen",
    status_code=200,
    guards=[allow(Role.RELATIVE)],
    responses=can_refuse(
        NotJson,
        SignInNeeded,
        NotYourRole,
        NotFromHere,
        UnsupportedMediaType,
        MandateServiceNotJoined,
        MandateServiceSilent,
        ActingNotChosen,
        MandateNotConfirmed,
        NobodyServedHere,
    ),
)
async def act_for_chosen(
    acting_person: NamedDependency[ActingPerson], state: State, data: JSONBody[ChosenToAct]
) -> MayActFor:
    """Ask Suomi.fi whether she may act for whom she chose, and let her, until the end of the day."""
    suomi_fi = joined(state)
    # Taken and gone, whatever follows: a code that comes twice finds nothing, and the next choice is a new one.
    taken = await fetch(TAKE, acting_person.sign_in)
    if not taken or taken[0]["expires_at"] <= clock.now():
        raise ActingNotChosen
    answers = await ask_all(suomi_fi, taken[0]["their_session"], data.code, state)
    async with transaction():
        clients = await hold(acting_person, answers)
    if not any(answer.matters for answer in answers):
        raise MandateNotConfirmed
    if not clients:
        raise NobodyServedHere
    return MayActFor(clients)


async def ask_all(suomi_fi: SuomiFi, session: str, code: str, state: State) -> list[Answered]:
    """Return of everyone she chose in which matters she may be acted for."""
    token = await suomi_fi.token(code, state.settings.public_url + BACK)
    answers = []
    for principal in await suomi_fi.chosen(session, token):
        matters = [
            matter for matter in suomi_fi.joined.matters if await suomi_fi.is_allowed(session, token, principal, matter)
        ]
        if written := read_identity_code(principal.person_id):
            answers.append(Answered(fingerprint(written, state.own_keys.identity), tuple(matters)))
    return answers


ROUTES = [read_mandate_service, choose_to_act, act_for_chosen]
