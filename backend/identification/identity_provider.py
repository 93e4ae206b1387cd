"""Asks an identity provider by OpenID Connect, and takes its word only when every part of it is proven.

Authlib knows the protocol; what stands here is what it leaves to its caller: which answers are read at all, how old a
key may be, how far two clocks may differ, and what an ID token and a logout token have to say.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from ssl import SSLContext
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.async_app import AsyncOAuth2Mixin
from authlib.integrations.base_client.async_openid import AsyncOpenIDMixin
from authlib.integrations.base_client.sync_app import BaseApp
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import IDToken
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError

from backend import clock
from backend.identification.problems import IdentityNotProven, IdentityProviderSilent, LogoutTokenRefused
from backend.identification.ways import Way

# Two servers that keep time differ by less; a phone's clock plays no part.
SKEW_SECONDS = 60
# For one step of the talk, and for all of one question.
STEP_SECONDS, QUESTION_SECONDS = 5, 12
# No answer of a provider is near it: its metadata and keys are a few kilobytes, an ID token with many groups some tens.
LARGEST_ANSWER = 500_000
# A longer token is not looked at. Browsers and proxies carry no more in a header either.
LONGEST_TOKEN = 100_000
# How long a key that the provider has taken back may still be believed, and what it says of itself stays known.
KNOWN_FOR = timedelta(minutes=15)
# Whoever sends tokens with made-up key ids does not make us ask for keys more often.
BETWEEN_SEARCHES = timedelta(seconds=30)
# Signatures that only the provider can make: `none` is no signature, and the HS family needs a secret that we hold too.
ALGORITHMS = {
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
}
# Where a provider's metadata sends us or the browser (OpenID Connect Discovery 1.0 section 3).
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEAVING = "end_session_endpoint"
SAYS_ISSUER = "authorization_response_iss_parameter_supported"
# OpenID Connect Back-Channel Logout 1.0 section 2.4.
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
# A logout token is sent at once, within the two minutes that the specification recommends it to be good for.
LOGOUT_GOOD_FOR = timedelta(minutes=2)
# So long it is remembered that one was used at the most; none that says to be good for longer is taken.
LOGOUT_KEPT = timedelta(days=1)

Claims = Mapping[str, Any]

log = logging.getLogger("kotiseteli")


class AnswerUnreadable(ValueError):
    """A provider's answer is not one that is read here."""


class HeldToSize(httpx2.AsyncByteStream):
    """The body of an answer, broken off where it grows too large."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        """Begin with nothing read."""
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body piece by piece."""
        size = 0
        async for piece in self.body:
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise AnswerUnreadable("too large")
            yield piece

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.body.aclose()


async def hold_to_size(response: httpx2.Response) -> None:
    """Read no more of an answer than any true one has, and nothing that unpacks to more than it is."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AnswerUnreadable("packed")
    response.stream = HeldToSize(cast("httpx2.AsyncByteStream", response.stream))


@lru_cache(1)
def trusted() -> SSLContext:
    """Return whom to trust, which takes too long to read for every question."""
    return httpx2.create_ssl_context()


class IdToken(IDToken):  # type: ignore[misc]  # Authlib carries no types
    """An ID token (OpenID Connect Core 1.0 section 2), held to our clock and to us alone as its audience."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Refuse a token that is not for us, or not of now."""
        super().validate(now or seconds_now(), leeway)
        hold_to_us(self)


class LogoutToken(JWTClaims):  # type: ignore[misc]  # the same
    """A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4)."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Refuse a token that does not say, to us and now, that a session has ended."""
        now = now or seconds_now()
        for name in ("iss", "aud", "iat", "exp", "jti", "events"):
            if self.get(name) is None:
                raise MissingClaimError(name)
        super().validate(now, leeway)
        hold_to_us(self)
        events = self["events"]
        if not isinstance(events, dict) or not isinstance(events.get(LOGGED_OUT), dict):
            raise InvalidClaimError("events")
        # An ID token must not pass for a logout token, nor the other way round.
        if "nonce" in self:
            raise InvalidClaimError("nonce")
        if not any(isinstance(self.get(name), str) and self[name] for name in ("sid", "sub")):
            raise MissingClaimError("sid")
        if self["iat"] < now - LOGOUT_GOOD_FOR.total_seconds() - leeway:
            raise InvalidClaimError("iat")
        if self["exp"] > now + LOGOUT_KEPT.total_seconds():
            raise InvalidClaimError("exp")


