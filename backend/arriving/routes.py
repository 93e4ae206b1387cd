"""A newcomer comes in: by the code that a client has handed her, or by a mandate at Suomi.fi; and by nothing else.

Only here does a person's row arise for her, in the transaction that lets her in (docs/decisions/0037).
"""

from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow_anyone
from backend.access.identity_code import born_on, fingerprint
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.clients.entering import find_or_add_person
from backend.database import fetch, transaction
from backend.days import local_day
from backend.identification.identity_provider import IdentityProvider
from backend.identification.people import entered
from backend.mandates.giving import BECOME_RELATIVE
from backend.mandates.inviting import Arriving, EnterCode, take
from backend.mandates.problems import (
    ClientDeceased,
    ClientUnderage,
    InvitationUnknown,
    MandateOverlaps,
    MandateToOneself,
    RepresentativeUnderage,
)
from backend.mandates.rules import Party
from backend.newcomers.standing import Newcomer, end, newcomer_cookie, standing
from backend.problems import NotFromHere, NotJson, Problem, SignInNeeded, UnsupportedMediaType
from backend.sessions.entering import enter
from backend.sessions.signed_in import SignedIn
from backend.suomi_fi.choosing import BACK, PRESSES, ChooseToAct, ChosenToAct, WhereToChoose, ask_all, joined
from backend.suomi_fi.holding import hold, whom_they_name
from backend.suomi_fi.problems import (
    ActingNotChosen,
    MandateNotConfirmed,
    MandateServiceNotJoined,
    MandateServiceSilent,
    NobodyServedHere,
)
from backend.suomi_fi.rules import CHOICE_LASTS
from backend.throttle import STRANGERS, TooManyRequests, attempt, throttle_of
from backend.wire import Wire

TAKES = (NotJson, NotFromHere, SignInNeeded, UnsupportedMediaType, TooManyRequests)
KNOWN = "select id from person where identity_code_hash = $1"
# One person who arrives twice at once arrives once.
ONE_AT_A_TIME = "select pg_advisory_xact_lock($1)"
CHOOSE = "update newcomer set their_session = $2, choice_until = $3 where id = $1"
# Taken and gone, whatever follows, as every choice is (suomi_fi/routes.py).
CHOSEN = """
update newcomer n set their_session = null, choice_until = null
from (select id, their_session, choice_until from newcomer where id = $1 for update) before
where n.id = before.id and before.choice_until > $2 returning before.their_session
"""


class NewcomerSummary(Wire):
    """Who has proved who she is and is nobody here yet."""

    name: str
    # What her page sends with every change, as `X-CSRF-Token`.
    csrf_token: str
    # Whether one can act for another by a mandate at Suomi.fi.
    has_mandate_service: bool


class Arrival:
    """A newcomer on her way in, within one transaction."""

    def __init__(self, newcomer: Newcomer, key: bytes, known: UUID | None) -> None:
        """Hold who she is; `known` is her person, where she is one without a role."""
        self.newcomer = newcomer
        self.key = key
        self.id = known or uuid4()
        self.person = self.acting(self.id)

    def acting(self, id_: UUID) -> ActingPerson:
        """Return her as somebody who acts for another."""
        name, language = self.newcomer.name, self.newcomer.language
        return ActingPerson(id_, name, language, Role.RELATIVE, None, None, clients=())

    async def come(self) -> UUID:
        """Become a person, one that may act for others; who became one meanwhile is that one."""
        who = self.newcomer.who
        self.id = await find_or_add_person(
            who.given_name, who.family_name, self.newcomer.language, who.identity_code, self.key
        )
        await fetch(BECOME_RELATIVE, uuid4(), self.id, local_day(clock.now()))
        self.person = self.acting(self.id)
        return self.id


async def arrival_of(newcomer: Newcomer, key: bytes) -> Arrival:
    """Return a newcomer on her way in; nobody else is on the same way until the transaction ends."""
    hashed = fingerprint(newcomer.who.identity_code, key)
    await fetch(ONE_AT_A_TIME, int.from_bytes(hashed[:8], "big", signed=True))
    known = await fetch(KNOWN, hashed)
    return Arrival(newcomer, key, known[0]["id"] if known else None)


async def let_in(request: Request[Any, Any, State], arrival: Arrival) -> Response[SignedIn]:
    """Begin her session in the place of her half hour; call it inside the transaction."""
    newcomer = arrival.newcomer
    provider: IdentityProvider | None = request.app.state.identity_providers.get(newcomer.vouched.way)
    entry = await entered(provider.way, arrival.id) if provider else None
    if not await end(newcomer.id) or entry is None or isinstance(entry, Problem):
        raise SignInNeeded
    answer = await enter(
        request, entry.membership, newcomer.vouched.way, acr=newcomer.acr, reach=entry.reach, vouched=newcomer.vouched
    )
    answer.cookies.append(newcomer_cookie(""))
    return answer


