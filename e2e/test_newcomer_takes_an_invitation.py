"""Somebody whom no register knows is identified by her bank, takes her mother's code, and is let in by her word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from backend.demo.cast import HELVI
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.phone import SMALL
from e2e.product import Product
from e2e.ways import way_in

WAY = """
[[way]]
name = "bank"
kind = "strong"
title = { fi = "Pankkitunnukset", sv = "Bankkoder", en = "Bank" }
issuer = "ISSUER"
client_id = "kotiseteli"
acr_values = ["loa3"]
identity_code_claim = "hetu"
"""
# Of the artificial range, and of nobody in the demo county.
PEOPLE = {
    "tiina": {"title": "Tiina", "claims": {"given_name": "Tiina", "family_name": "Tulija", "hetu": "010199-9997"}}
}


@pytest.fixture
def bank(running: Product, tmp_path: Path) -> Iterator[str]:
    """Give a bank at which people are strongly identified."""
    with way_in(running, tmp_path, "bank", WAY, PEOPLE) as issuer:
        yield issuer


def test_a_newcomer_takes_an_invitation(bank: str, phones: Phones) -> None:
    hers = phones.phone()
    hers.be(HELVI)
    Screen(hers).tap("client.whoActs")
    Screen(hers).tap("mandates.give")
    hers.page.get_by_role("radio", name=hers.words("give.untilEnded")).check()
    Screen(hers).tap("give.make")
    Screen(hers).says("code.title")
    code = hers.page.locator(".handed-code").inner_text()
    phone = phones.phone(size=SMALL)
    phone.goes_to.append(bank)
    page = phone.page
    # The picture of the code leads here.
    page.goto(f"{phone.url}/act/{re.sub(r'[^0-9A-Z]', '', code)}")
    page.get_by_role("button", name="Pankkitunnukset").click()
    page.get_by_role("button", name="Tiina").click()
    Screen(phone).says("newcomer.lede", name="Tiina Tulija")
    expect(page.get_by_label(phone.words("acting.codeLabel"), exact=True)).to_have_value(code)
    page.get_by_role("button", name=phone.words("acting.take")).click()
    Screen(phone).says("acting.waits", name=HELVI.given_name)
    # She says that it is the right one.
    hers.open(f"/mandates/{HELVI.client}")
    Screen(hers).says("invited.title", name="Tiina Tulija")
    Screen(hers).tap("invited.yes")
    Screen(hers).says("invited.done", name="Tiina Tulija")
    expect(page.get_by_text(HELVI.name)).to_be_visible()
    phone.open("/")
    expect(page.get_by_role("heading", name=HELVI.name, level=1)).to_be_visible()
