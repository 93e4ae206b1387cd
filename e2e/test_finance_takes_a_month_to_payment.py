"""Finance takes a month from its settlement to payment: invoices, postings, a credit, and the bank's word back."""

import re
from pathlib import Path

from playwright.sync_api import expect

from backend.demo.cast import KANELI, OLLI, TUULA
from e2e.conftest import Phones
from e2e.product import Product
from e2e.settling import BankAccount, Settlements, settle_last_month
from tests.accounting.finvoice_rules import faults, parsed, text_of

DESK = (1280, 900)


def test_finance_takes_a_month_to_payment(product: Product, phones: Phones, tmp_path: Path) -> None:
    settle_last_month(product)
    office = phones.phone()
    office.be(OLLI)
    BankAccount(office).enters("FI21 1234 5600 0007 85")

    desk = phones.phone(size=DESK)
    desk.be(TUULA)
    finance = Settlements(desk)
    finance.enters_accounts()
    row = finance.rows().filter(has_text=KANELI.name)
    row.get_by_role("button", name=finance.words("providerAccounts.confirm")).click()
    finance.tap("providerAccounts.yes")
    expect(row).to_contain_text(re.compile(finance.words("providerAccounts.confirmed", day=r"\d")))

    finance.open()
    finance.opens(KANELI.name)
    # One visit was not made: the next settlement is so much smaller.
    visit = finance.rows().filter(
        has=finance.page.get_by_role("button", name=re.compile(finance.words("crediting.do")))
    )
    visit.first.get_by_role("button").click()
    dialog = finance.page.get_by_role("dialog")
    dialog.get_by_role("button", name=finance.words("crediting.do"), exact=True).click()
    expect(dialog.get_by_text(finance.words("crediting.reasonMissing"))).to_be_visible()
    dialog.get_by_label(finance.words("crediting.reason"), exact=True).select_option("not-made")
    dialog.get_by_role("button", name=finance.words("crediting.do"), exact=True).click()
    finance.says("crediting.done")

    desk.open("/outgoing")
    finance.makes("outgoing.finvoice")
    original = finance.takes("finvoice-00001.xml").read_bytes()
    copy = finance.takes("finvoice-00001-copy.xml").read_bytes()
    assert faults(original) == faults(copy) == []
    assert [text_of(parsed(one), "OriginCode") for one in (original, copy)] == ["Original", "Copy"]
    finance.makes("outgoing.ledger")
    assert finance.takes("ledger-00002.csv").read_bytes().startswith(b"\xef\xbb\xbffile;origin;")
    finance.makes("outgoing.payments")
    bank = finance.takes("pain001-00003.xml").read_text("utf-8")
    reference = text_of(parsed(original), "EpiRemittanceInfoIdentifier")
    assert f"<Ref>{reference}</Ref>" in bank

    # The ledger says what was paid: first of another sum, then of the right one.
    total = text_of(parsed(original), "InvoiceTotalVatIncludedAmount")
    today = product.rows("select to_char(now() at time zone 'Europe/Helsinki', 'YYYY-MM-DD') as day")[0]["day"]
    paid = tmp_path / "maksut.csv"
    picker = finance.page.locator("input[type=file]")
    paid.write_text(f"Viite;Summa;Maksettu\n{reference};1,00;{today}\n", "utf-8")
    picker.set_input_files(paid)
    finance.shows(finance.words.problem("payment-sum-differs"))
    paid.write_text(f"Viite;Summa;Maksettu\n{reference};{total};{today}\n", "utf-8")
    picker.set_input_files(paid)
    finance.tap("paidFile.take")
    finance.shows(finance.words("paidFile.done", count=1))

    finance.open()
    settled = finance.rows().filter(has_text=KANELI.name)
    expect(settled).to_contain_text(re.compile(finance.words("moneyState.paid", day=r"\d")))
    finance.opens(KANELI.name)
    expect(finance.page.get_by_role("button", name=finance.words("paying.do"))).to_have_count(0)


def test_a_payment_is_entered_by_keyboard_alone(product: Product, phones: Phones) -> None:
    settle_last_month(product)
    desk = phones.phone(size=DESK)
    desk.be(TUULA)
    finance = Settlements(desk)
    finance.open()
    link = finance.page.get_by_role("link", name=KANELI.name, exact=True)
    link.focus()
    desk.page.keyboard.press("Enter")
    pay = finance.page.get_by_role("button", name=finance.words("paying.do"))
    pay.press("Enter")
    # The day and the sum are what is usual: two steps on is the button.
    dialog = finance.page.get_by_role("dialog")
    dialog.get_by_role("button", name=finance.words("paying.do")).press("Enter")
    expect(pay).to_have_count(0)
    finance.shows(re.compile(finance.words("moneyState.paid", day=r"\d")))
