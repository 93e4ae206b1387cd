"""Every screen, in light and dark and in three languages: nothing for axe to find, nothing cut off in very large text.

WCAG 2.2 AA: 1.4.10 asks for a width of 320 px, 1.4.4 for twice the size of text.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backend import clock
from backend.days import local_day
from backend.demo.cast import (
    ANNA,
    AUNE,
    HELVI,
    HELVIS_VOUCHER,
    MARJA,
    OLLI,
    PEKKA,
    RITVA,
    TUULA,
    UNSEEN_VOUCHER,
)
from e2e.accessibility_screens import letters_screens, statements_screens
from e2e.billing import billing_screens, own_months
from e2e.camera import link_on
from e2e.conftest import PaperOf, Phones
from e2e.contact_screens import doors_of_clients, offices_desk, reminders_to_the_organiser
from e2e.family_screens import familys_screens
from e2e.feedback_screens import grave_feedback, letters_and_disputes
from e2e.finance import deviation_screens, review_screens
from e2e.offices import Calculator, Deciding, RulebookPart
from e2e.own_systems import own_systems_screens
from e2e.pages import AtDoor, Home, Screen
from e2e.passkeys import passkeys_screens
from e2e.phone import SMALL, Phone
from e2e.phone_screens import otherwise_screens, screens_of_her_phone
from e2e.rounds import rounds_screens
from e2e.seen_otherwise import covered_on, moving_on, told_by_colour_on
from e2e.words import Language
from e2e.workers import Joining
from e2e.workers import workers_screens as offices_workers

AXE = (Path(__file__).parents[1] / "pwa/node_modules/axe-core/axe.min.js").read_text("utf-8")
DESK = (1280, 800)
NARROW = {"width": 320, "height": 640}

Visits = Iterator[str]


def violations_on(page: Page) -> list[str]:
    """Return what axe finds wrong, each with where it is."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """async () => {
            const goesOn = (animation) => animation.effect.getComputedTiming().iterations === Infinity
            const ending = document.getAnimations().filter((one) => !goesOn(one))
            await Promise.allSettled(ending.map((one) => one.finished))
            return (await axe.run()).violations
        }"""
    )
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def cut_off_on(page: Page) -> list[str]:
    """Return what sticks out of a narrow phone when its text is twice as large."""
    size = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    # A table becomes cards when the browser next draws.
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    wide: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= width) return []
            const isOut = (element) => element.getBoundingClientRect().right > width + 0.5
            return [...document.body.querySelectorAll('*')]
                .filter((element) => isOut(element) && ![...element.children].some(isOut))
                .map((element) => `${element.outerHTML.slice(0, 120)} ends at ${element.getBoundingClientRect().right}`)
        }"""
    )
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    return wide


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


def offices_screens(phone: Phone, paper: bytes) -> Visits:
    """Go through what the offices see."""
    del paper
    for person, heading in ((OLLI, "provider.title"), (TUULA, "finance.title")):
        phone.be(person)
        expect(phone.page.get_by_role("heading", name=phone.words(heading))).to_be_visible()
        rows_of(phone).first.wait_for()
        yield person.role.value
        if person is TUULA:
            yield from review_screens(phone)
        if person is OLLI:
            yield from deviation_screens(phone)
            yield from own_systems_screens(phone)
            yield from letters_and_disputes(phone)
            yield from billing_screens(phone)
            yield from offices_desk(phone)
            yield from doors_of_clients(phone)
            phone.open()
            yield from offices_workers(phone)
            yield from rounds_screens(phone)
        phone.sign_out()
    phone.be(MARJA)
    yield from grave_feedback(phone)
    yield from granters_screens(phone)


def mandates_screens(phone: Phone) -> Visits:
    """Go through what a granter enters of who acts for a client, and of her death."""
    for opened, sent in (("official.enter", "official.enter"), ("death.enter", "death.save")):
        phone.page.get_by_role("button", name=phone.words(opened), exact=True).click()
        dialog = phone.page.get_by_role("dialog")
        dialog.get_by_role("button", name=phone.words(sent), exact=True).wait_for()
        if opened == "official.enter":
            dialog.get_by_role("button", name=phone.words(sent), exact=True).click()
        yield opened
        phone.page.keyboard.press("Escape")


def granters_screens(phone: Phone) -> Visits:
    """Go through a granter's day: her clients, one of them, what is done to a grant, and a decision."""
    words, page = phone.words, phone.page
    rows_of(phone).first.wait_for()
    yield "granter"
    page.get_by_role("button", name=words("clients.newClient"), exact=True).click()
    page.get_by_role("button", name=words("newClient.add")).click()
    Screen(phone).says("wrong.name")
    yield "a new client"
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill(AUNE.name)
    page.get_by_role("link", name=AUNE.name).click()
    Screen(phone).says("balance.used")
    Screen(phone).says("official.none")
    yield "a client"
    yield from mandates_screens(phone)
    page.get_by_text(words("grant.acts")).first.click()
    for act in ("grant.pause", "grant.raise", "grant.end"):
        page.get_by_role("button", name=words(act), exact=True).click()
        page.get_by_role("dialog").get_by_role("button").last.click()
        yield act
        page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile(rf"{words('decided.title')} \d")).last.click()
    Screen(phone).says("decide.legalBasis")
    yield "a decision"
    Screen(phone).tap("action.back")
    deciding = Deciding(phone)
    deciding.begin()
    Screen(phone).tap("decide.review")
    Screen(phone).says("wrong.need")
    yield "a decision not yet written"
    service = deciding.field("decide.service").get_by_role("option").nth(1).inner_text()
    deciding.needs(service, "Apua aamutoimiin.")
    deciding.grants_by_voucher("14")
    deciding.take_a_phrase()
    page.get_by_text(words("beside.all")).click()
    Screen(phone).says("voucher.title")
    yield "a decision with what it costs"
    deciding.choose("resolution.rejected")
    expect(deciding.review()).to_be_visible()
    yield "a decision under review"
    phone.open(f"/vouchers/{UNSEEN_VOUCHER.number}")
    Screen(phone).says("paper.title")
    yield "a voucher in the office"
    Calculator(phone).reckons("1", "1800", "14")
    page.get_by_text(words("explained.how")).first.click()
    yield "calculator"


