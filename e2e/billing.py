"""The office's month, what its clients owe and its workers' hours, as a journey finds its way on them."""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, expect

from e2e.pages import Screen
from e2e.phone import Phone


class Billing(Screen):
    """The pages of the office's money."""

    def open(self) -> None:
        """Go there from the month's visits."""
        self.page.get_by_role("link", name=self.words("provider.settlement"), exact=True).click()
        expect(self.page.get_by_role("heading", name=self.words("earned.title"), exact=True)).to_be_visible()

    def go_to(self, key: str, title: str) -> None:
        """Go on to what clients owe, or to the hours."""
        self.tap(key)
        expect(self.page.get_by_role("heading", name=self.words(title), exact=True, level=1)).to_be_visible()

    def month_before(self) -> None:
        """Look at the month before."""
        self.page.get_by_role("button", name=self.words("month.before")).click()

    def month_after(self) -> None:
        """Look at the month after."""
        self.page.get_by_role("button", name=self.words("month.after")).click()

    def row(self, region: str, words: str) -> Locator:
        """Return a row of what is to be done, or of where visits are."""
        listed = self.page.get_by_role("region", name=self.words(region)).get_by_role("listitem")
        return listed.filter(has=self.page.get_by_text(self.words(words), exact=True))

    def lines(self) -> Locator:
        """Return the rows of the visits."""
        return self.page.get_by_role("region", name=self.words("earned.lines")).locator("tbody tr")

    def take(self, key: str, into: Path) -> str:
        """Download a table, and return what it says."""
        with self.page.expect_download() as begun:
            self.tap(key)
        begun.value.save_as(into)
        return into.read_text(encoding="utf-8-sig")


def billing_screens(phone: Phone) -> Iterator[str]:
    """Go through the office's money, and home again."""
    for path, sentence in (
        ("/settlement", "earned.states"),
        ("/settlement/own-liability", "owed.lede"),
        ("/settlement/hours", "paid.what"),
    ):
        phone.open(path)
        Screen(phone).says(sentence)
        if path == "/settlement":
            phone.page.get_by_text(phone.words("earned.days"), exact=True).click()
            expect(phone.page.get_by_role("main").get_by_text(re.compile("€")).first).to_be_visible()
        else:
            phone.page.get_by_role("main").get_by_role("button").first.wait_for()
        yield f"the office's money: {path}"
    phone.open()


def own_months(phone: Phone) -> Iterator[str]:
    """Go on from a worker's last days, one of whose visits she has withdrawn, to her earlier months."""
    Screen(phone).says("lamp.withdrawn")
    yield "today with a withdrawn visit"
    Screen(phone).tap("own.months")
    Screen(phone).says("wages.what")
    yield "earlier months"
