"""Every screen on a phone, in light and dark and in three languages: nothing wrong to find on any of them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, RITVA
from e2e.accessibility_screens import statements_screens
from e2e.billing import own_months
from e2e.camera import link_on
from e2e.conftest import PaperOf, Phones
from e2e.family_screens import familys_screens
from e2e.looks import wrong_on
from e2e.pages import AtDoor, Home, Screen
from e2e.passkeys import passkeys_screens
from e2e.phone import SMALL, Phone
from e2e.phone_screens import otherwise_screens, screens_of_her_phone
from e2e.words import Language
from e2e.workers import Joining

Visits = Iterator[str]


def everyones_screens(phone: Phone, paper: bytes) -> Visits:
    """Go through what anyone may open, and say where we are each time."""
    phone.open()
    phone.page.get_by_role("button", name=ANNA.name).wait_for()
    yield "sign in"
    yield from statements_screens(phone)
    phone.open("/join")
    Joining(phone).type_code("7K3M")
    Screen(phone).says("join.codeWrong")
    yield "taking a phone into use"
    phone.open("/problems/voucher-number-mistyped")
    Screen(phone).shows(phone.words.problem("voucher-number-mistyped"))
    yield "problem"
    phone.open("/sign-in/refused/sign-in-not-finished")
    phone.page.get_by_role("button", name=ANNA.name).wait_for()
    yield "back from a sign-in that came to nothing"
    phone.open()
    phone.be(RITVA)
    phone.open("/roles")
    Screen(phone).says("roles.this")
    yield "whose work she does"
    phone.open("/signed-in")
    Screen(phone).shows(phone.words("sessions.this"))
    yield "where she is signed in"
    phone.sign_out()
    phone.be(HELVI)
    phone.open(f"/v/{link_on(paper).rsplit('/', 1)[1]}")
    Screen(phone).says("elsewhere.what")
    yield "a voucher's code on another's phone"


def workers_screens(phone: Phone, paper: bytes) -> Visits:
    """Go through a worker's day."""
    code = link_on(paper).rsplit("/", 1)[1]
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    yield "home"
    phone.page.get_by_role("button", name=phone.words("menu.open")).click()
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    yield "menu"
    phone.open("/today")
    home.shows(HELVI.name)
    yield "today"
    phone.open("/scan")
    home.says("scan.number")
    yield "scan"
    phone.open(f"/v/{code[:-9]}{'AAAAAAAA'}{code[-1]}")
    home.shows(phone.words.problem("voucher-not-genuine"))
    yield "a forged code"
    phone.open(f"/past/{HELVIS_VOUCHER.number}")
    home.shows(HELVI.name)
    yield "past visit"
    phone.open(f"/v/{code}")
    at_door = AtDoor(phone)
    at_door.shows(HELVI.name)
    yield from otherwise_screens(at_door)
    visit = at_door.begin()
    visit.leave_undone(visit.tasks()[0], "tasks.noTime")
    yield "visit"
    phone.open()
    home.says("ongoing.open")
    yield "home with a visit going on"
    phone.open("/visit")
    expect(phone.page.get_by_role("timer")).not_to_have_text("0:00")
    recorded = visit.end_and_save()
    recorded.is_received()
    yield "recorded"
    correcting = recorded.correct()
    correcting.note("Korjattu.")
    yield "correct a visit"
    recorded = correcting.save()
    recorded.is_received()
    yield "a corrected visit"
    recorded.tap("correcting.withdraw")
    yield "why a visit is withdrawn"
    recorded.tap("correcting.didNotHappen")
    recorded.is_withdrawn()
    yield "a withdrawn visit"
    phone.open("/today")
    yield from own_months(phone)


@pytest.mark.parametrize(
    ("screens", "scheme", "language"),
    [
        pytest.param(screens, scheme, language, id=f"{name}, {scheme}, {language}")
        for name, screens, looks in (
            ("everyone", everyones_screens, ("light fi", "dark sv", "light en")),
            ("worker", workers_screens, ("light fi", "dark sv", "light en", "dark fi")),
            ("worker's phone", screens_of_her_phone, ("light fi", "dark sv", "light en")),
            ("passkeys", passkeys_screens, ("light fi", "dark sv", "light en")),
            ("family", familys_screens, ("light fi", "dark sv", "light en", "dark fi")),
        )
        for scheme, language in (look.split() for look in looks)
    ],
)
def test_screens(
    phones: Phones,
    paper_of: PaperOf,
    screens: Callable[[Phone, bytes], Visits],
    scheme: str,
    language: Language,
) -> None:
    phone = phones.phone(size=SMALL, language=language, scheme=scheme)
    assert wrong_on(phone, screens(phone, paper_of(HELVIS_VOUCHER))) == []
