"""The short run of `make chaos`, in every test run: what a phone was promised is stored once, whatever breaks."""

from typing import Any

import pytest

from tests.chaos.line import Trouble
from tests.chaos.phones import Phone
from tests.chaos.run import Plan, run

RECORDS = 10_000


def test_ten_thousand_records_through_every_trouble_are_stored_once_each() -> None:
    outcome = run(Plan(seed=20261122, records=RECORDS))
    assert outcome.wrong == [], outcome.told()
    assert outcome.promised + outcome.refused == outcome.records == RECORDS, outcome.told()
    # It was not a quiet day.
    assert set(outcome.troubles) == set(Trouble), outcome.told()
    assert outcome.kills >= 2, outcome.told()
    assert outcome.crashes == 1, outcome.told()


def test_a_phone_that_takes_any_verdict_for_a_receipt_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_carelessly(self: Phone, reply: Any) -> None:
        # As the products do that lost visits: status 200 and it is gone, whatever was answered.
        del reply
        self.outbox.clear()
        self.failures = 0

    monkeypatch.setattr(Phone, "take", take_carelessly)
    outcome = run(Plan(seed=20261122, records=1_000, phones=10, database_crashes=0))
    assert any("recorded on a phone and not received" in wrong for wrong in outcome.wrong), outcome.told()
