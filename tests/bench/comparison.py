"""One client's comparison of 67 providers in the phone at a quarter of this machine's speed: the rule, and a keystroke.

The rule is the app's own, built as the app is and run in its page, beside the bare arithmetic in the same page. The
keystroke is the calculator's: from a key to the list laid out anew, beside the same words put in their places by hand.
"""

import copy
import statistics
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route, sync_playwright

from backend.demo.cast import MARJA
from e2e.offices import Calculator
from e2e.phone import LARGE, Phone, open_browser, settings_of
from e2e.product import Product
from setup.npm import ROOT, environment_for_node
from tests.bench.phone import slow_down
from tests.bench.reckoning import PROVIDERS

PAGES = 5
RUNS_A_PAGE = 60
# The engine knows the code by then; these are counted neither as cold nor as warm.
WARMING = 10

# Types another figure of hours, again and again, and returns what each took until the list was laid out anew. Then puts
# the words of two of these lists in their places by turns: what the browser itself takes.
KEYSTROKES = """
async (field, runs) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const layOut = () => document.body.getBoundingClientRect();
  const sums = () => [...document.querySelectorAll('.ledger dd')].map((one) => one.firstChild)
    .filter((one) => one.nodeType === Node.TEXT_NODE);
  const ours = [], bare = [], lists = [];
  for (let run = 0; run < runs; run += 1) {
    await drawn();
    const began = performance.now();
    field.value = String(14 + (run % 20));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    // The app draws in a microtask, which comes before this one.
    await null;
    layOut();
    ours.push(performance.now() - began);
    lists[run % 2] = sums().map((one) => one.data);
    if (run > 0 && lists[0].join() === lists[1].join()) throw new Error('a keystroke changed nothing');
  }
  const places = sums();
  for (let run = 0; run < runs; run += 1) {
    await drawn();
    const began = performance.now();
    places.forEach((one, place) => { one.data = lists[run % 2][place]; });
    layOut();
    bare.push(performance.now() - began);
  }
  return { ours, bare, rows: document.querySelectorAll('.ledger .card').length };
}
"""


def bundled(name: str, folder: Path) -> str:
    """Return one of the app's modules (pwa/build/NAME-bench.ts) built for the page."""
    subprocess.run(
        ["npx", "vite", "build", "--config", f"build/{name}-bench.config.ts", "--outDir", str(folder)],
        cwd=ROOT / "pwa",
        env=environment_for_node(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return (folder / f"{name}-bench.js").read_text("utf-8")


def offer_all(route: Route) -> None:
    """Answer as the server does, with as many providers as the county has: no service of the demo's is given by all."""
    answer = route.fetch()
    offers = answer.json()
    given = offers["providers"]
    for number in range(PROVIDERS - len(given)):
        another = copy.deepcopy(given[number % len(given)])
        another |= {"id": f"another-{number}", "name": f"{another['name']} {number}"}
        for price in another["prices"]:
            price["priceCents"] += 1 + number
        given.append(another)
    route.fulfill(response=answer, json=offers)


def open_calculator(browser: Browser, url: str) -> Calculator:
    """Open the calculator as a granter on a phone, with everything typed but the hours."""
    context = browser.new_context(**settings_of(LARGE, "fi"), service_workers="block")
    phone = Phone(context, url, "fi")
    phone.page.route("**/api/reckoning/offers?*", offer_all)
    phone.be(MARJA)
    calculator = Calculator(phone)
    calculator.reckons("1", "1 800", "13")
    calculator.field("calculator.hours").fill("")
    slow_down(phone.page)
    return calculator


def spread(runs: list[list[float]]) -> dict[str, float]:
    """Return the first run of a fresh page (median of pages), and what warm ones took; the clock ticks by 0.1 ms."""
    warm = sorted(taken for page in runs for taken in page[WARMING:])
    return {
        "first_ms": statistics.median(page[0] for page in runs),
        "mean_ms": statistics.mean(warm),
        "median_ms": statistics.median(warm),
        "p95_ms": warm[int(len(warm) * 0.95)],
        "runs": len(warm),
    }


def run() -> dict[str, Any]:
    """Measure both, each page fresh."""
    measured: dict[str, list[list[float]]] = {"rule": [], "rule_bare": [], "keystroke": [], "keystroke_bare": []}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="kotiseteli-bench-")))
        rule = bundled("comparison", folder / "bundle")
        playwright = held.enter_context(sync_playwright())
        product = Product(folder, "")
        product.start()
        held.callback(product.stop)
        browser = held.enter_context(open_browser(playwright))
        for _ in range(PAGES):
            calculator = open_calculator(browser, product.url)
            page = calculator.page
            page.evaluate(rule)
            taken = page.evaluate("([runs, many]) => comparisonBench.measure(runs, many)", [RUNS_A_PAGE, PROVIDERS])
            measured["rule"].append(taken["ours"])
            measured["rule_bare"].append(taken["bare"])
            taken = calculator.field("calculator.hours").evaluate(KEYSTROKES, RUNS_A_PAGE)
            if taken["rows"] != PROVIDERS:
                raise RuntimeError(f"{taken['rows']} providers were shown")
            measured["keystroke"].append(taken["ours"])
            measured["keystroke_bare"].append(taken["bare"])
            page.context.close()
    return {f"{name}_at_4x": spread(runs) for name, runs in measured.items()}
