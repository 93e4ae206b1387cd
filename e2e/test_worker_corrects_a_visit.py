"""A worker puts right what she recorded, with no network: nothing is edited, and the daughter sees what holds."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVIS_VOUCHER, KAISA
from e2e.conftest import Phones
from e2e.pages import ARRIVAL_MS, AtDoor, Home, PersonPage, Recorded, the_last_hour
from e2e.phone import SMALL, Phone

SERVICE = "Säännöllinen kotihoito"


def span_of(started: datetime, ended: datetime) -> str:
    """Return a visit's times as the app writes them."""
    return f"{started.hour}.{started:%M}\u2013{ended.hour}.{ended:%M}"


def records_a_past_visit(phone: Phone, started: datetime, ended: datetime, note: str) -> Recorded:
    """Record a visit that is over, with its first task done."""
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    past = AtDoor(phone).record_past_visit()
    past.note(note)
    past.tick(past.tasks()[0])
    past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
    return past.save()


def as_the_server_has_it(phone: Phone, note: str) -> dict[str, Any]:
    """Return the visit with this note as the server tells it to its worker."""
    visits: list[dict[str, Any]] = phone.page.evaluate("fetch('/api/visits').then((answer) => answer.json())")
    return next(visit for visit in visits if visit["note"] == note)


def test_visit_recorded_and_corrected_without_network_survives_a_killed_browser_and_arrives_as_corrected(
    phones: Phones, tmp_path: Path
) -> None:
    phone = phones.phone_on_disk(tmp_path / "disk")
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    # In use since the day before: a browser writes who is signed in to its disk late, or when it is closed.
    phone.close()
    phone = phones.phone_on_disk(tmp_path / "disk")
    phone.open()
    Home(phone).is_open()
    daughter = phones.phone(size=SMALL)
    daughter.be(KAISA)
    page = PersonPage(daughter)
    page.is_live()
    left_before = page.minutes_left(SERVICE)

    phone.go_offline()
    started, ended = the_last_hour()
    later = started + timedelta(minutes=1)
    recorded = records_a_past_visit(phone, started, ended, "Kirjattu kiireessä.")
    recorded.is_on_this_phone()
    correcting = recorded.correct()
    expect(phone.page.get_by_label(phone.words("past.from"))).to_have_value(f"{started:%H:%M}")
    correcting.save()
    correcting.says("correcting.nothing")
    second = correcting.tasks()[1]
    correcting.tick(second)
    correcting.note("Korjattu samana iltana.")
    correcting.was(started.date().isoformat(), f"{later:%H:%M}", f"{ended:%H:%M}")
    correcting.shows(f"Oli {span_of(started, ended)}")
    correcting.shows(f"nyt {span_of(later, ended)}")
    recorded = correcting.save()
    recorded.is_on_this_phone()
    recorded.shows(f"Oli {span_of(started, ended)}")
    recorded.shows("Huomio oli: Kirjattu kiireessä.")
    phone.kill()

    phone = phones.phone_on_disk(tmp_path / "disk", offline=True)
    phone.open()
    home = Home(phone)
    home.visit_is(span_of(later, ended), "phone")
    phone.go_online()
    home.visit_is(span_of(later, ended), "received")
    visit = page.new_visit()
    expect(visit).to_be_visible(timeout=ARRIVAL_MS)
    for said in (span_of(later, ended), second, "Korjattu samana iltana."):
        expect(visit).to_contain_text(said)
    minutes = int((ended - later).total_seconds()) // 60
    page.comes_to_minutes_left(SERVICE, left_before - minutes)
    stored = as_the_server_has_it(phone, "Korjattu samana iltana.")
    # What holds is the correction, and what it corrected came before it.
    assert (stored["record"] != stored["id"], stored["state"]) == (True, "recorded")
    assert "versions-differ" not in stored["toReview"]


def test_visit_withdrawn_in_two_taps_is_put_back_or_stays_in_sight_as_withdrawn(phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
    phone.be(ANNA)
    home = Home(phone)
    home.is_ready_for_flight_mode()
    daughter = phones.phone(size=SMALL)
    daughter.be(KAISA)
    page = PersonPage(daughter)
    page.is_live()
    left_before = page.minutes_left(SERVICE)

    note = "Kirjattu väärälle asiakkaalle."
    started, ended = the_last_hour()
    recorded = records_a_past_visit(phone, started, ended, note)
    recorded.is_received()
    page.comes_to_minutes_left(SERVICE, left_before - int((ended - started).total_seconds()) // 60)
    phone.go_offline()
    recorded.withdraw("correcting.wrongClient")
    recorded.is_withdrawn()
    recorded.is_on_this_phone()
    recorded.put_back()
    expect(phone.page.get_by_text(phone.words("correcting.withdrawnMeans"))).to_have_count(0)
    recorded.withdraw("correcting.wrongClient")
    recorded.is_withdrawn()
    phone.go_online()
    recorded.is_received()
    # Others came to Helvi in the same hour: hers is known by where its row leads.
    own_page = urlsplit(phone.page.url).path
    recorded.go_back()
    mistaken = home.visits().filter(has=phone.page.locator(f'a[href="{own_page}"]'))
    expect(mistaken.get_by_text(phone.words("lamp.withdrawn"), exact=True)).to_be_visible()
    stored = as_the_server_has_it(phone, note)
    assert (stored["state"], stored["toReview"]) == ("withdrawn", [])

    withdrawn = daughter.page.get_by_role("listitem").filter(has_text=daughter.words("visit.withdrawn")).last
    expect(withdrawn).to_be_visible(timeout=ARRIVAL_MS)
    expect(withdrawn).to_contain_text(span_of(started, ended))
    page.comes_to_minutes_left(SERVICE, left_before)
