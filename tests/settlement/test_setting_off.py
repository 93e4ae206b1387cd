"""What a provider owes after credits is kept back from its next payments, the oldest first, to the cent."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg.exceptions import RaiseError

from backend import clock
from backend.accounting.rules import reference_of
from backend.database import fetch, transaction
from backend.demo import cast
from backend.settlement.reconciling import reconcile
from tests.accounting.october import confirm_account, enter_account, enter_terms, make_file, take_file
from tests.conftest import NOW, Caller, Product
from tests.settlement.month import NOVEMBER, OCTOBER, SEPTEMBER, judged, lines_of, settled, settlement_of
from tests.settlement.test_crediting import credit

DECEMBER = date(2026, 12, 1)
FROM = "delete from visit_verdict where day >= $1"
DUE_FROM = "delete from settlement_due where month >= $1"
# A visit of a month at so many cents, that is accepted after what was deleted.
AGAIN = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind, $2, x.minutes, $3, $3,
    0, 'accepted', '{within-grant}', '{}', 1, x.received_at
from visit x join voucher v on v.id = x.voucher
where x.provider = $1 and x.organiser = $4 and x.state = 'recorded'
    and not exists (select from visit_verdict j where j.visit = x.id) order by x.id limit 1
"""


async def accepted(day: date, cents: int) -> None:
    """Have one visit of a day accepted at so many cents."""
    await fetch(AGAIN, cast.KANELI.id, day, cents, cast.COUNTY.id)


async def owing(product: Product, monkeypatch: pytest.MonkeyPatch, cents: int) -> dict[str, Any]:
    """Return a settlement of October that is nothing but a credit of so many cents, of September's only visit."""
    await judged(since=DECEMBER)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=90))
    await accepted(SEPTEMBER, cents)
    await settled(SEPTEMBER)
    (line,) = await lines_of((await settlement_of(SEPTEMBER))["id"])
    async with product.called_by(cast.TUULA) as tuula:
        await pay(tuula, await settlement_of(SEPTEMBER), cents)
        assert (await tuula.post("/api/credits", **credit(line["visit"]))).status_code == 204
    await settled(OCTOBER)
    made = await settlement_of(OCTOBER)
    assert made["organiser_cents"] == -cents
    return made


async def pay(tuula: Caller, settlement: dict[str, Any], cents: int) -> str:
    """Tell that a settlement was paid; return why it is not believed."""
    body = {"id": str(uuid4()), "cents": cents, "paidOn": "2027-02-16"}
    answer = await tuula.post(f"/api/settlements/{settlement['id']}/payment", json=body)
    return "" if answer.status_code == 204 else str(answer.json()["type"]).removeprefix("/problems/")


async def kept_back() -> list[tuple[UUID, UUID, int]]:
    """Return what was set off: the debt, the settlement, how much."""
    rows = await fetch("select debt, settlement, cents from set_off order by at, cents")
    return [tuple(row.values()) for row in rows]


