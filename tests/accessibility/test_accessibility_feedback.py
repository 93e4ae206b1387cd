"""Anyone says what she cannot use and has a receipt with the day of the answer; the organiser alone reads it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.accessibility.rules import answer_due_on
from backend.database import fetch
from backend.demo import cast
from backend.retention.rules import TERMS
from backend.retention.taking_away import over_of
from tests.conftest import NOW, TODAY, Caller, Product

PATH = "/api/accessibility-feedback"
WORDS = "Ruudunlukija ei sano, mikä painike on mikä"
CONTACT = "liisa@example.fi"


def letter(**said: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "organiser": str(cast.COUNTY.id), "words": WORDS, "contact": CONTACT} | said


async def written(product: Product, **said: Any) -> str:
    body = letter(**said)
    async with product.called_by(None) as anyone:
        answer = await anyone.post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    return str(body["id"])


async def waiting(caller: Caller) -> list[dict[str, Any]]:
    return [one for one in (await caller.get(PATH)).json() if one["answeredAt"] is None]


@pytest.mark.parametrize(
    ("came_on", "has_contact", "expected"),
    [
        (date(2026, 11, 23), True, date(2026, 12, 7)),
        (date(2028, 2, 15), True, date(2028, 2, 29)),
        (date(2026, 12, 20), True, date(2027, 1, 3)),
        (date(2026, 11, 23), False, None),
    ],
)
def test_two_weeks_are_counted_for_whom_there_is_somewhere_to_answer(
    came_on: date,
    has_contact: bool,  # noqa: FBT001 - a case's value
    expected: date | None,
) -> None:
    assert answer_due_on(came_on, has_contact=has_contact) == expected


async def test_with_no_sign_in_there_is_a_receipt_at_once(product: Product) -> None:
    async with product.called_by(None) as anyone:
        organisers = (await anyone.get("/api/organisers")).json()
        answer = await anyone.post(PATH, json=letter())
    assert {cast.COUNTY.id, cast.CITY.id} <= {UUID(one["id"]) for one in organisers}
    assert answer.status_code == 201
    assert answer.json()["answerBy"] == "2026-12-02" == (TODAY + timedelta(days=14)).isoformat()


async def test_who_says_nowhere_to_answer_is_promised_nothing(product: Product) -> None:
    async with product.called_by(None) as anyone:
        answer = await anyone.post(PATH, json=letter(contact="  "))
    assert answer.status_code == 201
    assert answer.json()["answerBy"] is None


async def test_sent_twice_it_is_there_once_and_in_other_words_it_is_refused(product: Product) -> None:
    body = letter()
    async with product.called_by(None) as anyone, product.called_by(cast.PEKKA) as organiser:
        receipts = [(await anyone.post(PATH, json=body)).json() for _ in range(2)]
        others = [
            await anyone.post(PATH, json=body | said)
            for said in ({"words": "Muuta"}, {"contact": ""}, {"organiser": str(cast.CITY.id)})
        ]
        read = [one for one in await waiting(organiser) if one["id"] == body["id"]]
    assert receipts[0] == receipts[1]
    assert {answer.json()["type"] for answer in others} == {"/problems/content-differs"}
    assert [(one["words"], one["contact"], one["dueOn"]) for one in read] == [(WORDS, CONTACT, "2026-12-02")]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"words": " \n"}, 400),
        ({"words": "x" * 4001}, 400),
        ({"contact": "x" * 201}, 400),
        ({"contact": "a\x00b"}, 400),
        ({"organiser": str(uuid4())}, 404),
        ({"person": str(cast.HELVI.id)}, 400),
    ],
)
async def test_what_is_no_letter_is_refused_and_nothing_is_kept(
    product: Product, said: dict[str, Any], status: int
) -> None:
    async with product.called_by(None) as anyone:
        assert (await anyone.post(PATH, json=letter(**said))).status_code == status
    assert await fetch("select from accessibility_feedback") == []


async def test_the_organiser_reads_its_own_and_answers_once(product: Product) -> None:
    other = await written(product, organiser=str(cast.CITY.id))
    first, second = await written(product), await written(product, words="Toinen")
    async with product.called_by(cast.PEKKA) as organiser:
        assert [one["id"] for one in await waiting(organiser)] == sorted((first, second))
        said = {"words": "Painikkeilla on nyt nimet"}
        for _ in range(2):
            assert (await organiser.post(f"{PATH}/{first}/answer", json=said)).status_code == 204
        again = await organiser.post(f"{PATH}/{first}/answer", json={"words": "Jotain muuta"})
        theirs = await organiser.post(f"{PATH}/{other}/answer", json=said)
        listed = (await organiser.get(PATH)).json()
    assert again.json()["type"] == "/problems/feedback-answered"
    assert theirs.status_code == 404
    assert [(one["id"], one["answer"]) for one in listed] == [(second, None), (first, said["words"])]
    (row,) = await fetch("select answered_by, answered_at from accessibility_feedback where id = $1", UUID(first))
    assert (row["answered_by"], row["answered_at"]) == (cast.PEKKA.id, NOW)


async def test_the_database_alone_tells_neither_words_nor_address(product: Product) -> None:
    id_ = await written(product)
    async with product.called_by(cast.PEKKA) as organiser:
        await organiser.post(f"{PATH}/{id_}/answer", json={"words": WORDS})
    (row,) = await fetch("select f::text as row from accessibility_feedback f where id = $1", UUID(id_))
    for secret in (WORDS, CONTACT):
        assert secret.encode().hex() not in row["row"]
        assert secret not in row["row"]


async def test_it_goes_a_year_after_its_answer_and_not_before_it_has_one(product: Product) -> None:
    answered, _ = await written(product), await written(product)
    (term,) = (term for term in TERMS if term.what == "accessibility-feedback")
    async with product.called_by(cast.PEKKA) as organiser:
        await organiser.post(f"{PATH}/{answered}/answer", json={"words": "Korjattu"})
    counted = [
        (await over_of(term, TODAY.replace(year=2027) + timedelta(days=days), carry_out=False)).rows
        for days in (0, 1, 4000)
    ]
    assert [rows["accessibility_feedback"] for rows in counted] == [0, 1, 1]
