"""At a closed door with no network: two taps, what they do to the pay, and who sees it; and a visit over its grant."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from backend.demo.cast import ANNA, HELVI, HELVIS_VOUCHER, KAISA, OLLI
from e2e.conftest import Phones
from e2e.pages import ARRIVAL_MS, AtDoor, Home, PersonPage, the_last_hour
from e2e.phone import SMALL

DESK = (1280, 1000)
# The app tries again by itself at growing intervals; this covers the first four.
RETRIES_MS = 60_000


def test_a_visit_that_is_declined_at_the_door_is_two_taps_and_everyone_sees_it(phones: Phones) -> None:
    daughter = phones.phone(size=SMALL)
    daughter.be(KAISA)
    page = PersonPage(daughter)
    page.is_live()
    phone = phones.phone(size=SMALL)
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    reasons = AtDoor(phone).cannot_be_made()
    expect(reasons.reason("in-hospital")).to_contain_text(reasons.words("effect.nothing"))
    # Half of the booked price, where the round has a plan for now.
    paid = re.compile(r"50\s%|" + re.escape(reasons.words("effect.noBooked")))
    expect(reasons.reason("declined")).to_contain_text(paid)
    recorded = reasons.choose("declined")
    recorded.is_on_this_phone()
    recorded.says("deviation.declined")
    recorded.shows(paid)
    phone.go_online()
    recorded.is_received(timeout=RETRIES_MS)

    visit = page.new_visit()
    expect(visit).to_contain_text(page.words("deviation.declined"), timeout=ARRIVAL_MS)
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    row = desk.page.get_by_role("row").filter(has_text=HELVI.name).filter(has_text=page.words("deviation.declined"))
    expect(row.first).to_be_visible()

    correcting = recorded.correct()
    correcting.page.get_by_label(correcting.words("correcting.how")).select_option("not-at-home")
    recorded = correcting.save()
    recorded.says("deviation.not-at-home")
    recorded.withdraw("correcting.didNotHappen")
    recorded.is_withdrawn()


def test_a_saved_visit_says_at_once_that_it_passes_its_grant(phones: Phones) -> None:
    phone = phones.phone(size=SMALL)
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    started, _ = the_last_hour()
    day = (started - timedelta(days=1)).date()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    past = AtDoor(phone).record_past_visit()
    past.was(day.isoformat(), "00:10", "23:50")
    recorded = past.save()
    recorded.is_on_this_phone()
    recorded.shows(
        re.compile(re.escape(recorded.words("foretold.reviewOver", share="SHARE")).replace("SHARE", r"[\d,]+\s%"))
    )
    recorded.shows(re.compile(recorded.words("foretold.asOf", moment=".+")))
    recorded.withdraw("correcting.didNotHappen")
    recorded.is_withdrawn()
    phone.go_online()
    recorded.is_received(timeout=RETRIES_MS)
