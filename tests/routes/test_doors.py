"""Which page may send a change, and how often a stranger may try."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from backend.access.guards import COOKIE, CSRF_HEADER, FROM_OLD_PHONES, SAFE_METHODS, csrf_token_of
from backend.app import build_app
from backend.contract import any_app, handlers, roles_of
from backend.demo import cast
from backend.sessions.beginning import begin_session
from backend.settings import settings_from
from backend.throttle import FAILING_KEY, LETTERS, SEALED, STRANGERS, Throttle
from tests.conftest import HOST, TEST_KEYS, Product
from tests.sync.phone import Phone

JSON = {"content-type": "application/json"}
REFUSED = "/problems/not-from-here"
OURS = {"origin": HOST}


class Browser:
    """A browser that holds Anna's cookie and says with each change what the test tells it to."""

    def __init__(self, caller: AsyncClient, token: str) -> None:
        """Hold the line and the session's token."""
        self.caller = caller
        self.token = token

    async def change(self, headers: dict[str, str]) -> int:
        """Make a change that every role may make; return how it was answered."""
        answer = await self.caller.delete("/api/sessions", headers=headers)
        if answer.status_code != 204:
            assert answer.json()["type"] == REFUSED
        return answer.status_code


@pytest.fixture
async def browser(app: Litestar, database: None) -> AsyncIterator[Browser]:  # noqa: ARG001 - rolled back after it
    """Give a browser in which Anna is signed in."""
    transport = ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol in other words
    async with AsyncClient(transport=transport, base_url=HOST) as caller:
        token = await begin_session(cast.ANNA.membership, "demo")
        caller.cookies.set(COOKIE, token)
        yield Browser(caller, token)


async def test_our_own_page_may_change(browser: Browser) -> None:
    said = {CSRF_HEADER: csrf_token_of(browser.token)}
    assert await browser.change(said | OURS) == 204
    assert await browser.change(said | OURS | {"sec-fetch-site": "same-origin"}) == 204
    # A browser that names no origin says the token, which no other site knows.
    assert await browser.change(said) == 204


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "https://kotiseteli.test.elsewhere.example"},
        {"origin": "https://kotiseteli.test:444"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": HOST, "sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
async def test_a_page_of_another_site_may_not_even_with_the_token(browser: Browser, headers: dict[str, str]) -> None:
    assert await browser.change({CSRF_HEADER: csrf_token_of(browser.token)} | headers) == 403


def said_as_is(said: str) -> list[tuple[bytes, bytes]]:
    return [(b"origin", HOST.encode()), (CSRF_HEADER.encode(), said.encode("latin-1"))]


@pytest.mark.parametrize("said", ["", "0", "ö" * 43, "A" * 43, "A" * 100_000], ids=lambda said: said[:3])
async def test_a_wrong_token_is_refused(browser: Browser, said: str) -> None:
    answer = await browser.caller.delete("/api/sessions", headers=said_as_is(said))
    assert answer.status_code == 403


async def test_without_a_token_nothing_is_changed(browser: Browser) -> None:
    assert await browser.change(OURS) == 403


async def test_the_token_of_another_session_is_refused(browser: Browser) -> None:
    other = await begin_session(cast.ANNA.membership, "demo")
    assert await browser.change(OURS | {CSRF_HEADER: csrf_token_of(other)}) == 403


async def test_the_session_tells_its_pages_the_token_and_never_its_own(browser: Browser) -> None:
    answer = await browser.caller.get("/api/session")
    assert answer.json()["csrfToken"] == csrf_token_of(browser.token)
    assert browser.token not in answer.text


async def test_a_phone_of_an_earlier_release_still_delivers_what_it_recorded(browser: Browser) -> None:
    phone = Phone(browser.caller)
    push = phone.written_push(phone.recording())
    without_origin = await browser.caller.post("/api/sync/push", json=push)
    from_elsewhere = await browser.caller.post("/api/sync/push", json=push, headers={"origin": "https://x.example"})
    from_ours = await browser.caller.post("/api/sync/push", json=push, headers=OURS)
    assert without_origin.status_code == from_elsewhere.status_code == 403
    assert from_ours.status_code == 200


def test_only_what_a_phone_has_recorded_is_taken_from_earlier_releases() -> None:
    taken = {str(handler.operation_id) for _, _, handler in handlers(any_app()) if handler.opt.get(FROM_OLD_PHONES)}
    assert taken == {"pushMutations", "addPhoto", "addPhotoPart", "giveUpPhoto"}


def test_every_door_that_takes_something_from_strangers_has_a_pace() -> None:
    open_doors = [
        (handler.operation_id, handler)
        for method, _, handler in handlers(any_app())
        if not roles_of(handler) and method not in SAFE_METHODS
    ]
    assert {name for name, _ in open_doors} >= {"deliverSealed", "bePerson"}
    without = [
        name for name, handler in open_doors if not any(getattr(guard, "pace", None) for guard in handler.guards or ())
    ]
    assert without == []


class Stopped:
    """A clock that stands, so that no room comes back during a test."""

    def __call__(self) -> float:
        """Tell the same time again."""
        return 1000.0


@asynccontextmanager
async def visitor_from(address: str, app: Litestar) -> AsyncIterator[AsyncClient]:
    """Give a stranger who comes from a network address."""
    transport = ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))  # type: ignore[arg-type]  # the same protocol in other words
    async with AsyncClient(transport=transport, base_url=HOST, headers=OURS) as caller:
        yield caller


