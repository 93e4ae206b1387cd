"""The office's pages on its workers, and a phone that is taken into use, as a journey finds its way on them."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, expect

from e2e.camera import film_of_screen
from e2e.pages import SCAN_MS, Screen
from e2e.phone import Phone


class Workers(Screen):
    """The office's list of its workers, and the page of one."""

    def open(self) -> None:
        """Go there from the month's visits."""
        self.page.get_by_role("link", name=self.words("provider.workers")).click()
        expect(self.page.get_by_role("heading", name=self.words("staff.title"))).to_be_visible()

    def add(self, given_name: str, family_name: str) -> None:
        """Add a worker who begins today, and open her page."""
        self.tap("staff.add")
        asked = self.page.get_by_role("dialog")
        asked.get_by_label(self.words("staff.givenName")).fill(given_name)
        asked.get_by_label(self.words("staff.familyName")).fill(family_name)
        asked.get_by_role("button", name=self.words("staff.add")).click()
        self.tap("staff.open")
        expect(self.page.get_by_role("heading", name=f"{given_name} {family_name}")).to_be_visible()

    def shows_code(self) -> str:
        """Show the code for her phone, and return it as it can be typed."""
        self.tap("enrol.make")
        expect(self.page.get_by_role("timer")).to_be_visible()
        return self.page.get_by_role("code").inner_text()

    def filmed(self, folder: Path) -> Path:
        """Return what a camera before this screen sees."""
        code = self.page.get_by_role("img", name=self.words("enrol.picture"))
        code.scroll_into_view_if_needed()
        return film_of_screen(self.page.screenshot(), folder)

    def phones(self) -> Locator:
        """Return what the page says of her phones."""
        return self.page.get_by_role("article")

    def tell_lost(self) -> None:
        """Tell that her phone is lost, after reading what that does."""
        self.page.get_by_role("button", name=self.words("phone.lost"), exact=True).click()
        asked = self.page.get_by_role("dialog")
        expect(asked).to_contain_text(self.words("phone.lostWhat2"))
        asked.get_by_role("button", name=self.words("phone.lostDo")).click()
        expect(asked).to_have_count(0)


class Joining(Screen):
    """A phone that is being taken into use."""

    def type_code(self, code: str) -> None:
        """Type the code."""
        self.page.get_by_label(self.words("join.code"), exact=True).fill(code)
        self.tap("join.go")

    def is_offered(self, worker: str, provider: str) -> None:
        """Expect the question whether this becomes her work phone."""
        expect(self.page.get_by_role("button", name=self.words("join.confirm"))).to_be_visible(timeout=SCAN_MS)
        self.shows(worker)
        self.shows(provider)


def workers_screens(phone: Phone) -> Iterator[str]:
    """Go through a worker's beginning and end as her office sees them."""
    office, words, page = Workers(phone), phone.words, phone.page
    phone.open("/workers")
    office.tap("staff.add")
    page.get_by_role("dialog").get_by_role("button", name=words("staff.add")).click()
    office.says("staff.nameMissing")
    yield "a new worker"
    page.keyboard.press("Escape")
    office.add("Venla", "Kokeilija")
    office.shows_code()
    yield "a code for a phone"
    page.get_by_role("button", name=words("employment.do"), exact=True).click()
    office.says("employment.what")
    yield "until when she works"
    page.keyboard.press("Escape")
    phone.open("/workers")
    office.shows("Venla Kokeilija")
    yield "workers"
