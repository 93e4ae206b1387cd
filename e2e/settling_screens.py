"""Finance's pages of settlements and a provider's bank account, for the walk through every screen."""

import re
from collections.abc import Iterator

from backend.demo.cast import KANELI, OLLI, TUULA
from e2e.phone import Phone
from e2e.product import Product
from e2e.settling import BankAccount, Settlements, settle_last_month


def offices_bank_account(phone: Phone) -> Iterator[str]:
    """Go through a provider's bank account, and say where we are each time."""
    phone.be(OLLI)
    office = BankAccount(phone)
    office.begins().get_by_role("button", name=office.words("bankAccount.enter")).click()
    office.page.get_by_text(office.words("bankAccount.ibanMissing")).wait_for()
    yield "a bank account that is missing"
    office.enters("FI21 1234 5600 0007 85")
    yield "a bank account that waits for the organiser"


def finances_settlements(phone: Phone, product: Product) -> Iterator[str]:
    """Go through settlements and what comes of them, and say where we are each time."""
    settle_last_month(product)
    phone.be(TUULA)
    finance = Settlements(phone)
    finance.open()
    yield "settlements"
    finance.opens(KANELI.name)
    finance.rows().first.wait_for()
    yield "a settlement"
    finance.rows().get_by_role("button", name=re.compile(f"^{finance.words('crediting.do')} ")).first.click()
    finance.page.get_by_role("dialog").wait_for()
    yield "crediting a visit"
    finance.page.keyboard.press("Escape")
    finance.tap("paying.do")
    finance.page.get_by_role("dialog").wait_for()
    yield "entering a payment"
    finance.page.keyboard.press("Escape")
    phone.open("/settlements/coming")
    finance.page.get_by_role("link", name=KANELI.name, exact=True).click()
    finance.page.get_by_text(finance.words("comingOne.empty")).or_(
        finance.page.get_by_role("heading", name=finance.words("settlement.parts"))
    ).first.wait_for()
    yield "the coming settlement"
    finance.enters_accounts()
    yield "posting and accounts"
    phone.open("/outgoing")
    finance.makes("outgoing.ledger")
    finance.page.get_by_role("button", name=finance.words("outgoing.take")).first.wait_for()
    yield "what goes out"
