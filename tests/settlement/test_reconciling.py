"""Whoever changes the books behind our back is found out, and the line is named."""

from datetime import timedelta

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.settlement.reconciling import CHECKS, reconcile
from tests.conftest import NOW, Product
from tests.settlement.month import NOVEMBER, OCTOBER, judged, lines_of, settled, settlement_of
from tests.settlement.test_crediting import credit

FIRST = "place = 3 and settlement = (select id from settlement where number = '202610-9100001-3')"
LINE = "settlement 202610-9100001-3 line 3"
# What is done, in which check it is found, and what is named; FIRST is that line.
TAMPERED: dict[str, tuple[str, dict[str, str]]] = {
    "a line that pays a cent more": (
        """
        update settlement_line set organiser_cents = organiser_cents + 1, price_cents = price_cents + 1 where FIRST
        """,
        {"lines against visits": LINE, "settlements against their lines": "202610-9100001-3"},
    ),
    "a cent moved from one line to another": (
        """
        update settlement_line set organiser_cents = organiser_cents + 2 * place - 7,
            price_cents = price_cents + 2 * place - 7
        where place in (3, 4) and settlement = (select id from settlement where number = '202610-9100001-3')
        """,
        {"lines against visits": LINE},
    ),
    "a line taken away": (
        "delete from settlement_line where FIRST",
        {"settlements against their lines": "202610-9100001-3", "what is accepted against what is due": "visit"},
    ),
    "a line for another provider's visit": (
        "update settlement_line set provider = (select id from provider where id <> provider limit 1) where FIRST",
        {"lines against their settlements": LINE, "lines against visits": LINE},
    ),
    "a line paid twice": (
        """
        drop index settlement_line_visit;
        insert into settlement_line select settlement, 90000, visit, record, credit, decision, voucher, client,
            organiser, provider, service, kind, day, minutes, price_cents, organiser_cents, own_liability_cents
        from settlement_line where FIRST
        """,
        {"lines against each other": "2 settlements"},
    ),
    "a line on another day": (
        "update settlement_line set day = day - 1 where FIRST",
        {"lines against visits": LINE, "settlements against their lines": "another fingerprint"},
    ),
    "a verdict changed afterwards": (
        """
        update visit_verdict set organiser_cents = organiser_cents - 1, price_cents = price_cents - 1
        where visit = (select visit from settlement_line where FIRST)
        """,
        {"lines against visits": LINE, "sums by voucher, provider, service and month": "voucher"},
    ),
    "a sum that is another": (
        """
        update settlement set organiser_cents = organiser_cents + 100, voucher_cents = voucher_cents + 100,
            price_cents = price_cents + 100
        where number = '202610-9100001-3'
        """,
        {"settlements against their lines": "202610-9100001-3"},
    ),
    "a month that is forgotten": (
        "delete from settlement_due",
        {"what is accepted against what is due": "in no settlement, and due in none"},
    ),
    "a credit larger than the line": (
        "update credit set organiser_cents = organiser_cents + 1, price_cents = price_cents + 1",
        {"credits against what was paid": "was credited of", "lines against credits": "it takes back"},
    ),
    "a credit taken away": ("delete from credit", {"lines against credits": "there is none"}),
    "what was never owed is kept back": (
        """
        insert into set_off (debt, settlement, organiser, provider, cents, at)
        select o.id, n.id, n.organiser, n.provider, 100, n.settled_at
        from settlement o join settlement n using (organiser, provider) where o.month < n.month
        """,
        {"set-offs and payments against settlements": "was set off of the"},
    ),
    "a settlement without its run": (
        "update settlement set month = month - interval '1 month' where number = '202610-9100001-3'",
        {"lines against their settlements": LINE.replace("line 3", "line")},
    ),
}


@pytest.fixture
async def books(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle two months with a credit between them, and accept more."""
    await judged()
    await fetch("update visit_verdict set day = day - 10 where day >= $1", NOVEMBER + timedelta(days=10))
    await settled(OCTOBER)
    *_, line = await lines_of((await settlement_of(OCTOBER))["id"])
    async with product.called_by(cast.TUULA) as tuula:
        assert (await tuula.post("/api/credits", **credit(line["visit"]))).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("what", TAMPERED)
async def test_what_was_changed_is_found_and_named(what: str) -> None:
    if what != "a month that is forgotten":
        await settled(NOVEMBER)
    before = await reconcile()
    assert before.is_right, before.in_words()
    assert before.in_words().endswith("The books agree.")
    statements, expected = TAMPERED[what]
    # As who has the database in her hands can.
    await fetch("set local session_replication_role = replica")
    for statement in statements.replace("FIRST", FIRST).split(";"):
        await fetch(statement)
    after = await reconcile()
    assert not after.is_right
    assert after.in_words().endswith("THE BOOKS DO NOT AGREE.")
    for check, named in expected.items():
        assert named in " ".join(after.wrong[check]), after.in_words()


def test_every_check_is_tampered_with() -> None:
    found = {check for _, expected in TAMPERED.values() for check in expected}
    assert found == set(CHECKS)


@pytest.mark.usefixtures("books")
async def test_every_visit_that_is_in_no_settlement_is_counted_by_its_reason() -> None:
    found = await reconcile()
    (row,) = await fetch(
        """
        select count(*) as visits from visit x
        where not exists (select from settlement_line l where l.visit = x.id) and x.state <> 'withdrawn'
        """
    )
    assert sum(int(one.split(": ")[1].split(" ")[0]) for one in found.waiting) == row["visits"]
