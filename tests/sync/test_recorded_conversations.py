"""What phones of every release have said and heard, word for word: those of the last twelve months are understood.

`tests/vectors/conversations/` holds requests as the builds of each storey made them and the replies they must get. The
phone's side is held to the same replies by `pwa/src/offline/recorded-conversations.test.ts`. None is ever changed: the
phones are out there.
"""

import gzip
import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.chaos.agreement import Receipt, holds, keys_told, receipt_text, rows_told
from tests.sync.phone import Phone, hash_of

FOLDER = Path(__file__).parents[1] / "vectors" / "conversations"
STOREYS = ("first-storey", "second-storey", "third-storey")


def conversation(storey: str) -> list[dict[str, Any]]:
    """Return what was said, in turn."""
    said: list[dict[str, Any]] = json.loads((FOLDER / f"{storey}.json").read_text(encoding="utf-8"))
    return said


def told_alike(reply: dict[str, Any], before: int) -> dict[str, Any]:
    """Return a reply with its change numbers counted from the conversation's beginning, and no name of a request."""
    told = deepcopy(reply)
    for verdict in told["verdicts"]:
        if verdict["receipt"]:
            verdict["receipt"]["sequence"] -= before
        if verdict["problem"]:
            del verdict["problem"]["instance"]
    return told


@pytest.mark.parametrize("storey", STOREYS)
async def test_a_phone_of_an_earlier_release_is_answered_as_it_was(annas_phone: Phone, storey: str) -> None:
    before: int | None = None
    for exchange in conversation(storey):
        answer = await annas_phone.caller.post("/api/sync/push", json=exchange["push"])
        assert answer.status_code == 200, exchange["case"]
        reply = answer.json()
        if before is None:
            before = min(one["receipt"]["sequence"] for one in reply["verdicts"] if one["receipt"]) - 1
        assert told_alike(reply, before) == told_alike(exchange["reply"], 0), exchange["case"]


@pytest.mark.parametrize("storey", STOREYS)
def test_the_receipts_are_of_the_very_records(storey: str) -> None:
    for exchange in conversation(storey):
        sent = {one["id"]: hash_of(one) for one in exchange["push"]["mutations"]}
        receipts = {one["id"]: one["receipt"]["sha256"] for one in exchange["reply"]["verdicts"] if one["receipt"]}
        assert receipts.items() <= sent.items(), exchange["case"]


SIGNED: dict[str, Any] = json.loads((FOLDER / "fourth-storey.json").read_text(encoding="utf-8"))


def receipts_of(exchange: dict[str, Any], reply: dict[str, Any]) -> list[Receipt]:
    """Return a signed reply's receipts as the phone made them of its own records; the hashes must be its own."""
    own = {one["number"]: (UUID(one["id"]), hash_of(one)) for one in exchange["push"]["mutations"]}
    receipts, hashes = rows_told(reply, own)
    assert hashes == [one.sha256 for one in receipts], exchange["case"]
    return receipts


def signed_alike(reply: dict[str, Any], before: int) -> dict[str, Any]:
    """Return a signed reply as `told_alike` does; a signature is over change numbers, so it is checked by itself."""
    told = deepcopy(reply)
    told["receipts"] = [[number, sequence - before, received_at] for number, sequence, received_at in told["receipts"]]
    for refusal in told["refusals"]:
        refusal["problem"].pop("instance", None)
    told["signature"] = told["signature"] and told["signature"]["key"]
    return told


async def test_a_phone_of_the_fourth_storey_is_answered_as_it_was_and_its_check_holds(annas_phone: Phone) -> None:
    before: int | None = None
    keys = keys_told((await annas_phone.pull())["catalogue"]["receiptKeys"])
    for exchange in SIGNED["exchanges"]:
        packed = gzip.compress(json.dumps(exchange["push"], ensure_ascii=False).encode())
        answer = await annas_phone.send_packed(packed)
        assert answer.status_code == 200, exchange["case"]
        reply = answer.json()
        if before is None:
            before = min(sequence for _, sequence, _ in reply["receipts"]) - 1
        assert signed_alike(reply, before) == signed_alike(exchange["reply"], 0), exchange["case"]
        if reply["signature"]:
            text = receipt_text(UUID(exchange["push"]["device"]), receipts_of(exchange, reply))
            assert holds(keys, text, reply["signature"]), exchange["case"]


def test_the_recorded_signatures_are_of_the_very_records() -> None:
    keys = keys_told(SIGNED["receiptKeys"])
    for exchange in SIGNED["exchanges"]:
        signature = exchange["reply"]["signature"]
        text = receipt_text(UUID(exchange["push"]["device"]), receipts_of(exchange, exchange["reply"]))
        assert signature is None or holds(keys, text, signature), exchange["case"]
