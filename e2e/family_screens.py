"""The screens of a client and of those who act for her, one after another, for whoever looks at every screen."""

from collections.abc import Iterator

from playwright.sync_api import expect

from backend.demo.cast import HELVI, KAISA, SEPPO
from e2e.contact_screens import reaching_the_office
from e2e.feedback_screens import visits_voice
from e2e.pages import Screen
from e2e.phone import Phone


def familys_screens(phone: Phone, paper: bytes) -> Iterator[str]:
    """Go through what the daughter sees, what her mother may do, and someone with a mandate from nobody."""
    del paper
    phone.be(KAISA)
    Screen(phone).says("lamp.live")
    yield "her mother"
    phone.sign_out()
    phone.be(HELVI)
    yield from visits_voice(phone)
    yield from reaching_the_office(phone)
    phone.open()
    phone.page.get_by_role("button", name=phone.words("refusal.ask")).first.click()
    phone.page.locator("summary", has_text=phone.words("decisions.count", count=3).split(maxsplit=1)[1]).click()
    Screen(phone).says("decisions.paper")
    yield "giving a voucher back"
    phone.open(f"/who-looked/{HELVI.client}")
    kaisas = phone.page.get_by_role("listitem").filter(has=phone.page.get_by_role("heading", name=KAISA.name)).first
    expect(kaisas).to_be_visible()
    # Asked by the run before, perhaps.
    for ask in kaisas.get_by_role("button", name=phone.words("looked.ask")).all():
        ask.click()
    Screen(phone).says("looked.asked")
    yield "who has looked"
    phone.open(f"/presence/{HELVI.client}")
    Screen(phone).says("presence.show")
    expect(phone.page.locator(".presence-digits")).not_to_be_empty()
    yield "the code of her home"
    phone.open("/told")
    Screen(phone).says("told.when")
    yield "what she is told"
    phone.open("/confirm-address")
    Screen(phone).says("told.confirmWhy")
    yield "an address to confirm"
    phone.open()
    Screen(phone).says("client.largeLetters")
    Screen(phone).settles()
    Screen(phone).tap("client.largeLetters")
    Screen(phone).says("large.all")
    yield "in large letters"
    Screen(phone).tap("large.all")
    Screen(phone).says("client.usualLetters")
    Screen(phone).settles()
    Screen(phone).tap("client.usualLetters")
    Screen(phone).settles()
    yield from clients_mandates(phone)
    phone.sign_out()
    phone.be(SEPPO)
    yield from strangers_screens(phone)


def clients_mandates(phone: Phone) -> Iterator[str]:
    """Go through who acts for a client, and a code that she hands over and takes back."""
    Screen(phone).tap("client.whoActs")
    Screen(phone).says("mandates.now")
    yield "who acts for her"
    Screen(phone).tap("mandates.give")
    phone.page.get_by_role("radio", name=phone.words("give.day")).check()
    Screen(phone).tap("give.make")
    Screen(phone).says("give.dayMissing")
    yield "what somebody may do for her"
    phone.page.get_by_role("radio", name=phone.words("give.untilEnded")).check()
    Screen(phone).tap("give.make")
    Screen(phone).says("code.title")
    yield "a code to hand over"
    Screen(phone).tap("code.withdraw")
    phone.page.get_by_text(phone.words("code.title")).wait_for(state="detached")


def strangers_screens(phone: Phone) -> Iterator[str]:
    """Go through what somebody sees who acts for nobody yet."""
    Screen(phone).says("client.nobodyTitle")
    yield "nobody"
    Screen(phone).tap("client.ownMandates")
    Screen(phone).tap("acting.take")
    Screen(phone).says("acting.codeWrong")
    yield "a code that is not complete"
    phone.open("/act-for-another")
    Screen(phone).says("suomi.how")
    yield "acting by a mandate at Suomi.fi"
