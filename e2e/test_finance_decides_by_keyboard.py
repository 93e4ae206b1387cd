"""Finance decides of what the rules left to her with the keyboard alone; the office is asked, and answers."""

import re

from playwright.sync_api import expect

from backend.demo.cast import KANELI, OLLI, TUULA
from e2e.conftest import Phones
from e2e.finance import Review
from e2e.phone import Phone
from e2e.product import Product

DESK = (1280, 800)
DECIDED = "select outcome, reason from review_decision where by_person = $1 and at > $2 order by at, outcome"
NOW = "select now() as now"


def finance(phones: Phones) -> tuple[Phone, Review]:
    """Sign finance in at a desk, and come to what waits for her."""
    phone = phones.phone(size=DESK)
    phone.be(TUULA)
    review = Review(phone)
    review.open()
    # The keyboard stands in the list at once.
    expect(review.line()).to_be_focused()
    return phone, review


def did(phone: Phone, what: str, count: int) -> None:
    """See what was decided just now."""
    expect(phone.page.get_by_text(phone.words(f"review.did.{what}", count=count))).to_be_visible()


def test_three_deviations_are_decided_by_keyboard_and_one_is_taken_back(phones: Phones, running: Product) -> None:
    phone, review = finance(phones)
    (began,) = running.rows(NOW)
    first = review.whose()
    review.press(" ", "ArrowDown")
    second = review.whose()
    review.press(" ", "1")
    dialog = phone.page.get_by_role("dialog")
    # What it does is said before it is done, of these two.
    expect(dialog).to_contain_text(first.split(" ")[0])
    expect(dialog).to_contain_text(re.compile(r"\d+,\d\d\s€"))
    # Without a reason nothing goes.
    review.press("Enter")
    review.says("review.chooseReason")
    review.press(" ", "Enter")
    did(phone, "accepted", 2)
    # It stands on the next line, and neither of the two is there.
    expect(review.line()).to_be_focused()
    third = review.whose()
    assert third not in {first, second}
    review.press("3")
    dialog.wait_for()
    review.press(" ", "Enter")
    did(phone, "rejected", 1)
    phone.page.get_by_role("button", name=phone.words("review.undo"), exact=True).focus()
    review.press("Enter")
    did(phone, "undone", 1)
    # What was taken back waits again.
    expect(review.list().get_by_text(third.split("\n")[0]).first).to_be_visible()
    kept = [tuple(row) for row in running.rows(DECIDED, TUULA.id, began["now"])]
    assert [outcome for outcome, _ in kept] == ["accepted", "accepted", "rejected", "undone"]
    assert all(reason for _, reason in kept)


def test_the_office_is_asked_and_answers(phones: Phones) -> None:
    phone, review = finance(phones)
    choice = phone.page.get_by_label(phone.words("review.provider"), exact=True)
    mine = choice.locator("option", has_text=KANELI.name).get_attribute("value")
    choice.select_option(mine)
    expect(review.list().get_by_text(KANELI.name).first).to_be_visible()
    expect(review.line()).to_contain_text(KANELI.name)
    review.line().focus()
    review.press("4")
    dialog = phone.page.get_by_role("dialog")
    dialog.wait_for()
    review.press(" ")
    dialog.get_by_label(phone.words("review.words")).fill("Miksi <b>20 minuuttia</b> yli?")
    dialog.get_by_role("button", name=phone.words("review.do.asked")).press("Enter")
    did(phone, "asked", 1)

    office = phones.phone()
    office.be(OLLI)
    office.page.get_by_role("link", name=office.words("provider.deviations")).click()
    asked = office.page.get_by_role("article").filter(has_text="Miksi <b>20 minuuttia</b> yli?")
    asked.get_by_role("button", name=office.words("deviations.send")).click()
    expect(asked.get_by_text(office.words("deviations.empty"))).to_be_visible()
    asked.get_by_label(office.words("deviations.answer")).fill("Asiakas oli kaatunut.")
    asked.get_by_role("button", name=office.words("deviations.send")).click()
    expect(office.page.get_by_text(office.words("deviations.sent"))).to_be_visible()
    expect(asked).to_have_count(0)

    phone.open("/review")
    phone.page.get_by_label(phone.words("review.provider"), exact=True).select_option(mine)
    answered = review.list().locator("[role=option]", has_text=phone.words("reviewed.stage.answered"))
    answered.last.click()
    expect(phone.page.get_by_label(phone.words("review.detail"))).to_be_visible()
    told = []
    for line in answered.all():
        line.click()
        told.append(review.details())
    assert sum("kaatunut" in one for one in told) == 1
