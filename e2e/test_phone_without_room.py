"""A phone that cannot keep what is recorded says so before anyone relies on it, and says what can be done."""

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Screen, ThisPhone, the_last_hour
from e2e.phone import Phone

LITTLE_ROOM = 1000
# What a browser throws where a site's data is forbidden, or a private window keeps none.
NO_STORE = """
    const denied = () => { throw new DOMException('The user denied permission', 'SecurityError') }
    IDBFactory.prototype.open = denied
"""


def room_for(phone: Phone, size: int | None) -> None:
    """Leave so many bytes for the app on this phone; None is as many as there are."""
    session = phone.context.new_cdp_session(phone.page)
    quota = {"origin": phone.url} | ({} if size is None else {"quotaSize": size})
    session.send("Storage.overrideQuotaForOrigin", quota)


def test_browser_that_forbids_keeping_says_that_nothing_can_be_recorded(phones: Phones) -> None:
    phone = phones.phone()
    phone.context.add_init_script(NO_STORE)
    phone.be(ANNA)
    screen = Screen(phone)
    screen.says("store.blocked")
    screen.says("store.blockedNext")
    expect(phone.page.get_by_role("link", name=phone.words("home.scan"))).to_have_count(0)
    screen.tap("action.retry")
    screen.says("store.blocked")


def test_full_phone_says_that_the_visit_was_not_saved_and_saves_it_when_there_is_room(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    started, ended = the_last_hour()
    phone.go_offline()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    room_for(phone, LITTLE_ROOM)
    past = AtDoor(phone).record_past_visit()
    past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
    past.note("Muisti oli täynnä.")
    # Chromium trusts what it has measured of its room for half a minute.
    phone.page.wait_for_timeout(31_000)
    past.tap("past.save")
    past.says("store.full")
    past.says("store.fullNext")
    room_for(phone, None)
    recorded = past.save()
    recorded.is_on_this_phone()
    phone.go_online()
    recorded.is_received()
    recorded.shows("Muisti oli täynnä.")
    recorded.shows(HELVI.name)


def test_window_that_promises_nothing_says_so_and_what_to_do(phones: Phones) -> None:
    # A browser's context of tests is a private window: what it keeps is gone when it is closed.
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    settings = ThisPhone(phone)
    settings.open()
    settings.says("device.keptNo")
    settings.says("device.keptNext")
    settings.says("device.opensYes")
    session = phone.context.new_cdp_session(phone.page)
    window = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    granted = {"origin": phone.url, "permissions": ["durableStorage"], "browserContextId": window}
    session.send("Browser.grantPermissions", granted)
    settings.tap("device.ask")
    settings.says("device.keptYes")


def test_data_removed_leaves_no_trace_on_the_phone(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    settings = ThisPhone(phone)
    settings.open()
    settings.tap("device.remove")
    settings.says("device.removeMeans")
    settings.tap("device.removeYes")
    phone.page.get_by_role("button", name=ANNA.name).wait_for()
    left = phone.page.evaluate(
        """async (person) => {
            const beside = Object.keys(localStorage).filter((name) => name.includes(person))
            const database = await new Promise((resolve, reject) => {
                const opening = indexedDB.open(`kotiseteli-${person}`)
                opening.onsuccess = () => resolve(opening.result)
                opening.onerror = () => reject(opening.error)
            })
            const names = [...database.objectStoreNames]
            const reading = database.transaction(names)
            const counts = await Promise.all(names.map((name) => new Promise((resolve) => {
                const counting = reading.objectStore(name).count()
                counting.onsuccess = () => resolve([name, counting.result])
            })))
            database.close()
            return [...beside, ...counts.filter(([, count]) => count > 0)]
        }""",
        str(ANNA.id),
    )
    assert left == []
