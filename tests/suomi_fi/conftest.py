"""The product joined to a simulated Suomi.fi, and Kaisa signed in as a bank would identify her."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from backend import clock
from backend.access.guards import COOKIE
from backend.access.identity_code import unseal
from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.demo.cast import CastPerson
from backend.sessions.beginning import begin_session
from backend.settings import settings_from
from backend.throttle import Throttle
from tests.conftest import HOST, TEST_KEYS, as_our_page
from tests.suomi_fi.simulator import API_KEY, CLIENT_ID, OAUTH_PASSWORD, Simulator, simulated

SOCIAL = "http://valtuusrekisteri.suomi.fi/sosiaalihuollon_asioiden_hoito"
HEALTH = "http://valtuusrekisteri.suomi.fi/terveydenhuollon_asioiden_hoito"
# How strongly a bank identifies (the European level of assurance, substantial).
STRONG = "http://eidas.europa.eu/LoA/substantial"
BACK = f"{HOST}/act-for-another"


def joining(folder: Path, address: str) -> Path:
    """Write how the installation has joined, and return where it is written."""
    (folder / "api-key").write_text(API_KEY + "\n", encoding="utf-8")
    (folder / "oauth-password").write_text(OAUTH_PASSWORD, encoding="utf-8")
    path = folder / "suomi-fi.toml"
    path.write_text(
        f"""
        address = "{address}"
        client_id = "{CLIENT_ID}"
        api_key_file = "api-key"
        oauth_password_file = "oauth-password"

        [[matter]]
        issue = "{SOCIAL}"
        scopes = ["see_visits", "give_feedback", "choose_provider"]

        [[matter]]
        issue = "{HEALTH}"
        scopes = ["see_visits", "see_money"]
        """,
        encoding="utf-8",
    )
    return path


@dataclass
class Joined:
    """The product, the simulated service, and the way between them."""

    app: Litestar
    service: Simulator

    @asynccontextmanager
    async def called_by(self, person: CastPerson, way: str = "bank", acr: str | None = STRONG) -> AsyncIterator["Her"]:
        """Give a caller who has come in by an identity provider."""
        transport = ASGITransport(self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol in other words
        async with AsyncClient(transport=transport, base_url=HOST, event_hooks={"request": [as_our_page]}) as caller:
            caller.cookies.set(COOKIE, await begin_session(person.membership, way, acr=acr))
            yield Her(caller, self.service)


@dataclass
class Her:
    """Somebody at her browser."""

    browser: AsyncClient
    service: Simulator
    # Where her page asks: another place for whoever is nobody here yet.
    asks_at: str = "/api/suomi-fi"

    async def press(self) -> Response:
        """Press "Act for another person"."""
        return await self.browser.post(f"{self.asks_at}/choice", json={"language": "fi"})

    async def chooses(self, principal: str) -> str:
        """Press, choose at Suomi.fi, and come back with a code."""
        return self.service.choose((await self.press()).json()["address"], principal)

    async def comes_back(self, code: str) -> Response:
        """Let her page tell the code."""
        return await self.browser.post(f"{self.asks_at}/answer", json={"code": code})

    async def acts_for(self, principal: str) -> Response:
        """Do all of it."""
        return await self.comes_back(await self.chooses(principal))

    async def sees(self) -> list[dict[str, object]]:
        """Return whose services her session shows."""
        found: list[dict[str, object]] = (await self.browser.get("/api/session")).json()["clients"]
        return found


async def code_of(person: CastPerson) -> str:
    """Return a cast person's invented identity code."""
    (row,) = await fetch("select identity_code_sealed from person where id = $1", person.id)
    return unseal(row["identity_code_sealed"], TEST_KEYS.identity)


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    """Run Suomi.fi as the tests know it, in the tests' own time."""
    with simulated(lambda: clock.now()) as simulator:  # noqa: PLW0108 - a test moves the clock
        yield simulator


@pytest.fixture(scope="session")
def joined_app(running: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """Build the product, joined to it."""
    written = joining(tmp_path_factory.mktemp("joined"), running.address)
    settings = {"KOTISETELI_DEMO": "1", "KOTISETELI_PUBLIC_URL": HOST, "KOTISETELI_SUOMI_FI": str(written)}
    return build_app(settings_from(settings), TEST_KEYS)


@pytest.fixture
def joined(running: Simulator, joined_app: Litestar, database: None) -> Joined:  # noqa: ARG001 - it is rolled back after the test
    """Give the product, joined to a service that knows of nothing yet."""
    running.forget()
    joined_app.state.throttle = Throttle()
    return Joined(joined_app, running)


@pytest.fixture
async def kaisa(joined: Joined) -> AsyncIterator[Her]:
    """Give Kaisa, whom nobody has given anything but her mother, on paper."""
    async with joined.called_by(cast.KAISA) as her:
        yield her
