"""A client reads what is left and what she pays, opens her decisions, and gives a voucher back when she wants none."""

from playwright.sync_api import expect

from backend import clock
from backend.days import local_day
from backend.demo.cast import HELVI, HELVIS_VOUCHER, VEIKKO, VEIKKOS_VOUCHER
from backend.demo.offers import SERVICES
from e2e.conftest import Phones
from e2e.pages import PersonPage


def written_euros(cents: int) -> str:
    """Write a sum as Finnish does, with the spaces that keep it on one line."""
    return f"{cents // 100},{cents % 100:02d}\u00a0€"


def test_client_reads_what_she_pays_to_the_servers_cent(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(HELVI)
    ticket = PersonPage(phone).ticket(SERVICES["regular-home-care"].fi)
    expect(ticket.get_by_text(phone.words("meter.left"))).to_be_visible()
    voucher = phone.page.request.get(f"{phone.url}/api/vouchers/{HELVIS_VOUCHER.id}").json()
    paid = voucher["money"]["paid"]
    assert paid["priceCents"] > 0
    if paid["ownLiabilityCents"]:
        expect(ticket.get_by_text(written_euros(paid["ownLiabilityCents"]), exact=True)).to_be_visible()
    else:
        expect(ticket.get_by_text(phone.words("money.nothing"))).to_be_visible()


def test_client_gives_a_voucher_back_after_reading_what_happens(phones: Phones) -> None:
    phone = phones.phone()
    # No other journey needs his voucher.
    phone.be(VEIKKO)
    page, words = PersonPage(phone), phone.words
    ticket = page.ticket(SERVICES["regular-home-care"].fi)
    ticket.get_by_role("button", name=words("refusal.ask")).click()
    expect(ticket.get_by_text(words("refusal.ends"))).to_be_visible()
    # He may think again: nothing has happened.
    ticket.get_by_role("button", name=words("refusal.no")).click()
    ticket.get_by_role("button", name=words("refusal.ask")).click()
    ticket.get_by_role("button", name=words("refusal.yes")).click()
    today = local_day(clock.now())
    page.says("refusal.done", day=f"{today.day}.{today.month}.{today.year}")
    read = phone.page.request.get(f"{phone.url}/api/vouchers/{VEIKKOS_VOUCHER.id}").json()
    assert read["state"] == "closed"
    assert [act["act"] for act in read["acts"]] == ["refused"]
