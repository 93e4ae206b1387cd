"""Three clocks grade a visit's times; none of them refuses one."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.database import fetch
from tests.conftest import NOW
from tests.sync.phone import Phone, written
from tests.sync.test_corrections import correction

FRESH = {"offsetSeconds": 3, "ageSeconds": 600}


async def quality_of(visit: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the grade of a stored visit's times, and what is to be looked at."""
    (row,) = await fetch("select time_quality, to_review from visit where id = $1", visit["id"])
    return row["time_quality"], row["to_review"]


@pytest.mark.parametrize(
    ("arguments", "quality"),
    [
        ({"clock": FRESH}, "measured"),
        ({"clock": FRESH, "elapsedSeconds": None}, "by_clock"),
        ({"clock": FRESH, "elapsedSeconds": 60}, "by_clock"),
        ({"clock": FRESH | {"ageSeconds": 86_401}}, "unchecked"),
        ({"clock": None}, "unchecked"),
        ({}, "unchecked"),
        ({"clock": FRESH, "elapsedSeconds": 1921}, "differs"),
        ({"elapsedSeconds": 10_000_000}, "differs"),
    ],
    ids=str,
)
async def test_a_recording_is_graded_as_it_is_stored(
    annas_phone: Phone, arguments: dict[str, Any], quality: str
) -> None:
    visit = annas_phone.recording(**arguments)
    reply = await annas_phone.signed(visit)
    reasons = ["phone-clock-differs"] if quality == "differs" else []
    assert await quality_of(visit) == (quality, reasons)
    assert reply["toReview"] == ([{"id": visit["id"], "reasons": reasons}] if reasons else [])


@pytest.mark.parametrize("hours", [3, -3])
async def test_a_phone_three_hours_off_that_knows_it_tells_true_times(annas_phone: Phone, hours: int) -> None:
    # Its records and what it sends are set right by the offset; that it is large is no reason to doubt them.
    visit = annas_phone.recording(clock={"offsetSeconds": hours * 3600, "ageSeconds": 60})
    await annas_phone.signed(visit)
    assert await quality_of(visit) == ("measured", [])


@pytest.mark.parametrize("hours", [3, -3])
async def test_a_phone_three_hours_off_that_does_not_know_it_is_looked_at(annas_phone: Phone, hours: int) -> None:
    off = timedelta(hours=hours)
    visit = annas_phone.recording(
        startedAt=written(NOW - timedelta(minutes=40) + off), endedAt=written(NOW - timedelta(minutes=10) + off)
    ) | {"doneAt": written(NOW - timedelta(minutes=10) + off)}
    reply = await annas_phone.signed(visit, sent_at=NOW + off)
    assert len(reply["receipts"]) == 1
    assert await quality_of(visit) == ("differs", ["phone-clock-differs"])


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        # Helsinki, 29 March 2026: 02.30 winter time to 04.30 summer time is an hour.
        ("2026-03-29T02:30:00+02:00", "2026-03-29T04:30:00+03:00"),
        # Helsinki, 25 October 2026: 03.30 summer time to 03.30 winter time is an hour.
        ("2026-10-25T03:30:00+03:00", "2026-10-25T03:30:00+02:00"),
        # A phone set to Stockholm, to Kathmandu and to the other side of the date line.
        ("2026-11-18T08:00:00+01:00", "2026-11-18T09:00:00+01:00"),
        ("2026-11-18T12:45:00+05:45", "2026-11-18T13:45:00+05:45"),
        ("2026-11-17T21:00:00-10:00", "2026-11-17T22:00:00-10:00"),
    ],
)
async def test_an_hour_is_an_hour_through_summer_time_and_in_any_zone(
    annas_phone: Phone, started: str, ended: str
) -> None:
    visit = annas_phone.recording(startedAt=started, endedAt=ended, elapsedSeconds=3600, clock=FRESH)
    await annas_phone.signed(visit | {"doneAt": ended})
    (row,) = await fetch("select minutes, time_quality, started_at from visit where id = $1", visit["id"])
    assert (row["minutes"], row["time_quality"]) == (60, "measured")
    assert row["started_at"] == datetime.fromisoformat(started)


async def test_a_clock_set_back_in_the_visit_is_seen_by_the_one_that_nobody_can_set(annas_phone: Phone) -> None:
    # An hour's visit that the clock makes ten minutes of.
    visit = annas_phone.recording(
        startedAt=written(NOW - timedelta(minutes=10)), endedAt=written(NOW), elapsedSeconds=3600, clock=FRESH
    ) | {"doneAt": written(NOW)}
    await annas_phone.signed(visit)
    assert await quality_of(visit) == ("differs", ["phone-clock-differs"])


async def test_a_correction_is_graded_by_its_own_clock(annas_phone: Phone) -> None:
    visit = annas_phone.recording(elapsedSeconds=10_000)
    await annas_phone.signed(visit)
    assert await quality_of(visit) == ("differs", ["phone-clock-differs"])
    corrected = correction(annas_phone, visit, elapsedSeconds=None, clock=FRESH)
    await annas_phone.signed(corrected)
    assert await quality_of(visit) == ("by_clock", [])
    # One that has not seen it changes nothing, neither the times nor their grade.
    await annas_phone.signed(correction(annas_phone, visit, elapsedSeconds=None, clock=None))
    assert (await quality_of(visit))[0] == "by_clock"


@pytest.mark.parametrize(
    "wrong",
    [{"offsetSeconds": 1.5, "ageSeconds": 0}, {"offsetSeconds": 0, "ageSeconds": -1}, {"offsetSeconds": 0}, 5, {}],
    ids=str,
)
async def test_a_clock_that_says_nonsense_is_refused_with_its_place(annas_phone: Phone, wrong: Any) -> None:
    reply = await annas_phone.signed(annas_phone.recording(clock=wrong))
    assert reply["refusals"][0]["problem"]["errors"][0]["pointer"].startswith("/arguments/clock")
