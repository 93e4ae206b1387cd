"""The screens as people know them: by the words on them."""

import re
import time
from datetime import date, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from backend.days import HERE
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

    def settles(self) -> None:
        """Wait until nothing comes any more that would move what is about to be tapped."""
        self.page.evaluate(
            """() => new Promise((settled) => {
                let before = -1
                const look = () => {
                    const now = document.body.scrollHeight
                    if (now === before) return settled()
                    before = now
                    setTimeout(look, 500)
                }
                look()
            })"""
        )

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
        """Return the rows of the visits that were recorded."""
        return self.page.get_by_role("main").locator("li:not([aria-labelledby=round] *)")

    def round(self) -> Locator:
        """Return the rows of the round."""
        return self.page.get_by_role("region", name=self.words("round.title")).get_by_role("listitem")

    def visit(self, words: str | re.Pattern[str]) -> Locator:
        """Return the last visit with these words: whose, or when."""
        return self.visits().filter(has_text=words).first

    def visit_is(self, words: str | re.Pattern[str], state: str, timeout: float = 10_000) -> None:
        """Expect the visit's lamp: phone, sending, received, refused, review.

        One that has been received may wait for a look: journeys of one run come to Helvi at the same hours.
        """
        lamp = self.visit(words).get_by_text(self.words(f"lamp.{state}"))
        if state == "received":
            lamp = lamp.or_(self.visit(words).get_by_text(self.words("lamp.review")))
        expect(lamp).to_be_visible(timeout=timeout)


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

    def cannot_be_made(self) -> "Otherwise":
        """Say that the visit cannot be made."""
        self.tap("door.otherwise")
        return Otherwise(self.phone)

    def record_past_visit(self) -> "PastVisit":
        """Go to record a visit that is over."""
        self.tap("door.past")
        return PastVisit(self.phone)


class Otherwise(Screen):
    """What happened instead of the visit, each with what it does to the pay."""

    def reason(self, code: str) -> Locator:
        """Return what can be chosen."""
        return self.page.get_by_role("button").filter(has_text=self.words(f"deviation.{code}"))

    def choose(self, code: str) -> "Recorded":
        """Say what happened: that records it."""
        self.reason(code).click()
        return Recorded(self.phone)


class Visit(Screen):
    """The visit that goes on."""

    def tasks(self) -> list[str]:
        """Return the names of the service's tasks, once they are there."""
        self.page.get_by_role("checkbox").first.wait_for()
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
        """Expect that the server has it, to be looked at or not."""
        main = self.page.get_by_role("main")
        # What the phone foretells of a visit has the words of the lamp that waits for a look.
        for before in ("lamp.phone", "lamp.sending"):
            expect(main.get_by_text(self.words(before), exact=True)).to_have_count(0, timeout=timeout)
        received = main.get_by_text(self.words("lamp.received"), exact=True)
        expect(received.or_(main.get_by_text(self.words("lamp.review"), exact=True)).first).to_be_visible(
            timeout=timeout
        )

    def is_withdrawn(self) -> None:
        """Expect that it is said to be withdrawn, and what that means."""
        self.says("lamp.withdrawn")
        self.says("correcting.withdrawnMeans")

    def correct(self) -> "Correcting":
        """Go to say the visit anew."""
        self.tap("correcting.correct")
        return Correcting(self.phone)

    def withdraw(self, reason_key: str) -> None:
        """Take the visit back in two taps."""
        self.tap("correcting.withdraw")
        self.tap(reason_key)

    def put_back(self) -> None:
        """Undo the withdrawal."""
        self.tap("correcting.putBack")


class Correcting(PastVisit):
    """A visit of one's own, said anew."""

    def save(self) -> Recorded:
        """Save the correction."""
        self.tap("correcting.save")
        return Recorded(self.phone)


class ThisPhone(Screen):
    """What a worker sees of the phone itself."""

    def open(self) -> None:
        """Open it by the menu."""
        self.page.get_by_role("button", name=self.words("menu.open")).click()
        self.page.get_by_role("dialog").get_by_role("link", name=self.words("menu.toPhone")).click()
        expect(self.page.get_by_role("heading", name=self.words("device.title"), exact=True)).to_be_visible()

    def set_pin(self, pin: str) -> None:
        """Set a lock."""
        self.open()
        self.tap("device.setLock")
        self.page.get_by_label(self.words("lock.pin")).fill(pin)
        self.page.get_by_label(self.words("lock.again")).fill(pin)
        self.tap("lock.set")
        self.says("lock.isSet")

    def says_of_lock(self, key: str) -> None:
        """Expect what is said of the lock."""
        self.open()
        self.says(key)


class LockedApp(Screen):
    """The app while its lock is closed."""

    def is_locked(self) -> None:
        """Expect the question for the PIN, and nothing of anybody."""
        expect(self.page.get_by_role("heading", name=self.words("unlock.title"))).to_be_visible()

    def unlock(self, pin: str) -> None:
        """Type a PIN."""
        self.page.get_by_label(self.words("unlock.pin")).fill(pin)
        self.tap("unlock.open")

    def records_a_visit(self, number: str, started: datetime, ended: datetime, note: str) -> None:
        """Record a visit without unlocking."""
        self.tap("unlock.record")
        scan = Scan(self.phone)
        scan.type_number(number)
        past = PastVisit(self.phone)
        past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
        past.note(note)
        self.tap("sealedVisit.save")
        self.says("sealedVisit.saved")


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

    def comes_to_minutes_left(self, service: str, minutes: int) -> None:
        """Expect that so much is left of a service's grant, as soon as a change arrives."""
        deadline = time.monotonic() + ARRIVAL_MS / 1000
        while (left := self.minutes_left(service)) != minutes and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
        assert left == minutes

    def stays_on_the_same_page(self) -> None:
        """Mark the page, so that a reload would be noticed."""
        self.page.evaluate("document.documentElement.dataset.opened = 'once'")

    def has_stayed_on_the_same_page(self) -> None:
        """Expect that the page has not been loaded again."""
        assert self.page.evaluate("document.documentElement.dataset.opened") == "once"


def the_last_hour() -> tuple[datetime, datetime]:
    """Return a start and an end on whole minutes, three quarters of an hour apart, or what the day has had so far."""
    ended = datetime.now(HERE).replace(second=0, microsecond=0)
    midnight = ended.replace(hour=0, minute=0)
    if ended - midnight < timedelta(minutes=2):
        time.sleep(120)
        return the_last_hour()
    return max(midnight, ended - timedelta(minutes=45)), ended


def read_out(number: str) -> re.Pattern[str]:
    """Return how a number stands on a screen: in groups of four, whose hyphens may be ones that never break."""
    return re.compile("[-\u2011]".join(in_groups(number).split("-")))


def written(day: date) -> str:
    """Return the day as Finnish and Swedish write it: 1.2.2026."""
    return f"{day.day}.{day.month}.{day.year}"
