"""The screens of granter and organiser by the words their users see."""

import re
from datetime import date

from playwright.sync_api import Locator, expect

from e2e.pages import Screen, written


class Calculator(Screen):
    """What a service costs the client in every way of arranging it."""

    def field(self, key: str) -> Locator:
        """Return what is asked by these words."""
        return self.page.get_by_label(self.words(key), exact=True)

    def reckons(self, household: str, income: str, hours: str) -> None:
        """Open it from the granter's home, type what is known, and wait for the providers."""
        self.phone.open()
        self.page.get_by_role("link", name=self.words("clients.calculator"), exact=True).click()
        self.field("calculator.household").fill(household)
        self.field("calculator.income").fill(income)
        self.field("calculator.hours").fill(hours)
        self.says("column.ownMonth")

    def fee(self) -> Locator:
        """Return what the service costs without a voucher."""
        return self.page.get_by_role("article").filter(
            has=self.page.get_by_role("heading", name=self.words("without.title"))
        )

    def own_liabilities(self) -> list[int]:
        """Return each provider's own liability a month, in cents, as the rows stand on a desk."""
        rows = self.page.get_by_role("row").filter(has=self.page.get_by_role("cell"))
        return [cents_in(row.get_by_role("cell").nth(2).inner_text()) for row in rows.all()]


class RulebookPart(Screen):
    """One part of the organiser's rulebook, and the form for a new version of it."""

    def open(self, service: str) -> None:
        """Open a service's part from the organiser's home."""
        self.phone.open()
        self.page.get_by_role("link", name=service, exact=True).click()
        expect(self.page.get_by_role("heading", name=service, level=1)).to_be_visible()

    def add_service(self, finnish: str, swedish: str, english: str, unit: str, task: str) -> None:
        """Add a service with one task; the task bears the same name in each language."""
        self.phone.open()
        self.tap("services.add")
        for title, names in (("newService.name", (finnish, swedish, english)), ("newService.task", (task,) * 3)):
            if title == "newService.task":
                self.tap("newService.addTask")
            group = self.page.get_by_role("group", name=self.words(title, count=1), exact=True)
            for field, name in zip(group.get_by_role("textbox").all(), names, strict=True):
                field.fill(name)
        self.page.get_by_label(self.words("newService.unit")).select_option(unit)
        self.tap("newService.add")
        expect(self.page.get_by_role("heading", name=finnish, level=1)).to_be_visible()

    def field(self, key: str) -> Locator:
        """Return what is asked by these words."""
        return self.page.get_by_label(self.words(key), exact=True)

    def base(self) -> Locator:
        """Return the field of the value, or of the base that factors raise."""
        return self.field("value.flat").or_(self.field("value.baseInBands")).first

    def begin_version(self, first_day: date, source: str) -> None:
        """Begin a new version that holds from a day until further notice."""
        self.tap("part.enter")
        self.field("period.firstDay").fill(first_day.isoformat())
        self.field("period.source").fill(source)

    def set_base(self, euros: str) -> None:
        """Say that the value is the same at all times, and what it is."""
        self.page.get_by_role("radio", name=self.words("value.way.flat")).check()
        self.base().fill(euros)

    def preview(self) -> Locator:
        """Return what the terms come to while they are typed."""
        return self.page.get_by_role("region", name=self.words("preview.title"))

    def go_on(self) -> None:
        """Say that all is typed."""
        self.tap("enter.goOn")

    def difference(self, key: str) -> Locator:
        """Return what is shown of a term that changes."""
        heading = self.page.get_by_role("heading", name=self.words(key), exact=True)
        return self.page.get_by_role("listitem").filter(has=heading)

    def confirm(self) -> None:
        """Enter the version, and wait for the line of time."""
        self.tap("confirm.yes")
        self.says("part.versions")

    def versions(self, state_key: str) -> Locator:
        """Return the versions on the line of time that are in this state."""
        state = self.page.get_by_text(self.words(state_key), exact=True)
        return self.page.get_by_role("main").get_by_role("listitem").filter(has=state)

    def withdraw(self, first_day: date) -> None:
        """Take back the version that begins on a day."""
        offer = self.words("withdraw.offer", day=written(first_day))
        self.page.get_by_role("button", name=offer, exact=True).click()
        self.tap("withdraw.yes")


class Deciding(Screen):
    """A decision as it is written, from the need to the grant."""

    def begin(self) -> None:
        """Begin it on the client's page."""
        self.tap("record.newDecision")
        expect(self.field("decide.service")).to_be_visible()

    def field(self, key: str) -> Locator:
        """Return what is asked by these words."""
        return self.page.get_by_label(self.words(key), exact=True)

    def choose(self, key: str) -> None:
        """Choose the answer that begins with these words."""
        self.page.get_by_role("radio", name=self.words(key)).check()

    def needs(self, service: str, need: str) -> None:
        """Say of which service and what for."""
        self.field("decide.service").select_option(label=service)
        self.field("decide.needWords").fill(need)

    def grants_by_voucher(self, hours: str) -> None:
        """Grant so many hours a month by a voucher, for a year."""
        self.choose("arranging.voucher")
        self.field("decide.quantity").fill(hours)
        self.page.get_by_role("button", name=self.words("decide.months", count=12)).click()

    def has_means(self, household: str, income: str) -> None:
        """Say how many live of how much, and that papers have been seen."""
        self.field("calculator.household").fill(household)
        self.field("decide.income").fill(income)
        self.page.get_by_role("checkbox", name=self.words("decide.evidenced")).check()

    def take_a_phrase(self) -> None:
        """Put the first of the suggested sentences into the grounds."""
        self.page.get_by_role("list", name=self.words("decide.phrases")).get_by_role("button").first.click()

    def costs(self) -> Locator:
        """Return what it costs the client, as it stands beside the questions."""
        return self.page.get_by_role("complementary", name=self.words("beside.title"))

    def review(self) -> Locator:
        """Ask for the last look, and return it."""
        self.tap("decide.review")
        return self.page.get_by_role("dialog")

    def decide(self) -> None:
        """Make the decision that is under review."""
        self.page.get_by_role("dialog").get_by_role("button", name=self.words("confirm.decide")).click()


def cents_in(said: str) -> int:
    """Return a sum as it is written in Finnish: 1 242,50 EUR with its sign."""
    return int(re.sub(r"[^\d]", "", said))
