"""The office's page on its own systems, as a journey finds its way on it."""

from collections.abc import Iterator

from playwright.sync_api import Locator, expect

from e2e.pages import Screen
from e2e.phone import Phone


class OwnSystems(Screen):
    """The office's page on its own systems."""

    def open(self) -> None:
        """Go there from the month's visits."""
        self.page.get_by_role("link", name=self.words("provider.ownSystems")).click()
        expect(self.page.get_by_role("heading", name=self.words("ownSystems.title"))).to_be_visible()

    def make_key(self, name: str) -> str:
        """Make a key, copy it, and return what was copied."""
        self.page.get_by_label(self.words("keys.name")).fill(name)
        self.tap("keys.make")
        self.says("keys.once")
        self.tap("keys.copy")
        self.says("keys.copied")
        # The page itself may not read what was copied (backend/headers.py); a person pastes it somewhere.
        self.page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'elsewhere'}))")
        elsewhere = self.page.locator("#elsewhere")
        elsewhere.press("ControlOrMeta+V")
        token = elsewhere.input_value()
        elsewhere.evaluate("(one) => one.remove()")
        assert self.page.get_by_role("code").filter(has_text=token).count() == 1
        return token

    def key(self, name: str) -> Locator:
        """Return what the page says of a key."""
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("heading", name=name))

    def worker_id(self, name: str) -> str:
        """Return the id by which the system names a worker."""
        self.page.get_by_text(self.words("workers.title"), exact=True).click()
        ids = self.page.get_by_role("definition").and_(
            self.page.locator(f"//dt[normalize-space()={name!r}]/following-sibling::dd")
        )
        return ids.first.inner_text()

    def end_key(self, name: str) -> None:
        """End a key after reading what that does."""
        self.key(name).get_by_role("button", name=self.words("keys.end")).click()
        asked = self.page.get_by_role("dialog")
        expect(asked).to_contain_text(self.words("keys.endWhat"))
        asked.get_by_role("button", name=self.words("keys.end")).click()


def own_systems_screens(phone: Phone) -> Iterator[str]:
    """Go through the making and the ending of a key of the provider's own systems."""
    words, page = phone.words, phone.page
    phone.open("/own-systems")
    Screen(phone).tap("keys.make")
    Screen(phone).says("keys.nameMissing")
    page.get_by_text(words("workers.title"), exact=True).click()
    Screen(phone).says("workers.copy")
    yield "own systems"
    page.get_by_label(words("keys.name")).fill("Toiminnanohjaus")
    Screen(phone).tap("keys.make")
    Screen(phone).says("keys.once")
    yield "a key that is shown once"
    Screen(phone).tap("keys.kept")
    page.get_by_role("button", name=words("keys.end")).first.click()
    Screen(phone).says("keys.endWhat")
    yield "whether a key is to be ended"
    page.get_by_role("dialog").get_by_role("button", name=words("keys.end")).click()
    page.get_by_text(words("keys.ended"), exact=True).click()
    yield "a key that was ended"
