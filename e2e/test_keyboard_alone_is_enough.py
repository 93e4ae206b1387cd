"""A person without a pointer signs in, opens a voucher and records a visit (WCAG 2.2, 2.1.1 and 2.4.7)."""

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVIS_VOUCHER
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Recorded
from e2e.phone import SMALL, Phone

MOST_TABS = 80


class Keyboard:
    """A person who has no pointer."""

    def __init__(self, phone: Phone) -> None:
        self.page = phone.page
        self.words = phone.words

    def go_to(self, name: str) -> None:
        """Press Tab until the focus, which must be seen, is on what bears this name."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            if focused.count() and name in self.name_of_focused():
                assert self.focus_is_seen(), name
                return
        raise AssertionError(f"Tab never comes to {name!r}")

    def name_of_focused(self) -> str:
        """Return the words of what has the focus: its own or its label's."""
        said: str = self.page.evaluate(
            """() => {
                const focused = document.activeElement
                return [focused.innerText, ...[...(focused.labels ?? [])].map((label) => label.innerText)].join(' ')
            }"""
        )
        return said

    def focus_is_seen(self) -> bool:
        """Tell whether what has the focus is marked, and on the screen."""
        seen: bool = self.page.evaluate(
            """() => {
                const focused = document.activeElement
                const box = focused.getBoundingClientRect()
                const isIn = box.bottom > 0 && box.top < innerHeight
                return isIn && getComputedStyle(focused).outlineStyle !== 'none'
            }"""
        )
        return seen

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)


def test_keyboard_alone_signs_in_opens_a_typed_number_and_records_a_visit(phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
    phone.open()
    phone.page.get_by_role("button", name=ANNA.name).wait_for()
    keyboard = Keyboard(phone)
    words = phone.words
    keyboard.go_to(ANNA.name)
    keyboard.press("Enter")
    Home(phone).is_open()
    keyboard.go_to(words("home.scan"))
    keyboard.press("Enter")
    keyboard.go_to(words("scan.number"))
    keyboard.write(HELVIS_VOUCHER.number.lower())
    keyboard.press("Enter")
    AtDoor(phone).is_of(HELVIS_VOUCHER.number)
    keyboard.go_to(words("door.begin"))
    keyboard.press("Enter")
    task = phone.page.get_by_role("checkbox").first
    expect(task).to_be_visible()
    keyboard.go_to(phone.page.get_by_role("checkbox").first.locator("xpath=..").inner_text())
    keyboard.press("Space")
    expect(task).to_be_checked()
    keyboard.go_to(words("ongoing.note"))
    keyboard.write("Kaikki hyvin.")
    expect(phone.page.get_by_role("timer")).not_to_have_text("0:00")
    keyboard.go_to(words("ongoing.end"))
    keyboard.press("Enter")
    recorded = Recorded(phone)
    recorded.shows("Kaikki hyvin.")
    recorded.is_received()
