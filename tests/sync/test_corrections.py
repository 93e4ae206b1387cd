"""A worker corrects and withdraws her own visits: versions beside each other, nothing edited or merged silently."""

from typing import Any

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, hash_of, slug, uuid7, written
from tests.written import contents_of, with_note

STANDS = "select id, record::text, state, minutes, tasks, words_sealed, to_review from visit where id = $1"


def correction(phone: Phone, visit: dict[str, Any], seen: str | None = None, **changed: object) -> dict[str, Any]:
    """Write the whole visit anew, in place of the record that was seen."""
    phone.number += 1
    recorded = visit["arguments"]
    kept = {name: recorded[name] for name in ("startedAt", "endedAt", "elapsedSeconds", "tasks", "note")}
    return {
        "id": str(uuid7(NOW)),
        "number": phone.number,
        "name": "correct_visit",
        "doneAt": written(NOW),
        "arguments": {"visit": visit["id"], "seen": seen or visit["id"]} | kept | changed,
    }


def withdrawal(phone: Phone, visit: dict[str, Any], seen: str | None = None) -> dict[str, Any]:
    """Take a visit back."""
    phone.number += 1
    return {
        "id": str(uuid7(NOW)),
        "number": phone.number,
        "name": "withdraw_visit",
        "doneAt": written(NOW),
        "arguments": {"visit": visit["id"], "seen": seen or visit["id"], "reason": "Väärä asiakas."},
    }


async def stands(visit: dict[str, Any]) -> dict[str, Any]:
    """Return what the visit is now."""
    (row,) = await fetch(STANDS, visit["id"])
    return with_note(row)


