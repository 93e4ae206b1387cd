"""The app lies on the phone: it opens without network, and a new build comes in only when its user says so."""

from pathlib import Path

from playwright.sync_api import Page, expect

from backend.demo.cast import ANNA, COUNTY, HELVI, HELVIS_VOUCHER, UNSEEN_VOUCHER
from e2e.camera import link_on
from e2e.conftest import PaperOf, Phones
from e2e.pages import AtDoor, Home, Scan, Screen
from e2e.product import Product, next_release

MARK = "f00df00df00d"
PUSH = "**/api/sync/push"
# The browser starts the new worker, lets the old one finish, and opens the page anew.
TAKEN_OVER_MS = 30_000


def test_failure_19_second_start_needs_no_network(phones: Phones, paper_of: PaperOf, tmp_path: Path) -> None:
    link = link_on(paper_of(UNSEEN_VOUCHER))
    phone = phones.phone_on_disk(tmp_path / "disk")
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.close()

    phone = phones.phone_on_disk(tmp_path / "disk", offline=True)
    phone.open()
    Home(phone).is_open()
    Home(phone).says("home.offline")
    phone.open("/today")
    Screen(phone).shows(HELVI.name)
    phone.open("/scan")
    Scan(phone).is_open()
    phone.open(f"/v/{link.rsplit('/', 1)[1]}")
    AtDoor(phone).is_genuine(COUNTY.name_fi)
    phone.open("/problems/voucher-not-genuine")
    Screen(phone).shows(phone.words.problem("voucher-not-genuine"))


def test_deep_link_opens_in_a_new_tab_while_the_server_is_dead(phones: Phones, running: Product) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    running.kill()
    phone.page.reload()
    Home(phone).is_open()
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    at_door = AtDoor(phone)
    at_door.is_of(HELVIS_VOUCHER.number)
    at_door.says("door.offline")


def test_new_build_waits_for_the_visit_and_for_consent(phones: Phones, running: Product, tmp_path: Path) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    visit = AtDoor(phone).begin()

    running.stop()
    running.start(next_release(tmp_path, MARK))
    phone.page.reload()
    a_new_build_lies_ready(phone.page)
    # She is in the middle of a visit: nothing is offered, let alone taken.
    visit.says("ongoing.end")
    expect(phone.page.get_by_text(phone.words("update.title"))).to_have_count(0)
    phone.page.reload()
    visit.says("ongoing.end")
    assert release_of(phone.page) == ""

    phone.context.route(PUSH, lambda route: route.abort())
    expect(phone.page.get_by_role("timer")).not_to_have_text("0:00")
    recorded = visit.end_and_save()
    recorded.is_on_this_phone()
    # Now it is offered, but a visit has not been sent.
    recorded.says("update.title")
    recorded.says("update.waits", count=1)
    expect(phone.page.get_by_role("button", name=phone.words("update.apply"))).to_have_count(0)
    phone.page.reload()
    recorded.says("update.waits", count=1)
    assert release_of(phone.page) == ""

    phone.context.unroute(PUSH)
    phone.go_offline()
    phone.go_online()
    recorded.is_received()
    assert release_of(phone.page) == ""
    recorded.settles()
    recorded.tap("update.apply")
    expect(phone.page.locator(f"meta[name=release][content={MARK}]")).to_have_count(1, timeout=TAKEN_OVER_MS)
    phone.open()
    home.visit_is(HELVI.name, "received")
    phone.go_offline()
    phone.page.reload()
    home.is_open()
    assert release_of(phone.page) == MARK


def a_new_build_lies_ready(page: Page) -> None:
    """Wait until the browser has brought the new build and keeps it back."""
    page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready
            while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50))
        }"""
    )


def release_of(page: Page) -> str:
    """Return the mark of the release that this page is of; empty for the first."""
    mark = page.locator("meta[name=release]")
    return (mark.get_attribute("content") or "") if mark.count() else ""