@get(
    "/api/newcomer",
    operation_id="readNewcomer",
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(SignInNeeded, TooManyRequests),
)
async def read_newcomer(request: Request[Any, Any, State]) -> NewcomerSummary:
    """Tell whoever was strongly identified and has no role here what she may do."""
    newcomer = await standing(request)
    has_service = request.app.state.suomi_fi is not None
    return NewcomerSummary(newcomer.name, newcomer.csrf_token, has_mandate_service=has_service)


@delete(
    "/api/newcomer",
    operation_id="leaveAsNewcomer",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(SignInNeeded, NotFromHere, TooManyRequests),
)
async def leave_as_newcomer(request: Request[Any, Any, State]) -> Response[None]:
    """Forget who was identified."""
    newcomer = await standing(request)
    await end(newcomer.id)
    return Response(None, cookies=[newcomer_cookie("")])


@post(
    "/api/newcomer/invitation",
    operation_id="takeInvitationAsNewcomer",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(
        *(*TAKES, InvitationUnknown, MandateToOneself, MandateOverlaps, RepresentativeUnderage, ClientDeceased),
        ClientUnderage,
    ),
)
async def take_invitation_as_newcomer(
    request: Request[Any, Any, State], state: State, data: JSONBody[EnterCode]
) -> Response[SignedIn]:
    """Enter an invitation's code: whoever has a right one becomes a person here, and waits for the client's word."""
    key = state.own_keys.identity
    newcomer = await standing(request)
    # However often she is identified anew, whoever guesses waits longer each time.
    async with attempt(request, "invitation", fingerprint(newcomer.who.identity_code, key).hex()):
        answer: Response[SignedIn] | None = None
        async with transaction():
            arrival = await arrival_of(newcomer, key)
            arriving = Arriving(Party(arrival.id, born_on(newcomer.who.identity_code)), arrival.come)
            taken = await take(arrival.person, data.code, key, arriving)
            if not isinstance(taken, Problem):
                # Taken by herself before, in another browser, she is a person already.
                await arrival.come()
                answer = await let_in(request, arrival)
        # A refusal is committed with its entry in the trail, and then raised.
        if isinstance(taken, Problem) or answer is None:
            raise taken if isinstance(taken, Problem) else SignInNeeded
    return answer


@post(
    "/api/newcomer/choice",
    operation_id="chooseToActAsNewcomer",
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(*TAKES, MandateServiceNotJoined, MandateServiceSilent, ActingNotChosen),
)
async def choose_to_act_as_newcomer(
    request: Request[Any, Any, State], state: State, data: JSONBody[ChooseToAct]
) -> WhereToChoose:
    """Choose to act for another person by a mandate at Suomi.fi; the answer says where it is asked for whom."""
    newcomer = await standing(request)
    suomi_fi = joined(state)
    code = newcomer.who.identity_code
    throttle_of(request).keep_pace(f"suomi-fi {fingerprint(code, state.own_keys.identity).hex()}", PRESSES)
    registered = await suomi_fi.register(code)
    await fetch(CHOOSE, newcomer.id, registered.session_id, clock.now() + CHOICE_LASTS)
    return WhereToChoose(suomi_fi.where_to_choose(registered.user_id, state.settings.public_url + BACK, data.language))


@post(
    "/api/newcomer/answer",
    operation_id="actForChosenAsNewcomer",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(
        *(*TAKES, MandateServiceNotJoined, MandateServiceSilent, ActingNotChosen, MandateNotConfirmed),
        NobodyServedHere,
    ),
)
async def act_for_chosen_as_newcomer(
    request: Request[Any, Any, State], state: State, data: JSONBody[ChosenToAct]
) -> Response[SignedIn]:
    """Ask Suomi.fi for whom she may act; where that is a client here she becomes a person, and acts for the day."""
    newcomer = await standing(request)
    suomi_fi = joined(state)
    taken = await fetch(CHOSEN, newcomer.id, clock.now())
    if not taken:
        raise ActingNotChosen
    answers = await ask_all(suomi_fi, taken[0]["their_session"], data.code, state)
    if not any(answer.matters for answer in answers):
        raise MandateNotConfirmed
    async with transaction():
        arrival = await arrival_of(newcomer, state.own_keys.identity)
        if not await whom_they_name(arrival.id, answers):
            raise NobodyServedHere
        await arrival.come()
        await hold(arrival.person, answers)
        return await let_in(request, arrival)


ROUTES = [
    read_newcomer,
    leave_as_newcomer,
    take_invitation_as_newcomer,
    choose_to_act_as_newcomer,
    act_for_chosen_as_newcomer,
]
