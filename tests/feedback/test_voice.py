"""A voice note: kept whole, sealed and once, heard by who may read the feedback and by nobody else."""

import asyncio
import io
from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from httpx import Response
from litestar import Litestar

from backend.database import fetch
from backend.demo import cast
from backend.demo.feedback import TUNE, TUNE_SECONDS
from backend.feedback.rules import MOST_VOICE_BYTES, MOST_VOICE_SECONDS
from backend.headers import PAGE_POLICY, PERMISSIONS
from backend.retention.rules import TERMS
from backend.retention.taking_away import over_of
from tests.conftest import NOW, TODAY, Caller, Product
from tests.feedback.recordings import film, mp4, webm
from tests.ground.test_stolen_database import dump, is_told

NEWEST = """
select id from visit where client = $1 and provider = $2 and state = 'recorded' order by started_at desc limit 1
"""
SPOKEN = "Puhuttu ääneen, ei kirjoitettu"


def voice(content: bytes = TUNE, seconds: int = TUNE_SECONDS) -> dict[str, Any]:
    return {"content": b64encode(content).decode(), "seconds": seconds}


async def say(caller: Caller, **said: Any) -> Response:
    (visit,) = await fetch(NEWEST, cast.HELVI.client, cast.KANELI.id)
    body = {"id": str(uuid4()), "visit": str(visit["id"]), "face": "fair", "givenAt": NOW.isoformat()}
    return await caller.post("/api/feedback", json=body | {"voice": voice()} | said)


async def spoken(caller: Caller, **said: Any) -> str:
    named = str(said.pop("id", uuid4()))
    answer = await say(caller, id=named, **said)
    assert answer.status_code == 204, answer.text
    return named


async def hear(caller: Caller, feedback: str) -> Response:
    return await caller.get(f"/api/feedback/{feedback}/voice")


def slug(answer: Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


async def kept() -> int:
    return int((await fetch("select count(*) as n from feedback_voice"))[0]["n"])


async def test_the_office_hears_what_was_said_and_owes_an_answer(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        feedback = await spoken(helvi)
        (letter,) = [one for one in (await olli.get("/api/feedback/letters")).json() if one["id"] == feedback]
        assert (letter["words"], letter["dueOn"]) == ("", "2026-12-02")
        assert letter["voice"] == {"kind": "audio/webm", "seconds": TUNE_SECONDS}
        answer = await hear(olli, feedback)
    assert answer.content == TUNE
    # Opened by itself it is a file of bytes: no page, and nothing that a browser would guess.
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    heard = await fetch("select person, client from trail_entry where act = 'heard feedback'")
    assert [(row["person"], row["client"]) for row in heard] == [(cast.OLLI.id, cast.HELVI.client)]


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ({}, {cast.HELVI.name, cast.OLLI.name}),
        ({"isUrgent": True}, {cast.HELVI.name, cast.OLLI.name, cast.MARJA.name}),
        ({"reader": "organiser"}, {cast.HELVI.name, cast.MARJA.name}),
    ],
    ids=["for the office", "grave", "for the organiser alone"],
)
async def test_who_may_read_it_hears_it(product: Product, said: dict[str, Any], may: set[str]) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        feedback = await spoken(helvi, **said)
    hearers = set()
    for person in cast.PEOPLE:
        async with product.called_by(person) as caller:
            status = (await hear(caller, feedback)).status_code
            assert status in {200, 403, 404}
            hearers |= {person.name} if status == 200 else set()
    assert hearers == may


