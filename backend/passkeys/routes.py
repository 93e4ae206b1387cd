"""Coming back to one's work by a passkey: the browser is asked to sign, and what it shows opens one job or nothing."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow_anyone
from backend.access.problems import DeviceNotEnrolled
from backend.access.roles import Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.identification.attempts import keep_refused
from backend.passkeys import keeping
from backend.passkeys.ceremony import Shown, party_of, read_shown, verify_shown
from backend.passkeys.challenges import COOKIE, ask, browser_cookie, new_browser, take
from backend.passkeys.ending import WAY, vouched
from backend.passkeys.keeping import LARGEST_SENT
from backend.passkeys.problems import PasskeyNotValid
from backend.passkeys.rules import CHALLENGE_LASTS, Known, Wrong, what_is_wrong
from backend.problems import NotFromHere, NotJson, Problem, TooLarge, UnsupportedMediaType
from backend.sessions.beginning import origin_of
from backend.sessions.entering import enter
from backend.sessions.signed_in import SignedIn
from backend.throttle import STRANGERS, attempt
from backend.wire import Wire

# What the throttle counts failures under.
DOOR = "passkey"
STRANGERS_REFUSALS = (NotJson, NotFromHere, UnsupportedMediaType)

Visitor = Request[Any, Any, State]


class PasskeyAsked(Wire):
    """What the browser is asked to sign: PublicKeyCredentialRequestOptionsJSON of WebAuthn level 3.

    It names no passkey: the person's own device knows which are hers, and nobody learns here who has one.
    """

    challenge: str
    rp_id: str
    # In milliseconds.
    timeout: int
    user_verification: Literal["required"]


class ShowPasskey(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a device has signed, its octets in base64url."""

    client_data: str
    credential: str
    authenticator_data: str
    signature: str
    # For whom the device holds the passkey (`userHandle`).
    handle: str
    # The name this phone remembers to have for itself with this passkey; null where it remembers none.
    device: UUID | None


# Locked, so that two signatures of one passkey are looked at one after the other.
KNOWN = """
select p.id, p.public_key, m.id as membership, m.role, m.way is not null as follows_groups, m.first_day, m.last_day,
    p.ended_at is not null as is_ended, p.sign_count, p.device
from passkey p join membership m on m.id = p.membership where p.credential = $1 for update of p
"""
USED = "update passkey set sign_count = $2, last_used_at = $3 where id = $1"
DOUBTED = "update passkey set doubted_at = $2 where id = $1"


@post(
    "/api/passkeys/session/challenge",
    operation_id="beginPasskeySignIn",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    responses=can_refuse(*STRANGERS_REFUSALS),
)
async def begin_passkey_sign_in(request: Visitor) -> Response[PasskeyAsked]:
    """Tell a browser what to sign with whichever passkey its person has; the same for everyone."""
    browser = new_browser()
    async with transaction():
        challenge = await ask("signing-in", browser)
    party = party_of(request.app.state.settings, request.headers.get("host"))
    asked = PasskeyAsked(challenge, party.name, int(CHALLENGE_LASTS.total_seconds() * 1000), "required")
    return Response(asked, cookies=[browser_cookie(browser)])


@post(
    "/api/passkeys/session",
    operation_id="signInByPasskey",
    status_code=200,
    guards=[allow_anyone(STRANGERS)],
    request_max_body_size=LARGEST_SENT,
    responses=can_refuse(*STRANGERS_REFUSALS, TooLarge, PasskeyNotValid, DeviceNotEnrolled),
)
async def sign_in_by_passkey(request: Visitor, data: JSONBody[ShowPasskey]) -> Response[SignedIn]:
    """Let a person in by her passkey, in the job that it is for."""
    async with attempt(request, DOOR):
        shown = read_shown(
            client_data=data.client_data,
            credential=data.credential,
            authenticator_data=data.authenticator_data,
            signature=data.signature,
            handle=data.handle,
        )
        # Whatever comes of it, the challenge is spent: that is committed first.
        is_asked = shown is not None and await take("signing-in", shown.challenge, request.cookies.get(COOKIE))
        async with transaction():
            answer = await opened(request, shown, data.device, is_asked=is_asked)
        if isinstance(answer, Problem):
            raise answer
    answer.set_cookie(browser_cookie(""))
    return answer


async def opened(
    request: Visitor, shown: Shown | None, device: UUID | None, *, is_asked: bool
) -> Response[SignedIn] | Problem:
    """Begin the session that a passkey opens, or keep that it opened none."""
    if shown is None or not is_asked:
        return await refused(request, Wrong.CHALLENGE if shown else Wrong.UNREADABLE, shown)
    rows = await fetch(KNOWN, shown.credential)
    if not rows:
        return await refused(request, Wrong.UNKNOWN, shown)
    row = dict(rows[0])
    passkey, public_key = row.pop("id"), row.pop("public_key")
    count = verify_shown(shown, party_of(request.app.state.settings, request.headers.get("host")), public_key)
    if count is None:
        return await refused(request, Wrong.NOT_GENUINE, shown)
    known = Known(**(row | {"role": Role(row["role"])}))
    now = clock.now()
    wrong = what_is_wrong(known, handle=shown.handle, shown=count, device=device, today=local_day(now))
    if wrong is Wrong.WENT_BACK:
        await fetch(DOUBTED, passkey, now)
    if wrong:
        return await refused(request, wrong, shown)
    await fetch(USED, passkey, count, now)
    return await enter(request, known.membership, WAY, device=known.device, vouched=vouched(shown.credential))


async def refused(request: Visitor, wrong: Wrong, shown: Shown | None) -> Problem:
    """Keep what was wrong with a passkey, and return what its bearer is told."""
    of = vouched(shown.credential).subject_hash if shown else None
    await keep_refused(WAY, wrong.value, origin_of(request), of)
    return DeviceNotEnrolled() if wrong is Wrong.ANOTHER_PHONE else PasskeyNotValid()


ROUTES = [begin_passkey_sign_in, sign_in_by_passkey, *keeping.ROUTES]
