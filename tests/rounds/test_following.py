"""What was recorded is held against the plan, and whoever is late or missed is noticed; a phone holds the round."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.rounds.watching import fold_all, notice
from tests.conftest import NOW, TODAY, Caller, Product
from tests.rounds.conftest import listed, planned
from tests.sync.phone import Phone, uuid7, written
from tests.sync.test_corrections import correction, withdrawal


@pytest.fixture
async def anna(product: Product, olli: Caller) -> AsyncIterator[Phone]:  # noqa: ARG001 - after the plan is empty
    """Give Anna's phone."""
    async with product.called_by(cast.ANNA) as caller:
        yield Phone(caller)


def times(start: datetime, minutes: int = 30) -> dict[str, Any]:
    """Return when a visit was."""
    return {"startedAt": written(start), "endedAt": written(start + timedelta(minutes=minutes))}


# Ten in the morning, local time.
TEN = NOW - timedelta(hours=2)


async def record(phone: Phone, start: datetime, **said: Any) -> str:
    """Record a visit of Helvi's, and let it be held against the plan."""
    visit = phone.recording(**(times(start) | said)) | {"doneAt": written(NOW)}
    assert (await phone.signed(visit))["receipts"]
    await fold_all()
    return str(visit["id"])


async def matched(caller: Caller) -> list[str | None]:
    """Return which recorded visit each planned one of today was."""
    return [one["visit"] and one["visit"]["id"] for one in await listed(caller, days=1)]


async def test_a_recorded_visit_stands_beside_its_plan(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=10 * 60)
    visit = await record(anna, TEN + timedelta(minutes=3))
    (one,) = await listed(olli)
    assert one["visit"]["id"] == visit
    assert (one["standing"], one["visit"]["workerName"]) == ("done", cast.ANNA.name)
    assert await notice(NOW) == 0


async def test_one_that_was_recorded_before_it_was_planned_is_found_too(olli: Caller, anna: Phone) -> None:
    visit = await record(anna, TEN)
    await planned(olli, startMinute=10 * 60)
    assert await matched(olli) == [visit]


async def test_a_correction_and_a_withdrawal_are_held_against_the_plan_anew(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=6 * 60)
    await planned(olli, startMinute=10 * 60)
    visit = anna.recording(**times(TEN))
    await anna.signed(visit)
    await fold_all()
    assert await matched(olli) == [None, visit["id"]]
    corrected = correction(anna, visit, **times(TEN - timedelta(hours=4)))
    await anna.signed(corrected)
    await fold_all()
    assert await matched(olli) == [visit["id"], None]
    await anna.signed(withdrawal(anna, visit, seen=corrected["id"]))
    await fold_all()
    assert await matched(olli) == [None, None]


async def test_a_person_says_what_the_rule_does_not(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=4 * 60)
    await planned(olli, startMinute=10 * 60)
    visit = await record(anna, TEN)
    early, at_ten = await listed(olli)
    say = f"/api/planned-visits/{early['id']}/match"
    assert (await olli.post(say, json={"visit": visit})).json()["visit"]["id"] == visit
    assert await matched(olli) == [visit, None]
    # What a person has said the next records leave alone.
    await record(anna, TEN + timedelta(hours=1))
    assert (await matched(olli))[0] == visit
    other = f"/api/planned-visits/{at_ten['id']}/match"
    for wrong in (visit, str(uuid4())):
        refused = await olli.post(other, json={"visit": wrong})
        assert refused.json()["type"] == "/problems/visit-not-of-plan"
    assert (await olli.post(say, json={"visit": None})).json()["visit"] is None


async def test_late_after_the_grace_and_missed_its_own_length_later_each_told_once(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=12 * 60)
    (one,) = await listed(olli)
    grace = timedelta(minutes=30)
    assert await notice(NOW + grace - timedelta(seconds=1)) == 0
    assert await notice(NOW + grace) == 1
    assert await notice(NOW + grace) == 0
    (heard,) = (await olli.get("/api/planned-visits/unheard")).json()
    assert heard["id"] == one["id"]
    assert await notice(NOW + 2 * grace) == 1
    assert await notice(NOW + timedelta(days=8)) == 0
    happened = await fetch("select kind from happening where planned = $1 order by kind", UUID(one["id"]))
    assert [row["kind"] for row in happened] == ["late", "missed"]
    # From a cellar, hours later.
    await record(anna, NOW - timedelta(minutes=40))
    assert (await olli.get("/api/planned-visits/unheard")).json() == []


async def test_whoever_says_that_she_is_there_is_not_late(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=12 * 60)
    visit = str(uuid7(NOW))
    said = {"visit": visit, "voucherNumber": cast.HELVIS_VOUCHER.number, "startedAt": written(NOW)}
    assert (await anna.caller.post("/api/arrivals", json=said)).status_code == 204
    assert await notice(NOW + timedelta(hours=2)) == 0
    assert (await listed(olli))[0]["standing"] == "under-way"
    # Begun by mistake: nobody is there.
    assert (await anna.caller.post("/api/arrivals/taken-back", json={"visit": visit})).status_code == 204
    assert await notice(NOW + timedelta(hours=2)) == 1


