"""The office's board of its rounds, as a journey finds its way on it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from playwright.sync_api import Locator, expect

from backend.days import HERE
from e2e.pages import Screen
from e2e.phone import Phone
from e2e.product import Product

# Visits are held against the plan every second; whoever is late is noticed every ten.
NOTICED_MS = 30_000


PLANNED = """
select starts_at, ends_at from planned_visit where voucher = $1 and cancelled_at is null order by starts_at desc
"""


def unplanned(product: Product, voucher: UUID, latest: datetime, minutes: int) -> datetime:
    """Return the latest start, by a moment, of so many minutes for which nothing is planned on a voucher."""
    start = latest
    for plan in product.rows(PLANNED, voucher):
        if plan["starts_at"] < start + timedelta(minutes=minutes) and start < plan["ends_at"]:
            start = plan["starts_at"].astimezone(HERE) - timedelta(minutes=minutes)
    return start


class Rounds(Screen):
    """The board."""

    def open(self) -> None:
        """Go there from the month's visits."""
        self.page.get_by_role("link", name=self.words("provider.rounds"), exact=True).click()
        expect(self.page.get_by_role("heading", name=self.words("rounds.title"), exact=True)).to_be_visible()

    def dialog(self) -> Locator:
        """Return what is asked."""
        return self.page.get_by_role("dialog")

    def field(self, key: str) -> Locator:
        """Return what is asked by these words."""
        return self.dialog().get_by_label(self.words(key), exact=True)

    def plan(self, start: datetime, minutes: int, worker: str | None, client: str = "") -> str:
        """Plan a visit at somebody's who has none at that time, or at a client's, and return whose it is."""
        self.tap("plan.do")
        choices = self.field("plan.client").get_by_role("option")
        expect(choices.nth(1)).to_be_attached()
        for choice in choices.all_inner_texts()[1:]:
            if client not in choice:
                continue
            self.field("plan.client").select_option(label=choice)
            self.field("plan.firstDay").fill(start.date().isoformat())
            self.field("plan.start").fill(f"{start:%H:%M}")
            self.field("plan.minutes").fill(str(minutes))
            if worker:
                self.field("plan.worker").select_option(label=worker)
            self.press("plan.try")
            overlaps = self.dialog().get_by_text(self.words.problem("plans-overlap"))
            store = self.dialog().get_by_role("button", name=self.words("plan.store"), exact=True)
            expect(overlaps.or_(store)).to_be_visible()
            if store.is_visible():
                self.press("plan.store")
                self.says("act.done", count=1)
                return choice.split(",")[0]
        raise AssertionError("Everybody is visited at that time.")

    def press(self, key: str) -> None:
        """Press a button of what is asked."""
        self.dialog().get_by_role("button", name=self.words(key), exact=True).click()

    def go_to(self, day: date) -> None:
        """Show a day."""
        self.page.get_by_label(self.words("rounds.day"), exact=True).fill(day.isoformat())

    def planned(self, client: str, span: str) -> Locator:
        """Return a planned visit on the day that is shown."""
        return self.page.locator(".rounds-column").get_by_role("button").filter(has_text=client).filter(has_text=span)

    def unheard(self, client: str) -> Locator:
        """Return what has not been heard of at a client's."""
        listed = self.page.get_by_role("region", name=self.words("rounds.unheard"))
        return listed.get_by_role("button").filter(has_text=client)


def rounds_screens(phone: Phone) -> Iterator[str]:
    """Go through the rounds as the office sees them."""
    board, page = Rounds(phone), phone.page
    phone.open("/rounds")
    expect(page.locator(".rounds-column").first).to_be_visible()
    yield "rounds"
    board.tap("plan.do")
    board.field("plan.again").select_option("weekly")
    board.press("plan.try")
    expect(board.dialog().get_by_text(board.words("plan.missing")).first).to_be_visible()
    yield "planning a visit"
    page.keyboard.press("Escape")
    board.tap("copy.do")
    board.press("plan.try")
    expect(board.dialog().get_by_role("button", name=board.words("copy.store"), exact=True)).to_be_visible()
    yield "copying a week"
    page.keyboard.press("Escape")
    board.tap("bring.do")
    broken = {"name": "kierros.csv", "mimeType": "text/csv", "buffer": b"voucher_number;day;start;end\n123;x;8;9"}
    board.dialog().locator("input[type=file]").set_input_files(broken)  # type: ignore[arg-type]  # as Playwright wants it
    expect(board.dialog().get_by_text(board.words("bring.bad", count=1, rows=1))).to_be_visible()
    yield "a round that cannot be read"
    page.keyboard.press("Escape")
    board.tap("rounds.after")
    page.locator(".rounds-column").get_by_role("button").first.click()
    expect(board.field("plan.start")).to_be_visible()
    yield "moving a visit"
    page.keyboard.press("Escape")
