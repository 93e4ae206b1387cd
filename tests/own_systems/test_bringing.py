"""A provider's own system brings visits line by line, by the very rules of a phone's push."""

import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidSignature

from backend.database import fetch
from backend.demo import cast
from backend.sync.rules import Receipted, receipt_text
from backend.wire import from_base64url
from tests.conftest import NOW, TEST_KEYS, TODAY, Product
from tests.own_systems.system import System, bearing, correction_of, judged, line, verdicts_in, withdrawal_of
from tests.sync.phone import Phone, hash_of, slug, written
from tests.sync.test_corrections import correction, records_of, stands
from tests.written import contents_of


async def test_a_visit_is_stored_as_its_workers_and_no_phones(system: System) -> None:
    visit = line()
    (verdict,) = await system.verdicts(visit)
    assert (verdict["verdict"], verdict["toReview"], verdict["receipt"]["sha256"]) == ("accepted", [], hash_of(visit))
    (row,) = await fetch("select worker, device, number from visit_record where id = $1", visit["id"])
    assert (row["worker"], row["device"], row["number"]) == (cast.ANNA.id, None, None)
    assert [json.loads(content) for content in await contents_of(visit["id"])] == [visit]
    (stored,) = await fetch("select provider, minutes, time_quality from visit where id = $1", visit["id"])
    assert (stored["provider"], stored["minutes"], stored["time_quality"]) == (cast.KANELI.id, 30, "unchecked")


