"""A client's side and an office reach each other: by telephone, by messages also without a network, by complaints."""

import re

import pytest
from playwright.sync_api import expect

from backend.demo.cast import HELVI, KAISA, KANELI, OLLI, PEKKA
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.words import Language

SCRIPT = "Kuka tulee huomenna? <script>document.title = 'seized'</script>"


def test_a_message_without_a_network_is_sent_later_and_answered(phones: Phones) -> None:
    helvis, office = phones.phone(), phones.phone()
    helvis.be(HELVI)
    Screen(helvis).tap("client.contact")
    card = helvis.page.get_by_role("article").filter(has_text=KANELI.name)
    expect(card.get_by_role("link").first).to_have_attribute("href", re.compile(r"tel:\+?[0-9]+"))
    card.get_by_role("link", name=re.compile(helvis.words("contact.messages"))).click()
    Screen(helvis).says("contact.whoReads")
    helvis.wait_until_kept()
    helvis.go_offline()
    helvis.page.get_by_label(helvis.words("contact.write")).fill(SCRIPT)
    Screen(helvis).tap("contact.send")
    Screen(helvis).says("contact.waits")
    # It outlives the page.
    helvis.page.reload()
    Screen(helvis).shows(SCRIPT)
    helvis.go_online()
    expect(helvis.page.get_by_text(helvis.words("contact.waits"))).to_have_count(0)
    office.be(OLLI)
    office.open("/contact")
    waiting = office.page.get_by_role("link", name=re.compile(HELVI.name)).first
    expect(waiting).to_contain_text(re.compile(office.words("desk.waits", moment=".*")))
    waiting.click()
    expect(office.page.get_by_text(SCRIPT)).to_be_visible()
    assert office.page.title() != "seized"
    # She sees by herself that it was read, and then the answer.
    Screen(helvis).says("contact.read")
    office.page.get_by_label(office.words("desk.reply")).fill("Anna tulee kello 12")
    Screen(office).tap("contact.send")
    expect(helvis.page.get_by_text("Anna tulee kello 12")).to_be_visible()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_complaint_goes_to_the_provider_and_a_reminder_to_the_organiser(phones: Phones, language: Language) -> None:
    kaisas, office, county = phones.phone(language=language), phones.phone(), phones.phone()
    office.be(OLLI)
    county.be(PEKKA)
    for kind, answers, place in (("complaint", office, "/contact"), ("reminder", county, "/reminders")):
        written = f"Laskussa on väärä käynti ({kind}, {language})"
        if kind == "complaint":
            kaisas.be(KAISA)
        kaisas.open(f"/complain/{HELVI.client}")
        Screen(kaisas).tap("complain.send")
        Screen(kaisas).says("complain.choose")
        kaisas.page.get_by_role("radio", name=kaisas.words(f"complain.{kind}")).check()
        kaisas.page.get_by_role("radio", name=KANELI.name).check()
        kaisas.page.get_by_label(kaisas.words("complain.words")).fill(written)
        Screen(kaisas).tap("complain.send")
        Screen(kaisas).says("complain.sent")
        mine = kaisas.page.get_by_role("article").filter(has_text=written)
        expect(mine).to_contain_text(re.compile(kaisas.words("complain.due", day=r"\d.*")))
        answers.open(place)
        came = answers.page.get_by_role("article").filter(has_text=written)
        came.get_by_label(answers.words("office.answer")).fill(f"Hyvitämme sen ({kind}, {language})")
        came.get_by_role("button", name=answers.words("office.send")).click()
        Screen(answers).says("desk.sent")
        expect(mine).to_contain_text(f"Hyvitämme sen ({kind}, {language})")


def test_the_office_changes_its_number_and_the_client_calls_the_new_one(phones: Phones) -> None:
    office, helvis = phones.phone(), phones.phone()
    office.be(OLLI)
    office.open("/contact")
    number = office.page.get_by_label(office.words("desk.phone"), exact=True)
    expect(number).to_have_value(re.compile(r"\d"))
    number.fill("soita Ollille")
    Screen(office).tap("desk.keepPhone")
    expect(office.page.get_by_text(office.words.problem("number-not-dialled"))).to_be_visible()
    number.fill("+358 9 0000 555")
    Screen(office).tap("desk.keepPhone")
    Screen(office).says("desk.phoneKept")
    helvis.be(HELVI)
    Screen(helvis).tap("client.contact")
    call = helvis.page.get_by_role("link", name=re.compile(re.escape("+358 9 0000 555")))
    expect(call).to_have_attribute("href", "tel:+35890000555")
