"""A product that may tell this machine, a push service on it, and Kaisa, who has asked to be told of her mother."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar

from backend import clock
from backend.app import build_app
from backend.channels.jobs import notice_what_happened
from backend.channels.sending import Channels, send_due
from backend.demo import cast
from backend.notices.kinds import Kind
from backend.notices.telling import Happened, tell
from backend.settings import settings_from
from tests.conftest import TEST_KEYS, Caller, Product
from tests.notices.receiver import Browser, Service, push_service

EVERYTHING = {
    "kinds": [kind.value for kind in Kind],
    "quietFrom": 21 * 60,
    "quietUntil": 7 * 60,
    "wakes": False,
    "saysMore": False,
    "letsKnow": False,
}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """Run a push service."""
    async with push_service() as running:
        yield running


@pytest.fixture
async def telling_app() -> AsyncIterator[Litestar]:
    """Build the application as tests of the demo may run it: it also tells this machine."""
    app = build_app(settings_from({"KOTISETELI_DEMO": "1", "KOTISETELI_PUSH_ANYWHERE": "1"}), TEST_KEYS)
    async with app.state.channels.push:
        yield app


@pytest.fixture
def telling(telling_app: Litestar, database: None) -> Product:  # noqa: ARG001 - it is rolled back after the test
    """Give the application on the demo county, whose changes are rolled back."""
    return Product(telling_app)


@pytest.fixture
def channels(telling_app: Litestar) -> Channels:
    """Give by what people are told."""
    found: Channels = telling_app.state.channels
    return found


async def subscribed(caller: Caller, browser: Browser, **chosen: Any) -> None:
    """Have a person's browser told of everything, but for what is chosen otherwise."""
    answer = await caller.post("/api/told", json=EVERYTHING | chosen)
    assert answer.status_code == 200, answer.text
    answer = await caller.post("/api/told/phones", json=browser.asks(answer.json()["pushKey"]))
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def kaisa(telling: Product) -> AsyncIterator[Caller]:
    """Sign Kaisa in, who acts for Helvi."""
    async with telling.called_by(cast.KAISA) as caller:
        yield caller


@pytest.fixture
async def phone(kaisa: Caller, service: Service) -> Browser:
    """Give Kaisa's phone, which is told."""
    browser = service.browser("kaisa")
    await subscribed(kaisa, browser)
    return browser


def of_helvi(kind: Kind = Kind.MISSED, **more: Any) -> Happened:
    """Return what has happened to Helvi, now."""
    facts = {"startsAt": clock.now().isoformat()}
    return Happened(kind, cast.HELVI.client, cast.COUNTY.id, **{"facts": facts, **more})


async def tell_and_send(channels: Channels, *events: Happened) -> None:
    """Let things happen, and send all that is due by now."""
    await tell(*events)
    while await notice_what_happened():
        pass
    while await send_due(channels):
        pass
