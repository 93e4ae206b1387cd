"""A month is printed for whom it concerns, with the cents that her page shows, and the trail says so."""

import pypdfium2
import pytest

from backend.database import fetch
from backend.demo import cast
from backend.month_sheets.sheet import WORDS
from backend.papers.voucher import written_euros
from tests.conftest import Caller, Product

PRINTED = "select subject from trail_entry where client = $1 and act = 'printed' and person = $2"
# From then on she sees visits and no money.
NO_MONEY = "update representation set scopes = '{see_visits}' where client = $1 and person = $2"
# From then on a person must look at one visit of this month.
LEFT = """
update visit set to_review = '{clock-differs}'
where id = (select id from visit where client = $1 and started_at > '2026-11-02' order by started_at limit 1)
"""


async def printed(caller: Caller) -> str:
    """Print Helvi's November; return what is read on its only page."""
    answer = await caller.get(f"/api/month-sheet?client={cast.HELVI.client}&month=2026-11")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    document = pypdfium2.PdfDocument(answer.content)
    try:
        assert len(document) == 1
        return str(document[0].get_textpage().get_text_range()).replace("\r\n", " ")
    finally:
        document.close()


async def own_liability(caller: Caller) -> int:
    """Return what her page says that she pays herself, all grants of a month together."""
    vouchers = (await caller.get(f"/api/vouchers?client={cast.HELVI.client}")).json()
    details = [(await caller.get(f"/api/vouchers/{voucher['id']}")).json() for voucher in vouchers]
    assert {detail["balance"]["period"] for detail in details if detail["balance"]} == {"month"}
    return sum(detail["money"]["paid"]["ownLiabilityCents"] for detail in details)


async def test_the_page_has_the_cents_of_her_own_page(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        assert written_euros(await own_liability(helvi)).replace("\u00a0", " ") in (await printed(helvi)).replace(
            "\u00a0", " "
        )
    assert await fetch(PRINTED, cast.HELVI.client, cast.HELVI.id)


async def test_a_visit_that_waits_is_counted_once_and_is_in_no_sum(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        before = await own_liability(helvi)
        await fetch(LEFT, cast.HELVI.client)
        after = await own_liability(helvi)
        said = await printed(helvi)
    assert after < before
    assert WORDS["fi"]["waiting"].format(count=1) in said
    assert written_euros(after).replace("\u00a0", " ") in said.replace("\u00a0", " ")


async def test_a_relative_who_may_not_see_money_reads_none(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        assert "€" in await printed(kaisa)
        await fetch(NO_MONEY, cast.HELVI.client, cast.KAISA.id)
        assert "€" not in await printed(kaisa)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", ""])
async def test_a_month_that_is_none_is_refused_with_words(product: Product, month: str) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        answer = await helvi.get(f"/api/month-sheet?client={cast.HELVI.client}&month={month}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"
