"""The office sees what waits and why, bills its clients by reference, pays by hours, and hears of what changes."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from backend.days import local_day
from backend.demo.cast import ANNA, COUNTY, HELVIS_VOUCHER, KANELI, OLLI, TUULA
from e2e.billing import Billing
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Screen, the_last_hour
from e2e.product import Product
from tests.invoicing import money

DESK = (1280, 1000)
NOW = datetime.now(UTC)
MONTH_BEFORE = (local_day(NOW).replace(day=1) - timedelta(days=1)).replace(day=1)
THIS_MONTH = (MONTH_BEFORE + timedelta(days=31)).replace(day=1)
# A county of the demo's size is judged and settled in a few seconds, beside whatever else the machine does.
SETTLED_S = 60
OF_HELVI = """
select v.visit, v.price_cents, v.organiser_cents, v.own_liability_cents, v.client
from visit_verdict v join visit x on x.id = v.visit
where v.voucher = $1 and v.provider = $2 and v.verdict = 'accepted' and v.day >= $3 and v.day < $4
order by v.day desc, v.visit limit 1
"""


def visit_of_helvi(product: Product, first: date, after: date) -> dict[str, object]:
    """Return an accepted visit of hers of these days."""
    (row,) = product.rows(OF_HELVI, HELVIS_VOUCHER.id, KANELI.id, first, after)
    return dict(row)


def settlements(product: Product) -> list[UUID]:
    """Return the firm's settlement of the month before, once it is there."""
    rows = product.rows("select id from settlement where provider = $1 and month = $2", KANELI.id, MONTH_BEFORE)
    return [UUID(str(row["id"])) for row in rows]


@pytest.fixture(scope="module")
def waiting(product: Product) -> UUID:
    """Wait until the month before has settled itself, pay it, and leave one of this month's visits to a person."""
    given_up = time.monotonic() + SETTLED_S
    while not settlements(product) and time.monotonic() < given_up:
        time.sleep(1)
    # Before the rulebook's day of the month nothing settles itself.
    if not settlements(product):
        run, settlement = uuid4(), uuid4()
        product.rows(money.RUN, run, COUNTY.id, MONTH_BEFORE, THIS_MONTH, NOW)
        product.rows(money.SETTLE, settlement, COUNTY.id, KANELI.id, run, NOW, MONTH_BEFORE)
        product.rows(money.LINES, settlement, COUNTY.id, KANELI.id, MONTH_BEFORE)
    for settlement in settlements(product):
        if not product.rows("select from payment where settlement = $1", settlement):
            product.rows(money.PAY, uuid4(), TUULA.id, NOW, settlement)
    waits = UUID(str(visit_of_helvi(product, THIS_MONTH, THIS_MONTH + timedelta(days=31))["visit"]))
    # The rules say the same as often as they look at it again.
    product.rows("update visit set time_quality = 'differs' where id = $1", waits)
    product.rows(money.LEAVE, waits, ["time-quality-low"])
    return waits


@pytest.mark.usefixtures("waiting")
def test_the_month_says_what_waits_and_why_and_the_one_before_is_paid(phones: Phones) -> None:
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    month = Billing(desk)
    month.open()
    first = month.row("earned.first", "earned.todo.check-with-worker")
    expect(first).to_be_visible()
    # Without a pointer: the button shows its visits, and the focus goes there.
    first.get_by_role("button").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#lines")).to_be_focused()
    expect(month.lines().filter(has_text="Helvi").first).to_be_visible()
    expect(month.lines().first).to_contain_text(month.words("earned.state.to_be_checked"))
    expect(month.lines().first).to_contain_text(month.words("earned.todo.check-with-worker"))
    desk.page.get_by_label(month.words("earned.search")).fill("ei ketään")
    month.says("earned.noLines")
    month.month_before()
    expect(month.row("earned.states", "earned.state.paid")).to_be_visible()
    desk.page.get_by_label(month.words("earned.search")).fill("Helvi")
    desk.page.get_by_label(month.words("earned.which")).select_option("state paid")
    expect(month.lines().first).to_contain_text("202")
    expect(month.lines().first).to_contain_text("Helvi")


@pytest.mark.usefixtures("waiting")
def test_clients_are_billed_by_reference_and_a_credit_is_told(phones: Phones, product: Product, tmp_path: Path) -> None:
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    owed = Billing(desk)
    owed.open()
    owed.go_to("earned.ownLiability", "owed.title")
    desk.page.get_by_label(owed.words("owed.search")).fill("Helvi")
    row = desk.page.locator("tbody tr").filter(has_text="Helvi Nieminen")
    reference = re.sub(r"\D", "", row.locator(".number").inner_text())
    table = owed.take("owed.take", tmp_path / "owed.csv")
    assert reference in table
    assert "Helvi Nieminen" in table
    owed.says("owed.taken")
    expect(row).to_contain_text(owed.words("owed.takenOn", day="").strip())
    paper = desk.page.request.get(str(row.get_by_role("link").evaluate("link => link.href")))
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    # The county takes back a visit of the month that was billed.
    visit = visit_of_helvi(product, MONTH_BEFORE, THIS_MONTH)
    cents = (visit["price_cents"], visit["organiser_cents"], visit["own_liability_cents"])
    product.rows(money.CREDIT, uuid4(), *cents, NOW, TUULA.id, visit["visit"])
    desk.page.reload()
    owed.says("owed.changesNext")


@pytest.mark.usefixtures("waiting")
def test_hours_are_taken_out_and_a_visit_that_comes_later_is_told(phones: Phones, tmp_path: Path) -> None:
    desk, phone = phones.phone(size=DESK), phones.phone()
    desk.be(OLLI)
    hours = Billing(desk)
    hours.open()
    hours.go_to("earned.hours", "paid.title")
    hours.month_after()
    started, ended = the_last_hour()
    if ended.date().replace(day=1) != local_day(NOW).replace(day=1):
        hours.month_before()
    table = hours.take("paid.take", tmp_path / "hours.csv")
    assert ANNA.name in table
    hours.says("paid.taken")
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{started:%H:%M}", f"{ended:%H:%M}")
    visit.save().is_received()
    desk.page.reload()
    if ended.date().replace(day=1) == local_day(NOW).replace(day=1):
        hours.month_after()
    expect(desk.page.get_by_text(re.compile(f"{ANNA.name}: ")).first).to_be_visible()
    # She sees of her own visits which have been paid, and no client's name.
    phone.open("/today")
    Screen(phone).tap("own.months")
    Screen(phone).says("lamp.paid")
    Screen(phone).says("wages.what")
    expect(phone.page.get_by_text("Helvi")).to_have_count(0)
