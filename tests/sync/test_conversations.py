"""Phone and server keep the agreement of docs/sync.md when the network does not: nothing lost, nothing doubled."""

from datetime import timedelta
from typing import Any

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, hash_of, slug, written
from tests.written import refused_contents_of


async def stored(*mutations: dict[str, Any]) -> int:
    rows = await fetch("select count(*) as n from visit where id = any($1)", [one["id"] for one in mutations])
    return int(rows[0]["n"])


async def test_a_recorded_visit_is_accepted_with_a_receipt_of_its_hash(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    (verdict,) = await annas_phone.verdicts(visit)
    assert verdict["id"] == visit["id"]
    assert verdict["verdict"] == "accepted"
    assert verdict["receipt"]["sha256"] == hash_of(visit)
    assert verdict["problem"] is None
    assert await stored(visit) == 1


async def test_sent_twice_it_is_stored_once_and_answered_alike(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    (first,) = await annas_phone.verdicts(visit)
    (second,) = await annas_phone.verdicts(visit)
    assert second["verdict"] == "repeated"
    assert second["receipt"] == first["receipt"]
    assert await stored(visit) == 1


async def test_after_a_lost_answer_the_whole_batch_is_sent_again(annas_phone: Phone) -> None:
    sent = [annas_phone.recording() for _ in range(3)]
    await annas_phone.push(*sent)
    later = annas_phone.recording()
    verdicts = await annas_phone.verdicts(*sent, later)
    assert [one["verdict"] for one in verdicts] == ["repeated", "repeated", "repeated", "accepted"]
    assert await stored(*sent, later) == 4


async def test_the_same_record_twice_in_one_push_is_stored_once(annas_phone: Phone) -> None:
    visit = annas_phone.recording()
    verdicts = await annas_phone.verdicts(visit, visit)
    assert [one["verdict"] for one in verdicts] == ["accepted", "repeated"]
    assert await stored(visit) == 1


async def test_records_may_come_out_of_order(annas_phone: Phone) -> None:
    first, second, third = (annas_phone.recording() for _ in range(3))
    verdicts = [*await annas_phone.verdicts(third), *await annas_phone.verdicts(second, first)]
    assert [one["verdict"] for one in verdicts] == ["accepted"] * 3
    assert await stored(first, second, third) == 3


async def test_failure_07_one_bad_record_blocks_no_other(annas_phone: Phone) -> None:
    good, backwards, last = annas_phone.recording(), annas_phone.recording(), annas_phone.recording()
    arguments = backwards["arguments"]
    arguments["startedAt"], arguments["endedAt"] = arguments["endedAt"], arguments["startedAt"]
    verdicts = await annas_phone.verdicts(good, backwards, last)
    assert [one["verdict"] for one in verdicts] == ["accepted", "refused", "accepted"]
    assert slug(verdicts[1]) == "visit-ends-before-start"
    assert verdicts[1]["receipt"] is None


async def test_a_refusal_is_kept_and_answered_alike_when_sent_again(annas_phone: Phone) -> None:
    unknown = annas_phone.recording() | {"name": "brew_coffee"}
    (first,) = await annas_phone.verdicts(unknown)
    (second,) = await annas_phone.verdicts(unknown)
    assert slug(first) == slug(second) == "unknown-mutation"
    assert ["brew_coffee" in content for content in await refused_contents_of(unknown["id"])] == [True]


async def test_a_refused_record_is_decided_anew_when_what_it_lacked_has_come(annas_phone: Phone) -> None:
    number = cast.UNSEEN_VOUCHER.number
    visit = annas_phone.recording(cast.UNSEEN_VOUCHER)
    await fetch("update voucher set number = '000000000101' where number = $1", number)
    (early,) = await annas_phone.verdicts(visit)
    await fetch("update voucher set number = $1 where number = '000000000101'", number)
    (late,) = await annas_phone.verdicts(visit)
    assert slug(early) == "voucher-not-found"
    assert (late["verdict"], late["receipt"]["sha256"]) == ("accepted", hash_of(visit))


async def test_a_running_number_is_used_once(annas_phone: Phone) -> None:
    first, second = annas_phone.recording(), annas_phone.recording()
    second["number"] = first["number"]
    verdicts = await annas_phone.verdicts(first, second)
    assert [one["verdict"] for one in verdicts] == ["accepted", "refused"]
    assert slug(verdicts[1]) == "number-used-twice"
    (again,) = await annas_phone.verdicts(second)
    assert slug(again) == "number-used-twice"


async def test_two_phones_of_one_worker_number_on_their_own(annas_phone: Phone) -> None:
    other = Phone(annas_phone.caller)
    verdicts = [
        *await annas_phone.verdicts(annas_phone.recording()),
        *await other.verdicts(other.recording()),
    ]
    assert [one["verdict"] for one in verdicts] == ["accepted", "accepted"]


async def test_a_phone_of_another_worker_is_turned_away_and_keeps_everything(
    annas_phone: Phone, product: Product
) -> None:
    await annas_phone.verdicts(annas_phone.recording())
    async with product.called_by(cast.BENGT) as bengt:
        answer = await Phone(bengt, id=annas_phone.id).push()
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/device-of-another"


async def test_an_empty_push_tells_the_server_which_numbers_exist(annas_phone: Phone) -> None:
    annas_phone.number = 41
    assert await annas_phone.verdicts() == []
    rows = await fetch("select highest_number from device where id = $1", annas_phone.id)
    assert rows[0]["highest_number"] == 41


async def test_months_offline_the_visit_is_still_taken(annas_phone: Phone) -> None:
    old = annas_phone.recording(
        startedAt=written(NOW - timedelta(days=60)),
        endedAt=written(NOW - timedelta(days=60) + timedelta(minutes=30)),
    )
    (verdict,) = await annas_phone.verdicts(old)
    assert verdict["verdict"] == "accepted"


async def test_failure_15_a_wrong_phone_clock_refuses_nobody_and_is_marked(annas_phone: Phone) -> None:
    ahead = timedelta(days=1)
    visit = annas_phone.recording(
        startedAt=written(NOW + ahead - timedelta(minutes=40)), endedAt=written(NOW + ahead - timedelta(minutes=10))
    )
    visit["doneAt"] = written(NOW + ahead - timedelta(minutes=10))
    (verdict,) = await annas_phone.verdicts(visit, sent_at=NOW + ahead)
    assert verdict["verdict"] == "accepted"
    assert "phone-clock-differs" in verdict["toReview"]


async def test_a_phone_clock_put_right_before_sending_refuses_nobody_and_taints_no_other(annas_phone: Phone) -> None:
    ahead = timedelta(hours=3)
    wrong = annas_phone.recording(startedAt=written(NOW + ahead), endedAt=written(NOW + ahead + timedelta(minutes=30)))
    wrong["doneAt"] = written(NOW + ahead + timedelta(minutes=31))
    verdicts = await annas_phone.verdicts(wrong, annas_phone.recording())
    assert [one["verdict"] for one in verdicts] == ["accepted", "accepted"]
    assert [one["toReview"] for one in verdicts] == [["phone-clock-differs"], []]


async def test_a_visit_on_an_expired_voucher_is_kept_and_goes_to_review(annas_phone: Phone) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(cast.EXPIRED_VOUCHER))
    assert verdict["verdict"] == "accepted"
    assert verdict["toReview"] == ["outside-voucher-period"]


async def test_failure_09_a_visit_to_a_client_given_to_another_provider_is_kept_and_goes_to_review(
    annas_phone: Phone,
) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(cast.OTHER_PROVIDERS_VOUCHER))
    assert verdict["verdict"] == "accepted"
    assert verdict["toReview"] == ["provider-not-approved"]


