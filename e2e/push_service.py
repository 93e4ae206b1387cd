"""A push service on this machine for a browser that reaches none: it takes what the server sends, for her to read."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from e2e.phone import Phone
from tests.notices.receiver import Browser, Service, push_service

# A browser without a network cannot ask a push service; what it would be given is put in its place, and stays with it.
GIVE = """
(() => {
    const given = %s;
    const packed = atob(given.pushKey.replaceAll('-', '+').replaceAll('_', '/'));
    const octets = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const held = {
        endpoint: given.endpoint,
        options: { applicationServerKey: octets.buffer },
        toJSON: () => ({ endpoint: given.endpoint, keys: given.keys }),
        unsubscribe: async () => { localStorage.removeItem('held'); return true; },
    };
    PushManager.prototype.subscribe = async function ({ userVisibleOnly, applicationServerKey }) {
        if (!userVisibleOnly || String(applicationServerKey) !== String(octets)) throw new Error('asked otherwise');
        localStorage.setItem('held', 'yes');
        return held;
    };
    PushManager.prototype.getSubscription = async () => (localStorage.getItem('held') ? held : null);
})()
"""


@contextmanager
def running_push_service() -> Iterator[Service]:
    """Run a push service beside the journey."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = push_service()
    service = asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(10)
    try:
        yield service
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class ToldPhone:
    """A phone whose person may be told, and what comes to it."""

    def __init__(self, phone: Phone, service: Service, push_key: str) -> None:
        """Let the browser take notifications, and hear from this service."""
        self.phone, self.service = phone, service
        self.browser: Browser = service.browser("her-phone")
        phone.context.grant_permissions(["notifications"], origin=phone.url)
        phone.context.add_init_script(GIVE % msgspec.json.encode(self.browser.asks(push_key)).decode())

    def next_push(self, seconds: float) -> dict[str, Any]:
        """Wait for what the server sends, and read it as only this browser can."""
        deadline = time.monotonic() + seconds
        while not self.service.pushed:
            assert time.monotonic() < deadline, f"nothing was pushed in {seconds} s"
            self.phone.page.wait_for_timeout(20)
        return self.browser.read(self.service.pushed.pop(0).body)

    def deliver(self, said: dict[str, Any]) -> None:
        """Give a push to the app's service worker, as the browser does when it comes."""
        session = self.phone.context.new_cdp_session(self.phone.page)
        registered: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: registered.extend(one["registrationId"] for one in told["registrations"]),
        )
        session.send("ServiceWorker.enable")
        while not registered:
            self.phone.page.wait_for_timeout(20)
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.phone.url, "registrationId": registered[0], "data": msgspec.json.encode(said).decode()},
        )

    def shown(self) -> list[dict[str, Any]]:
        """Return the notices that lie on the phone's lock screen."""
        shown: list[dict[str, Any]] = self.phone.page.evaluate(
            """async () => {
                const { registration } = await navigator.serviceWorker.ready.then((registration) => ({ registration }))
                const all = await registration.getNotifications()
                return all.map(({ title, body, lang, tag }) => ({ title, body, lang, tag }))
            }"""
        )
        return shown

    def tap_notice(self) -> None:
        """Tap the notice, as far as a test can: a synthetic tap does not bring the app to the front."""
        self.phone.context.service_workers[-1].evaluate(
            """async () => {
                let [notification] = await self.registration.getNotifications()
                while (!notification) {
                    // A worker that has just been woken does not know of it yet.
                    await new Promise((resolve) => setTimeout(resolve, 50));
                    [notification] = await self.registration.getNotifications()
                }
                self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
            }"""
        )
