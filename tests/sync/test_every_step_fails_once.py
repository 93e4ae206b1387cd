"""Each statement, each send and each receive of a push, a delivery and a pull fails once, in turn, before and after."""

import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from litestar import Litestar
from litestar.types import Message, Receive, Scope, Send

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.sealed.sealing import SealingPhone
from tests.sync.phone import Phone, hash_of, slug

PIECE_BYTES = 200
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
    """A line breaks at one step: before it is done, or when it is done and the other side does not hear of it."""

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


@contextmanager
def on_the_wire(fault: Fault) -> Iterator[None]:
    """Put the fault between the phone and the server: at a piece of what is asked, or of what is answered."""
    called = Litestar.__call__

    async def call(app: Litestar, scope: Scope, receive: Receive, send: Send) -> None:
        is_cut = False

        async def heard() -> Any:
            nonlocal is_cut
            if is_cut or fault.strikes():
                # What was on its way still comes, and nothing after it.
                last = None if is_cut or not fault.has_run else await receive()
                is_cut = True
                return last or {"type": "http.disconnect"}
            return await receive()

        async def told(message: Message) -> None:
            nonlocal is_cut
            strikes = not is_cut and fault.strikes()
            if not is_cut and (not strikes or fault.has_run):
                await send(message)
            is_cut = is_cut or strikes
            if is_cut:
                raise OSError("the line broke")

        await called(app, scope, heard, told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Litestar, "__call__", call)
        yield


Broken = Callable[[Fault], AbstractContextManager[None]]
BROKEN = pytest.mark.parametrize(
    ("broken", "fewest"),
    # Session, contact and facts, the store, and the refusals; a request and the two halves of its answer.
    [(in_the_line, 4), (on_the_wire, 3)],
    ids=["a statement", "a send or receive"],
)


async def push_through(broken: AbstractContextManager[None], phone: Phone, records: list[dict[str, Any]]) -> int:
    """Push while the line is broken; return the status of the answer."""
    with broken:
        return (await phone.push(*records)).status_code


async def signed_push_through(broken: AbstractContextManager[None], phone: Phone, records: list[dict[str, Any]]) -> int:
    """Push by protocol 2, packed and in pieces, while the line is broken; return the status of the answer."""
    body = gzip.compress(json.dumps(phone.written_push(*records)).encode())

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), PIECE_BYTES):
            yield body[at : at + PIECE_BYTES]

    head = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with broken:
        return (await phone.caller.post("/api/sync/push", content=pieces(), headers=head)).status_code


async def deliver_through(broken: AbstractContextManager[None], phone: Phone, records: list[dict[str, Any]]) -> int:
    """Bring the records sealed while the line is broken; return the status of the answer."""
    sealing = SealingPhone(phone)
    await sealing.enrol()
    envelopes = [sealing.envelope(record) for record in records]
    with broken:
        body = {"device": str(phone.id), "envelopes": envelopes}
        return (await phone.caller.post("/api/sync/sealed", json=body)).status_code


@BROKEN
@pytest.mark.parametrize(
    "through", [push_through, signed_push_through, deliver_through], ids=["pushed", "pushed by protocol 2", "sealed"]
)
@pytest.mark.parametrize("has_run", [False, True], ids=["before it is done", "after"])
@pytest.mark.usefixtures("committed_database")
async def test_each_step_fails_once_and_the_next_push_makes_it_good(
    app: Litestar,
    through: Callable[[AbstractContextManager[None], Phone, list[dict[str, Any]]], Awaitable[int]],
    broken: Broken,
    fewest: int,
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
            status = await through(broken(fault), phone, records)
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
    assert steps > fewest, steps


@BROKEN
@pytest.mark.parametrize("has_run", [False, True], ids=["before it is done", "after"])
@pytest.mark.usefixtures("committed_database")
async def test_each_step_of_a_pull_fails_once_and_the_cursor_steps_over_nothing(
    app: Litestar,
    broken: Broken,
    fewest: int,
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
            with broken(fault):
                asked = {"device": str(phone.id), "after": cursor}
                status = (await anna.get("/api/sync/pull", params=asked)).status_code
            if fault.seen < steps:
                break
            assert status in {200, 500}, f"step {steps}"
            news = await phone.pull(cursor)
            assert [one["id"] for one in news["visits"]] == [visit["id"]], f"step {steps}"
            cursor = news["cursor"]
    # One step fewer than a push on either line: it brings no body, and nothing is refused.
    assert steps >= fewest, steps
