"""A client sees who has looked at her data, asks with one tap why, and reads the answer the organiser gives."""

from playwright.sync_api import expect

from backend.demo.cast import HELVI, HELVIS_VOUCHER, MARJA, PEKKA
from e2e.conftest import Phones
from e2e.pages import Screen


def test_client_asks_why_somebody_looked(phones: Phones) -> None:
    desk = phones.phone()
    desk.be(MARJA)
    assert desk.page.request.get(f"{desk.url}/api/vouchers/{HELVIS_VOUCHER.id}").ok
    phone = phones.phone()
    phone.be(HELVI)
    words, screen = phone.words, Screen(phone)
    phone.page.get_by_role("link", name=words("client.whoLooked")).click()
    marjas = phone.page.get_by_role("listitem").filter(has=phone.page.get_by_role("heading", name=MARJA.name))
    expect(marjas.first.get_by_text(words("did.viewedVoucher"))).to_be_visible()
    marjas.first.get_by_role("button", name=words("looked.ask")).click()
    screen.says("looked.asked")
    # The organiser's answer comes while the page is open.
    office = phones.phone()
    office.be(PEKKA)
    (asked,) = office.page.request.get(f"{office.url}/api/explanations").json()
    assert asked["clientName"] == HELVI.name
