"""A new worker's phone is taken into use before the office's screen, closed when it is lost, and opened when found."""

from pathlib import Path

from playwright.sync_api import expect

from backend.demo.cast import AUNE, HELVIS_VOUCHER, KANELI, OLLI, UNSEEN_VOUCHER
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Recorded, Screen, the_last_hour
from e2e.phone import Phone
from e2e.workers import Joining, Workers

DESK = (1280, 1000)
# "Ends its sessions at once": at the phone's next contact.
NEXT_CONTACT_MS = 45_000


def office_of(phones: Phones, worker: tuple[str, str]) -> Workers:
    """Give the office with a new worker's page open."""
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    office = Workers(desk)
    office.open()
    office.add(*worker)
    return office


def record_a_past_visit(phone: Phone, number: str) -> Recorded:
    """Record a visit that has just ended."""
    phone.open(f"/voucher/{number}")
    started, ended = the_last_hour()
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{started:%H:%M}", f"{ended:%H:%M}")
    return visit.save()


def test_worker_joins_through_the_camera_and_her_code_opens_nothing_more(phones: Phones, tmp_path: Path) -> None:
    office = office_of(phones, ("Sanna", "Uusitalo"))
    code = office.shows_code()
    phone = phones.phone(film=office.filmed(tmp_path))
    phone.open()
    joining = Joining(phone)
    joining.tap("signIn.join")
    joining.is_offered("Sanna Uusitalo", KANELI.name)
    assert "#" not in phone.page.url
    joining.tap("join.confirm")
    home = Home(phone)
    home.is_open()
    home.is_ready_for_flight_mode()
    office.says("enrol.done", name="Sanna Uusitalo")
    expect(office.phones()).to_contain_text(office.words("phone.inUse"))

    record_a_past_visit(phone, HELVIS_VOUCHER.number).is_received()

    stranger = Joining(phones.phone())
    stranger.phone.open(f"/join#{code.replace(' ', '')}")
    stranger.shows(stranger.words.problem("enrolment-code-not-valid"))
    stranger.tap("join.again")
    stranger.type_code("7K3M 9QXD")
    stranger.says("join.codeWrong")
    stranger.type_code("7K3M 9QXD 2F0C 1ABZ")
    stranger.shows(stranger.words.problem("enrolment-code-not-valid"))


def test_lost_phone_shows_nothing_and_still_sends_and_is_taken_into_use_when_found(phones: Phones) -> None:
    office = office_of(phones, ("Liisa", "Kadottaja"))
    phone = phones.phone()
    phone.open("/join")
    joining = Joining(phone)
    joining.type_code(office.shows_code().lower())
    joining.is_offered("Liisa Kadottaja", KANELI.name)
    joining.tap("join.confirm")
    home = Home(phone)
    home.is_ready_for_flight_mode()
    office.says("enrol.done", name="Liisa Kadottaja")
    phone.go_offline()
    record_a_past_visit(phone, UNSEEN_VOUCHER.number).is_on_this_phone()
    office.tell_lost()
    expect(office.phones()).to_contain_text(office.words("phone.found"))

    phone.open("/")
    phone.go_online()
    stopped = Screen(phone)
    expect(phone.page.get_by_role("heading", name=phone.words("stopped.lost"))).to_be_visible(timeout=NEXT_CONTACT_MS)
    stopped.says("stopped.allSent")
    for place in ("/today", f"/voucher/{UNSEEN_VOUCHER.number}", "/past"):
        phone.open(place)
        expect(phone.page.get_by_role("heading", name=phone.words("stopped.lost"))).to_be_visible()
        expect(phone.page.get_by_text(AUNE.name)).to_have_count(0)

    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    arrived = desk.page.get_by_role("row").filter(has_text="Liisa Kadottaja")
    arrived.wait_for(timeout=NEXT_CONTACT_MS)
    expect(arrived).to_contain_text(AUNE.name)
    expect(arrived).not_to_contain_text(desk.words.problem("phone-lost"))

    office.tap("phone.found")
    expect(office.phones()).to_contain_text(office.words("phone.inUse"))
    office.page.reload()
    joining = Joining(phone)
    joining.tap("stopped.join")
    joining.type_code(office.shows_code())
    joining.tap("join.confirm")
    home.is_open()
    phone.open("/today")
    home.visit_is(AUNE.name, "received", timeout=NEXT_CONTACT_MS)
