"""Complaints and reminders: each to its own receiver, answered once, in time, and told to who wrote."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY, Caller, Product
from tests.ground.test_stolen_database import dump, is_told

WORDS, ANSWER = "Laskussa on käynti, jota ei tehty.", "Hyvitämme sen."


async def make(caller: Caller, **said: Any) -> tuple[int, dict[str, Any]]:
    body = {
        "id": str(uuid4()),
        "kind": "complaint",
        "client": str(cast.HELVI.client),
        "provider": str(cast.KANELI.id),
        "words": WORDS,
        "madeAt": NOW.isoformat(),
    } | said
    answer = await caller.post("/api/complaints", json=body)
    return answer.status_code, body


async def listed(caller: Caller, of: str) -> list[dict[str, Any]]:
    answer = await caller.get("/api/complaints")
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json() if one["id"] == of]


async def test_a_complaint_is_the_providers_to_answer(product: Product) -> None:
    await fetch("delete from happening")
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.OLLI) as olli:
        status, made = await make(helvi)
        assert status == 204
        (waits,) = await listed(olli, made["id"])
        assert (waits["words"], waits["dueOn"], waits["answer"]) == (WORDS, "2026-12-02", None)
        path = f"/api/complaints/{made['id']}/answer"
        async with product.called_by(cast.PEKKA) as pekka:
            assert await listed(pekka, made["id"]) == []
            assert (await pekka.post(path, json={"words": ANSWER})).status_code == 404
        assert (await olli.post(path, json={"words": ANSWER})).status_code == 204
        # The answer to it was lost, and it is sent again; then in other words.
        assert (await olli.post(path, json={"words": ANSWER})).status_code == 204
        other = await olli.post(path, json={"words": "Muuta"})
        (told,) = await listed(helvi, made["id"])
    assert other.json()["type"] == "/problems/complaint-answered"
    assert (told["answer"], told["isOwn"]) == (ANSWER, True)
    (happened,) = await fetch("select kind, to_person from happening")
    assert (happened["kind"], happened["to_person"]) == ("complaint_answered", cast.HELVI.id)


async def test_a_reminder_is_the_organisers_and_the_provider_reads_none_of_it(product: Product) -> None:
    await fetch("delete from happening")
    async with product.called_by(cast.KAISA) as kaisa, product.called_by(cast.PEKKA) as pekka:
        _, made = await make(kaisa, kind="reminder")
        async with product.called_by(cast.OLLI) as olli:
            assert await listed(olli, made["id"]) == []
            refused = await olli.post(f"/api/complaints/{made['id']}/answer", json={"words": ANSWER})
            assert refused.status_code == 404
        (waits,) = await listed(pekka, made["id"])
        assert (waits["madeBy"], waits["providerName"], waits["dueOn"]) == (
            cast.KAISA.name,
            cast.KANELI.name,
            "2026-12-16",
        )
        assert (await pekka.post(f"/api/complaints/{made['id']}/answer", json={"words": ANSWER})).status_code == 204
    told = {row["to_person"] for row in await fetch("select to_person from happening")}
    assert told == {cast.KAISA.id, cast.HELVI.id}


async def test_a_reminder_about_the_organiser_itself_names_no_provider(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.PEKKA) as pekka:
        status, made = await make(helvi, kind="reminder", provider=None)
        assert status == 204
        (waits,) = await listed(pekka, made["id"])
        assert waits["providerName"] is None
        assert (await make(helvi, provider=None))[0] == 400


async def test_another_organisers_reminders_are_not_seen(product: Product) -> None:
    async with product.called_by(cast.VEIKKO) as veikko, product.called_by(cast.PEKKA) as pekka:
        whose = {"client": str(cast.VEIKKO.client), "provider": str(cast.MAJAKKA.id)}
        status, made = await make(veikko, kind="reminder", **whose)
        assert status == 204
        assert await listed(pekka, made["id"]) == []
        assert (await pekka.post(f"/api/complaints/{made['id']}/answer", json={"words": ANSWER})).status_code == 404


async def test_a_client_reads_what_was_made_for_her_and_a_relative_her_own(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        _, own = await make(helvi)
        _, hers = await make(kaisa)
        assert len(await listed(helvi, own["id"])) == len(await listed(helvi, hers["id"])) == 1
        assert (len(await listed(kaisa, hers["id"])), await listed(kaisa, own["id"])) == (1, [])


async def test_sent_twice_it_is_made_once(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        _, made = await make(helvi)
        assert (await make(helvi, **made))[0] == 204
        assert (await make(helvi, **made | {"kind": "reminder"}))[0] == 409
    assert len(await fetch("select from trail_entry where act = 'complained'")) == 1


async def test_what_waits_and_what_is_late_is_counted_without_names(product: Product) -> None:
    await fetch("delete from complaint")
    await fetch("delete from message")
    async with product.called_by(cast.HELVI) as helvi:
        await make(helvi)
        await make(helvi, kind="reminder")
    async with product.called_by(cast.OLLI) as olli, product.called_by(cast.PEKKA) as pekka:
        assert (await olli.get("/api/contact/waiting")).json() == {"messages": 0, "complaints": 1, "late": 0}
        await fetch("update complaint set due_on = $1 where kind = 'complaint'", TODAY - timedelta(days=1))
        assert (await olli.get("/api/contact/waiting")).json() == {"messages": 0, "complaints": 1, "late": 1}
        assert (await pekka.get("/api/contact/waiting")).json() == {"messages": 0, "complaints": 1, "late": 0}


async def test_a_stolen_database_tells_no_complaint(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        await make(helvi)
    assert not is_told("Laskussa on käynti", await dump())
