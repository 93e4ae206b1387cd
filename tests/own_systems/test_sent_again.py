"""The same lines under the same key are answered with the same bytes; other lines are not, and nothing is doubled."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.own_systems import routes
from backend.own_systems.taking_in import take_all
from tests.conftest import NOW, Product
from tests.own_systems.system import System, bearing, line, made_key, verdicts_in


async def stored(*ids: str) -> int:
    rows = await fetch("select count(*) as n from visit_record where id = any($1)", list(ids))
    return int(rows[0]["n"])


async def test_without_a_key_nothing_is_stored(system: System) -> None:
    visit = line()
    answer = await system.caller.post(
        "/api/provider/visits?dryRun=false", json={"mutations": [visit]}, headers=bearing(system.token)
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-missing")
    assert await stored(visit["id"]) == 0


@pytest.mark.parametrize("key", [" ", "x" * 201, "two words", "ä"])
async def test_a_key_is_a_short_word(system: System, key: str) -> None:
    sent = bearing(system.token) | {"Idempotency-Key": key}
    answer = await system.caller.post(
        "/api/provider/visits",
        json={"mutations": []},
        headers={name.encode(): value.encode("latin-1") for name, value in sent.items()},
    )
    assert answer.status_code == 400


async def test_the_same_lines_under_the_same_key_are_answered_with_the_same_bytes(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(), line(voucherNumber="000000000000"), line(cast.OTHER_PROVIDERS_VOUCHER)]
    first = await system.bring(*lines, key="night-1")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=5))
    # Written in another order of members, and read in another language: the lines are the same.
    turned = [dict(reversed(one.items())) for one in lines]
    again = await system.bring(*turned, key=system.used[-1], **{"Accept-Language": "fi"})
    assert again.content == first.content
    assert [one["verdict"] for one in verdicts_in(first)] == ["accepted", "refused", "accepted"]


async def test_other_lines_under_a_used_key_are_not_stored(system: System) -> None:
    first, other = line(), line()
    await system.bring(first, key="monday")
    answer = await system.bring(first, other, key="monday")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/key-used-twice")
    assert await stored(other["id"]) == 0
    assert verdicts_in(await system.bring(first, other, key="tuesday"))[0]["verdict"] == "repeated"


async def test_a_key_of_another_provider_is_another_key(system: System, product: Product) -> None:
    await system.bring(line(), key="monday")
    made = await made_key(product)
    await fetch("update provider_key set provider = $2 where id = $1", made["id"], cast.MAJAKKA.id)
    other = System(system.caller, made["token"])
    assert (await other.bring(line(worker=cast.BENGT), key="monday")).status_code == 200


async def test_a_server_that_died_over_the_lines_takes_them_once_when_they_come_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line() for _ in range(3)]

    async def dies_halfway(provider: object, brought: list[object], intake: object) -> None:
        await take_all(provider, brought[:2], intake)  # type: ignore[arg-type]  # passed on as it came
        raise ConnectionResetError

    monkeypatch.setattr(routes, "take_all", dies_halfway)
    assert (await system.bring(*lines, key="monday")).status_code == 500
    monkeypatch.setattr(routes, "take_all", take_all)
    verdicts = await system.verdicts(*lines, key="monday")
    assert [one["verdict"] for one in verdicts] == ["repeated", "repeated", "accepted"]
    assert await stored(*(one["id"] for one in lines)) == 3


async def test_after_a_month_a_key_is_free_again_and_the_lines_are_known(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = line()
    await system.bring(visit, key="monday")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=31))
    verdicts = await system.verdicts(visit, line(), key="monday")
    assert [one["verdict"] for one in verdicts] == ["repeated", "accepted"]


@pytest.mark.usefixtures("committed_database")
async def test_ten_times_at_once_the_lines_are_stored_once_and_answered_alike(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    async with product.called_by(None) as caller:
        system = System(caller, made["token"])
        lines = [line() for _ in range(20)]
        answers = await asyncio.gather(*(system.bring(*lines, key="monday") for _ in range(10)))
    assert len({answer.content for answer in answers}) == 1
    assert {one["verdict"] for one in verdicts_in(answers[0])} <= {"accepted", "repeated"}
    assert await stored(*(one["id"] for one in lines)) == 20


@pytest.mark.usefixtures("committed_database")
async def test_of_two_sets_of_lines_at_once_under_one_key_one_is_stored(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    async with product.called_by(None) as caller:
        system = System(caller, made["token"])
        sets = [[line() for _ in range(5)] for _ in range(6)]
        answers = await asyncio.gather(*(system.bring(*lines, key="monday") for lines in sets))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert await stored(*(one["id"] for lines in sets for one in lines)) == 5
