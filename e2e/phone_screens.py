"""The screens on which a worker sees to her phone itself, one after another, for whoever looks at every screen."""

from collections.abc import Iterator

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVIS_VOUCHER
from e2e.pages import AtDoor, Home, LockedApp, Otherwise, PastVisit, Scan, ThisPhone, the_last_hour
from e2e.phone import Phone


def screens_of_her_phone(phone: Phone, paper: bytes) -> Iterator[str]:
    """Go through what she sees of the phone itself: what it keeps, its lock, the ways of visits from phone to phone."""
    del paper
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    settings = ThisPhone(phone)
    settings.open()
    settings.says("device.keptNo")
    settings.tap("device.remove")
    yield "this phone, asked whether to remove everything"
    phone.open("/take")
    settings.says("take.file")
    yield "taking a colleague's visits"
    phone.go_offline()
    started, ended = the_last_hour()
    phone.open(f"/past/{HELVIS_VOUCHER.number}")
    past = PastVisit(phone)
    past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
    past.save().is_on_this_phone()
    phone.open("/rescue")
    settings.says("rescue.step1")
    yield "moving visits"
    settings.tap("rescue.show")
    expect(phone.page.get_by_role("img", name=phone.words("rescue.picture"))).to_be_visible()
    yield "the moving code"
    phone.open("/lock")
    settings.tap("lock.set")
    settings.says("lock.tooShort")
    yield "a PIN too short"
    settings.set_pin("271828")
    yield "a PIN set"
    phone.open()
    app = LockedApp(phone)
    app.is_locked()
    app.unlock("314159")
    app.says("unlock.wrong")
    yield "locked, a wrong PIN"
    app.tap("unlock.forgotten")
    app.says("unlock.forgottenMeans")
    yield "a forgotten PIN"
    phone.open("/sealed")
    Scan(phone).type_number(HELVIS_VOUCHER.number)
    app.says("sealedVisit.another")
    yield "a visit without unlocking"
    phone.go_online()


def otherwise_screens(at_door: AtDoor) -> Iterator[str]:
    """Go through what goes otherwise than booked: at the door, and in a visit; and leave the door as it was."""
    phone = at_door.phone
    address = phone.page.url
    yield "at the door"
    at_door.cannot_be_made().says("effect.nothing")
    yield "what happened at the door"
    phone.page.goto(address)
    visit = at_door.begin()
    visit.tap("ongoing.otherwise")
    Otherwise(phone).reason("extended").click()
    visit.says("ongoing.unmark")
    yield "a visit that lasts longer"
    visit.tap("ongoing.abandon")
    visit.tap("ongoing.abandonYes")
    Home(phone).is_open()
    phone.page.goto(address)
