"""Whose a visit is when its worker has changed employer: that of the day on which it was made."""

from datetime import timedelta

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY
from tests.sync.phone import Phone, written
from tests.sync.test_corrections import correction
from tests.written import note_of

YESTERDAY = NOW - timedelta(days=1)


async def test_a_visit_that_waited_through_a_change_of_employer_stays_with_the_former(annas_phone: Phone) -> None:
    long_ago = NOW - timedelta(days=100)
    await fetch("update membership set first_day = $2 where id = $1", cast.ANNA.membership, TODAY)
    await fetch(
        "insert into membership (id, person, role, provider, first_day, last_day)"
        " values (gen_random_uuid(), $1, 'worker', $2, $3, $4)",
        *(cast.ANNA.id, cast.MAJAKKA.id, TODAY - timedelta(days=90), TODAY - timedelta(days=1)),
    )
    made = {}
    for name, moment in (("former", YESTERDAY), ("present", NOW), ("neither", long_ago)):
        visit = annas_phone.recording(
            startedAt=written(moment - timedelta(minutes=30)), endedAt=written(moment), elapsedSeconds=None
        )
        made[visit["id"]] = name
        visit["doneAt"] = written(moment)
        (verdict,) = await annas_phone.verdicts(visit)
        assert verdict["verdict"] == "accepted"
    rows = await fetch("select id::text, provider from visit where id = any($1)", list(made))
    assert {made[row["id"]]: row["provider"] for row in rows} == {
        "former": cast.MAJAKKA.id,
        "present": cast.KANELI.id,
        "neither": cast.KANELI.id,
    }


async def test_a_correction_comes_together_with_the_visit_of_the_former_employer(annas_phone: Phone) -> None:
    await fetch("update membership set first_day = $2 where id = $1", cast.ANNA.membership, TODAY)
    await fetch(
        "insert into membership (id, person, role, provider, first_day, last_day)"
        " values (gen_random_uuid(), $1, 'worker', $2, $3, $3)",
        *(cast.ANNA.id, cast.MAJAKKA.id, TODAY - timedelta(days=1)),
    )
    visit = annas_phone.recording(startedAt=written(YESTERDAY - timedelta(minutes=30)), endedAt=written(YESTERDAY))
    visit["doneAt"] = written(YESTERDAY)
    today, corrected = annas_phone.recording(), correction(annas_phone, visit, note="Korjattu.")
    verdicts = await annas_phone.verdicts(corrected, today, visit)
    assert [one["id"] for one in verdicts] == [corrected["id"], today["id"], visit["id"]]
    assert [one["verdict"] for one in verdicts] == ["accepted"] * 3
    (row,) = await fetch("select provider from visit where id = $1", visit["id"])
    assert (row["provider"], await note_of(visit["id"])) == (cast.MAJAKKA.id, "Korjattu.")
    # Her session is the present employer's; what she did she did as the former one's.
    written_for = await fetch("select act, organisation from trail_entry where subject = $1 order by id", visit["id"])
    assert [(entry["act"], entry["organisation"]) for entry in written_for] == [
        ("recorded", cast.MAJAKKA.id),
        ("corrected", cast.MAJAKKA.id),
    ]
