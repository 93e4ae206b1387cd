"""A worker whom two employers add is one person once she has said so on her own phone; each employer sees its own."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from backend.access.guards import CSRF_HEADER
from backend.database import fetch
from backend.demo import cast
from backend.enrolment.rules import may_be_same
from tests.conftest import NOW, Caller, Product
from tests.enrolment.joining import another_office, code_for, employed, join, slug
from tests.sync.phone import Phone, written


@pytest.fixture
async def other_office(product: Product) -> AsyncIterator[Caller]:
    """Give Majakka's office."""
    async with product.called_by(await another_office()) as caller:
        yield caller


async def join_as_herself(phone: Caller, code: str, device: UUID, **said: Any) -> Response:
    body = {"code": code, "device": str(device), "isSamePerson": True}
    return await phone.post("/api/enrolment", json=body, **said)


async def may_be_you(phone: Caller, code: str) -> bool:
    answer = await phone.post("/api/enrolment/look", json={"code": code})
    return bool(answer.json()["mayBeYou"])


async def in_both(office: Caller, other_office: Caller, phone: Caller) -> tuple[dict[str, Any], dict[str, Any], UUID]:
    """Let Sanna join for both, and say that she is one; return her employments and her phone."""
    first = await employed(office)
    device = uuid4()
    assert (await join(phone, (await code_for(office, first))["code"], device)).status_code == 200
    second = await employed(other_office, familyName="Uusitalo-Aro")
    answer = await join_as_herself(phone, (await code_for(other_office, second))["code"], device)
    assert answer.status_code == 200, answer.text
    return first, second, device


async def go_over(phone: Caller, membership: str) -> dict[str, Any]:
    answer = await phone.post("/api/session/membership", json={"membership": membership})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_she_works_for_two_on_one_day_and_each_sees_its_own(
    office: Caller, other_office: Caller, phone: Caller
) -> None:
    first, second, device = await in_both(office, other_office, phone)
    session = (await phone.get("/api/session")).json()
    assert (session["person"]["id"], session["provider"]["name"]) == (first["worker"], cast.MAJAKKA.name)
    assert session["hasOtherMemberships"] is True
    own = Phone(phone, device)
    morning = {"startedAt": written(NOW - timedelta(minutes=180)), "endedAt": written(NOW - timedelta(minutes=150))}
    at_majakka = own.recording(cast.OTHER_PROVIDERS_VOUCHER, **morning)
    assert [one["verdict"] for one in await own.verdicts(at_majakka)] == ["accepted"]
    assert (await go_over(phone, first["id"]))["provider"]["name"] == cast.KANELI.name
    at_kaneli = own.recording(cast.HELVIS_VOUCHER)
    assert [one["verdict"] for one in await own.verdicts(at_kaneli)] == ["accepted"]
    # She sees what she did for whom she is signed in for, and each office what was done for it.
    for caller, seen, hidden in (
        (phone, at_kaneli, at_majakka),
        (office, at_kaneli, at_majakka),
        (other_office, at_majakka, at_kaneli),
    ):
        ids = {one["id"] for one in (await caller.get("/api/visits")).json()}
        assert seen["id"] in ids
        assert hidden["id"] not in ids
    for caller, own_employment, others in ((office, first, second), (other_office, second, first)):
        listed = {one["id"]: one for one in (await caller.get("/api/provider/employments")).json()}
        assert others["id"] not in listed
        assert listed[own_employment["id"]]["worker"] == first["worker"]
    assert await fetch("select from person where id = $1", UUID(second["worker"])) == []
    rows = await fetch("select worker, provider from visit where id = any($1)", [at_kaneli["id"], at_majakka["id"]])
    assert {(str(row["worker"]), row["provider"]) for row in rows} == {
        (first["worker"], cast.KANELI.id),
        (first["worker"], cast.MAJAKKA.id),
    }


