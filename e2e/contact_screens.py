"""The screens on which a client's side and an office reach each other, for whoever looks at every screen."""

from collections.abc import Iterator

from backend.demo.cast import HELVI, KANELI
from e2e.pages import Screen
from e2e.phone import Phone


def reaching_the_office(phone: Phone) -> Iterator[str]:
    """Go through whom a client calls, what she writes, and what she complains of."""
    phone.open(f"/contact/{HELVI.client}")
    Screen(phone).says("contact.wrong")
    phone.page.get_by_role("article").first.wait_for()
    yield "whom she calls"
    phone.open(f"/contact/{HELVI.client}/{KANELI.id}")
    Screen(phone).tap("contact.send")
    Screen(phone).says("contact.empty")
    phone.page.get_by_label(phone.words("contact.write")).fill("Kuka tulee huomenna?")
    Screen(phone).tap("contact.send")
    phone.page.locator(".letter").last.wait_for()
    yield "what she writes to the office"
    phone.open(f"/complain/{HELVI.client}")
    Screen(phone).tap("complain.send")
    Screen(phone).says("complain.choose")
    phone.page.get_by_role("radio", name=phone.words("complain.reminder")).check()
    Screen(phone).tap("complain.send")
    Screen(phone).says("complain.chooseWho")
    yield "what she complains of"


def offices_desk(phone: Phone) -> Iterator[str]:
    """Go through what waits for an office's answer, and one client's messages."""
    phone.open("/contact")
    Screen(phone).says("desk.complaintsWhat")
    phone.page.locator(".thread").first.wait_for()
    Screen(phone).tap("desk.other")
    phone.page.get_by_label(phone.words("desk.search")).fill("Nobody of this name")
    Screen(phone).says("desk.nobody")
    yield "what waits at the office"
    phone.page.locator(".thread").first.click()
    phone.page.locator(".letter").first.wait_for()
    yield "a client's messages at the office"


def reminders_to_the_organiser(phone: Phone) -> Iterator[str]:
    """Go to what the organiser answers."""
    phone.open("/reminders")
    Screen(phone).says("desk.remindersWhat")
    phone.page.get_by_role("button", name=phone.words("office.send")).first.click()
    Screen(phone).says("office.empty")
    yield "reminders"


def doors_of_clients(phone: Phone) -> Iterator[str]:
    """Go through the clients whose doors the office keeps, to one of them."""
    phone.open("/doors")
    phone.page.locator(".thread").first.wait_for()
    yield "the office's clients by their doors"
    phone.page.locator(".thread").first.click()
    Screen(phone).says("doors.own")
    yield "a client's door"
