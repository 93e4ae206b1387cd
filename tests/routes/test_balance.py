"""What is left of one voucher and what it costs whom so far, as each person may read it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product

HELVIS = f"/api/vouchers/{cast.HELVIS_VOUCHER.id}"
# What the tests reckon with: 36.00 an hour, whatever the hour, of which the provider asks 40.00.
VALUE = {"part": "service", "arranging": ["voucher"], "value": {"unit": "hour", "baseCents": 3600}}
NO_SUMS = {"priceCents": 0, "organiserCents": 0, "ownLiabilityCents": 0}


async def enter_terms(terms: dict[str, Any], price_cents: int = 4000) -> None:
    """Put one value and one price of the provider in the place of the demo county's."""
    (voucher,) = await fetch("select organiser, service from voucher where id = $1", cast.HELVIS_VOUCHER.id)
    of_service = (voucher["organiser"], voucher["service"])
    await fetch("delete from rulebook_part where organiser = $1 and service = $2", *of_service)
    await fetch(
        "insert into rulebook_part (id, organiser, service, first_day, source, terms, entered_at) "
        "values ($1, $2, $3, '2020-01-01', 'the tests', $4::jsonb, $5)",
        *(uuid4(), *of_service, msgspec.json.encode(terms).decode(), NOW),
    )
    await fetch("delete from provider_price where provider = $1", cast.KANELI.id)
    await fetch(
        "insert into provider_price (id, provider, organiser, service, kind, band, price_cents, first_day) "
        "values ($1, $2, $3, $4, 'voucher', 'any', $5, '2020-01-01')",
        *(uuid4(), cast.KANELI.id, *of_service, price_cents),
    )


async def rulebooks_value() -> None:
    """Let Helvi have no personal value, so that the rulebook's holds."""
    await fetch("update voucher set value_cents = null where id = $1", cast.HELVIS_VOUCHER.id)


async def record(
    started_at: datetime, minutes: int, *to_review: str, voucher: UUID = cast.HELVIS_VOUCHER.id, state: str = "recorded"
) -> None:
    """Put one visit of Anna's into the database."""
    id_ = uuid4()
    await fetch(
        "insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, "
        "started_at, ended_at, minutes, tasks, to_review, received_at) "
        "select $1, id, client, organiser, $3, $4, $5, $1, $10, $6, $7, $8, '[]', $9, $7 "
        "from voucher where id = $2",
        *(id_, voucher, cast.KANELI.id, cast.ANNA.id, id_.int % 2**60),
        *(started_at, started_at + timedelta(minutes=minutes), minutes, list(to_review), state),
    )


async def read(product: Product, person: cast.CastPerson, path: str = HELVIS) -> dict[str, Any]:
    async with product.called_by(person) as caller:
        answer = await caller.get(path)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def months_minutes(product: Product, month: str = "2026-11") -> list[int]:
    async with product.called_by(cast.KAISA) as kaisa:
        visits = (await kaisa.get(f"/api/visits?voucher={cast.HELVIS_VOUCHER.id}&month={month}")).json()
    return [visit["minutes"] for visit in visits]


