"""The screens as people know them: by the words on them."""

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

from backend.vouchers.number import in_groups
from e2e.phone import Phone
from e2e.words import Words

# The first decode waits for the camera and for the decoder's program.
SCAN_MS = 20_000
# "The visit appears within 5 s of its arrival" (mission, C2).
ARRIVAL_MS = 5_000


class Screen:
    """One screen on a phone."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    @property
    def page(self) -> Page:
        """The browser's page."""
        return self.phone.page

    @property
    def words(self) -> Words:
        """The words in the phone's language."""
        return self.phone.words

    def tap(self, key: str) -> None:
        """Tap what bears these words, whether it does something or leads somewhere."""
        name = self.words(key)
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def shows(self, text: str | re.Pattern[str]) -> None:
        """Expect these words on the screen."""
        expect(self.page.get_by_role("main").get_by_text(text).filter(visible=True).first).to_be_visible()

    def says(self, key: str, **values: object) -> None:
        """Expect this sentence of the app on the screen."""
        self.shows(self.words(key, **values))


class Home(Screen):
    """The worker's first screen."""

    def is_open(self) -> None:
        """Expect the way to open a voucher."""
        expect(self.page.get_by_role("link", name=self.words("home.scan"), exact=True)).to_be_visible()

    def is_ready_for_flight_mode(self) -> None:
        """Wait until keys, services and one's own visits lie on the phone, as the day's page says."""
        self.page.get_by_role("link", name=self.words("place.today"), exact=True).click()
        self.shows(re.compile(self.words("own.updated", moment=r"\d")))
        self.page.get_by_role("link", name=self.words("place.home"), exact=True).click()
        self.phone.wait_until_kept()

    def scan(self) -> "Scan":
        """Tap "Scan"."""
        self.page.get_by_role("link", name=self.words("home.scan"), exact=True).click()
        return Scan(self.phone)

    def visits(self) -> Locator:
        """Return the rows of the visits."""
        return self.page.get_by_role("main").get_by_role("listitem")

    def visit(self, words: str | re.Pattern[str]) -> Locator:
        """Return the last visit with these words: whose, or when."""
        return self.visits().filter(has_text=words).first

    def visit_is(self, words: str | re.Pattern[str], state: str, timeout: float = 10_000) -> None:
        """Expect the visit's lamp: phone, sending, received, refused, review."""
        expect(self.visit(words).get_by_text(self.words(f"lamp.{state}"))).to_be_visible(timeout=timeout)


class Scan(Screen):
    """Three ways to open a voucher, on one screen."""

    def camera_opens_a_voucher(self) -> "AtDoor":
        """Wait until the camera has seen a code."""
        self.page.wait_for_url(re.compile(r"/(v|voucher)/", re.IGNORECASE), timeout=SCAN_MS)
        return AtDoor(self.phone)

    def choose_photo(self, photo: bytes) -> None:
        """Choose a photo from the phone."""
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_text(self.words("scan.photo"), exact=True).click()
        chooser.value.set_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo})

    def pick_photo(self, photo: bytes) -> "AtDoor":
        """Choose a photo with a voucher on it."""
        self.choose_photo(photo)
        return self.camera_opens_a_voucher()

    def number_field(self) -> Locator:
        """Return the field for a typed number."""
        return self.page.get_by_label(self.words("scan.number"))

    def type_number(self, typed: str) -> None:
        """Type a number as a hand does, and say that it is ready."""
        self.number_field().fill("")
        self.number_field().press_sequentially(typed)
        self.page.get_by_role("button", name=self.words("scan.open"), exact=True).click()

    def is_open(self) -> None:
        """Expect the three ways."""
        expect(self.page.get_by_role("heading", name=self.words("scan.title"))).to_be_visible()


class AtDoor(Screen):
    """A voucher, opened."""

    def is_of(self, number: str) -> None:
        """Expect the voucher of this number."""
        expect(self.page.get_by_text(read_out(number))).to_be_visible()

    def is_genuine(self, organiser: str) -> None:
        """Expect that the signature has been checked on the phone."""
        self.says("door.genuineBy", organiser=organiser)

    def is_valid(self, first: date, last: date) -> None:
        """Expect the days in which it pays."""
        self.says("door.validFromTo", first=written(first), last=written(last))

    def begin(self) -> "Visit":
        """Begin the visit."""
        self.tap("door.begin")
        expect(self.page.get_by_role("timer")).to_be_visible()
        return Visit(self.phone)

    def record_past_visit(self) -> "PastVisit":
        """Go to record a visit that is over."""
        self.tap("door.past")
        return PastVisit(self.phone)