@pytest.fixture
def guarded(database: None) -> Litestar:  # noqa: ARG001 - rolled back after it
    """Give an application of its own, whose throttle's clock stands."""
    app = build_app(settings_from({"KOTISETELI_DEMO": "1"}), TEST_KEYS)
    app.state.throttle = Throttle(Stopped())
    return app


async def test_a_stranger_who_knocks_too_often_waits_and_her_neighbour_does_not(guarded: Litestar) -> None:
    body = {"person": str(cast.COUNTY.id)}
    async with visitor_from("192.0.2.7", guarded) as one, visitor_from("192.0.2.8", guarded) as other:
        for _ in range(STRANGERS.at_once):
            assert (await one.post("/api/demo/session", json=body)).status_code == 404
        refused = await one.post("/api/demo/session", json=body)
        assert refused.status_code == 429
        assert refused.json()["type"] == "/problems/too-many-requests"
        assert refused.headers["retry-after"] == str(refused.json()["retryAfterSeconds"]) == "1"
        assert (await other.post("/api/demo/session", json=body)).status_code == 404


async def test_one_household_writes_a_few_letters_and_no_hundreds(guarded: Litestar) -> None:
    path, said = "/api/accessibility-feedback", {"organiser": str(cast.COUNTY.id), "words": "The buttons have no names"}
    async with visitor_from("192.0.2.7", guarded) as one, visitor_from("192.0.2.8", guarded) as other:
        for _ in range(LETTERS.at_once):
            assert (await one.post(path, json={"id": str(uuid4()), **said})).status_code == 201
        refused = await one.post(path, json={"id": str(uuid4()), **said})
        assert (refused.status_code, refused.json()["retryAfterSeconds"]) == (429, 30)
        assert (await other.post(path, json={"id": str(uuid4()), **said})).status_code == 201


async def test_a_worker_behind_the_same_address_is_not_held_back(guarded: Litestar) -> None:
    token = await begin_session(cast.ANNA.membership, "demo")
    async with visitor_from("192.0.2.7", guarded) as stranger, visitor_from("192.0.2.7", guarded) as anna:
        for _ in range(SEALED.at_once + 1):
            answer = await stranger.post("/api/sync/sealed", json={"device": str(cast.ANNA.id), "envelopes": []})
        assert answer.status_code == 429
        anna.cookies.set(COOKIE, token)
        anna.headers[CSRF_HEADER] = csrf_token_of(token)
        phone = Phone(anna)
        (verdict,) = await phone.verdicts(phone.recording())
        assert verdict["verdict"] == "accepted"


async def test_a_wrong_provider_key_is_tried_ever_more_slowly(guarded: Litestar) -> None:
    wrong = {"authorization": "Bearer " + "x" * 43}
    async with visitor_from("192.0.2.7", guarded) as system:
        seen = [
            (await system.get("/api/provider/visits/states", headers=wrong)).status_code
            for _ in range(FAILING_KEY.free + 2)
        ]
    assert seen == [401] * FAILING_KEY.free + [429] * 2


async def test_a_right_provider_key_is_used_without_end(guarded: Litestar) -> None:
    async with Product(guarded).called_by(cast.OLLI) as olli:
        key = (await olli.post("/api/provider/keys", json={"name": "Hoitokone"})).json()["token"]
    async with visitor_from("192.0.2.7", guarded) as system:
        for _ in range(FAILING_KEY.free + 5):
            answer = await system.get("/api/provider/visits/states", headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == 200
