"""Going out, here first or at the identity provider first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import HOST, Product
from tests.identification.conftest import Visitor
from tests.identification.openid import OpenIdProvider, asked_of

FORM = {"content-type": "application/x-www-form-urlencoded"}
EVENT = "http://schemas.openid.net/event/backchannel-logout"
NOW = int(datetime.now(UTC).timestamp())


async def sid_of(visitor: Visitor, openid: OpenIdProvider) -> str:
    """Return the provider's own name for the visitor's session there, which it tells in every ID token."""
    openid.bend(claims={"sid": "the session at the provider"})
    await visitor.signs_in("suomi-fi", "helvi")
    openid.straighten()
    return "the session at the provider"


async def is_in(visitor: Visitor) -> bool:
    return (await visitor.caller.get("/api/session")).status_code == 200


async def tell(visitor: Visitor, token: str, way: str = "suomi-fi") -> Response:
    """Send a logout token as a provider does: with no cookie, and from no page."""
    async with AsyncClient(transport=visitor.caller._transport, base_url=HOST) as provider:
        return await provider.post(f"/api/sign-in/{way}/logout", data={"logout_token": token}, headers=FORM)


async def test_signing_out_here_leads_to_signing_out_there(visitor: Visitor) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    leave = (await visitor.caller.delete("/api/session")).json()["leave"]
    assert not await is_in(visitor)
    asked = asked_of(leave)
    assert (asked["client_id"], asked["post_logout_redirect_uri"]) == ("citizens", f"{HOST}/")
    # An ID token holds an identity code, which belongs into no address.
    assert "id_token_hint" not in asked
    assert (await visitor.elsewhere.leave(leave)).startswith(f"{HOST}/?state=")
    # At the provider nobody is signed in any more: it asks who comes.
    answer = await visitor.elsewhere.follow(await visitor.elsewhere.ask("GET", await visitor.begins("suomi-fi")))
    assert "Who are you?" in answer.text


async def test_whoever_came_by_another_door_leaves_by_it(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.delete("/api/session")
        assert (answer.status_code, answer.json()) == (200, {"leave": None})
        assert (await anna.get("/api/session")).status_code == 401


async def test_signing_out_does_not_wait_for_a_silent_provider(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    provider = visitor.caller._transport.app.state.identity_providers["suomi-fi"]  # type: ignore[attr-defined]
    provider.known_until = None
    openid.bend(answers={"discovery": "gone"})
    assert (await visitor.caller.delete("/api/session")).json() == {"leave": None}
    assert not await is_in(visitor)


async def test_the_provider_ends_one_session_by_its_name(
    signing: Product, visitor: Visitor, openid: OpenIdProvider
) -> None:
    sid = await sid_of(visitor, openid)
    async with signing.called_by(None) as caller:
        other = Visitor(caller, openid)
        await other.signs_in("suomi-fi", "helvi")
        answer = await tell(visitor, openid.logout_token("citizens", sub="helvi", sid=sid))
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert not await is_in(visitor)
        assert await is_in(other)


async def test_the_provider_ends_every_session_of_a_person(
    signing: Product, visitor: Visitor, openid: OpenIdProvider
) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    async with signing.called_by(None) as caller, signing.called_by(None) as third:
        other, kaisa = Visitor(caller, openid), Visitor(third, openid)
        await other.signs_in("suomi-fi", "helvi")
        await kaisa.signs_in("suomi-fi", "kaisa")
        assert (await tell(visitor, openid.logout_token("citizens", sub="helvi"))).status_code == 200
        assert not await is_in(visitor)
        assert not await is_in(other)
        assert await is_in(kaisa)


async def test_the_provider_ends_what_grew_out_of_its_session_too(visitor: Visitor, openid: OpenIdProvider) -> None:
    openid.bend(claims={"sid": "s"})
    await visitor.signs_in("county", "both")
    before = (await visitor.session())["role"]
    (other,) = [one["id"] for one in (await visitor.caller.get("/api/session/memberships")).json() if not one["isThis"]]
    changed = await visitor.caller.post("/api/session/membership", json={"membership": other})
    assert changed.status_code == 200, changed.text
    assert (await visitor.session())["role"] != before
    openid.straighten()
    assert (await tell(visitor, openid.logout_token("county", sid="s"), "county")).status_code == 200
    assert not await is_in(visitor)


async def test_a_logout_token_is_taken_once(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    token = openid.logout_token("citizens", sub="helvi")
    assert (await tell(visitor, token)).status_code == 200
    await visitor.signs_in("suomi-fi", "helvi")
    again = await tell(visitor, token)
    assert (again.status_code, again.json()["type"]) == (400, "/problems/logout-token-refused")
    assert await is_in(visitor)


async def test_a_used_token_is_remembered_for_as_long_as_it_is_good(
    visitor: Visitor, openid: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock.now
    token = openid.logout_token("citizens", sub="helvi")
    assert (await tell(visitor, token)).status_code == 200
    for seconds in (30, 100, 170, 185, 300):
        monkeypatch.setattr(clock, "now", lambda later=seconds: real() + timedelta(seconds=later))
        assert (await tell(visitor, token)).status_code == 400
        # Others' tokens come meanwhile and clear up behind themselves.
        await fetch("delete from used_logout_token where expires_at <= $1", clock.now())
    assert not await fetch("select from used_logout_token")


@pytest.mark.parametrize(
    ("claims", "bent"),
    [
        pytest.param({"iss": "https://other.example"}, {}, id="wrong issuer"),
        pytest.param({"aud": "county"}, {}, id="for another"),
        pytest.param({"aud": ["citizens", "county"]}, {}, id="for another too"),
        pytest.param({"exp": NOW - 3600}, {}, id="expired"),
        pytest.param({}, {"claims": {"exp": None}}, id="never expires"),
        pytest.param({"iat": NOW - 600, "exp": NOW + 3600}, {}, id="old"),
        pytest.param({"iat": NOW + 600}, {}, id="of the future"),
        pytest.param({}, {"claims": {"jti": None}}, id="without a name"),
        pytest.param({"jti": 7}, {}, id="odd name"),
        pytest.param({"events": {}}, {}, id="no event"),
        pytest.param({"events": {EVENT: True}}, {}, id="odd event"),
        pytest.param({"events": EVENT}, {}, id="event as a word"),
        pytest.param({"nonce": "x"}, {}, id="an ID token"),
        pytest.param({"sub": None}, {}, id="of nobody"),
        pytest.param({"sub": ""}, {}, id="of a blank"),
        pytest.param({"sub": 7, "sid": 8}, {}, id="of a number"),
        pytest.param({}, {"algorithm": "none"}, id="unsigned"),
        pytest.param({}, {"algorithm": "HS256"}, id="signed with the secret we share"),
        pytest.param({}, {"key": "foreign"}, id="foreign key"),
        pytest.param({}, {"key": "second"}, id="unknown key"),
    ],
)
async def test_a_logout_token_that_is_not_genuine_ends_nothing(
    visitor: Visitor, openid: OpenIdProvider, claims: dict[str, Any], bent: dict[str, Any]
) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    openid.bend(**bent)
    token = openid.logout_token("citizens", **({"sub": "helvi"} | claims))
    answer = await tell(visitor, token)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/logout-token-refused")
    assert await is_in(visitor)


async def test_an_id_token_does_not_pass_for_a_logout_token(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    token = openid.logout_token("citizens", sub="helvi", events=None, nonce="n")
    assert (await tell(visitor, token)).status_code == 400
    assert await is_in(visitor)


async def test_one_way_cannot_end_anothers_sessions(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    assert (await tell(visitor, openid.logout_token("county", sub="helvi"), "county")).status_code == 200
    assert await is_in(visitor)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 400),
        (b"logout_token=", FORM, 400),
        (b"logout_token=a.b.c", FORM, 400),
        (b"logout_token=a.b.c&logout_token=d", FORM, 400),
        (b"logout_token=" + b"a" * 150_000, FORM, 400),
        (b"logout_token=" + b"a" * 1_100_000, FORM, 413),
        (b"\xff\xfe=%ff%", FORM, 400),
        (b"&" * 50_000, FORM, 400),
        (b"logout_token=eyJhbGciOiJSUzI1NiJ9.e30.eA", FORM, 400),
        (b'{"logout_token": "a"}', {"content-type": "application/json"}, 415),
    ],
)
async def test_whatever_else_is_sent_is_refused(
    visitor: Visitor, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await visitor.caller.post("/api/sign-in/suomi-fi/logout", content=body, headers=headers)
    assert answer.status_code == status, answer.text


async def test_a_page_of_another_site_cannot_send_one(visitor: Visitor, openid: OpenIdProvider) -> None:
    token = openid.logout_token("citizens", sub="helvi")
    answer = await visitor.caller.post(
        "/api/sign-in/suomi-fi/logout",
        data={"logout_token": token},
        headers={**FORM, "origin": "https://evil.example"},
    )
    assert answer.status_code == 403
