"""What the apps of the last twelve months asked, pulls and signed pushes too, is answered as it was answered then."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sync.phone import Phone

RECORDED = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["turns"]
    for path in sorted((Path(__file__).parent / "recorded").glob("*.json"))
}
# Stands in a recorded answer for what differs from day to day: a change number, a reference, words.
ANYTHING = "*"


def differences(recorded: Any, answered: Any, place: str = "") -> list[str]:
    """Return where an answer is of another shape, or says something else, than the recorded one."""
    if recorded == ANYTHING:
        return []
    if isinstance(recorded, dict) and isinstance(answered, dict):
        if list(recorded) != list(answered):
            return [f"{place}: {list(answered)}, recorded {list(recorded)}"]
        return [found for name in recorded for found in differences(recorded[name], answered[name], f"{place}/{name}")]
    if isinstance(recorded, list) and isinstance(answered, list) and len(recorded) == len(answered):
        pairs = enumerate(zip(recorded, answered, strict=True))
        return [found for number, (one, other) in pairs for found in differences(one, other, f"{place}/{number}")]
    return [] if recorded == answered else [f"{place}: {answered!r}, recorded {recorded!r}"]


def test_a_difference_is_seen() -> None:
    assert differences({"a": [1, "*"]}, {"a": [1, 2]}) == []
    assert differences({"a": 1}, {"a": 1, "b": 2}) != []
    assert differences({"a": [1]}, {"a": [1, 2]}) != []
    assert differences({"a": [{"b": None}]}, {"a": [{"b": 0}]}) != []


@pytest.mark.parametrize("kind", RECORDED)
async def test_a_recorded_conversation_goes_as_it_went(annas_phone: Phone, kind: str) -> None:
    for turn in RECORDED[kind]:
        head = {"Accept-Language": "fi"}
        if turn["ask"] == "push":
            answer = await annas_phone.caller.post("/api/sync/push", json=turn["said"], headers=head)
        else:
            answer = await annas_phone.caller.get("/api/sync/pull", params=turn["said"], headers=head)
        assert answer.status_code == turn["status"], answer.text
        assert differences(turn["answered"], answer.json()) == []
