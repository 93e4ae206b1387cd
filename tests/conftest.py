"""A real database for every test, rolled back after it; a still clock; and the people of the demo county as callers."""

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx import ASGITransport, AsyncClient, Request
from litestar import Litestar

from backend import clock, migrate
from backend.access.guards import COOKIE, CSRF_HEADER, csrf_token_of
from backend.app import build_app
from backend.database import DB
from backend.days import local_day
from backend.demo.cast import CastPerson
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import Keys, sealing_key_of
from backend.sessions.beginning import begin_session
from backend.sessions.rules import EVERY_MEMBERSHIP
from backend.settings import settings_from

# A Wednesday, noon in Finland; every test that reads the clock lives in this moment.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TODAY = local_day(NOW)
# Our own host, as a browser sees it: the session's cookie is for secure connections only.
HOST = "https://kotiseteli.test"

Caller = AsyncClient


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make leaks` and `make fuzz` ask more often, and something else each time."""
    parser.addoption("--requests", type=int, default=2000, help="how many random requests tests/leaks makes")
    parser.addoption("--examples", type=int, default=3, help="how many requests tests/contract makes up an operation")
    parser.addoption("--seed", type=int, default=1, help="what the random requests are drawn from")


def pytest_unconfigure() -> None:
    """Let nothing be collected any more once all is told.

    msgspec 0.22 frees some of its types twice when the interpreter takes them apart at its very end (msgspec's issue
    717): a run of 4,354 passed tests then ends as a segmentation fault. What is frozen is left to the operating system.
    """
    gc.freeze()


def secret(sentence: str) -> bytes:
    """Return 32 bytes that are the same in every run and no secret."""
    return sha256(sentence.encode()).digest()


TEST_KEYS = Keys(
    voucher=Ed25519PrivateKey.from_private_bytes(secret("the tests' voucher key")),
    identity=secret("the tests' key for identity codes"),
    receipts=Ed25519PrivateKey.from_private_bytes(secret("the tests' key for receipts")),
    sealing=sealing_key_of(secret("the tests' key for sealed records")),
    contents=secret("the tests' key for contents at rest"),
    push=sealing_key_of(secret("the tests' key for pushes")),
)


TEST_KEYS.open_contents()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the address of a running PostgreSQL: DATABASE_URL's, or the embedded one in a folder of its own."""
    address = os.environ.get("DATABASE_URL", "")
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="kotiseteli-") as folder:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        yield embedded.start()
        embedded.stop()


@asynccontextmanager
async def new_database(server: str, like: str = "template1") -> AsyncIterator[str]:
    """Make a database on the server, empty or like another one, and drop it afterwards."""
    name = f"test_{uuid4().hex}"
    owner = await asyncpg.connect(server)
    await owner.execute(f"create database {name} template {like}")
    place, _, parameters = server.partition("?")
    try:
        yield f"{place.rsplit('/', 1)[0]}/{name}" + (f"?{parameters}" if parameters else "")
    finally:
        await owner.execute(f"drop database {name} with (force)")
        await owner.close()


def name_in(address: str) -> str:
    """Return the database's name in an address."""
    return address.partition("?")[0].rsplit("/", 1)[1]


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[None]:
    """Let the product use a database for a while, whichever it had open before."""
    before, DB.pool = (DB.config, DB.pool), None
    await DB.open(address, 8)
    try:
        yield
    finally:
        await DB.close()
        DB.config, DB.pool = before


@pytest.fixture(scope="session")
async def county_as_loaded(server: str) -> AsyncIterator[str]:
    """Give the name of a database with the demo county as it stands on the tests' day, which nobody uses."""
    async with new_database(server) as address:
        async with opened(address):
            await migrate.migrate_forwards()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(clock, "now", lambda: NOW)
                await load_county(TODAY, TEST_KEYS)
        yield name_in(address)


@pytest.fixture(scope="session")
async def county(server: str, county_as_loaded: str) -> AsyncIterator[None]:
    """Hold the demo county open for the tests that roll back what they do."""
    async with new_database(server, county_as_loaded) as address, opened(address):
        yield


@pytest.fixture
async def committed_database(server: str, county_as_loaded: str) -> AsyncIterator[str]:
    """Give a demo county of its own to a test about commits, order or several callers at once."""
    async with new_database(server, county_as_loaded) as address, opened(address):
        yield address


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the clock."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
async def database(county: None) -> AsyncIterator[None]:  # noqa: ARG001 - it is filled once for all
    """Give the demo county inside a transaction that is rolled back after the test."""
    transaction = DB.transaction()
    async with transaction:
        yield
        await transaction.rollback()  # type: ignore[no-untyped-call]  # Piccolo says nothing


async def as_our_page(request: Request) -> None:
    """Say with a request what a page of the session's own says with it, unless the test says otherwise."""
    request.headers.setdefault("origin", HOST)
    held = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    if held:
        request.headers.setdefault(CSRF_HEADER, csrf_token_of(held.value))


class Product:
    """The application of the tests, called as one person or another."""

    def __init__(self, app: Litestar) -> None:
        """Hold the application."""
        self.app = app

    @asynccontextmanager
    async def called_by(self, person: CastPerson | None) -> AsyncIterator[Caller]:
        """Give a caller signed in as a person of the cast, or a stranger for None."""
        # In the test's own task, so that the application works inside the test's transaction.
        transport = ASGITransport(self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol in other words
        hooks = {"request": [as_our_page]}
        async with AsyncClient(transport=transport, base_url=HOST, event_hooks=hooks) as caller:
            if person is not None:
                token = await begin_session(person.membership, "demo", reach=EVERY_MEMBERSHIP)
                caller.cookies.set(COOKIE, token)
            yield caller


@pytest.fixture(scope="session")
def app() -> Litestar:
    """Build the application once; it has no state of its own."""
    return build_app(settings_from({"KOTISETELI_DEMO": "1"}), TEST_KEYS)


@pytest.fixture
def product(app: Litestar, database: None) -> Product:  # noqa: ARG001 - it is rolled back after the test
    """Give the application on the demo county, whose changes are rolled back."""
    return Product(app)
