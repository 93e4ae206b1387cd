"""A visit that has begun is told to who waits for it, once; its record takes its place, and needs nothing of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.channels.sending import Channels
from backend.database import fetch
from backend.days import ONE_DAY, local_day
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.notices.conftest import subscribed, tell_and_send
from tests.notices.receiver import Browser, Service
from tests.sync.phone import Phone, written

ARRIVALS = "/api/arrivals"


def arrival(visit: UUID | str, at: datetime = NOW, voucher: cast.CastVoucher = cast.HELVIS_VOUCHER) -> dict[str, Any]:
    """Return what a phone says."""
    return {"visit": str(visit), "voucherNumber": voucher.number, "startedAt": written(at)}


async def test_it_is_shown_and_told_once_until_the_visit_is_recorded(
    telling: Product, channels: Channels, service: Service, kaisa: Caller, phone: Browser
) -> None:
    await subscribed(kaisa, phone, saysMore=True)
    await tell_and_send(channels)
    async with telling.called_by(cast.ANNA) as anna:
        hers = Phone(anna)
        visit = hers.recording()
        said = arrival(visit["id"], NOW - timedelta(minutes=2))
        for _ in range(2):
            assert (await anna.post(ARRIVALS, json=said)).status_code == 204
        await tell_and_send(channels)
        assert [phone.read(one.body)["body"] for one in service.pushed] == ["Helvi: kotihoito on tullut klo 11.58"]
        (shown,) = (await kaisa.get(f"{ARRIVALS}?client={cast.HELVI.client}")).json()
        assert (shown["visit"], shown["workerName"], shown["startedAt"]) == (
            *(visit["id"], cast.ANNA.name),
            "2026-11-18T09:58:00Z",
        )
        assert (await kaisa.get(f"{ARRIVALS}?client={cast.VEIKKO.client}")).json() == []
        await hers.push(visit)
        assert (await kaisa.get(ARRIVALS)).json() == []
        # Said late, when the visit is known already.
        assert (await anna.post(ARRIVALS, json=said)).status_code == 204
    await tell_and_send(channels)
    assert (await kaisa.get(ARRIVALS)).json() == []
    # The record's notice takes the place of the arrival's on her phone.
    assert len({one.headers["topic"] for one in service.pushed}) == 1


async def test_a_provider_that_may_not_serve_the_voucher_says_of_no_arrival(product: Product) -> None:
    # One that a client may take to any approved provider; theirs is approved no more.
    await fetch("update voucher set provider = null where id = $1", cast.HELVIS_VOUCHER.id)
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.post(ARRIVALS, json=arrival(uuid4()))).status_code == 204
        await fetch("update approved_provider set first_day = '2026-01-01', last_day = $1", local_day(NOW) - ONE_DAY)
        refused = await anna.post(ARRIVALS, json=arrival(uuid4()))
    assert refused.json()["type"] == "/problems/voucher-not-found"


async def test_the_client_reads_in_her_trail_that_she_was_come_to(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        await anna.post(ARRIVALS, json=arrival(uuid4()))
    (row,) = await fetch(
        "select person, act from trail_entry where client = $1 order by id desc limit 1", cast.HELVI.client
    )
    assert (row["person"], row["act"]) == (cast.ANNA.id, "opened at the door")


async def test_one_begun_by_mistake_is_taken_back_by_who_said_it(product: Product) -> None:
    visit = uuid4()
    async with (
        product.called_by(cast.ANNA) as anna,
        product.called_by(cast.RITVA) as ritva,
        product.called_by(cast.KAISA) as kaisa,
    ):
        await anna.post(ARRIVALS, json=arrival(visit))
        await ritva.post(f"{ARRIVALS}/taken-back", json={"visit": str(visit)})
        assert len((await kaisa.get(ARRIVALS)).json()) == 1
        for _ in range(2):
            assert (await anna.post(f"{ARRIVALS}/taken-back", json={"visit": str(visit)})).status_code == 204
        assert (await kaisa.get(ARRIVALS)).json() == []


async def test_a_phone_whose_clock_is_ahead_has_not_arrived_tomorrow_and_no_visit_goes_on_for_ever(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with product.called_by(cast.ANNA) as anna, product.called_by(cast.KAISA) as kaisa:
        await anna.post(ARRIVALS, json=arrival(uuid4(), NOW + timedelta(days=1)))
        (shown,) = (await kaisa.get(ARRIVALS)).json()
        assert shown["startedAt"] == written(NOW).replace(".000", "")
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=12))
        assert (await kaisa.get(ARRIVALS)).json() == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"voucherNumber": "000000000000"}, 409),
        ({"voucherNumber": cast.VEIKKOS_VOUCHER.number}, 409),
        ({"startedAt": "yesterday"}, 400),
        ({"startedAt": "2026-11-18T09:58:00"}, 400),
        ({"startedAt": "0001-01-01T00:00:00Z"}, 400),
        ({"visit": "1"}, 400),
        ({"note": "x"}, 400),
    ],
)
async def test_what_is_no_arrival_is_refused_and_nobody_is_told(
    product: Product, changed: dict[str, Any], status: int
) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.post(ARRIVALS, json=arrival(uuid4()) | changed)
    assert answer.status_code == status, answer.text
    assert await fetch("select from arrival") == await fetch("select from happening") == []
