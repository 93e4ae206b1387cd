"""What can be used once is used once, also when many use it in the same moment on a real, committed database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
from httpx import Response
from litestar import Litestar

from backend.access.guards import COOKIE
from backend.database import fetch
from backend.demo import cast
from backend.identification.attempts import begin, take
from backend.sessions.beginning import begin_session
from backend.sessions.rules import EVERY_MEMBERSHIP
from backend.throttle import Throttle
from tests.conftest import Caller, Product
from tests.enrolment.joining import code_for, employed, join
from tests.routes.mandates import confirmed, invited

# More than the database has connections here, so that some wait for others.
AT_ONCE = 10


@pytest.fixture
async def product(app: Litestar, committed_database: str) -> AsyncIterator[Product]:
    """Give the product on a database that commits, with nothing counted at its doors."""
    assert committed_database
    app.state.throttle = Throttle()
    yield Product(app)
    app.state.throttle = Throttle()


async def strangers(product: Product, stack: AsyncExitStack) -> list[Caller]:
    """Give as many browsers as knock at once."""
    return [await stack.enter_async_context(product.called_by(None)) for _ in range(AT_ONCE)]


def statuses(answers: list[Response]) -> Counter[int]:
    """Count how often each was answered."""
    return Counter(answer.status_code for answer in answers)


async def test_of_many_phones_with_one_code_one_comes_in(product: Product) -> None:
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(product.called_by(cast.OLLI))
        code = (await code_for(office, await employed(office)))["code"]
        phones = await strangers(product, stack)
        # A code that is tried more than five times at once is slowed down before it is looked up.
        product.app.state.throttle = Unhurried()
        answers = await asyncio.gather(*(join(phone, code) for phone in phones))
    assert statuses(answers) == {200: 1, 409: AT_ONCE - 1}
    (used,) = await fetch("select count(*) as sessions from sign_in where way = 'enrolment'")
    assert used["sessions"] == 1


class Unhurried(Throttle):
    """A throttle that lets everything through, so that only the database stands between two who come at once."""

    def begin(self, *_: object) -> None:
        """Count nothing."""

    def keep_pace(self, *_: object) -> None:
        """Count nothing."""


async def test_of_many_who_enter_one_invitation_one_has_taken_it(product: Product) -> None:
    people = [cast.SEPPO, cast.KAISA, cast.IRJA, cast.AUNE, cast.VEIKKO]
    async with AsyncExitStack() as stack:
        helvi = await stack.enter_async_context(product.called_by(cast.HELVI))
        given = await invited(helvi)
        callers = [await stack.enter_async_context(product.called_by(person)) for person in people]
        entered = {"code": given["code"]}
        answers = await asyncio.gather(
            *(caller.post("/api/mandates/invitations/taken", json=entered) for caller in callers)
        )
        assert statuses(answers)[200] == 1
        before = await fetch("select count(*) as many from representation where client = $1", cast.HELVI.client)
        await confirmed(helvi, given)
        address = f"/api/mandates/invitations/{given['id']}/confirmation"
        again = await asyncio.gather(*(helvi.post(address, json={}) for _ in range(AT_ONCE)))
    assert statuses(again) == {201: AT_ONCE}
    after = await fetch("select count(*) as many from representation where client = $1", cast.HELVI.client)
    assert after[0]["many"] == before[0]["many"] + 1


async def test_a_way_back_is_taken_by_one_of_many(committed_database: str) -> None:
    assert committed_database
    begun = await begin("county", "/")
    taken = await asyncio.gather(*(take("county", begun.state, begun.browser) for _ in range(AT_ONCE)))
    assert len([attempt for attempt in taken if attempt is not None]) == 1


async def test_a_change_of_role_by_many_pages_at_once_leaves_one_session(product: Product) -> None:
    token = await begin_session(cast.ANNA.membership, "demo", reach=EVERY_MEMBERSHIP)
    async with AsyncExitStack() as stack:
        pages = await strangers(product, stack)
        for page in pages:
            page.cookies.set(COOKIE, token)
        chosen = {"membership": str(cast.ANNA.membership)}
        answers = await asyncio.gather(*(page.post("/api/session/membership", json=chosen) for page in pages))
    assert statuses(answers)[200] == 1
    assert set(statuses(answers)) <= {200, 401, 404}
    (left,) = await fetch("select count(*) as sessions from session where membership = $1", cast.ANNA.membership)
    assert left["sessions"] == 1


async def test_what_a_session_changes_while_it_is_ended_is_whole_or_not_at_all(product: Product) -> None:
    token = await begin_session(cast.OLLI.membership, "demo")
    async with AsyncExitStack() as stack:
        pages = await strangers(product, stack)
        for page in pages:
            page.cookies.set(COOKIE, token)
        made = [page.post("/api/provider/keys", json={"name": f"Key {place}"}) for place, page in enumerate(pages[1:])]
        ended, *answers = await asyncio.gather(pages[0].delete("/api/session"), *made)
        late = await pages[0].post("/api/provider/keys", json={"name": "Late"})
    assert ended.status_code == 200
    assert late.status_code == 401
    assert set(statuses(answers)) <= {201, 401}
    (kept,) = await fetch("select count(*) as keys from provider_key where name like 'Key %'")
    assert kept["keys"] == statuses(answers)[201]


async def test_a_photo_announced_many_times_at_once_is_one(product: Product) -> None:
    photo = {"id": str(uuid4()), "bytes": 10, "sha256": "0" * 64, "doneAt": "2026-11-18T09:00:00Z"}
    async with product.called_by(cast.ANNA) as anna:
        photo["visit"] = (await anna.get("/api/visits")).json()[0]["id"]
        answers = await asyncio.gather(*(anna.post("/api/attachments", json=photo) for _ in range(AT_ONCE)))
    assert statuses(answers) == {200: AT_ONCE}
    assert len(await fetch("select from attachment where id = $1", photo["id"])) == 1
