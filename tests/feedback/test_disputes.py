"""A client confirms or disputes a visit; the visit stays as it is, and the provider's office answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Caller, Product
from tests.feedback.test_feedback import WRITTEN, newest_visit, of_month


async def dispute(caller: Caller, **said: Any) -> tuple[dict[str, Any], str]:
    body = {"id": str(uuid4()), "visit": str(await newest_visit()), "reason": "times-differ", "raisedAt": WRITTEN}
    body |= said
    answer = await caller.post("/api/disputes", json=body)
    return body, "" if answer.status_code == 204 else str(answer.json()["type"]).removeprefix("/problems/")


async def review(olli: Caller, visit: str) -> list[str]:
    rows = (await olli.get("/api/visits?month=2026-11")).json()
    (found,) = [row["toReview"] for row in rows if row["id"] == visit]
    return list(found)


async def visit_row(visit: str) -> str:
    (row,) = await fetch("select visit::text as row from visit where id = $1", UUID(visit))
    return str(row["row"])


async def test_a_dispute_goes_to_review_and_is_answered_once(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        visit = str(await newest_visit())
        before = await visit_row(visit)
        raised, refusal = await dispute(helvi, words="Hän lähti heti")
        assert refusal == ""
        assert "visit-disputed" in await review(olli, visit)
        (told,) = [one for one in (await olli.get("/api/disputes")).json() if one["id"] == raised["id"]]
        assert (told["words"], told["state"], told["dueOn"]) == ("Hän lähti heti", "open", "2026-12-02")
        path, answer = f"/api/disputes/{raised['id']}/answer", {"outcome": "corrected", "words": "Korjaamme"}
        assert [(await olli.post(path, json=answer)).status_code for _ in range(2)] == [204, 204]
        other = await olli.post(path, json=answer | {"outcome": "stands"})
        assert other.json()["type"] == "/problems/dispute-answered"
        assert "visit-disputed" not in await review(olli, visit)
        seen = (await of_month(helvi))["disputes"]
        taken_back = await helvi.delete(f"/api/disputes/{raised['id']}")
    (own,) = [one for one in seen if one["id"] == raised["id"]]
    assert (own["state"], own["outcome"], own["answer"], own["isOwn"]) == ("answered", "corrected", "Korjaamme", True)
    assert taken_back.json()["type"] == "/problems/dispute-answered"
    assert await visit_row(visit) == before
    kinds = await fetch("select kind from happening where visit = $1 order by kind", UUID(visit))
    assert [row["kind"] for row in kinds] == ["disputed", "feedback_answered"]


async def test_sent_twice_it_is_raised_once_and_a_second_one_waits(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        raised, _ = await dispute(helvi)
        assert (await dispute(helvi, **raised))[1] == ""
        assert (await dispute(helvi, **raised | {"reason": "other"}))[1] == "content-differs"
        assert (await dispute(kaisa))[1] == "visit-disputed"
        confirmed = await kaisa.post(f"/api/visits/{raised['visit']}/confirmation", json={"id": str(uuid4())})
        assert confirmed.json()["type"] == "/problems/visit-disputed"
        # Taken back, somebody may dispute it anew.
        assert (await helvi.delete(f"/api/disputes/{raised['id']}")).status_code == 204
        assert (await helvi.delete(f"/api/disputes/{raised['id']}")).status_code == 204
        assert (await dispute(kaisa))[1] == ""
    states = await fetch("select state from dispute where visit = $1 order by state", UUID(raised["visit"]))
    assert [row["state"] for row in states] == ["open", "withdrawn"]


async def test_a_visit_is_confirmed_in_one_tap_and_it_can_be_undone(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        visit = str(await newest_visit())
        path = f"/api/visits/{visit}/confirmation"
        for _ in range(2):
            assert (await kaisa.post(path, json={"id": str(uuid4())})).status_code == 204
        (said,) = [one for one in (await of_month(kaisa))["confirmations"] if one["visitId"] == visit]
        assert said["confirmedBy"] == cast.KAISA.name
        for _ in range(2):
            assert (await kaisa.delete(path)).status_code == 204
        assert [one for one in (await of_month(kaisa))["confirmations"] if one["visitId"] == visit] == []
    rows = await fetch("select undone_at from visit_confirmation where visit = $1", UUID(visit))
    assert [row["undone_at"] for row in rows] == [NOW]


async def test_a_dispute_takes_the_confirmation_back(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        visit = str(await newest_visit())
        await helvi.post(f"/api/visits/{visit}/confirmation", json={"id": str(uuid4())})
        assert (await dispute(helvi))[1] == ""
        assert visit not in {one["visitId"] for one in (await of_month(helvi))["confirmations"]}


async def test_a_settled_visit_is_disputed_no_more(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        assert (await of_month(helvi))["disputedUntil"] == "2026-12-05"
        await fetch("update session set expires_at = 'infinity', last_seen_at = $1", NOW + timedelta(days=20))
        # 5 December, and the day after it.
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=17))
        raised, refusal = await dispute(helvi)
        assert refusal == ""
        await helvi.delete(f"/api/disputes/{raised['id']}")
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=18))
        assert (await dispute(helvi))[1] == "visit-settled"


async def test_nobody_disputes_what_is_not_hers(product: Product) -> None:
    async with product.called_by(cast.VEIKKO) as veikko:
        assert (await dispute(veikko))[1] == "not-found"
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await dispute(kaisa))[1] == "mandate-too-narrow"
        confirmed = await kaisa.post(f"/api/visits/{await newest_visit()}/confirmation", json={"id": str(uuid4())})
        assert confirmed.json()["type"] == "/problems/mandate-too-narrow"
