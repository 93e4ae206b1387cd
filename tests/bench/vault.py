"""Encrypting and opening 500 visits in the phone at a quarter of this machine's speed, by the app's own module.

Built as the app is and run in its page; bare is AES-GCM alone, on as many texts as long, in the same page.
"""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from e2e.phone import LARGE, Phone, open_browser, settings_of
from e2e.product import Product
from tests.bench.comparison import bundled
from tests.bench.phone import slow_down

VISITS = 500
ROUNDS = 7
BARE = """
async (visits) => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const text = new Uint8Array(450);
  const many = Array.from({ length: visits }, () => crypto.getRandomValues(new Uint8Array(12)));
  const start = performance.now();
  const boxes = await Promise.all(many.map((iv) => crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text)));
  const isBoxed = performance.now();
  await Promise.all(boxes.map((box, n) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: many[n] }, key, box)));
  return { boxMs: isBoxed - start, openMs: performance.now() - isBoxed };
}
"""


def run() -> dict[str, Any]:
    """Return the medians of some rounds in one page; the first warms it."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="kotiseteli-bench-")))
        module = bundled("vault", folder / "bundle")
        playwright = held.enter_context(sync_playwright())
        product = Product(folder, "")
        product.start()
        held.callback(product.stop)
        browser = held.enter_context(open_browser(playwright))
        phone = Phone(browser.new_context(**settings_of(LARGE, "fi"), service_workers="block"), product.url, "fi")
        phone.open()
        slow_down(phone.page)
        phone.page.evaluate(module)
        ours = [phone.page.evaluate("(many) => vaultBench.measure(many)", VISITS) for _ in range(ROUNDS)][1:]
        bare = [phone.page.evaluate(BARE, VISITS) for _ in range(ROUNDS)][1:]
    figures = {name: statistics.median(one[name] for one in ours) for name in ours[0]}
    return {
        "encrypt_500_ms_at_4x": figures["boxMs"],
        "open_500_ms_at_4x": figures["openMs"],
        "both_ms_at_4x": figures["boxMs"] + figures["openMs"],
        "seal_500_ms_at_4x": figures["sealMs"],
        "bare_both_ms_at_4x": statistics.median(one["boxMs"] + one["openMs"] for one in bare),
    }
