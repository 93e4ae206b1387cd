"""A Sámi language whose catalogue says little: the rest is Finnish, and a screen reader is told which is which.

None is offered yet (docs/decisions/0049): who tries one keeps it on her phone by hand, as a translator does.
"""

from playwright.sync_api import Page, expect

from backend.demo.cast import ANNA
from e2e.conftest import Phones
from e2e.pages import Home, Screen
from e2e.phone import Phone
from e2e.words import catalogue

INARI = "smn"
KEEP = "localStorage.setItem('kotiseteli.language', 'smn')"
# The language that a screen reader takes for the words of an element.
LANGUAGE_OF = "element => element.closest('[lang]').lang"


def marked_on(page: Page) -> list[str]:
    """Return what is marked as Inari Sámi."""
    return page.locator(f"[lang={INARI}]").all_inner_texts()


def in_inari(phone: Phone) -> str:
    """Let a phone keep Inari Sámi, open the door and return what its legend says."""
    phone.open()
    phone.page.evaluate(KEEP)
    phone.page.reload()
    said: str = catalogue("pwa/src/words/sami/smn.json")["menu.language"]
    return said


def test_each_sentence_is_marked_as_what_it_is(phones: Phones) -> None:
    phone = phones.phone()
    legend = in_inari(phone)
    page = phone.page
    group = page.get_by_role("group", name=legend)
    expect(group).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fi"
    assert marked_on(page) == [legend]
    # What stands inside is not taken for Sámi with it, and what names itself keeps its own mark.
    assert group.get_by_role("button", name="Suomi").locator("span").last.evaluate(LANGUAGE_OF) == "fi"
    assert group.get_by_role("button", name="English").locator("span").last.evaluate(LANGUAGE_OF) == "en"
    assert page.get_by_role("heading", level=1).evaluate(LANGUAGE_OF) == "fi"


def test_it_stays_through_a_day_and_goes_without_a_trace(phones: Phones) -> None:
    phone = phones.phone()
    legend = in_inari(phone)
    phone.page.get_by_role("button", name=ANNA.name).click()
    Home(phone).is_open()
    assert marked_on(phone.page) == []
    phone.page.get_by_role("button", name=phone.words("menu.open")).click()
    expect(phone.page.get_by_role("group", name=legend)).to_be_visible()
    assert marked_on(phone.page) == [legend]
    phone.page.get_by_role("button", name="Svenska").click()
    expect(phone.page.get_by_role("group", name="Språk")).to_be_visible()
    assert marked_on(phone.page) == []
    assert phone.page.evaluate("document.documentElement.lang") == "sv"
    phone.page.reload()
    swedish = Screen(phones.phone(language="sv"))
    expect(phone.page.get_by_role("button", name=swedish.words("menu.open"))).to_be_visible()
