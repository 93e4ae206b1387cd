"""Decisions made at the same moment on a real, committed database, and the open pages that hear of them."""

import asyncio
from uuid import uuid4

import asyncpg
from litestar import Litestar

from backend.database import fetch
from backend.demo import cast
from backend.notices.live import CHANNEL
from tests.conftest import Product
from tests.routes.granter import LEAVE, decided, decision, set_terms


async def test_of_two_decisions_at_once_one_is_made(app: Litestar, committed_database: str) -> None:
    assert committed_database
    await set_terms(LEAVE)
    async with Product(app).called_by(cast.MARJA) as marja:
        answers = await asyncio.gather(*(marja.post("/api/decisions", json=decision()) for _ in range(4)))
        same = decision(client=str(cast.AUNE.client))
        again = await asyncio.gather(*(marja.post("/api/decisions", json=same) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/two-open-grants"}
    assert {answer.status_code for answer in again} == {201}
    assert len(await fetch("select from voucher where client = $1 and service = $2", cast.AUNE.client, LEAVE)) == 1


async def test_an_open_page_hears_of_a_decision_and_of_an_act(app: Litestar, committed_database: str) -> None:
    assert committed_database
    await set_terms(LEAVE)
    heard: list[str] = []
    listener = await listening(committed_database, heard)
    async with Product(app).called_by(cast.MARJA) as marja:
        await decided(marja)
        pause = {"id": str(uuid4()), "firstDay": "2026-11-18", "lastDay": None, "causedBy": "client", "words": ""}
        await marja.post(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/pauses", json=pause)
    for _ in range(100):
        if len(heard) < 2:
            await asyncio.sleep(0.02)
    await listener.close()
    assert [str(cast.HELVI.client) in said for said in heard] == [True, True]
    assert str(cast.KANELI.id) in heard[1]


async def listening(address: str, heard: list[str]) -> asyncpg.Connection:
    """Listen as a server does, and write down what is said."""
    listener = await asyncpg.connect(address)
    await listener.add_listener(CHANNEL, lambda *said: heard.append(str(said[3])))
    return listener