@pytest.mark.parametrize("person", [cast.HELVI, cast.KAISA, cast.MARJA], ids=lambda person: person.name)
async def test_the_own_liability_so_far_is_each_visits_to_the_cent(product: Product, person: cast.CastPerson) -> None:
    await enter_terms(VALUE)
    await rulebooks_value()
    minutes = await months_minutes(product)
    voucher = await read(product, person)
    price = sum((2 * one * 4000 + 60) // 120 for one in minutes)
    covered = sum((2 * one * 3600 + 60) // 120 for one in minutes)
    assert voucher["money"] == {
        "paid": {"priceCents": price, "organiserCents": covered, "ownLiabilityCents": price - covered},
        "waiting": NO_SUMS,
        "unpriced": 0,
        "providers": [{"id": str(cast.KANELI.id), "code": cast.KANELI.code, "name": cast.KANELI.name}],
    }
    assert price > covered > 0


async def test_a_visit_without_a_price_is_told_and_is_in_no_sum(product: Product) -> None:
    await fetch("delete from provider_price where provider = $1", cast.KANELI.id)
    minutes = await months_minutes(product)
    voucher = await read(product, cast.HELVI)
    assert voucher["money"]["paid"] == NO_SUMS
    assert voucher["money"]["unpriced"] == len(minutes) > 0
    assert voucher["balance"]["used"] == sum(minutes)


async def test_a_relative_without_a_mandate_for_money_reads_time_and_no_cents(product: Product) -> None:
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    voucher = await read(product, cast.KAISA)
    assert voucher["balance"]["used"] > 0
    assert (voucher["money"], voucher["valueCents"], voucher["clientFeeCents"]) == (None, None, None)


async def test_a_visit_that_a_person_must_look_at_is_reserved_and_its_money_told_apart(product: Product) -> None:
    await enter_terms(VALUE)
    await rulebooks_value()
    before = await read(product, cast.HELVI)
    await record(NOW - timedelta(hours=2), 60, "voucher-ended")
    after = await read(product, cast.HELVI)
    listed = (await read_list(product))[str(cast.HELVIS_VOUCHER.id)]
    assert after["balance"] == before["balance"] | {"reserved": 60, "free": before["balance"]["left"] - 60}
    assert listed["balance"] == after["balance"]
    assert after["money"]["paid"] == before["money"]["paid"]
    assert after["money"]["waiting"] == {"priceCents": 4000, "organiserCents": 3600, "ownLiabilityCents": 400}


async def test_a_visit_that_was_withdrawn_takes_nothing_and_costs_nothing(product: Product) -> None:
    await enter_terms(VALUE)
    before = await read(product, cast.HELVI)
    await record(NOW - timedelta(hours=2), 60, state="withdrawn")
    after = await read(product, cast.HELVI)
    assert (after["balance"], after["money"]) == (before["balance"], before["money"])


async def read_list(product: Product) -> dict[str, dict[str, Any]]:
    async with product.called_by(cast.HELVI) as helvi:
        return {voucher["id"]: voucher for voucher in (await helvi.get("/api/vouchers")).json()}


async def test_a_raised_value_holds_from_its_day(product: Product) -> None:
    await enter_terms(VALUE)
    await fetch("update voucher set value_cents = 2000, ended_on = null where id = $1", cast.EXPIRED_VOUCHER.id)
    await fetch("update voucher set value_cents = 2000 where id = $1", cast.UNSEEN_VOUCHER.id)
    await record(NOW - timedelta(days=2), 60, voucher=cast.UNSEEN_VOUCHER.id)
    await record(NOW - timedelta(days=1), 60, voucher=cast.UNSEEN_VOUCHER.id)
    await fetch(
        "insert into voucher_act (id, voucher, act, from_day, value_cents, at, by_person, role) "
        "values ($1, $2, 'value_raised', $3, 3000, $4, $5, 'granter')",
        *(uuid4(), cast.UNSEEN_VOUCHER.id, (NOW - timedelta(days=1)).date(), NOW, cast.MARJA.id),
    )
    voucher = await read(product, cast.MARJA, f"/api/vouchers/{cast.UNSEEN_VOUCHER.id}")
    assert voucher["money"]["paid"] == {"priceCents": 8000, "organiserCents": 5000, "ownLiabilityCents": 3000}
    assert voucher["valueCents"] == 3000
    assert [(act["act"], act["valueCents"], act["by"]) for act in voucher["acts"]] == [
        ("value_raised", 3000, cast.MARJA.name)
    ]


async def test_a_grant_in_euros_is_used_by_what_the_organiser_pays(product: Product) -> None:
    await enter_terms(VALUE)
    await rulebooks_value()
    before = await read(product, cast.HELVI)
    await fetch("update voucher set quantity = 100000, quantity_unit = 'cent' where id = $1", cast.HELVIS_VOUCHER.id)
    voucher = await read(product, cast.HELVI)
    assert voucher["balance"]["unit"] == "cent"
    assert voucher["balance"]["used"] == before["money"]["paid"]["organiserCents"]
    assert voucher["balance"]["left"] == 100000 - voucher["balance"]["used"]
    # A list leaves money out, and whoever may not see any is told none here either.
    assert (await read_list(product))[voucher["id"]]["balance"] is None
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    assert (await read(product, cast.KAISA))["balance"] is None


@pytest.mark.parametrize(
    ("period", "first_day", "last_day"),
    [("week", "2026-11-16", "2026-11-22"), ("month", "2026-11-01", "2026-11-30")],
)
async def test_the_balance_is_of_the_grants_own_period(
    product: Product, period: str, first_day: str, last_day: str
) -> None:
    await fetch("update voucher set period = $2 where id = $1", cast.HELVIS_VOUCHER.id, period)
    found = (await read(product, cast.HELVI))["balance"]
    rows = await fetch(
        "select coalesce(sum(minutes), 0)::integer as used from visit where voucher = $1 "
        "and (started_at at time zone 'Europe/Helsinki')::date between $2::text::date and $3::text::date",
        *(cast.HELVIS_VOUCHER.id, first_day, last_day),
    )
    assert (found["firstDay"], found["lastDay"], found["used"]) == (first_day, last_day, rows[0]["used"])


async def test_of_a_grant_in_all_every_visit_counts(product: Product) -> None:
    await enter_terms(VALUE)
    await fetch("update voucher set period = 'total' where id = $1", cast.HELVIS_VOUCHER.id)
    found = await read(product, cast.HELVI)
    (row,) = await fetch(
        "select sum(minutes)::integer as used, count(*) as visits from visit where voucher = $1",
        cast.HELVIS_VOUCHER.id,
    )
    assert found["balance"]["used"] == row["used"]
    assert found["money"]["unpriced"] == 0
    assert found["money"]["paid"]["priceCents"] > row["visits"]


async def test_another_months_balance_is_asked_by_any_of_its_days(product: Product) -> None:
    found = await read(product, cast.HELVI, f"{HELVIS}?day=2026-10-31")
    assert found["balance"]["firstDay"] == "2026-10-01"
    assert found["balance"]["used"] == sum(await months_minutes(product, "2026-10"))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "today"])
