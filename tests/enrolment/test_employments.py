"""The office adds its workers and says until when they work; nobody else's office sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend.demo import cast
from tests.conftest import TODAY, Caller, Product
from tests.enrolment.joining import another_office, code_for, employed, join, slug, worker


async def test_a_worker_is_added_once_however_often_she_is_sent(office: Caller) -> None:
    asked = worker()
    first = await office.post("/api/provider/employments", json=asked)
    again = await office.post("/api/provider/employments", json=asked)
    assert (first.status_code, again.json()) == (201, first.json())
    listed = (await office.get("/api/provider/employments")).json()
    assert [one["name"] for one in listed if one["id"] == asked["id"]] == ["Sanna Uusitalo"]


async def test_another_office_neither_sees_nor_changes_her(product: Product, office: Caller) -> None:
    of_anna = str(cast.ANNA.membership)
    sanna = await employed(office)
    async with product.called_by(await another_office()) as other:
        listed = (await other.get("/api/provider/employments")).json()
        ended = await other.post(f"/api/provider/employments/{of_anna}/end", json={"lastDay": None})
        code = await other.post(f"/api/provider/employments/{of_anna}/enrolment", json={})
        taken = await other.post("/api/provider/employments", json=worker(id=sanna["id"]))
    assert {of_anna, sanna["id"]}.isdisjoint(one["id"] for one in listed)
    assert [ended.status_code, code.status_code, taken.status_code] == [404, 404, 404]


@pytest.mark.parametrize(
    "wrong",
    [
        {"givenName": ""},
        {"givenName": "  "},
        {"familyName": "Uusi\u0000talo"},
        {"familyName": "Uusi\ntalo"},
        {"familyName": "Uusi\u202etalo"},
        {"familyName": "x" * 101},
        {"language": "ru"},
        {"firstDay": "0001-01-01"},
        {"firstDay": "2026-02-30"},
        {"id": "1"},
        {"role": "granter"},
    ],
)
async def test_what_is_no_worker_is_refused(office: Caller, wrong: dict[str, object]) -> None:
    answer = await office.post("/api/provider/employments", json=worker(**wrong))
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")


async def test_an_ended_employment_ends_access_and_no_code_is_made_for_it(office: Caller, phone: Caller) -> None:
    sanna = await employed(office, firstDay=(TODAY - timedelta(days=9)).isoformat())
    assert (await join(phone, (await code_for(office, sanna))["code"])).status_code == 200
    end = f"/api/provider/employments/{sanna['id']}/end"
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    ended = await office.post(end, json={"lastDay": yesterday})
    assert (ended.status_code, ended.json()["lastDay"]) == (200, yesterday)
    assert (await phone.get("/api/session")).status_code == 401
    refused = await office.post(f"/api/provider/employments/{sanna['id']}/enrolment", json={})
    assert (refused.status_code, slug(refused)) == (409, "not-employed-today")
    assert (await office.post(end, json={"lastDay": None})).json()["lastDay"] is None
    assert (await phone.get("/api/session")).status_code == 200


async def test_an_employment_ends_on_its_first_day_at_the_earliest(office: Caller) -> None:
    sanna = await employed(office)
    end = f"/api/provider/employments/{sanna['id']}/end"
    before = await office.post(end, json={"lastDay": (TODAY - timedelta(days=1)).isoformat()})
    on_it = await office.post(end, json={"lastDay": TODAY.isoformat()})
    assert (before.status_code, slug(before)) == (409, "employment-ends-before-it-begins")
    assert on_it.status_code == 200


async def test_no_code_is_made_before_the_first_day(office: Caller) -> None:
    sanna = await employed(office, firstDay=(TODAY + timedelta(days=1)).isoformat())
    refused = await office.post(f"/api/provider/employments/{sanna['id']}/enrolment", json={})
    assert slug(refused) == "not-employed-today"


async def test_an_employment_that_does_not_exist_is_not_found(office: Caller) -> None:
    answer = await office.post(f"/api/provider/employments/{uuid4()}/end", json={"lastDay": None})
    assert answer.status_code == 404