async def records_of(visit: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the acts on a visit with their versions, in the order they came."""
    rows = await fetch("select act, version from visit_record where visit = $1 order by sequence", visit["id"])
    return [(row["act"], row["version"]) for row in rows]


async def test_a_corrected_visit_is_the_new_one_and_the_old_record_stays(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    corrected = correction(annas_phone, visit, startedAt=written(NOW).replace("10:00", "08:00"), note="Kesti kauemmin.")
    (verdict,) = await annas_phone.verdicts(corrected)
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", [])
    assert verdict["receipt"]["sha256"] == hash_of(corrected)
    now = await stands(visit)
    assert (now["record"], now["minutes"], now["note"]) == (corrected["id"], 60, "Kesti kauemmin.")
    assert await records_of(visit) == [("recorded", 1), ("corrected", 1)]


async def test_a_visit_and_its_correction_in_one_push_are_both_taken(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    corrected = correction(annas_phone, visit, note="Heti korjattu.")
    verdicts = await annas_phone.verdicts(visit, corrected)
    assert [one["verdict"] for one in verdicts] == ["accepted", "accepted"]
    assert (await stands(visit))["note"] == "Heti korjattu."


async def test_a_correction_that_comes_before_its_visit_waits_on_the_phone(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    corrected = correction(annas_phone, visit)
    (early,) = await annas_phone.verdicts(corrected)
    assert early["verdict"] == "held"
    assert slug(early) == "visit-not-received"
    verdicts = await annas_phone.verdicts(visit, corrected)
    assert [one["verdict"] for one in verdicts] == ["accepted", "accepted"]


async def test_a_second_correction_that_overtakes_the_first_waits_for_it(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    first = correction(annas_phone, visit, note="Ensin.")
    second = correction(annas_phone, visit, seen=first["id"], note="Sitten.")
    await annas_phone.verdicts(visit)
    (early,) = await annas_phone.verdicts(second)
    verdicts = await annas_phone.verdicts(first, second)
    assert early["verdict"] == "held"
    assert [one["toReview"] for one in verdicts] == [[], []]
    assert (await stands(visit))["note"] == "Sitten."


async def test_a_correction_sent_twice_is_kept_once(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    corrected = correction(annas_phone, visit)
    (_, first, copy) = await annas_phone.verdicts(visit, corrected, corrected)
    (again,) = await annas_phone.verdicts(corrected)
    assert [first["verdict"], copy["verdict"], again["verdict"]] == ["accepted", "repeated", "repeated"]
    assert first["receipt"] == copy["receipt"] == again["receipt"]
    assert await records_of(visit) == [("recorded", 1), ("corrected", 1)]


async def test_a_withdrawn_visit_counts_for_nothing_and_is_still_seen(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    before = (await annas_phone.caller.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")).json()
    (verdict,) = await annas_phone.verdicts(withdrawal(annas_phone, visit))
    after = (await annas_phone.caller.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")).json()
    assert verdict["verdict"] == "accepted"
    assert before["balance"]["used"] - after["balance"]["used"] == 30
    own = (await annas_phone.caller.get("/api/visits")).json()
    assert [one["state"] for one in own if one["id"] == visit["id"]] == ["withdrawn"]


async def test_what_was_withdrawn_by_mistake_is_put_right_by_a_correction(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    taken_back = withdrawal(annas_phone, visit)
    again = correction(annas_phone, visit, seen=taken_back["id"], note="Sittenkin tehty.")
    await annas_phone.verdicts(visit, taken_back, again)
    now = await stands(visit)
    assert (now["state"], now["note"]) == ("recorded", "Sittenkin tehty.")


async def test_failure_12_two_truths_of_two_phones_are_kept_beside_each_other_for_a_person(annas_phone: Phone) -> None:
    other = Phone(annas_phone.caller)
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    first = correction(annas_phone, visit, note="Ensimmäinen totuus.")
    second = correction(other, visit, note="Toinen totuus.")
    await annas_phone.verdicts(first)
    (verdict,) = await other.verdicts(second)
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", ["versions-differ"])
    now = await stands(visit)
    assert (now["note"], now["to_review"]) == ("Ensimmäinen totuus.", ["versions-differ"])
    kept = await contents_of(second["id"])
    # Going on from the one that stands does not settle which was true.
    (later,) = await annas_phone.verdicts(correction(annas_phone, visit, seen=first["id"], note="Vielä tarkemmin."))
    assert later["toReview"] == ["versions-differ"]
    assert (await stands(visit))["note"] == "Vielä tarkemmin."
    assert "Toinen totuus." in kept[0]


async def test_failure_13_the_same_id_with_other_content_is_kept_as_a_new_version(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    changed = visit | {"arguments": visit["arguments"] | {"note": "Jotain muuta."}}
    (verdict,) = await annas_phone.verdicts(changed)
    (again,) = await annas_phone.verdicts(changed)
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", ["versions-differ"])
    assert verdict["receipt"]["sha256"] == hash_of(changed)
    assert (again["verdict"], again["receipt"]) == ("repeated", verdict["receipt"])
    assert (await stands(visit))["note"] == "Kaikki hyvin."
    assert await records_of(visit) == [("recorded", 1), ("recorded", 2)]


async def test_two_contents_of_one_correction_in_one_push_are_both_kept_and_the_first_holds(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    first = correction(annas_phone, visit, note="Ensin.")
    other = first | {"arguments": first["arguments"] | {"note": "Toisin."}}
    verdicts = await annas_phone.verdicts(visit, first, other)
    assert [one["toReview"] for one in verdicts] == [[], [], ["versions-differ"]]
    now = await stands(visit)
    assert (now["record"], now["note"], now["to_review"]) == (first["id"], "Ensin.", ["versions-differ"])
    assert await records_of(visit) == [("recorded", 1), ("corrected", 1), ("corrected", 2)]


async def test_nobody_else_changes_a_visit_from_her_phone(annas_phone: Phone, product: Product) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    async with product.called_by(cast.BENGT) as bengt:
        his = Phone(bengt)
        changed = visit | {"arguments": visit["arguments"] | {"note": "Bengtin oma."}}
        verdicts = [
            *await his.verdicts(correction(his, visit)),
            *await his.verdicts(withdrawal(his, visit)),
            *await his.verdicts(changed),
        ]
    assert [slug(one) for one in verdicts] == ["visit-of-another", "visit-of-another", "content-differs"]
    assert (await stands(visit))["record"] == visit["id"]


async def test_a_correction_to_what_cannot_be_a_visit_is_refused_and_kept(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    backwards = correction(annas_phone, visit, endedAt=visit["arguments"]["startedAt"])
    verdicts = await annas_phone.verdicts(visit, backwards)
    assert slug(verdicts[1]) == "visit-ends-before-start"
    assert len(await fetch("select from refused_mutation where id = $1", backwards["id"])) == 1
    assert (await stands(visit))["record"] == visit["id"]


async def test_a_correction_to_a_day_that_the_voucher_does_not_cover_goes_to_review(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    earlier = correction(annas_phone, visit, startedAt="2024-01-01T08:00:00.000Z", endedAt="2024-01-01T08:30:00.000Z")
    verdicts = await annas_phone.verdicts(visit, earlier)
    assert "outside-voucher-period" in verdicts[1]["toReview"]


async def test_every_change_is_in_the_trail_and_moves_the_organisers_counter(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    verdicts = await annas_phone.verdicts(visit, withdrawal(annas_phone, visit))
    rows = await fetch("select act, person from trail_entry where subject = $1 order by id", visit["id"])
    assert [(row["act"], row["person"]) for row in rows] == [("recorded", cast.ANNA.id), ("withdrawn", cast.ANNA.id)]
    (row,) = await fetch("select change_number from visit where id = $1", visit["id"])
    assert row["change_number"] == verdicts[1]["receipt"]["sequence"] == verdicts[0]["receipt"]["sequence"] + 1
