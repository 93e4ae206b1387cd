"""The three endings: the browser killed right after "saved", the power cut at "saved", and one of two tabs killed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error as BrowserGone
from playwright.sync_api import Locator, Page

from e2e.kills.disk import Disk
from e2e.kills.ending import Watched, process_of
from e2e.kills.life import Life
from e2e.phone import Phone

# Takes away what the app asks for with each transaction: that it be strict.
RELAXED = """
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (shelves, mode) { return begin.call(this, shelves, mode); };
"""
# A third of the kills come at once; the others while it is being sent, or has just been.
LONGEST_DELAY = 0.1
# Until both tabs have been told when to save.
MS_TO_AGREE = 300


def record_some_and_die(life: Life, watched: Watched, then: Callable[[], None] | None = None) -> None:
    """Record one to three visits, and end the browser right after the last one is said to be saved."""
    for _ in range(life.chance.randrange(3)):
        watched.record(life.note())
    after = max(0.0, life.chance.uniform(-LONGEST_DELAY / 2, LONGEST_DELAY)) if then is None else 0.0
    watched.record_and_die(life.note(), after=after, then=then)
    life.outcome.endings += 1


def kill_again_and_again(life: Life, times: int) -> None:
    """Kill the browser with all its processes after "saved": without network, with it, and with a colleague's help."""
    for _ in range(times):
        with life.awake() as watched:
            if life.chance.random() < 1 / 3:
                life.let_a_colleague_carry(watched.phone)
            if life.chance.random() < 1 / 2:
                life.send_all(watched.phone)
            record_some_and_die(life, watched)


def cut_the_power(life: Life, disk: Disk, times: int) -> None:
    """Cut the power at "saved", and start from what was on the disk by then."""
    for _ in range(times):
        disk.write_out()
        with life.awake() as watched:
            record_some_and_die(life, watched, then=disk.cut)
        disk.come_back()
        with life.awake() as watched:
            watched.phone.close()


def write_relaxed(phone: Phone) -> None:
    """Let the app's writes be called done before they are on the disk, as browsers do when they are not asked."""
    phone.context.add_init_script(RELAXED)


def kill_one_of_two_tabs(life: Life, times: int) -> None:
    """Save in two tabs at one moment, and kill one of them when the first one says "saved"; the other one goes on."""
    with life.awake() as watched:
        tabs = [watched.phone, watched.phone.another_tab()]
        for number in range(times):
            if life.chance.random() < 1 / 2:
                watched.phone.go_online()
            else:
                watched.phone.go_offline()
            tabs = save_in_both(life, watched, tabs, kill_the_first=number % 2 == 0)
            life.outcome.endings += 1
        watched.phone.close()


def save_in_both(life: Life, watched: Watched, tabs: list[Phone], *, kill_the_first: bool) -> list[Phone]:
    """Save in both at once and kill the one that says so first, or the other one; return the survivor and a new tab."""
    buttons: list[Locator] = []
    for tab in tabs:
        watched.fill_in(life.note() + f" {len(buttons)}", tab)
        buttons.append(tab.page.get_by_role("button", name=tab.words("past.save"), exact=True))
    processes = {tab.page: process_of(tab) for tab in tabs}
    if len(set(processes.values())) != len(tabs):
        raise RuntimeError("The two tabs share a process.")
    killed: list[Page] = []
    crashed: list[Page] = []
    for tab in tabs:
        tab.page.once("crash", lambda page: crashed.append(page))  # noqa: PLW0108  Playwright marks what it is given

    def end(first: Page) -> None:
        other = next(tab.page for tab in tabs if tab.page is not first)
        killed.append(first if kill_the_first else other)
        os.kill(processes[killed[0]], signal.SIGKILL)

    watched.end = end
    moment = time.time() * 1000 + MS_TO_AGREE
    for button in buttons:
        button.evaluate("(button, at) => setTimeout(() => button.click(), at - Date.now()) && undefined", moment)
    with suppress(BrowserGone):
        watched.wait_until(lambda: bool(killed), tabs[0])
    survivor = next(tab for tab in tabs if tab.page is not killed[0])
    dead = next(tab for tab in tabs if tab.page is killed[0])
    watched.wait_until_said(survivor)
    watched.notes.pop(dead.page, None)
    watched.wait_until(lambda: bool(crashed), survivor)
    if crashed != [dead.page]:
        raise RuntimeError("Another tab was killed than was meant.")
    dead.page.close()
    watched.record(life.note(), survivor)
    return [survivor, survivor.another_tab()]
