"""Signing in at an identity provider, coming back from it, and going out here and there.

The browser that comes back is always sent on: into the app, or to the page that says why not. A person reads that
page; nobody reads JSON.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody

from backend.access.guards import BODY_KIND, allow, allow_anyone
from backend.access.guards import COOKIE as SESSION_COOKIE
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse, language_asked
from backend.database import transaction
from backend.identification.attempts import COOKIE, attempt_cookie, begin, keep_refused, take
from backend.identification.identity_provider import LONGEST_TOKEN, Claims, IdentityProvider
from backend.identification.leaving import end_session, end_sessions_named
from backend.identification.people import Identified, begin_as_newcomer, entry_of, identified
from backend.identification.problems import (
    IdentityNotProven,
    IdentityProviderSilent,
    LogoutTokenRefused,
    NoRoleHere,
    SignInCancelled,
    SignInNotFinished,
)
from backend.identification.rules import next_page
from backend.identification.ways import Way
from backend.newcomers.standing import newcomer_cookie
from backend.problems import NotFound, NotFromHere, Problem, SignInNeeded, TooLarge, UnsupportedMediaType
from backend.sessions.beginning import Origin, Vouched, origin_of, session_cookie
from backend.sessions.entering import begin_instead
from backend.throttle import Pace, TooManyRequests
from backend.wire import Text, Wire

# The app's pages for whoever comes back; pwa/src/screens/sign-in.tsx shows them.
DONE = "/sign-in/done"
REFUSED = "/sign-in/refused"
NEWCOMER = "/sign-in/newcomer"
# A code or an issuer that is longer is none (RFC 6749 sets no bound; Entra ID's codes have some 2,000 letters).
LONGEST_CODE = 10_000
# A whole office signs in at eight behind one address, and a provider ends all its sessions at six.
SIGNING_IN = Pace(at_once=600, a_second=20)
FORM_KIND = "application/x-www-form-urlencoded"

Providers = Mapping[str, IdentityProvider]

log = logging.getLogger("kotiseteli")


class WayIn(Wire):
    """A way to sign in."""

    name: str
    # What its button says.
    title: Text


class WaysIn(Wire):
    """How one can sign in here."""

    ways: list[WayIn]
    # Whether one can also be someone of the demo county.
    demo: bool


class SignedOut(Wire):
    """The session has ended here."""

    # Where to go to end it at the identity provider too; null when there is nothing to end.
    leave: str | None


class LoggedOut(msgspec.Struct):
    """What an identity provider sends when a session there has ended (OpenID Connect Back-Channel Logout 1.0, 2.5)."""

    logout_token: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TOKEN)]


def provider_called(state: State, way: str) -> IdentityProvider:
    """Return the identity provider of a way in."""
    providers: Providers = state.identity_providers
    if way not in providers:
        raise NotFound
    return providers[way]


def sent_to(address: str, *cookies: Cookie) -> Response[None]:
    """Send the browser on, so that going back does not send it here again (RFC 9110 section 15.4.4)."""
    return Response(None, status_code=303, headers={"Location": address}, cookies=cookies)


def refused(way: str, problem: Problem) -> Response[None]:
    """Send the browser to the page that says what is wrong and what to do."""
    log.info("refused %s at way in %s", problem.slug(), way)
    return sent_to(f"{REFUSED}/{problem.slug()}", attempt_cookie(""))


@dataclass(frozen=True)
class CameIn:
    """Somebody has come in: to which page of the app, and by which cookies she is known from now on."""

    page: str
    cookies: tuple[Cookie, ...]


@get(
    "/api/sign-in", operation_id="listWaysIn", guards=[allow_anyone(SIGNING_IN)], responses=can_refuse(TooManyRequests)
)
async def list_ways_in(state: State) -> WaysIn:
    """List the ways to sign in."""
    providers: Providers = state.identity_providers
    ways = [WayIn(provider.way.name, provider.way.title) for provider in providers.values()]
    return WaysIn(ways, demo=state.settings.demo)


@get(
    "/api/sign-in/{way:str}",
    operation_id="beginSignIn",
    status_code=303,
    guards=[allow_anyone(SIGNING_IN)],
    responses=can_refuse(NotFound, TooManyRequests),
)
async def begin_sign_in(
    request: Request[Any, Any, State],
    way: FromPath[str],
    next: FromQuery[str | None] = None,  # noqa: A002 - the address says so
) -> Response[None]:
    """Send the browser to the identity provider of a way in; it comes back to `next`, a page of this app."""
    provider = provider_called(request.app.state, way)
    begun = await begin(way, next_page(next))
    try:
        address = await provider.where_to_sign_in(
            state=begun.state,
            nonce=begun.nonce,
            verifier=begun.verifier,
            language=language_asked(request.headers.get("accept-language", "")),
        )
    except IdentityProviderSilent as problem:
        return refused(way, problem)
    return sent_to(address, attempt_cookie(begun.browser))


@get(
    "/api/sign-in/{way:str}/back",
    operation_id="finishSignIn",
    status_code=303,
    guards=[allow_anyone(SIGNING_IN)],
    responses=can_refuse(NotFound, TooManyRequests),
)
async def finish_sign_in(  # noqa: PLR0913 - what a provider gives back (RFC 6749 section 4.1.2, RFC 9207)
    request: Request[Any, Any, State],
    way: FromPath[str],
    *,
    stated: Annotated[str | None, QueryParameter(name="state")] = None,
    code: FromQuery[str | None] = None,
    iss: FromQuery[str | None] = None,
    error: FromQuery[str | None] = None,
) -> Response[None]:
    """Take the browser back from the identity provider: into the app, or to the page that says why not."""
    provider = provider_called(request.app.state, way)
    attempt = await take(way, stated, request.cookies.get(COOKIE))
    if attempt is None:
        return refused(way, SignInNotFinished())
    if error is not None:
        return refused(way, SignInCancelled() if error == "access_denied" else IdentityNotProven())
    if not code or max(len(code), len(iss or "")) > LONGEST_CODE:
        return refused(way, IdentityNotProven())
    origin = origin_of(request)
    try:
        claims = await provider.claims_for(code, nonce=attempt.nonce, verifier=attempt.verifier, issuer=iss)
    except (IdentityNotProven, IdentityProviderSilent) as problem:
        await keep_refusal(provider.way, problem, origin)
        return refused(way, problem)
    came = await enter(request, provider.way, claims, origin)
    if isinstance(came, Problem):
        return refused(way, came)
    return sent_to(f"{came.page}?next={quote(attempt.next)}", *came.cookies, attempt_cookie(""))


async def enter(request: Request[Any, Any, State], way: Way, claims: Claims, origin: Origin) -> CameIn | Problem:
    """Begin the session of a person who is identified, or keep that there was none to begin."""
    key = request.app.state.own_keys.identity
    who = identified(way, claims, key)
    async with transaction():
        if isinstance(who, Problem):
            await keep_refusal(way, who, origin)
            return who
        language = language_asked(request.headers.get("accept-language", ""))
        entry = await entry_of(way, claims, who, key, language)
        if isinstance(entry, Problem):
            await keep_refusal(way, entry, origin, who)
            token = await begin_as_newcomer(way, claims, who, language) if isinstance(entry, NoRoleHere) else None
            if token is None:
                return entry
            # Whoever was signed in on this browser was somebody else.
            await end_session(request.cookies.get(SESSION_COOKIE, ""))
            return CameIn(NEWCOMER, (session_cookie(""), newcomer_cookie(token)))
        vouched = Vouched(way.name, who.subject_hash, who.sid_hash)
        token = await begin_instead(
            request, entry.membership, way.name, acr=who.acr, reach=entry.reach, vouched=vouched
        )
        return CameIn(DONE, (session_cookie(token),))


async def keep_refusal(way: Way, problem: Problem, origin: Origin, who: Identified | None = None) -> None:
    """Keep that somebody came from an identity provider and was not let in."""
    await keep_refused(way.name, problem.slug(), origin, who.subject_hash if who else None)


@post(
    "/api/sign-in/{way:str}/logout",
    operation_id="endSessionsFromProvider",
    status_code=200,
    guards=[allow_anyone(SIGNING_IN)],
    # It comes from a provider, not from a page, and proves itself by its signature.
    opt={BODY_KIND: FORM_KIND},
    responses=can_refuse(
        NotFound,
        NotFromHere,
        UnsupportedMediaType,
        TooLarge,
        TooManyRequests,
        LogoutTokenRefused,
        IdentityProviderSilent,
    ),
)
async def end_sessions_from_provider(
    request: Request[Any, Any, State], way: FromPath[str], data: URLEncodedBody[LoggedOut]
) -> None:
    """End the sessions that an identity provider says have ended there (OpenID Connect Back-Channel Logout 1.0)."""
    provider = provider_called(request.app.state, way)
    claims = await provider.who_left(data.logout_token)
    async with transaction():
        if problem := await end_sessions_named(provider.way, claims, request.app.state.own_keys.identity):
            raise problem


@delete(
    "/api/session",
    operation_id="signOut",
    status_code=200,
    guards=[allow(*Role)],
    responses=can_refuse(SignInNeeded, NotFromHere),
)
async def sign_out(request: Request[ActingPerson, Any, State]) -> Response[SignedOut]:
    """End the session, and tell where to end it at the identity provider that it began with."""
    async with transaction():
        way = await end_session(request.cookies[SESSION_COOKIE])
    providers: Providers = request.app.state.identity_providers
    provider = providers.get(way) if way else None
    leave = await provider.where_to_sign_out() if provider else None
    return Response(SignedOut(leave), cookies=[session_cookie("")])


ROUTES = [list_ways_in, begin_sign_in, finish_sign_in, end_sessions_from_provider, sign_out]
