"""Bad input gets a clear problem and loses nothing: never a 500, nothing half-written."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.database import fetch
from backend.demo import cast
from backend.vouchers.code import SignedTerms, sign
from tests.conftest import NOW, TEST_KEYS, TODAY, Product, secret
from tests.sync.phone import Phone, slug, written

JSON = {"content-type": "application/json"}


def code_for(voucher: cast.CastVoucher, key: Ed25519PrivateKey = TEST_KEYS.voucher) -> str:
    return sign(SignedTerms(voucher.number, 1, 1, 0, TODAY, TODAY, voucher.kind), key)


async def everything_stored() -> int:
    rows = await fetch("select (select count(*) from refused_mutation) + (select count(*) from visit) as n")
    return int(rows[0]["n"])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"endedAt": written(NOW - timedelta(minutes=91))}, "visit-ends-before-start"),
        ({"startedAt": written(NOW - timedelta(hours=31))}, "visit-too-long"),
        ({"endedAt": written(NOW + timedelta(minutes=3))}, "visit-in-future"),
        ({"voucherNumber": cast.HELVIS_VOUCHER.number[:-1] + "?"}, "voucher-number-mistyped"),
        ({"voucherNumber": "7K3M9QXD2GXN"}, "voucher-number-mistyped"),
        ({"code": "A" * 143}, "voucher-not-genuine"),
        ({"code": ""}, "voucher-not-genuine"),
        ({"code": "ääkkösiä"}, "voucher-not-genuine"),
        ({"code": code_for(cast.UNSEEN_VOUCHER)}, "voucher-not-genuine"),
        ({"wages": 100}, "invalid-request"),
        ({"note": None}, "invalid-request"),
        ({"note": "x" * 2001}, "invalid-request"),
        ({"startedAt": "yesterday"}, "invalid-request"),
        ({"elapsedSeconds": 1.5}, "invalid-request"),
        ({"elapsedSeconds": -1}, "invalid-request"),
        ({"tasks": [{"slug": "drop table", "done": True, "reason": None}]}, "invalid-request"),
    ],
)
async def test_a_record_that_cannot_be_is_refused_by_name_and_kept(
    annas_phone: Phone, changed: dict[str, Any], expected: str
) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(**changed))
    assert verdict["verdict"] == "refused"
    assert slug(verdict) == expected
    assert verdict["problem"]["title"]
    rows = await fetch("select problem from refused_mutation where id = $1", verdict["id"])
    assert expected in str(rows[0]["problem"])
    assert await fetch("select 1 from visit where id = $1", verdict["id"]) == []


async def test_a_code_signed_by_an_unknown_key_is_not_genuine(annas_phone: Phone) -> None:
    forger = Ed25519PrivateKey.from_private_bytes(secret("a forger's key"))
    forged = code_for(cast.HELVIS_VOUCHER, forger)
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(code=forged))
    assert slug(verdict) == "voucher-not-genuine"


async def test_a_genuine_code_is_taken(annas_phone: Phone) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(code=code_for(cast.HELVIS_VOUCHER)))
    assert verdict["verdict"] == "accepted"


async def test_an_unknown_field_of_a_record_refuses_that_record_alone(annas_phone: Phone) -> None:
    odd, good = annas_phone.recording() | {"colour": "blue"}, annas_phone.recording()
    verdicts = await annas_phone.verdicts(odd, good)
    assert [one["verdict"] for one in verdicts] == ["refused", "accepted"]
    assert verdicts[0]["problem"]["errors"][0]["detail"].startswith("Object contains unknown field")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Käynti päättyy ennen kuin se alkaa"),
        ("sv-FI,sv;q=0.9,en;q=0.4", "Besöket slutar innan det börjar"),
        ("de, en;q=0.5", "The visit ends before it starts"),
        ("", "The visit ends before it starts"),
    ],
)
async def test_a_refusal_speaks_the_language_that_was_asked_for(annas_phone: Phone, language: str, title: str) -> None:
    annas_phone.caller.headers["accept-language"] = language
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(endedAt=written(NOW - timedelta(hours=3))))
    assert verdict["problem"]["title"] == title


@pytest.mark.parametrize(
    ("body", "headers", "status", "expected"),
    [
        (b"", JSON, 400, "invalid-request"),
        (b"not json", JSON, 400, "not-json"),
        (b'{"device": ', JSON, 400, "not-json"),
        (b"\xff\xfe", JSON, 400, "not-json"),
        (b"[]", JSON, 400, "invalid-request"),
        (b"{}", JSON, 400, "invalid-request"),
        (b'{"device": "x", "sentAt": "", "highestNumber": -1, "mutations": {}}', JSON, 400, "invalid-request"),
        (b"{}", {"content-type": "text/plain"}, 415, "unsupported-media-type"),
        (b"{}", {"content-type": "application/x-www-form-urlencoded"}, 415, "unsupported-media-type"),
        (b'"' + b"x" * 5_000_000 + b'"', JSON, 413, "too-large"),
        (b"{}", JSON | {"origin": "https://elsewhere.example"}, 403, "not-from-here"),
    ],
    ids=[
        "empty",
        "not JSON",
        "cut off",
        "not text",
        "a list",
        "no fields",
        "wrong kinds",
        "plain text",
        "a form",
        "5 MB",
        "another site",
    ],
)
async def test_a_body_that_cannot_be_read_gets_its_own_problem(
    annas_phone: Phone, body: bytes, headers: dict[str, str], status: int, expected: str
) -> None:
    before = await everything_stored()
    answer = await annas_phone.caller.post("/api/sync/push", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{expected}"
    assert answer.json()["detail"]
    assert await everything_stored() == before


async def test_an_unknown_field_of_the_push_is_named(annas_phone: Phone) -> None:
    answer = await annas_phone.caller.post(
        "/api/sync/push",
        json={"device": str(annas_phone.id), "sentAt": written(NOW), "highestNumber": 0, "mutations": [], "extra": 1},
    )
    assert answer.status_code == 400
    assert "extra" in answer.json()["errors"][0]["detail"]


async def test_a_record_without_an_id_is_pointed_at(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    del visit["id"]
    answer = await annas_phone.push(annas_phone.recording(), visit)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/mutations/1"


async def test_more_than_fifty_records_at_once_are_no_phone_of_ours(annas_phone: Phone) -> None:
    answer = await annas_phone.push(*(annas_phone.recording() for _ in range(51)))
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", [None, "guessed"])
async def test_without_a_session_the_phone_is_asked_to_sign_in(product: Product, cookie: str | None) -> None:
    async with product.called_by(None) as stranger:
        if cookie:
            stranger.cookies.set("__Host-kotiseteli", cookie)
        answer = await Phone(stranger).push()
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/sign-in-needed"


async def test_an_office_cannot_push(product: Product) -> None:
    async with product.called_by(cast.OLLI) as office:
        answer = await Phone(office).push()
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-your-role"
