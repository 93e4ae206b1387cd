"""Whatever is sent as a decision or an act, the server answers with a decision or a problem, never with a crash."""

import random
from typing import Any
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Product
from tests.routes.granter import FORMULA, LEAVE, MEANS, decision, grant, set_terms
from tests.sync.test_no_input_breaks_the_server import spoilt

VOUCHER = f"/api/vouchers/{cast.HELVIS_VOUCHER.id}"
DAY = TODAY.isoformat()
ODD_DAYS = ["0001-01-01", "9999-12-31", "2019-12-31", "2099-12-31", "2100-01-01", "2026-02-29", "26-1-1", ""]


def acts() -> list[tuple[str, dict[str, Any]]]:
    """Return one of each act, as it should be sent."""
    told = {"grounds": "Syy.", "legalBasis": ["569/2009 8 §"], "language": "fi", "sentBy": "letter", "sentOn": DAY}
    return [
        ("/api/decisions", decision(grant=grant(means=MEANS))),
        (f"{VOUCHER}/end", {"day": DAY, "reason": "died", "words": ""}),
        (f"{VOUCHER}/pauses", {"firstDay": DAY, "lastDay": DAY, "causedBy": "client", "words": ""}),
        (f"{VOUCHER}/pauses/end", {"lastDay": DAY}),
        (f"{VOUCHER}/raised-value", {"valueCents": 9000, "firstDay": DAY, **told}),
        (f"{VOUCHER}/refusal", {"words": ""}),
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_a_spoilt_body_is_answered(product: Product, seed: int) -> None:
    await set_terms(LEAVE, incomeValue=FORMULA, value={"unit": "hour", "baseCents": 3000})
    chance = random.Random(seed)
    async with product.called_by(cast.MARJA) as marja:
        for _ in range(20):
            for path, body in acts():
                sent = spoilt({**body, "id": str(uuid4())}, chance)
                answer = await marja.post(path, json=sent)
                assert answer.status_code in {200, 201, 400, 404, 409}, f"{path} {sent} -> {answer.text}"


@pytest.mark.parametrize("day", ODD_DAYS)
async def test_an_odd_day_is_answered_wherever_it_stands(product: Product, day: str) -> None:
    await set_terms(LEAVE, value={"unit": "hour", "baseCents": 3000})
    async with product.called_by(cast.MARJA) as marja:
        for path, body in acts():
            for field in (name for name, value in body.items() if value == DAY or name in {"lastDay", "appliedOn"}):
                answer = await marja.post(path, json={**body, field: day, "id": str(uuid4())})
                assert answer.status_code in {200, 201, 400, 409}, f"{path} {field} -> {answer.text}"
                for voucher in await fetch("select id from voucher where client = $1 and service = $2", *LEAVES):
                    assert (await marja.get(f"/api/vouchers/{voucher['id']}/paper")).status_code < 500


LEAVES = (cast.HELVI.client, LEAVE)


@pytest.mark.parametrize(
    "path",
    [
        "/api/decisions?client=%00",
        "/api/decisions?toArrange=maybe",
        f"{VOUCHER}/fee?month=2026-13",
        f"{VOUCHER}/fee?month=2099-12",
        "/api/vouchers/nobody/fee",
    ],
)
async def test_an_odd_address_is_answered(product: Product, path: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        assert (await marja.get(path)).status_code in {200, 400, 404}
