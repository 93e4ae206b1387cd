"""Only the note of a phone's contact is committed without waiting for the disk; nothing that a phone relies on is."""

import base64
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from backend.demo import cast
from backend.sync.push import FACTS
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, written
from tests.sync.test_corrections import withdrawal


class Watched:
    """The statements that ran, each with how commits on its connection wait, and what it asks for its own."""

    def __init__(self) -> None:
        self.before: set[str] = set()
        self.asked: list[str] = []

    def note(self, setting: str, statement: str, values: tuple[Any, ...]) -> None:
        """Note a statement as it begins."""
        self.before.add(setting)
        if statement == FACTS:
            self.asked.append(values[-1])
        else:
            assert "synchronous_commit" not in statement


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    run = asyncpg.Connection._execute
    found = Watched()

    async def noted(connection: Any, statement: str, values: tuple[Any, ...], *args: Any, **named: Any) -> Any:
        rows = await run(connection, "select current_setting('synchronous_commit') as it", (), 0, None)
        found.note(rows[0]["it"], statement, values)
        return await run(connection, statement, values, *args, **named)

    monkeypatch.setattr(asyncpg.Connection, "_execute", noted)
    yield found
    monkeypatch.undo()


@pytest.mark.usefixtures("committed_database")
async def test_what_a_receipt_vouches_for_waits_and_the_contact_before_it_does_not(
    app: Litestar, watched: Watched
) -> None:
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit = phone.recording()
        await phone.verdicts(visit, phone.recording(voucherNumber="000000000000"), withdrawal(phone, visit))
    assert watched.asked == ["off"]
    assert watched.before == {"on"}


@pytest.mark.usefixtures("committed_database")
@pytest.mark.parametrize(
    "told",
    [
        {"writeTokenHash": base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")},
        {"phone": {"app": "1", "storageKept": None, "lostVisits": 2}},
    ],
)
async def test_what_a_phone_says_only_once_waits(app: Litestar, watched: Watched, told: dict[str, Any]) -> None:
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        push = {"protocol": 2, "device": str(phone.id), "sentAt": written(NOW), "highestNumber": 0, "mutations": []}
        answer = await anna.post("/api/sync/push", json=push | {"phone": None, "writeTokenHash": None} | told)
    assert answer.status_code == 200, answer.text
    assert watched.asked == ["on"]
