"""Whoever is known for certain and is nobody here comes in by an invitation alone, and else leaves no row."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from backend import clock
from backend.access.guards import CSRF_HEADER
from backend.access.identity_code import fingerprint
from backend.database import fetch
from backend.demo import cast
from backend.throttle import Throttle
from tests.conftest import TEST_KEYS, Product
from tests.identification.conftest import NOBODYS_CODE, Visitor
from tests.routes.mandates import confirmed, invited

PERSONS = "select id, given_name, family_name from person where identity_code_hash = $1"
HELVIS_TRAIL = "select act, person from trail_entry where client = $1 and act ~ '^mandate' order by id"
TAKE = "/api/newcomer/invitation"
WRONG = "000000000101"


async def persons() -> list[dict[str, Any]]:
    return await fetch(PERSONS, fingerprint(NOBODYS_CODE, TEST_KEYS.identity))


@pytest.fixture
def given(signing: Product) -> Product:
    """Give the product with nothing remembered of anybody's tries."""
    signing.app.state.throttle = Throttle()
    return signing


async def code_from_helvi(product: Product) -> dict[str, Any]:
    async with product.called_by(cast.HELVI) as helvi:
        return await invited(helvi)


async def arrives(visitor: Visitor, login: str = "a stranger") -> dict[str, str]:
    """Be identified, and return what her page sends with a change."""
    await visitor.signs_in("suomi-fi", login, "/act/7K3M")
    page = await visitor.caller.get("/api/newcomer")
    assert page.status_code == 200, page.text
    return {CSRF_HEADER: page.json()["csrfToken"]}


async def takes(visitor: Visitor, says: dict[str, str], code: str) -> Response:
    return await visitor.caller.post(TAKE, json={"code": code}, headers=says)


