"""A daughter presses "Act for another person", chooses at Suomi.fi for whom, and comes back to that person's page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from backend.access.identity_code import unseal
from backend.demo import cast
from backend.demo.cast import CastPerson
from backend.keys import read_keys
from e2e.phone import LARGE, Phone, settings_of
from e2e.product import County, Product
from tests.suomi_fi.conftest import HEALTH, SOCIAL, joining
from tests.suomi_fi.simulator import Simulator, simulated

# What the county has registered at Suomi.fi is its public address; the test's browser finds this machine behind it.
PUBLIC = "https://kotiseteli.example"


@dataclass
class JoinedCounty:
    """The demo county on a server of its own, joined to a simulated Suomi.fi."""

    product: Product
    service: Simulator

    def code_of(self, person: CastPerson) -> str:
        """Return a person's invented identity code."""
        (row,) = self.product.rows("select identity_code_sealed from person where id = $1", person.id)
        return unseal(row["identity_code_sealed"], read_keys(self.product.folder / "data").identity)


@pytest.fixture
def joined(county: County, tmp_path: Path) -> Iterator[JoinedCounty]:
    """Serve a county that has joined."""
    with simulated() as service:
        settings = {"KOTISETELI_SUOMI_FI": str(joining(tmp_path, service.address))}
        with county.copy(tmp_path / "installation", **settings) as product:
            yield JoinedCounty(product, service)


@pytest.fixture
def kaisas(joined: JoinedCounty, browser: Browser) -> Iterator[Phone]:
    """Give Kaisa's phone, signed in."""
    context = browser.new_context(**settings_of(LARGE, "fi"))
    context.route(f"{PUBLIC}/**", lambda route: back_to(joined.product, route))
    phone = Phone(context, joined.product.url, "fi")
    phone.be(cast.KAISA)
    yield phone
    context.close()
    assert phone.defects == []


def back_to(product: Product, route: Route) -> None:
    """Send what goes to the public address to this machine."""
    route.fulfill(status=302, headers={"Location": route.request.url.replace(PUBLIC, product.url)})


def test_she_chooses_at_suomi_fi_and_comes_back_to_the_persons_page(joined: JoinedCounty, kaisas: Phone) -> None:
    joined.service.let(joined.code_of(cast.KAISA), joined.code_of(cast.IRJA), SOCIAL, HEALTH, name=cast.IRJA.name)
    page, words = kaisas.page, kaisas.words
    # Signing in has sent her nowhere: she chooses it herself.
    assert joined.service.called == []
    page.get_by_role("link", name=words("client.ownMandates")).click()
    page.get_by_role("link", name=words("suomi.open")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("suomi.title"))
    page.get_by_role("button", name=words("suomi.go")).click()
    page.get_by_role("link", name=cast.IRJA.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(cast.IRJA.name)
    assert "code" not in page.url
    page.go_back()
    assert joined.service.refused == []


def test_without_a_mandate_there_she_is_told_what_to_do_and_sees_nothing(joined: JoinedCounty, kaisas: Phone) -> None:
    irja = joined.code_of(cast.IRJA)
    joined.service.let(
        joined.code_of(cast.KAISA), irja, "http://valtuusrekisteri.suomi.fi/another", name=cast.IRJA.name
    )
    page, words = kaisas.page, kaisas.words
    page.get_by_role("link", name=words("client.ownMandates")).click()
    page.get_by_role("link", name=words("suomi.open")).click()
    page.get_by_role("button", name=words("suomi.go")).click()
    page.get_by_role("link", name=cast.IRJA.name).click()
    expect(page.get_by_role("alert")).to_contain_text(words.problem("mandate-not-confirmed"))
    # She can choose again from the same page.
    expect(page.get_by_role("button", name=words("suomi.go"))).to_be_visible()
