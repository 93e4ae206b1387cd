"""Whatever comes back from Suomi.fi, or from a browser in its name: a clear refusal, nothing held, nothing told."""

import json
import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from backend.database import fetch
from backend.demo import cast
from backend.suomi_fi import asking
from tests.suomi_fi.conftest import SOCIAL, Her, code_of
from tests.suomi_fi.simulator import API_KEY, OAUTH_PASSWORD, cut, dawdle, hang_up, says

REGISTER, TOKEN, DELEGATE, AUTHORIZATION = "/user/register/", "/oauth/token", "/api/delegate/", "/api/authorization/"


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    """Send the caller to another place, with all it bears."""
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:9/")
    handler.end_headers()


MOODS: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "nothing": says(200, b""),
    "a page": says(200, b"<html>We are down for maintenance</html>"),
    "no text": says(200, b"\xff\xfe\x00"),
    "null": says(200, b"null"),
    "an empty object": says(200, b"{}"),
    "numbers": says(200, b'{"sessionId": 1, "userId": 2, "access_token": 3, "result": 4}'),
    "empty words": says(200, b'{"sessionId": "", "userId": "", "access_token": "", "result": null}'),
    "line ends": says(200, b'{"sessionId": "a\\r\\nb", "userId": "a", "access_token": "a\\r\\nX: b", "result": []}'),
    "a deep answer": says(200, b"[" * 20_000 + b"]" * 20_000),
    "a flood": says(200, b"[" + b" " * 2_000_000 + b"]"),
    "a crash": says(500, b"{}"),
    "a busy sign": says(503, b""),
    "another form of no": says(403, b"{}"),
    "a cut answer": cut,
    "no answer": hang_up,
    "a dripping answer": dawdle,
    "another place": elsewhere,
}


async def is_nothing_held() -> bool:
    return not await fetch(
        "select from representation where person = $1 and client = $2", cast.KAISA.id, cast.IRJA.client
    )


@pytest.fixture
async def allowed(kaisa: Her, monkeypatch: pytest.MonkeyPatch) -> Her:
    """Give Kaisa, who may act for Irja and would, if only the answers were good."""
    monkeypatch.setattr(asking, "SECONDS_TO_ANSWER", 0.4)
    kaisa.service.let(await code_of(cast.KAISA), await code_of(cast.IRJA), SOCIAL, name="Irja")
    return kaisa


@pytest.mark.parametrize("mood", MOODS)
async def test_a_registration_answered_badly_is_silence(allowed: Her, mood: str) -> None:
    allowed.service.mood = {REGISTER: MOODS[mood]}
    refused = await allowed.press()
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/mandate-service-silent"


@pytest.mark.parametrize("call", [TOKEN, DELEGATE, AUTHORIZATION])
@pytest.mark.parametrize("mood", MOODS)
async def test_a_later_call_answered_badly_is_silence_and_holds_nothing(allowed: Her, mood: str, call: str) -> None:
    code = await allowed.chooses(await code_of(cast.IRJA))
    allowed.service.mood = {call: MOODS[mood]}
    refused = await allowed.comes_back(code)
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/mandate-service-silent"
    assert await is_nothing_held()


async def test_nobody_there_is_silence(allowed: Her, monkeypatch: pytest.MonkeyPatch) -> None:
    joined = allowed.browser._transport.app.state.suomi_fi.joined  # type: ignore[attr-defined]  # the test's own transport
    monkeypatch.setitem(joined.__dict__, "address", "http://127.0.0.1:9")
    assert (await allowed.press()).json()["type"] == "/problems/mandate-service-silent"


@pytest.mark.parametrize("result", ["DISALLOWED", "allowed", "ALLOWED ", "", "ALLOWED\u0000", "UNKNOWN"])
async def test_only_the_very_word_lets_her(allowed: Her, result: str) -> None:
    code = await allowed.chooses(await code_of(cast.IRJA))
    allowed.service.mood = {AUTHORIZATION: says(200, json.dumps({"result": result}).encode())}
    assert (await allowed.comes_back(code)).json()["type"] == "/problems/mandate-not-confirmed"
    assert await is_nothing_held()


@pytest.mark.parametrize(
    "person", ["x", "010203-1234", "../../delegate", "\u0661\u0662\u0663", "a\u0000b", "\U0001f600"]
)
async def test_a_principal_of_no_such_code_is_nobody(allowed: Her, person: str) -> None:
    code = await allowed.chooses(await code_of(cast.IRJA))
    allowed.service.mood = {
        DELEGATE: says(200, json.dumps([{"personId": person, "name": "\u202e\u0000name"}]).encode()),
        AUTHORIZATION: says(200, b'{"result": "ALLOWED"}'),
    }
    assert (await allowed.comes_back(code)).json()["type"] == "/problems/mandate-not-confirmed"


async def test_more_principals_than_anyone_chooses_are_no_answer(allowed: Her) -> None:
    code = await allowed.chooses(await code_of(cast.IRJA))
    allowed.service.mood = {DELEGATE: says(200, json.dumps([{"personId": "1", "name": ""}] * 21).encode())}
    assert (await allowed.comes_back(code)).status_code == 503


@pytest.mark.parametrize("code", ["", " ", "a b", "a\r\nb", "\u0000", "\u00e4", "x" * 2001])
async def test_a_code_that_is_none_is_not_sent_on(allowed: Her, code: str) -> None:
    await allowed.press()
    before = len(allowed.service.called)
    refused = await allowed.comes_back(code)
    assert refused.status_code == 400
    assert refused.json()["type"] == "/problems/invalid-request"
    assert len(allowed.service.called) == before


async def test_a_code_cannot_lead_a_call_astray(allowed: Her) -> None:
    await allowed.press()
    refused = await allowed.comes_back("x&redirect_uri=https://elsewhere.example/#")
    assert refused.json()["type"] == "/problems/acting-not-chosen"
    assert "%26redirect_uri%3Dhttps%3A%2F%2Felsewhere.example%2F%23" in allowed.service.called[-1]


async def test_no_log_tells_an_identity_code_or_a_secret(allowed: Her, caplog: pytest.LogCaptureFixture) -> None:
    irja = await code_of(cast.IRJA)
    with caplog.at_level(logging.DEBUG, logger="kotiseteli"), caplog.at_level(logging.INFO):
        await allowed.acts_for(irja)
        allowed.service.mood = {REGISTER: hang_up}
        await allowed.press()
        allowed.service.mood = {REGISTER: says(200, b"{")}
        await allowed.press()
    assert "did not answer" in caplog.text
    for told in (irja, await code_of(cast.KAISA), API_KEY, OAUTH_PASSWORD, "/service/hpa"):
        assert told not in caplog.text