async def test_an_end_at_one_employer_is_none_at_the_other(office: Caller, other_office: Caller, phone: Caller) -> None:
    first, second, _ = await in_both(office, other_office, phone)
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    await fetch("update membership set first_day = first_day - 7 where id = $1", UUID(second["id"]))
    await other_office.post(f"/api/provider/employments/{second['id']}/end", json={"lastDay": yesterday})
    assert (await phone.get("/api/visits")).status_code == 401
    (row,) = await fetch("select last_day from membership where id = $1", UUID(first["id"]))
    assert row["last_day"] is None
    # What is left of her is one person with one employment, for which she joins again.
    assert (await join(phone, (await code_for(office, first))["code"])).json()["person"]["id"] == first["worker"]


async def test_she_is_asked_only_where_she_may_be_the_same(
    office: Caller, other_office: Caller, phone: Caller, product: Product
) -> None:
    first = await employed(office)
    await join(phone, (await code_for(office, first))["code"])
    namesakes = (await code_for(other_office, await employed(other_office)))["code"]
    anothers = (await code_for(other_office, await employed(other_office, givenName="Minna")))["code"]
    own = (await code_for(office, first))["code"]
    again = (await code_for(office, await employed(office)))["code"]
    assert [await may_be_you(phone, code) for code in (namesakes, anothers, own, again)] == [True, False, False, False]
    # On a phone of nobody's, and on one whose session is bound to none, nobody is asked.
    async with product.called_by(None) as stranger, product.called_by(cast.ANNA) as anna:
        assert not await may_be_you(stranger, namesakes)
        assert not await may_be_you(anna, namesakes)


@pytest.mark.parametrize("change", ["another name", "another phone", "nobody here", "lost", "has been here", "known"])
async def test_whoever_is_not_the_same_takes_nothing_over(
    office: Caller, other_office: Caller, phone: Caller, product: Product, change: str
) -> None:
    device = uuid4()
    first = await employed(office)
    await join(phone, (await code_for(office, first))["code"], device)
    second = await employed(other_office, **({"familyName": "Laine"} if change == "another name" else {}))
    if change == "has been here":
        async with product.called_by(None) as elsewhere:
            await join(elsewhere, (await code_for(other_office, second))["code"])
    if change == "known":
        await fetch("update person set identity_code_hash = sha256('x') where id = $1", UUID(second["worker"]))
    code = (await code_for(other_office, second))["code"]
    if change == "nobody here":
        phone.cookies.clear()
    if change == "lost":
        await fetch("update device set lost_at = now() where id = $1", device)
    answer = await join_as_herself(phone, code, uuid4() if change == "another phone" else device)
    assert slug(answer) == "not-the-same-person"
    (row,) = await fetch("select person from membership where id = $1", UUID(second["id"]))
    assert str(row["person"]) == second["worker"]
    # The code is not spent by it.
    async with product.called_by(None) as elsewhere:
        assert (await join(elsewhere, code)).status_code == 200


async def test_another_sites_page_joins_nobody(office: Caller, other_office: Caller, phone: Caller) -> None:
    device = uuid4()
    await join(phone, (await code_for(office, await employed(office)))["code"], device)
    code = (await code_for(other_office, await employed(other_office)))["code"]
    assert slug(await join_as_herself(phone, code, device, headers={CSRF_HEADER: "x"})) == "not-from-here"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Sanna", "Uusitalo"), ("sanna", "UUSITALO"), True),
        (("Sanna", "Uusitalo"), ("Sanna Maria", "Uusitalo-Aro"), True),
        (("Anna-Liisa", "Aro"), ("Liisa", "Aro"), True),
        (("Sanna", "Uusitalo"), ("Sanna", "Aro"), False),
        (("Sanna", "Uusitalo"), ("Minna", "Uusitalo"), False),
        (("Sanna", "Uusitalo"), ("Uusitalo", "Sanna"), False),
        (("-", "-"), ("-", "-"), False),
    ],
)
def test_who_may_be_the_same(one: tuple[str, str], other: tuple[str, str], *, expected: bool) -> None:
    assert may_be_same(one, other) is expected
    assert may_be_same(other, one) is expected