async def test_she_takes_an_invitation_and_acts_when_the_client_has_said_yes(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    says = await arrives(visitor)
    assert (await visitor.caller.get("/api/newcomer")).json()["name"] == "Nobody Known"
    assert await persons() == []
    answer = await takes(visitor, says, invitation["code"])
    assert answer.status_code == 200, answer.text
    (person,) = await persons()
    assert (person["given_name"], person["family_name"]) == ("Nobody", "Known")
    assert (answer.json()["person"]["id"], answer.json()["role"]) == (str(person["id"]), "relative")
    # Nothing is seen before the client has said who came.
    assert answer.json()["clients"] == []
    assert (await visitor.caller.get("/api/vouchers")).json() == []
    (waits,) = (await visitor.caller.get("/api/mandates")).json()["invitations"]
    assert waits["clientName"] == cast.HELVI.given_name
    async with given.called_by(cast.HELVI) as helvi:
        await confirmed(helvi, invitation)
    session = await visitor.session()
    assert [UUID(one["id"]) for one in session["clients"]] == [cast.HELVI.client]
    # Next time she comes in as who she is.
    assert (await visitor.signs_in("suomi-fi", "a stranger")).headers["location"].startswith("/sign-in/done")
    (kept,) = await fetch("select count(*) as n from newcomer")
    assert kept["n"] == 0


@pytest.mark.parametrize("code", [WRONG, "7K3M 9QXD 2F0C", "", "\u0000", "x" * 60])
async def test_a_wrong_code_makes_nobody(given: Product, visitor: Visitor, code: str) -> None:  # noqa: ARG001 - it forgets
    says = await arrives(visitor)
    answer = await takes(visitor, says, code)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/invitation-unknown")
    assert await persons() == []
    assert await fetch("select from membership m join person p on p.id = m.person where p.given_name = 'Nobody'") == []


async def test_a_refusal_makes_nobody_and_stands_in_the_clients_trail(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    await fetch("update client set died_on = current_date where id = $1", cast.HELVI.client)
    says = await arrives(visitor)
    answer = await takes(visitor, says, invitation["code"])
    assert answer.json()["type"] == "/problems/client-deceased"
    assert await persons() == []
    acts = [row["act"] for row in await fetch(HELVIS_TRAIL, cast.HELVI.client)]
    assert acts[-1] == "mandate-refused"


async def test_a_client_does_not_take_her_own(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    await fetch("update membership set last_day = first_day where person = $1", cast.HELVI.id)
    answer = await takes(visitor, await arrives(visitor, "helvi"), invitation["code"])
    assert answer.json()["type"] == "/problems/mandate-to-oneself"


async def test_one_who_is_known_without_a_role_stays_one_person(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    answer = await takes(visitor, await arrives(visitor, "marja"), invitation["code"])
    assert (answer.json()["person"]["id"], answer.json()["role"]) == (str(cast.MARJA.id), "relative")
    # The granter that she is at work she does not become by it.
    assert answer.json()["hasOtherMemberships"] is False


async def test_whoever_guesses_waits_however_often_she_is_identified(given: Product, visitor: Visitor) -> None:  # noqa: ARG001 - it forgets
    answers = []
    for _ in range(2):
        says = await arrives(visitor)
        answers += [(await takes(visitor, says, WRONG)).status_code for _ in range(4)]
        visitor.caller.cookies.clear()
    assert answers[:5] == [409] * 5
    assert 429 in answers[5:]


@pytest.mark.parametrize("path", ["", "/invitation", "/choice", "/answer"])
async def test_without_being_identified_there_is_nothing(given: Product, visitor: Visitor, path: str) -> None:  # noqa: ARG001 - it forgets
    for cookie in ("", "x", "x" * 5000):
        said: dict[str, Any] = {"json": {"language": "fi"} if path == "/choice" else {"code": WRONG}} if path else {}
        headers = {"cookie": f"__Host-kotiseteli-newcomer={cookie}"}
        method = "POST" if path else "GET"
        answer = await visitor.caller.request(method, f"/api/newcomer{path}", headers=headers, **said)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/sign-in-needed")


async def test_a_change_must_come_from_her_own_page(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    await arrives(visitor)
    for says in ({}, {CSRF_HEADER: "x"}, {CSRF_HEADER: "x" * 43}):
        assert (await takes(visitor, says, invitation["code"])).json()["type"] == "/problems/not-from-here"
    assert await persons() == []


async def test_her_half_hour_ends(given: Product, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = await code_from_helvi(given)
    says = await arrives(visitor)
    later = clock.now() + timedelta(minutes=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await takes(visitor, says, invitation["code"])).status_code == 401
    assert await persons() == []


async def test_whoever_leaves_is_forgotten(given: Product, visitor: Visitor) -> None:  # noqa: ARG001 - it forgets
    says = await arrives(visitor)
    kept = dict(visitor.caller.cookies)
    assert (await visitor.caller.delete("/api/newcomer", headers=says)).status_code == 200
    visitor.caller.cookies.update(kept)
    assert (await visitor.caller.get("/api/newcomer")).status_code == 401
    assert await fetch("select from newcomer") == []


async def test_her_code_lies_sealed(given: Product, visitor: Visitor) -> None:  # noqa: ARG001 - it forgets
    await arrives(visitor)
    (row,) = await fetch("select newcomer::text as row from newcomer")
    assert NOBODYS_CODE not in row["row"]
    assert NOBODYS_CODE.encode().hex() not in row["row"]
    assert "Nobody" not in row["row"]
    token = visitor.caller.cookies["__Host-kotiseteli-newcomer"]
    assert token not in row["row"]


async def test_pressed_again_she_has_come_in_already(given: Product, visitor: Visitor) -> None:
    invitation = await code_from_helvi(given)
    says = await arrives(visitor)
    first, second = [await takes(visitor, says, invitation["code"]) for _ in range(2)]
    assert first.status_code == 200
    # Her cookie is gone with the first.
    assert second.status_code == 401
    assert len(await persons()) == 1
