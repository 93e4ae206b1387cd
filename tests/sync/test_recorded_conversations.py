"""What phones of every release have said and heard, word for word: those of the last twelve months are understood.

`tests/vectors/conversations/` holds requests as the builds of each storey made them and the replies they must get. The
phone's side is held to the same replies by `pwa/src/offline/recorded-conversations.test.ts`. None is ever changed: the
phones are out there.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

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
