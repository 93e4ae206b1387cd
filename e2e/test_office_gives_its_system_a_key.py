"""The office gives its own system a key: the system brings a visit by it, the office sees it used, and ends it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, OLLI
from e2e.conftest import Phones
from e2e.own_systems import OwnSystems
from e2e.pages import the_last_hour
from e2e.phone import SMALL, Phone

SYSTEM = "Toiminnanohjaus"
DESK = (1280, 800)


def bring(phone: Phone, token: str, worker: str, *, dry_run: bool) -> httpx.Response:
    """Bring an hour at Helvi's from the provider's own system."""
    started, ended = (moment.astimezone().isoformat() for moment in the_last_hour())
    visit: dict[str, Any] = {
        "id": str(uuid4()),
        "name": "record_visit",
        "worker": worker,
        "doneAt": (the_last_hour()[1] + timedelta(seconds=30)).astimezone().isoformat(),
        "arguments": {
            "voucherNumber": HELVIS_VOUCHER.number,
            "code": None,
            "startedAt": started,
            "endedAt": ended,
            "elapsedSeconds": None,
            "tasks": [],
            "note": "",
        },
    }
    return httpx.post(
        f"{phone.url}/api/provider/visits?dryRun={str(dry_run).lower()}",
        json={"mutations": [visit]},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())},
    )


def test_a_system_brings_visits_by_the_key_that_its_office_made_until_it_is_ended(phones: Phones) -> None:
    office = phones.phone(size=SMALL)
    office.context.grant_permissions(["clipboard-read", "clipboard-write"])
    office.be(OLLI)
    page = OwnSystems(office)
    page.open()
    page.says("keys.none")
    page.tap("keys.make")
    page.says("keys.nameMissing")
    token = page.make_key(SYSTEM)
    page.tap("keys.kept")
    expect(page.page.get_by_text(token)).to_have_count(0)
    expect(page.key(SYSTEM)).to_contain_text(page.words("keys.neverUsed"))
    worker = page.worker_id(ANNA.name)
    assert worker == str(ANNA.id)

    (tried,) = bring(office, token, worker, dry_run=True).json()["verdicts"]
    (brought,) = bring(office, token, worker, dry_run=False).json()["verdicts"]
    assert (tried["verdict"], tried["receipt"], brought["verdict"]) == ("accepted", None, "accepted")
    page.page.reload()
    expect(page.key(SYSTEM)).not_to_contain_text(page.words("keys.neverUsed"))

    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    expect(desk.page.get_by_role("row").filter(has_text=HELVI.name).filter(has_text=ANNA.name).first).to_be_visible()

    page.end_key(SYSTEM)
    page.says("keys.none")
    refused = bring(office, token, worker, dry_run=True)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/provider-key-unknown")
    page.page.get_by_text(page.words("keys.ended"), exact=True).click()
    expect(page.key(SYSTEM)).to_be_visible()
