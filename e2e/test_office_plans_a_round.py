"""The office plans, the worker has her round in the cellar, records it, and the office sees it, and what was missed."""

from datetime import timedelta

from playwright.sync_api import expect

from backend.demo.cast import ANNA, OLLI
from e2e.conftest import Phones
from e2e.pages import ARRIVAL_MS, AtDoor, Home, the_last_hour
from e2e.rounds import NOTICED_MS, Rounds

DESK = (1280, 1000)
LENGTH = timedelta(minutes=20)


def test_a_planned_visit_goes_to_the_phone_is_made_without_network_and_stands_on_the_board(phones: Phones) -> None:
    started, ended = the_last_hour()
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    board = Rounds(desk)
    board.open()
    board.go_to(started.date())
    client = board.plan(started, 20, ANNA.name)
    span = f"{started.hour}.{started:%M}"
    planned = board.planned(client, span)
    expect(planned).to_contain_text(client)

    phone = phones.phone()
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    phone.go_offline()
    phone.open()
    row = home.round().filter(has_text=client).filter(has_text=span)
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{started:%H:%M}", f"{ended:%H:%M}")
    recorded = visit.save()
    recorded.is_on_this_phone()
    phone.open()
    expect(row).to_contain_text(home.words("round.done"))
    phone.go_online()

    expect(planned).to_contain_text(board.words("standing.done"), timeout=4 * ARRIVAL_MS)


def test_a_change_is_told_until_the_worker_has_seen_it(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    started, _ = the_last_hour()
    tomorrow = (started + timedelta(days=1)).replace(hour=23, minute=10)
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    board = Rounds(desk)
    board.open()
    board.go_to(tomorrow.date())
    client = board.plan(tomorrow, 20, ANNA.name)
    phone.open("/phone")
    home.tap("device.repair")
    home.says("device.repaired")
    phone.open()
    home.says("round.changed")
    home.shows(client)
    home.tap("round.gotIt")
    expect(home.page.get_by_text(home.words("round.changed"))).to_have_count(0)
    phone.open()
    expect(home.round().first).to_be_visible()
    expect(home.page.get_by_text(home.words("round.changed"))).to_have_count(0)
    planned = board.planned(client, "23.10")
    desk.open("/rounds")
    board.go_to(tomorrow.date())
    expect(planned).not_to_contain_text(board.words("rounds.notOnPhone"))


def test_a_visit_that_nobody_makes_is_listed(phones: Phones) -> None:
    started, _ = the_last_hour()
    early = started - timedelta(hours=3)
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    board = Rounds(desk)
    board.open()
    client = board.plan(early, 20, ANNA.name)
    expect(board.unheard(client).first).to_be_visible(timeout=NOTICED_MS)
