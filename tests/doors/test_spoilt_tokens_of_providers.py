"""What an identity provider signs, spoilt or said oddly, lets nobody in and ends nobody's session."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from authlib.oauth2.claims import JWTClaims
from httpx import Response
from hypothesis import assume, given
from hypothesis import strategies as st
from joserfc import jws
from litestar import Litestar

from backend import clock
from backend.identification.attempts import COOKIE, begin
from backend.identification.identity_provider import LOGGED_OUT, IdentityProvider, IdToken, answering
from backend.identification.people import Identified, identified
from backend.identification.problems import IdentityNotProven
from backend.identification.rules import groups_said, names_said
from backend.identification.ways import Way
from backend.keys import sealing_key_of
from backend.problems import Problem
from backend.sealed.envelope import keyring
from backend.throttle import Throttle
from backend.wire import Text
from tests.conftest import HOST, NOW, TEST_KEYS, Caller, Product, secret
from tests.doors.spoiling import TRIED, spoilt
from tests.doors.test_spoilt import altered, refused

ISSUER, CLIENT, NONCE = "https://identity.example", "kotiseteli", "n" * 43
KEY = keyring({"tests": sealing_key_of(secret("the tests' key of a provider"))})["tests"]
WAY = Way(
    name="spoilt",
    title=Text("a", "b", "c"),
    issuer=ISSUER,
    client_id=CLIENT,
    client_secret="",
    token_auth="client_secret_basic",  # noqa: S106 - a way, no secret
    scopes=("openid",),
    acr_values=(),
    identity_code_claim=(),
    roles=frozenset(),
    organiser=None,
    provider=None,
    group_claim=("groups",),
    groups={},
)
SECONDS = int(NOW.timestamp())
OF_ALL = {"iss": ISSUER, "aud": CLIENT, "iat": SECONDS, "exp": SECONDS + 120, "sub": "somebody"}
OF_IDENTITY = {**OF_ALL, "nonce": NONCE, "sid": "s", "acr": "loa3", "given_name": "A", "groups": ["b"]}
OF_LOGOUT = {**OF_ALL, "jti": "once", "sid": "s", "events": {LOGGED_OUT: {}}}


def signed(claims: dict[str, Any], **header: object) -> str:
    """Sign claims as the provider does."""
    # Half a letter, which UTF-8 has no bytes for, can still be escaped in JSON (RFC 8259 section 8.2).
    return jws.serialize_compact({"alg": "ES256", "kid": "tests"} | header, json.dumps(claims), KEY)


@pytest.fixture
def provider() -> IdentityProvider:
    """Give a provider of which everything is known already: nobody is asked."""
    known = IdentityProvider(WAY, HOST)
    known.server_metadata = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
        "id_token_signing_alg_values_supported": ["ES256"],
        "jwks": {"keys": [{**KEY.as_dict(private=False), "kid": "tests"}]},
    }
    known.known_until = NOW + timedelta(days=1)
    # It was asked for new keys a moment ago.
    known.searched_at = clock.now()
    return known


@pytest.fixture
def leaving(app: Litestar, provider: IdentityProvider) -> Iterator[None]:
    """Let it be a way in."""
    app.state.identity_providers[WAY.name] = provider
    app.state.throttle = Throttle()
    yield
    del app.state.identity_providers[WAY.name]


async def proven(provider: IdentityProvider, token: str) -> Any:
    """Return what an ID token proves, or that it proves nothing."""
    try:
        async with answering(WAY):
            return await provider.proven(token, cast("type[JWTClaims]", IdToken), NONCE)
    except IdentityNotProven as problem:
        return problem


async def test_the_genuine_one_is_taken(provider: IdentityProvider) -> None:
    assert (await proven(provider, signed(OF_IDENTITY)))["sub"] == "somebody"


@TRIED
@given(data=st.data())
async def test_a_spoilt_id_token_proves_nothing(provider: IdentityProvider, data: st.DataObject) -> None:
    token = signed(OF_IDENTITY)
    text = data.draw(spoilt(token))
    assume(text != token)
    found = await proven(provider, text)
    # A signature's last letter has bits to spare, which say nothing.
    assert isinstance(found, IdentityNotProven) or text[:-1] == token[:-1]


@TRIED
@given(data=st.data())
async def test_odd_claims_are_proven_or_not_and_break_nothing(provider: IdentityProvider, data: st.DataObject) -> None:
    claims = data.draw(st.builds(lambda: altered(OF_IDENTITY, data.draw)))
    found = await proven(provider, signed(claims))
    if isinstance(found, Problem):
        return
    who = identified(WAY, found, TEST_KEYS.identity)
    assert isinstance(who, Identified | Problem)
    assert not [name for name in names_said(found) if "\x00" in name]
    assert groups_said(found, ["groups"]) <= {group for group in found["groups"] or () if isinstance(group, str)} | {
        found["groups"] if isinstance(found["groups"], str) else ""
    }
    # By whom, for whom and for which sign-in it was made is what it should be.
    assert (found["iss"], found["nonce"]) == (ISSUER, NONCE)
    assert found["aud"] in (CLIENT, [CLIENT])


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"kid": "another"}, {"crit": ["x"], "x": 1}])
async def test_a_header_of_its_own_choosing_proves_nothing(provider: IdentityProvider, header: dict[str, Any]) -> None:
    head, body, signature = signed(OF_IDENTITY).split(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))) | header
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    for end in (signature, ""):
        assert isinstance(await proven(provider, f"{forged}.{body}.{end}"), IdentityNotProven)


@pytest.mark.parametrize(
    "said",
    [
        {"exp": 2**63},
        {"exp": 1e300},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"iat": float("nan")},
        {"jti": "\ud800"},
        {"sid": "\ud800"},
        {"sub": "\ud800", "sid": None},
        {"events": {LOGGED_OUT: {"\udfff": 1}}},
        {"exp": SECONDS + 2 * 24 * 3600},
    ],
)
async def test_what_no_time_and_no_text_is_ends_nothing(
    product: Product,
    leaving: None,  # noqa: ARG001 - the way is open meanwhile
    said: dict[str, Any],
) -> None:
    async with product.called_by(None) as caller:
        refused(await told_of_leaving(caller, signed(OF_LOGOUT | said)), "logout-token-refused")
        assert (await told_of_leaving(caller, signed(OF_LOGOUT))).status_code == 200


@pytest.mark.parametrize(
    "said", [{"sid": "\ud800"}, {"given_name": "\udfff"}, {"exp": float("nan")}, {"acr": "\ud800"}]
)
async def test_what_no_time_and_no_text_is_proves_nothing(provider: IdentityProvider, said: dict[str, Any]) -> None:
    assert isinstance(await proven(provider, signed(OF_IDENTITY | said)), IdentityNotProven)


@pytest.mark.parametrize("acr", ["\x00", "a\nb", "x" * 300, "\u202eloa3", 3])
async def test_a_strength_that_is_no_name_is_none(provider: IdentityProvider, acr: object) -> None:
    who = identified(WAY, await proven(provider, signed(OF_IDENTITY | {"acr": acr})), TEST_KEYS.identity)
    assert isinstance(who, Identified)
    assert who.acr is None


async def told_of_leaving(caller: Caller, token: str) -> Response:
    """Tell that a session has ended, as a provider does."""
    return await caller.post(
        f"/api/sign-in/{WAY.name}/logout",
        content=urlencode({"logout_token": token}),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


@TRIED
@given(data=st.data())
async def test_a_spoilt_logout_token_ends_nothing(product: Product, leaving: None, data: st.DataObject) -> None:  # noqa: ARG001 - the way is open meanwhile
    genuine = signed(OF_LOGOUT)
    text = data.draw(spoilt(genuine) | st.builds(lambda: signed(altered(OF_LOGOUT, data.draw))))
    async with product.called_by(None) as caller:
        answer = await told_of_leaving(caller, text)
    if answer.status_code != 200:
        refused(answer, "logout-token-refused", "invalid-request", "not-json", "too-large")


@TRIED
@given(data=st.data())
async def test_a_spoilt_state_leads_to_a_page_that_says_so(
    product: Product,
    leaving: None,  # noqa: ARG001 - the way is open meanwhile
    data: st.DataObject,
) -> None:
    begun = await begin(WAY.name, "/")
    text = data.draw(spoilt(begun.state))
    assume(text != begun.state)
    async with product.called_by(None) as caller:
        caller.cookies.set(COOKIE, begun.browser)
        back = {"state": text[:5000], "code": "code", "iss": ISSUER}
        answer = await caller.get(f"/api/sign-in/{WAY.name}/back", params=back)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in/refused/sign-in-not-finished"
    assert "__Host-kotiseteli=" not in str(answer.headers)
