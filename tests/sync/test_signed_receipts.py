"""Protocol 2: receipts that the server signs, few bytes both ways, and what a phone tells of itself."""

import gzip
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.database import fetch
from backend.demo import cast
from backend.packing import LARGEST_BODY
from backend.wire import from_base64url, in_base64url
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, hash_of, slug, uuid7, written

# What a day of twenty visits may cost, packed (docs/sync.md).
LARGEST_UP = 8_000
LARGEST_DOWN = 1_000
NOTES = [
    "Kaikki hyvin.",
    "Söi lounaan, joi teetä. Lääkkeet otettu, mieli virkeä.",
    "Ei halunnut suihkuun tänään, sovittiin huomiselle. Tytär käy illalla.",
    "Polvi kipeä, kävely rollaattorilla hidasta. Kerrottu toimistoon.",
]


async def keys_of(phone: Phone) -> dict[str, Ed25519PublicKey]:
    """Return the keys that the phone checks receipts by."""
    pulled = await phone.pull()
    return {
        key["id"]: Ed25519PublicKey.from_public_bytes(from_base64url(key["publicKey"]))
        for key in pulled["catalogue"]["receiptKeys"]
    }


def text_by_the_phone(phone: Phone, sent: list[dict[str, Any]], reply: dict[str, Any]) -> bytes:
    """Write what is signed from the phone's own ids and hashes, as docs/sync.md says, with no help of the server's."""
    by_number = {one["number"]: one for one in sent}
    lines = ["kotiseteli-receipts-1", str(phone.id)]
    for number, sequence, received_at in reply["receipts"]:
        own = by_number[number]
        lines.append(f"{own['id']} {hash_of(own)} {sequence} {received_at or reply['serverTime']}")
    return "".join(line + "\n" for line in lines).encode()


async def test_a_receipt_proves_id_and_hash_by_the_servers_signature(annas_phone: Phone) -> None:
    sent = [annas_phone.recording() for _ in range(3)]
    reply = await annas_phone.signed(*sent)
    assert reply["serverTime"] == "2026-11-18T10:00:00Z"
    assert [(row[0], row[2]) for row in reply["receipts"]] == [(1, None), (2, None), (3, None)]
    assert from_base64url(reply["hashes"]).hex() == "".join(hash_of(one) for one in sent)
    assert (reply["refusals"], reply["toReview"]) == ([], [])
    key = (await keys_of(annas_phone))[reply["signature"]["key"]]
    signature = from_base64url(reply["signature"]["value"])
    key.verify(signature, text_by_the_phone(annas_phone, sent, reply))
    other = [one | {"doneAt": written(NOW)} for one in sent]
    with pytest.raises(InvalidSignature):
        key.verify(signature, text_by_the_phone(annas_phone, other, reply))


async def test_a_first_receipt_comes_again_with_its_own_moment_under_a_new_signature(annas_phone: Phone) -> None:
    first, second = annas_phone.recording(), annas_phone.recording()
    await annas_phone.signed(first)
    await fetch("alter table visit_record disable trigger user")
    await fetch("update visit_record set received_at = '2026-11-17T08:15:30.25Z' where id = $1", UUID(first["id"]))
    reply = await annas_phone.signed(second, first)
    assert [(row[0], row[2]) for row in reply["receipts"]] == [(2, None), (1, "2026-11-17T08:15:30.250000Z")]
    key = (await keys_of(annas_phone))[reply["signature"]["key"]]
    key.verify(from_base64url(reply["signature"]["value"]), text_by_the_phone(annas_phone, [first, second], reply))


async def test_what_is_refused_held_or_to_be_looked_at_is_named_and_nothing_else(annas_phone: Phone) -> None:
    good = annas_phone.recording()
    refused = annas_phone.recording(voucherNumber="000000000000")
    late = annas_phone.recording(startedAt="2025-01-01T08:00:00Z", endedAt="2025-01-01T08:30:00Z")
    held = annas_phone.recording() | {
        "name": "withdraw_visit",
        "arguments": {"visit": str(uuid7(NOW)), "seen": str(uuid7(NOW)), "reason": "wrongClient"},
    }
    reply = await annas_phone.signed(good, refused, late, held)
    assert [row[0] for row in reply["receipts"]] == [1, 3]
    assert [(one["id"], one["verdict"], slug(one)) for one in reply["refusals"]] == [
        (refused["id"], "refused", "voucher-not-found"),
        (held["id"], "held", "visit-not-received"),
    ]
    assert reply["toReview"] == [{"id": late["id"], "reasons": ["outside-voucher-period", "provider-not-approved"]}]


async def test_an_empty_push_has_nothing_to_sign(annas_phone: Phone) -> None:
    reply = await annas_phone.signed()
    assert (reply["receipts"], reply["signature"]) == ([], None)


async def test_a_day_of_twenty_visits_takes_few_bytes_both_ways(annas_phone: Phone) -> None:
    sent = [
        annas_phone.recording(
            note=NOTES[place % len(NOTES)],
            clock={"offsetSeconds": place % 3, "ageSeconds": 977 * place},
            elapsedSeconds=1800 - 7 * place,
            startedAt=written(NOW - timedelta(minutes=37 * place + 30, seconds=11 * place)),
            endedAt=written(NOW - timedelta(minutes=37 * place)),
        )
        | {"doneAt": written(NOW - timedelta(minutes=37 * place))}
        for place in range(20)
    ]
    phone = {"app": "2026-11-22T18:00", "storageKept": True, "lostVisits": 0}
    token = in_base64url(bytes(range(32)))
    push = annas_phone.written_push(*sent, phone=phone, writeTokenHash=token)
    body = gzip.compress(json.dumps(push, ensure_ascii=False, separators=(",", ":")).encode())
    answer = await annas_phone.send_packed(body)
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["receipts"]) == 20
    assert len(body) <= LARGEST_UP
    assert int(answer.headers["content-length"]) <= LARGEST_DOWN


