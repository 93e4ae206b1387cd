"""At the door: nobody opens, or the visit goes otherwise than booked. It is kept, and every reader sees it."""

from typing import Any

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, hash_of, slug, written
from tests.sync.test_corrections import correction, withdrawal

STANDS = "select state, deviation, booked_minutes, minutes, to_review from visit where id = $1"
NOBODY_OPENED = {"code": "not-at-home", "bookedMinutes": 45}


async def stands(visit: dict[str, Any]) -> dict[str, Any]:
    """Return what the visit is now."""
    (row,) = await fetch(STANDS, visit["id"])
    return dict(row)


async def test_nobody_opens_and_it_is_kept_as_any_record(annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation=NOBODY_OPENED)
    (verdict,) = await annas_phone.verdicts(visit)
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", [])
    assert verdict["receipt"]["sha256"] == hash_of(visit)
    found = await stands(visit)
    assert (found["deviation"], found["booked_minutes"]) == ("not-at-home", 45)


async def test_a_code_of_a_later_release_is_kept_and_looked_at(annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation={"code": "snowed-in", "bookedMinutes": None})
    (verdict,) = await annas_phone.verdicts(visit)
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", ["deviation-unknown"])
    assert (await stands(visit))["deviation"] == "snowed-in"
    # It goes with what a correction says.
    (corrected,) = await annas_phone.verdicts(correction(annas_phone, visit, deviation=NOBODY_OPENED))
    assert corrected["toReview"] == []


async def test_an_app_of_before_corrects_the_times_and_leaves_the_deviation(annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation={"code": "snowed-in"})
    of_before = correction(annas_phone, visit, endedAt=written(NOW))
    (_, corrected) = await annas_phone.verdicts(visit, of_before)
    assert corrected["toReview"] == ["deviation-unknown"]
    found = await stands(visit)
    assert (found["deviation"], found["booked_minutes"], found["minutes"]) == ("snowed-in", None, 90)


async def test_a_deviation_is_taken_back_withdrawn_and_put_back(annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation=NOBODY_OPENED)
    as_booked = correction(annas_phone, visit, deviation=None)
    await annas_phone.verdicts(visit, as_booked)
    assert (await stands(visit))["deviation"] is None
    taken_back = withdrawal(annas_phone, visit, seen=as_booked["id"])
    put_back = correction(annas_phone, visit, seen=taken_back["id"], deviation=NOBODY_OPENED)
    await annas_phone.verdicts(taken_back, put_back)
    assert await stands(visit) | {"minutes": None} == {
        "state": "recorded", "deviation": "not-at-home", "booked_minutes": 45, "minutes": None, "to_review": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"code": ""},
        {"code": "Ei kotona"},
        {"code": "a" * 61},
        {"bookedMinutes": 45},
        {"code": "declined", "bookedMinutes": 0},
        {"code": "declined", "bookedMinutes": 1441},
        {"code": "declined", "words": "Ei avannut."},
        "declined",
        [],
        7,
    ],
)
async def test_what_is_no_deviation_is_refused_and_kept(annas_phone: Phone, said: object) -> None:
    visit = annas_phone.recording(deviation=said)
    (verdict,) = await annas_phone.verdicts(visit)
    assert slug(verdict) == "invalid-request"
    assert await fetch("select from visit where id = $1", visit["id"]) == []
    assert await fetch("select from refused_mutation where id = $1", visit["id"])


async def test_everyone_who_reads_the_visit_reads_it(product: Product, annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation=NOBODY_OPENED)
    await annas_phone.verdicts(visit)
    for reader in (cast.HELVI, cast.KAISA, cast.ANNA, cast.OLLI):
        async with product.called_by(reader) as caller:
            listed = (await caller.get("/api/visits", params={"month": "2026-11"})).json()
        (read,) = [one for one in listed if one["id"] == visit["id"]]
        assert (read["deviation"], read["bookedMinutes"]) == ("not-at-home", 45)


async def test_what_was_not_made_takes_nothing_of_the_grant(annas_phone: Phone) -> None:
    asked = f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}"
    before = (await annas_phone.caller.get(asked)).json()["balance"]
    await annas_phone.verdicts(annas_phone.recording(deviation=NOBODY_OPENED))
    assert (await annas_phone.caller.get(asked)).json()["balance"] == before
    await annas_phone.verdicts(annas_phone.recording(deviation={"code": "extended", "bookedMinutes": 20}))
    assert (await annas_phone.caller.get(asked)).json()["balance"]["used"] == before["used"] + 30


async def test_the_phone_is_brought_what_the_rulebook_says_and_what_is_left(annas_phone: Phone) -> None:
    visit = annas_phone.recording(deviation=NOBODY_OPENED)
    await annas_phone.verdicts(visit)
    brought = await annas_phone.pull()
    codes = {row["number"]: row for row in brought["vouchers"]}
    mine = codes[cast.HELVIS_VOUCHER.number]
    (rules,) = [
        one["terms"]
        for one in brought["catalogue"]["rules"]
        if (one["organiserCode"], one["serviceCode"]) == (mine["organiserCode"], mine["serviceCode"])
    ]
    effects = rules[-1]["effects"]
    assert (effects["notAtHome"], effects["declined"], effects["extended"]) == (1000, 500, None)
    assert rules[-1]["tolerancePermille"] == 100
    assert mine["balance"]["granted"] > 0
    # Nothing has come since: what the phone holds is as it was.
    assert (await annas_phone.pull(brought["cursor"]))["vouchers"] is None
    await annas_phone.verdicts(annas_phone.recording())
    again = await annas_phone.pull(brought["cursor"])
    used = {row["number"]: row["balance"]["used"] for row in again["vouchers"]}
    assert used[cast.HELVIS_VOUCHER.number] == mine["balance"]["used"] + 30


async def test_a_voucher_that_is_not_for_her_provider_is_not_brought(annas_phone: Phone) -> None:
    await annas_phone.verdicts(annas_phone.recording(cast.OTHER_PROVIDERS_VOUCHER))
    brought = await annas_phone.pull()
    assert cast.OTHER_PROVIDERS_VOUCHER.number not in {row["number"] for row in brought["vouchers"]}
    of_before = await annas_phone.caller.get("/api/sync/pull", params={"device": str(annas_phone.id)})
    assert "vouchers" not in of_before.json()
