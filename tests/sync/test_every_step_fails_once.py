"""Each statement of a push, a delivery and a pull fails once, in turn, before it is sent and before it is answered."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.sealed.sealing import SealingPhone
from tests.sync.phone import Phone, hash_of, slug

# Contact and facts, the store, and the refusals; the session's own statement comes before them.
FEWEST_STEPS = 4
STORED = """
select m.id, encode(m.sha256, 'hex') as sha256, m.is_refused,
    (select count(*) from visit v where v.id = m.id) as visits,
    (select count(*) from visit_record r where r.visit = m.id) as records,
    (select count(*) from trail_entry t where t.subject = m.id and t.act = 'recorded') as entries
from (
    select id, sha256, false as is_refused from visit_record union all select id, sha256, true from refused_mutation
) m where m.id = any($1)
"""


@dataclass
class Fault:
    """The line to the database breaks at one statement: before it runs, or before its answer comes back."""

    at: int
    has_run: bool
    seen: int = 0

    def strikes(self) -> bool:
        """Count a statement; tell whether it is this one's turn."""
        self.seen += 1
        return self.seen == self.at


def broken_by(fault: Fault, statement: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the driver's own way to run a statement, with the fault in it."""

    async def run(connection: Any, *args: Any, **named: Any) -> Any:
        if not fault.strikes():
            return await statement(connection, *args, **named)
        if fault.has_run:
            await statement(connection, *args, **named)
        connection.terminate()
        raise asyncpg.ConnectionDoesNotExistError("the line broke")

    return run


@contextmanager
def in_the_line(fault: Fault) -> Iterator[None]:
    """Put the fault between the server and its database."""
    with pytest.MonkeyPatch.context() as patch:
        # Plain statements (BEGIN, COMMIT) go one way through the driver, those with values the other.
        patch.setattr(asyncpg.Connection, "_execute", broken_by(fault, asyncpg.Connection._execute))
        simple = broken_by(fault, asyncpg.Connection.execute)
        patch.setattr(asyncpg.Connection, "execute", simple)
        yield


async def push_through(fault: Fault, phone: Phone, records: list[dict[str, Any]]) -> int:
    """Push while the fault is in the line; return the status of the answer."""
    with in_the_line(fault):
        return (await phone.push(*records)).status_code


async def deliver_through(fault: Fault, phone: Phone, records: list[dict[str, Any]]) -> int:
    """Bring the records sealed while the fault is in the line; return the status of the answer."""
    sealing = SealingPhone(phone)
    await sealing.enrol()
    envelopes = [sealing.envelope(record) for record in records]
    with in_the_line(fault):
        body = {"device": str(phone.id), "envelopes": envelopes}
        return (await phone.caller.post("/api/sync/sealed", json=body)).status_code


@pytest.mark.parametrize("through", [push_through, deliver_through], ids=["pushed", "sealed"])
@pytest.mark.parametrize("has_run", [False, True], ids=["before it runs", "after it has run"])
@pytest.mark.usefixtures("committed_database")
async def test_each_statement_fails_once_and_the_next_push_makes_it_good(
    app: Litestar,
    through: Callable[[Fault, Phone, list[dict[str, Any]]], Awaitable[int]],
    *,
    has_run: bool,
) -> None:
    steps = 0
    async with Product(app).called_by(cast.ANNA) as anna:
        while True:
            steps += 1
            phone = Phone(anna)
            fault = Fault(steps, has_run)
            records = [phone.recording(), phone.recording(voucherNumber="000000000000"), phone.recording()]
            status = await through(fault, phone, records)
            if fault.seen < steps:
                break
            assert status in {200, 500}, f"step {steps}"
            verdicts = await phone.verdicts(*records)
            assert [one["verdict"] for one in verdicts if one["verdict"] != "refused"] in (
                ["accepted"] * 2,
                ["repeated"] * 2,
            ), f"step {steps}"
            assert slug(verdicts[1]) == "voucher-not-found", f"step {steps}"
            for record, verdict in zip(records, verdicts, strict=True):
                assert verdict["receipt"] is None or verdict["receipt"]["sha256"] == hash_of(record), f"step {steps}"
            rows = {row["id"]: row for row in await fetch(STORED, [record["id"] for record in records])}
            assert len(rows) == len(records), f"step {steps}"
            for row in rows.values():
                once = 0 if row["is_refused"] else 1
                assert (row["visits"], row["records"], row["entries"]) == (once, once, once), f"step {steps}"
    assert steps > FEWEST_STEPS, steps


@pytest.mark.parametrize("has_run", [False, True], ids=["before it runs", "after it has run"])
@pytest.mark.usefixtures("committed_database")
async def test_each_statement_of_a_pull_fails_once_and_the_cursor_steps_over_nothing(
    app: Litestar,
    *,
    has_run: bool,
) -> None:
    steps = 0
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        cursor = (await phone.pull())["cursor"]
        while True:
            steps += 1
            visit = phone.recording()
            await phone.verdicts(visit)
            fault = Fault(steps, has_run)
            with in_the_line(fault):
                asked = {"device": str(phone.id), "after": cursor}
                status = (await anna.get("/api/sync/pull", params=asked)).status_code
            if fault.seen < steps:
                break
            assert status in {200, 500}, f"step {steps}"
            news = await phone.pull(cursor)
            assert [one["id"] for one in news["visits"]] == [visit["id"]], f"step {steps}"
            cursor = news["cursor"]
    assert steps > FEWEST_STEPS, steps
