"""What would be settled now: the run's own reckoning without effect, and why each other visit waits."""

from uuid import uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.settlement.month import (
    COUNTY,
    KANELI,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    become,
    decide,
    everything,
    judged,
    settled,
    settlement_of,
    visits_of,
)

AT_OFFICE = f"/api/settlements/preview?other={COUNTY}"
IN_FINANCE = f"/api/settlements/preview?other={KANELI}"


async def test_a_preview_is_the_settlement_to_the_byte_and_has_no_effect(product: Product) -> None:
    await judged(since=SEPTEMBER)
    visits = await visits_of(OCTOBER)
    await decide(visits[0], "partly", 70, 7)
    await decide(visits[1], "rejected")
    async with product.called_by(cast.OLLI) as olli, product.called_by(cast.TUULA) as tuula:
        shown = [
            (await olli.get(AT_OFFICE)).json(),
            (await tuula.get(IN_FINANCE)).json(),
            (await olli.get(AT_OFFICE)).json(),
        ]
        assert shown[0] == shown[1] == shown[2]
        assert await everything() == []
        await settled(OCTOBER)
        made = await settlement_of(OCTOBER)
        one = (await olli.get(f"/api/settlements/{made['id']}")).json()
    same = set(one) & set(shown[0])
    assert {"sha256", "number", "lines", "priceCents", "voucherCents", "orderCents", "parts"} <= same
    assert {name: one[name] for name in same} == {name: shown[0][name] for name in same}


async def test_every_visit_is_in_the_preview_or_waits_for_a_reason(product: Product) -> None:
    await judged()
    rejected, asked, to_review, unpaid, withdrawn, *others = await visits_of(OCTOBER)
    await decide(rejected, "rejected")
    await decide(asked, "asked")
    await become(to_review, "to_review", "outside-validity", "over-tolerance")
    await become(unpaid, "unpaid", "declined")
    await become(withdrawn, "withdrawn")
    (unjudged,) = others[-1:]
    await fetch("delete from visit_verdict where visit = $1", unjudged)
    async with product.called_by(cast.OLLI) as olli:
        shown = (await olli.get(AT_OFFICE)).json()
        lines = (await olli.get(f"/api/settlements/preview/lines?organiser={COUNTY}&month=2026-10")).json()["lines"]
    assert shown["lines"] == len(others) - 1
    assert {(one["why"], one["rule"], one["visits"]) for one in shown["waiting"]} == {
        ("rejected", "over-tolerance", 1),
        ("asked", "over-tolerance", 1),
        ("to-review", "outside-validity", 1),
        ("unpaid", "declined", 1),
        ("withdrawn", None, 1),
        ("recorded", None, 1),
    }
    states = {line["visitId"]: line["state"] for line in lines}
    assert [states[str(one)] for one in (rejected, asked, to_review, unpaid, withdrawn)] == [
        *("rejected", "asked", "to-review", "unpaid", "withdrawn")
    ]
    assert {states[str(one)] for one in others[:50]} == {"next-run"}


async def test_the_lines_of_a_month_go_on_from_page_to_page_with_what_waits_from_before(product: Product) -> None:
    await judged(since=SEPTEMBER)
    (waits, *_) = await visits_of(SEPTEMBER)
    await decide(waits, "asked")
    async with product.called_by(cast.OLLI) as olli:
        address = f"/api/settlements/preview/lines?organiser={COUNTY}&month=2026-11"
        await settled(SEPTEMBER)
        await become(waits, "accepted")
        page = (await olli.get(address)).json()
        lines = page["lines"]
        while page["next"]:
            page = (await olli.get(f"{address}&after={page['next']}")).json()
            lines += page["lines"]
        # October is due as well: nothing of it is settled.
        expected = [waits, *await visits_of(OCTOBER), *await visits_of(NOVEMBER)]
        assert [line["visitId"] for line in lines] == [str(one) for one in expected]
        await settled(OCTOBER)
        settled_ones = (await olli.get(f"/api/settlements/preview/lines?organiser={COUNTY}&month=2026-10")).json()
    assert {line["state"] for line in settled_ones["lines"]} == {"settled"}
    assert {line["settlementNumber"] for line in settled_ones["lines"]} == {"202610-9100001-3"}


async def test_a_month_that_is_settled_has_no_preview_and_strangers_none_at_all(product: Product) -> None:
    await judged()
    await settled(OCTOBER)
    async with product.called_by(cast.OLLI) as olli:
        assert (await olli.get(AT_OFFICE)).json()["month"] == "2026-11"
        refused = await olli.get(f"{AT_OFFICE}&month=2026-10")
        assert (refused.status_code, refused.json()["month"]) == (409, "2026-10")
        assert (await olli.get(f"/api/settlements/preview?other={uuid4()}")).status_code == 404
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.get(AT_OFFICE)).status_code == 403
