"""What is looked for on every screen: what axe finds, what is cut off in very large text, what somebody cannot tell.

WCAG 2.2 AA: 1.4.10 asks for a width of 320 px, 1.4.4 for twice the size of text.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from e2e.phone import Phone
from e2e.seen_otherwise import covered_on, moving_on, told_by_colour_on

AXE = (Path(__file__).parents[1] / "pwa/node_modules/axe-core/axe.min.js").read_text("utf-8")
DESK = (1280, 800)
NARROW = {"width": 320, "height": 640}


def wrong_on(phone: Phone, screens: Iterable[str]) -> list[str]:
    """Return what is wrong on each of the screens, which are gone through one after another."""
    looks = (violations_on, cut_off_on, moving_on, told_by_colour_on, covered_on)
    wrong = []
    for where in screens:
        wrong += [f"{where}: {what}" for look in looks for what in look(phone.page)]
        said = phone.page.evaluate("document.documentElement.lang")
        wrong += [f"{where}: in {said}"] if said != phone.words.language else []
    return wrong


def violations_on(page: Page) -> list[str]:
    """Return what axe finds wrong, each with where it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """async () => {
            const goesOn = (animation) => animation.effect.getComputedTiming().iterations === Infinity
            const ending = document.getAnimations().filter((one) => !goesOn(one))
            await Promise.allSettled(ending.map((one) => one.finished))
            // What is right is not wanted; to tell where each of it is takes as long as to find what is wrong.
            return (await axe.run({ resultTypes: ['violations'] })).violations
        }"""
    )
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def cut_off_on(page: Page) -> list[str]:
    """Return what sticks out of a narrow phone when its text is twice as large."""
    size = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    # A table becomes cards when the browser next draws.
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    wide: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= width) return []
            const isOut = (element) => element.getBoundingClientRect().right > width + 0.5
            return [...document.body.querySelectorAll('*')]
                .filter((element) => isOut(element) && ![...element.children].some(isOut))
                .map((element) => `${element.outerHTML.slice(0, 120)} ends at ${element.getBoundingClientRect().right}`)
        }"""
    )
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    return wide
