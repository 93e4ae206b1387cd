"""Finance's review and the office's page of it, by the words their users see."""

from collections.abc import Iterator

from playwright.sync_api import Locator, expect

from e2e.pages import Screen
from e2e.phone import Phone


class Review(Screen):
    """Finance's queue of visits that the rules left to a person."""

    def open(self) -> None:
        """Come to it from home."""
        self.phone.open()
        self.page.get_by_role("link", name=self.words("review.open")).click()
        expect(self.page.get_by_role("heading", name=self.words("review.title"), level=1)).to_be_visible()
        self.line().wait_for()

    def list(self) -> Locator:
        """Return the list that the keyboard walks through."""
        return self.page.get_by_role("listbox")

    def line(self) -> Locator:
        """Return the line that the keyboard stands on."""
        return self.list().locator("[role=option][tabindex='0']")

    def whose(self) -> str:
        """Return who and when the line is about."""
        return self.line().locator(".review-who").inner_text()

    def details(self) -> str:
        """Return what stands beside the list of the line."""
        return self.page.get_by_label(self.words("review.detail")).inner_text()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def show(self, which: str) -> None:
        """Show what waits, what was asked, or what is decided."""
        self.page.get_by_role("button", name=self.words(f"review.which.{which}"), exact=True).click()


def review_screens(phone: Phone) -> Iterator[str]:
    """Go through finance's review: the list, what a decision does, and the details of a line on a phone."""
    review = Review(phone)
    review.open()
    yield "the review queue"
    review.line().locator(".review-mark").click()
    phone.page.get_by_role("button", name=phone.words("review.do.partly"), exact=False).first.click()
    dialog = phone.page.get_by_role("dialog")
    dialog.get_by_role("button", name=phone.words("review.do.partly")).click()
    review.says("review.chooseReason")
    yield "a decision that is not whole"
    phone.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    review.show("decided")
    review.line().wait_for()
    yield "what has been decided"
    phone.open()


def deviation_screens(phone: Phone) -> Iterator[str]:
    """Go through the office's visits that are checked before they are paid."""
    phone.open("/deviations")
    phone.page.get_by_role("article").first.wait_for()
    yield "visits that are checked before they are paid"
    phone.open()
