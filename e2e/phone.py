"""A person's phone: a browser of its size and language, with or without network, that tells its own defects."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, Playwright

from backend.demo.cast import CastPerson
from e2e.words import Language, Words
from setup.browser import find_browser

# Nothing that a person waits for may take longer.
LONGEST_WAIT_MS = 10_000
LARGE = (390, 844)
SMALL = (360, 740)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What a browser says by itself when a phone has no network or the server says no: no defect of the app.
NO_DEFECTS = ("Failed to load resource",)
# Whatever the page's own policy stops is a defect, also where the browser says it nowhere else.
TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
    console.error(`stopped by the policy: ${effectiveDirective} ${blockedURI} ${sourceFile}`))
"""
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}


def flags_with(film: Path | None, voice: Path | None = None) -> list[str]:
    """Return the browser's flags, with a film in place of the camera or a voice in place of the microphone."""
    captured = {"video": film, "audio": voice}
    files = [f"--use-file-for-fake-{kind}-capture={file}" for kind, file in captured.items() if file]
    given = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", *files]
    return [*FLAGS, *(given if files else [])]


def browser_program() -> Path:
    """Return the browser of this machine."""
    program = find_browser()
    if program is None:
        raise RuntimeError("There is no browser here: run `make setup`, which brings one and says where it looked.")
    return program


@contextmanager
def open_browser(playwright: Playwright, film: Path | None = None, voice: Path | None = None) -> Iterator[Browser]:
    """Start a browser whose camera sees the film and whose microphone hears the voice."""
    browser = playwright.chromium.launch(executable_path=browser_program(), args=flags_with(film, voice))
    try:
        yield browser
    finally:
        browser.close()


def settings_of(size: tuple[int, int], language: Language) -> dict[str, Any]:
    """Return what makes a browser's context a phone."""
    return {
        "viewport": {"width": size[0], "height": size[1]},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "locale": LOCALES[language],
        "timezone_id": "Europe/Helsinki",
    }


class Phone:
    """One person's phone with the app open."""

    def __init__(self, context: BrowserContext, url: str, language: Language) -> None:
        self.context = context
        self.url = url
        self.words = Words(language)
        self.defects: list[str] = []
        self.asked: list[str] = []
        # Where the person goes by her own press: to sign in, say. What our pages ask there, the policy stops.
        self.goes_to: list[str] = []
        context.on("request", lambda request: self.asked.append(f"{request.method} {request.url}"))
        context.on("console", self.heard)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("weberror", lambda error: self.defects.append(str(error.error)))
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.page.set_default_timeout(LONGEST_WAIT_MS)

    def heard(self, message: ConsoleMessage) -> None:
        """Keep what the app says is wrong with it."""
        if message.type == "error" and not message.text.startswith(NO_DEFECTS):
            self.defects.append(message.text)

    def asked_elsewhere(self) -> list[str]:
        """Return what was asked of anybody but our own server and whom the person goes to herself."""
        own = (f"{self.url}/", "blob:", "data:", *(f"{place}/" for place in self.goes_to))
        return [asked for asked in self.asked if not asked.partition(" ")[2].startswith(own)]

    def open(self, path: str = "/") -> None:
        """Open the app at a path, as a link or a bookmark does."""
        self.page.goto(self.url + path)

    def be(self, person: CastPerson) -> None:
        """Open the app and sign in as one of the demo county."""
        self.open()
        self.page.get_by_role("button", name=person.name).click()
        self.page.get_by_role("heading", name=self.words("signIn.title")).wait_for(state="detached")

    def sign_out(self) -> None:
        """Leave this phone."""
        self.page.get_by_role("button", name=self.words("menu.open")).click()
        self.page.get_by_role("button", name=self.words("menu.signOut"), exact=True).click()
        self.page.get_by_role("heading", name=self.words("signIn.title")).wait_for()

    def wait_until_kept(self) -> None:
        """Wait until the app itself lies on the phone, so that it opens without network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    def close(self) -> None:
        """Close the browser as its owner does."""
        self.context.close()

    def kill(self) -> None:
        """End the browser with all its processes, as an empty battery would."""
        group = self.group()
        with self.context.expect_event("close"):
            os.killpg(group, signal.SIGKILL)

    def processes(self) -> list[dict[str, Any]]:
        """Return the browser's processes as it knows them: `id`, `type`, `cpuTime`."""
        browser = self.context.browser
        if browser is None:
            raise RuntimeError("Only a phone with a browser of its own can be killed.")
        found: list[dict[str, Any]] = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        return found

    def group(self) -> int:
        """Return the group of the browser's processes, which is its own."""
        first = next(process["id"] for process in self.processes() if process["type"] == "browser")
        group = os.getpgid(first)
        if group == os.getpgid(0):
            raise RuntimeError("The browser is not in a group of its own.")
        return group

    def another_tab(self) -> "Phone":
        """Give the same phone with a tab of its own in the same browser."""
        tab = copy(self)
        tab.page = self.context.new_page()
        tab.page.set_default_timeout(LONGEST_WAIT_MS)
        return tab

    def picture(self, path: Path) -> None:
        """Keep what is on the screen, if it still is."""
        if not self.page.is_closed():
            path.parent.mkdir(exist_ok=True)
            self.page.screenshot(path=path)

    def go_offline(self) -> None:
        """Flight mode on."""
        self.context.set_offline(True)

    def go_online(self) -> None:
        """Flight mode off."""
        self.context.set_offline(False)


@contextmanager
def kept_phone(  # noqa: PLR0913  a phone has this many properties
    browsers: BrowserType,
    profile: Path,
    url: str,
    *,
    film: Path | None = None,
    size: tuple[int, int] = LARGE,
    language: Language = "fi",
    offline: bool = False,
) -> Iterator[Phone]:
    """Open a phone whose disk outlives its browser."""
    context = browsers.launch_persistent_context(
        profile,
        executable_path=browser_program(),
        args=flags_with(film),
        offline=offline,
        **settings_of(size, language),
    )
    phone = Phone(context, url, language)
    try:
        yield phone
    finally:
        if not phone.page.is_closed():
            context.close()
