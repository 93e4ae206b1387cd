"""An official signs in at her organisation's own directory and leaves it again; one without a role is told so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from backend.demo.cast import COUNTY
from e2e.conftest import Phones
from e2e.phone import SMALL
from e2e.product import Product
from e2e.ways import way_in

WAY = f"""
[[way]]
name = "county"
kind = "organisation"
title = {{ fi = "Hyvinvointialueen henkilöstö", sv = "Välfärdsområdets personal", en = "Staff of the county" }}
issuer = "ISSUER"
client_id = "kotiseteli"
organiser = {COUNTY.code}
groups = {{ "granters" = "granter" }}
"""
PEOPLE = {
    "maija": {"title": "Maija", "claims": {"given_name": "Maija", "family_name": "Myöntäjä", "groups": ["granters"]}},
    "risto": {"title": "Risto", "claims": {"given_name": "Risto", "family_name": "Roolilla", "groups": []}},
}


@pytest.fixture
def county_way(running: Product, tmp_path: Path) -> Iterator[str]:
    """Give the directory of a county."""
    with way_in(running, tmp_path, "county", WAY, PEOPLE) as issuer:
        yield issuer


def test_an_official_comes_in_by_her_groups_and_leaves_both_places(county_way: str, phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
    phone.goes_to.append(county_way)
    page = phone.page
    page.goto(f"{phone.url}/")
    page.get_by_role("button", name="Hyvinvointialueen henkilöstö").click()
    # At the provider: somebody without a group of ours first.
    page.get_by_role("button", name="Risto").click()
    expect(page.get_by_text("Sinulla ei ole täällä vielä mitään")).to_be_visible()
    page.context.clear_cookies(domain="127.0.0.1")
    page.get_by_role("button", name="Hyvinvointialueen henkilöstö").click()
    page.get_by_role("button", name="Maija").click()
    expect(page).to_have_url(f"{phone.url}/")
    page.get_by_role("button", name="Valikko").click()
    expect(page.get_by_role("heading", name="Maija Myöntäjä")).to_be_visible()
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.get_by_role("button", name="Sign out here too").click()
    expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    # Here nobody is signed in, and the provider asks anew who comes.
    page.get_by_role("button", name="Hyvinvointialueen henkilöstö").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
