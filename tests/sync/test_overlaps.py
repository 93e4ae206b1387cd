"""Two recordings of one visit, by two phones, are two visits to the server: both stay, and both are to be looked at."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, written

BEGUN, ENDED = NOW - timedelta(minutes=20), NOW - timedelta(minutes=5)
BEFORE = timedelta(minutes=15)


def visit(
    phone: Phone, begun: datetime = BEGUN, ended: datetime = ENDED, voucher: cast.CastVoucher = cast.HELVIS_VOUCHER
) -> dict[str, Any]:
    """Record a visit on a phone, just now."""
    recorded = phone.recording(voucher, startedAt=written(begun), endedAt=written(ended), elapsedSeconds=None)
    return recorded | {"doneAt": written(NOW)}


async def reasons(phone: Phone, recorded: str) -> list[str]:
    """Return what a person must look at in a visit, as its worker is told."""
    answer = await phone.caller.get("/api/sync/pull")
    found = {one["id"]: one["toReview"] for one in answer.json()["visits"]}
    told: list[str] = found[recorded]
    return told


@pytest.mark.parametrize(
    ("begun", "ended", "told"),
    [
        (BEGUN + timedelta(minutes=5), ENDED + timedelta(minutes=4), ["visits-overlap"]),
        (BEGUN, ENDED, ["visits-overlap"]),
        (ENDED, ENDED + timedelta(minutes=3), []),
        (BEGUN - BEFORE, BEGUN, []),
    ],
    ids=["the later begins before the earlier ends", "the same times", "right after", "right before"],
)
async def test_failure_12_two_visits_at_one_time_are_both_to_be_looked_at(
    product: Product, begun: datetime, ended: datetime, told: list[str]
) -> None:
    async with product.called_by(cast.ANNA) as caller:
        one, other = Phone(caller), Phone(caller)
        first, second = visit(one, BEGUN, ENDED), visit(other, begun, ended)
        await one.verdicts(first)
        await other.verdicts(second)
        assert await reasons(one, first["id"]) == told
        assert await reasons(one, second["id"]) == told


async def test_a_withdrawn_visit_overlaps_nothing(annas_phone: Phone) -> None:
    first, second = visit(annas_phone), visit(annas_phone)
    await annas_phone.verdicts(first, second)
    assert await reasons(annas_phone, first["id"]) == ["visits-overlap"]
    annas_phone.number += 1
    asked = {"visit": second["id"], "seen": second["id"], "reason": "recordedTwice"}
    taken_back = second | {"id": str(cast.ANNA.id), "number": annas_phone.number, "name": "withdraw_visit"}
    (verdict,) = await annas_phone.verdicts(taken_back | {"arguments": asked})
    assert verdict["verdict"] == "accepted"
    assert await reasons(annas_phone, first["id"]) == []


async def test_another_clients_visit_at_the_same_time_is_no_overlap(annas_phone: Phone) -> None:
    first, second = visit(annas_phone), visit(annas_phone, voucher=cast.VEIKKOS_VOUCHER)
    await annas_phone.verdicts(first, second)
    assert await reasons(annas_phone, first["id"]) == []
