"""A daughter asks to be told; a visit comes, her phone shows a notice that tells of nobody, and a tap opens it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import Playwright, expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, KAISA
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.product import Product
from e2e.push_service import ToldPhone, running_push_service

# "Arrivals show within 5 s", here as far as the push service.
TOLD_SECONDS = 5.0


def push_a_visit(playwright: Playwright, url: str) -> None:
    """Send a visit of this moment as Anna's phone does."""
    now = datetime.now(UTC)
    office = playwright.request.new_context(base_url=url, extra_http_headers={"origin": url})
    begun = office.post("/api/demo/session", data={"person": str(ANNA.id)}).json()

    def written(minutes: int) -> str:
        return (now - timedelta(minutes=minutes)).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    visit: dict[str, Any] = {
        "id": str(uuid4()),
        "number": 1,
        "name": "record_visit",
        "doneAt": written(0),
        "arguments": {
            "voucherNumber": HELVIS_VOUCHER.number,
            "code": None,
            "startedAt": written(31),
            "endedAt": written(1),
            "elapsedSeconds": 1800,
            "tasks": [],
            "note": "",
            "clock": None,
        },
    }
    body = {"device": str(uuid4()), "sentAt": written(0), "highestNumber": 1, "mutations": [visit]}
    answer = office.post("/api/sync/push", data=body, headers={"x-csrf-token": begun["csrfToken"]})
    assert answer.ok, answer.text()
    assert answer.json()["verdicts"][0]["verdict"] == "accepted", answer.text()
    office.dispose()


def test_daughter_is_told_of_a_visit(phones: Phones, playwright: Playwright, running: Product) -> None:
    hers = phones.phone()
    hers.be(KAISA)
    push_key = hers.page.evaluate("fetch('/api/told').then((answer) => answer.json())")["pushKey"]
    with running_push_service() as service:
        told = ToldPhone(hers, service, push_key)
        hers.open()
        screen = Screen(hers)
        screen.tap("client.told")
        screen.says("told.hereOff")
        screen.tap("told.begin")
        screen.says("told.hereOn")
        hers.page.get_by_label(hers.words("told.kind.done")).check()
        # It may be night where this is run.
        hers.page.get_by_label(hers.words("told.quietFrom")).fill("07:00")
        expect(hers.page.get_by_role("status").filter(has_text=hers.words("told.saved"))).to_be_attached()

        push_a_visit(playwright, running.url)
        said = told.next_push(TOLD_SECONDS)
        assert said["body"] == "Viesti Kotisetelistä"
        told.deliver(said)
        hers.page.wait_for_function(
            "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((n) => n.length)"
        )
        (shown,) = told.shown()
        assert shown == {"title": "Kotiseteli", "body": said["body"], "lang": "fi", "tag": said["tag"]}
        told.tap_notice()
        hers.page.wait_for_url(f"{hers.url}/person/{HELVI.client}")
        expect(hers.page.get_by_role("heading", name=HELVI.name)).to_be_visible()
        assert told.shown() == []

        # A newer one takes the place of an older; one that cannot be read is shown, too.
        told.deliver(said)
        told.deliver(said | {"body": "Uudempi"})
        hers.page.wait_for_function(
            "navigator.serviceWorker.ready.then((r) => r.getNotifications())"
            ".then((n) => n.length === 1 && n[0].body === 'Uudempi')"
        )

        hers.open("/told")
        screen.says("told.hereOn")
        screen.tap("told.end")
        screen.says("told.hereOff")
        assert running.rows("select from push_subscription where person = $1", KAISA.id) == []
