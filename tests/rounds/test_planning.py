"""The office plans, moves, calls off, copies and takes back; nothing is done twice, and nothing half."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Caller, Product
from tests.rounds.conftest import listed, plan, planned

DAILY = {"rule": "FREQ=DAILY;COUNT=3"}


def slug(answer: Any) -> str:
    """Return the refusal."""
    assert answer.status_code == 409, answer.text
    return str(answer.json()["type"].rsplit("/", 1)[1])


async def change(caller: Caller, one: dict[str, Any], **said: Any) -> Any:
    """Ask for a change of a planned visit."""
    asked = {"id": str(uuid4()), "scope": "this", "day": TODAY.isoformat(), "startMinute": 15 * 60, "minutes": 30}
    return await caller.post(
        f"/api/planned-visits/{one['id']}/change", json=asked | {"worker": str(cast.ANNA.id)} | said
    )


async def cancel(caller: Caller, one: dict[str, Any], scope: str = "this") -> Any:
    """Call a planned visit off."""
    return await caller.post(f"/api/planned-visits/{one['id']}/cancellation", json={"id": str(uuid4()), "scope": scope})


async def test_one_visit_is_planned_and_seen_by_all_whom_it_concerns(product: Product, olli: Caller) -> None:
    told = await planned(olli)
    assert (told["visits"], told["firstDay"], told["warnings"]) == (1, TODAY.isoformat(), [])
    (one,) = await listed(olli)
    assert (one["clientName"], one["workerName"]) == (cast.HELVI.name, cast.ANNA.name)
    assert (one["startsAt"], one["endsAt"]) == ("2026-11-18T12:00:00Z", "2026-11-18T12:30:00Z")
    assert (one["standing"], one["onPhone"], one["lateAt"]) == ("planned", False, "2026-11-18T12:30:00Z")
    async with product.called_by(cast.KAISA) as kaisa:
        (hers,) = await listed(kaisa)
        assert (hers["id"], hers["onPhone"]) == (one["id"], None)
    async with product.called_by(cast.MARJA) as marja:
        asked = {"client": str(cast.HELVI.client), "firstDay": TODAY.isoformat()}
        assert [one["id"]] == [row["id"] for row in (await marja.get("/api/planned-visits", params=asked)).json()]
        assert (await marja.get("/api/planned-visits")).status_code == 400
    asked_of = "select act from trail_entry where subject = $1 and person = $2"
    entries = await fetch(asked_of, cast.HELVIS_VOUCHER.id, cast.OLLI.id)
    assert {row["act"] for row in entries} >= {"planned", "listed"}


async def test_what_is_sent_twice_is_planned_once(olli: Caller) -> None:
    asked = plan(**DAILY)
    first = await olli.post("/api/planned-visits", json=asked)
    again = await olli.post("/api/planned-visits", json=asked)
    assert first.json() == again.json()
    assert len(await listed(olli)) == 3


async def test_a_dry_run_says_it_all_and_stores_nothing(olli: Caller) -> None:
    asked = plan(rule="FREQ=DAILY;COUNT=300")
    told = (await olli.post("/api/planned-visits", params={"dryRun": "true"}, json=asked)).json()
    # What would come after the voucher's last day is not planned.
    assert 200 <= told["visits"] < 300
    assert await listed(olli) == []
    assert await fetch("select from plan_act") == []
    assert await fetch("select from visit_series") == []


async def test_a_series_without_end_ends_with_the_voucher(olli: Caller) -> None:
    told = await planned(olli, rule="FREQ=WEEKLY")
    (voucher,) = await fetch("select last_day from voucher where id = $1", cast.HELVIS_VOUCHER.id)
    assert told["lastDay"] <= voucher["last_day"].isoformat()
    assert told["visits"] == (voucher["last_day"] - TODAY).days // 7 + 1


async def test_pauses_are_left_out_and_those_that_come_later_call_off(product: Product, olli: Caller) -> None:
    (first, last) = (TODAY + timedelta(days=1)).isoformat(), (TODAY + timedelta(days=2)).isoformat()
    pause = f'[{{"first_day": "{first}", "last_day": "{last}"}}]'
    pausing = "update voucher set pauses = $2 where id = $1"
    await fetch(pausing, cast.HELVIS_VOUCHER.id, pause)
    told = await planned(olli, rule="FREQ=DAILY;COUNT=4")
    assert (told["visits"], told["inPauses"]) == (2, 2)
    await fetch(pausing, cast.HELVIS_VOUCHER.id, "[]")
    await planned(olli, firstDay=first)
    await fetch(pausing, cast.HELVIS_VOUCHER.id, pause)
    assert [one["isCancelled"] for one in await listed(olli)] == [False, True, False]
    async with product.called_by(cast.ANNA) as anna:
        pulled = (await anna.get("/api/sync/pull", params={"device": str(uuid4()), "round": "true"})).json()
    assert len(pulled["round"]["visits"]) == 2


async def test_two_workers_come_together_and_a_couple_is_visited_at_once(olli: Caller) -> None:
    await planned(olli, workers=[str(cast.ANNA.id), str(cast.RITVA.id)])
    one, two = await listed(olli)
    assert one["together"] == two["together"] is not None
    assert {one["workerName"], two["workerName"]} == {cast.ANNA.name, cast.RITVA.name}
    assert slug(await olli.post("/api/planned-visits", json=plan(startMinute=14 * 60 + 29))) == "plans-overlap"
    (spouse,) = await fetch(
        "select id from voucher where provider = $1 and client <> $2 and last_day > $3 and first_day < $3 limit 1",
        *(cast.KANELI.id, cast.HELVI.client, TODAY),
    )
    told = await planned(olli, startMinute=600, alsoVoucher=str(spouse["id"]))
    assert told["visits"] == 2


async def test_nothing_is_planned_twice_at_the_same_time(olli: Caller) -> None:
    await planned(olli)
    late, early = plan(startMinute=14 * 60 + 29), plan(startMinute=13 * 60 + 31)
    for asked in (late, early):
        refused = await olli.post("/api/planned-visits", json=asked)
        assert (slug(refused), refused.json()["day"]) == ("plans-overlap", TODAY.isoformat())
    await planned(olli, startMinute=14 * 60 + 30)
    await planned(olli, startMinute=13 * 60 + 30)
    assert len(await listed(olli)) == 3


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"rule": "FREQ=SECONDLY"}, "recurrence-not-understood"),
        ({"rule": "FREQ=DAILY", "firstDay": "2099-01-01"}, "nothing-to-plan"),
    ],
)
async def test_what_cannot_be_planned_is_refused_with_its_reason(
    olli: Caller, said: dict[str, Any], expected: str
) -> None:
    assert slug(await olli.post("/api/planned-visits", json=plan(**said))) == expected
    assert await fetch("select from plan_act") == []


@pytest.mark.parametrize(
    "said",
    [
        *({"firstDay": "0001-01-01"}, {"firstDay": "9999-12-31"}, {"startMinute": -1}, {"startMinute": 1440}),
        *({"minutes": 0}, {"minutes": 1441}, {"rule": "X" * 201}, {"workers": [str(uuid4())] * 3}, {"id": "x"}),
    ],
)
async def test_a_malformed_plan_is_told_as_such(olli: Caller, said: dict[str, Any]) -> None:
    assert (await olli.post("/api/planned-visits", json=plan(**said))).status_code == 400


@pytest.mark.parametrize("said", [{"workers": [str(cast.BENGT.id)]}, {"voucher": str(cast.OTHER_PROVIDERS_VOUCHER.id)}])
async def test_another_providers_worker_and_voucher_are_not_there(olli: Caller, said: dict[str, Any]) -> None:
    assert (await olli.post("/api/planned-visits", json=plan(**said))).status_code == 404


async def test_the_office_is_warned_of_what_stands_all_the_same(olli: Caller) -> None:
    await fetch("update voucher set quantity = 59 where id = $1", cast.HELVIS_VOUCHER.id)
    await fetch("update membership set last_day = $2 where person = $1", cast.ANNA.id, TODAY)
    told = await planned(olli, firstDay="2026-12-09")
    assert told["warnings"] == [{"kind": "worker-not-employed", "count": 1, "firstDay": "2026-12-09"}]
    await planned(olli, firstDay="2026-11-29")
    told = await planned(olli, firstDay="2026-11-28")
    assert {"kind": "beyond-grant", "count": 1, "firstDay": "2026-11-28"} in told["warnings"]
    told = await planned(olli, firstDay="2099-01-01")
    assert {"kind": "outside-voucher", "count": 1, "firstDay": "2099-01-01"} in told["warnings"]
    (other,) = await fetch(
        "select id from voucher where provider = $1 and client <> $2 and last_day > $3 and first_day < $3 limit 1",
        *(cast.KANELI.id, cast.HELVI.client, TODAY + timedelta(days=20)),
    )
    told = await planned(olli, voucher=str(other["id"]), firstDay="2026-11-28")
    assert {"kind": "worker-elsewhere", "count": 1, "firstDay": "2026-11-28"} in told["warnings"]


async def test_one_is_moved_and_the_rest_of_a_series_moves_by_as_much(olli: Caller) -> None:
    await planned(olli, **DAILY)
    first, second, third = await listed(olli)
    answer = await change(olli, second, day=(TODAY + timedelta(days=2)).isoformat(), scope="rest", worker=None)
    assert answer.json()["visits"] == 2
    found = await listed(olli)
    assert [one["startsAt"] for one in found] == [
        "2026-11-18T12:00:00Z",
        "2026-11-20T13:00:00Z",
        "2026-11-21T13:00:00Z",
    ]
    assert [one["workerName"] for one in found] == [cast.ANNA.name, None, None]
    assert {first["id"], second["id"], third["id"]} == {one["id"] for one in found}
    assert slug(await change(olli, found[0], day="2026-11-20", startMinute=15 * 60 + 10)) == "plans-overlap"


async def test_what_was_called_off_is_not_moved_and_comes_back_by_undoing(olli: Caller) -> None:
    await planned(olli, **DAILY)
    first, second, _ = await listed(olli)
    done = await cancel(olli, second, "rest")
    assert done.json()["visits"] == 2
    assert [one["isCancelled"] for one in await listed(olli)] == [False, True, True]
    assert slug(await change(olli, second)) == "plan-called-off"
    undo = f"/api/planned-visits/acts/{done.json()['act']}/undoing"
    for _ in range(2):
        assert (await olli.post(undo, json={})).status_code == 200
    assert [one["isCancelled"] for one in await listed(olli)] == [False, False, False]
    assert (await change(olli, first, minutes=45)).status_code == 200


async def test_an_act_is_taken_back_unless_something_was_changed_after_it(
    olli: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await planned(olli, **DAILY)
    (first, *_) = await listed(olli)
    from backend import clock  # noqa: PLC0415 - held by the fixture

    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    moved = await change(olli, first)
    undo = f"/api/planned-visits/acts/{told['act']}/undoing"
    assert slug(await olli.post(undo, json={})) == "plan-changed-meanwhile"
    assert (await olli.post(f"/api/planned-visits/acts/{moved.json()['act']}/undoing", json={})).status_code == 200
    assert (await listed(olli))[0]["startsAt"] == first["startsAt"]


async def test_a_week_is_copied_but_where_something_is_planned_already(olli: Caller) -> None:
    await planned(olli, firstDay="2026-11-16", rule="FREQ=DAILY;COUNT=7")
    await planned(olli, firstDay="2026-11-24")
    asked = {"id": str(uuid4()), "fromDay": "2026-11-18", "toDay": "2026-11-27"}
    for _ in range(2):
        told = (await olli.post("/api/planned-visits/copies", json=asked)).json()
        assert (told["visits"], told["alreadyThere"], told["firstDay"]) == (6, 1, "2026-11-23")
    assert len(await listed(olli, TODAY + timedelta(days=5))) == 7
    again = asked | {"id": str(uuid4())}
    assert slug(await olli.post("/api/planned-visits/copies", json=again)) == "nothing-to-plan"
