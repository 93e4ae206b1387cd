"""A home shows digits, the worker types them with no network, and the office sees that she was there."""

import re

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, KAISA, OLLI
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Screen
from e2e.phone import Phone

# The app tries again by itself at growing intervals.
RETRIES_MS = 60_000
DIGITS = re.compile(r"^\d{3} \d{3}$")


def digits_on(phone: Phone) -> str:
    """Return the digits that a phone shows now."""
    shown = phone.page.locator(".presence-digits")
    expect(shown).to_have_text(DIGITS)
    return shown.inner_text()


def test_digits_of_the_home_confirm_a_visit_with_no_network(phones: Phones) -> None:
    helvis, annas, office = phones.phone(), phones.phone(), phones.phone()
    helvis.be(HELVI)
    Screen(helvis).tap("presence.open")
    digits_on(helvis)
    # Her phone reckons them itself.
    helvis.wait_until_kept()
    helvis.go_offline()
    helvis.page.reload()
    read = digits_on(helvis)
    annas.be(ANNA)
    Home(annas).is_ready_for_flight_mode()
    annas.go_offline()
    annas.open(f"/voucher/{HELVIS_VOUCHER.number}")
    visit = AtDoor(annas).begin()
    annas.page.get_by_label(annas.words("read.label")).fill(read)
    visit.says("read.kept")
    recorded = visit.end_and_save()
    recorded.is_on_this_phone()
    span = annas.page.locator(".recorded-time").first.evaluate("(time) => time.firstChild.textContent.trim()")
    annas.go_online()
    helvis.go_online()
    helvis.open(f"/person/{HELVI.client}")
    seen = helvis.page.locator(".visits-today .visit").filter(has_text=ANNA.name).filter(has_text=span)
    expect(seen).to_contain_text(helvis.words("presence.confirmed"), timeout=RETRIES_MS)
    office.be(OLLI)
    row = office.page.locator(".ledger-cards > li").filter(has_text=HELVI.name).filter(has_text=span)
    expect(row).to_contain_text(office.words("presence.confirmed"))


def test_the_digits_leave_with_the_sign_out(phones: Phones) -> None:
    kaisas = phones.phone()
    kaisas.be(KAISA)
    Screen(kaisas).tap("presence.open")
    digits_on(kaisas)
    kaisas.sign_out()
    assert kaisas.page.evaluate("Object.keys(localStorage).filter((name) => name.includes('presence'))") == []
