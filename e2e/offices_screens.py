"""The offices' screens one after another: providers, finance, granters and the organiser, as each finds them."""

import re
from collections.abc import Iterator
from datetime import date

from playwright.sync_api import Locator, expect

from backend import clock
from backend.days import local_day
from backend.demo.cast import AUNE, MARJA, OLLI, PEKKA, TUULA, UNSEEN_VOUCHER
from e2e.accessibility_screens import letters_screens
from e2e.billing import billing_screens
from e2e.contact_screens import doors_of_clients, offices_desk, reminders_to_the_organiser
from e2e.feedback_screens import grave_feedback, letters_and_disputes
from e2e.finance import deviation_screens, review_screens
from e2e.offices import Calculator, Deciding, RulebookPart
from e2e.own_systems import own_systems_screens
from e2e.pages import Screen
from e2e.phone import Phone
from e2e.rounds import rounds_screens
from e2e.workers import workers_screens

Visits = Iterator[str]


def offices_screens(phone: Phone) -> Visits:
    """Go through what the offices see."""
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
            yield from workers_screens(phone)
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


def organisers_screens(phone: Phone) -> Visits:
    """Go through what the organiser offers, its rulebook, and a new version of a part up to the last question."""
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
