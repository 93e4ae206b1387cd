"""Somebody who cannot use a screen finds the statement with no sign-in, tells the organiser, and is answered."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from backend import clock
from backend.days import local_day
from backend.demo.cast import ANNA, COUNTY, PEKKA
from e2e.conftest import Phones
from e2e.pages import Home, Screen
from e2e.phone import Phone

WORDS = "Ruudunlukijani ei sano, mikä painike on mikä"
CONTACT = "liisa@example.fi"


def day_in_words(day: date) -> str:
    """Write a day as the Finnish screens do."""
    return f"{day.day}.{day.month}.{day.year}"


def letter_on(page: Page) -> Locator:
    """Return the letter on the organiser's page."""
    return page.get_by_role("listitem").filter(has_text=WORDS)


def tells(phone: Phone) -> None:
    """Fill the form in, after nothing was sent without words."""
    page, words = phone.page, phone.words
    Screen(phone).tap("accessibility.give")
    Screen(phone).tap("reach.send")
    Screen(phone).says("reach.wordsMissing")
    Screen(phone).says("reach.organiserMissing")
    expect(page.get_by_label(words("reach.words"))).to_be_focused()
    page.get_by_label(words("reach.words")).fill(WORDS)
    page.get_by_label(words("reach.contact")).fill(CONTACT)
    page.get_by_label(words("reach.organiser")).select_option(str(COUNTY.id))


def test_without_a_sign_in_to_the_answer(phones: Phones) -> None:
    anyone, office = phones.phone(), phones.phone()
    anyone.open()
    Screen(anyone).tap("menu.accessibility")
    Screen(anyone).says("accessibility.lacking.people")
    tells(anyone)
    # What is written outlives a lost network, and is sent once.
    anyone.go_offline()
    Screen(anyone).tap("reach.send")
    Screen(anyone).says("offline.title")
    anyone.go_online()
    anyone.page.reload()
    expect(anyone.page.get_by_label(anyone.words("reach.words"))).to_have_value(WORDS)
    Screen(anyone).tap("reach.send")
    Screen(anyone).says("reach.received")
    answered_by = day_in_words(local_day(clock.now()) + timedelta(days=14))
    Screen(anyone).says("reach.answerBy", day=answered_by, contact=CONTACT)

    office.be(PEKKA)
    office.page.get_by_role("link", name=office.words("places.accessibility"), exact=True).click()
    expect(letter_on(office.page)).to_contain_text(office.words("heard.due", day=answered_by, count=14))
    expect(letter_on(office.page)).to_contain_text(CONTACT)
    letter_on(office.page).get_by_role("button", name=office.words("heard.mark")).click()
    expect(letter_on(office.page)).to_contain_text(office.words("heard.missing"))
    letter_on(office.page).get_by_label(office.words("heard.answer")).fill("Painikkeilla on nyt nimet.")
    letter_on(office.page).get_by_role("button", name=office.words("heard.mark")).click()
    Screen(office).says("heard.marked")
    office.page.get_by_text(office.words("heard.past")).click()
    expect(letter_on(office.page)).to_contain_text("Painikkeilla on nyt nimet.")


def test_a_worker_finds_the_statement_in_the_menu(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_open()
    phone.page.get_by_role("button", name=phone.words("menu.open")).click()
    Screen(phone).tap("menu.accessibility")
    Screen(phone).says("accessibility.partly")
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
