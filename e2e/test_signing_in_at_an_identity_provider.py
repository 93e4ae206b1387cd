"""An official signs in at her organisation's own directory and leaves it again; one without a role is told so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from backend.demo.cast import COUNTY
from e2e.conftest import Phones
from e2e.phone import SMALL
from e2e.product import Product
from tests.identification.openid import running as running_provider

SECRET = "the journey's client secret, which is no secret"  # noqa: S105 - it says so itself
WAY = """
[[way]]
name = "county"
kind = "organisation"
title = {{ fi = "Hyvinvointialueen henkilöstö", sv = "Välfärdsområdets personal", en = "Staff of the county" }}
issuer = "{issuer}"
client_id = "kotiseteli"
organiser = {organiser}
groups = {{ "granters" = "granter" }}
"""
PEOPLE = {
    "maija": {"title": "Maija", "claims": {"given_name": "Maija", "family_name": "Myöntäjä", "groups": ["granters"]}},
    "risto": {"title": "Risto", "claims": {"given_name": "Risto", "family_name": "Roolilla", "groups": []}},
}


@pytest.fixture
def county_way(running: Product, tmp_path: Path) -> Iterator[None]:
    """Let the product know one way in, at a provider that runs beside it."""
    client = {
        "client_id": "kotiseteli",
        "client_secret": SECRET,
        "redirect_uris": [f"{running.url}/api/sign-in/county/back"],
        "post_logout_redirect_uris": [f"{running.url}/"],
    }
    ways = tmp_path / "sign-in.toml"
    running.kill()
    try:
        with running_provider([client], PEOPLE) as provider:
            ways.write_text(WAY.format(issuer=provider.issuer, organiser=COUNTY.code), encoding="utf-8")
            running.settings = {
                "KOTISETELI_PUBLIC_URL": running.url,
                "KOTISETELI_SIGN_IN": str(ways),
                "KOTISETELI_SIGN_IN_SECRET_COUNTY": SECRET,
            }
            running.start()
            yield
    finally:
        running.kill()
        running.settings = {}
        running.start()


@pytest.mark.usefixtures("county_way")
def test_an_official_comes_in_by_her_groups_and_leaves_both_places(phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
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
