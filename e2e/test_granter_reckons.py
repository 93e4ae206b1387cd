"""A granter reckons what a service costs a client in every way of arranging it, and reads why (569/2009 s.6)."""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from backend import clock
from backend.catalogue.rules import in_force_on
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.days import local_day
from backend.demo.cast import MARJA
from backend.reckoning.client_fee import ClientFee, FeeTerms, client_fee
from backend.reckoning.income import Means
from e2e.conftest import Phones
from e2e.looks import DESK, cut_off_on, violations_on
from e2e.offices import Calculator, cents_in

# The ministry's worked example: 252.34 by the limits of 2024 (tests/vectors/client_fee.json).
EXAMPLE = ("1", "1 800", "14")
EXAMPLE_DAY, EXAMPLE_FEE = "2024-06-01", 252_34
NARROW = (320, 640)


def fee_today() -> int:
    """Return the example's fee by the terms of today."""
    today = local_day(clock.now())
    table, limits = in_force_on(today, fee_tables()), in_force_on(today, fee_limits())
    assert table is not None
    assert limits is not None
    fee = client_fee(Means(1, 180_000), [14 * 60], FeeTerms(table, limits))
    assert isinstance(fee, ClientFee)
    return fee.fee_cents


def is_within_its_width(page: Page) -> bool:
    """Tell whether nothing has to be scrolled sideways."""
    within: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return within


def test_granter_reads_the_fee_the_providers_and_the_law_behind_them(phones: Phones) -> None:
    phone = phones.phone(size=DESK)
    phone.be(MARJA)
    calculator = Calculator(phone)
    calculator.reckons(*EXAMPLE)
    fee = calculator.fee()
    expect(fee.get_by_role("status")).to_contain_text(f"{Decimal(fee_today()) / 100:.2f}".replace(".", ","))
    asked = len(phone.asked)

    owed = calculator.own_liabilities()
    assert len(owed) > 20
    assert owed == sorted(owed)
    phone.page.get_by_role("button", name=phone.words("column.ownMonth")).click()
    assert calculator.own_liabilities() == sorted(owed, reverse=True)
    phone.page.get_by_role("searchbox").fill("kaneli")
    assert len(calculator.own_liabilities()) == 1

    fee.get_by_text(phone.words("explained.how")).click()
    expect(fee).to_contain_text("734/1992")
    expect(fee).to_contain_text(phone.words("figure.income-above-limit"))
    row = phone.page.get_by_role("row").filter(has_text="Kaneli")
    row.get_by_text(phone.words("explained.how")).click()
    expect(row).to_contain_text("569/2009")
    assert is_within_its_width(phone.page)
    calculator.field("calculator.hours").fill("20")
    calculator.field("calculator.hours").fill("14")
    # All of it in the browser: nothing was asked while typing.
    assert phone.asked[asked:] == []

    calculator.field("calculator.day").fill(EXAMPLE_DAY)
    expect(fee.get_by_role("status")).to_contain_text("252,34")
    assert cents_in(fee.get_by_role("status").inner_text()) == EXAMPLE_FEE
    # These limits were read in the ministry's notice.
    expect(fee).not_to_contain_text(phone.words("without.unverified"))


def test_bad_input_is_told_beside_its_field_on_the_narrowest_phone(phones: Phones) -> None:
    phone = phones.phone(size=NARROW)
    phone.be(MARJA)
    calculator = Calculator(phone)
    calculator.reckons(*EXAMPLE)
    for question, typed, wrong in (
        ("calculator.income", "-1", "wrong.below-nothing"),
        ("calculator.household", "0", "wrong.nobody"),
        ("calculator.hours", "745", "wrong.over-a-month"),
    ):
        field = calculator.field(question)
        field.fill(typed)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(phone.words(wrong))))
    calculator.says("without.needs")
    calculator.says("voucher.needsTitle")
    assert violations_on(phone.page) == []

    calculator.reckons(*EXAMPLE)
    for why in phone.page.get_by_text(phone.words("explained.how")).all()[:2]:
        why.click()
    assert violations_on(phone.page) == []
    assert is_within_its_width(phone.page)
    assert cut_off_on(phone.page) == []
