"""The worker's phone at a quarter of this machine's speed: first bytes, cold start without network, scan, save.

Every time is taken by the page's own clock, from the tap or the start of the navigation to the words on the screen.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Playwright, sync_playwright

from backend.demo.cast import ANNA, HELVIS_VOUCHER, MARJA
from e2e.camera import film_of
from e2e.pages import Home
from e2e.phone import Phone, kept_phone
from e2e.product import Product

ROUNDS = 5
# A worker's phone of some years against these cores (tech notes: startup at 4x).
SLOWER = 4
SECONDS_TO_WAIT = 30
DIST = Path(__file__).parents[2] / "pwa" / "dist"

# Notes the page's own time at which a selector is first on the screen, from the start of the navigation or of a tap.
WATCH = """
([name, selector]) => {
  window.noted ??= {};
  const look = () => {
    const found = [...document.querySelectorAll(selector)].some((one) => one.getClientRects().length > 0);
    if (found && window.noted[name] === undefined) window.noted[name] = performance.now();
    if (window.noted[name] === undefined) requestAnimationFrame(look);
  };
  look();
}
"""
WATCH_FROM_START = f"({WATCH})(['home', 'a[href=\"/scan\"]'])"
VOUCHER = ".ticket-number"
TAP = "document.addEventListener('click', () => { (window.noted ??= {}).tap = performance.now(); }, {capture: true})"


def slow_down(page: Page) -> None:
    """Let the page's processor run at a quarter of its speed."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def value_of(page: Page, expression: str) -> float:
    """Return a number of the page once it has one; asked again and again, as the page lets nobody evaluate in it."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < deadline:
        value: float | None = page.evaluate(f"{expression} ?? null")
        if value is not None:
            return value
        time.sleep(0.05)
    raise RuntimeError(f"the page never had {expression}")


def noted(page: Page, name: str) -> float:
    """Return when something was first seen, in the page's milliseconds."""
    return value_of(page, f"window.noted?.{name}")


def first_bytes(phone: Phone) -> dict[str, int]:
    """Return what was asked for of script and style before the worker's first screen stood, gzipped."""
    asked: list[str] = phone.page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.startTime < window.noted.home).map((one) => one.name)"
    )
    names = {urlsplit(address).path for address in asked}
    files = [name for name in names if name.endswith((".js", ".css")) and name != "/service-worker.js"]
    return {name: (DIST / f"{name.lstrip('/')}.gz").stat().st_size for name in sorted(files)}


def measure_first_bytes(playwright: Playwright, product: Product, folder: Path) -> int:
    """Open the app as a signed-in worker whose phone has nothing of it, and count what comes before her screen."""
    with kept_phone(playwright.chromium, folder / "bytes", product.url) as phone:
        phone.be(ANNA)
        phone.context.add_init_script("navigator.serviceWorker.register = () => new Promise(() => {})")
        phone.page.evaluate(
            "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))"
        )
        phone.page.evaluate("caches.keys().then((all) => Promise.all(all.map((one) => caches.delete(one))))")
        phone.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
        phone.asked.clear()
        phone.page.add_init_script(WATCH_FROM_START)
        phone.open()
        noted(phone.page, "home")
        return sum(first_bytes(phone).values())


def cold_start_offline(phone: Phone) -> float:
    """Open the app with no network and return the milliseconds until a voucher can be scanned."""
    phone.go_offline()
    page = phone.context.new_page()
    page.add_init_script(WATCH_FROM_START)
    slow_down(page)
    page.goto(phone.url + "/")
    usable = noted(page, "home")
    page.close()
    phone.go_online()
    return usable


def tap_and_scan(phone: Phone) -> float:
    """Tap "Scan" with the paper before the camera; return the milliseconds from the tap to the open voucher."""
    page = phone.context.new_page()
    page.add_init_script(WATCH_FROM_START)
    page.add_init_script(TAP)
    slow_down(page)
    page.goto(phone.url + "/")
    noted(page, "home")
    page.evaluate(WATCH, ["voucher", VOUCHER])
    page.click('a[href="/scan"]')
    taken = noted(page, "voucher") - noted(page, "tap")
    page.close()
    return taken


def open_scanning(phone: Phone) -> float:
    """Open the app by its shortcut "Scan"; return the milliseconds from the start to the open voucher."""
    page = phone.context.new_page()
    page.add_init_script(f"({WATCH})(['voucher', '{VOUCHER}'])")
    slow_down(page)
    page.goto(phone.url + "/scan")
    taken = noted(page, "voucher")
    page.close()
    return taken


def save(phone: Phone) -> float:
    """Begin a visit and save it; return the milliseconds until it was on the disk."""
    page = phone.context.new_page()
    phone.page, before = page, phone.page
    page.set_default_timeout(30_000)
    page.goto(f"{phone.url}/voucher/{HELVIS_VOUCHER.number}")
    slow_down(page)
    page.get_by_role("button", name=phone.words("door.begin"), exact=True).click()
    page.get_by_role("button", name=phone.words("ongoing.end"), exact=True).click()
    taken = value_of(page, "performance.getEntriesByName('visit-on-disk').at(-1)?.duration")
    phone.page = before
    page.close()
    return taken


def paper(playwright: Playwright, product: Product) -> bytes:
    """Print a voucher as its granter."""
    request = playwright.request.new_context(base_url=product.url)
    request.post("/api/demo/session", data={"person": str(MARJA.id)})
    printed = request.get(f"/api/vouchers/{HELVIS_VOUCHER.id}/paper?language=fi").body()
    request.dispose()
    return printed


def run() -> dict[str, Any]:
    """Measure the worker's phone."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="kotiseteli-bench-")))
        playwright = held.enter_context(sync_playwright())
        product = Product(folder, "")
        product.start()
        held.callback(product.stop)
        film = film_of(paper(playwright, product), folder)
        taken = measure_first_bytes(playwright, product, folder)
        phone = held.enter_context(kept_phone(playwright.chromium, folder / "disk", product.url, film=film))
        phone.be(ANNA)
        Home(phone).is_ready_for_flight_mode()
        starts = [cold_start_offline(phone) for _ in range(ROUNDS)]
        taps = [tap_and_scan(phone) for _ in range(ROUNDS)]
        shortcuts = [open_scanning(phone) for _ in range(ROUNDS)]
        saves = [save(phone) for _ in range(ROUNDS)]
    return {
        "first_screen_gzip_bytes": taken,
        "cold_start_offline_ms_at_4x": statistics.median(starts),
        "tap_to_open_voucher_ms_at_4x": statistics.median(taps),
        "app_open_to_first_decode_ms_at_4x": statistics.median(shortcuts),
        "save_visit_on_disk_ms_at_4x": statistics.median(saves),
    }
