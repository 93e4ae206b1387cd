"""A worker whom two employers add is one on her phone: she says so, and goes from one to the other in the menu."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from backend.demo.cast import AUNE, HELVI, HELVIS_VOUCHER, KANELI, MAJAKKA, OLLI, UNSEEN_VOUCHER
from backend.demo.offers import business_ids
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Screen, the_last_hour
from e2e.phone import Phone
from e2e.product import Product
from e2e.ways import way_in
from e2e.workers import Joining, Workers

DESK = (1280, 1000)
NAME = ("Sirpa", "Kahdella")
WAY = f"""
[[way]]
name = "majakka"
kind = "organisation"
title = {{ fi = "Hoiva Majakka", sv = "Hoiva Majakka", en = "Hoiva Majakka" }}
issuer = "ISSUER"
client_id = "kotiseteli"
provider = "{business_ids(2)[1]}"
groups = {{ "office" = "provider" }}
"""
PEOPLE = {
    "riitta": {"title": "Riitta", "claims": {"given_name": "Riitta", "family_name": "Ranta", "groups": ["office"]}}
}


@pytest.fixture
def directory(running: Product, tmp_path: Path) -> Iterator[str]:
    """Give the directory of the second employer, whose office comes in by it."""
    with way_in(running, tmp_path, "majakka", WAY, PEOPLE) as issuer:
        yield issuer


def code_at(desk: Phone) -> str:
    """Add her at an office, and return the code for her phone."""
    office = Workers(desk)
    office.open()
    office.add(*NAME)
    return office.shows_code()


def record(phone: Phone, number: str) -> None:
    """Record a visit that has just ended, and wait until it has come."""
    phone.open(f"/voucher/{number}")
    started, ended = the_last_hour()
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{started:%H:%M}", f"{ended:%H:%M}")
    visit.save().is_received()


def test_worker_of_two_employers_is_one(directory: str, phones: Phones) -> None:
    kaneli, majakka, phone = phones.phone(size=DESK), phones.phone(size=DESK), phones.phone()
    kaneli.be(OLLI)
    majakka.goes_to.append(directory)
    majakka.page.goto(f"{majakka.url}/")
    majakka.page.get_by_role("button", name="Hoiva Majakka", exact=True).click()
    majakka.page.get_by_role("button", name="Riitta").click()
    phone.open("/join")
    joining = Joining(phone)
    joining.type_code(code_at(kaneli))
    joining.is_offered(" ".join(NAME), KANELI.name)
    joining.tap("join.confirm")
    Home(phone).is_ready_for_flight_mode()
    record(phone, HELVIS_VOUCHER.number)
    # The second code is opened on the phone on which she is herself.
    phone.open("/join")
    joining.type_code(code_at(majakka))
    expect(phone.page.get_by_role("heading", name=phone.words("join.same", name=" ".join(NAME)))).to_be_visible()
    joining.shows(MAJAKKA.name)
    joining.tap("join.sameYes")
    Home(phone).is_open()
    Workers(majakka).says("enrol.done", name=" ".join(NAME))
    record(phone, UNSEEN_VOUCHER.number)
    # Each page of hers tells of the one she is in, and so does each office's.
    home = Home(phone)
    phone.open("/today")
    expect(home.visit(AUNE.name)).to_be_visible()
    expect(home.visits().filter(has_text=HELVI.name)).to_have_count(0)
    phone.open("/roles")
    phone.page.get_by_role("button", name=KANELI.name).click()
    Home(phone).is_open()
    phone.open("/today")
    expect(home.visit(HELVI.name)).to_be_visible()
    expect(home.visits().filter(has_text=AUNE.name)).to_have_count(0)
    majakka.open("/workers")
    Screen(majakka).shows(" ".join(NAME))