async def test_a_debt_is_kept_back_from_the_next_payment_and_both_say_so(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    debt = await owing(product, monkeypatch, 3000)
    assert "30.00 EUR of 1 settlements" in (await reconcile()).owed
    await accepted(NOVEMBER, 10000)
    await settled(NOVEMBER)
    made = await settlement_of(NOVEMBER)
    assert await kept_back() == [(debt["id"], made["id"], 3000)]
    async with product.called_by(cast.TUULA) as tuula:
        shown = [(await tuula.get(f"/api/settlements/{one['id']}")).json() for one in (debt, made)]
        assert [(one["organiserCents"], one["dueCents"]) for one in shown] == [(-3000, 0), (10000, 7000)]
        assert [[(set_off["number"], set_off["cents"]) for set_off in one["setOffs"]] for one in shown] == [
            [(made["number"], -3000)],
            [(debt["number"], 3000)],
        ]
        # The debt is paid by that, and the settlement by the rest.
        assert await pay(tuula, debt, -3000) == "settlement-paid"
        assert await pay(tuula, made, 10000) == "payment-sum-differs"
        files = await taken(product, tuula, made)
        assert b'<InstdAmt Ccy="EUR">70.00</InstdAmt>' in files["payments"]
        assert b"<CtrlSum>70.00</CtrlSum>" in files["payments"]
        said = files["finvoice"].decode("iso-8859-15")
        assert f"Kuitataan hyvityslasku {debt['number']}: 30,00 euroa" in said
        assert '<InvoiceTotalVatIncludedAmount AmountCurrencyIdentifier="EUR">100,00<' in said
        assert '<EpiInstructedAmount AmountCurrencyIdentifier="EUR">70,00<' in said
        told = f"tilitys;summa;maksettu\n{reference_of(made['number'])};70,00;16.2.2027\n"
        brought = await tuula.post("/api/payments?dryRun=false", json={"id": str(uuid4()), "content": told})
        assert (brought.status_code, brought.json().get("new")) == (200, 1), brought.text
    found = await reconcile()
    assert found.is_right, found.in_words()
    assert "0.00 EUR of 0 settlements" in found.owed


async def taken(product: Product, tuula: Caller, made: dict[str, Any]) -> dict[str, bytes]:
    """Return what goes out of a settlement's month, by format."""
    await enter_terms(tuula)
    async with product.called_by(cast.OLLI) as olli:
        account = await enter_account(olli, first_day="2027-02-16")
    assert await confirm_account(tuula, account) == 204
    found = {}
    for format_ in ("payments", "finvoice"):
        file, problem = await make_file(tuula, made["run"], format_)
        assert problem == ""
        found[format_] = (await take_file(tuula, file))[1]
    return found


async def test_a_debt_larger_than_a_payment_goes_on_to_the_one_after(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    debt = await owing(product, monkeypatch, 3000)
    await accepted(NOVEMBER, 1000)
    await settled(NOVEMBER)
    first = await settlement_of(NOVEMBER)
    # Nothing is left of it: no bank is asked, and it is paid as far as anybody is concerned.
    assert await fetch("select cents, by_person from payment where settlement = $1", first["id"])
    await accepted(DECEMBER, 5000)
    await settled(DECEMBER)
    second = await settlement_of(DECEMBER)
    assert sorted(await kept_back(), key=lambda one: one[2]) == [
        (debt["id"], first["id"], 1000),
        (debt["id"], second["id"], 2000),
    ]
    async with product.called_by(cast.TUULA) as tuula:
        assert await pay(tuula, second, 3000) == ""
    assert (await reconcile()).is_right


async def test_what_has_been_paid_back_is_not_kept_back_too(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    debt = await owing(product, monkeypatch, 3000)
    await accepted(NOVEMBER, 1000)
    await settled(NOVEMBER)
    async with product.called_by(cast.TUULA) as tuula:
        assert await pay(tuula, debt, -3000) == "payment-sum-differs"
        assert await pay(tuula, debt, -2000) == ""
    await accepted(DECEMBER, 5000)
    await settled(DECEMBER)
    assert [cents for _, _, cents in await kept_back()] == [1000]
    assert (await reconcile()).is_right


async def test_a_set_off_is_made_once_however_often_its_month_is_settled_and_never_edited(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owing(product, monkeypatch, 3000)
    await accepted(NOVEMBER, 10000)
    for _ in range(2):
        await settled(NOVEMBER)
    assert [cents for _, _, cents in await kept_back()] == [3000]
    with pytest.raises(RaiseError, match="appended to"):
        async with transaction():
            await fetch("update set_off set cents = 1")


async def test_books_in_which_more_was_kept_back_than_was_owed_are_found(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owing(product, monkeypatch, 3000)
    await accepted(NOVEMBER, 10000)
    await settled(NOVEMBER)
    await fetch("set local session_replication_role = replica")
    await fetch("update set_off set cents = 3001")
    await fetch("set local session_replication_role = origin")
    faults = (await reconcile()).wrong["set-offs and payments against settlements"]
    assert any("was set off of the" in fault for fault in faults)
    assert any("is due" in fault for fault in faults)
