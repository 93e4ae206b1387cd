"""Feedback by a link with no sign-in: once, in two weeks, for that visit, and nothing is told to who guesses."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.demo.cast import CastPerson
from tests.conftest import NOW, Caller, Product
from tests.feedback.test_feedback import newest_visit

GUESSED = "A" * 43


async def made(product: Product, by: CastPerson = cast.OLLI) -> str:
    async with product.called_by(by) as maker:
        body = {"id": str(uuid4()), "visit": str(await newest_visit())}
        answer = await maker.post("/api/feedback-links", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["path"] == f"/f#{answer.json()['token']}"
    return str(answer.json()["token"])


async def looked(stranger: Caller, token: str) -> tuple[int, dict[str, Any]]:
    answer = await stranger.post("/api/feedback-links/visit", json={"token": token})
    return answer.status_code, answer.json()


async def given(stranger: Caller, token: str, **said: Any) -> str:
    body = {"id": str(uuid4()), "token": token, "face": "good"} | said
    answer = await stranger.post("/api/feedback-links/feedback", json=body)
    return "" if answer.status_code == 204 else str(answer.json()["type"]).removeprefix("/problems/")


async def test_it_names_the_visit_and_nobody(product: Product) -> None:
    token = await made(product, cast.ANNA)
    async with product.called_by(None) as stranger:
        status, visit = await looked(stranger, token)
    assert status == 200
    assert set(visit) == {"service", "providerName", "startedAt", "endedAt", "lastDay"}
    assert visit["lastDay"] == "2026-12-02"
    names = [cast.HELVI.family_name, cast.ANNA.family_name, str(cast.HELVI.client)]
    assert [name for name in names if name in str(visit)] == []


async def test_it_takes_one_answer(product: Product) -> None:
    token, id_ = await made(product), str(uuid4())
    async with product.called_by(None) as stranger:
        assert await given(stranger, token, id=id_, words="Kiitos") == ""
        # The answer was lost, and the page sends it again; then somebody else has the paper.
        assert await given(stranger, token, id=id_, words="Kiitos") == ""
        assert await given(stranger, token, id=id_, face="bad") == "content-differs"
        assert await given(stranger, token) == "feedback-link-used"
        status, problem = await looked(stranger, token)
    assert (status, problem["type"]) == (409, "/problems/feedback-link-used")
    (row,) = await fetch("select given_by, due_on from feedback where id = $1", UUID(id_))
    assert row["given_by"] is None
    assert row["due_on"] is not None


async def test_a_guess_and_an_old_one_have_their_own_words(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await made(product)
    async with product.called_by(None) as stranger:
        status, problem = await looked(stranger, GUESSED)
        assert (status, problem["type"]) == (404, "/problems/feedback-link-unknown")
        assert await given(stranger, GUESSED) == "feedback-link-unknown"
        assert await given(stranger, "short") == "invalid-request"
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=14))
        assert (await looked(stranger, token))[0] == 200
        for days in (15, 365):
            monkeypatch.setattr(clock, "now", lambda days=days: NOW + timedelta(days=days))
            status, problem = await looked(stranger, token)
            assert (status, problem["type"], problem["days"]) == (409, "/problems/feedback-link-expired", 14)
            assert await given(stranger, token) == "feedback-link-expired"


async def test_a_visit_has_five_links_and_a_withdrawn_one_none(product: Product) -> None:
    for _ in range(5):
        await made(product)
    async with product.called_by(cast.OLLI) as olli:
        body = {"id": str(uuid4()), "visit": str(await newest_visit())}
        sixth = await olli.post("/api/feedback-links", json=body)
        await fetch("update visit set state = 'withdrawn' where id = $1", UUID(body["visit"]))
        withdrawn = await olli.post("/api/feedback-links", json=body)
    assert (sixth.status_code, sixth.json()["most"]) == (409, 5)
    assert withdrawn.json()["type"] == "/problems/visit-taken-back"


async def test_the_database_keeps_no_token(product: Product) -> None:
    token = await made(product)
    rows = await fetch("select feedback_link::text as row from feedback_link")
    assert rows
    assert not any(token in row["row"] or token.encode().hex() in row["row"] for row in rows)


async def test_a_page_of_another_site_gives_nothing(product: Product) -> None:
    token = await made(product)
    async with product.called_by(None) as stranger:
        body = {"id": str(uuid4()), "token": token, "face": "good"}
        headers = {"origin": "https://elsewhere.example"}
        answer = await stranger.post("/api/feedback-links/feedback", json=body, headers=headers)
    assert answer.status_code == 403
