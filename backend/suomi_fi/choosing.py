"""Going to Suomi.fi to choose for whom to act, and what it says of those who were chosen."""

import msgspec
from litestar.datastructures import State

from backend.access.identity_code import fingerprint, read_identity_code
from backend.answers import Language
from backend.suomi_fi.asking import SuomiFi
from backend.suomi_fi.holding import Answered
from backend.suomi_fi.problems import MandateServiceNotJoined
from backend.suomi_fi.rules import Handle
from backend.throttle import Pace
from backend.wire import Wire

# Where the browser comes back to: a page of the app, which sends the code on. It is registered at Suomi.fi.
BACK = "/act-for-another"
# Each press is a call to another's service: as often as a person mends a choice, and not as a program does.
PRESSES = Pace(at_once=6, a_second=1 / 60)


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


def joined(state: State) -> SuomiFi:
    """Return the service, or refuse where this installation has not joined it."""
    suomi_fi: SuomiFi | None = state.suomi_fi
    if suomi_fi is None:
        raise MandateServiceNotJoined
    return suomi_fi


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
