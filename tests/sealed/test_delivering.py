"""A sealed record is taken in as if its own phone had pushed it, whoever brings it, once; and nothing is read back."""

import asyncio
import base64
import json
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from litestar import Litestar

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TEST_KEYS, TODAY, Caller, Product
from tests.sealed.sealing import SealingPhone, deliver, slugs, stored, token_of, visits_of
from tests.sync.phone import Phone, hash_of, slug, written
from tests.sync.test_corrections import correction


async def test_a_sealed_visit_is_stored_as_its_authors_with_its_own_number_and_hash(
    annas: SealingPhone, stranger: Caller
) -> None:
    visit = annas.phone.recording()
    reply = await deliver(stranger, annas.envelope(visit))
    (kept,) = await stored(visit)
    assert reply["receipts"] == [
        {
            "id": visit["id"],
            "sequence": kept["sequence"],
            "sha256": hash_of(visit),
            "receivedAt": "2026-11-18T10:00:00Z",
        }
    ]
    assert (reply["refusals"], reply["serverTime"]) == ([], "2026-11-18T10:00:00Z")
    assert (kept["worker"], kept["device"], kept["number"]) == (cast.ANNA.id, annas.phone.id, visit["number"])
    assert hash_of(json.loads(kept["content"])) == kept["sha256"] == hash_of(visit)
    (visit_now,) = await visits_of(visit)
    assert (visit_now["worker"], visit_now["provider"], visit_now["to_review"]) == (cast.ANNA.id, cast.KANELI.id, [])


async def test_what_was_delivered_sealed_is_repeated_when_its_phone_pushes_it(
    annas: SealingPhone, stranger: Caller
) -> None:
    visit = annas.phone.recording()
    (receipt,) = (await deliver(stranger, annas.envelope(visit)))["receipts"]
    (verdict,) = await annas.phone.verdicts(visit)
    assert verdict["verdict"] == "repeated"
    assert verdict["receipt"] == {name: receipt[name] for name in ("sha256", "sequence", "receivedAt")}
    assert len(await stored(visit)) == 1


async def test_what_was_pushed_is_repeated_when_it_is_delivered_sealed(annas: SealingPhone, stranger: Caller) -> None:
    visit = annas.phone.recording()
    (verdict,) = await annas.phone.verdicts(visit)
    replies = [await deliver(stranger, annas.envelope(visit)) for _ in range(2)]
    for reply in replies:
        (receipt,) = reply["receipts"]
        assert receipt == {"id": visit["id"], **verdict["receipt"]}
    assert len(await stored(visit)) == 1


@pytest.mark.usefixtures("committed_database")
async def test_pushed_and_delivered_at_the_same_time_it_is_stored_once_and_answered_alike(app: Litestar) -> None:
    product = Product(app)
    async with product.called_by(cast.ANNA) as anna, product.called_by(None) as stranger:
        annas = SealingPhone(Phone(anna))
        await annas.enrol()
        visits = [annas.phone.recording() for _ in range(5)]
        envelopes = [annas.envelope(visit) for visit in visits]
        pushed, *delivered = await asyncio.gather(
            annas.phone.verdicts(*visits), *(deliver(stranger, *envelopes) for _ in range(8))
        )
        assert [one["version"] for one in await stored(*visits)] == [1] * 5
    receipts = {json.dumps(reply["receipts"], sort_keys=True) for reply in delivered}
    assert receipts == {json.dumps([{"id": one["id"], **one["receipt"]} for one in pushed], sort_keys=True)}


async def test_the_same_envelope_twice_at_once_is_one_record(annas: SealingPhone, stranger: Caller) -> None:
    visit = annas.phone.recording()
    reply = await deliver(stranger, annas.envelope(visit), annas.envelope(visit))
    assert [one["id"] for one in reply["receipts"]] == [visit["id"]] * 2
    assert len(await stored(visit)) == 1


async def test_a_visit_and_its_correction_come_in_one_delivery(annas: SealingPhone, stranger: Caller) -> None:
    visit = annas.phone.recording()
    corrected = correction(annas.phone, visit, note="Korjattu.")
    reply = await deliver(stranger, annas.envelope(corrected), annas.envelope(visit))
    assert {one["id"] for one in reply["receipts"]} == {visit["id"], corrected["id"]}
    (now,) = await visits_of(visit)
    assert now["note"] == "Korjattu."


async def test_a_correction_whose_visit_has_not_come_is_held_and_taken_when_it_has(
    annas: SealingPhone, stranger: Caller
) -> None:
    visit = annas.phone.recording()
    corrected = correction(annas.phone, visit, note="Korjattu.")
    waits = await deliver(stranger, annas.envelope(corrected))
    assert [(one["id"], one["verdict"]) for one in waits["refusals"]] == [(corrected["id"], "held")]
    assert slugs(waits) == ["visit-not-received"]
    await annas.phone.verdicts(visit)
    assert len((await deliver(stranger, annas.envelope(corrected)))["receipts"]) == 1