class Visit(Screen):
    """The visit that goes on."""

    def tasks(self) -> list[str]:
        """Return the names of the service's tasks."""
        return self.page.get_by_role("checkbox").locator("xpath=..").all_inner_texts()

    def tick(self, task: str) -> None:
        """Tick a task as done."""
        self.page.get_by_role("checkbox", name=task, exact=True).check()

    def leave_undone(self, task: str, reason_key: str) -> str:
        """Say why a task was not done, and return the reason's words."""
        reason = self.words(reason_key)
        row = self.page.get_by_role("listitem").filter(has=self.page.get_by_role("checkbox", name=task, exact=True))
        row.get_by_role("button").click()
        self.page.get_by_role("button", name=reason, exact=True).click()
        return reason

    def note(self, words: str) -> None:
        """Write a note."""
        self.page.get_by_label(self.words("ongoing.note")).fill(words)

    def end_and_save(self) -> "Recorded":
        """End the visit and save it."""
        self.tap("ongoing.end")
        return Recorded(self.phone)


class PastVisit(Visit):
    """A visit that is over, recorded afterwards."""

    def was(self, day: str, from_time: str, to_time: str) -> None:
        """Say when it was: YYYY-MM-DD, HH:MM, HH:MM."""
        self.page.get_by_label(self.words("past.day")).fill(day)
        self.page.get_by_label(self.words("past.from")).fill(from_time)
        self.page.get_by_label(self.words("past.to")).fill(to_time)

    def save_without_times_points_at(self, field_key: str, said_key: str) -> None:
        """Save too early, and expect that the first empty field is named and has the focus."""
        self.tap("past.save")
        self.says(said_key)
        expect(self.page.get_by_label(self.words(field_key))).to_be_focused()

    def save(self) -> "Recorded":
        """Save it."""
        self.tap("past.save")
        return Recorded(self.phone)


class Recorded(Screen):
    """A visit that has been recorded."""

    def is_on_this_phone(self) -> None:
        """Expect that it is said to be safe here."""
        self.says("lamp.phone")

    def go_back(self) -> Home:
        """Go back to the first screen."""
        self.page.get_by_role("link", name=self.words("action.back"), exact=True).click()
        return Home(self.phone)

    def is_received(self, timeout: float = 10_000) -> None:
        """Expect that the server has it."""
        expect(self.page.get_by_role("main").get_by_text(self.words("lamp.received"), exact=True)).to_be_visible(
            timeout=timeout
        )


class PersonPage(Screen):
    """A client's page as she and her relatives see it."""

    def is_live(self) -> None:
        """Expect that the page renews itself."""
        self.says("lamp.live")

    def new_visit(self) -> Locator:
        """Return the visit that has come while the page was open."""
        fresh = self.page.get_by_text(self.words("lamp.new"), exact=True)
        return self.page.get_by_role("listitem").filter(has=fresh).last

    def ticket(self, service: str) -> Locator:
        """Return what is said of one grant."""
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("heading", name=service))

    def minutes_left(self, service: str) -> int:
        """Return how many minutes are said to be left of a service's grant this month."""
        said = self.ticket(service).get_by_text(self.words("meter.left")).inner_text()
        hours = re.search(r"(\d+)\s*t\b", said)
        minutes = re.search(r"(\d+)\s*min\b", said)
        return (int(hours[1]) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)

    def stays_on_the_same_page(self) -> None:
        """Mark the page, so that a reload would be noticed."""
        self.page.evaluate("document.documentElement.dataset.opened = 'once'")

    def has_stayed_on_the_same_page(self) -> None:
        """Expect that the page has not been loaded again."""
        assert self.page.evaluate("document.documentElement.dataset.opened") == "once"


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


def read_out(number: str) -> re.Pattern[str]:
    """Return how a number stands on a screen: in groups of four, whose hyphens may be ones that never break."""
    return re.compile("[-\u2011]".join(in_groups(number).split("-")))


def written(day: date) -> str:
    """Return the day as Finnish and Swedish write it: 1.2.2026."""
    return f"{day.day}.{day.month}.{day.year}"