def pushed(brought: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a line as a phone would push it."""
    return {name: value for name, value in brought.items() if name != "worker"} | {"number": number}


async def test_a_line_is_judged_by_the_rules_and_slugs_of_a_push(system: System, annas_phone: Phone) -> None:
    wrong: list[dict[str, Any]] = [
        line(endedAt=written(NOW - timedelta(hours=3))),
        line(startedAt=written(NOW - timedelta(days=3))),
        line(endedAt=written(NOW + timedelta(hours=1))),
        line(voucherNumber="000000000000"),
        line(voucherNumber=cast.HELVIS_VOUCHER.number[:-1] + "?"),
        line(code="KS1.NOT.GENUINE"),
        line(tasks=[{"slug": "meal"}]),
        line(note="\0"),
        line() | {"name": "brew_coffee"},
        line() | {"doneAt": "yesterday"},
        line(cast.EXPIRED_VOUCHER),
        line(cast.OTHER_PROVIDERS_VOUCHER),
        line(ended_at=NOW + timedelta(hours=2)),
        correction_of(line()),
        withdrawal_of(line()),
        line(),
    ]
    as_pushed = [pushed(one, number) for number, one in enumerate(wrong, 1)]
    told = await annas_phone.verdicts(*[one | {"id": str(uuid4())} for one in as_pushed])
    brought = await system.verdicts(*wrong)
    assert [one[1:] for one in judged(brought)] == [one[1:] for one in judged(told)]
    assert {one["verdict"] for one in brought} == {"accepted", "refused", "held"}


async def test_a_bad_line_harms_no_other(system: System) -> None:
    good = [line() for _ in range(3)]
    odd: dict[str, Any] = {"id": str(uuid4()), "worker": None, "arguments": [], "name": 7}
    verdicts = await system.verdicts(good[0], odd, good[1], {"id": str(uuid4())}, good[2])
    assert [one["verdict"] for one in verdicts] == ["accepted", "refused", "accepted", "refused", "accepted"]
    assert [slug(verdicts[1]), slug(verdicts[3])] == ["invalid-request"] * 2


async def test_lines_without_an_id_are_all_named_and_nothing_is_stored(system: System) -> None:
    good = line()
    answer = await system.bring(good, {"name": "record_visit"}, line() | {"id": "7"}, {})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/mutations/1", "/mutations/2/id", "/mutations/3"]
    assert await fetch("select from visit where id = $1", good["id"]) == []


async def test_a_line_without_arguments_points_to_them(system: System) -> None:
    (verdict,) = await system.verdicts(line(voucherNumber=7))
    assert verdict["problem"]["errors"][0]["pointer"] == "/arguments/voucherNumber"


@pytest.mark.parametrize("worker", [cast.BENGT.id, cast.OLLI.id, cast.HELVI.id, UUID(int=7)], ids=str)
async def test_a_worker_of_nobody_or_of_another_provider_is_refused(system: System, worker: UUID) -> None:
    verdicts = await system.verdicts(line() | {"worker": str(worker)}, line())
    assert [one["verdict"] for one in verdicts] == ["refused", "accepted"]
    assert slug(verdicts[0]) == "worker-not-employed"


async def test_the_worker_must_have_worked_for_the_provider_on_the_day_of_the_visit(system: System) -> None:
    await fetch(
        "update membership set first_day = $2, last_day = $3 where id = $1",
        *(cast.ANNA.membership, TODAY - timedelta(days=9), TODAY - timedelta(days=2)),
    )
    days = [1, 2, 9, 10]
    visits = [line(ended_at=NOW - timedelta(days=day)) for day in days]
    verdicts = await system.verdicts(*visits)
    assert [one["verdict"] for one in verdicts] == ["refused", "accepted", "accepted", "refused"]
    # She has left, and her visit can still be put right.
    after = await system.verdicts(
        correction_of(visits[1], note="Korjattu."), withdrawal_of(visits[2]) | {"doneAt": written(NOW)}
    )
    assert [one["verdict"] for one in after] == ["accepted", "accepted"]
    moved = correction_of(visits[1], startedAt=visits[0]["arguments"]["startedAt"], endedAt=visits[0]["doneAt"])
    (verdict,) = await system.verdicts(moved | {"doneAt": written(NOW)})
    assert slug(verdict) == "worker-not-employed"


async def test_a_visit_is_corrected_and_withdrawn_in_the_request_that_brings_it(system: System) -> None:
    visit = line()
    corrected = correction_of(visit, note="Korjattu.")
    withdrawn = withdrawal_of(visit, seen=corrected["id"])
    verdicts = await system.verdicts(withdrawn, corrected, visit, withdrawn)
    assert [one["verdict"] for one in verdicts] == ["held", "accepted", "accepted", "accepted"]
    assert ((await stands(visit))["state"], (await stands(visit))["note"]) == ("withdrawn", "Korjattu.")


async def test_the_same_line_is_stored_once_however_often_it_comes(system: System) -> None:
    visit = line()
    first, twin = await system.verdicts(visit, visit)
    (again,) = await system.verdicts(visit)
    assert [one["verdict"] for one in (first, twin, again)] == ["accepted", "repeated", "repeated"]
    assert first["receipt"] == twin["receipt"] == again["receipt"]
    assert await records_of(visit) == [("recorded", 1)]


async def test_other_content_under_a_known_id_is_kept_beside_it(system: System) -> None:
    visit = line()
    verdicts = await system.verdicts(visit, visit | {"arguments": visit["arguments"] | {"note": "Toinen."}})
    assert [(one["verdict"], one["toReview"]) for one in verdicts] == [
        ("accepted", []),
        ("accepted", ["versions-differ"]),
    ]
    assert await records_of(visit) == [("recorded", 1), ("recorded", 2)]


async def test_a_system_corrects_what_a_phone_recorded(system: System, annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    (verdict,) = await system.verdicts(correction_of(visit, note="Toimistosta."))
    assert verdict["verdict"] == "accepted"
    assert (await stands(visit))["note"] == "Toimistosta."
    (own,) = await annas_phone.verdicts(correction(annas_phone, visit, note="Minun."))
    assert own["toReview"] == ["versions-differ"]


async def test_another_providers_visit_is_not_told_of_nor_touched(system: System, annas_phone: Phone) -> None:
    """Anna also works for Majakka; Kaneli's system knows the id of a visit of hers there."""
    visit = annas_phone.recording()
    await annas_phone.verdicts(visit)
    await fetch("update visit set provider = $2 where id = $1", visit["id"], cast.MAJAKKA.id)
    before = await stands(visit)
    known, unknown = correction_of(visit), correction_of(visit | {"id": str(uuid4())})
    verdicts = await system.verdicts(known, unknown, withdrawal_of(visit), line() | {"id": visit["id"]})
    assert [(one["verdict"], slug(one)) for one in verdicts] == [
        ("held", "visit-not-received"),
        ("held", "visit-not-received"),
        ("held", "visit-not-received"),
        ("refused", "content-differs"),
    ]
    assert await stands(visit) == before
    assert len(await records_of(visit)) == 1


async def test_even_the_same_bytes_of_another_providers_line_are_not_recognised(system: System) -> None:
    visit = line()
    await system.verdicts(visit)
    await fetch("update visit set provider = $2 where id = $1", visit["id"], cast.MAJAKKA.id)
    (verdict,) = await system.verdicts(visit)
    assert (verdict["verdict"], slug(verdict), verdict["receipt"]) == ("refused", "content-differs", None)


async def test_anothers_visit_of_the_same_provider_is_refused(system: System, product: Product) -> None:
    async with product.called_by(cast.BENGT) as bengt:
        visit = Phone(bengt).recording(cast.HELVIS_OPEN_VOUCHER)
        await Phone(bengt).verdicts(visit)
    await fetch("update visit set provider = $2 where id = $1", visit["id"], cast.KANELI.id)
    (verdict,) = await system.verdicts(correction_of(visit))
    assert slug(verdict) == "visit-of-another"


async def test_receipts_are_signed_with_the_providers_id_in_the_devices_place(system: System) -> None:
    answer = (await system.bring(line(), line(voucherNumber="000000000000"), line())).json()
    receipts = [
        Receipted(UUID(one["id"]), bytes.fromhex(one["receipt"]["sha256"]), one["receipt"]["sequence"], NOW)
        for one in answer["verdicts"]
        if one["receipt"]
    ]
    key = TEST_KEYS.receipts.public_key()
    (known,) = [one for one in answer["receiptKeys"] if one["id"] == answer["signature"]["key"]]
    assert from_base64url(known["publicKey"]) == key.public_bytes_raw()
    signature = from_base64url(answer["signature"]["value"])
    key.verify(signature, receipt_text(cast.KANELI.id, receipts).encode())
    with pytest.raises(InvalidSignature):
        key.verify(signature, receipt_text(cast.KANELI.id, receipts[:1]).encode())


async def test_a_thousand_lines_are_taken_at_once_and_one_more_is_not(system: System) -> None:
    lines = [line(ended_at=NOW - timedelta(minutes=place)) for place in range(1000)]
    begun = time.perf_counter()
    verdicts = await system.verdicts(*lines)
    took = time.perf_counter() - begun
    assert {one["verdict"] for one in verdicts} == {"accepted"}
    assert [one["id"] for one in verdicts] == [one["id"] for one in lines]
    # About half a second on a quiet machine; a second statement a line would take many.
    assert took < 5
    too_many = await system.bring(*lines, line())
    assert (too_many.status_code, too_many.json()["type"]) == (400, "/problems/invalid-request")
    assert too_many.json()["errors"][0]["pointer"] == "/mutations"


async def test_a_body_larger_than_any_is_refused(system: System) -> None:
    answer = await system.bring(*[line(note="x" * 9000) for _ in range(500)])
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"mutations": 1}', '{"mutations": [1]}', '{"mutations": [], "a": 1}']
)
async def test_what_is_no_request_is_refused(system: System, body: str) -> None:
    answer = await system.caller.post(
        "/api/provider/visits?dryRun=true",
        content=body,
        headers=bearing(system.token) | {"content-type": "application/json"},
    )
    assert answer.status_code == 400


async def test_nothing_to_bring_is_no_error(system: System) -> None:
    answer = await system.bring()
    assert verdicts_in(answer) == []
    assert answer.json()["signature"] is None


async def test_twenty_lines_of_one_visit_are_taken_and_one_more_is_too_many(system: System) -> None:
    visit = line()
    changes = [correction_of(visit, note=f"Kohta {number}.") for number in range(20)]
    too_many = await system.bring(visit, *changes)
    assert (too_many.status_code, too_many.json()["errors"][0]["pointer"]) == (400, "/mutations/20")
    taken = await system.bring(visit, *changes[:19])
    assert taken.status_code == 200, taken.text
