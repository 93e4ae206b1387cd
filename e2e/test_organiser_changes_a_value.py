"""An organiser enters a new value from a day on, sees it to come on the line of time, and takes it back."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from backend import clock
from backend.days import local_day
from backend.demo.cast import PEKKA
from e2e.conftest import Phones
from e2e.looks import DESK
from e2e.offices import RulebookPart
from e2e.pages import written
from e2e.phone import SMALL

NURSING = "Kotisairaanhoito"
DECISION = "Aluehallitus 12.10.2026 § 214"


def first_of_year_after(day: date) -> date:
    """Return the day on which values are wont to change."""
    return date(day.year + 1, 1, 1)


def test_organiser_enters_a_value_from_a_day_sees_it_to_come_and_withdraws_it(phones: Phones) -> None:
    phone = phones.phone(size=DESK)
    phone.be(PEKKA)
    begins = first_of_year_after(local_day(clock.now()))
    part = RulebookPart(phone)
    phone.page.get_by_role("link", name=phone.words("places.calculator"), exact=True).click()
    expect(phone.page.get_by_role("heading", name=phone.words("calculator.title"), level=1)).to_be_visible()
    part.open(NURSING)
    expect(part.versions("state.to-come")).to_have_count(0)

    part.begin_version(begins, DECISION)
    part.shows(phone.words("period.ends", last=written(begins - timedelta(days=1))))
    part.set_base("27,50")
    # Reckoned as it is typed: an hour of an ordinary Tuesday's evening.
    expect(part.preview()).to_contain_text("27,50")
    part.go_on()
    part.shows(phone.words("confirm.ends", last=written(begins - timedelta(days=1))))
    part.says("confirm.before")
    expect(part.difference("value.base")).to_contain_text("27,50")
    part.confirm()

    coming = part.versions("state.to-come")
    expect(coming).to_have_count(1)
    expect(coming).to_contain_text(written(begins))
    expect(coming).to_contain_text("27,50")
    expect(part.versions("state.in-force")).to_contain_text(written(begins - timedelta(days=1)))
    phone.open()
    row = phone.page.get_by_role("row").filter(has_text=NURSING)
    expect(row).to_contain_text(re.compile(rf"{re.escape(written(begins))}.*27,50"))

    part.open(NURSING)
    part.withdraw(begins)
    expect(part.versions("state.to-come")).to_have_count(0)
    expect(part.versions("state.in-force")).not_to_contain_text(written(begins - timedelta(days=1)))


def test_what_overlaps_is_refused_beside_its_field_and_nothing_typed_is_lost(phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
    phone.be(PEKKA)
    yesterday = local_day(clock.now()) - timedelta(days=1)
    part = RulebookPart(phone)
    part.open(NURSING)
    part.begin_version(yesterday, DECISION)
    part.set_base("27,50")
    field = part.field("period.firstDay")
    overlap = re.compile(re.escape(phone.words.problem("overlapping-validity")))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(overlap)
    part.go_on()
    expect(field).to_be_focused()

    phone.page.reload()
    part.says("enter.kept")
    expect(part.field("period.source")).to_have_value(DECISION)
    expect(part.base()).to_have_value("27,50")
    part.tap("enter.beginAnew")
    expect(part.field("period.source")).to_have_value("")


def test_organiser_adds_a_service_and_gives_it_its_first_terms(phones: Phones) -> None:
    phone = phones.phone(size=DESK)
    phone.be(PEKKA)
    part = RulebookPart(phone)
    part.add_service("Ateriapalvelu", "Måltidsservice", "Meal service", "day", "Aterian tuominen")
    part.says("timeline.none")
    part.begin_version(local_day(clock.now()), DECISION)
    phone.page.get_by_role("checkbox", name=phone.words("ways.voucher")).check()
    part.set_base("12,90")
    part.go_on()
    part.says("confirm.noWithdrawal")
    part.confirm()
    expect(part.versions("state.in-force")).to_contain_text("12,90")
    phone.open()
    expect(phone.page.get_by_role("row").filter(has_text="Ateriapalvelu")).to_contain_text("12,90")