async def test_other_content_under_a_known_id_is_kept_beside_it(annas: SealingPhone, stranger: Caller) -> None:
    visit = annas.phone.recording()
    await annas.phone.verdicts(visit)
    other = visit | {"arguments": visit["arguments"] | {"note": "Toinen totuus."}}
    (receipt,) = (await deliver(stranger, annas.envelope(other)))["receipts"]
    assert receipt["sha256"] == hash_of(other)
    assert [one["version"] for one in await stored(visit)] == [1, 2]


async def test_a_refused_record_is_kept_and_answered_with_its_problem(annas: SealingPhone, stranger: Caller) -> None:
    wrong = annas.phone.recording(endedAt=written(NOW - timedelta(hours=3)))
    good = annas.phone.recording()
    reply = await deliver(stranger, annas.envelope(wrong), annas.envelope(good))
    assert [(one["id"], one["verdict"]) for one in reply["refusals"]] == [(wrong["id"], "refused")]
    assert slugs(reply) == ["visit-ends-before-start"]
    assert [one["id"] for one in reply["receipts"]] == [good["id"]]
    assert len(await fetch("select 1 from refused_mutation where id = $1", wrong["id"])) == 1


async def test_a_record_of_which_only_the_id_can_be_read_is_refused_alone(
    annas: SealingPhone, stranger: Caller
) -> None:
    odd = annas.phone.recording() | {"number": "seven"}
    good = annas.phone.recording()
    reply = await deliver(stranger, annas.envelope(odd), annas.envelope(good))
    assert slugs(reply) == ["invalid-request"]
    assert [one["id"] for one in reply["receipts"]] == [good["id"]]


async def test_a_colleagues_phone_brings_the_records_of_two_others_and_each_stays_its_authors(
    annas: SealingPhone, product: Product
) -> None:
    async with product.called_by(cast.BENGT) as bengt:
        bengts = SealingPhone(Phone(bengt), person=cast.BENGT.id)
        await bengts.enrol()
        hers, his = annas.phone.recording(), bengts.phone.recording(cast.OTHER_PROVIDERS_VOUCHER)
        reply = await deliver(bengt, annas.envelope(hers), bengts.envelope(his), device=bengts.phone.id)
    assert [one["id"] for one in reply["receipts"]] == [hers["id"], his["id"]]
    whose = {one["id"]: (one["worker"], one["provider"]) for one in await visits_of(hers, his)}
    assert whose == {
        hers["id"]: (cast.ANNA.id, cast.KANELI.id),
        his["id"]: (cast.BENGT.id, cast.MAJAKKA.id),
    }


async def test_an_ended_session_keeps_no_visit_out(annas: SealingPhone, stranger: Caller) -> None:
    await fetch("delete from session")
    visit = annas.phone.recording()
    assert (await annas.phone.push(visit)).status_code == 401
    assert len((await deliver(stranger, annas.envelope(visit)))["receipts"]) == 1


async def test_an_ended_employment_keeps_no_visit_out_and_the_visit_stays_the_providers_of_its_day(
    annas: SealingPhone, stranger: Caller
) -> None:
    await fetch("update membership set last_day = $2 where id = $1", cast.ANNA.membership, TODAY)
    await fetch(
        "insert into membership (id, person, role, provider, first_day)"
        " values (gen_random_uuid(), $1, 'worker', $2, $3)",
        cast.ANNA.id,
        cast.MAJAKKA.id,
        TODAY + timedelta(days=1),
    )
    visit = annas.phone.recording()
    await deliver(stranger, annas.envelope(visit))
    (now,) = await visits_of(visit)
    assert (now["provider"], now["to_review"]) == (cast.KANELI.id, [])


async def test_a_visit_recorded_after_the_employment_is_kept_for_her_last_provider_and_looked_at(
    annas: SealingPhone, stranger: Caller
) -> None:
    await fetch("update membership set last_day = $2 where id = $1", cast.ANNA.membership, TODAY - timedelta(days=1))
    visit = annas.phone.recording()
    reply = await deliver(stranger, annas.envelope(visit))
    assert len(reply["receipts"]) == 1
    (now,) = await visits_of(visit)
    assert (now["provider"], now["to_review"]) == (cast.KANELI.id, ["employment-ended"])
    corrected = correction(annas.phone, visit, note="Korjattu.")
    await deliver(stranger, annas.envelope(corrected))
    (now,) = await visits_of(visit)
    assert (now["note"], now["to_review"]) == ("Korjattu.", ["employment-ended"])


