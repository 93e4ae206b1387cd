"""Messages: from a client's side to the office and back, sealed, told, read, and nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.ground.test_stolen_database import dump, is_told

THREAD = {"client": str(cast.HELVI.client), "provider": str(cast.KANELI.id)}
WORDS, ANSWER = "Kuka tulee huomenna? <script>alert(1)</script>", "Anna tulee kello 12"
HELVIS = "delete from message where client = $1"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a minute pass at each call."""
    passed = [0]

    def tick() -> None:
        passed[0] += 1
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=passed[0]))

    return tick


async def write(caller: Caller, words: str, **said: Any) -> tuple[int, dict[str, Any]]:
    body = {"id": str(uuid4()), "words": words} | THREAD | said
    answer = await caller.post("/api/messages", json=body)
    return answer.status_code, body


async def messages(caller: Caller) -> list[dict[str, Any]]:
    answer = await caller.get("/api/messages", params=THREAD)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def thread(caller: Caller, **asked: str) -> dict[str, Any]:
    rows = (await caller.get("/api/threads", params=asked)).json()
    return next(one for one in rows if (one["clientId"], one["providerId"]) == tuple(THREAD.values()))


async def test_a_message_and_its_answer_are_told_and_read(product: Product, later: Callable[[], None]) -> None:
    await fetch(HELVIS, cast.HELVI.client)
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        assert (await write(helvi, f"  {WORDS} "))[0] == 204
        waiting = await thread(olli)
        assert (waiting["waitsForOffice"], waiting["unread"], waiting["clientName"]) == (True, 1, cast.HELVI.name)
        (asked,) = await messages(olli)
        assert (asked["words"], asked["isOwn"], asked["isFromOffice"], asked["isRead"]) == (WORDS, False, False, False)
        read = await olli.post("/api/messages/read", json=THREAD | {"until": asked["id"]})
        assert read.status_code == 204
        later()
        assert (await write(olli, ANSWER))[0] == 204
        first, second = await messages(helvi)
        assert (first["isRead"], second["words"], second["writtenBy"]) == (True, ANSWER, cast.OLLI.name)
        assert (await thread(helvi))["unread"] == 1
        assert (await thread(olli))["waitsForOffice"] is False
        await helvi.post("/api/messages/read", json=THREAD | {"until": second["id"]})
        # A mark of an older message, which came late, takes nothing back.
        await helvi.post("/api/messages/read", json=THREAD | {"until": first["id"]})
        assert (await thread(helvi))["unread"] == 0
        assert (await messages(olli))[1]["isRead"] is True


async def test_those_who_read_the_thread_are_told_and_nobody_else(product: Product) -> None:
    await fetch("delete from happening")
    async with product.called_by(cast.OLLI) as olli:
        await write(olli, ANSWER)
    told = {row["to_person"] for row in await fetch("select to_person from happening where kind = 'message'")}
    assert told == {cast.HELVI.id, cast.KAISA.id}
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    await fetch("delete from happening")
    async with product.called_by(cast.OLLI) as olli:
        await write(olli, ANSWER)
    told = {row["to_person"] for row in await fetch("select to_person from happening where kind = 'message'")}
    assert told == {cast.HELVI.id}


async def test_the_same_sent_again_is_written_once_and_other_words_are_refused(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        _, body = await write(helvi, WORDS)
        assert (await write(helvi, **body))[0] == 204
        assert (await write(helvi, **body | {"words": ANSWER}))[0] == 409
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await write(kaisa, **body))[0] == 409
    (count,) = await fetch("select count(*) as n from message where id = $1", body["id"])
    assert count["n"] == 1
    assert len(await fetch("select from trail_entry where act = 'wrote a message'")) == 1


async def test_a_mandate_that_covers_seeing_alone_neither_reads_nor_writes(product: Product) -> None:
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await write(kaisa, WORDS))[0] == 403
        assert (await kaisa.get("/api/messages", params=THREAD)).status_code == 403
        assert (await kaisa.get("/api/threads")).json() == []


async def test_nobody_writes_where_nobody_serves(product: Product) -> None:
    async with product.called_by(cast.VEIKKO) as veikko:
        answer = await veikko.post(
            "/api/messages",
            json={"id": str(uuid4()), "client": str(cast.VEIKKO.client), "provider": str(cast.KANELI.id), "words": "x"},
        )
    assert answer.json()["type"] == "/problems/provider-not-hers"
    async with product.called_by(cast.OLLI) as olli:
        assert (await write(olli, "x", client=str(cast.VEIKKO.client)))[0] == 404
        assert (await write(olli, "x", provider=str(cast.MAJAKKA.id)))[0] == 404


async def test_a_year_after_the_last_service_the_thread_is_closed_to_the_office(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with product.called_by(cast.OLLI) as olli:
        assert (await write(olli, ANSWER))[0] == 204
        monkeypatch.setattr("backend.contact.reaching.DAYS_OF_CONTACT", -400)
        assert (await write(olli, ANSWER))[0] == 404


async def test_an_office_finds_a_client_whom_nothing_was_written_to(product: Product) -> None:
    await fetch(HELVIS, cast.HELVI.client)
    async with product.called_by(cast.OLLI) as olli:
        rows = (await olli.get("/api/threads")).json()
        assert str(cast.HELVI.client) not in {one["clientId"] for one in rows}
        found = await thread(olli, unwritten="true")
    assert (found["newestAt"], found["unread"], found["waitsForOffice"]) == (None, 0, False)


async def test_a_stolen_database_tells_no_message(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        await write(helvi, WORDS)
    assert not is_told("Kuka tulee huomenna", await dump())


async def test_the_office_says_by_which_number_it_is_called(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli, product.called_by(cast.HELVI) as helvi:
        kept = await olli.post("/api/office-phone", json={"phone": " +358 9 0000 555 "})
        assert kept.status_code == 204
        assert (await olli.get("/api/office-phone")).json() == {"phone": "+358 9 0000 555"}
        assert (await thread(helvi))["phone"] == "+358 9 0000 555"
        refused = await olli.post("/api/office-phone", json={"phone": "soita Ollille"})
        assert refused.json()["type"] == "/problems/number-not-dialled"
        assert (await olli.post("/api/office-phone", json={"phone": ""})).status_code == 204
        assert (await thread(helvi))["phone"] is None