async def test_a_client_never_seen_before_is_served_on_an_open_voucher(annas_phone: Phone) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(cast.UNSEEN_VOUCHER))
    assert verdict["verdict"] == "accepted"
    assert verdict["toReview"] == []


async def test_a_number_no_voucher_has_is_refused_and_kept(annas_phone: Phone) -> None:
    (verdict,) = await annas_phone.verdicts(annas_phone.recording(voucherNumber="000000000101"))
    assert slug(verdict) == "voucher-not-found"


async def test_each_stored_visit_leaves_one_entry_in_the_trail(annas_phone: Phone) -> None:
    visits = [annas_phone.recording(), annas_phone.recording()]
    await annas_phone.verdicts(*visits, visits[0])
    rows = await fetch("select person, act from trail_entry where subject = any($1)", [one["id"] for one in visits])
    assert [(row["person"], row["act"]) for row in rows] == [(cast.ANNA.id, "recorded")] * 2


async def test_the_changes_of_an_organiser_are_numbered_one_after_another(annas_phone: Phone) -> None:
    first = await annas_phone.verdicts(annas_phone.recording(), annas_phone.recording())
    second = await annas_phone.verdicts(annas_phone.recording())
    sequences = [one["receipt"]["sequence"] for one in [*first, *second]]
    assert sequences == list(range(sequences[0], sequences[0] + 3))
