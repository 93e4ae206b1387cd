"""Whatever is sent, the server answers: a verdict or a problem, never a crash; seeded, so a find can be repeated."""

import json
import random
from typing import Any

import pytest

from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, written

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    -(2**70),
    1e300,
    "",
    " ",
    "\0",
    "\u202e",
    "😀",
    "'; drop table visit; --",
    "%00",
    "x" * 5000,
    [],
    {},
    [[]],
    {"": None},
    {"\0": "\0"},
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "2026-11-18T08:00:00",
    "2026-02-30T08:00:00Z",
    "2026-11-18T08:00:00.123456789Z",
    "00000000-0000-0000-0000-000000000000",
    "7K3M9QXD2FXN",
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything inside a JSON value."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


def spoilt(value: Any, chance: random.Random) -> Any:
    """Return the value with one thing in it replaced, removed or added."""
    spoiling = json.loads(json.dumps(value))
    path = chance.choice([place for place in places(spoiling) if place])
    parent = spoiling
    for step in path[:-1]:
        parent = parent[step]
    act = chance.randrange(4)
    if act == 0 and isinstance(parent, dict):
        del parent[path[-1]]
    elif act == 1 and isinstance(parent, dict):
        parent[chance.choice(["extra", "\0", "ä", "__proto__"])] = chance.choice(ODD)
    else:
        parent[path[-1]] = chance.choice(ODD)
    return spoiling


@pytest.mark.parametrize("seed", range(8))
async def test_a_spoilt_push_gets_a_verdict_or_a_problem(annas_phone: Phone, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        push = {
            "device": str(annas_phone.id),
            "sentAt": written(NOW),
            "highestNumber": annas_phone.number,
            "mutations": [annas_phone.recording(), annas_phone.recording()],
        }
        body = spoilt(push, chance)
        answer = await annas_phone.caller.post("/api/sync/push", json=body)
        assert answer.status_code in {200, 400}, f"{body} -> {answer.text}"
        if answer.status_code == 200:
            assert all(one["receipt"] or one["problem"] for one in answer.json()["verdicts"])


async def test_a_good_record_beside_a_spoilt_one_is_always_taken(annas_phone: Phone) -> None:
    chance = random.Random(9)
    for _ in range(60):
        good, bad = annas_phone.recording(), annas_phone.recording()
        bad["arguments"] = spoilt({"inside": bad["arguments"]}, chance).get("inside")
        verdicts = await annas_phone.verdicts(bad, good)
        assert verdicts[1]["verdict"] == "accepted"


@pytest.mark.parametrize(
    "path",
    [
        "/api/vouchers?search=%00",
        "/api/vouchers?search=%ff%fe",
        "/api/vouchers?client=nobody",
        "/api/vouchers?unknown=1",
        "/api/visits?voucher=%00",
        "/api/visits?month=2026-00",
        "/api/visits?month=2099-12",
        "/api/visits?month=2026-11%0A",
        "/api/visits?month=20%D9%A2%D9%A6-01",
        "/api/vouchers?search=" + "a+" * 2000,
        "/api/vouchers/%00/paper",
    ],
)
async def test_an_odd_address_is_answered(product: Product, path: str) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        answer = await kaisa.get(path)
    assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[x]", "null", "", "://", "https://kotiseteli.test.evil.example"]
)
async def test_an_odd_origin_is_not_from_here(annas_phone: Phone, origin: str) -> None:
    answer = await annas_phone.caller.post("/api/sync/push", json={}, headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-from-here"


async def test_a_body_nested_without_end_is_not_json_to_us(annas_phone: Phone) -> None:
    deep = '{"device": ' + "[" * 20_000 + "]" * 20_000 + "}"
    answer = await annas_phone.caller.post("/api/sync/push", content=deep, headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_a_record_nested_too_deep_is_refused(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    visit["arguments"]["tasks"] = deep
    answer = await annas_phone.push(visit)
    assert answer.status_code in {200, 400}


async def test_a_phone_whose_clock_has_lost_its_day_loses_no_visit(annas_phone: Phone) -> None:
    visit = annas_phone.recording(startedAt="1970-01-01T00:10:00Z", endedAt="1970-01-01T00:40:00Z")
    visit["doneAt"] = "1970-01-01T00:40:05Z"
    (verdict,) = await annas_phone.verdicts(visit)
    assert verdict["verdict"] == "accepted"
    assert "outside-voucher-period" in verdict["toReview"]
