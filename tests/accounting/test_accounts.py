"""How a county posts and pays, and which account a provider is paid to: entered, checked, confirmed, never edited."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend import clock
from backend.database import fetch, transaction
from backend.demo import cast
from tests.accounting.made_up import iban_of
from tests.accounting.october import confirm_account, enter_account, enter_terms, make_file, settle_october, terms
from tests.conftest import NOW, Caller, Product

FIRST, SECOND = iban_of("12345600000785"), iban_of("50001510000023")


async def enter(caller: Caller, path: str, body: dict[str, Any]) -> str:
    answer = await caller.post(path, json={"id": str(uuid4())} | body)
    return "" if answer.status_code == 204 else str(answer.json()["type"]).removeprefix("/problems/")


async def accounts(caller: Caller) -> list[tuple[str, bool]]:
    listed = (await caller.get("/api/provider-accounts")).json()
    return [(one["iban"], one["confirmedAt"] is not None) for one in listed if one["provider"] == str(cast.KANELI.id)]


@pytest.mark.parametrize(
    ("iban", "first_day", "refusal"),
    [
        ("FI21 1234 5600 0007 85", "2026-11-18", ""),
        ("fi2112345600000785", "2026-11-18", ""),
        ("FI21 1234 5600 0007 86", "2026-11-18", "iban-wrong"),
        ("FI21 1234 5600 0007 8", "2026-11-18", "iban-wrong"),
        ("", "2026-11-18", "iban-wrong"),
        ("FI21 1234 5600 0007 85", "2026-11-17", "day-too-far"),
        ("FI21 1234 5600 0007 85", "2027-11-19", ""),
        ("FI21 1234 5600 0007 85", "2027-11-20", "day-too-far"),
        ("GB82 WEST 1234 5698 7654 32", "2026-11-18", ""),
    ],
)
async def test_the_edges_of_an_account(product: Product, iban: str, first_day: str, refusal: str) -> None:
    async with product.called_by(cast.OLLI) as olli:
        assert await enter(olli, "/api/provider-accounts", {"iban": iban, "firstDay": first_day}) == refusal


async def test_until_finance_confirms_it_the_account_before_is_paid_to(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        await enter_terms(tuula)
        first = await enter_account(olli, FIRST)
        assert await accounts(olli) == await accounts(tuula) == [(FIRST, False)]
        assert [await confirm_account(tuula, first) for _ in range(2)] == [204, 204]
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
        await enter_account(olli, SECOND)
        assert await accounts(tuula) == [(SECOND, False), (FIRST, True)]
        file, refusal = await make_file(tuula, run, "payments")
        assert refusal == ""
    (row,) = await fetch("select facts from outgoing_file where id = $1", UUID(file))
    assert FIRST in row["facts"]
    assert SECOND not in row["facts"]


async def test_an_account_of_a_day_to_come_is_not_paid_to_yet(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        await enter_terms(tuula)
        await confirm_account(tuula, await enter_account(olli, first_day="2026-11-19"))
        assert (await make_file(tuula, run, "payments"))[1] == "accounts-missing"
        await confirm_account(tuula, await enter_account(olli, SECOND, first_day="2026-11-18"))
        assert (await make_file(tuula, run, "payments"))[1] == ""


async def test_an_account_is_confirmed_by_those_who_pay_the_provider(product: Product) -> None:
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        account = await enter_account(olli)
        await fetch(
            "delete from approved_provider where provider = $1 and organiser = $2", cast.KANELI.id, cast.COUNTY.id
        )
        assert await confirm_account(tuula, account) == 404
        assert await accounts(tuula) == []
        assert await confirm_account(tuula, str(uuid4())) == 404


async def test_nobody_edits_an_account_or_who_confirmed_it(product: Product) -> None:
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        await confirm_account(tuula, await enter_account(olli))
    for change in ("update provider_account set iban = iban", "delete from account_confirmation"):
        with pytest.raises(asyncpg.RaiseError, match="is appended to"):
            async with transaction():
                await fetch(change)


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({}, ""),
        ({"businessId": "01120389"}, ""),
        ({"businessId": "0112038-8"}, "business-id-wrong"),
        ({"iban": "FI2112345600000786"}, "iban-wrong"),
        ({"iban": None}, ""),
        ({"paymentDays": 60}, ""),
        ({"paymentDays": 61}, "invalid-request"),
        ({"payableAccount": "  "}, "invalid-request"),
        ({"language": "en"}, "invalid-request"),
    ],
)
async def test_the_edges_of_terms(product: Product, other: dict[str, Any], refusal: str) -> None:
    async with product.called_by(cast.TUULA) as tuula:
        body = {"firstDay": "2026-11-01", "terms": terms(**other)}
        assert await enter(tuula, "/api/accounting", body) == refusal


async def test_terms_are_listed_the_newest_first_and_one_id_enters_once(product: Product) -> None:
    body = {"id": str(uuid4()), "firstDay": "2026-11-01", "terms": terms()}
    async with product.called_by(cast.TUULA) as tuula:
        assert [await enter(tuula, "/api/accounting", body) for _ in range(2)] == ["", ""]
        assert await enter(tuula, "/api/accounting", body | {"firstDay": "2026-11-02"}) == "content-differs"
        assert await enter_terms(tuula, "2027-01-01", paymentDays=7) == 204
        listed = (await tuula.get("/api/accounting")).json()
    assert [(one["firstDay"], one["terms"]["paymentDays"], one["enteredBy"]) for one in listed] == [
        ("2027-01-01", 7, "Tuula Rantanen"),
        ("2026-11-01", 14, "Tuula Rantanen"),
    ]
    assert (listed[1]["terms"]["businessId"], listed[1]["terms"]["iban"]) == ("01120389", "FI2112345600000785")
