"""Who gets less than she was granted is seen by her granter and told so once a week; nine tenths are enough."""

from datetime import timedelta
from typing import Any

import pytest

from backend import clock
from backend.channels.sending import Channels
from backend.database import fetch
from backend.demo import cast
from backend.notices.kinds import Kind
from backend.notices.telling import tell
from backend.shortfalls.jobs import tell_of_shortfalls
from backend.shortfalls.rules import Grant, Level, level, share
from tests.conftest import NOW, Caller, Product
from tests.notices.conftest import of_helvi, subscribed, tell_and_send
from tests.notices.receiver import Service

VOUCHER = cast.HELVIS_VOUCHER.id
GRANTED = "update voucher set quantity = $2, quantity_unit = $3, period = $4, pauses = '[]' where id = $1"
NOTICED = "select h.kind, n.person from notice n join happening h on h.id = n.happening"
TOLD = "select client from happening where kind = 'under_delivery' and client = $1"


@pytest.mark.parametrize(
    ("received", "grant", "missed", "expected"),
    [
        (630, Grant(700, "week", 7), 0, None),
        (629, Grant(700, "week", 7), 0, "amber"),
        (0, Grant(1, "week", 7), 0, "amber"),
        # Of 3,000 minutes in a month of thirty days, twenty-eight days' share is 2,800.
        (2520, Grant(3000, "month", 30), 0, None),
        (2519, Grant(3000, "month", 30), 0, "amber"),
        (2440, Grant(3000, "month", 31), 0, None),
        (700, Grant(700, "week", 7), 1, None),
        (700, Grant(700, "week", 7), 2, "red"),
        (0, Grant(700, "week", 7), 2, "red"),
    ],
)
def test_nine_tenths_are_enough_and_two_missed_in_a_row_are_not(
    received: int, grant: Grant, missed: int, expected: Level | None
) -> None:
    assert level(received, grant, missed) == expected


def test_the_share_is_never_rounded_up_to_enough() -> None:
    assert share(629, Grant(700, "week", 7)) == 89
    assert share(0, Grant(700, "week", 7)) == 0
    assert share(1400, Grant(700, "week", 7)) == 200


async def minutes_of_last_days(days: int) -> int:
    """Return what Helvi has received in so many whole days, from the visits themselves."""
    (row,) = await fetch(
        """
        select sum(minutes)::integer as minutes from visit where voucher = $1 and state = 'recorded'
            and (started_at at time zone 'Europe/Helsinki')::date
                between '2026-11-18'::date - $2::integer and '2026-11-17'
        """,
        *(VOUCHER, days),
    )
    found: int = row["minutes"]
    return found


async def hers(caller: Caller) -> list[dict[str, Any]]:
    """Return what the granter reads of Helvi's voucher."""
    answer = await caller.get("/api/shortfalls")
    assert answer.status_code == 200, answer.text
    return [row for row in answer.json() if row["voucherId"] == str(VOUCHER)]


@pytest.mark.parametrize(("period", "days", "over"), [("week", 7, 7), ("month", 28, 30)])
async def test_the_granter_sees_who_gets_less_and_only_of_her_organiser(
    product: Product, period: str, days: int, over: int
) -> None:
    received = await minutes_of_last_days(days)
    assert received > 0
    enough = received * over * 10 // (days * 9)
    async with product.called_by(cast.MARJA) as marja:
        await fetch(GRANTED, VOUCHER, enough, "minute", period)
        assert await hers(marja) == []
        await fetch(GRANTED, VOUCHER, enough + 1, "minute", period)
        (found,) = await hers(marja)
        assert (found["level"], found["clientName"], found["lastDay"]) == ("amber", cast.HELVI.name, "2026-11-17")
        assert 85 <= found["share"] < 90
        clients = {row["clientId"] for row in (await marja.get("/api/shortfalls")).json()}
        rows = await fetch("select distinct organiser from client where id = any($1)", list(clients))
        assert [row["organiser"] for row in rows] == [cast.COUNTY.id]
        await fetch("update voucher set pauses = $2::jsonb where id = $1", VOUCHER, PAUSED)
        assert await hers(marja) == []


PAUSED = '[{"first_day": "2026-11-15", "last_day": "2026-11-16"}]'


async def test_two_missed_in_a_row_are_red_until_somebody_comes(product: Product) -> None:
    await fetch(GRANTED, VOUCHER, 1, "minute", "week")
    async with product.called_by(cast.MARJA) as marja:
        await tell(of_helvi(Kind.MISSED))
        assert await hers(marja) == []
        await tell(of_helvi(Kind.MISSED))
        (found,) = await hers(marja)
        assert (found["level"], found["missedInARow"]) == ("red", 2)
        await fetch(
            """
            update visit set started_at = $2::timestamptz, ended_at = $2::timestamptz + interval '30 minutes'
            where id = (select id from visit where voucher = $1 order by started_at desc limit 1)
            """,
            *(VOUCHER, NOW + timedelta(minutes=1)),
        )
        assert await hers(marja) == []


@pytest.mark.usefixtures("phone")
async def test_she_is_told_once_a_week_and_at_each_new_level(
    telling: Product, channels: Channels, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telling.called_by(cast.HELVI) as helvi:
        await subscribed(helvi, service.browser("helvi"), saysMore=True)
    await fetch(GRANTED, VOUCHER, 100_000, "minute", "week")
    for _ in range(3):
        await tell_of_shortfalls()
    assert len(await fetch(TOLD, cast.HELVI.client)) == 1
    await tell(of_helvi(Kind.MISSED), of_helvi(Kind.MISSED))
    await tell_of_shortfalls()
    assert len(await fetch(TOLD, cast.HELVI.client)) == 2
    await tell_and_send(channels)
    # Her daughter is not, who has not been let know.
    assert {one.path for one in service.pushed} == {"/to/helvi", "/to/kaisa"}
    less = [row for row in await fetch(NOTICED) if row["kind"] == "under_delivery"]
    assert {row["person"] for row in less} == {cast.HELVI.id}
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=7))
    await tell_of_shortfalls()
    assert len(await fetch(TOLD, cast.HELVI.client)) == 3