async def test_of_two_visits_planned_the_nearer_is_the_one_that_has_begun(olli: Caller, anna: Phone) -> None:
    await planned(olli, startMinute=12 * 60)
    await planned(olli, startMinute=14 * 60)
    said = {"visit": str(uuid7(NOW)), "voucherNumber": cast.HELVIS_VOUCHER.number, "startedAt": written(NOW)}
    assert (await anna.caller.post("/api/arrivals", json=said)).status_code == 204
    assert [one["standing"] for one in await listed(olli)] == ["under-way", "planned"]


async def test_the_rulebook_says_after_how_long_a_visit_is_late(olli: Caller) -> None:
    await fetch("""update rulebook_part set terms = terms || '{"lateAfterMinutes": 10}' where service is not null""")
    await planned(olli, startMinute=12 * 60)
    (one,) = await listed(olli)
    assert (one["lateAt"], one["missedAt"]) == ("2026-11-18T10:10:00Z", "2026-11-18T10:40:00Z")


async def test_what_was_due_more_than_a_week_ago_is_noticed_no_more(olli: Caller) -> None:
    await planned(olli, firstDay="2026-11-09")
    assert await notice(NOW) == 0


async def pull(phone: Phone, cursor: str | None = None) -> dict[str, Any]:
    """Return what a pull brings."""
    return await phone.pull(cursor)


async def test_the_phone_holds_seven_days_and_the_office_sees_when(olli: Caller, anna: Phone) -> None:
    await anna.signed(anna.recording())
    await planned(olli, rule="FREQ=DAILY;COUNT=9")
    first = await pull(anna)
    assert len(first["round"]["visits"]) == 7
    assert first["round"]["lastDay"] == (TODAY + timedelta(days=6)).isoformat()
    at_first = first["round"]["visits"][0]
    assert (at_first["clientName"], at_first["voucherNumber"]) == (cast.HELVI.name, cast.HELVIS_VOUCHER.number)
    assert (at_first["startsAt"], at_first["withWorkers"]) == ("2026-11-18T12:00:00Z", [])
    # It was given, and is not confirmed before the phone says what it holds.
    assert {one["onPhone"] for one in await listed(olli)} == {False}
    again = await pull(anna, first["cursor"])
    assert again["round"] is None
    assert [one["onPhone"] for one in await listed(olli, days=9)] == [True] * 7 + [False] * 2


async def test_what_is_changed_comes_with_the_next_pull_and_is_not_on_the_phone_before(
    olli: Caller, anna: Phone
) -> None:
    await anna.signed(anna.recording())
    await planned(olli, rule="FREQ=DAILY;COUNT=2")
    cursor = (await pull(anna, (await pull(anna))["cursor"]))["cursor"]
    one, other = await listed(olli)
    moved = {"id": str(uuid4()), "scope": "this", "day": TODAY.isoformat(), "startMinute": 900, "minutes": 20}
    await olli.post(f"/api/planned-visits/{one['id']}/change", json=moved | {"worker": str(cast.ANNA.id)})
    assert [row["onPhone"] for row in await listed(olli)] == [False, True]
    brought = await pull(anna, cursor)
    assert [row["startsAt"] for row in brought["round"]["visits"]] == ["2026-11-18T13:00:00Z", "2026-11-19T12:00:00Z"]
    await pull(anna, brought["cursor"])
    assert [row["onPhone"] for row in await listed(olli)] == [True, True]
    # Given to a colleague it leaves the phone.
    given = moved | {"id": str(uuid4()), "worker": str(cast.RITVA.id), "day": "2026-11-19"}
    await olli.post(f"/api/planned-visits/{other['id']}/change", json=given)
    gone = await pull(anna, brought["cursor"])
    assert [row["id"] for row in gone["round"]["visits"]] == [one["id"]]
    assert [row["onPhone"] for row in await listed(olli)] == [True, False]


async def test_the_round_is_brought_anew_on_another_day(
    olli: Caller, anna: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await planned(olli, rule="FREQ=DAILY;COUNT=9")
    first = await pull(anna)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    later = await pull(anna, first["cursor"])
    assert len(later["round"]["visits"]) == 7
    assert later["round"]["firstDay"] == (TODAY + timedelta(days=1)).isoformat()


async def test_a_colleague_who_comes_with_her_is_named(olli: Caller, anna: Phone) -> None:
    await planned(olli, workers=[str(cast.ANNA.id), str(cast.RITVA.id)])
    (one,) = (await pull(anna))["round"]["visits"]
    assert one["withWorkers"] == [cast.RITVA.name]


async def test_the_demo_county_has_its_rounds(product: Product) -> None:
    async with product.called_by(cast.OLLI) as caller:
        found = await listed(caller, TODAY - timedelta(days=6), 14)
        unheard = (await caller.get("/api/planned-visits/unheard")).json()
    standings = {one["standing"] for one in found}
    assert {"planned", "done", "missed"} <= standings
    done = [one for one in found if one["standing"] == "done"]
    assert len(done) > 5 * len([one for one in found if one["standing"] == "missed"]) > 0
    assert unheard
    async with product.called_by(cast.ANNA) as anna:
        pulled = (await anna.get("/api/sync/pull", params={"device": str(uuid4()), "round": "true"})).json()
    assert len(pulled["round"]["visits"]) > 5
