"""A payment is believed when it is of a settlement that is there and not paid, of its sum, and of a day that can be."""

from typing import Any
from uuid import uuid4

import pytest

from backend.accounting.rules import reference_of
from backend.database import fetch
from backend.demo import cast
from tests.accounting.october import kanelis, settle_october
from tests.conftest import Caller, Product


async def pay(finance: Caller, settlement: dict[str, Any], **other: Any) -> str:
    body = {"id": str(uuid4()), "cents": settlement["cents"], "paidOn": "2026-11-16"} | other
    answer = await finance.post(f"/api/settlements/{settlement['id']}/payment", json=body)
    return "" if answer.status_code == 204 else str(answer.json()["type"]).removeprefix("/problems/")


async def test_what_is_paid_is_told_to_both_sides(product: Product) -> None:
    await settle_october()
    settlement = await kanelis()
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        assert await pay(tuula, settlement) == ""
        told = [(await caller.get("/api/payments?month=2026-10")).json() for caller in (tuula, olli)]
    expected = {
        "settlement": str(settlement["id"]),
        "number": settlement["number"],
        "provider": "Kotiapu Kaneli Oy",
        "cents": settlement["cents"],
        "paidOn": "2026-11-16",
    }
    assert told == [[expected], [expected]]


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({}, ""),
        ({"paidOn": "2026-11-05"}, ""),
        ({"paidOn": "2026-11-04"}, "paid-on-another-day"),
        ({"paidOn": "2026-11-18"}, ""),
        ({"paidOn": "2026-11-19"}, "paid-on-another-day"),
        ({"cents": 1}, "payment-sum-differs"),
        ({"paidOn": "0001-01-01"}, "invalid-request"),
    ],
)
async def test_the_edges_of_what_is_believed(product: Product, other: dict[str, Any], refusal: str) -> None:
    await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        assert await pay(tuula, await kanelis(), **other) == refusal


async def test_a_cent_more_or_less_is_another_sum(product: Product) -> None:
    await settle_october()
    settlement = await kanelis()
    async with product.called_by(cast.TUULA) as tuula:
        for cents in (settlement["cents"] - 1, settlement["cents"] + 1):
            assert await pay(tuula, settlement, cents=cents) == "payment-sum-differs"


async def test_twice_is_refused_and_told_twice_is_once(product: Product) -> None:
    await settle_october()
    settlement = await kanelis()
    id_ = str(uuid4())
    async with product.called_by(cast.TUULA) as tuula:
        assert [await pay(tuula, settlement, id=id_) for _ in range(2)] == ["", ""]
        assert await pay(tuula, settlement, id=id_, paidOn="2026-11-17") == "content-differs"
        assert await pay(tuula, settlement) == "settlement-paid"
    assert len(await fetch("select from payment")) == 1


async def test_of_a_settlement_that_is_not_there_or_not_ours_nothing_is_paid(product: Product) -> None:
    await settle_october(cast.CITY.id)
    rows = await fetch("select id, organiser_cents as cents from settlement limit 1")
    async with product.called_by(cast.TUULA) as tuula:
        assert await pay(tuula, dict(rows[0])) == "not-found"
        assert await pay(tuula, {"id": uuid4(), "cents": 1}) == "not-found"


def euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


async def bring(finance: Caller, content: str, *, dry_run: bool = False, id_: str | None = None) -> dict[str, Any]:
    body = {"id": id_ or str(uuid4()), "content": content}
    answer = await finance.post(f"/api/payments?dryRun={str(dry_run).lower()}", json=body)
    assert answer.status_code in {200, 409}, answer.text
    return dict(answer.json())


async def test_a_file_of_payments_is_tried_and_taken(product: Product) -> None:
    await settle_october()
    rows = await fetch("select number, organiser_cents as cents from settlement where organiser = $1", cast.COUNTY.id)
    lines = [
        f"{reference_of(row['number']) if place % 2 else row['number']};{euros(row['cents'])};16.11.2026"
        for place, row in enumerate(rows)
    ]
    content = "\ufeff" + "\r\n".join(["Viite;Summa;Maksettu", *lines, ""])
    id_ = str(uuid4())
    async with product.called_by(cast.TUULA) as tuula:
        tried = await bring(tuula, content, dry_run=True)
        assert len(await fetch("select from payment")) == 0
        taken = await bring(tuula, content, id_=id_)
        again = await bring(tuula, content, id_=id_)
        others = await bring(tuula, content)
    total = sum(row["cents"] for row in rows)
    assert (tried["rows"], tried["new"], tried["badRows"], tried["cents"]) == (len(rows), len(rows), 0, total)
    assert (taken["new"], taken["known"], taken["dryRun"]) == (len(rows), 0, False)
    # Its answer was lost on the way; another file of the same is another matter.
    assert (again["new"], again["known"], again["problems"]) == (0, len(rows), [])
    assert (others["type"], others["badRows"]) == ("/problems/payments-cannot-be-taken", len(rows))
    assert len(await fetch("select from payment")) == len(rows)


async def test_a_file_with_one_wrong_row_changes_nothing_and_names_each(product: Product) -> None:
    await settle_october()
    settlement = await kanelis()
    number, sum_ = settlement["number"], euros(settlement["cents"])
    rows = [
        (f"{number};{sum_};16.11.2026", None),
        (f"{number};{sum_};16.11.2026", "row-twice"),
        (f"202610-x;{sum_};16.11.2026", "settlement-unknown"),
        ("202610-y;much;16.11.2026", "value-unreadable"),
        (f"202610-z;{sum_};31.11.2026", "value-unreadable"),
        (f"202610-w;{sum_};", "value-missing"),
        ("", None),
    ]
    content = "\n".join(["settlement;sum;paid_on", *(row for row, _ in rows)])
    async with product.called_by(cast.TUULA) as tuula:
        tried = await bring(tuula, content, dry_run=True)
        refused = await bring(tuula, content)
    expected = [(line, problem) for line, (_, problem) in enumerate(rows, 2) if problem]
    assert [(one["line"], one["problem"]) for one in tried["problems"]] == expected
    assert (tried["rows"], tried["badRows"], tried["new"]) == (6, 5, 1)
    assert [one["line"] for one in refused["problems"]] == [line for line, _ in expected]
    assert await fetch("select from payment") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "file-unreadable"),
        ("nothing of ours\n1", "file-unreadable"),
        ("settlement;sum\nx;1", "column-missing"),
        ("settlement;sum;paid_on\n", "no-rows"),
        ("settlement;sum;paid_on\n" + "x;1;1.11.2026\n" * 5001, "too-many-rows"),
        ('settlement;sum;paid_on\n"x;1;1.11.2026', "value-missing"),
    ],
)
async def test_what_is_no_file_of_payments_is_told(product: Product, content: str, problem: str) -> None:
    async with product.called_by(cast.TUULA) as tuula:
        tried = await bring(tuula, content, dry_run=True)
    assert [one["problem"] for one in tried["problems"]] == [problem]


async def test_what_the_provider_owes_back_comes_back_in_full(product: Product) -> None:
    await settle_october()
    settlement = await kanelis()
    await fetch("alter table settlement disable trigger settlement_is_appended_to")
    await fetch(
        "update settlement set organiser_cents = -500, price_cents = -500, voucher_cents = -500, order_cents = 0"
        " where id = $1",
        settlement["id"],
    )
    content = f"settlement;sum;paid_on\n{settlement['number']};-5,00;2026-11-16\n"
    async with product.called_by(cast.TUULA) as tuula:
        assert (await bring(tuula, content))["cents"] == -500
