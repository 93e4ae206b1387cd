"""Helvi's home care without the demo's own plans, and what the office asks for."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Caller, Product


@pytest.fixture
async def olli(product: Product) -> AsyncIterator[Caller]:
    """Give the office of Helvi's provider, with nothing planned anywhere."""
    await fetch("delete from planned_visit")
    async with product.called_by(cast.OLLI) as caller:
        yield caller


def plan(**said: Any) -> dict[str, Any]:
    """Return half an hour of Helvi's by Anna, today at two, or what is said instead."""
    asked = {
        "id": str(uuid4()),
        "voucher": str(cast.HELVIS_VOUCHER.id),
        "workers": [str(cast.ANNA.id)],
        "firstDay": TODAY.isoformat(),
        "startMinute": 14 * 60,
        "minutes": 30,
    }
    return asked | said


async def planned(caller: Caller, **asked: Any) -> dict[str, Any]:
    """Plan, and return what was answered."""
    answer = await caller.post("/api/planned-visits", json=plan(**asked))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(caller: Caller, first_day: date = TODAY, days: int = 7) -> list[dict[str, Any]]:
    """Return what is planned."""
    answer = await caller.get("/api/planned-visits", params={"firstDay": first_day.isoformat(), "days": days})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found
