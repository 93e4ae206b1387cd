"""The organiser's clients: found in every way a granter looks for them, entered once, and nobody else's."""

import base64
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from backend.access.identity_code import unseal
from backend.contract import any_app, openapi
from backend.database import fetch
from backend.demo import cast
from tests.conftest import TEST_KEYS, Caller, Product
from tests.routes.granter import LEAVE, decided, set_terms

NEW = {
    "givenName": "Saimi",
    "familyName": "Uusitalo",
    "identityCode": "010190-999W",
    "language": "fi",
    "hasSafetyBan": False,
}


async def find(caller: Caller, **asked: object) -> Response:
    """Look for clients."""
    return await caller.post("/api/clients/search", json=asked)


async def walked(caller: Caller, **asked: object) -> list[dict[str, Any]]:
    """Return every client of a list, stretch by stretch."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await find(caller, **asked, after=after)).json()
        found += page["clients"]
        after = page["next"]
        if after is None:
            assert page["total"] == len(found)
            return found


@pytest.mark.parametrize("order", ["name", "lastDay"])
async def test_stretch_after_stretch_every_client_comes_once_and_in_order(product: Product, order: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        found = await walked(marja, order=order, atMost=70)
    rows = await fetch(
        "select c.id from client c join person p on p.id = c.person where organiser = $1 "
        "order by family_name, given_name, p.id",
        cast.COUNTY.id,
    )
    by_name = [str(row["id"]) for row in rows]
    place = {client["id"]: client for client in found}
    assert [client["id"] for client in found] == sorted(
        by_name, key=lambda id_: order == "lastDay" and (place[id_]["firstLastDay"] or "9999")
    )


async def test_the_list_by_last_day_goes_on_among_those_who_have_no_grant(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        new = [{**NEW, "id": str(uuid4()), "givenName": f"Saimi {number}", "identityCode": None} for number in range(3)]
        for one in new:
            assert (await marja.post("/api/clients", json=one)).status_code == 201
        found = await walked(marja, order="lastDay", atMost=1, search="Uusitalo")
    assert [client["id"] for client in found] == [one["id"] for one in new]


@pytest.mark.parametrize(
    "search",
    ["Nieminen", "helvi niem", "niem hel", cast.HELVIS_VOUCHER.number, cast.HELVIS_VOUCHER.number.lower()],
)
async def test_a_client_is_found_by_words_of_her_name_or_her_vouchers_number(product: Product, search: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        page = (await find(marja, search=search)).json()
    assert str(cast.HELVI.client) in {client["id"] for client in page["clients"]}
    assert page["total"] == len(page["clients"]) < 20


async def test_a_client_is_found_by_her_identity_code_which_the_answer_never_holds(product: Product) -> None:
    (row,) = await fetch("select identity_code_sealed from person where id = $1", cast.HELVI.id)
    code = unseal(row["identity_code_sealed"], TEST_KEYS.identity)
    async with product.called_by(cast.MARJA) as marja:
        answer = await find(marja, search=code.lower())
    (found,) = answer.json()["clients"]
    assert found["id"] == str(cast.HELVI.client)
    assert found["bornOn"].endswith("-03-14")
    assert code not in answer.text


def test_nothing_that_names_a_client_goes_in_an_address() -> None:
    # Addresses are written down by proxies; what is looked for may be a name or an identity code (ASVS 14.2.1).
    asked = openapi(any_app())["paths"]["/api/clients"]["get"]["parameters"]
    assert {one["name"] for one in asked} == {"order", "atMost"}


@pytest.mark.parametrize("search", ["%", "_", "\\", "' or 1=1 --", "zzzz", "\0", "000000000101"])
async def test_a_search_means_its_letters_and_nothing_else(product: Product, search: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await find(marja, search=search)
    assert answer.status_code == 200
    # A blank narrows nothing: NUL is one here.
    assert search == "\0" or answer.json() == {"total": 0, "clients": [], "next": None}


@pytest.mark.parametrize(
    "asked",
    [
        *({"after": "nonsense"}, {"after": "W10"}, {"after": "\0"}, {"after": "x" * 1001}),
        *({"order": "age"}, {"order": "left"}, {"atMost": 0}, {"atMost": 201}, {"search": "x" * 101}, {"words": ""}),
    ],
)
async def test_what_is_no_place_order_or_number_is_refused(product: Product, asked: dict[str, object]) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await find(marja, **asked)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"


@pytest.mark.parametrize("order", ["name", "lastDay"])
@pytest.mark.parametrize(
    "place", [[2**31, "A", "B"], [-(2**31) - 1, "A", "B"], [2**70, "A", "B"], [0, "A\0", "B"], [0, "A", "\0"]]
)
async def test_a_place_that_no_list_has_is_refused(product: Product, order: str, place: list[object]) -> None:
    written = base64.urlsafe_b64encode(json.dumps([*place, str(UUID(int=1))]).encode()).decode().rstrip("=")
    async with product.called_by(cast.MARJA) as marja:
        answer = await find(marja, order=order, after=written)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_a_row_sums_what_its_client_has_been_granted(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        client = (await marja.get(f"/api/clients/{cast.HELVI.client}")).json()
        vouchers = (await marja.get(f"/api/vouchers?client={cast.HELVI.client}")).json()
    assert client["name"] == cast.HELVI.name
    assert client["state"] == "open"
    assert client["grants"] == len(vouchers) == 3
    assert {service["en"] for service in client["services"]} == {voucher["service"]["en"] for voucher in vouchers}
    assert client["firstLastDay"] == min(voucher["lastDay"] for voucher in vouchers)
    assert client["grantedMinutes"] == sum(voucher["balance"]["granted"] for voucher in vouchers)
    assert client["usedMinutes"] == sum(voucher["balance"]["used"] for voucher in vouchers) > 0


async def test_a_new_client_has_nothing_granted_and_is_entered_once(product: Product) -> None:
    asked = NEW | {"id": str(uuid4())}
    async with product.called_by(cast.MARJA) as marja:
        first = await marja.post("/api/clients", json=asked)
        again = await marja.post("/api/clients", json=asked)
        other = await marja.post("/api/clients", json=asked | {"hasSafetyBan": True})
        read = await marja.get(f"/api/clients/{asked['id']}")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == read.json()
    assert (first.json()["name"], first.json()["grants"], first.json()["state"]) == ("Saimi Uusitalo", 0, None)
    assert first.json()["bornOn"] == "1990-01-01"
    assert other.json()["type"] == "/problems/content-differs"
    rows = await fetch("select act from trail_entry where subject = $1 order by id", asked["id"])
    assert [row["act"] for row in rows] == ["entered", "entered", "viewed"]


async def test_a_client_whose_only_grant_was_undone_has_had_none(product: Product) -> None:
    new = {**NEW, "id": str(uuid4())}
    await set_terms(LEAVE)
    async with product.called_by(cast.MARJA) as marja:
        assert (await marja.post("/api/clients", json=new)).status_code == 201
        made = await decided(marja, client=new["id"])
        assert (await marja.post(f"/api/decisions/{made['id']}/undoing", json={})).status_code == 200
        row = (await marja.get(f"/api/clients/{new['id']}")).json()
        found = (await find(marja, search=made["voucherNumber"])).json()
    assert (row["grants"], row["state"]) == (0, None)
    assert found == {"total": 0, "clients": [], "next": None}


async def test_a_person_is_her_organisers_client_only_once(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        first = (await marja.post("/api/clients", json=NEW | {"id": str(uuid4())})).json()
        again = await marja.post("/api/clients", json=NEW | {"id": str(uuid4()), "familyName": "Muu"})
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/client-exists"
    assert again.json()["client"] == first["id"]


async def test_a_client_of_another_organiser_becomes_ours_as_the_same_person(product: Product) -> None:
    (row,) = await fetch("select identity_code_sealed from person where id = $1", cast.VEIKKO.id)
    code = unseal(row["identity_code_sealed"], TEST_KEYS.identity)
    async with product.called_by(cast.MARJA) as marja:
        added = await marja.post("/api/clients", json=NEW | {"id": str(uuid4()), "identityCode": code})
        foreign = await marja.get(f"/api/clients/{cast.VEIKKO.client}")
    assert added.json()["name"] == cast.VEIKKO.name
    (known,) = await fetch("select person from client where id = $1", added.json()["id"])
    assert known["person"] == cast.VEIKKO.id
    # What the other organiser has granted her stays its own.
    assert added.json()["grants"] == 0
    assert foreign.status_code == 404


async def test_without_an_identity_code_namesakes_are_two(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        rows = [
            (await marja.post("/api/clients", json=NEW | {"id": str(uuid4()), "identityCode": None})).json()
            for _ in range(2)
        ]
    assert rows[0]["id"] != rows[1]["id"]
    assert rows[0]["bornOn"] is None


@pytest.mark.parametrize("code", ["010190-999X", "310290-999W", "hello", "", "\0"])
async def test_a_wrong_identity_code_is_told(product: Product, code: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post("/api/clients", json=NEW | {"id": str(uuid4()), "identityCode": code})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/identity-code-wrong"


@pytest.mark.parametrize(
    "wrong",
    [
        {"givenName": ""},
        {"givenName": "  "},
        {"familyName": "a\0b"},
        {"familyName": "a" * 101},
        {"language": "se"},
        {"id": "1"},
        {"age": 80},
        {"hasSafetyBan": None},
    ],
)
async def test_what_is_no_client_is_refused(product: Product, wrong: dict[str, object]) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post("/api/clients", json=NEW | {"id": str(uuid4())} | wrong)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"
