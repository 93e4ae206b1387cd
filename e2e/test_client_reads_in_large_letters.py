"""A client of 85 asks for large letters: three things on a screen, and everything else still a tap away."""

from playwright.sync_api import Locator, expect

from backend.demo.cast import HELVI
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.phone import Phone

LETTERS = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"


def things_on(phone: Phone) -> Locator:
    """Return what stands under the day's title."""
    return phone.page.locator(".screen > :not(.screen-head)")


def test_three_things_in_large_letters_and_back_to_everything(phones: Phones) -> None:
    helvis = phones.phone()
    helvis.be(HELVI)
    Screen(helvis).says("client.largeLetters")
    Screen(helvis).settles()
    before = helvis.page.evaluate(LETTERS)
    Screen(helvis).tap("client.largeLetters")
    Screen(helvis).says("large.all")
    assert helvis.page.evaluate(LETTERS) > before * 1.3
    expect(things_on(helvis)).to_have_count(3)
    # They are there when she comes back, too.
    helvis.page.reload()
    Screen(helvis).says("large.all")
    Screen(helvis).tap("large.all")
    Screen(helvis).says("client.grants")
    Screen(helvis).settles()
    Screen(helvis).tap("client.usualLetters")
    assert helvis.page.evaluate(LETTERS) == before
    helvis.open("/")
    Screen(helvis).says("client.grants")


def test_a_face_is_sent_by_its_button_alone_since_hands_shake(phones: Phones) -> None:
    helvis = phones.phone()
    helvis.be(HELVI)
    Screen(helvis).says("client.largeLetters")
    Screen(helvis).settles()
    Screen(helvis).tap("client.largeLetters")
    good = helvis.page.get_by_role("radio", name=helvis.words("face.good"))
    good.click(force=True)
    Screen(helvis).tap("large.again")
    good.click(force=True)
    helvis.go_offline()
    Screen(helvis).tap("large.send")
    Screen(helvis).says("large.kept")
    helvis.go_online()
    Screen(helvis).says("large.thanks")
    helvis.page.reload()
    Screen(helvis).says("large.said")


def test_whoever_signs_in_after_her_has_the_usual_letters(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(HELVI)
    usual = phone.page.evaluate(LETTERS)
    Screen(phone).says("client.largeLetters")
    Screen(phone).settles()
    Screen(phone).tap("client.largeLetters")
    Screen(phone).says("large.all")
    phone.sign_out()
    assert phone.page.evaluate(LETTERS) == usual
