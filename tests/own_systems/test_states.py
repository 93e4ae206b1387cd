"""A provider's system follows what becomes of its visits in the order of the commits, and of nobody else's."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar

from backend.database import fetch
from backend.demo import cast
from backend.own_systems import states
from backend.wire import in_base64url
from tests.conftest import Product
from tests.own_systems.system import System, correction_of, line, made_key, withdrawal_of
from tests.sync.phone import Phone


async def followed(system: System, after: str | None = None) -> tuple[list[dict[str, Any]], str]:
    """Ask until there is no more; return what was told and the last cursor."""
    told: list[dict[str, Any]] = []
    for _ in range(1000):
        answer = await system.states(after)
        assert answer.status_code == 200, answer.text
        told += answer.json()["visits"]
        after = answer.json()["cursor"]
        if not answer.json()["more"]:
            return told, str(after)
    raise AssertionError("it never ends")


async def test_what_is_new_is_told_once_with_nothing_of_whose_home_it_was(system: System) -> None:
    _, cursor = await followed(system)
    visit = line(cast.OTHER_PROVIDERS_VOUCHER)
    await system.verdicts(visit)
    answer = await system.states(cursor)
    assert answer.json()["visits"] == [
        {
            "id": visit["id"],
            "record": visit["id"],
            "state": "recorded",
            "toReview": ["provider-not-approved"],
            "worker": str(cast.ANNA.id),
            "startedAt": "2026-11-18T08:30:00Z",
            "endedAt": "2026-11-18T09:00:00Z",
            "minutes": 30,
            "timeQuality": "unchecked",
            "deviation": None,
            "bookedMinutes": None,
            "receivedAt": "2026-11-18T10:00:00Z",
        }
    ]
    assert (await system.states(answer.json()["cursor"])).json()["visits"] == []


async def test_a_change_tells_the_visit_again_as_it_is_now(system: System) -> None:
    visit, other = line(), line()
    await system.verdicts(visit, other)
    _, cursor = await followed(system)
    corrected = correction_of(visit, note="Korjattu.")
    await system.verdicts(corrected)
    told, cursor = await followed(system, cursor)
    assert [(one["id"], one["record"], one["state"]) for one in told] == [(visit["id"], corrected["id"], "recorded")]
    await system.verdicts(withdrawal_of(visit, seen=corrected["id"]))
    told, _ = await followed(system, cursor)
    assert [(one["id"], one["state"]) for one in told] == [(visit["id"], "withdrawn")]


async def test_from_the_first_visit_on_everything_is_told_in_portions(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    await system.verdicts(*[line() for _ in range(7)])
    rows = await fetch("select id from visit where provider = $1 order by organiser, change_number", cast.KANELI.id)
    expected = [str(row["id"]) for row in rows]
    for most, looked_at in ((500, 20_000), (97, 20_000), (500, 211), (40, 100)):
        monkeypatch.setattr(states, "MOST_STATES", most)
        monkeypatch.setattr(states, "MOST_LOOKED_AT", looked_at)
        told, _ = await followed(system)
        ids = [one["id"] for one in told]
        assert sorted(ids) == sorted(expected)
        assert len(ids) == len(set(ids))


async def test_another_providers_visits_are_never_told(system: System, product: Product) -> None:
    _, cursor = await followed(system)
    async with product.called_by(cast.BENGT) as bengt:
        phone = Phone(bengt)
        await phone.verdicts(phone.recording(cast.OTHER_PROVIDERS_VOUCHER), phone.recording(cast.VEIKKOS_VOUCHER))
    told, _ = await followed(system, cursor)
    everything, _ = await followed(system)
    assert told == []
    rows = await fetch("select id from visit where provider <> $1", cast.KANELI.id)
    assert {str(row["id"]) for row in rows}.isdisjoint(one["id"] for one in everything)


async def test_a_phones_visits_are_told_too(system: System, annas_phone: Phone) -> None:
    _, cursor = await followed(system)
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    told, _ = await followed(system, cursor)
    assert [one["id"] for one in told] == [visit["id"]]
    assert told[0]["endedAt"] == "2026-11-18T09:00:00Z"


@pytest.mark.parametrize(
    "after",
    ["", "x", "AAAA", "%00", "é", "9" * 5000, in_base64url(b"[]"), in_base64url(b'["x",{}]'),
     in_base64url(f'["{cast.KANELI.id}",{{"{cast.COUNTY.id}":{2**70}}}]'.encode()),
     in_base64url(f'["{cast.KANELI.id}",{{"{cast.COUNTY.id}":-1}}]'.encode()),
     in_base64url(f'["{cast.MAJAKKA.id}",{{}}]'.encode())],
)  # fmt: skip
async def test_what_is_no_cursor_of_this_provider_is_refused(system: System, after: str) -> None:
    answer = await system.states(after)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_a_cursor_ahead_of_a_database_that_was_put_back_begins_anew(system: System) -> None:
    _, cursor = await followed(system)
    await fetch("update change_counter set last = last - 1 where organiser = $1", cast.COUNTY.id)
    told, _ = await followed(system, cursor)
    (all_there,) = await fetch(
        "select count(*) as n from visit where organiser = $1 and provider = $2", cast.COUNTY.id, cast.KANELI.id
    )
    assert len(told) == all_there["n"] > 0


@pytest.mark.usefixtures("committed_database")
async def test_a_system_that_follows_steps_over_none_while_others_write(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    done = asyncio.Event()
    async with product.called_by(None) as caller, product.called_by(cast.ANNA) as anna:
        system = System(caller, made["token"])
        _, start = await followed(system)
        seen: list[str] = []

        async def follow() -> None:
            cursor = start
            while True:
                finished = done.is_set()
                told, cursor = await followed(system, cursor)
                seen.extend(one["id"] for one in told)
                if finished:
                    return
                await asyncio.sleep(0.001)

        async def push(phone: Phone) -> list[str]:
            sent = []
            for _ in range(8):
                visits = [phone.recording(), phone.recording(cast.UNSEEN_VOUCHER)]
                await phone.verdicts(*visits)
                sent += [visit["id"] for visit in visits]
            return sent

        async def bring() -> list[str]:
            sent = []
            for _ in range(8):
                visits = [line(), line(cast.UNSEEN_VOUCHER)]
                await system.verdicts(*visits)
                sent += [visit["id"] for visit in visits]
            return sent

        reader = asyncio.create_task(follow())
        written_ids = await asyncio.gather(*(push(Phone(anna)) for _ in range(3)), *(bring() for _ in range(3)))
        done.set()
        await reader
    every = [one for ids in written_ids for one in ids]
    rows = await fetch("select id::text from visit where id = any($1) order by change_number", every)
    assert seen == [row["id"] for row in rows]
    assert len(seen) == 6 * 8 * 2
