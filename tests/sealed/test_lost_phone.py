"""A lost phone: its session ends at once, and what it recorded still comes; what it records afterwards is looked at."""

from datetime import timedelta
from uuid import uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY, Caller, Product
from tests.enrolment.joining import another_office
from tests.sealed.sealing import SealingPhone, deliver, slugs, token_of, visits_of
from tests.sync.phone import Phone, written


async def tell_lost(product: Product, phone: SealingPhone, *, by: cast.CastPerson = cast.OLLI) -> int:
    async with product.called_by(by) as office:
        return (await office.post(f"/api/phones/{phone.phone.id}/loss", json={})).status_code


async def standing(caller: Caller, phone: SealingPhone, token: str | None = None) -> str:
    asked = {"device": str(phone.phone.id), "token": token or token_of(phone.phone.id)}
    answer = await caller.post("/api/phones/standing", json=asked)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["standing"])


async def test_a_lost_phones_session_ends_at_once(annas: SealingPhone, product: Product) -> None:
    assert await tell_lost(product, annas) == 204
    assert (await annas.phone.caller.get("/api/session")).status_code == 401
    async with product.called_by(cast.OLLI) as office:
        (phone,) = (await office.get("/api/phones")).json()
    assert phone["lostAt"] == written(NOW).replace(".000", "")


async def test_what_it_had_recorded_comes_as_ever_and_what_it_records_later_is_looked_at(
    annas: SealingPhone, stranger: Caller, product: Product
) -> None:
    await tell_lost(product, annas)
    before = annas.phone.recording()
    at_it = annas.phone.recording() | {"doneAt": written(NOW)}
    after = annas.phone.recording() | {"doneAt": written(NOW + timedelta(milliseconds=1))}
    told = await deliver(stranger, *(annas.envelope(one) for one in (before, at_it, after)))
    assert (len(told["receipts"]), slugs(told)) == (3, [])
    assert [await reasons(one) for one in (before, at_it, after)] == [[], [], ["phone-lost"]]
    mended = annas.phone.recording()
    corrected = {
        **mended,
        "name": "correct_visit",
        "doneAt": written(NOW + timedelta(minutes=1)),
        "arguments": {
            **{key: mended["arguments"][key] for key in ("startedAt", "endedAt", "elapsedSeconds", "tasks")},
            "visit": before["id"],
            "seen": before["id"],
            "note": "Muutettu.",
        },
    }
    await deliver(stranger, annas.envelope(corrected))
    assert await reasons(before) == ["phone-lost"]


async def reasons(visit: dict[str, object]) -> list[str]:
    (now,) = await visits_of(visit)
    found: list[str] = now["to_review"]
    return found


async def test_who_signs_in_on_it_again_neither_reads_nor_sends(annas: SealingPhone, product: Product) -> None:
    await tell_lost(product, annas)
    async with product.called_by(cast.ANNA) as again:
        phone = Phone(again, annas.phone.id)
        pushed = await phone.push(phone.recording())
        pulled = await again.get("/api/sync/pull", params={"device": str(phone.id)})
    for answer in (pushed, pulled):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/phone-lost")


async def test_it_learns_of_its_loss_by_its_own_word_and_nobody_else_does(
    annas: SealingPhone, stranger: Caller, product: Product
) -> None:
    assert await standing(stranger, annas) == "in-use"
    await tell_lost(product, annas)
    assert await standing(stranger, annas) == "lost"
    assert await standing(stranger, annas, token_of(uuid4())) == "in-use"
    await fetch("update device set write_token_hash = null where id = $1", annas.phone.id)
    assert await standing(stranger, annas) == "in-use"


async def test_a_phone_of_somebody_who_works_no_more_learns_that(annas: SealingPhone, stranger: Caller) -> None:
    await fetch("update membership set last_day = $2 where id = $1", cast.ANNA.membership, TODAY - timedelta(days=1))
    assert await standing(stranger, annas) == "ended"


async def test_a_found_phone_is_taken_into_use_with_a_new_code(
    annas: SealingPhone, stranger: Caller, product: Product
) -> None:
    async with product.called_by(cast.OLLI) as office:
        code = f"/api/provider/employments/{cast.ANNA.membership}/enrolment"
        old = (await office.post(code, json={})).json()
        await tell_lost(product, annas)
        asked = {"device": str(annas.phone.id)}
        ended = await stranger.post("/api/enrolment", json={"code": old["code"], **asked})
        new = (await office.post(code, json={})).json()
        still_lost = await stranger.post("/api/enrolment", json={"code": new["code"], **asked})
        found = await office.delete(f"/api/phones/{annas.phone.id}/loss")
        joined = await stranger.post("/api/enrolment", json={"code": new["code"], **asked})
    assert ended.json()["type"] == "/problems/enrolment-code-not-valid"
    assert still_lost.json()["type"] == "/problems/phone-lost"
    assert (found.status_code, joined.status_code) == (204, 200)
    assert await standing(stranger, annas) == "in-use"


async def test_another_providers_office_cannot_end_it(annas: SealingPhone, product: Product) -> None:
    assert await tell_lost(product, annas, by=await another_office()) == 404
    assert (await annas.phone.caller.get("/api/session")).status_code == 200


async def test_another_phone_of_hers_goes_on(annas: SealingPhone, product: Product, stranger: Caller) -> None:
    async with product.called_by(cast.OLLI) as office:
        code = (await office.post(f"/api/provider/employments/{cast.ANNA.membership}/enrolment", json={})).json()
        await stranger.post("/api/enrolment", json={"code": code["code"], "device": str(uuid4())})
        await tell_lost(product, annas)
    assert (await stranger.get("/api/session")).status_code == 200
