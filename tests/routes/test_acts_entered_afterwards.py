"""A stay in hospital or a death is learned of days later: the visits that have come meanwhile go to review too."""

from typing import Any
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.routes.test_acts import done, end, pause, rulebook

__all__ = ["rulebook"]

VOUCHER = f"/api/vouchers/{cast.HELVIS_VOUCHER.id}"
MARKED = """
select to_char((started_at at time zone 'Europe/Helsinki')::date, 'YYYY-MM-DD') as day, change_number
from visit where voucher = $1 and $2 = any(to_review) order by started_at
"""
COUNTER = "select last from change_counter where organiser = $1"


async def marked(reason: str) -> list[str]:
    """Return the days of Helvi's visits that are to be looked at for a reason."""
    return [row["day"] for row in await fetch(MARKED, cast.HELVIS_VOUCHER.id, reason)]


async def balance(product: Product) -> dict[str, Any]:
    """Return what is left of Helvi's home care this month."""
    async with product.called_by(cast.MARJA) as marja:
        found: dict[str, Any] = (await marja.get(VOUCHER)).json()["balance"]
    return found


async def test_visits_of_days_paused_afterwards_go_to_review_and_are_no_longer_used(product: Product) -> None:
    before = await balance(product)
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(firstDay="2026-11-10", lastDay="2026-11-12"))
    after = await balance(product)
    days = await marked("voucher-paused")
    assert set(days) == {"2026-11-10", "2026-11-11", "2026-11-12"}
    assert after["used"] + after["reserved"] == before["used"] + before["reserved"]
    assert after["reserved"] > before["reserved"]


async def test_a_visit_marked_afterwards_is_a_change_that_readers_see(product: Product) -> None:
    (before,) = await fetch(COUNTER, cast.COUNTY.id)
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(firstDay="2026-11-10", lastDay="2026-11-12"))
    (after,) = await fetch(COUNTER, cast.COUNTY.id)
    numbers = [row["change_number"] for row in await fetch(MARKED, cast.HELVIS_VOUCHER.id, "voucher-paused")]
    assert sorted(numbers) == list(range(before["last"] + 1, after["last"] + 1))


async def test_a_pause_called_off_leaves_nothing_to_look_at(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(firstDay="2026-11-10", lastDay=None))
        assert await marked("voucher-paused")
        await done(marja, f"{VOUCHER}/pauses/end", {"id": str(uuid4()), "lastDay": "2026-11-09"})
    assert await marked("voucher-paused") == []


@pytest.mark.parametrize(("reason", "first_marked"), [("need_ended", "2026-11-13"), ("died", "2026-11-13")])
async def test_visits_after_an_end_entered_afterwards_go_to_review(
    product: Product, reason: str, first_marked: str
) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/end", end(day="2026-11-12", reason=reason))
    days = await marked("voucher-ended")
    assert days
    assert days[0] == first_marked


async def test_other_reasons_and_other_grants_stay_as_they_were(product: Product) -> None:
    others = "select id, to_review, change_number from visit where voucher <> $1 order by id"
    before = await fetch(others, cast.HELVIS_VOUCHER.id)
    (visit,) = await fetch(
        "select id from visit where voucher = $1 and started_at >= '2026-11-11' order by started_at limit 1",
        cast.HELVIS_VOUCHER.id,
    )
    await fetch("update visit set to_review = '{phone-clock-differs}' where id = $1", visit["id"])
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(firstDay="2026-11-11", lastDay="2026-11-11"))
    (marked_now,) = await fetch("select to_review from visit where id = $1", visit["id"])
    assert marked_now["to_review"] == ["phone-clock-differs", "voucher-paused"]
    assert await fetch(others, cast.HELVIS_VOUCHER.id) == before
