"""Everything that may be wrong about what comes back from an identity provider: each gets its problem, none gets in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from backend import clock
from backend.database import fetch
from tests.conftest import Product
from tests.identification.conftest import Visitor, refusal
from tests.identification.openid import OpenIdProvider, asked_of

NOW = int(datetime.now(UTC).timestamp())
HOUR = 3600


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param({"claims": {"nonce": "another"}}, id="wrong nonce"),
        pytest.param({"claims": {"nonce": None}}, id="no nonce"),
        pytest.param({"claims": {"iss": "https://other.example"}}, id="wrong issuer"),
        pytest.param({"claims": {"iss": None}}, id="no issuer"),
        pytest.param({"claims": {"aud": "other"}}, id="for another"),
        pytest.param({"claims": {"aud": "other", "azp": "citizens"}}, id="for another, by our hand"),
        pytest.param({"claims": {"aud": ["citizens", "other"], "azp": "citizens"}}, id="for another too"),
        pytest.param({"claims": {"aud": None}}, id="for nobody"),
        pytest.param({"claims": {"aud": {"citizens": 1}}}, id="odd audience"),
        pytest.param({"claims": {"azp": "other"}}, id="given to another"),
        pytest.param({"claims": {"exp": NOW - HOUR}}, id="expired"),
        pytest.param({"claims": {"exp": None}}, id="never expires"),
        pytest.param({"claims": {"exp": "tomorrow"}}, id="odd expiry"),
        pytest.param({"claims": {"iat": NOW + HOUR}}, id="of the future"),
        pytest.param({"claims": {"nbf": NOW + HOUR}}, id="not yet good"),
        pytest.param({"claims": {"sub": None}}, id="of nobody"),
        pytest.param({"claims": {"sub": 7}}, id="of a number"),
        pytest.param({"claims": {"sub": " "}}, id="of a blank"),
        pytest.param({"claims": {"sub": "s" * 256}}, id="of a long name"),
        pytest.param({"claims": {"sub": "ä\u0000"}}, id="of an odd name"),
        pytest.param({"algorithm": "none"}, id="unsigned"),
        pytest.param({"algorithm": "HS256"}, id="signed with the secret we share"),
        pytest.param({"key": "foreign"}, id="foreign key under a known name"),
        pytest.param({"key": "second"}, id="unknown key"),
        pytest.param({"published": []}, id="no keys at all"),
        pytest.param({"answers": {"token": {"access_token": "x", "token_type": "Bearer"}}}, id="no ID token"),
        pytest.param({"answers": {"token": {"id_token": "", "token_type": "Bearer"}}}, id="empty"),
        pytest.param({"answers": {"token": {"id_token": "a.b.c", "token_type": "Bearer"}}}, id="truncated"),
        pytest.param({"answers": {"token": {"id_token": 7, "token_type": "Bearer"}}}, id="a number"),
        pytest.param({"answers": {"token": {"id_token": "a" * 200_000}}}, id="oversized"),
        pytest.param({"answers": {"token": {"error": "invalid_client"}}}, id="our secret is wrong"),
    ],
)
async def test_a_token_that_proves_nothing_lets_nobody_in(
    visitor: Visitor, openid: OpenIdProvider, bent: dict[str, Any]
) -> None:
    openid.bend(**bent)
    assert refusal(await visitor.signs_in("suomi-fi", "helvi")) == "identity-not-proven"
    assert (await visitor.caller.get("/api/session")).status_code == 401
    assert [row["reason"] for row in await fetch("select reason from refused_sign_in")] == ["identity-not-proven"]


@pytest.mark.parametrize("acr", [None, "loa1", "LOA3", 3, ["loa3"], {"loa3": True}])
async def test_a_strength_that_was_not_asked_for_is_refused(
    visitor: Visitor, openid: OpenIdProvider, acr: object
) -> None:
    openid.bend(claims={"acr": acr})
    assert refusal(await visitor.signs_in("suomi-fi", "helvi")) == "identification-too-weak"


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"discovery": "no JSON"}, id="no JSON"),
        pytest.param({"discovery": []}, id="no object"),
        pytest.param({"discovery": {}}, id="empty"),
        pytest.param({"discovery": {"issuer": "https://other.example"}}, id="another issuer"),
        pytest.param({"discovery": {"padding": "p" * 600_000}}, id="oversized"),
    ],
)
async def test_a_provider_whose_metadata_cannot_be_read_is_silent(
    visitor: Visitor, openid: OpenIdProvider, answers: dict[str, Any]
) -> None:
    openid.bend(answers=answers)
    assert refusal(await visitor.caller.get("/api/sign-in/suomi-fi")) == "identity-provider-silent"


@pytest.mark.parametrize(
    "changed",
    [
        {"authorization_endpoint": None},
        {"authorization_endpoint": 5},
        {"token_endpoint": None},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"id_token_signing_alg_values_supported": "RS256"},
        {"issuer": "http://127.0.0.1:1"},
    ],
)
async def test_metadata_that_leads_astray_is_not_followed(
    visitor: Visitor, openid: OpenIdProvider, changed: dict[str, Any]
) -> None:
    true = (await visitor.elsewhere.ask("GET", f"{openid.issuer}/.well-known/openid-configuration")).json()
    openid.bend(answers={"discovery": true | changed})
    assert refusal(await visitor.caller.get("/api/sign-in/suomi-fi")) == "identity-provider-silent"


async def test_metadata_is_no_setting_of_ours(visitor: Visitor, openid: OpenIdProvider) -> None:
    true = (await visitor.elsewhere.ask("GET", f"{openid.issuer}/.well-known/openid-configuration")).json()
    hostile = {
        "verify": False,
        "proxy": "http://127.0.0.1:1",
        "follow_redirects": True,
        "base_url": "http://127.0.0.1:1",
    }
    openid.bend(answers={"discovery": true | hostile})
    await visitor.signs_in("suomi-fi", "helvi")
    assert (await visitor.session())["role"] == "client"


@pytest.mark.parametrize(
    "keys",
    ["no JSON", [], {"keys": 5}, {"keys": [5]}, {"keys": [{"kty": "RSA"}]}, {"keys": [{"kty": "oct", "k": "eA"}]}],
)
async def test_keys_that_cannot_be_read_prove_nothing(visitor: Visitor, openid: OpenIdProvider, keys: object) -> None:
    openid.bend(answers={"jwks": keys})
    assert refusal(await visitor.signs_in("suomi-fi", "helvi")) in {"identity-not-proven", "identity-provider-silent"}


async def test_a_provider_that_is_gone_is_silent(visitor: Visitor, signing: Product) -> None:
    provider = signing.app.state.identity_providers["suomi-fi"]
    back = await visitor.identifies("suomi-fi", "helvi")
    provider.server_metadata["token_endpoint"] = "http://127.0.0.1:1/token"  # noqa: S105 - an address
    assert refusal(await visitor.caller.get(back)) == "identity-provider-silent"


async def test_a_way_back_is_used_once(visitor: Visitor) -> None:
    back = await visitor.identifies("suomi-fi", "helvi")
    browser = dict(visitor.caller.cookies)
    assert "/done" in (await visitor.caller.get(back)).headers["location"]
    visitor.caller.cookies.update(browser)
    assert refusal(await visitor.caller.get(back)) == "sign-in-not-finished"


async def test_a_code_is_used_once_at_the_provider_too(visitor: Visitor) -> None:
    used = asked_of(await visitor.identifies("suomi-fi", "helvi"))
    back = asked_of(await visitor.identifies("suomi-fi", "helvi"))
    first = back | {"code": used["code"]}
    # Another sign-in's code: the provider compares it with our verifier.
    assert refusal(await visitor.caller.get(f"/api/sign-in/suomi-fi/back?{urlencode(first)}")) == "identity-not-proven"


async def test_the_way_back_leads_nowhere_in_another_browser(
    signing: Product, visitor: Visitor, openid: OpenIdProvider
) -> None:
    back = await visitor.identifies("suomi-fi", "helvi")
    async with signing.called_by(None) as other:
        # Someone else's link: whoever follows it would be signed in as its sender (RFC 6749 section 10.12).
        assert refusal(await other.get(back)) == "sign-in-not-finished"
        assert refusal(await Visitor(other, openid).caller.get(back)) == "sign-in-not-finished"
    # The state has been seen by another browser, so it is spent.
    assert refusal(await visitor.caller.get(back)) == "sign-in-not-finished"


async def test_one_ways_answer_is_not_taken_by_another(visitor: Visitor) -> None:
    back = await visitor.identifies("suomi-fi", "helvi")
    assert refusal(await visitor.caller.get(back.replace("/suomi-fi/", "/county/"))) == "sign-in-not-finished"


@pytest.mark.parametrize("issuer", ["https://other.example", "", None])
async def test_an_answer_of_another_provider_is_not_taken(visitor: Visitor, issuer: str | None) -> None:
    answer = asked_of(await visitor.identifies("suomi-fi", "helvi"))
    answer.pop("iss")
    if issuer is not None:
        answer["iss"] = issuer
    back = await visitor.caller.get("/api/sign-in/suomi-fi/back", params=answer)
    assert refusal(back) == "identity-not-proven"


@pytest.mark.parametrize(
    "changed",
    [
        {"state": None},
        {"state": ""},
        {"state": "x" * 50_000},
        {"state": "\u0000"},
        {"code": None},
        {"code": ""},
        {"code": "x" * 20_000},
        {"code": "\u0000\r\n"},
        {"code": "wrong"},
        {"iss": "x" * 20_000},
        {"error": "server_error"},
        {"error": "\u0000"},
        {"error": "x" * 5_000},
    ],
)
async def test_a_way_back_that_was_changed_leads_to_a_page(visitor: Visitor, changed: dict[str, str | None]) -> None:
    answer = asked_of(await visitor.identifies("suomi-fi", "helvi")) | changed
    back = await visitor.caller.get(
        "/api/sign-in/suomi-fi/back", params={name: value for name, value in answer.items() if value is not None}
    )
    assert refusal(back) in {"sign-in-not-finished", "identity-not-proven"}


@pytest.mark.parametrize("query", ["state=a&state=b&code=c&code=d", "%ff=%fe&state=%ff", "state[]=1&code", "=&&==&"])
async def test_no_query_breaks_the_way_back(visitor: Visitor, query: str) -> None:
    answer = await visitor.caller.get(f"/api/sign-in/suomi-fi/back?{query}")
    assert answer.status_code in {303, 400}


@pytest.mark.parametrize(("seconds", "comes_in"), [(-340, True), (-55, True), (55, True), (-380, False), (70, False)])
async def test_two_clocks_may_differ_by_a_minute(
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    comes_in: bool,  # noqa: FBT001 - an example
) -> None:
    """The provider's clock seen from ours: its token is good for five minutes."""
    back = await visitor.identifies("suomi-fi", "helvi")
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) - timedelta(seconds=seconds))
    answer = await visitor.caller.get(back)
    assert ("/done" in answer.headers["location"]) == comes_in, answer.headers["location"]


