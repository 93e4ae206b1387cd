"""A worker's day over emulated 3G in the browser: her first pull, and twenty visits brought in one request.

The line is shaped between browser and server (tests/bench/slow_line.py), since what a browser emulates for a page does
not reach the service worker.
"""

import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncpg
from playwright.sync_api import Page, Request, sync_playwright

from backend.demo.cast import ANNA
from backend.embedded import EmbeddedDatabase
from e2e.pages import AtDoor, Home
from e2e.phone import Phone, kept_phone
from e2e.product import Product
from tests.bench.fleet import worklists
from tests.bench.slow_line import SlowLine, slow_line

VISITS = 20
SECONDS_TO_WAIT = 30
PUSH = b"POST /api/sync/push"

# How many records wait on the phone.
WAITING = """
async () => {
  let waiting = 0;
  for (const { name } of await indexedDB.databases()) {
    const store = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    if (store.objectStoreNames.contains('outbox')) {
      waiting += await new Promise((done, fail) => {
        const asked = store.transaction('outbox').objectStore('outbox').count();
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    }
    store.close();
  }
  return waiting;
}
"""


def until_waiting(page: Page, count: int) -> None:
    """Wait until so many records wait on the phone."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while page.evaluate(WAITING) != count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{page.evaluate(WAITING)} records wait, not {count}")
        time.sleep(0.02)


def finished(phone: Phone, path: str) -> list[Request]:
    """Return a list that fills with the requests of a path that have been answered from now on."""
    found: list[Request] = []
    phone.context.on("requestfinished", lambda request: found.append(request) if path in request.url else None)
    return found


def first_pull(phone: Phone, line: SlowLine) -> dict[str, float]:
    """Sign in on a phone that has the app and nothing else, over the slow line."""
    pulls = finished(phone, "/api/sync/pull")
    phone.open()
    phone.wait_until_kept()
    line.become_slow()
    phone.page.get_by_role("button", name=ANNA.name).click()
    Home(phone).is_open()
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not pulls and time.monotonic() < deadline:
        phone.page.wait_for_timeout(50)
    line.is_slow = False
    timing = pulls[0].timing
    return {
        "seconds": (timing["responseEnd"] - max(timing["connectStart"], 0)) / 1000,
        "bytes_down": pulls[0].sizes()["responseBodySize"],
    }


def record(phone: Phone, code: str | None, client: int) -> None:
    """Open a voucher as its scanned code does, begin a visit, write a note, and end it."""
    phone.open(f"/V/{code}")
    visit = AtDoor(phone).begin()
    visit.note(f"Kävimme pihalla {client} minuuttia. Söi hyvin, iho kunnossa, lääkkeet annettu.")
    visit.tap("ongoing.end")


def twenty_visits(phone: Phone, line: SlowLine, codes: list[str | None]) -> dict[str, float]:
    """Record a day without network, then let the network come back as 3G."""
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    for number, code in enumerate(codes, start=1):
        record(phone, code, number)
        until_waiting(phone.page, number)
    phone.open()
    pushes = finished(phone, "/api/sync/push")
    line.become_slow()
    began = time.monotonic()
    phone.go_online()
    until_waiting(phone.page, 0)
    taken = time.monotonic() - began
    bodies = line.bodies_of(PUSH)
    line.is_slow = False
    return {
        "seconds": taken,
        "requests": len(bodies),
        "body_bytes_up": sum(bodies),
        "body_bytes_down": sum(push.sizes()["responseBodySize"] for push in pushes),
        # With the headers, and with whatever else the app asked meanwhile.
        "line_bytes_up": line.up.bytes,
        "line_bytes_down": line.down.bytes,
    }


async def codes_of(address: str, data: Path) -> list[str | None]:
    """Return the codes of as many clients of hers."""
    connection = await asyncpg.connect(address)
    try:
        return [code for _, code in (await worklists(connection, data))[ANNA.membership][:VISITS]]
    finally:
        await connection.close()


def run() -> dict[str, Any]:
    """Return the figures."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="kotiseteli-bench-")))
        embedded = EmbeddedDatabase(folder / "postgresql")
        address = embedded.start()
        held.callback(embedded.stop)
        product = Product(folder, address)
        product.start()
        held.callback(product.stop)
        codes = asyncio.run(codes_of(address, folder / "data"))
        playwright = held.enter_context(sync_playwright())
        line = held.enter_context(slow_line(product.port))
        phone = held.enter_context(kept_phone(playwright.chromium, folder / "disk", line.url))
        return {"first_pull": first_pull(phone, line), "twenty_visits": twenty_visits(phone, line, codes)}
