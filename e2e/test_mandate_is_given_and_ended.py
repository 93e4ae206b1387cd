"""A client lets a relative follow his services by a code, and ends it while his page is open: the page closes."""

import re
import time

from playwright.sync_api import expect

from backend.demo.cast import MARJA, SEPPO, TOIVO, VEIKKO, CastPerson
from backend.vouchers.number import in_groups
from e2e.conftest import Phones
from e2e.pages import PersonPage, Screen
from e2e.phone import Phone

# "Her page closes within 5 s" (issue of identity and mandates).
CLOSES_MS = 5_000


def code_of_a_new_mandate(client: Phone) -> str:
    """Let a client make a code, and return it as it stands on her screen."""
    screen = Screen(client)
    screen.tap("client.whoActs")
    screen.tap("mandates.give")
    client.page.get_by_label(client.words("scope.see_money")).check()
    screen.tap("give.make")
    screen.says("code.title")
    expect(client.page.get_by_role("img", name=client.words("code.picture"))).to_be_visible()
    return client.page.get_by_text(re.compile(r"^[0-9A-Z]{4}([ -][0-9A-Z]{4}){2}$")).inner_text()


def mandate_between(client: Phone, relative: Phone, giver: CastPerson) -> None:
    """Give a mandate from one phone to the other, as far as the client's word."""
    client.be(giver)
    code = code_of_a_new_mandate(client)
    relative.be(SEPPO)
    screen = Screen(relative)
    screen.says("client.nobodyTitle")
    screen.tap("client.ownMandates")
    relative.page.get_by_label(relative.words("acting.codeLabel")).fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    screen.tap("acting.take")
    screen.says("acting.codeWrong")
    relative.page.get_by_label(relative.words("acting.codeLabel")).fill(code.lower())
    screen.tap("acting.take")
    screen.says("acting.waits", name=giver.given_name)
    # The client's open page says by itself who has come.
    Screen(client).says("invited.title", name=SEPPO.name)
    Screen(client).tap("invited.yes")
    Screen(client).says("invited.done", name=SEPPO.name)


def test_mandate_is_given_seen_and_ended_while_the_page_is_open(phones: Phones) -> None:
    veikkos, seppos = phones.phone(), phones.phone()
    mandate_between(veikkos, seppos, VEIKKO)
    # His page hears of it by itself, too.
    expect(seppos.page.get_by_role("heading", name=VEIKKO.name)).to_be_visible()
    Screen(seppos).tap("action.back")
    page = PersonPage(seppos)
    page.is_live()
    expect(seppos.page.get_by_role("heading", name=VEIKKO.name)).to_be_visible()
    expect(seppos.page.get_by_role("article").first).to_be_visible()
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('kotiseteli.read.')).length"
    assert seppos.page.evaluate(kept) > 1
    page.stays_on_the_same_page()

    Screen(veikkos).tap("mandates.end")
    ended = time.monotonic()
    Screen(veikkos).says("mandates.ended", name=SEPPO.name)
    expect(seppos.page.get_by_text(seppos.words("client.nobodyTitle"))).to_be_visible(timeout=CLOSES_MS)
    assert time.monotonic() - ended < CLOSES_MS / 1000
    expect(seppos.page.get_by_text(VEIKKO.name)).to_have_count(0)
    page.has_stayed_on_the_same_page()
    # Nothing of his is left on his phone.
    assert seppos.page.evaluate(kept) == 0
    assert VEIKKO.name not in str(seppos.page.evaluate("JSON.stringify(localStorage)"))


def test_mandate_ended_while_his_phone_has_no_network_is_gone_at_the_next_contact(phones: Phones) -> None:
    veikkos, seppos = phones.phone(), phones.phone()
    mandate_between(veikkos, seppos, VEIKKO)
    Screen(seppos).tap("action.back")
    PersonPage(seppos).is_live()
    seppos.wait_until_kept()
    seppos.go_offline()
    Screen(veikkos).tap("mandates.end")
    Screen(veikkos).says("mandates.ended", name=SEPPO.name)
    # What the phone has read it shows, with its age, until it hears better.
    expect(seppos.page.get_by_role("heading", name=VEIKKO.name)).to_be_visible()
    seppos.go_online()
    Screen(seppos).says("client.nobodyTitle")
    assert VEIKKO.name not in str(seppos.page.evaluate("JSON.stringify(localStorage)"))


def test_the_wrong_person_who_used_the_code_sees_nothing(phones: Phones) -> None:
    veikkos, seppos = phones.phone(), phones.phone()
    veikkos.be(VEIKKO)
    code = code_of_a_new_mandate(veikkos)
    # As the picture's link opens it: he signs in first, and finds the code in its field.
    seppos.open(f"/act/{code}")
    seppos.page.get_by_role("button", name=SEPPO.name).click()
    expect(seppos.page.get_by_label(seppos.words("acting.codeLabel"))).to_have_value(re.compile(in_groups_of(code)))
    Screen(seppos).tap("acting.take")
    Screen(veikkos).says("invited.title", name=SEPPO.name)
    Screen(veikkos).tap("invited.no")
    Screen(veikkos).says("invited.refused")
    expect(seppos.page.get_by_text(seppos.words("acting.waits", name=VEIKKO.given_name))).to_have_count(0)
    Screen(seppos).says("acting.none")


def test_an_official_enters_a_paper_and_ends_it(phones: Phones) -> None:
    office = phones.phone()
    office.be(MARJA)
    office.page.get_by_role("searchbox").fill(TOIVO.name)
    office.page.get_by_role("link", name=TOIVO.name).click()
    words, screen = office.words, Screen(office)
    screen.tap("official.enter")
    dialog = office.page.get_by_role("dialog")
    for field, typed in (
        ("official.reference", "Valtakirja 20.11.2026"),
        ("official.identityCode", "131052-308U"),
        ("official.givenName", "Timo"),
        ("official.familyName", "Tuomela"),
    ):
        dialog.get_by_label(words(field)).fill(typed)
    dialog.get_by_role("button", name=words("official.enter"), exact=True).click()
    expect(dialog.get_by_text(words.problem("identity-code-wrong"))).to_be_visible()
    dialog.get_by_label(words("official.identityCode")).fill("131052-308T")
    dialog.get_by_role("button", name=words("official.enter"), exact=True).click()
    card = office.page.get_by_role("article").filter(has=office.page.get_by_role("heading", name="Timo Tuomela"))
    expect(card.get_by_text("Valtakirja 20.11.2026")).to_be_visible()
    card.get_by_role("button", name=words("official.end"), exact=True).click()
    screen.says("official.endOf", name="Timo Tuomela")
    card.get_by_role("button", name=words("official.end"), exact=True).click()
    expect(card).to_have_count(0)


def in_groups_of(code: str) -> str:
    """Return how a field may show a code: in groups, whichever sign is between them."""
    return "[ -]".join(in_groups(re.sub(r"[ -]", "", code)).split("-"))
