"""Vouchers and orders as each person reads them."""

from urllib.parse import quote

import pypdfium2
import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Product


async def test_what_is_left_is_what_was_granted_less_this_months_visits(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        vouchers = (await kaisa.get("/api/vouchers")).json()
        visits = (await kaisa.get("/api/visits?month=2026-11")).json()
    helvis = next(voucher for voucher in vouchers if voucher["id"] == str(cast.HELVIS_VOUCHER.id))
    used = sum(visit["minutes"] for visit in visits if visit["voucherId"] == helvis["id"])
    assert used > 0
    assert helvis["balance"] == {
        "unit": "minute",
        "period": "month",
        "firstDay": "2026-11-01",
        "lastDay": "2026-11-30",
        "granted": 33 * 60,
        "used": used,
        "reserved": 0,
        "left": 33 * 60 - used,
        "free": 33 * 60 - used,
    }
    assert helvis["state"] == "open"


@pytest.mark.parametrize("search", [cast.HELVIS_VOUCHER.number, cast.HELVIS_VOUCHER.number.lower()])
async def test_the_granter_finds_a_voucher_by_its_number(product: Product, search: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        found = (await marja.get(f"/api/vouchers?search={quote(search)}")).json()
    assert [voucher["id"] for voucher in found] == [str(cast.HELVIS_VOUCHER.id)]


# A name is looked for in a body, never in an address.
@pytest.mark.parametrize("search", ["Nieminen", "%", "_", "\\", "' or 1=1 --", "zzzz"])
async def test_a_search_means_its_letters_and_nothing_else(product: Product, search: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"/api/vouchers?search={quote(search)}")
    assert answer.status_code == 200
    assert answer.json() == []


async def test_an_expired_voucher_is_closed(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        opened = (await anna.get(f"/api/vouchers/at-door/{cast.EXPIRED_VOUCHER.number}")).json()
    assert opened["state"] == "closed"


async def test_a_number_typed_with_two_characters_swapped_is_not_looked_up(product: Product) -> None:
    number = cast.HELVIS_VOUCHER.number
    place = next(at for at in range(len(number) - 1) if number[at] != number[at + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.get(f"/api/vouchers/at-door/{swapped}")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/voucher-number-mistyped"


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_the_granter_prints_a_voucher(product: Product, language: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        paper = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper?language={language}")
    assert paper.status_code == 200
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


async def test_the_paper_names_the_tasks_the_period_and_the_clients_own_value(product: Product) -> None:
    await fetch(
        "update voucher set tasks = '{meal,washing}', value_cents = 2157, quantity = 300, period = 'week' "
        "where id = $1",
        cast.HELVIS_VOUCHER.id,
    )
    async with product.called_by(cast.MARJA) as marja:
        paper = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper?language=sv")
    text = " ".join(pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range().split())
    assert "Innehåll Tvättning, måltid och dryck Beviljat 5 timmar i veckan" in text
    assert "Sedelns värde 21,57 € per timme" in text


async def test_the_price_of_an_order_is_not_on_the_clients_paper(product: Product) -> None:
    await fetch("update voucher set kind = 'order', value_cents = 2157 where id = $1", cast.HELVIS_VOUCHER.id)
    async with product.called_by(cast.MARJA) as marja:
        paper = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")
    assert "21,57" not in pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()


async def test_the_paper_is_printed_in_no_other_language(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        paper = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper?language=de")
    assert paper.status_code == 400
    assert paper.json()["type"] == "/problems/invalid-request"


async def test_whoever_opens_or_prints_a_voucher_stands_in_the_trail(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")
    async with product.called_by(cast.ANNA) as anna:
        await anna.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")
    rows = await fetch("select person, act from trail_entry where subject = $1 order by id", cast.HELVIS_VOUCHER.id)
    assert [(row["person"], row["act"]) for row in rows] == [
        (cast.MARJA.id, "printed"),
        (cast.ANNA.id, "opened at the door"),
    ]


@pytest.mark.parametrize("place", ["not-a-uuid/paper", f"{cast.SEPPO.id}/paper"])
async def test_a_voucher_that_is_not_there_is_not_found(product: Product, place: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"/api/vouchers/{place}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


async def test_an_open_voucher_opens_only_at_an_approved_provider(product: Product) -> None:
    await fetch("delete from approved_provider where provider = $1", cast.KANELI.id)
    async with product.called_by(cast.ANNA) as anna:
        opened = await anna.get(f"/api/vouchers/at-door/{cast.UNSEEN_VOUCHER.number}")
    assert opened.status_code == 409
    assert opened.json()["type"] == "/problems/voucher-not-found"


async def test_an_ended_voucher_is_not_printed(product: Product) -> None:
    await fetch("update voucher set ended_on = $2 where id = $1", cast.HELVIS_VOUCHER.id, TODAY)
    async with product.called_by(cast.MARJA) as marja:
        paper = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")
    assert paper.status_code == 409
    assert paper.json()["type"] == "/problems/voucher-ended"


async def test_what_the_interface_answers_is_kept_by_nobody_on_the_way(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        answer = await kaisa.get("/api/vouchers")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
