"""Ends a browser at the very moment when it has said that a visit is saved; or one of its tabs."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error as BrowserGone
from playwright.sync_api import Page

from backend.demo.cast import EXPIRED_VOUCHER
from e2e.pages import AtDoor, PastVisit, the_last_hour
from e2e.phone import Phone

# Tells once of each visit that the screen says where it is safe, and when by the page's clock.
WATCH = """
(() => {
  const told = new Set();
  const look = () => {
    const visit = location.pathname.match(/^\\/visits\\/([0-9a-f-]{36})$/)?.[1];
    if (!visit || told.has(visit)) return;
    const said = [...document.querySelectorAll('main [role=status]')].map((place) => place.textContent).join(' ');
    if (!WORDS.some((words) => said.includes(words))) return;
    told.add(visit);
    window.saidToBeSaved(visit, Date.now());
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
})();
"""
# A tab that works for itself alone, so that its process is known by its processor time.
BE_BUSY = "(ms) => { const end = performance.now() + ms; while (performance.now() < end); }"
BUSY_MS = 100
# A tab waits fifteen seconds for a turn that another holds (docs/sync.md), and says "saved" after it.
SECONDS_TO_SAY = 30
# In seconds: what the other tab does meanwhile is less.
CLEAR_LEAD = 0.15


class Watched:
    """A phone whose every "saved" is heard, with the tab that said it; it may be armed to die of the next one."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        # What was said to be saved, by its visit: the note in it.
        self.confirmed: dict[str, str] = {}
        # From the words on the screen to the end of the browser, in milliseconds.
        self.delays: list[float] = []
        # What happens at the next "saved".
        self.end: Callable[[Page], None] | None = None
        # The note of what is being recorded, by its tab.
        self.notes: dict[Page, str] = {}
        # One that must be looked at has been received: her other tab may have sent it before this one draws.
        words = [phone.words(f"lamp.{state}") for state in ("phone", "sending", "received", "review")]
        phone.context.expose_binding("saidToBeSaved", self.heard)
        phone.context.add_init_script(WATCH.replace("WORDS", str(words)))

    def heard(self, source: dict[str, Any], visit: str, at: float) -> None:
        """Note what was confirmed, and end what is armed to end."""
        page = source["page"]
        if page not in self.notes:
            return
        self.confirmed[visit] = self.notes.pop(page)
        end, self.end = self.end, None
        if end:
            end(page)
            self.delays.append(time.time() * 1000 - at)

    def record(self, note: str, tab: Phone | None = None) -> None:
        """Record a visit that is over, and return when it is said to be saved or the browser is gone."""
        tab = tab or self.phone
        past = self.fill_in(note, tab)
        with suppress(BrowserGone):
            past.save()
            self.wait_until_said(tab)

    def fill_in(self, note: str, tab: Phone) -> PastVisit:
        """Open the form for a visit that is over, and fill it in; its "saved" will be heard."""
        started, ended = the_last_hour()
        tab.open(f"/voucher/{EXPIRED_VOUCHER.number}")
        past = AtDoor(tab).record_past_visit()
        past.note(note)
        past.tick(past.tasks()[0])
        past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
        self.notes[tab.page] = note
        return past

    def wait_until(self, is_so: Callable[[], bool], tab: Phone) -> None:
        """Wait until it is so, as long as anybody would."""
        deadline = time.monotonic() + SECONDS_TO_SAY
        while not is_so():
            if time.monotonic() > deadline:
                raise RuntimeError("No visit was said to be saved.")
            tab.page.wait_for_timeout(5)

    def wait_until_said(self, tab: Phone) -> None:
        """Wait until what this tab records has been said to be saved."""
        self.wait_until(lambda: tab.page not in self.notes, tab)

    def record_and_die(self, note: str, *, after: float = 0.0, then: Callable[[], None] | None = None) -> None:
        """Record one more visit and end the browser, all its processes, so many seconds after "saved"."""
        group = self.phone.group()

        def end(_: Page) -> None:
            time.sleep(after)
            os.killpg(group, signal.SIGKILL)
            if then:
                then()

        self.end = end
        with self.phone.context.expect_event("close"):
            self.record(note)


def process_of(tab: Phone) -> int:
    """Return the process that draws this tab: the one that works when the tab alone is given work."""
    before = times_of(tab)
    while True:
        tab.page.evaluate(BE_BUSY, BUSY_MS)
        worked = {process: spent - before.get(process, 0.0) for process, spent in times_of(tab).items()}
        most, next_most = sorted([0.0, *worked.values()], reverse=True)[:2]
        if most - next_most > CLEAR_LEAD:
            return max(worked, key=lambda process: worked[process])


def times_of(tab: Phone) -> dict[int, float]:
    """Return the processor time of each process that draws pages."""
    return {process["id"]: process["cpuTime"] for process in tab.processes() if process["type"] == "renderer"}
