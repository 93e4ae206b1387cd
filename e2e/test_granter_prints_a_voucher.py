"""A granter finds a voucher, by its client's name or straight by its number, and prints it in either language."""

import pypdfium2
from playwright.sync_api import expect

from backend.demo.cast import AUNE, MARJA, UNSEEN_VOUCHER
from backend.vouchers.number import in_groups
from e2e.camera import link_on
from e2e.conftest import Phones
from e2e.pages import Screen, read_out

TITLES = {"fi": "Palveluseteli", "sv": "Servicesedel"}
NAMES = {"fi": "Suomi", "sv": "Svenska"}


def test_granter_finds_a_voucher_by_name_and_prints_it(phones: Phones) -> None:
    phone = phones.phone(size=(1280, 800))
    phone.be(MARJA)
    phone.page.get_by_role("searchbox").fill(AUNE.name)
    phone.page.get_by_role("link", name=AUNE.name).click()
    phone.page.get_by_role("link", name=read_out(UNSEEN_VOUCHER.number)).click()
    Screen(phone).says("granter.realised")
    for language, title in TITLES.items():
        paper = phone.page.get_by_role("link", name=NAMES[language])
        expect(paper).to_have_attribute("target", "_blank")
        printed = phone.context.request.get(phone.url + (paper.get_attribute("href") or ""))
        assert printed.ok
        text = pypdfium2.PdfDocument(printed.body())[0].get_textpage().get_text_range()
        assert title in text
        assert AUNE.name in text
        assert in_groups(UNSEEN_VOUCHER.number) in text
        assert link_on(printed.body()).startswith("HTTPS://KOTISETELI.EXAMPLE/V/")


def test_a_typed_number_leads_straight_to_its_voucher(phones: Phones) -> None:
    phone = phones.phone(size=(1280, 800))
    phone.be(MARJA)
    search = phone.page.get_by_role("searchbox")
    search.fill(in_groups(UNSEEN_VOUCHER.number).lower())
    expect(phone.page.get_by_role("link", name=AUNE.name)).to_be_visible()
    search.press("Enter")
    expect(phone.page.get_by_role("heading", name=AUNE.name)).to_be_visible()
    Screen(phone).says("granter.realised")
