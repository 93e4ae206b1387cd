"""Feedback from a face to its answer: once, sealed, in time, to whom it is for and to nobody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.ground.test_stolen_database import dump, is_told

WRITTEN = NOW.isoformat()
# Anna's newest visit to Helvi, of which nothing has been said.
VISIT = """
select id from visit where client = $1 and provider = $2 and state = 'recorded' order by started_at desc limit 1
"""
WORDS, ANSWER = "Lääke jäi antamatta <script>alert(1)</script>", "Pahoittelemme, soitamme teille"


async def newest_visit() -> UUID:
    (row,) = await fetch(VISIT, cast.HELVI.client, cast.KANELI.id)
    return UUID(bytes=row["id"].bytes)


async def give(caller: Caller, **said: Any) -> dict[str, Any]:
    body = {"id": str(uuid4()), "visit": str(await newest_visit()), "face": "fair", "givenAt": WRITTEN} | said
    answer = await caller.post("/api/feedback", json=body)
    assert answer.status_code == 204, answer.text
    return body


async def refused(caller: Caller, **said: Any) -> tuple[int, str]:
    body = {"id": str(uuid4()), "visit": str(await newest_visit()), "face": "fair", "givenAt": WRITTEN} | said
    answer = await caller.post("/api/feedback", json=body)
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def listed(caller: Caller, path: str, of: str) -> list[dict[str, Any]]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return [one for one in rows if one["id"] == of]


async def of_month(caller: Caller) -> dict[str, Any]:
    answer = await caller.get(f"/api/feedback?client={cast.HELVI.client}&month=2026-11")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_words_reach_the_office_and_its_answer_comes_back(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        given = await give(helvi, words=WORDS)
        (letter,) = await listed(olli, "/api/feedback/letters", given["id"])
        assert (letter["words"], letter["clientName"], letter["dueOn"]) == (WORDS, cast.HELVI.name, "2026-12-02")
        path = f"/api/feedback/{given['id']}/answer"
        assert (await olli.post(path, json={"words": ANSWER})).status_code == 204
        # The answer to it was lost, and it is sent again; then in other words.
        assert (await olli.post(path, json={"words": ANSWER})).status_code == 204
        other = await olli.post(path, json={"words": "Muuta"})
        (told,) = [one for one in (await of_month(helvi))["feedback"] if one["id"] == given["id"]]
    assert other.json()["type"] == "/problems/feedback-answered"
    assert (told["answer"], told["isOwn"]) == (ANSWER, True)
    (happened,) = await fetch("select kind, to_person from happening where client = $1", cast.HELVI.client)
    assert (happened["kind"], happened["to_person"]) == ("feedback_answered", cast.HELVI.id)


async def test_a_face_alone_is_told_to_nobody_of_the_office(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        given = await give(helvi)
        assert await listed(olli, "/api/feedback/letters", given["id"]) == []
        answer = await olli.post(f"/api/feedback/{given['id']}/answer", json={"words": "Kuka olet?"})
        faces = (await olli.get("/api/feedback/faces")).text
    assert answer.status_code == 404
    assert str(given["visit"]) not in faces
    assert str(cast.HELVI.client) not in faces


async def test_grave_feedback_is_the_granters_at_once_until_she_takes_note(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.MARJA) as marja:
        given = await give(helvi, face="bad", words=WORDS, reader="organiser")
        (grave,) = await listed(marja, "/api/feedback/grave", given["id"])
        assert (grave["words"], grave["notedAt"]) == (WORDS, None)
        assert (await marja.post(f"/api/feedback/{given['id']}/note", json={})).status_code == 204
        (noted,) = await listed(marja, "/api/feedback/grave", given["id"])
        assert noted["notedAt"] is not None
        async with product.called_by(cast.OLLI) as olli:
            assert await listed(olli, "/api/feedback/letters", given["id"]) == []


async def test_sent_twice_it_is_given_once_and_a_second_one_is_refused(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        given = await give(helvi, words=WORDS)
        await give(helvi, **given)
        assert await refused(helvi, **given | {"face": "good"}) == (409, "content-differs")
        assert await refused(helvi) == (409, "feedback-given")
    async with product.called_by(cast.KAISA) as kaisa:
        await give(kaisa, face="good")
        assert await refused(kaisa, **given) == (409, "content-differs")
    assert len(await fetch("select from trail_entry where act = 'gave feedback'")) == 2


async def test_a_relative_gives_feedback_only_where_her_mandate_says_so(product: Product) -> None:
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    async with product.called_by(cast.KAISA) as kaisa:
        assert await refused(kaisa) == (403, "mandate-too-narrow")
    async with product.called_by(cast.VEIKKO) as veikko:
        assert await refused(veikko) == (404, "not-found")


async def test_a_relative_reads_what_she_gave_herself(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        own, hers = await give(kaisa, words="Omani"), await give(helvi, words="Äidin")
        seen = {one["id"] for one in (await of_month(kaisa))["feedback"]}
        by_client = {one["id"] for one in (await of_month(helvi))["feedback"]}
    assert own["id"] in seen
    assert hers["id"] not in seen
    assert {own["id"], hers["id"]} <= by_client


async def test_a_withdrawn_visit_is_not_spoken_of(product: Product) -> None:
    await fetch("update visit set state = 'withdrawn' where id = $1", await newest_visit())
    async with product.called_by(cast.HELVI) as helvi:
        # The newest that stands is another one now, so the withdrawn one is named.
        (row,) = await fetch("select id from visit where client = $1 and state = 'withdrawn'", cast.HELVI.client)
        assert await refused(helvi, visit=str(row["id"])) == (409, "visit-taken-back")


@pytest.mark.parametrize(
    "bad",
    [
        {"face": "angry"},
        {"words": "x" * 4001},
        {"words": "\x00"},
        {"reader": "press"},
        {"givenAt": "2026-11-18T12:00:00"},
        {"givenAt": "0001-01-01T00:00:00+00:00"},
        {"visit": "helvi"},
        {"isUrgent": "yes"},
        {"extra": 1},
    ],
)
async def test_what_is_no_feedback_is_refused_by_its_shape(product: Product, bad: dict[str, Any]) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        assert await refused(helvi, **bad) == (400, "invalid-request")


async def test_a_phone_whose_clock_is_ahead_gives_feedback_now(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        given = await give(helvi, givenAt=(NOW + timedelta(days=300)).isoformat())
    (row,) = await fetch("select given_at from feedback where id = $1", UUID(given["id"]))
    assert row["given_at"] == NOW


async def test_nothing_that_was_written_lies_open_in_the_database(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        given = await give(helvi, words="Haisi viinalta")
        await olli.post(f"/api/feedback/{given['id']}/answer", json={"words": "Puhumme hänelle"})
        dispute = {"id": str(uuid4()), "visit": given["visit"], "reason": "other", "raisedAt": WRITTEN}
        assert (await helvi.post("/api/disputes", json=dispute | {"words": "Avain katosi"})).status_code == 204
        path = f"/api/disputes/{dispute['id']}/answer"
        assert (await olli.post(path, json={"outcome": "stands", "words": "Avain löytyi"})).status_code == 204
    stolen = await dump()
    told = ("Haisi viinalta", "Puhumme hänelle", "Avain katosi", "Avain löytyi")
    assert [words for words in told if is_told(words, stolen)] == []


async def test_a_year_is_cut_into_groups_of_its_own(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async with product.called_by(cast.PEKKA) as pekka:
        before = (await pekka.get("/api/feedback/faces")).json()
        assert before
        assert {one["year"] for one in before} <= {2026, 2025}
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=800))
        later = await pekka.get("/api/feedback/faces")
    assert later.status_code == 401 or later.json() == []
