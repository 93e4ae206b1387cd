"""What a screen is to somebody who sees it otherwise: without movement, in the device's own colours, at 400 per cent.

WCAG 2.2: 2.3.3 asks that movement can be stopped, 1.4.1 that nothing is told by colour alone, 1.4.10 and 2.4.11 that a
page of 1280 x 1024 at 400 per cent, 320 x 256 of the page's own pixels, is not covered by what sticks to the screen.
"""

from playwright.sync_api import Page

AT_400_PER_CENT = {"width": 320, "height": 256}
# Of the height, what is left to read beside bars that stay where they are.
LEAST_FREE = 0.5

# Longer than a blink; what is set to nothing is a millisecond.
MOVING = """() => ['', '::before', '::after'].flatMap((part) => [...document.all].flatMap((element) => {
    const { animationDuration, transitionDuration } = getComputedStyle(element, part || null)
    const seconds = [animationDuration, transitionDuration].flatMap((said) => said.split(',').map(parseFloat))
    return Math.max(...seconds) > 0.01 ? [`${element.outerHTML.slice(0, 120)} ${part} moves`] : []
}))"""

# In forced colours backgrounds are the device's, so what is chosen must differ by a line, a weight or a sign.
BY_COLOUR = """() => {
    const CHOSEN = '[aria-pressed=true], [aria-current]:not([aria-current=false]), [aria-selected=true]'
    const look = (element) => {
        const { borderWidth, borderStyle, outlineStyle, outlineWidth, textDecorationLine, fontWeight } =
            getComputedStyle(element)
        const signs = element.querySelectorAll('svg').length
        return [borderWidth, borderStyle, outlineStyle, outlineWidth, textDecorationLine, fontWeight, signs].join()
    }
    const others = (element, isChosen) => {
        const row = element.parentElement.tagName === 'LI' ? element.closest('ul, ol') : element.parentElement
        const { tagName } = element
        return [...row.querySelectorAll(tagName)].filter((one) => one.className === element.className && !isChosen(one))
    }
    const alike = (elements, isChosen) => elements.filter((element) => {
        const rest = others(element, isChosen)
        return rest.length > 0 && rest.some((one) => look(one) === look(element))
    })
    const isHidden = (element) => getComputedStyle(element).opacity === '0'
    const hidden = [...document.querySelectorAll('input:checked')].filter(isHidden)
    return [
        ...alike([...document.querySelectorAll(CHOSEN)], (one) => one.matches(CHOSEN)),
        ...alike(hidden.map((one) => one.closest('label')), (one) => one.querySelector('input')?.checked),
    ].map((element) => `${element.outerHTML.slice(0, 120)} is told by colour alone`)
}"""

# Of a column in the middle, how much of the height shows what scrolls; a sheet before the page scrolls itself.
FREE = """() => {
    if (document.querySelector('dialog:modal')) return 1
    scrollTo(0, document.documentElement.scrollHeight / 3)
    const isStuck = (element) => {
        for (let one = element; one; one = one.parentElement) {
            if (['fixed', 'sticky'].includes(getComputedStyle(one).position)) return true
        }
        return false
    }
    const rows = Array.from({ length: innerHeight / 4 }, (_, place) => place * 4 + 2)
    const free = rows.filter((y) => !isStuck(document.elementFromPoint(innerWidth / 2, y))).length / rows.length
    scrollTo(0, 0)
    return free
}"""


def moving_on(page: Page) -> list[str]:
    """Return what moves although the person has asked her device for no movement."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return found


def told_by_colour_on(page: Page) -> list[str]:
    """Return what is chosen, or where one is, and cannot be told from the rest in the device's own colours."""
    page.emulate_media(forced_colors="active")
    found: list[str] = page.evaluate(BY_COLOUR)
    page.emulate_media(forced_colors="none")
    return found


def covered_on(page: Page) -> list[str]:
    """Return whether what sticks to the screen leaves too little of it at 400 per cent."""
    size = page.viewport_size
    page.set_viewport_size(AT_400_PER_CENT)  # type: ignore[arg-type]
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    free: float = page.evaluate(FREE)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    return [] if free >= LEAST_FREE else [f"only {free:.0%} of the height is free at 400 per cent"]
