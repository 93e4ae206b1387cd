"""A granter meets a new client, decides on her need with the calculator beside it, prints what she gets, undoes it."""

from decimal import Decimal

import pypdfium2
import pytest
from playwright.sync_api import expect

from backend.demo.cast import MARJA
from backend.vouchers.number import read_number
from e2e.conftest import Phones
from e2e.offices import Deciding
from e2e.pages import Screen
from e2e.phone import Phone
from e2e.test_granter_reckons import fee_today

SERVICE = "Säännöllinen kotihoito"
NEED = "Apua aamutoimiin ja lääkkeisiin."
DESK = (1280, 800)


@pytest.fixture
def deciding(phones: Phones) -> Deciding:
    """Give a decision on a client who has just been entered."""
    phone = phones.phone(size=DESK)
    phone.be(MARJA)
    return enter_client(phone, "Saima", "Kuusela")


def enter_client(phone: Phone, given: str, family: str) -> Deciding:
    """Enter a client as one enters her at a desk, and begin a decision."""
    words, page = phone.words, phone.page
    page.get_by_role("button", name=words("clients.newClient"), exact=True).click()
    page.get_by_label(words("newClient.givenName")).fill(given)
    page.get_by_label(words("newClient.familyName")).fill(family)
    page.get_by_role("button", name=words("newClient.add")).click()
    expect(page.get_by_role("heading", name=f"{given} {family}")).to_be_visible()
    deciding = Deciding(phone)
    deciding.begin()
    return deciding


def write(deciding: Deciding) -> None:
    """Write a decision that can be made."""
    deciding.needs(SERVICE, NEED)
    deciding.grants_by_voucher("14")
    deciding.has_means("1", "1800")
    deciding.take_a_phrase()


def printed(phone: Phone, paper: str) -> str:
    """Return the words of a paper in Finnish."""
    link = phone.page.get_by_role("link", name=f"{paper}: Suomi")
    answer = phone.context.request.get(phone.url + (link.get_attribute("href") or ""))
    assert answer.ok, answer.text()
    return str(pypdfium2.PdfDocument(answer.body())[0].get_textpage().get_text_range())


def test_granter_decides_with_the_calculator_prints_and_undoes(deciding: Deciding) -> None:
    page, words = deciding.page, deciding.words
    write(deciding)
    costs = deciding.costs()
    # The same fee as the server's own rule gives, reckoned in the browser.
    expect(costs).to_contain_text(f"{Decimal(fee_today()) / 100:.2f}".replace(".", ","))
    expect(costs).to_contain_text("Palveluseteli, halvin")
    provider = deciding.field("decide.provider")
    named = provider.get_by_role("option").filter(has_text="Kaneli")
    provider.select_option(value=named.get_attribute("value"))
    expect(costs).to_contain_text(words("beside.isChosen"))

    review = deciding.review()
    expect(review).to_contain_text("Saima Kuusela")
    expect(review).to_contain_text("14 t kuukaudessa".replace(" t", "\u00a0t"))
    expect(review).to_contain_text("Kaneli")
    deciding.decide()

    expect(page.get_by_role("heading", name=words("decided.title"), exact=True)).to_be_visible()
    number = page.locator(".number-large").inner_text()
    assert read_number(number) is not None
    for paper in ("paper.decision", "paper.title"):
        assert "Saima Kuusela" in printed(deciding.phone, words(paper))

    page.get_by_role("button", name=words("undo.open")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words("undo.grant"))
    dialog.get_by_role("button", name=words("undo.do")).click()
    Screen(deciding.phone).says("decisionState.undone")
    deciding.tap("action.back")
    Screen(deciding.phone).says("record.noOpen")


def test_a_second_grant_is_refused_and_nothing_typed_is_lost(deciding: Deciding) -> None:
    page, words = deciding.page, deciding.words
    write(deciding)
    deciding.review()
    deciding.decide()
    expect(page.get_by_role("heading", name=words("decided.title"), exact=True)).to_be_visible()
    deciding.tap("action.back")

    deciding.begin()
    write(deciding)
    Screen(deciding.phone).says("decide.standing")
    deciding.review()
    deciding.decide()
    service = deciding.field("decide.service")
    expect(service).to_have_attribute("aria-invalid", "true")
    expect(service).to_be_focused()
    Screen(deciding.phone).shows(words.problem("two-open-grants"))

    page.reload()
    Screen(deciding.phone).says("decide.kept")
    expect(deciding.field("decide.needWords")).to_have_value(NEED)
    deciding.tap("action.back")
    deciding.begin()
    expect(deciding.field("decide.quantity")).to_have_value("14")


def test_without_network_the_decision_waits_in_the_form(deciding: Deciding) -> None:
    write(deciding)
    deciding.review()
    deciding.phone.go_offline()
    deciding.decide()
    deciding.says("offline.title")
    expect(deciding.field("decide.needWords")).to_have_value(NEED)
    deciding.phone.go_online()
    deciding.review()
    deciding.decide()
    expect(deciding.page.get_by_role("heading", name=deciding.words("decided.title"), exact=True)).to_be_visible()


def test_what_is_missing_is_told_at_its_question(deciding: Deciding) -> None:
    deciding.tap("decide.review")
    expect(deciding.field("decide.service")).to_be_focused()
    for question in ("decide.service", "decide.needWords", "decide.quantity", "decide.lastDay", "decide.grounds"):
        expect(deciding.field(question)).to_have_attribute("aria-invalid", "true")
    deciding.needs(SERVICE, NEED)
    expect(deciding.field("decide.service")).to_have_attribute("aria-invalid", "false")