async def test_what_is_no_day_of_ours_is_refused(product: Product, day: str) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        answer = await helvi.get(f"{HELVIS}?day={day}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"


@pytest.mark.parametrize("person", [cast.VEIKKO, cast.SEPPO], ids=lambda person: person.name)
async def test_anothers_voucher_is_not_found(product: Product, person: cast.CastPerson) -> None:
    async with product.called_by(person) as caller:
        assert (await caller.get(HELVIS)).status_code == 404


async def test_an_order_leaves_nothing_to_the_client_but_the_fee_of_its_decision(product: Product) -> None:
    await fetch(
        "update service_decision set client_fee_cents = 12340 where id = (select decision from voucher where id = $1)",
        cast.HELVIS_ORDER.id,
    )
    order = await read(product, cast.HELVI, f"/api/vouchers/{cast.HELVIS_ORDER.id}")
    assert order["clientFeeCents"] == 12340
    assert order["valueCents"] is None
    assert order["money"]["paid"]["ownLiabilityCents"] == 0


async def test_reading_a_voucher_stands_in_the_trail(product: Product) -> None:
    await read(product, cast.KAISA)
    rows = await fetch("select person, act from trail_entry where subject = $1", cast.HELVIS_VOUCHER.id)
    assert [(row["person"], row["act"]) for row in rows] == [(cast.KAISA.id, "viewed")]
