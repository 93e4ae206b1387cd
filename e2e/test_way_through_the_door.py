"""Where a client lives and how one comes in: entered by two offices, on the worker's phone for her round."""

from playwright.sync_api import Locator, expect

from backend.demo.cast import ANNA, HELVI, MARJA, OLLI
from e2e.conftest import Phones
from e2e.pages import Home, Screen
from e2e.phone import Phone

ADDRESS, KEY = "Koivutie 7 B 12", "Koukku 41"


def saves(office: Phone, label: str, words: str) -> None:
    """Fill in one part of the form and save it."""
    office.page.get_by_label(office.words(label), exact=True).fill(words)
    Screen(office).tap("doors.save")
    Screen(office).says("doors.saved")


def helvis_door(phone: Phone) -> Locator:
    """Unfold the days to come, and Helvi's door of the next of her visits."""
    later = phone.page.locator(".round-later > summary")
    later.click()
    door = phone.page.locator(".at-door", has_text=HELVI.name).last
    door.locator("summary").click()
    return door


def test_the_way_in_is_with_the_worker_who_comes(phones: Phones) -> None:
    county, office, annas = phones.phone(), phones.phone(), phones.phone()
    county.be(MARJA)
    county.open(f"/clients/{HELVI.client}")
    Screen(county).tap("record.door")
    saves(county, "doors.address", ADDRESS)
    office.be(OLLI)
    Screen(office).tap("provider.doors")
    office.page.get_by_label(office.words("doors.search")).fill(HELVI.family_name)
    office.page.get_by_role("link", name=HELVI.name).click()
    # The office reads what the county knows.
    Screen(office).shows(ADDRESS)
    saves(office, "doors.key", KEY)
    annas.be(ANNA)
    Home(annas).is_ready_for_flight_mode()
    door = helvis_door(annas)
    expect(door).to_contain_text(ADDRESS)
    expect(door).to_contain_text(KEY)
    annas.go_offline()
    annas.page.reload()
    expect(helvis_door(annas)).to_contain_text(ADDRESS)
