"""A key opens two doors of its own provider, is shown once, and opens nothing once it is ended."""

import pytest

from backend.access.guards import hash_of
from backend.contract import any_app, handlers, roles_of
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.own_systems.system import System, bearing, line, made_key, verdicts_in

OWN_DOORS = {"bringVisits", "listVisitStates"}
ELSEWHERE = [
    (method, path)
    for method, path, handler in handlers(any_app())
    if handler.operation_id not in OWN_DOORS and roles_of(handler)
]


async def test_only_the_hash_of_a_key_is_kept_and_the_list_does_not_tell_it(product: Product) -> None:
    made = await made_key(product)
    assert len(made["token"]) == 43
    (row,) = await fetch("select * from provider_key where id = $1", made["id"])
    assert row["token_hash"] == hash_of(made["token"])
    assert made["token"] not in str(dict(row))
    async with product.called_by(cast.OLLI) as olli:
        listed = await olli.get("/api/provider/keys")
    assert made["token"] not in listed.text
    assert listed.json() == [
        {
            "id": made["id"],
            "name": "Toiminnanohjaus",
            "madeBy": cast.OLLI.name,
            "madeAt": "2026-11-18T10:00:00Z",
            "lastUsedAt": None,
            "endedAt": None,
        }
    ]


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "nul\0", None])
async def test_a_key_has_a_name(product: Product, name: str | None) -> None:
    async with product.called_by(cast.OLLI) as olli:
        answer = await olli.post("/api/provider/keys", json={"name": name})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_its_use_is_noted(product: Product, system: System) -> None:
    assert (await system.states()).status_code == 200
    async with product.called_by(cast.OLLI) as olli:
        (key,) = (await olli.get("/api/provider/keys")).json()
    assert key["lastUsedAt"] == NOW.isoformat().replace("+00:00", "Z")


async def test_an_ended_key_opens_nothing_and_stays_in_the_list(product: Product, system: System) -> None:
    async with product.called_by(cast.OLLI) as olli:
        ended = await olli.delete(f"/api/provider/keys/{system.id}")
        again = await olli.delete(f"/api/provider/keys/{system.id}")
        (key,) = (await olli.get("/api/provider/keys")).json()
    assert (ended.status_code, again.status_code) == (204, 204)
    assert key["endedAt"] == "2026-11-18T10:00:00Z"
    for answer in (await system.dry_run(line()), await system.bring(line()), await system.states()):
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/provider-key-unknown")


@pytest.mark.parametrize("sent", ["Bearer", "Bearer ", "Bearer x", "Bearer " + "x" * 60, "bearer \udcff"], ids=repr)
async def test_what_is_no_key_opens_nothing(product: Product, sent: str) -> None:
    async with product.called_by(cast.OLLI) as olli:
        headers = {"Authorization": sent.encode(errors="surrogateescape")}
        answer = await olli.get("/api/provider/visits/states", headers=headers)  # type: ignore[arg-type]  # odd bytes
    assert answer.status_code == 401


async def test_a_session_of_another_role_does_not_come_in_as_a_system(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.post("/api/provider/visits?dryRun=true", json={"mutations": []})
    assert answer.json()["type"] == "/problems/not-your-role"


async def test_the_office_itself_comes_in_by_its_session(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        answer = await olli.post("/api/provider/visits?dryRun=true", json={"mutations": [line()]})
    assert [one["verdict"] for one in verdicts_in(answer)] == ["accepted"]


@pytest.mark.parametrize(("method", "path"), ELSEWHERE)
async def test_a_key_opens_no_other_door(system: System, method: str, path: str) -> None:
    filled = path.replace("{", "").replace("}", "")
    for named in ("client", "key", "voucher", "decision", "part", "attachment", "visit"):
        filled = filled.replace(f"{named}_id:uuid", str(cast.HELVIS_VOUCHER.id))
    answer = await system.caller.request(
        method, filled, headers=bearing(system.token) | {"content-type": "application/json"}
    )
    assert answer.status_code in {401, 404}, answer.text


async def test_an_office_ends_its_own_keys_alone(product: Product, system: System) -> None:
    await fetch("update provider_key set provider = $2 where id = $1", system.id, cast.MAJAKKA.id)
    async with product.called_by(cast.OLLI) as olli:
        answer = await olli.delete(f"/api/provider/keys/{system.id}")
        listed = (await olli.get("/api/provider/keys")).json()
    assert (answer.status_code, listed) == (404, [])
    assert (await system.states()).status_code == 200
