"""A person chooses to act for another, is sent to Suomi.fi to choose for whom, and comes back with the answer.

Nobody is sent there by signing in: their service description demands that the person chooses it here herself.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.identity_code import unseal
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.mandates.giving import BECOME_RELATIVE
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.suomi_fi.choosing import BACK, PRESSES, ChooseToAct, ChosenToAct, WhereToChoose, ask_all, joined
from backend.suomi_fi.holding import hold
from backend.suomi_fi.problems import (
    ActingNotChosen,
    MandateNotConfirmed,
    MandateServiceNotJoined,
    MandateServiceSilent,
    NobodyServedHere,
    StrongIdentificationNeeded,
)
from backend.suomi_fi.rules import CHOICE_LASTS, refuse_to_ask
from backend.throttle import TooManyRequests, throttle_of
from backend.wire import Wire

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


class MayActFor(Wire):
    """Whom she may act for until the end of the day."""

    clients: list[UUID]


@get(
    "/api/suomi-fi",
    operation_id="readMandateService",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_mandate_service(state: State) -> MandateService:
    """Tell whether one can act for another by a mandate at Suomi.fi."""
    return MandateService(is_joined=state.suomi_fi is not None)


@post(
    "/api/suomi-fi/choice",
    operation_id="chooseToAct",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
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
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
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
        clients = await hold(replace(acting_person, role=Role.RELATIVE), answers)
        if clients and acting_person.role is Role.CLIENT:
            await become_relative(acting_person)
    if not any(answer.matters for answer in answers):
        raise MandateNotConfirmed
    if not clients:
        raise NobodyServedHere
    return MayActFor(clients)


# A client's sign-in vouches for this role of hers, too: it was as strong as a relative's.
REACH_RELATIVE = """
update session set reach = array_append(reach, m.id) from membership m
where session.id = $1 and session.reach is not null and m.person = $2 and m.role = 'relative'
    and m.first_day <= $3 and (m.last_day is null or m.last_day >= $3) and not m.id = any(session.reach)
"""


async def become_relative(person: ActingPerson) -> None:
    """Let a client take up acting for others, in this session already."""
    today = local_day(clock.now())
    await fetch(BECOME_RELATIVE, uuid4(), person.id, today)
    await fetch(REACH_RELATIVE, person.sign_in, person.id, today)


ROUTES = [read_mandate_service, choose_to_act, act_for_chosen]