async def test_a_relative_hears_what_she_said_herself_and_the_client_all(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        own, hers = await spoken(kaisa), await spoken(helvi)
        assert [(await hear(kaisa, one)).status_code for one in (own, hers)] == [200, 404]
        assert [(await hear(helvi, one)).status_code for one in (own, hers)] == [200, 200]


async def test_sent_twice_it_is_kept_once_and_another_voice_is_another_feedback(product: Product) -> None:
    before = await kept()
    async with product.called_by(cast.HELVI) as helvi:
        feedback = await spoken(helvi)
        await spoken(helvi, id=feedback)
        assert slug(await say(helvi, id=feedback, voice=voice(mp4()))) == "content-differs"
        assert slug(await say(helvi, id=feedback, voice=None)) == "content-differs"
        assert (await hear(helvi, feedback)).content == TUNE
    assert await kept() == before + 1


@pytest.mark.usefixtures("committed_database")
async def test_sent_many_times_at_once_it_is_kept_once(app: Litestar) -> None:
    before = await kept()
    async with Product(app).called_by(cast.HELVI) as helvi:
        named = str(uuid4())
        answers = await asyncio.gather(*(say(helvi, id=named) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [204] * 4
    assert await kept() == before + 1
    assert len(await fetch("select from trail_entry where act = 'gave feedback'")) == 1


@pytest.mark.parametrize(
    ("content", "seconds", "refused"),
    [
        (TUNE, MOST_VOICE_SECONDS + 1, "voice-too-long"),
        (TUNE, 10**30, "voice-too-long"),
        (webm(MOST_VOICE_BYTES + 1), 60, "voice-too-long"),
        (film(), 3, "voice-unreadable"),
        (b"\xff\xd8\xff\xe0 a picture", 3, "voice-unreadable"),
        (b"<script>alert(1)</script>", 3, "voice-unreadable"),
        (TUNE[:40], 3, "voice-unreadable"),
        (b"x", 3, "voice-unreadable"),
    ],
    ids=["61 s", "seconds of no clock", "a byte too many", "a film", "a picture", "a script", "cut off", "a byte"],
)
async def test_what_is_no_voice_note_is_refused_whole(
    product: Product, content: bytes, seconds: int, refused: str
) -> None:
    before = await kept()
    async with product.called_by(cast.HELVI) as helvi:
        answer = await say(helvi, words="Sanat", voice=voice(content, seconds))
        assert (answer.status_code, slug(answer)) == (409, refused)
        # The same feedback goes without it: nothing of it was kept.
        await spoken(helvi, words="Sanat", voice=None)
    assert await kept() == before


@pytest.mark.parametrize(
    "bad",
    [
        {"content": "", "seconds": 3},
        {"content": "ei base64", "seconds": 3},
        {"content": "QUJ", "seconds": 3},
        {"content": "QUJD", "seconds": 0},
        {"content": "QUJD"},
        {"content": "QUJD", "seconds": 3, "kind": "text/html"},
        "QUJD",
    ],
)
async def test_what_is_no_recording_is_refused_by_its_shape(product: Product, bad: object) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        answer = await say(helvi, voice=bad)
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")


async def test_the_largest_is_taken_and_twenty_megabytes_are_not_read(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        whole = webm(MOST_VOICE_BYTES)
        feedback = await spoken(helvi, voice=voice(whole, MOST_VOICE_SECONDS))
        assert (await hear(helvi, feedback)).content == whole
        answer = await say(helvi, voice=voice(webm(20_000_000), 3))
    assert (answer.status_code, slug(answer)) == (413, "too-large")


async def test_each_kind_that_browsers_write_is_known_by_its_bytes(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        first, second = await spoken(helvi), await spoken(kaisa, voice=voice(mp4()))
        rows = await fetch("select id, voice_kind from feedback where id = any($1)", [UUID(first), UUID(second)])
    assert {str(row["id"]): row["voice_kind"] for row in rows} == {first: "audio/webm", second: "audio/mp4"}


async def test_where_nothing_was_said_aloud_there_is_nothing_to_hear(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        feedback = await spoken(helvi, words="Sanat", voice=None)
        assert (await hear(helvi, feedback)).status_code == 404
        assert (await hear(helvi, str(uuid4()))).status_code == 404
        (month,) = [
            one
            for one in (await helvi.get(f"/api/feedback?client={cast.HELVI.client}&month=2026-11")).json()["feedback"]
            if one["id"] == feedback
        ]
    assert month["voice"] is None
    assert await fetch("select from trail_entry where act = 'heard feedback'") == []


async def test_it_lies_sealed_in_the_database(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        said = TUNE + SPOKEN.encode()
        feedback = await spoken(helvi, voice=voice(said))
        assert (await hear(helvi, feedback)).content == said
    assert not is_told(SPOKEN, await dump())


async def test_it_goes_out_with_her_data_and_anothers_does_not(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        own, kaisas = await spoken(helvi), await spoken(kaisa, voice=voice(mp4()))
        archive = await helvi.get(f"/api/clients/{cast.HELVI.client}/export")
        told = (await helvi.get(f"/api/clients/{cast.HELVI.client}/data")).json()["feedback"]
    whole = ZipFile(io.BytesIO(archive.content))
    assert whole.read(f"voices/{own}.webm") == TUNE
    assert [name for name in whole.namelist() if kaisas in name] == []
    assert "voices/" in whole.read("LUE-ENSIN.txt").decode()
    (said,) = [one for one in told if one["id"] == own]
    assert (said["voiceFile"], said["voiceSeconds"]) == (f"voices/{own}.webm", TUNE_SECONDS)


async def test_it_is_kept_as_long_as_the_feedback_and_goes_with_it(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        await spoken(helvi)
    (term,) = [one for one in TERMS if one.what == "feedback"]
    three_years = TODAY.replace(year=TODAY.year + 3)
    await over_of(term, three_years, carry_out=True)
    assert await kept() == 1
    gone = await over_of(term, three_years + timedelta(days=1), carry_out=True)
    assert gone.rows["feedback_voice"] == 1
    assert await kept() == 0


async def test_a_link_takes_no_voice(product: Product) -> None:
    (visit,) = await fetch(NEWEST, cast.HELVI.client, cast.KANELI.id)
    async with product.called_by(cast.OLLI) as olli, product.called_by(None) as stranger:
        made = await olli.post("/api/feedback-links", json={"id": str(uuid4()), "visit": str(visit["id"])})
        said = {"token": made.json()["token"], "id": str(uuid4()), "face": "good"}
        answer = await stranger.post("/api/feedback-links/feedback", json=said | {"voice": voice()})
        assert (answer.status_code, slug(answer)) == (400, "invalid-request")
        assert (await stranger.post("/api/feedback-links/feedback", json=said)).status_code == 204


def test_the_page_may_use_the_microphone_itself_and_play_what_it_made_itself() -> None:
    assert "microphone=(self)" in PERMISSIONS
    assert "media-src blob:;" in PAGE_POLICY
