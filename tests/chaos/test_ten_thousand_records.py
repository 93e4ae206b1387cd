"""The short run of `make chaos`, in every test run: what a phone was promised is stored once, whatever breaks."""

from collections.abc import Mapping, Sequence
from itertools import count
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import pytest

from tests.chaos import run as chaos
from tests.chaos.line import FORGED, SPOILT, Trouble, forged
from tests.chaos.phones import Phone
from tests.chaos.proof import Reader, what_is_wrong
from tests.chaos.run import Plan, run

Chosen = TypeVar("Chosen")
RECORDS = 10_000
# A few minutes of a quiet day: what is found in it was put there on purpose.
SMALL = Plan(seed=20261122, records=1_000, phones=10, database_crashes=0)

# What no server of ours can do by itself: the triggers that forbid it are passed by.
SPOIL = """
set session_replication_role = replica;
delete from visit_record where ctid = (select ctid from visit_record where device is not null limit 1);
update visit_record set sha256 = sha256(sha256)
where ctid = (select max(ctid) from visit_record where device is not null);
"""


class InTurn(Random):
    """Chooses one after another, so that each kind of forgery is made however few there are."""

    def __init__(self) -> None:
        super().__init__(0)
        self.places = count()

    def choice(self, seq: Sequence[Chosen]) -> Chosen:  # type: ignore[override]  # lists are all that is chosen from
        """Return the next."""
        return seq[next(self.places) % len(seq)]


def test_ten_thousand_records_through_every_trouble_are_stored_once_each() -> None:
    outcome = run(Plan(seed=20261122, records=RECORDS))
    assert outcome.wrong == [], outcome.told()
    assert outcome.promised + outcome.refused == outcome.records == RECORDS, outcome.told()
    # It was not a quiet day.
    assert set(outcome.troubles) == set(Trouble), outcome.told()
    assert outcome.kills >= 2, outcome.told()
    assert outcome.crashes == 1, outcome.told()
    assert outcome.sealed > 20, outcome.told()
    assert outcome.pulls > 40, outcome.told()


def test_phones_that_take_any_answer_for_a_receipt_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_carelessly(self: Phone, reply: Any) -> None:
        # As the products do that lost visits: status 200 and it is gone, whatever was answered.
        del reply
        self.outbox.clear()
        self.failures = 0

    in_turn = InTurn()
    monkeypatch.setitem(SPOILT, Trouble.FORGED, lambda answer, _: forged(answer, in_turn))
    monkeypatch.setattr(Phone, "take", take_carelessly)
    # The apps of today go by the hash, and believe any signature.
    monkeypatch.setattr("tests.chaos.phones.holds", lambda *_: True)
    outcome = run(SMALL)
    for words in ("recorded on a phone and not received", "promised under another number than it is stored"):
        assert any(words in wrong for wrong in outcome.wrong), outcome.told()


def test_each_broken_promise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forged_by_the_server(answer: bytes, _: Random) -> bytes:
        # Without the line's own mark, a reply that is not true is the server's.
        return forged(answer, in_turn).replace(f"\r\n{FORGED}: 1".encode(), b"")

    async def found_after_spoiling(address: str, phones: Sequence[Phone], reader: Reader) -> list[str]:
        connection = await asyncpg.connect(address)
        await connection.execute(SPOIL)
        await connection.close()
        return await what_is_wrong(address, phones, reader)

    def lay_over_all_but_one(self: Phone, visits: Mapping[UUID, UUID], stays: set[UUID] | None) -> None:
        lay_over(self, dict(list(visits.items())[1:]), stays)

    in_turn = InTurn()
    lay_over = Phone.lay_over
    monkeypatch.setitem(SPOILT, Trouble.FORGED, forged_by_the_server)
    monkeypatch.setattr(chaos, "what_is_wrong", found_after_spoiling)
    monkeypatch.setattr(Phone, "lay_over", lay_over_all_but_one)
    outcome = run(SMALL)
    for words in (
        "recorded on a phone and not received",
        "received with other content than the phone's",
        "a signature does not hold",
        "a receipt tells another hash than it is signed for",
        "pulled otherwise than it stands",
    ):
        assert any(words in wrong for wrong in outcome.wrong), outcome.told()
