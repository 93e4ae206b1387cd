"""A pull brings what is new since its cursor, says when something must go, and never more than a phone should hold."""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.sync import pull
from backend.wire import in_base64url
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, written
from tests.sync.test_corrections import correction, withdrawal

NOTHING_NEW: dict[str, Any] = {"catalogue": None, "visits": [], "inSight": None, "leftOut": 0}


def new_in(pulled: dict[str, Any]) -> dict[str, Any]:
    """Return what a pull says beside its time and its cursor."""
    return {name: pulled[name] for name in NOTHING_NEW}


def ids(pulled: dict[str, Any]) -> list[str]:
    """Return the visits that came."""
    return [visit["id"] for visit in pulled["visits"]]


def at(moment: datetime, minutes: int = 30) -> dict[str, Any]:
    """Return the times of a visit that ended at a moment."""
    return {"startedAt": written(moment - timedelta(minutes=minutes)), "endedAt": written(moment)}


async def give_to_another(before: datetime) -> None:
    """Make the demo's visits of before a moment those of somebody else, for a phone to begin with few or none."""
    await fetch(
        "update visit set worker = $2 where worker = $1 and started_at < $3", cast.ANNA.id, cast.OLLI.id, before
    )


async def push_many(phone: Phone, count: int, **arguments: Any) -> list[dict[str, Any]]:
    """Record and push so many visits, each at a moment of its own, the latest first."""
    ends = [NOW - timedelta(minutes=5 * place) for place in range(count)]
    made = [phone.recording(**at(end), **arguments) | {"doneAt": written(end)} for end in ends]
    for first in range(0, count, 50):
        reply = await phone.signed(*made[first : first + 50])
        assert len(reply["receipts"]) == len(made[first : first + 50])
    return made


