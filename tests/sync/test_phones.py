"""The office knows what waits on a phone before it comes: by the numbers that are missing."""

from typing import Any

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.sync.phone import Phone, written


async def phones_of(product: Product, person: cast.CastPerson) -> list[dict[str, Any]]:
    """Return what an office sees of its workers' phones."""
    async with product.called_by(person) as office:
        answer = await office.get("/api/phones")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_number_that_has_not_come_is_known_to_wait_on_the_phone(annas_phone: Phone, product: Product) -> None:
    first, _, third = annas_phone.recording(), annas_phone.recording(), annas_phone.recording()
    annas_phone.recording()
    await annas_phone.verdicts(first, third)
    (phone,) = await phones_of(product, cast.OLLI)
    assert phone == {
        "id": str(annas_phone.id),
        "worker": str(cast.ANNA.id),
        "workerName": cast.ANNA.name,
        "lastContactAt": NOW.isoformat().replace("+00:00", "Z"),
        "notSent": 2,
        "app": None,
        "storageKept": None,
        "lostVisits": 0,
        "lostNoticedAt": None,
        "leftOut": 0,
        "lostAt": None,
    }


async def test_when_all_has_come_nothing_waits_and_the_next_gap_is_seen_again(
    annas_phone: Phone, product: Product
) -> None:
    waiting = [annas_phone.recording() for _ in range(3)]
    await annas_phone.verdicts(waiting[2])
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [2]
    await annas_phone.verdicts(*waiting)
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [0]
    rows = await fetch("select complete_to from device where id = $1", annas_phone.id)
    assert rows[0]["complete_to"] == 3
    annas_phone.recording()
    await annas_phone.verdicts(annas_phone.recording())
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [1]


async def test_a_refused_record_has_come(annas_phone: Phone, product: Product) -> None:
    await annas_phone.verdicts(annas_phone.recording(voucherNumber="000000000000"), annas_phone.recording())
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [0]


async def test_an_empty_push_tells_of_what_is_still_on_the_phone(annas_phone: Phone, product: Product) -> None:
    answer = await annas_phone.caller.post(
        "/api/sync/push",
        json={"device": str(annas_phone.id), "sentAt": written(NOW), "highestNumber": 2**53 - 1, "mutations": []},
    )
    assert answer.status_code == 200
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [2**53 - 1]


async def test_the_phones_that_wait_come_first(annas_phone: Phone, product: Product) -> None:
    other = Phone(annas_phone.caller)
    await annas_phone.verdicts(annas_phone.recording())
    other.recording()
    await other.verdicts(other.recording())
    found = await phones_of(product, cast.OLLI)
    assert [(one["id"], one["notSent"]) for one in found] == [(str(other.id), 1), (str(annas_phone.id), 0)]


async def test_another_providers_phones_are_not_seen(annas_phone: Phone, product: Product) -> None:
    await annas_phone.verdicts(annas_phone.recording())
    async with product.called_by(cast.BENGT) as bengt:
        his = Phone(bengt)
        await his.verdicts(his.recording())
    assert {one["workerName"] for one in await phones_of(product, cast.OLLI)} == {cast.ANNA.name}


async def test_a_number_that_came_under_other_content_of_a_known_record_has_come(
    annas_phone: Phone, product: Product
) -> None:
    first, second = annas_phone.recording(), annas_phone.recording(note="Toinen totuus.")
    rival = second | {"id": first["id"]}
    await annas_phone.verdicts(first)
    (verdict,) = await annas_phone.verdicts(rival)
    assert verdict["toReview"] == ["versions-differ"]
    assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [0]


async def test_a_phone_that_says_less_than_it_has_sent_waits_with_no_less_than_nothing(
    annas_phone: Phone, product: Product
) -> None:
    visits = [annas_phone.recording() for _ in range(2)]
    annas_phone.number = 0
    await annas_phone.verdicts(*visits)
    for _ in range(2):
        assert [one["notSent"] for one in await phones_of(product, cast.OLLI)] == [0]
    assert [
        row["highest_number"]
        for row in await fetch("select highest_number from device where person = $1", cast.ANNA.id)
    ] == [2]
