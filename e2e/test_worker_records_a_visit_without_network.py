"""The main job from end to end: a paper, a camera, no network, a killed browser, and the daughter who sees it."""

import re
from pathlib import Path

from playwright.sync_api import expect

from backend.demo.cast import (
    ANNA,
    AUNE,
    COUNTY,
    HELVI,
    HELVIS_OPEN_VOUCHER,
    HELVIS_VOUCHER,
    KAISA,
    KANELI,
    UNSEEN_VOUCHER,
    CastVoucher,
)
from e2e.camera import film_of
from e2e.conftest import PaperOf, Phones
from e2e.pages import ARRIVAL_MS, AtDoor, Home, PersonPage, read_out, the_last_hour
from e2e.phone import Phone
from e2e.product import Product

SERVICE = "Säännöllinen kotihoito"
NOTE = "Ääni oli käheä, joi kaksi lasia vettä. Åsa soittaa illalla."
# The app tries again by itself at growing intervals; this covers the first four.
RETRIES_MS = 60_000


def opened_by_camera(phone: Phone, voucher: CastVoucher) -> AtDoor:
    """Scan the paper and expect that the phone finds it genuine and in force by itself."""
    at_door = Home(phone).scan().camera_opens_a_voucher()
    at_door.is_of(voucher.number)
    at_door.is_genuine(COUNTY.name_fi)
    at_door.shows(re.compile(r"Voimassa \d+\.\d+\.\d{4}.\d+\.\d+\.\d{4}"))
    at_door.says("door.offline")
    expect(phone.page.get_by_role("heading", name=SERVICE)).to_be_visible()
    return at_door


def records_a_visit(at_door: AtDoor) -> None:
    """Begin, tick two tasks, say why a third was not done, write a note, end and save."""
    visit = at_door.begin()
    first, second, third = visit.tasks()[:3]
    visit.tick(first)
    visit.tick(second)
    visit.leave_undone(third, "tasks.declined")
    visit.note(NOTE)
    expect(visit.page.get_by_role("timer")).not_to_have_text("0:00")
    recorded = visit.end_and_save()
    recorded.is_on_this_phone()
    recorded.says("recorded.waitsForNetwork")


def phone_of_anna(phones: Phones, disk: Path, film: Path) -> Phone:
    """Give Anna's phone as it is in the morning: signed in and in use the day before."""
    phone = phones.phone_on_disk(disk, film=film)
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    # A browser writes cookies to its disk up to half a minute late, or when it is closed.
    phone.close()
    phone = phones.phone_on_disk(disk, film=film)
    phone.open()
    Home(phone).is_open()
    return phone


def test_visit_to_a_client_never_seen_survives_a_killed_browser_and_goes_by_itself(
    phones: Phones, paper_of: PaperOf, tmp_path: Path
) -> None:
    film = film_of(paper_of(UNSEEN_VOUCHER), tmp_path)
    phone = phone_of_anna(phones, tmp_path / "disk", film)
    phone.go_offline()

    at_door = opened_by_camera(phone, UNSEEN_VOUCHER)
    at_door.says("door.anyProvider")
    expect(phone.page.get_by_role("heading", name=AUNE.name)).to_have_count(0)
    records_a_visit(at_door)
    phone.kill()

    phone = phones.phone_on_disk(tmp_path / "disk", film=film, offline=True)
    phone.open()
    home = Home(phone)
    nameless = read_out(UNSEEN_VOUCHER.number)
    home.visit_is(nameless, "phone")
    expect(home.visits().filter(has_text=nameless)).to_have_count(1)

    phone.go_online()
    # With the receipt comes the client's name, which the phone has not known.
    home.visit_is(AUNE.name, "received")
    expect(home.visits().filter(has_text=nameless)).to_have_count(0)
    expect(home.visits().filter(has_text=AUNE.name)).to_have_count(1)
    home.visit(AUNE.name).click()
    home.shows(NOTE)


