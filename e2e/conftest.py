"""Serves the demo county and the built app, and hands out phones: each journey runs on the real product."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from backend.demo.cast import MARJA, CastVoucher
from backend.embedded import EmbeddedDatabase
from e2e.phone import LARGE, Phone, kept_phone, open_browser, settings_of
from e2e.product import ROOT, County, OwnDatabase, Product
from e2e.words import Language

PICTURES = Path(__file__).parent / "pictures"
HAS_FAILED = pytest.StashKey[bool]()

PaperOf = Callable[[CastVoucher], bytes]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a journey has failed, so that its phones are pictured."""
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Load the demo county once for the whole run: on the server of DATABASE_URL, or on one that comes with us."""
    folder = tmp_path_factory.mktemp("county")
    with ExitStack() as held:
        server = os.environ.get("DATABASE_URL", "")
        if not server:
            embedded = EmbeddedDatabase(folder / "server")
            server = embedded.start()
            held.callback(embedded.stop)
        county = County(OwnDatabase(server), folder / "installation")
        held.callback(county.database.drop)
        county.load()
        yield county


@pytest.fixture(scope="module")
def product(county: County, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Serve a county of their own to the journeys of one file: nobody else's visits stand among theirs."""
    with county.copy(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def running(product: Product) -> Product:
    """Give the product, started again if the journey before has killed it or put another release in its place."""
    if product.source != ROOT or not product.answers():
        product.kill()
        product.start()
    return product


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drive browsers for the whole run."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give the browser that phones without a camera share."""
    with open_browser(playwright) as browser:
        yield browser


class Phones:
    """Hands out phones, and asks each at the end whether its app had a defect or asked elsewhere."""

    def __init__(self, playwright: Playwright, browser: Browser, url: str, held: ExitStack) -> None:
        self.playwright = playwright
        self.browser = browser
        self.url = url
        self.held = held
        self.all: list[Phone] = []

    def phone(
        self,
        *,
        film: Path | None = None,
        voice: Path | None = None,
        size: tuple[int, int] = LARGE,
        language: Language = "fi",
        scheme: str = "light",
    ) -> Phone:
        """Give a new phone that nobody has used; one that films or hears has a browser of its own."""
        own = film or voice
        browser = self.held.enter_context(open_browser(self.playwright, film, voice)) if own else self.browser
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light", **settings_of(size, language)
        )
        self.held.callback(context.close)
        return self.kept(Phone(context, self.url, language))

    def phone_on_disk(self, profile: Path, *, film: Path | None = None, offline: bool = False) -> Phone:
        """Give the phone whose disk this is, again if it is not the first time."""
        opened = kept_phone(self.playwright.chromium, profile, self.url, film=film, offline=offline)
        return self.kept(self.held.enter_context(opened))

    def kept(self, phone: Phone) -> Phone:
        """Remember the phone until its defects have been asked for."""
        self.all.append(phone)
        return phone


@pytest.fixture
def phones(
    playwright: Playwright, browser: Browser, running: Product, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """Hand out phones for one journey; when it fails their screens are kept in e2e/pictures."""
    with ExitStack() as held:
        phones = Phones(playwright, browser, running.url, held)
        yield phones
        if request.node.stash.get(HAS_FAILED, False):
            for number, phone in enumerate(phones.all, 1):
                phone.picture(PICTURES / f"{request.node.name} {number}.png")
    assert [defect for phone in phones.all for defect in phone.defects] == []
    # No third party is asked for anything, on any screen of any journey.
    assert [asked for phone in phones.all for asked in phone.asked_elsewhere()] == []


@pytest.fixture
def paper_of(playwright: Playwright, running: Product) -> Iterator[PaperOf]:
    """Print a voucher as the granter does."""
    office = playwright.request.new_context(base_url=running.url)
    assert office.post("/api/demo/session", data={"person": str(MARJA.id)}).ok

    def paper(voucher: CastVoucher) -> bytes:
        printed = office.get(f"/api/vouchers/{voucher.id}/paper", params={"language": "fi"})
        assert printed.ok, printed.text()
        assert printed.headers["content-type"].startswith("application/pdf")
        return printed.body()

    yield paper
    office.dispose()
