"""What was said of a visit: by a link with no sign-in, without a network, the office's answers, a dispute."""

import re

import pytest
from playwright.sync_api import Page, expect

from backend.demo.cast import HELVI, KAISA, MARJA, OLLI
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.phone import Phone
from e2e.words import Language

SCRIPT = "Lääke jäi antamatta <script>document.title = 'seized'</script>"
# All that a phone fetches for the page of a link, before it is packed.
MOST_BYTES = 20_000


def link_of_newest_visit(office: Phone) -> str:
    """Let the office make a link for its newest visit, and return its address."""
    office.be(OLLI)
    office.page.get_by_role("button", name=office.words("link.make")).first.click()
    expect(office.page.get_by_role("img", name=office.words("link.picture"))).to_be_visible()
    address = office.page.locator(".link-address").inner_text()
    office.page.keyboard.press("Escape")
    return address


def gives(page: Page, phone: Phone, words: str) -> None:
    """Choose the middle face on the page of a link and write something."""
    page.get_by_role("radio", name=phone.words("link.fair")).check(force=True)
    page.get_by_label(phone.words("link.words")).fill(words)
    page.get_by_role("button", name=phone.words("link.send")).click()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_feedback_by_a_link_with_no_sign_in(phones: Phones, language: Language) -> None:
    office, stranger = phones.phone(), phones.phone(language=language)
    address = link_of_newest_visit(office)
    fetched: list[int] = []
    stranger.page.on("response", lambda answer: fetched.append(len(answer.body())) if answer.ok else None)
    stranger.page.goto(address)
    expect(stranger.page.get_by_role("group", name=stranger.words("link.ask"))).to_be_visible()
    assert 0 < sum(fetched) < MOST_BYTES
    # The address's last part, which is the key, was sent to nobody; no name stands on the page.
    expect(stranger.page.get_by_text(OLLI.family_name)).to_have_count(0)
    words = f"{SCRIPT} {language}"
    gives(stranger.page, stranger, words)
    expect(stranger.page.get_by_role("heading", name=stranger.words("link.thanks"))).to_be_visible()
    stranger.page.reload()
    expect(stranger.page.get_by_role("heading", name=stranger.words.problem("feedback-link-used"))).to_be_visible()
    guessed = address[:-4] + ("AAAA" if not address.endswith("AAAA") else "BBBB")
    stranger.page.goto("about:blank")
    stranger.page.goto(guessed)
    unknown = stranger.words.problem("feedback-link-unknown")
    expect(stranger.page.get_by_role("heading", name=unknown)).to_be_visible()
    # What was written is a text at the office, whatever it looks like.
    office.open("/feedback")
    expect(office.page.get_by_text(words)).to_be_visible()
    assert office.page.title() != "seized"


def test_feedback_without_a_network_is_sent_later_and_answered(phones: Phones) -> None:
    helvis, office, county = phones.phone(), phones.phone(), phones.phone()
    helvis.be(HELVI)
    helvis.page.get_by_role("link", name=helvis.words("voice.open")).first.click()
    helvis.page.get_by_role("radio", name=helvis.words("face.bad")).check(force=True)
    helvis.page.get_by_label(helvis.words("say.words")).fill("Tee oli kylmää")
    helvis.go_offline()
    helvis.page.get_by_role("button", name=helvis.words("say.send")).click()
    Screen(helvis).says("say.kept")
    helvis.go_online()
    expect(helvis.page.get_by_role("heading", name=helvis.words("say.yours"))).to_be_visible()
    # The worst face is with the case manager at once.
    county.be(MARJA)
    county.open("/grave-feedback")
    grave = county.page.get_by_role("article").filter(has_text="Tee oli kylmää")
    grave.get_by_role("button", name=county.words("grave.note")).click()
    expect(grave.get_by_role("button", name=county.words("grave.note"))).to_have_count(0)
    office.be(OLLI)
    office.open("/feedback")
    letter = office.page.get_by_role("article").filter(has_text="Tee oli kylmää").first
    letter.get_by_label(office.words("office.answer")).fill("Keitämme uuden")
    letter.get_by_role("button", name=office.words("office.send")).click()
    Screen(office).says("office.sent")
    helvis.page.reload()
    expect(helvis.page.get_by_text("Keitämme uuden")).to_be_visible()


def test_dispute_goes_to_review_and_its_answer_comes_back(phones: Phones) -> None:
    kaisas, office = phones.phone(), phones.phone()
    kaisas.be(KAISA)
    kaisas.page.get_by_role("link", name=re.compile(kaisas.words("voice.open"))).nth(3).click()
    Screen(kaisas).tap("doubt.no")
    Screen(kaisas).tap("doubt.send")
    Screen(kaisas).says("doubt.choose")
    kaisas.page.get_by_role("radio", name=kaisas.words("doubt.nobody-came")).check()
    kaisas.page.get_by_label(kaisas.words("doubt.words")).fill("Äiti oli luonani")
    Screen(kaisas).tap("doubt.send")
    Screen(kaisas).says("doubt.sent")
    office.be(OLLI)
    # The first switch of the page: only what is to be checked.
    office.page.locator("main button[aria-pressed]").first.click()
    expect(office.page.get_by_text(office.words.problem("visit-disputed")).first).to_be_visible()
    office.open("/feedback")
    raised = office.page.get_by_role("article").filter(has_text="Äiti oli luonani").first
    raised.get_by_role("radio", name=office.words("office.corrected")).check()
    raised.get_by_label(office.words("office.answer")).fill("Kirjaus perutaan")
    raised.get_by_role("button", name=office.words("office.send")).click()
    # The client's page hears of it by itself after it is read anew.
    expect(raised.get_by_role("button", name=office.words("office.send"))).to_have_count(0)
    kaisas.page.reload()
    expect(kaisas.page.get_by_text("Kirjaus perutaan")).to_be_visible()
