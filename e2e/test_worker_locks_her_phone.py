"""A lock that loses nothing: the PIN, the fingerprint, a visit recorded while it is closed, and a PIN forgotten."""

import re
from datetime import datetime

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, IRJA, OTHER_PROVIDERS_VOUCHER
from e2e.conftest import Phones
from e2e.pages import Home, LockedApp, ThisPhone, the_last_hour
from e2e.passkeys import Finger
from e2e.phone import Phone

PIN = "271828"
WRONG = "314159"


def locked_phone(phones: Phones) -> Phone:
    """Give Anna's phone with her PIN, opened anew and therefore locked."""
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    ThisPhone(phone).set_pin(PIN)
    phone.open()
    LockedApp(phone).is_locked()
    return phone


def span_of(started: datetime, ended: datetime) -> str:
    return f"{started.hour}.{started:%M}\u2013{ended.hour}.{ended:%M}"


def test_failure_14_visit_recorded_without_unlocking_is_received_and_seen_when_unlocked(phones: Phones) -> None:
    phone = locked_phone(phones)
    expect(phone.page.get_by_text(HELVI.name)).to_have_count(0)
    started, ended = the_last_hour()
    phone.go_offline()
    app = LockedApp(phone)
    app.records_a_visit(OTHER_PROVIDERS_VOUCHER.number, started, ended, "Kirjattu lukittuna.")
    phone.open("/")
    app.is_locked()
    app.says("phone.waiting", count=1)
    phone.go_online()
    expect(phone.page.get_by_text(phone.words("phone.waiting", count=1))).to_have_count(0, timeout=30_000)
    app.unlock(PIN)
    home = Home(phone)
    # No other journey goes to Irja.
    home.visit_is(IRJA.name, "received")
    expect(home.visit(IRJA.name)).to_contain_text(span_of(started, ended))
    home.visit(IRJA.name).click()
    home.shows("Kirjattu lukittuna.")


def test_wrong_pin_makes_her_wait_and_takes_nothing_away(phones: Phones) -> None:
    phone = locked_phone(phones)
    app = LockedApp(phone)
    for _ in range(4):
        app.unlock(WRONG)
        app.says("unlock.wrong")
    expect(phone.page.get_by_text(re.compile(r"Yritä uudelleen \d+ sekunnin kuluttua"))).to_be_visible()
    phone.page.clock.install()
    phone.open()
    app.is_locked()
    expect(phone.page.get_by_text(re.compile(r"Yritä uudelleen \d+ sekunnin kuluttua"))).to_be_visible()
    phone.page.clock.fast_forward(60_000)
    app.unlock(PIN)
    Home(phone).is_open()


def test_forgotten_pin_loses_nothing(phones: Phones) -> None:
    phone = locked_phone(phones)
    started, ended = the_last_hour()
    phone.go_offline()
    app = LockedApp(phone)
    app.records_a_visit(HELVIS_VOUCHER.number, started, ended, "Ennen unohtamista.")
    phone.open("/")
    app.tap("unlock.forgotten")
    app.tap("unlock.signInAnew")
    app.says("unlock.noNetwork")
    phone.go_online()
    app.tap("unlock.signInAnew")
    phone.page.get_by_role("button", name=ANNA.name).click()
    home = Home(phone)
    home.is_open()
    home.visit_is(span_of(started, ended), "received")
    ThisPhone(phone).says_of_lock("device.lockNone")


def test_fingerprint_opens_the_lock_beside_the_pin(phones: Phones) -> None:
    phone = phones.phone()
    finger = Finger(phone)
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    settings = ThisPhone(phone)
    settings.set_pin(PIN)
    settings.tap("lock.addPasskey")
    settings.says("lock.passkeyAdded")
    phone.open()
    app = LockedApp(phone)
    app.tap("unlock.passkey")
    Home(phone).is_open()
    settings.open()
    settings.says("device.lockPasskey")
    settings.tap("device.lockNow")
    app.is_locked()
    finger.is_anothers()
    app.tap("unlock.passkey")
    app.says("unlock.passkeyNot")
    app.unlock(PIN)
    settings.says("device.lockPasskey")


def test_lock_is_taken_away_only_when_she_says_so_twice(phones: Phones) -> None:
    phone = locked_phone(phones)
    app = LockedApp(phone)
    app.unlock(PIN)
    Home(phone).is_open()
    settings = ThisPhone(phone)
    settings.says_of_lock("device.lockPin")
    settings.tap("device.changeLock")
    settings.tap("lock.remove")
    settings.tap("lock.keep")
    settings.tap("lock.remove")
    phone.page.get_by_role("button", name=phone.words("lock.remove"), exact=True).click()
    settings.says_of_lock("device.lockNone")
    phone.open()
    Home(phone).is_open()
