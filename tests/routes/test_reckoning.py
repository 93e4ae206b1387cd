"""What the calculator reckons by: the terms of the acts, the organiser's values, and its providers' prices on a day."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from backend.demo.offers import SERVICES
from tests.conftest import TODAY, Product

HOME_CARE = SERVICES["regular-home-care"].id
TERMS = "/api/reckoning/terms"
OFFERS = f"/api/reckoning/offers?service={HOME_CARE}"


async def test_the_terms_of_today_are_given_and_marked_as_not_read(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        terms = (await marja.get(TERMS)).json()
    assert terms["day"] == TODAY.isoformat()
    assert terms["feeTable"]["verified"]
    assert terms["feeTable"]["rows"][10] == {
        "fromHours": 14,
        "basisPoints": [2200, 1850, 1500, 1500, 1400, 1200],
        "atMostCents": None,
    }
    assert terms["feeTable"]["largerAsLast"]
    assert not terms["feeLimits"]["verified"]
    assert terms["feeLimits"]["limitsCents"]["sizes"][0] == 69900


async def test_the_terms_of_another_day_are_those_of_that_day(product: Product) -> None:
    async with product.called_by(cast.PEKKA) as pekka:
        terms = (await pekka.get(f"{TERMS}?day=2024-06-01")).json()
        before = (await pekka.get(f"{TERMS}?day=2021-06-30")).json()
    # Ministry notice 1044/2023.
    assert terms["feeLimits"]["limitsCents"] == {
        "sizes": [65300, 120500, 189100, 233800, 283000, 325100],
        "eachFurther": 38900,
    }
    assert terms["feeLimits"]["verified"]
    assert before["feeTable"] is None
    assert before["feeLimits"] is None


@pytest.mark.parametrize("path", [TERMS + "?", OFFERS + "&"])
@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "22.11.2026"])
async def test_a_day_that_is_none_is_refused_where_it_stands(product: Product, path: str, day: str) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"{path}day={day}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"
    assert answer.json()["errors"][0]["pointer"] == "/day"


async def test_the_services_come_with_the_organisers_terms_of_today(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        services = {service["slug"]: service for service in (await marja.get("/api/services")).json()}
        on_another_day = (await marja.get("/api/services?day=2023-03-31")).json()
    before = {service["slug"]: service["terms"] for service in on_another_day}
    assert services.keys() == SERVICES.keys()
    assert {slug for slug, service in services.items() if service["terms"]} == {
        "regular-home-care",
        "home-nursing",
        "cleaning",
        "carers-leave",
        "service-housing-24h",
    }
    home_care = services["regular-home-care"]
    assert (home_care["code"], home_care["unit"]) == (1, "hour")
    assert home_care["tasks"][0]["slug"] == "getting-up"
    assert home_care["terms"]["fee"] == {"kind": "by_hours", "ownTable": None}
    # The general part says it, as the service's own does not.
    assert home_care["terms"]["backDatingDays"] == 7
    assert before["service-housing-24h"]["value"]["baseCents"] == 16_000
    assert before["regular-home-care"] is not None
    assert services["service-housing-24h"]["terms"]["value"]["baseCents"] == 18_000
    assert services["cleaning"]["terms"]["meansTest"]["savingsLimitsCents"]["sizes"] == [300000, 650000]


async def test_the_values_and_the_28_price_lists_of_home_care(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        offers = (await marja.get(OFFERS)).json()
    assert {value["band"]: value["valueCents"] for value in offers["values"]} == {
        "weekday": 3600,
        "evening": 4140,
        "saturday": 4320,
        "saturday-evening": 7200,
        "sunday": 7200,
    }
    assert "Lapland" in offers["values"][0]["source"]
    assert len(offers["providers"]) == 28
    rows = await fetch(
        """
        select provider, kind, band, price_cents from provider_price
        where organiser = $1 and service = $2 and first_day <= $3 and (last_day is null or last_day >= $3)
        """,
        cast.COUNTY.id,
        HOME_CARE,
        TODAY,
    )
    told = {
        (offer["id"], price["kind"], price["band"], price["priceCents"])
        for offer in offers["providers"]
        for price in offer["prices"]
    }
    assert told == {(str(row["provider"]), row["kind"], row["band"], row["price_cents"]) for row in rows}


async def test_a_price_that_rose_is_the_old_one_on_an_earlier_day(product: Product) -> None:
    rows = await fetch(
        """
        select provider, n.first_day, o.price_cents as before, n.price_cents as after
        from provider_price o join provider_price n using (provider, organiser, service, kind, band)
        where organiser = $1 and service = $2 and kind = 'voucher' and band = 'weekday'
            and o.last_day = n.first_day - 1
        """,
        cast.COUNTY.id,
        HOME_CARE,
    )
    risen = rows[0]
    for day, expected in (
        (risen["first_day"] - timedelta(days=1), risen["before"]),
        (risen["first_day"], risen["after"]),
    ):
        async with product.called_by(cast.MARJA) as marja:
            offers = (await marja.get(f"{OFFERS}&day={day}")).json()
        [offer] = [offer for offer in offers["providers"] if offer["id"] == str(risen["provider"])]
        asked = {(price["kind"], price["band"]): price["priceCents"] for price in offer["prices"]}
        assert asked["voucher", "weekday"] == expected


async def test_another_organisers_values_and_prices_are_not_seen(product: Product) -> None:
    bathing = SERVICES["bathing"].id
    async with product.called_by(cast.MARJA) as marja:
        offers = (await marja.get(f"/api/reckoning/offers?service={bathing}")).json()
    assert await fetch("select from provider_price where service = $1", bathing)
    assert offers["values"] == []
    assert offers["providers"] == []


async def test_an_approval_that_has_ended_gives_no_offer(product: Product) -> None:
    await fetch(
        "update approved_provider set last_day = $1 where provider = $2 and organiser = $3 and service = $4",
        TODAY - timedelta(days=1),
        cast.KANELI.id,
        cast.COUNTY.id,
        HOME_CARE,
    )
    async with product.called_by(cast.MARJA) as marja:
        offers = (await marja.get(OFFERS)).json()
    assert len(offers["providers"]) == 27
    assert str(cast.KANELI.id) not in {offer["id"] for offer in offers["providers"]}


async def test_a_service_that_is_not_there_is_not_found(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"/api/reckoning/offers?service={uuid4()}")
        none = await marja.get("/api/reckoning/offers")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"
    assert none.status_code == 400