async def contact_of(phone: SealingPhone) -> str:
    (row,) = await fetch("select last_contact_at, highest_number from device where id = $1", phone.phone.id)
    return f"{row['last_contact_at']:%H:%M} {row['highest_number']}"


async def test_only_a_new_record_by_its_own_phone_counts_as_its_contact(annas: SealingPhone, stranger: Caller) -> None:
    await fetch("update device set last_contact_at = $2 where id = $1", annas.phone.id, NOW - timedelta(hours=5))
    first, second = annas.phone.recording(), annas.phone.recording()
    await deliver(stranger, annas.envelope(second))
    assert await contact_of(annas) == "05:00 2"
    await deliver(stranger, annas.envelope(second), device=annas.phone.id)
    assert await contact_of(annas) == "05:00 2"
    await deliver(stranger, annas.envelope(first), device=annas.phone.id)
    assert await contact_of(annas) == "10:00 2"


async def test_a_phone_whose_clock_was_ahead_is_seen_without_its_own_word(
    annas: SealingPhone, stranger: Caller
) -> None:
    visit = annas.phone.recording() | {"doneAt": written(NOW + timedelta(hours=3))}
    await deliver(stranger, annas.envelope(visit))
    (now,) = await visits_of(visit)
    assert now["to_review"] == ["phone-clock-differs"]


async def test_the_answer_says_nothing_of_what_is_inside(annas: SealingPhone, stranger: Caller) -> None:
    await fetch("update voucher set ended_on = $2 where id = $1", cast.HELVIS_VOUCHER.id, TODAY - timedelta(days=9))
    note = "Kertoi tyttärensä Kaisan puhelinnumeron."
    good = annas.phone.recording(note=note)
    wrong = annas.phone.recording(note=note, endedAt=written(NOW - timedelta(hours=3)))
    reply = await deliver(stranger, annas.envelope(good), annas.envelope(wrong))
    told = json.dumps(reply, ensure_ascii=False)
    assert [len(reply["receipts"]), len(reply["refusals"])] == [1, 1]
    known = [note, cast.HELVIS_VOUCHER.number, cast.HELVI.family_name, cast.ANNA.family_name, str(cast.HELVI.client)]
    assert [word for word in [*known, "voucher-ended", "Kaneli"] if word in told] == []


async def test_a_sealed_record_is_no_key_to_anything_else(annas: SealingPhone, stranger: Caller) -> None:
    await deliver(stranger, annas.envelope(annas.phone.recording()))
    assert (await stranger.get("/api/sync/pull")).status_code == 401
    assert (await stranger.get("/api/visits")).status_code == 401


async def test_a_number_used_twice_is_told_of_a_sealed_record_too(annas: SealingPhone, stranger: Caller) -> None:
    first = annas.phone.recording()
    await annas.phone.verdicts(first)
    second = annas.phone.recording() | {"number": first["number"]}
    reply = await deliver(stranger, annas.envelope(second))
    assert slugs(reply) == ["number-used-twice"]
    (verdict,) = await annas.phone.verdicts(second)
    assert slug(verdict) == "number-used-twice"


async def test_the_receipts_are_signed_to_whoever_brought_the_envelopes(annas: SealingPhone, stranger: Caller) -> None:
    first, second = annas.phone.recording(), annas.phone.recording()
    await annas.phone.verdicts(first)
    carrier = uuid4()
    reply = await deliver(stranger, annas.envelope(second), annas.envelope(first), device=carrier)
    key, value = reply["signature"]["key"], base64.urlsafe_b64decode(reply["signature"]["value"] + "==")
    lines = [f"{one['id']} {one['sha256']} {one['sequence']} {one['receivedAt']}" for one in reply["receipts"]]
    text = "".join(f"{line}\n" for line in ("kotiseteli-receipts-1", carrier, *lines))
    TEST_KEYS.receipt_keys()[bytes.fromhex(key)].verify(value, text.encode())
    with pytest.raises(InvalidSignature):
        TEST_KEYS.receipt_keys()[bytes.fromhex(key)].verify(value, text.replace(str(carrier), str(uuid4())).encode())


async def test_a_phone_that_tells_its_token_as_the_agreement_says_is_known_by_it(
    annas: SealingPhone, stranger: Caller
) -> None:
    other = SealingPhone(Phone(annas.phone.caller))
    hashed = base64.urlsafe_b64encode(sha256(token_of(other.phone.id).encode()).digest()).decode().rstrip("=")
    push = {
        "protocol": 2,
        "device": str(other.phone.id),
        "sentAt": written(NOW),
        "highestNumber": 0,
        "phone": None,
        "writeTokenHash": hashed,
        "mutations": [],
    }
    assert (await annas.phone.caller.post("/api/sync/push", json=push)).status_code == 200
    visit = other.phone.recording()
    assert len((await deliver(stranger, other.envelope(visit)))["receipts"]) == 1