def test_visit_goes_by_itself_when_a_killed_server_comes_back(
    phones: Phones, running: Product, paper_of: PaperOf, tmp_path: Path
) -> None:
    film = film_of(paper_of(HELVIS_VOUCHER), tmp_path)
    phone = phone_of_anna(phones, tmp_path / "disk", film)
    running.kill()

    at_door = opened_by_camera(phone, HELVIS_VOUCHER)
    at_door.says("door.forProvider", provider=KANELI.name)
    # Anna has been here before, so the phone knows whose voucher it is.
    expect(phone.page.get_by_role("heading", name=HELVI.name)).to_be_visible()
    records_a_visit(at_door)
    phone.kill()

    phone = phones.phone_on_disk(tmp_path / "disk", film=film)
    phone.open()
    home = Home(phone)
    home.visit_is(HELVI.name, "phone")
    running.start()
    home.visit_is(HELVI.name, "received", timeout=RETRIES_MS)
    home.visit(HELVI.name).click()
    home.shows(NOTE)


def test_session_that_ended_meanwhile_holds_no_visit_back(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    phone.context.clear_cookies()
    scan = Home(phone).scan()
    scan.type_number(HELVIS_OPEN_VOUCHER.number)
    at_door = AtDoor(phone)
    at_door.says("door.typed")
    visit = at_door.begin()
    visit.note("Kirjattu ilman istuntoa.")
    expect(visit.page.get_by_role("timer")).not_to_have_text("0:00")
    recorded = visit.end_and_save()
    recorded.is_on_this_phone()

    phone.go_online()
    recorded.is_received(timeout=RETRIES_MS)
    # It went sealed, which needs nobody's name; she is asked to sign in for what is still to be read.
    recorded.shows(phone.words.problem("sign-in-needed"))
    recorded.says("receipt.signed")
    recorded.shows("Kirjattu ilman istuntoa.")
    recorded.tap("signIn.again")
    expect(phone.page.get_by_text(phone.words.problem("sign-in-needed"))).to_have_count(0)


def test_daughter_sees_the_visit_without_a_reload(phones: Phones, paper_of: PaperOf, tmp_path: Path) -> None:
    started, ended = the_last_hour()
    minutes = int((ended - started).total_seconds()) // 60
    span = f"{started.hour}.{started:%M}\u2013{ended.hour}.{ended:%M}"
    daughter = phones.phone(size=(360, 740))
    daughter.be(KAISA)
    page = PersonPage(daughter)
    page.is_live()
    note = "Laulettiin yhdessä, ja ruoka maistui."
    left_before = page.minutes_left(SERVICE)
    page.stays_on_the_same_page()

    phone = phones.phone(film=film_of(paper_of(HELVIS_VOUCHER), tmp_path))
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    past = opened_by_camera(phone, HELVIS_VOUCHER).record_past_visit()
    past.save_without_times_points_at("past.from", "past.fromMissing")
    task = past.tasks()[0]
    past.tick(task)
    past.note(note)
    past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
    recorded = past.save()
    recorded.is_on_this_phone()
    recorded.says("recorded.waitsForNetwork")
    home = recorded.go_back()
    home.visit_is(span, "phone")
    expect(home.visit(span)).to_contain_text(HELVI.name)
    expect(daughter.page.get_by_text(note)).to_have_count(0)

    phone.go_online()
    home.visit_is(span, "received")
    visit = page.new_visit()
    expect(visit).to_be_visible(timeout=ARRIVAL_MS)
    for said in (
        span,
        f"{minutes} min",
        SERVICE,
        f"{ANNA.name}, {KANELI.name}",
        task,
        note,
    ):
        expect(visit).to_contain_text(said)
    expect(daughter.page.get_by_role("heading", name=re.compile(rf"Tänään, .* {started.day}\. "))).to_be_visible()
    page.comes_to_minutes_left(SERVICE, left_before - minutes)
    page.has_stayed_on_the_same_page()
