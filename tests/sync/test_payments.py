"""A worker's phone learns which of her visits are settled and paid, though nothing about the visits has changed."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.sync.pull import Cursor
from backend.wire import from_base64url, in_base64url
from tests.conftest import Product
from tests.invoicing import money
from tests.sync.phone import Phone, written
from tests.sync.test_pull import NOTHING_NEW, at, ids, new_in

NOVEMBER = date(2026, 11, 1)
# The fifth of the next month: its last visits are still in sight.
SETTLED_AT = datetime(2026, 12, 5, 10, tzinfo=UTC)

OWN = """
select organiser, count(*) as n from visit where worker = $1 and provider = $2 and state = 'recorded'
    and started_at >= '2026-10-31 22:00+00' and started_at < '2026-11-30 22:00+00'
group by organiser
"""


def states(pulled: dict[str, Any]) -> dict[str, str]:
    """Return the state of each visit that came."""
    return {visit["id"]: visit["state"] for visit in pulled["visits"]}


@pytest.fixture
async def annas_phone(product: Product, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Phone]:
    """Give Anna's phone on the day on which November is settled."""
    monkeypatch.setattr(clock, "now", lambda: SETTLED_AT)
    async with product.called_by(cast.ANNA) as caller:
        yield Phone(caller)


@pytest.fixture
async def visits(annas_phone: Phone) -> list[str]:
    """Record two visits at the end of November and one in December."""
    ends = [SETTLED_AT - timedelta(days=days) for days in (7, 6, 1)]
    made = [annas_phone.recording(**at(end)) | {"doneAt": written(end)} for end in ends]
    await annas_phone.signed(*made, sent_at=SETTLED_AT)
    return [one["id"] for one in made]


async def test_what_is_settled_and_paid_comes_once_each(annas_phone: Phone, visits: list[str]) -> None:
    first = await annas_phone.pull()
    assert set(states(first).values()) == {"recorded"}
    settlement = await money.settle(NOVEMBER)
    second = await annas_phone.pull(first["cursor"])
    assert states(second) == {visits[0]: "settled", visits[1]: "settled", visits[2]: "recorded"}
    assert second["inSight"] is None
    assert new_in(await annas_phone.pull(second["cursor"])) == NOTHING_NEW
    await money.pay(settlement)
    third = await annas_phone.pull(second["cursor"])
    assert states(third) == {visits[0]: "paid", visits[1]: "paid", visits[2]: "recorded"}
    assert new_in(await annas_phone.pull(third["cursor"])) == NOTHING_NEW
    # The first pull of a phone says it at once.
    assert states(await annas_phone.pull()) == states(third)


async def test_what_is_taken_back_whole_is_received_again(annas_phone: Phone, visits: list[str]) -> None:
    await money.settle(NOVEMBER)
    pulled = await annas_phone.pull()
    (line,) = await fetch("select * from settlement_line where visit = $1", UUID(visits[0]))
    cents = line["price_cents"], line["organiser_cents"], line["own_liability_cents"]
    await money.credit(UUID(visits[0]), 6, 5, 1)
    assert new_in(await annas_phone.pull(pulled["cursor"])) == NOTHING_NEW
    await money.credit(UUID(visits[0]), cents[0] - 6, cents[1] - 5, cents[2] - 1)
    told = await annas_phone.pull(pulled["cursor"])
    assert states(told)[visits[0]] == "recorded"
    assert states(told)[visits[1]] == "settled"


async def test_a_day_that_takes_a_settled_visit_along_brings_nothing_again(
    annas_phone: Phone, visits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await money.settle(NOVEMBER)
    pulled = await annas_phone.pull()
    monkeypatch.setattr(clock, "now", lambda: SETTLED_AT + timedelta(days=1))
    later = await annas_phone.pull(pulled["cursor"])
    assert later["visits"] == []
    assert later["inSight"] == [one for one in ids(pulled) if one != visits[0]]
    assert new_in(await annas_phone.pull(later["cursor"])) == NOTHING_NEW


async def test_a_cursor_of_an_earlier_release_is_gone_on_from(annas_phone: Phone, visits: list[str]) -> None:
    pulled = await annas_phone.pull()
    parts = msgspec.json.decode(from_base64url(pulled["cursor"]))
    before = in_base64url(msgspec.json.encode(parts[: Cursor.__struct_fields__.index("payments")]))
    assert new_in(await annas_phone.pull(before)) == NOTHING_NEW
    await money.settle(NOVEMBER)
    assert states(await annas_phone.pull(before))[visits[0]] == "settled"


async def test_a_withdrawn_visit_stays_withdrawn_and_others_hear_nothing_of_payment(
    annas_phone: Phone, visits: list[str], product: Product
) -> None:
    await money.settle(NOVEMBER)
    await fetch("update visit set state = 'withdrawn' where id = $1", UUID(visits[0]))
    assert states(await annas_phone.pull())[visits[0]] == "withdrawn"
    async with product.called_by(cast.HELVI) as helvi:
        hers = (await helvi.get("/api/visits?month=2026-11")).json()
    assert {one["state"] for one in hers} == {"recorded", "withdrawn"}


@pytest.mark.usefixtures("visits")
async def test_a_month_of_ones_own_says_how_far_its_payment_is_and_nothing_of_clients(annas_phone: Phone) -> None:
    settlement = await money.settle(NOVEMBER)
    own = await fetch(OWN, cast.ANNA.id, cast.KANELI.id)
    # The other organiser has not settled yet.
    not_settled = sum(row["n"] for row in own if row["organiser"] != cast.COUNTY.id)
    month = (await annas_phone.caller.get("/api/worker-month?month=2026-11")).json()
    assert Counter(one["state"] for one in month) == Counter(
        settled=sum(row["n"] for row in own) - not_settled, received=not_settled
    )
    assert not {"id", "clientName", "voucherNumber", "voucherId"} & set(month[0])
    await money.pay(settlement)
    paid = (await annas_phone.caller.get("/api/worker-month?month=2026-11")).json()
    assert {one["state"] for one in paid} == {"paid", "received"}
    december = (await annas_phone.caller.get("/api/worker-month")).json()
    assert [one["state"] for one in december] == ["received"]