async def test_a_new_key_is_found_and_an_old_one_is_forgotten(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    openid.bend(key="second", published=["first", "second"])
    await visitor.signs_in("suomi-fi", "helvi")
    assert (await visitor.session())["role"] == "client"
    # The provider takes its first key back; a token of it is good for as long as we may still believe it, no longer.
    openid.bend(key="first", published=["second"])
    assert "/done" in (await visitor.signs_in("suomi-fi", "helvi")).headers["location"]
    ahead = datetime.now(UTC) + timedelta(minutes=15)
    provider = visitor.caller._transport.app.state.identity_providers["suomi-fi"]  # type: ignore[attr-defined]
    assert provider.known_until <= ahead
    provider.known_until = clock.now()
    assert refusal(await visitor.signs_in("suomi-fi", "helvi")) == "identity-not-proven"


async def test_made_up_key_names_do_not_make_us_ask_at_will(
    visitor: Visitor, openid: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    provider = visitor.caller._transport.app.state.identity_providers["suomi-fi"]  # type: ignore[attr-defined]
    asked = []
    real = provider.read_json

    async def counted(address: str) -> dict[str, Any]:
        asked.append(address)
        return await real(address)  # type: ignore[no-any-return]

    monkeypatch.setattr(provider, "read_json", counted)
    openid.bend(key="second")
    for _ in range(3):
        assert refusal(await visitor.signs_in("suomi-fi", "helvi")) == "identity-not-proven"
    assert len(asked) == 1
