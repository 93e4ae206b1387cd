"""`make kills`: browsers killed at "saved" a hundred times, power cut at "saved", one of two tabs killed."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

from playwright.sync_api import Playwright, sync_playwright

from e2e.kills.disk import a_disk, why_no_power_can_be_cut
from e2e.kills.endings import cut_the_power, kill_again_and_again, kill_one_of_two_tabs, write_relaxed
from e2e.kills.life import Life, Outcome
from e2e.phone import Phone, kept_phone
from e2e.product import Product


@contextmanager
def a_life(playwright: Playwright, product: Product, profile: Path, chance: Random) -> Iterator[Life]:
    """Lend Anna's phone on this disk, signed in."""
    with ExitStack() as held:

        def open_phone(profile: Path, *, offline: bool) -> Phone:
            return held.enter_context(kept_phone(playwright.chromium, profile, product.url, offline=offline))

        life = Life(open_phone, product, profile, chance)
        life.begin()
        yield life


def told(name: str, work: Callable[[], Outcome]) -> bool:
    """Do it, say what came of it and how long it took; tell whether all was well."""
    started = time.monotonic()
    outcome = work()
    sys.stdout.write(f"{name}: {outcome.told()} ({time.monotonic() - started:.0f} s)\n")
    sys.stdout.flush()
    return not outcome.lost and not outcome.wrong


def main() -> None:
    """Do all of it and say what came of it; fails when a confirmed visit is lost, doubled or unreadable."""
    parser = argparse.ArgumentParser(prog="make kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--tabs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    sys.stdout.write(f"seed {chosen.seed}\n")
    chance = Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="kotiseteli-kills-") as named, sync_playwright() as playwright:
        folder = Path(named)
        product = Product(folder, "")
        product.start()

        def killed() -> Outcome:
            with a_life(playwright, product, folder / "killed", chance) as life:
                kill_again_and_again(life, chosen.kills)
                return life.end()

        def two_tabs() -> Outcome:
            with a_life(playwright, product, folder / "tabs", chance) as life:
                kill_one_of_two_tabs(life, chosen.tabs)
                return life.end()

        def power_cut() -> Outcome:
            (folder / "cut").mkdir()
            with a_disk(folder / "cut") as disk, a_life(playwright, product, disk.place / "own", chance) as life:
                cut_the_power(life, disk, chosen.cuts)
                return life.end()

        def power_cut_relaxed() -> Outcome:
            (folder / "relaxed").mkdir()
            with a_disk(folder / "relaxed") as disk, a_life(playwright, product, disk.place / "own", chance) as life:
                life.prepare = write_relaxed
                cut_the_power(life, disk, 1)
                return life.outcome

        try:
            well = [told("browser killed", killed)] if chosen.kills else []
            well += [told("one of two tabs killed", two_tabs)] if chosen.tabs else []
            if why := why_no_power_can_be_cut(folder / "tried"):
                sys.stdout.write(f"power cut: not tried, {why}\n")
            elif chosen.cuts:
                well.append(told("power cut", power_cut))
                if told("power cut with relaxed writes, which must lose", power_cut_relaxed):
                    well.append(False)
                    sys.stdout.write("The power cut loses nothing of what was never written: it proves nothing.\n")
        finally:
            product.kill()
    sys.exit(0 if all(well) else 1)


main()
