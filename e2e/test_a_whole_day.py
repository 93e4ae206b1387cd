"""A whole day in three browsers: planned, made in a cellar, seen and told far away, answered; and one nobody made."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from playwright.sync_api import Response, expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, KAISA, OLLI
from e2e.conftest import Phones
from e2e.pages import ARRIVAL_MS, AtDoor, Home, PersonPage, Screen, the_last_hour
from e2e.phone import Phone
from e2e.product import Product
from e2e.push_service import ToldPhone, running_push_service
from e2e.rounds import NOTICED_MS, Rounds, unplanned

DESK = (1280, 1000)
# "Arrivals show within 5 s", here as far as the push service.
TOLD_SECONDS = 5.0
# The same as when the night ends.
NEVER_QUIET = "07:00"
PLANNED_MINUTES = 10
NOTE = "Söi hyvin ja lauloi"
ASKED = "Jäikö ikkuna auki?"
ANSWERED = "Suljimme sen lähtiessä"


def is_saved(answer: Response) -> bool:
    """Tell whether the server has taken a choice."""
    return answer.url.endswith("/api/told") and answer.request.method != "GET" and answer.ok


@contextmanager
def told_of(phone: Phone, *kinds: str) -> Iterator[ToldPhone]:
    """Let a phone be told of these, day and night, by a push service that reads them as only this browser can."""
    push_key = phone.page.evaluate("fetch('/api/told').then((answer) => answer.json())")["pushKey"]
    with running_push_service() as service:
        told = ToldPhone(phone, service, push_key)
        phone.open("/told")
        Screen(phone).tap("told.begin")
        Screen(phone).says("told.hereOn")
        for choice in [phone.page.get_by_label(phone.words(f"told.kind.{kind}")) for kind in kinds]:
            if not choice.is_checked():
                with phone.page.expect_response(is_saved):
                    choice.check()
        # It may be night where this is run.
        quiet = phone.page.get_by_label(phone.words("told.quietFrom"))
        if quiet.input_value() != NEVER_QUIET:
            with phone.page.expect_response(is_saved):
                quiet.fill(NEVER_QUIET)
                quiet.blur()
        yield told


def made_in_the_cellar(phones: Phones, started: datetime) -> None:
    """Let Anna find Helvi in her round without a network, record what was planned, and come up again."""
    phone = phones.phone()
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    phone.go_offline()
    phone.open()
    row = home.round().filter(has_text=HELVI.name).filter(has_text=f"{started.hour}.{started:%M}")
    row.get_by_role("link").click()
    ended = started + timedelta(minutes=PLANNED_MINUTES)
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{started:%H:%M}", f"{ended:%H:%M}")
    visit.note(NOTE)
    visit.save().is_on_this_phone()
    phone.go_online()


def test_a_visit_goes_from_the_plan_to_a_daughter_far_away_and_her_word_comes_back(
    phones: Phones, running: Product
) -> None:
    started = unplanned(running, HELVIS_VOUCHER.id, the_last_hour()[0], PLANNED_MINUTES)
    desk, hers = phones.phone(size=DESK), phones.phone()
    hers.be(KAISA)
    with told_of(hers, "done") as told:
        hers.open()
        page = PersonPage(hers)
        page.is_live()
        desk.be(OLLI)
        board = Rounds(desk)
        board.open()
        board.go_to(started.date())
        board.plan(started, PLANNED_MINUTES, ANNA.name, HELVI.name)

        made_in_the_cellar(phones, started)
        expect(page.new_visit()).to_contain_text(ANNA.given_name, timeout=2 * ARRIVAL_MS)
        said = told.next_push(TOLD_SECONDS)
        # Whoever finds the phone reads of nobody.
        assert HELVI.given_name not in str(said)
        told.deliver(said)
        hers.page.wait_for_function(
            "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((n) => n.length)"
        )

        page.new_visit().get_by_role("link", name=hers.words("voice.give")).click()
        hers.page.get_by_role("radio", name=hers.words("face.fair")).check(force=True)
        hers.page.get_by_label(hers.words("say.words")).fill(ASKED)
        hers.page.get_by_role("button", name=hers.words("say.send")).click()
        Screen(hers).says("say.sent")
        desk.open("/feedback")
        letter = desk.page.get_by_role("article").filter(has_text=ASKED).first
        letter.get_by_label(desk.words("office.answer")).fill(ANSWERED)
        letter.get_by_role("button", name=desk.words("office.send")).click()
        Screen(desk).says("office.sent")
        hers.page.reload()
        Screen(hers).shows(ANSWERED)


def test_a_visit_that_nobody_makes_reaches_the_daughter_by_itself(phones: Phones, running: Product) -> None:
    # So long ago that nobody can still be on the way.
    long_ago = the_last_hour()[0] - timedelta(hours=3)
    started = unplanned(running, HELVIS_VOUCHER.id, long_ago, PLANNED_MINUTES)
    desk, hers = phones.phone(size=DESK), phones.phone()
    hers.be(KAISA)
    with told_of(hers, "missed") as told:
        desk.be(OLLI)
        board = Rounds(desk)
        board.open()
        board.plan(started, PLANNED_MINUTES, ANNA.name, HELVI.name)
        expect(board.unheard(HELVI.name).first).to_be_visible(timeout=NOTICED_MS)
        told.deliver(told.next_push(TOLD_SECONDS + NOTICED_MS / 1000))
        hers.page.wait_for_function(
            "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((n) => n.length)"
        )
        told.tap_notice()
        hers.page.wait_for_url(f"{hers.url}/person/{HELVI.client}")
        expect(hers.page.locator(".plan-missed").first).to_be_visible()