def hold_to_us(claims: JWTClaims) -> None:
    """Refuse a token that is for others too: they could show it here."""
    client = claims.params["client_id"]
    if claims.get("aud") not in (client, [client]):
        raise InvalidClaimError("aud")


def hold_to_json(claims: Claims) -> None:
    """Refuse what Python reads in JSON and no program else: a time that is no number, half a letter (RFC 8259, 8.2)."""
    json.dumps(claims, allow_nan=False, ensure_ascii=False).encode()


def seconds_now() -> int:
    """Return our clock as tokens tell time."""
    return int(clock.now().timestamp())


@asynccontextmanager
async def answering(way: Way) -> AsyncIterator[None]:
    """Turn whatever goes wrong about a provider's answer into one of two problems: it is silent, or proves nothing."""
    try:
        async with asyncio.timeout(QUESTION_SECONDS):
            yield
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, AnswerUnreadable) as reason:
        log.warning("identity provider %s silent: %r", way.name, reason)
        raise IdentityProviderSilent from reason
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as reason:
        # Authlib and joserfc name the claim or the error code, and no value.
        log.warning("identity provider %s not proven: %s %s", way.name, type(reason).__name__, error_code(reason))
        raise IdentityNotProven from reason


def error_code(reason: Exception) -> str:
    """Return what a log may hold of an error: its code and the name of a claim, never what a token said."""
    return " ".join(str(getattr(reason, name, ""))[:60] for name in ("error", "claim")).strip()


