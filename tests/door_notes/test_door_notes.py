"""Door notes: of the round and of nobody else, for as long as it lasts, sealed, and every look in the trail."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.ground.test_stolen_database import dump, is_told

PATH = f"/api/clients/{cast.HELVI.client}/door-note"
NOTES = {"address": "Koivutie 1 A 5", "door": "Summeri vasemmalla", "key": "Koukku 12", "safety": "Koira"}
PLAN = """
insert into planned_visit (id, voucher, client, organiser, provider, worker, starts_at, ends_at, late_at, missed_at,
    change_number, changed_at)
select $1, v.id, v.client, v.organiser, v.provider, $2, $3, $3::timestamptz + interval '30 minutes', $3, $3, 1, $4
from voucher v where v.id = $5
"""


@pytest.fixture(autouse=True)
async def nobody_comes(product: Product) -> None:  # noqa: ARG001 - it is in the product's database
    """Let nothing be planned and nothing be known of Helvi's door."""
    await fetch("delete from planned_visit")
    await fetch("delete from door_note where client = $1", cast.HELVI.client)


async def plan(starts_at: datetime, worker: UUID = cast.ANNA.id) -> UUID:
    planned = uuid4()
    await fetch(PLAN, planned, worker, starts_at, NOW, cast.HELVIS_VOUCHER.id)
    return planned


async def keep(caller: Caller, **notes: str) -> int:
    return (await caller.post(PATH, json=notes)).status_code


async def doors(caller: Caller, **asked: str) -> dict[str, Any]:
    answer = await caller.get("/api/door-notes", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_both_offices_word_reaches_the_worker_who_comes(product: Product) -> None:
    planned = await plan(NOW + timedelta(hours=1))
    async with product.called_by(cast.MARJA) as marja, product.called_by(cast.OLLI) as olli:
        assert await keep(marja, address=NOTES["address"], safety="Kynnys") == 204
        assert await keep(olli, key=NOTES["key"], safety=NOTES["safety"]) == 204
        seen = (await olli.get(PATH)).json()
        assert (seen["own"]["key"], seen["organisers"]["address"]) == (NOTES["key"], NOTES["address"])
        # A provider's notes are no other office's.
        granters = (await marja.get(PATH)).json()
        assert (granters["own"]["key"], granters["organisers"]) == ("", None)
    async with product.called_by(cast.ANNA) as anna:
        (door,) = (await doors(anna))["doors"]
    assert door["visits"] == [str(planned)]
    assert (door["address"], door["key"], door["safety"]) == (NOTES["address"], NOTES["key"], ["Kynnys", "Koira"])
    assert door["lastNotes"]
    acts = {row["act"] for row in await fetch("select act from trail_entry where client = $1", cast.HELVI.client)}
    assert {"changed door notes", "viewed door notes", "fetched door notes"} <= acts


async def test_nobody_whose_round_it_is_not_reads_them(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
    await plan(NOW + timedelta(hours=1), cast.BENGT.id)
    async with product.called_by(cast.ANNA) as anna:
        assert (await doors(anna))["doors"] == []
    # Somebody else's worker, and one who only was there before.
    async with product.called_by(cast.BENGT) as bengt:
        assert (await doors(bengt))["doors"] == []


@pytest.mark.parametrize("days", [-1, 2])
async def test_notes_of_other_days_do_not_come(product: Product, days: int) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
    await plan(NOW + timedelta(days=days))
    async with product.called_by(cast.ANNA) as anna:
        assert (await doors(anna))["doors"] == []


async def test_a_cancelled_visit_brings_none(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
    planned = await plan(NOW + timedelta(hours=1))
    await fetch("update planned_visit set cancelled_at = $2 where id = $1", planned, NOW)
    async with product.called_by(cast.ANNA) as anna:
        assert (await doors(anna))["doors"] == []


async def test_a_safety_ban_keeps_the_address_to_the_day_and_hours_of_the_visit(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
    await fetch("update client set has_safety_ban = true where id = $1", cast.HELVI.client)
    tomorrow = await plan(NOW + timedelta(days=1))
    async with product.called_by(cast.ANNA) as anna:
        assert (await doors(anna))["doors"] == []
        await fetch("delete from planned_visit where id = $1", tomorrow)
        await plan(NOW - timedelta(minutes=30))
        (door,) = (await doors(anna))["doors"]
        assert (door["hasSafetyBan"], datetime.fromisoformat(door["until"])) == (True, NOW + timedelta(hours=2))
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
        assert (await doors(anna))["doors"] == []


async def test_what_the_phone_has_comes_once_and_is_written_down_once(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
        await plan(NOW + timedelta(hours=1))
        async with product.called_by(cast.ANNA) as anna:
            mark = (await doors(anna))["mark"]
            assert (await doors(anna, have=mark)) == {"mark": mark, "doors": None}
            assert len(await fetch("select from trail_entry where act = 'fetched door notes'")) == 1
            await keep(olli, **NOTES | {"key": "Koukku 13"})
            again = await doors(anna, have=mark)
    assert again["doors"][0]["key"] == "Koukku 13"


async def test_another_provider_and_an_office_of_before_read_nothing(product: Product) -> None:
    await fetch(
        "update voucher set ended_on = '2026-11-01' where client = $1 and provider = $2",
        cast.HELVI.client,
        cast.KANELI.id,
    )
    async with product.called_by(cast.OLLI) as olli:
        assert (await olli.get(PATH)).status_code == 404
        assert await keep(olli, **NOTES) == 404
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        assert {(await one.get(PATH)).status_code for one in (helvi, kaisa)} == {403}


async def test_all_empty_takes_the_notes_away(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        assert await keep(olli, **NOTES) == 204
        assert await keep(olli, address=" ") == 204
        assert (await olli.get(PATH)).json()["changedAt"] is None
    assert await fetch("select from door_note where client = $1", cast.HELVI.client) == []


async def test_what_is_too_long_is_refused(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        assert await keep(olli, address="x" * 301) == 400
        assert await keep(olli, codes="1234") == 400


async def test_a_stolen_database_opens_no_door(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        await keep(olli, **NOTES)
    stolen = await dump()
    assert not any(is_told(words, stolen) for words in ("Koivutie 1 A 5", "Summeri vasemmalla", "Koukku 12"))
