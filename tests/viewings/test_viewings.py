"""A client reads who has viewed her data, and asks why; the organiser answers in time."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.viewings.rules import due_on, months_later, told_from
from tests.conftest import NOW, Caller, Product
from tests.sync.phone import Phone

HELVIS = f"/api/vouchers/{cast.HELVIS_VOUCHER.id}"


async def viewings(helvi: Caller, month: str = "2026-11") -> list[dict[str, Any]]:
    answer = await helvi.get(f"/api/viewings?month={month}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


async def asked(product: Product, words: str = "Miksi?") -> dict[str, Any]:
    """Let Marja open Helvi's voucher, and Helvi ask why."""
    async with product.called_by(cast.MARJA) as marja:
        await marja.get(HELVIS)
    async with product.called_by(cast.HELVI) as helvi:
        (viewing,) = await viewings(helvi)
        body = {"id": str(uuid4()), "entry": viewing["entry"], "words": words}
        answer = await helvi.post("/api/explanations", json=body)
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()
    return found


async def test_a_client_reads_who_viewed_what_and_why(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await marja.get(HELVIS)
        await marja.get(HELVIS)
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        await phone.push(phone.recording())
    async with product.called_by(cast.HELVI) as helvi:
        found = await viewings(helvi)
    told = {
        (one["viewerName"], one["role"], one["act"], one["about"], one["purpose"], one["times"]): one for one in found
    }
    assert set(told) == {
        ("Marja Salo", "granter", "viewed", "voucher", "deciding", 2),
        ("Anna Laine", "worker", "recorded", "visit", "care", 1),
    }
    organisations = {one["viewerName"]: one["organisation"]["fi"] for one in found}
    assert organisations == {"Marja Salo": cast.COUNTY.name_fi, "Anna Laine": cast.KANELI.name}
    assert {one["service"]["en"] for one in found} == {"Regular home care"}


async def test_what_she_read_herself_is_told_as_her_own(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        await helvi.get(HELVIS)
        assert [(one["isOwn"], one["organisation"]) for one in await viewings(helvi)] == [(True, None)]


async def test_nobody_reads_anothers_viewings(product: Product) -> None:
    viewing = await asked(product)
    async with product.called_by(cast.VEIKKO) as veikko:
        assert await viewings(veikko) == []
        body = {"id": str(uuid4()), "entry": viewing["entry"], "words": ""}
        assert (await veikko.post("/api/explanations", json=body)).status_code == 404


async def test_an_explanation_is_asked_for_once_and_due_in_two_months(product: Product) -> None:
    viewing = await asked(product)
    assert viewing["explained"]["dueOn"] == "2027-01-18"
    async with product.called_by(cast.HELVI) as helvi:
        body = {"id": str(uuid4()), "entry": viewing["entry"], "words": "Uudelleen"}
        again = (await helvi.post("/api/explanations", json=body)).json()
        listed = [one for one in await viewings(helvi) if one["explained"]]
    assert again["explained"]["words"] == "Miksi?"
    assert [one["explained"]["id"] for one in listed] == [viewing["explained"]["id"]]
    assert len(await fetch("select from trail_entry where act = 'asked for an explanation'")) == 1


async def test_an_id_stands_for_one_question(product: Product) -> None:
    viewing = await asked(product)
    async with product.called_by(cast.MARJA) as marja:
        await marja.get(f"/api/vouchers/{cast.HELVIS_ORDER.id}")
    async with product.called_by(cast.HELVI) as helvi:
        entry = max(one["entry"] for one in await viewings(helvi))
        body = {"id": viewing["explained"]["id"], "entry": entry, "words": "Miksi?"}
        answer = await helvi.post("/api/explanations", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/content-differs")


async def test_what_is_older_than_two_years_needs_a_special_cause(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewing = await asked(product)
    await fetch("delete from session")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=732))
    async with product.called_by(cast.HELVI) as helvi:
        assert await viewings(helvi) == []
        async with product.called_by(cast.MARJA) as marja:
            await marja.get(HELVIS)
        body = {"id": str(uuid4()), "entry": viewing["entry"], "words": ""}
        refused = await helvi.post("/api/explanations", json=body)
        taken = await helvi.post("/api/explanations", json=body | {"specialCause": "Epäilen väärinkäyttöä."})
    assert refused.json()["type"] == "/problems/viewing-too-old"
    assert taken.status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"id": "x", "entry": 1}, {"id": str(uuid4()), "entry": 2**63}, {"id": str(uuid4()), "entry": -1}]
)
async def test_bad_questions_are_refused_plainly(product: Product, body: dict[str, Any]) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        answer = await helvi.post("/api/explanations", json=body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_the_organiser_answers_and_the_client_reads_it(product: Product) -> None:
    viewing = await asked(product)
    answer = {"words": "Marja päätti palvelusta sinä päivänä."}
    path = f"/api/explanations/{viewing['explained']['id']}/answer"
    async with product.called_by(cast.PEKKA) as pekka:
        (waiting,) = (await pekka.get("/api/explanations")).json()
        assert (waiting["clientName"], waiting["viewing"]["viewerName"]) == (cast.HELVI.name, cast.MARJA.name)
        assert (await pekka.post(path, json=answer)).status_code == 204
        # The answer to it was lost.
        assert (await pekka.post(path, json=answer)).status_code == 204
        other = await pekka.post(path, json={"words": "Jotain muuta."})
    assert other.json()["type"] == "/problems/explanation-given"
    async with product.called_by(cast.HELVI) as helvi:
        (told,) = [one["explained"] for one in await viewings(helvi) if one["explained"]]
    assert (told["answer"], told["refusedByDecision"]) == (answer["words"], None)
    acts = {row["act"] for row in await fetch("select act from trail_entry where person = $1", cast.PEKKA.id)}
    assert acts == {"read a question", "explained"}


async def test_telling_is_refused_only_by_a_written_decision(product: Product) -> None:
    viewing = await asked(product)
    path = f"/api/explanations/{viewing['explained']['id']}/answer"
    async with product.called_by(cast.PEKKA) as pekka:
        body = {"words": "Ei kerrota.", "isRefusal": True, "decision": " "}
        refused = await pekka.post(path, json=body)
        taken = await pekka.post(path, json=body | {"decision": "TSV-2026-7"})
    assert refused.json()["type"] == "/problems/refusal-needs-decision"
    assert taken.status_code == 204
    async with product.called_by(cast.HELVI) as helvi:
        (told,) = [one["explained"] for one in await viewings(helvi) if one["explained"]]
    assert told["refusedByDecision"] == "TSV-2026-7"


async def test_another_organisers_questions_are_not_there(product: Product) -> None:
    viewing = await asked(product)
    await fetch("update explanation set organiser = $1", cast.CITY.id)
    async with product.called_by(cast.PEKKA) as pekka:
        assert (await pekka.get("/api/explanations")).json() == []
        path = f"/api/explanations/{viewing['explained']['id']}/answer"
        assert (await pekka.post(path, json={"words": "?"})).status_code == 404


async def test_every_entry_says_for_whom_why_and_from_where(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        recording = phone.recording()
        withdrawal = phone.recording() | {
            "name": "withdraw_visit",
            "arguments": {"visit": recording["id"], "seen": recording["id"], "reason": "Väärä asiakas."},
        }
        assert [one["verdict"] for one in await phone.verdicts(recording, withdrawal)] == ["accepted", "accepted"]
        await anna.get("/api/visits")
    rows = await fetch("select act, organisation, purpose, sign_in from trail_entry where person = $1", cast.ANNA.id)
    (sign_in,) = await fetch("select id from session")
    assert {row["act"] for row in rows} == {"recorded", "withdrawn", "listed"}
    assert {(row["organisation"], row["purpose"], row["sign_in"]) for row in rows} == {
        (cast.KANELI.id, "care", UUID(str(sign_in["id"])))
    }


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 18), 2, date(2027, 1, 18)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2028, 2, 29), -24, date(2026, 2, 28)),
        (date(2026, 1, 31), -24, date(2024, 1, 31)),
        (date(2026, 12, 1), -24, date(2024, 12, 1)),
    ],
)
def test_months_are_counted_by_their_days_numbers(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_two_months_to_answer_and_two_years_to_tell() -> None:
    assert due_on(date(2026, 7, 1)) == date(2026, 9, 1)
    assert told_from(date(2026, 7, 1)) == date(2024, 7, 1)