async def test_who_cannot_unpack_is_answered_unpacked(annas_phone: Phone) -> None:
    sent = [annas_phone.recording() for _ in range(20)]
    answer = await annas_phone.caller.post(
        "/api/sync/push", json=annas_phone.written_push(*sent), headers={"Accept-Encoding": "identity"}
    )
    assert "content-encoding" not in answer.headers
    assert len(answer.json()["receipts"]) == 20


async def test_a_body_that_unpacks_to_more_than_we_take_is_refused_while_it_is_unpacked(annas_phone: Phone) -> None:
    bomb = gzip.compress(bytes(300 * LARGEST_BODY))
    assert len(bomb) < LARGEST_BODY
    answer = await annas_phone.send_packed(bomb)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_a_whole_body_may_be_as_large_packed_as_unpacked(annas_phone: Phone) -> None:
    push = json.dumps(annas_phone.written_push()).encode()
    answer = await annas_phone.send_packed(gzip.compress(push + b" " * (LARGEST_BODY - len(push))))
    assert answer.status_code == 200
    answer = await annas_phone.send_packed(gzip.compress(push + b" " * (LARGEST_BODY - len(push) + 1)))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("spoil", "encoding", "expected"),
    [
        (lambda body: body[:-1], "gzip", "not-json"),
        (lambda body: body[: len(body) // 2], "gzip", "not-json"),
        (lambda body: body + b"more", "gzip", "not-json"),
        (lambda _: b"", "gzip", "not-json"),
        (lambda _: b"<html>sign in to the network</html>", "gzip", "not-json"),
        (lambda body: body, "br", "unsupported-media-type"),
        (lambda body: body, "gzip, gzip", "unsupported-media-type"),
        (lambda body: body, "identity", "not-json"),
    ],
    ids=["cut at the end", "cut in the middle", "with more behind", "empty", "not packed", "br", "twice", "unsaid"],
)
async def test_a_body_that_cannot_be_unpacked_is_refused_and_stores_nothing(
    annas_phone: Phone, spoil: Any, encoding: str, expected: str
) -> None:
    body = gzip.compress(json.dumps(annas_phone.written_push(annas_phone.recording())).encode())
    answer = await annas_phone.send_packed(spoil(body), encoding)
    assert answer.json()["type"] == f"/problems/{expected}"
    assert await fetch("select from device where id = $1", annas_phone.id) == []


async def test_an_old_phone_is_answered_as_it_always_was(annas_phone: Phone) -> None:
    first = annas_phone.recording()
    answer = await annas_phone.push(first)
    assert answer.json() == {
        "serverTime": "2026-11-18T10:00:00Z",
        "verdicts": [
            {
                "id": first["id"],
                "verdict": "accepted",
                "problem": None,
                "receipt": {
                    "sha256": hash_of(first),
                    "sequence": answer.json()["verdicts"][0]["receipt"]["sequence"],
                    "receivedAt": "2026-11-18T10:00:00Z",
                },
                "toReview": [],
            }
        ],
    }


async def test_a_protocol_nobody_knows_yet_is_refused_and_leaves_the_outbox(annas_phone: Phone) -> None:
    answer = await annas_phone.caller.post("/api/sync/push", json=annas_phone.written_push(protocol=3))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/protocol")


async def test_what_a_phone_tells_of_itself_reaches_its_office(annas_phone: Phone, product: Product) -> None:
    await annas_phone.signed(phone={"app": "1", "storageKept": None, "lostVisits": 0})
    await annas_phone.signed(phone={"app": "2", "storageKept": False, "lostVisits": 3})
    # One that says nothing of itself, as an old app does, takes nothing back.
    await annas_phone.push()
    await annas_phone.signed(phone={"app": "2", "storageKept": None, "lostVisits": 0})
    async with product.called_by(cast.OLLI) as office:
        (phone,) = (await office.get("/api/phones")).json()
    assert {name: phone[name] for name in ("app", "storageKept", "lostVisits", "lostNoticedAt")} == {
        "app": "2",
        "storageKept": False,
        "lostVisits": 3,
        "lostNoticedAt": "2026-11-18T10:00:00Z",
    }


async def test_the_token_a_phone_is_known_by_is_taken_once(annas_phone: Phone) -> None:
    first, second = bytes(32), bytes(range(32))
    await annas_phone.signed(writeTokenHash=None)
    await annas_phone.signed(writeTokenHash=in_base64url(first))
    await annas_phone.signed(writeTokenHash=in_base64url(second))
    rows = await fetch("select write_token_hash from device where id = $1", annas_phone.id)
    assert rows[0]["write_token_hash"] == first


@pytest.mark.parametrize(
    "wrong",
    [
        {"writeTokenHash": "too short"},
        {"writeTokenHash": "=" * 43},
        {"phone": {"app": "1", "storageKept": True, "lostVisits": -1}},
        {"phone": {"app": "1\0", "storageKept": True, "lostVisits": 0}},
        {"phone": {"app": "1" * 61, "storageKept": True, "lostVisits": 0}},
        {"phone": {"app": "1", "storageKept": "yes", "lostVisits": 0}},
    ],
    ids=str,
)
async def test_what_a_phone_cannot_say_of_itself_is_refused(annas_phone: Phone, wrong: dict[str, Any]) -> None:
    answer = await annas_phone.caller.post("/api/sync/push", json=annas_phone.written_push(**wrong))
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")
