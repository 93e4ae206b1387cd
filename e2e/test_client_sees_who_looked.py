"""A client sees who has looked at her data, asks with one tap why, and reads the answer while her page is open."""

from playwright.sync_api import expect

from backend.demo.cast import HELVI, HELVIS_VOUCHER, MARJA, PEKKA
from e2e.conftest import Phones
from e2e.pages import Screen

ANSWER = "Marja tarkisti palvelusetelin, koska siihen pyydettiin muutosta."


def test_client_asks_why_somebody_looked(phones: Phones) -> None:
    desk = phones.phone()
    desk.be(MARJA)
    assert desk.page.request.get(f"{desk.url}/api/vouchers/{HELVIS_VOUCHER.id}").ok
    phone = phones.phone()
    phone.be(HELVI)
    words = phone.words
    phone.page.get_by_role("link", name=words("client.whoLooked")).click()
    marjas = phone.page.get_by_role("listitem").filter(has=phone.page.get_by_role("heading", name=MARJA.name)).first
    expect(marjas.get_by_text(words("did.viewedVoucher"))).to_be_visible()
    marjas.get_by_role("button", name=words("looked.ask")).click()
    Screen(phone).says("looked.asked")
    office = phones.phone()
    office.be(PEKKA)
    office.page.get_by_role("link", name=words("places.viewings"), exact=True).click()
    helvis = office.page.get_by_role("listitem").filter(has=office.page.get_by_role("heading", name=HELVI.name))
    question = helvis.filter(has_text=MARJA.name)
    # Nothing is sent without words.
    question.get_by_role("button", name=words("watch.send")).click()
    expect(question.get_by_text(words("watch.answerMissing"))).to_be_visible()
    question.get_by_label(words("watch.answer")).fill(ANSWER)
    question.get_by_role("button", name=words("watch.send")).click()
    expect(question).to_have_count(0)
    expect(marjas.get_by_text(ANSWER)).to_be_visible()
