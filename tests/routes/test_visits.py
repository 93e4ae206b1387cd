"""Realised visits as each person reads them."""

from datetime import datetime
from typing import Any

import pytest

from backend.demo import cast
from backend.vouchers.tables import Voucher
from tests.conftest import Product
from tests.sync.phone import Phone


async def test_a_visit_that_arrives_stands_first_on_the_daughters_page(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna, product.called_by(cast.KAISA) as kaisa:
        phone = Phone(anna)
        before = (await kaisa.get("/api/vouchers")).json()
        recording = phone.recording()
        (verdict,) = await phone.verdicts(recording)
        visits = (await kaisa.get(f"/api/visits?client={cast.HELVI.client}&month=2026-11")).json()
        after = (await kaisa.get("/api/vouchers")).json()
    newest = next(visit for visit in visits if visit["id"] == verdict["id"])
    assert newest["minutes"] == 30
    assert newest["workerName"] == "Anna Laine"
    assert newest["providerName"] == "Kotiapu Kaneli Oy"
    assert newest["clientName"] == "Helvi Nieminen"
    assert newest["service"]["en"]
    assert newest["note"] == "Kaikki hyvin."
    assert datetime.fromisoformat(newest["startedAt"]) == datetime.fromisoformat(recording["arguments"]["startedAt"])

    def left(vouchers: list[dict[str, Any]]) -> int:
        return next(int(one["balance"]["left"]) for one in vouchers if one["id"] == str(cast.HELVIS_VOUCHER.id))

    assert left(after) == left(before) - 30


async def test_a_months_visits_are_newest_first_and_only_that_months(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        visits = (await kaisa.get("/api/visits?month=2026-10")).json()
    starts = [visit["startedAt"] for visit in visits]
    assert starts
    assert starts == sorted(starts, reverse=True)
    # October at home begins and ends in UTC's September and October.
    assert all("2026-09-30T21" <= start < "2026-10-31T22" for start in starts)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "november", "2026-11-01"])
async def test_a_month_that_is_none_is_named(product: Product, month: str) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        answer = await kaisa.get(f"/api/visits?month={month}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"
    assert answer.json()["errors"][0]["pointer"] == "/month"


async def test_a_granter_names_whose_visits_she_asks_for(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        everyone = await marja.get("/api/visits")
        helvis = await marja.get(f"/api/visits?client={cast.HELVI.client}")
    assert everyone.status_code == 400
    assert helvis.status_code == 200
    assert helvis.json()


async def test_finance_sees_totals_that_agree_with_the_visits(product: Product) -> None:
    async with product.called_by(cast.TUULA) as tuula:
        providers = (await tuula.get("/api/providers?month=2026-11")).json()
    async with product.called_by(cast.OLLI) as olli:
        visits = (await olli.get("/api/visits?month=2026-11")).json()
    county = await Voucher.select(Voucher.id).where(Voucher.organiser == cast.COUNTY.id)
    countys = {str(voucher["id"]) for voucher in county}
    realised = [visit for visit in visits if visit["voucherId"] in countys]
    kaneli = next(provider for provider in providers if provider["name"] == cast.KANELI.name)
    assert kaneli["visits"] == len(realised)
    assert kaneli["minutes"] == sum(visit["minutes"] for visit in realised)


async def test_a_month_of_a_provider_travels_compressed(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        answer = await olli.get("/api/visits?month=2026-10")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) * 10 < len(answer.content)