def organisers_screens(phone: Phone, paper: bytes) -> Visits:
    """Go through what the organiser offers, its rulebook, and a new version of a part up to the last question."""
    del paper
    phone.be(PEKKA)
    rows_of(phone).first.wait_for()
    yield "services"
    phone.open("/providers")
    rows_of(phone).first.wait_for()
    yield "providers"
    yield from reminders_to_the_organiser(phone)
    phone.open("/services/new")
    Screen(phone).tap("newService.addTask")
    Screen(phone).tap("newService.add")
    yield "new service, nothing filled in"
    phone.open("/rulebook")
    part = RulebookPart(phone)
    part.says("rulebook.what")
    yield "rulebook"
    # A service that goes by the hour: only such a one has time bands.
    phone.page.get_by_role("main").get_by_role("listitem").filter(has_text="/h").get_by_role("link").first.click()
    part.says("version.source")
    yield "a version in words"
    phone.page.get_by_role("link", name=phone.words("action.back"), exact=True).click()
    part.says("part.versions")
    yield "a part"
    part.begin_version(date(local_day(clock.now()).year + 1, 1, 1), "§ 1")
    fill_every_way(phone)
    yield "a new version, everything unfolded"
    part.go_on()
    yield "a new version, what is missing told"
    phone.open("/rulebook/general/new")
    phone.page.get_by_role("checkbox").first.check()
    part.field("period.firstDay").fill(f"{local_day(clock.now()).year + 1}-01-01")
    part.field("period.source").fill("§ 1")
    for figure in (
        phone.page.get_by_role("group", name=phone.words("section.cancellation")).get_by_role("textbox").all()
    ):
        figure.fill("24")
    part.go_on()
    part.says("confirm.before")
    yield "the last question"
    yield from letters_screens(phone)
    phone.open("/viewings")
    part.says("watch.unusual")
    for send in phone.page.get_by_role("button", name=phone.words("watch.send")).all()[:1]:
        send.click()
        part.says("watch.answerMissing")
    yield "viewings"


def fill_every_way(phone: Phone) -> None:
    """Unfold what a form for a service's part can ask."""
    page, words = phone.page, phone.words
    for way in ("value.way.bands", "income.way.own_part", "fee.way.own"):
        page.get_by_role("radio", name=words(way)).check()
    page.get_by_role("checkbox", name=words("meansTest.asked")).check()
    for said in ("cancellation.said", "attachments.said"):
        page.get_by_role("checkbox", name=words(said)).check()
    for adding in ("bands.add", "ownPart.add", "attachments.add"):
        page.get_by_role("button", name=words(adding), exact=True).click()
    page.get_by_role("checkbox", name=words("dayKind.eve")).last.check()


def rows_of(phone: Phone) -> Locator:
    """Return the rows of an office's ledger: a list on a phone, a table on a desk."""
    main = phone.page.get_by_role("main")
    return main.get_by_role("list").get_by_role("listitem").or_(main.get_by_role("cell"))


@pytest.mark.parametrize(
    ("screens", "size", "scheme", "language"),
    [
        pytest.param(screens, size, scheme, language, id=f"{name}, {scheme}, {language}")
        for name, screens, size, looks in (
            ("everyone", everyones_screens, SMALL, ("light fi", "dark sv", "light en")),
            ("worker", workers_screens, SMALL, ("light fi", "dark sv", "light en", "dark fi")),
            ("worker's phone", screens_of_her_phone, SMALL, ("light fi", "dark sv", "light en")),
            ("passkeys", passkeys_screens, SMALL, ("light fi", "dark sv", "light en")),
            ("family", familys_screens, SMALL, ("light fi", "dark sv", "light en", "dark fi")),
            ("offices on a phone", offices_screens, SMALL, ("light sv", "dark fi")),
            ("offices on a desk", offices_screens, DESK, ("light fi", "dark en")),
            ("organiser on a phone", organisers_screens, SMALL, ("light sv", "dark fi")),
            ("organiser on a desk", organisers_screens, DESK, ("light fi", "dark en")),
        )
        for scheme, language in (look.split() for look in looks)
    ],
)
def test_screens(  # noqa: PLR0913, PLR0917  a journey has this many sides
    phones: Phones,
    paper_of: PaperOf,
    screens: Callable[[Phone, bytes], Visits],
    size: tuple[int, int],
    scheme: str,
    language: Language,
) -> None:
    phone = phones.phone(size=size, language=language, scheme=scheme)
    wrong = []
    for where in screens(phone, paper_of(HELVIS_VOUCHER)):
        looks = (violations_on, cut_off_on, moving_on, told_by_colour_on, covered_on)
        wrong += [f"{where}: {what}" for look in looks for what in look(phone.page)]
        assert phone.page.evaluate("document.documentElement.lang") == language
    assert wrong == []