class IdentityProvider(AsyncOAuth2Mixin, AsyncOpenIDMixin, BaseApp):  # type: ignore[misc]  # the same
    """One way in: a client of ours at an identity provider."""

    client_cls = AsyncOAuth2Client

    def __init__(self, way: Way, public_url: str) -> None:
        """Hold who we are there; nothing is asked before the first sign-in."""
        super().__init__(
            framework=None,
            name=way.name,
            client_id=way.client_id,
            client_secret=way.client_secret,
            user_agent="Kotiseteli",
            client_kwargs={
                "scope": " ".join(way.scopes),
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": way.token_auth,
                "timeout": STEP_SECONDS,
                "verify": trusted(),
                "follow_redirects": False,
                "headers": {"Accept-Encoding": "identity"},
                "event_hooks": {"response": [hold_to_size]},
            },
        )
        self.way = way
        self.public_url = public_url
        self.back_url = f"{public_url}/api/sign-in/{way.name}/back"
        self.known_until: datetime | None = None
        self.searched_at: datetime | None = None
        self.asking = asyncio.Lock()

    async def load_server_metadata(self) -> dict[str, Any]:
        """Return what the provider says of itself: checked, only what is used here, and not older than it may be."""
        async with self.asking:
            if self.known_until is None or self.known_until <= clock.now():
                said = await self.read_json(f"{self.way.issuer.rstrip('/')}/.well-known/openid-configuration")
                self.server_metadata = self.checked(said)
                self.known_until = clock.now() + KNOWN_FOR
            return self.server_metadata

    async def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - Authlib's signature
        """Return the provider's keys; for a key that is not among them they are asked for again, and not at will."""
        metadata = await self.load_server_metadata()
        async with self.asking:
            now = clock.now()
            if "jwks" in metadata:
                if not force or (self.searched_at is not None and now < self.searched_at + BETWEEN_SEARCHES):
                    return cast("dict[str, Any]", metadata["jwks"])
                self.searched_at = now
            keys = await self.read_json(metadata["jwks_uri"])
            # A key with a secret in it, or for a signature that we could make too, is none of a provider's.
            listed = keys.get("keys")
            metadata["jwks"] = {
                "keys": [key for key in listed if isinstance(key, dict) and key.get("kty") in {"RSA", "EC", "OKP"}]
                if isinstance(listed, list)
                else []
            }
            return cast("dict[str, Any]", metadata["jwks"])

    async def read_json(self, address: str) -> dict[str, Any]:
        """Return the JSON object at an address of the provider's."""
        async with self._get_session() as client:
            response = await client.request("GET", address, withhold_token=True)
            response.raise_for_status()
            try:
                said = response.json()
            except (ValueError, RecursionError) as reason:
                raise AnswerUnreadable("no JSON") from reason
        if not isinstance(said, dict):
            raise AnswerUnreadable("no object")
        return said

    def checked(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return of a provider's metadata what is used here, or refuse it.

        The rest is left out: Authlib hands all of it on as settings of the client that asks.
        """
        if said.get("issuer") != self.way.issuer:
            raise AnswerUnreadable("another issuer")
        is_safe = urlsplit(self.way.issuer).scheme == "http"
        kept = {name: said.get(name) for name in (*ENDPOINTS, LEAVING)}
        for name, address in kept.items():
            if address is None and name == LEAVING:
                continue
            if not isinstance(address, str) or not (address.startswith("https://") or is_safe):
                raise AnswerUnreadable(name)
        algorithms = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        ours = sorted(ALGORITHMS.intersection(algorithms if isinstance(algorithms, list) else []))
        if not ours:
            raise AnswerUnreadable("no algorithm")
        return {
            "issuer": self.way.issuer,
            **kept,
            "id_token_signing_alg_values_supported": ours,
            SAYS_ISSUER: said.get(SAYS_ISSUER) is True,
        }

    async def where_to_sign_in(self, *, state: str, nonce: str, verifier: str, language: str) -> str:
        """Return the provider's address to send the browser to."""
        strength = {"acr_values": " ".join(self.way.acr_values)} if self.way.acr_values else {}
        async with answering(self.way):
            asked = await self.create_authorization_url(
                self.back_url, state=state, nonce=nonce, code_verifier=verifier, ui_locales=language, **strength
            )
        return cast("str", asked["url"])

    async def claims_for(self, code: str, *, nonce: str, verifier: str, issuer: str | None) -> Claims:
        """Return what the provider says of the person who came back with a code, once it is proven."""
        async with answering(self.way):
            metadata = await self.load_server_metadata()
            # Another provider's answer must not be taken for this one's (RFC 9207 section 2.4).
            if issuer != self.way.issuer and (issuer is not None or metadata[SAYS_ISSUER]):
                raise IdentityNotProven
            token = await self.fetch_access_token(self.back_url, code=code, code_verifier=verifier)
            return await self.proven(token.get("id_token"), IdToken, nonce=nonce)

    async def who_left(self, token: str) -> Claims:
        """Return what a logout token says, once it is proven."""
        try:
            async with answering(self.way):
                return await self.proven(token, LogoutToken, nonce=None)
        except IdentityNotProven:
            raise LogoutTokenRefused from None

    async def proven(self, token: object, kind: type[JWTClaims], nonce: str | None) -> Claims:
        """Return the claims of a token that the provider has signed for us."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise IdentityNotProven
        said = await self.parse_id_token(
            {"id_token": token},
            nonce=nonce,
            claims_options={"iss": {"essential": True, "value": self.way.issuer}},
            claims_cls=kind,
            leeway=SKEW_SECONDS,
        )
        hold_to_json(said)
        return cast("Claims", said)

    async def where_to_sign_out(self) -> str | None:
        """Return the provider's address that ends her session there too; None when it has none or does not answer.

        The ID token that could be given along as a hint is not kept: it may hold an identity code, which belongs into
        no address. The provider may therefore ask her whether she means it.
        """
        try:
            async with answering(self.way):
                if not (await self.load_server_metadata())[LEAVING]:
                    return None
                left = await self.create_logout_url(f"{self.public_url}/", client_id=self.client_id)
                return cast("str", left["url"])
        except IdentityProviderSilent:
            return None
