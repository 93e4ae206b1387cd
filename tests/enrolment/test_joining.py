"""A phone is taken into use by a code: once, within ten minutes, and whatever else is tried hears the same words."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.enrolment.joining import code_for, employed, join, slug
from tests.sync.phone import Phone


async def test_a_worker_joins_and_her_session_is_bound_to_the_phone(office: Caller, phone: Caller) -> None:
    sanna = await employed(office)
    made = await code_for(office, sanna)
    offered = await phone.post("/api/enrolment/look", json={"code": made["code"]})
    assert offered.json() == {
        "person": sanna["worker"],
        "workerName": "Sanna Uusitalo",
        "providerName": cast.KANELI.name,
        "mayBeYou": False,
    }
    device = uuid4()
    joined = await join(phone, made["code"], device)
    assert joined.status_code == 200, joined.text
    assert (joined.json()["role"], joined.json()["person"]["id"]) == ("worker", sanna["worker"])
    assert "__Host-" in joined.headers["set-cookie"]
    own = Phone(phone, device)
    assert [one["verdict"] for one in await own.verdicts(own.recording())] == ["accepted"]
    listed = (await office.get("/api/phones")).json()
    assert [one["worker"] for one in listed if one["id"] == str(device)] == [sanna["worker"]]
    (row,) = await fetch("select s.way, s.address from sign_in s join session using (id) where device = $1", device)
    assert row["way"] == "enrolment"
    told = await office.get(f"/api/provider/enrolments/{made['id']}")
    assert told.json() == {"state": "used"}


async def test_the_code_can_be_typed_as_it_is_read_aloud(office: Caller, phone: Caller) -> None:
    code = (await code_for(office, await employed(office)))["code"]
    typed = " - ".join(code[place : place + 4] for place in range(0, 16, 4)).lower().replace("0", "o").replace("1", "l")
    assert (await join(phone, typed)).status_code == 200


@pytest.mark.parametrize("typed", ["", "x", "0" * 16, "é" * 16, "0" * 100, "\u0661" * 16, "' or 1=1 --"])
async def test_what_is_no_code_is_refused_with_the_words_of_every_other_one(phone: Caller, typed: str) -> None:
    for answer in (await phone.post("/api/enrolment/look", json={"code": typed}), await join(phone, typed)):
        assert (answer.status_code, slug(answer)) == (409, "enrolment-code-not-valid")


@pytest.mark.parametrize("code", [None, 7, "0" * 101, "\x00", ["0"], {}])
async def test_what_cannot_be_typed_is_no_request(phone: Caller, code: object) -> None:
    answer = await phone.post("/api/enrolment", json={"code": code, "device": str(uuid4())})
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")


async def test_a_code_opens_once(office: Caller, phone: Caller, product: Product) -> None:
    made = await code_for(office, await employed(office))
    assert (await join(phone, made["code"])).status_code == 200
    async with product.called_by(None) as thief:
        assert slug(await join(thief, made["code"])) == "enrolment-code-not-valid"
        assert slug(await thief.post("/api/enrolment/look", json={"code": made["code"]})) == "enrolment-code-not-valid"


async def test_a_code_opens_for_ten_minutes(office: Caller, phone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await code_for(office, await employed(office))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))
    assert slug(await join(phone, made["code"])) == "enrolment-code-not-valid"
    assert (await office.get(f"/api/provider/enrolments/{made['id']}")).json() == {"state": "over"}
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=9, seconds=59))
    assert (await join(phone, made["code"])).status_code == 200


async def test_a_new_code_ends_the_old_one(office: Caller, phone: Caller) -> None:
    sanna = await employed(office)
    old, new = await code_for(office, sanna), await code_for(office, sanna)
    assert slug(await join(phone, old["code"])) == "enrolment-code-not-valid"
    assert (await join(phone, new["code"])).status_code == 200


async def test_an_ended_employments_code_opens_nothing(office: Caller, phone: Caller) -> None:
    sanna = await employed(office)
    made = await code_for(office, sanna)
    await office.post(f"/api/provider/employments/{sanna['id']}/end", json={"lastDay": None})
    assert slug(await join(phone, made["code"])) == "enrolment-code-not-valid"


async def test_a_colleagues_phone_is_not_taken_over(office: Caller, phone: Caller, product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        annas = Phone(anna)
        await annas.verdicts(annas.recording())
    made = await code_for(office, await employed(office))
    assert slug(await join(phone, made["code"], annas.id)) == "device-of-another"
    assert (await join(phone, made["code"])).status_code == 200, "a refused attempt spends no code"


async def test_the_session_of_one_phone_is_of_no_use_on_another(office: Caller, phone: Caller) -> None:
    made = await code_for(office, await employed(office))
    device = uuid4()
    await join(phone, made["code"], device)
    elsewhere = Phone(phone)
    pushed = await elsewhere.push(elsewhere.recording())
    pulled = await phone.get("/api/sync/pull", params={"device": str(elsewhere.id)})
    whole = await phone.get("/api/sync/pull")
    assert [slug(answer) for answer in (pushed, pulled, whole)] == ["device-not-enrolled"] * 3
    assert (await phone.get("/api/sync/pull", params={"device": str(device)})).status_code == 200


async def test_a_code_is_kept_as_a_hash_alone(office: Caller) -> None:
    made = await code_for(office, await employed(office))
    (row,) = await fetch("select enrolment::text as said from enrolment where id = $1", made["id"])
    assert made["code"] not in row["said"]
    assert len(made["code"]) == 16