async def test_the_first_pull_brings_everything_and_says_what_the_phone_may_hold(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.signed(visit)
    pulled = await annas_phone.pull()
    assert visit["id"] in ids(pulled)
    assert pulled["inSight"] == ids(pulled)
    assert pulled["leftOut"] == 0
    assert pulled["catalogue"]["provider"]["name"] == cast.KANELI.name
    assert pulled["catalogue"]["sealingKey"]["crv"] == "P-256"
    assert len(pulled["catalogue"]["receiptKeys"]) == 1


async def test_nothing_new_is_said_in_no_rows_and_leaves_no_trail(annas_phone: Phone) -> None:
    await annas_phone.signed(annas_phone.recording())
    first = await annas_phone.pull()
    before = await fetch("select count(*) as n from trail_entry")
    second = await annas_phone.pull(first["cursor"])
    assert new_in(second) == NOTHING_NEW
    assert new_in(await annas_phone.pull(second["cursor"])) == NOTHING_NEW
    assert await fetch("select count(*) as n from trail_entry") == before


async def test_only_what_is_new_or_changed_comes(annas_phone: Phone) -> None:
    first, second = annas_phone.recording(), annas_phone.recording()
    await annas_phone.signed(first, second)
    pulled = await annas_phone.pull()
    third = annas_phone.recording()
    corrected = correction(annas_phone, first, note="Korjattu.")
    await annas_phone.signed(third, corrected)
    pulled = await annas_phone.pull(pulled["cursor"])
    assert new_in(pulled) | {"visits": []} == NOTHING_NEW
    assert {visit["id"]: visit["note"] for visit in pulled["visits"]} == {
        first["id"]: "Korjattu.",
        third["id"]: "Kaikki hyvin.",
    }
    await annas_phone.signed(withdrawal(annas_phone, second))
    pulled = await annas_phone.pull(pulled["cursor"])
    assert [(visit["id"], visit["state"]) for visit in pulled["visits"]] == [(second["id"], "withdrawn")]
    assert pulled["inSight"] is None


async def test_when_a_day_goes_out_of_sight_the_phone_is_told_what_it_may_still_hold(
    annas_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = annas_phone.recording(**at(NOW - timedelta(days=7)))
    new = annas_phone.recording()
    await annas_phone.signed(old, new)
    first = await annas_phone.pull()
    assert {old["id"], new["id"]} <= set(ids(first))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    second = await annas_phone.pull(first["cursor"])
    assert second["visits"] == []
    assert old["id"] not in second["inSight"]
    assert new["id"] in second["inSight"]
    assert new_in(await annas_phone.pull(second["cursor"])) == NOTHING_NEW


async def test_a_day_that_takes_no_visit_along_takes_nothing(
    annas_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give_to_another(NOW - timedelta(days=4))
    await annas_phone.signed(annas_phone.recording())
    first = await annas_phone.pull()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert new_in(await annas_phone.pull(first["cursor"])) == NOTHING_NEW


async def test_whoever_changes_employer_lets_go_of_the_visits_of_the_former(annas_phone: Phone) -> None:
    await annas_phone.signed(annas_phone.recording())
    first = await annas_phone.pull()
    other = (await fetch("select id, name from provider where id <> $1 order by name", cast.KANELI.id))[0]
    await fetch("update membership set provider = $2 where id = $1", cast.ANNA.membership, other["id"])
    second = await annas_phone.pull(first["cursor"])
    assert (second["inSight"], second["visits"]) == ([], [])
    assert second["catalogue"]["provider"]["name"] == other["name"]
    assert new_in(await annas_phone.pull(second["cursor"])) == NOTHING_NEW


async def test_a_visit_that_is_hers_no_more_is_noticed_though_nobody_wrote_it_down(annas_phone: Phone) -> None:
    gone, stays = annas_phone.recording(), annas_phone.recording()
    await annas_phone.signed(gone, stays)
    first = await annas_phone.pull()
    await fetch("update visit set worker = $2 where id = $1", gone["id"], cast.OLLI.id)
    second = await annas_phone.pull(first["cursor"])
    assert gone["id"] not in second["inSight"]
    assert stays["id"] in second["inSight"]
    # What the phone holds could not be told, so it comes whole.
    assert ids(second) == second["inSight"]


async def test_a_visit_that_is_corrected_out_of_sight_and_back_is_followed(annas_phone: Phone) -> None:
    visit, other = annas_phone.recording(), annas_phone.recording()
    await annas_phone.signed(visit, other)
    first = await annas_phone.pull()
    away = correction(annas_phone, visit, **at(NOW - timedelta(days=20)))
    await annas_phone.signed(away)
    second = await annas_phone.pull(first["cursor"])
    assert visit["id"] not in second["inSight"]
    await annas_phone.signed(correction(annas_phone, visit, seen=away["id"], **at(NOW)))
    third = await annas_phone.pull(second["cursor"])
    assert visit["id"] in ids(third)


async def test_a_database_put_back_from_a_backup_begins_every_phone_anew(annas_phone: Phone) -> None:
    await annas_phone.signed(annas_phone.recording())
    first = await annas_phone.pull()
    await fetch("update change_counter set last = last - 1 where organiser = $1", cast.COUNTY.id)
    second = await annas_phone.pull(first["cursor"])
    assert second["inSight"] == ids(second)
    assert ids(second) == ids(first)


async def test_only_what_changed_of_the_catalogue_brings_it_again(annas_phone: Phone) -> None:
    first = await annas_phone.pull()
    await fetch("update service set name_en = 'Something else' where code = (select min(code) from service)")
    second = await annas_phone.pull(first["cursor"])
    assert second["catalogue"]["services"][0]["name"]["en"] == "Something else"
    assert new_in(second) | {"catalogue": None} == NOTHING_NEW


def tampered(cursor: str, place: int, value: object) -> str:
    """Return a cursor of which somebody has changed a part."""
    parts = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    parts[place] = value
    return in_base64url(json.dumps(parts).encode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "ä",
        lambda _: "0" * 5000,
        lambda cursor: cursor[:-4],
        lambda cursor: cursor + "A",
        lambda cursor: tampered(cursor, 0, str(cast.OLLI.id)),
        lambda cursor: tampered(cursor, 1, str(uuid4())),
        lambda cursor: tampered(cursor, 3, "0001-01-01"),
        lambda cursor: tampered(cursor, 3, "9999-12-31"),
        lambda cursor: tampered(cursor, 4, {str(cast.COUNTY.id): 2**70}),
        lambda cursor: tampered(cursor, 4, {}),
        lambda cursor: tampered(cursor, 5, -1),
        lambda cursor: tampered(cursor, 5, 0),
        lambda cursor: tampered(cursor, 6, ""),
        lambda _: in_base64url(b"[" * 20_000),
    ],
)
async def test_a_cursor_that_is_not_ours_begins_anew(annas_phone: Phone, spoil: Any) -> None:
    await annas_phone.signed(annas_phone.recording())
    first = await annas_phone.pull()
    second = await annas_phone.pull(spoil(first["cursor"]))
    assert second["inSight"] == ids(second) == ids(first)


async def test_failure_18_a_phone_holds_three_hundred_visits_and_its_office_hears_of_the_next(
    annas_phone: Phone, product: Product
) -> None:
    await give_to_another(NOW)
    made = await push_many(annas_phone, 300)
    full = await annas_phone.pull()
    assert (len(full["visits"]), full["leftOut"]) == (300, 0)
    latest = annas_phone.recording(**at(NOW + timedelta(minutes=1))) | {"doneAt": written(NOW)}
    await annas_phone.signed(latest)
    over = await annas_phone.pull(full["cursor"])
    assert (ids(over), over["leftOut"]) == ([latest["id"]], 1)
    assert set(over["inSight"]) == {one["id"] for one in [latest, *made[:-1]]}
    assert await left_out(product) == 1
    assert new_in(await annas_phone.pull(over["cursor"])) == NOTHING_NEW | {"leftOut": 1}
    # One that moves out of the days in sight makes room for the one that was left out.
    away = correction(annas_phone, made[0], **at(NOW - timedelta(days=30)))
    await annas_phone.signed(away)
    roomy = await annas_phone.pull(over["cursor"])
    assert made[-1]["id"] in ids(roomy)
    assert (len(roomy["inSight"]), roomy["leftOut"]) == (300, 0)
    assert await left_out(product) == 0


async def left_out(product: Product) -> int:
    """Return what the office sees of Anna's phone."""
    async with product.called_by(cast.OLLI) as office:
        (phone,) = (await office.get("/api/phones")).json()
    count: int = phone["leftOut"]
    return count


async def test_the_newest_visits_are_held_up_to_the_last_byte(
    annas_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give_to_another(NOW)
    made = await push_many(annas_phone, 3)
    whole = await annas_phone.pull()
    size = sum(
        len(json.dumps(visit, ensure_ascii=False, separators=(",", ":")).encode()) + 1 for visit in whole["visits"]
    )
    monkeypatch.setattr(pull, "MOST_BYTES", size)
    assert (await annas_phone.pull())["leftOut"] == 0
    monkeypatch.setattr(pull, "MOST_BYTES", size - 1)
    less = await annas_phone.pull()
    assert (ids(less), less["leftOut"]) == ([one["id"] for one in made[:2]], 1)


async def test_long_notes_never_make_a_pull_larger_than_a_phone_should_take(annas_phone: Phone) -> None:
    await push_many(annas_phone, 200, note="€" * 2000)
    answer = await annas_phone.caller.get("/api/sync/pull", params={"device": str(annas_phone.id)})
    pulled = answer.json()
    size = len(json.dumps(pulled["visits"], ensure_ascii=False, separators=(",", ":")).encode())
    assert 980_000 < size <= 1_000_000
    assert pulled["leftOut"] > 0
    assert pulled["visits"] == sorted(pulled["visits"], key=lambda visit: visit["startedAt"], reverse=True)


async def test_a_phone_that_knows_of_no_cursor_is_answered_whole_as_ever(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    for _ in range(2):
        pulled = (await annas_phone.caller.get("/api/sync/pull")).json()
        assert list(pulled) == ["serverTime", "keys", "organisers", "services", "provider", "visits"]
        assert visit["id"] in ids(pulled)


async def test_another_ones_phone_is_not_told_of_at_her_office(annas_phone: Phone, product: Product) -> None:
    await annas_phone.signed()
    async with product.called_by(cast.ANNA) as anna:
        stranger = Phone(anna)
        await stranger.pull()
    assert await fetch("select from device where id = $1", stranger.id) == []


@pytest.mark.usefixtures("committed_database")
async def test_a_phone_that_pulls_while_others_write_steps_over_nothing(app: Litestar) -> None:
    sent: dict[str, str] = {}
    seen: dict[str, str] = {}
    done = asyncio.Event()

    async def write(phone: Phone) -> None:
        for _ in range(6):
            visit, other = phone.recording(), phone.recording(cast.UNSEEN_VOUCHER)
            changed = correction(phone, visit, note=f"Korjattu {phone.number}.")
            for one in await asyncio.gather(phone.signed(visit, other), phone.signed(other, changed)):
                assert one["serverTime"]
            await phone.signed(changed)
            sent[visit["id"]] = changed["id"]
            sent[other["id"]] = other["id"]

    async def read(phone: Phone) -> None:
        cursor = None
        while True:
            is_last = done.is_set()
            pulled = await phone.pull(cursor)
            assert cursor is None or pulled["inSight"] is None
            seen.update((visit["id"], visit["record"]) for visit in pulled["visits"])
            cursor = pulled["cursor"]
            if is_last:
                return
            await asyncio.sleep(0)

    async with Product(app).called_by(cast.ANNA) as anna:
        reader = asyncio.create_task(read(Phone(anna)))
        await asyncio.gather(*(write(Phone(anna)) for _ in range(5)))
        done.set()
        await reader
    assert {visit: seen.get(visit) for visit in sent} == sent
