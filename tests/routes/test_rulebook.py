"""An organiser enters its rulebook part by part: what holds stays, what cannot stand is refused, nothing is lost."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from backend.catalogue.in_force import terms_on
from backend.catalogue.terms import ServiceTerms
from backend.database import fetch
from backend.demo import cast
from backend.demo.offers import SERVICES
from backend.problems import NothingInForce
from tests.conftest import TODAY, Product

PARTS = "/api/rulebook/parts"
BATHING, HOME_CARE, HOUSING = (SERVICES[slug].id for slug in ("bathing", "regular-home-care", "service-housing-24h"))
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
FLAT = {"part": "service", "arranging": ["voucher"], "value": {"unit": "hour", "baseCents": 2700}}
OWN_PART = {"kind": "own_part", "limitsCents": {"sizes": [1]}, "basisPoints": [{"sizes": [1]}] * 3}
BAND = {"slug": "weekday", "days": ["weekday"], "fromMinute": 420, "toMinute": 1080}


def in_bands(**changed: Any) -> dict[str, Any]:
    """Return a value in one band, which differs so."""
    return {"unit": "hour", "timetable": {"bands": [BAND | changed]}}


def part(**changed: Any) -> dict[str, Any]:
    """Return a part on a service that the county has no terms for."""
    return {
        "id": str(uuid4()),
        "service": str(BATHING),
        "firstDay": TODAY.isoformat(),
        "lastDay": None,
        "source": "the board's decision",
        "terms": FLAT,
    } | changed


def terms(**changed: Any) -> dict[str, Any]:
    """Return a part whose terms differ so."""
    return part(terms=FLAT | changed)


def slug(answer: Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


async def told(caller: AsyncClient, service: UUID | None) -> list[tuple[str, str | None, bool]]:
    """Return the days of a service's parts as they are told, and whether each can be withdrawn."""
    parts = (await caller.get("/api/rulebook")).json()["parts"]
    wanted = None if service is None else str(service)
    return [(one["firstDay"], one["lastDay"], one["canWithdraw"]) for one in parts if one["service"] == wanted]


async def value_on(day: date, service: UUID = BATHING) -> int | None:
    """Return the base price that is reckoned by on a day."""
    found = await terms_on(cast.COUNTY.id, service, day)
    if isinstance(found, NothingInForce):
        return None
    value = found[1].value
    return value.base_cents if value else None


async def test_what_is_entered_is_read_back_with_who_entered_it(product: Product) -> None:
    sent = part()
    async with product.called_by(cast.PEKKA) as pekka:
        entered = await pekka.post(PARTS, json=sent)
        rulebook = (await pekka.get("/api/rulebook")).json()
    async with product.called_by(cast.MARJA) as marja:
        seen = (await marja.get("/api/rulebook")).json()
    assert entered.status_code == 201
    assert seen == rulebook
    assert rulebook["organiser"]["name"]["fi"] == cast.COUNTY.name_fi
    [found] = [one for one in rulebook["parts"] if one["id"] == sent["id"]]
    assert found == entered.json()
    assert (found["enteredBy"], found["canWithdraw"]) == (cast.PEKKA.name, False)
    assert found["terms"]["value"]["baseCents"] == 2700
    general = rulebook["parts"][0]
    assert (general["service"], general["enteredBy"]) == (None, None)
    assert general["terms"]["settlementDay"] == 6


async def test_a_part_until_further_notice_ends_the_day_before_the_next_begins(product: Product) -> None:
    rise = part(firstDay="2027-01-01", terms=FLAT | {"value": {"unit": "hour", "baseCents": 2900}})
    async with product.called_by(cast.PEKKA) as pekka:
        await pekka.post(PARTS, json=part(firstDay="2021-03-01"))
        assert (await pekka.post(PARTS, json=rise)).status_code == 201
        assert await told(pekka, BATHING) == [("2021-03-01", "2026-12-31", False), ("2027-01-01", None, True)]
    # Last year's visit still costs what it did.
    assert await value_on(date(2026, 12, 31)) == 2700
    assert await value_on(date(2027, 1, 1)) == 2900
    assert await value_on(date(2021, 2, 28)) is None


@pytest.mark.usefixtures("database")
async def test_laplands_value_changed_on_the_first_of_april() -> None:
    assert await value_on(date(2023, 3, 31), HOUSING) == 16_000
    assert await value_on(date(2023, 4, 1), HOUSING) == 18_000


async def test_what_is_to_come_can_be_withdrawn_and_what_it_ended_goes_on(product: Product) -> None:
    rise = part(firstDay=TOMORROW.isoformat())
    async with product.called_by(cast.PEKKA) as pekka:
        await pekka.post(PARTS, json=part(firstDay="2021-03-01"))
        await pekka.post(PARTS, json=rise)
        withdrawn = await pekka.post(f"{PARTS}/{rise['id']}/withdrawal", json={})
        again = await pekka.post(f"{PARTS}/{rise['id']}/withdrawal", json={})
        assert await told(pekka, BATHING) == [("2021-03-01", None, False)]
        # Its id is used up.
        assert slug(await pekka.post(PARTS, json=rise)) == "content-differs"
    assert withdrawn.status_code == 200
    assert again.json() == withdrawn.json()
    assert rise["id"] not in {one["id"] for one in withdrawn.json()}
    [row] = await fetch("select withdrawn_by, withdrawn_at from rulebook_part where id = $1", UUID(rise["id"]))
    assert row["withdrawn_by"] == cast.PEKKA.id
    assert row["withdrawn_at"] is not None


async def test_what_holds_is_never_withdrawn_nor_changed_backwards(product: Product) -> None:
    today = part()
    async with product.called_by(cast.PEKKA) as pekka:
        await pekka.post(PARTS, json=today)
        assert slug(await pekka.post(f"{PARTS}/{today['id']}/withdrawal", json={})) == "terms-in-force"
        before = await told(pekka, BATHING)
        for first_day, last_day in [
            # Over what holds already, from today as well.
            (YESTERDAY, None),
            (TODAY, None),
            (TODAY, TOMORROW),
            (date(2020, 1, 1), TODAY),
        ]:
            late = part(firstDay=first_day.isoformat(), lastDay=last_day and last_day.isoformat())
            assert slug(await pekka.post(PARTS, json=late)) == "overlapping-validity"
        assert await told(pekka, BATHING) == before
        # The years before are free.
        earlier = part(firstDay="2020-01-01", lastDay=YESTERDAY.isoformat())
        assert (await pekka.post(PARTS, json=earlier)).status_code == 201


async def test_a_part_with_its_own_last_day_makes_way_for_nothing(product: Product) -> None:
    async with product.called_by(cast.PEKKA) as pekka:
        await pekka.post(PARTS, json=part(lastDay="2027-06-30"))
        refused = await pekka.post(PARTS, json=part(firstDay="2027-06-30"))
        assert (slug(refused), refused.json()["day"]) == ("overlapping-validity", "2027-06-30")
        assert (await pekka.post(PARTS, json=part(firstDay="2027-07-01"))).status_code == 201


async def test_a_new_general_part_holds_for_every_service_that_does_not_say_otherwise(product: Product) -> None:
    strict = terms(backDatingDays=1)
    general = part(service=None, firstDay=TOMORROW.isoformat(), terms={"part": "general", "backDatingDays": 3})
    async with product.called_by(cast.PEKKA) as pekka:
        assert (await pekka.post(PARTS, json=strict)).status_code == 201
        assert (await pekka.post(PARTS, json=general)).status_code == 201
        assert [day for day, _, _ in await told(pekka, None)] == ["2013-05-01", TOMORROW.isoformat()]
    days = {}
    for day in (TODAY, TOMORROW):
        for service in (HOME_CARE, BATHING):
            found = await terms_on(cast.COUNTY.id, service, day)
            assert not isinstance(found, NothingInForce)
            days[day, service] = (found[1].back_dating_days, found[0].settlement_day)
    assert days == {
        (TODAY, HOME_CARE): (7, 6),
        (TODAY, BATHING): (1, 6),
        (TOMORROW, HOME_CARE): (3, None),
        (TOMORROW, BATHING): (1, None),
    }


async def test_entering_twice_does_it_once_and_other_content_is_refused(product: Product) -> None:
    sent = part(firstDay="2021-03-01")
    async with product.called_by(cast.PEKKA) as pekka:
        first = await pekka.post(PARTS, json=sent)
        again = await pekka.post(PARTS, json=sent)
        # Also when a later part has ended it.
        await pekka.post(PARTS, json=part(firstDay=TOMORROW.isoformat()))
        later = await pekka.post(PARTS, json=sent)
        for changed in ({"source": "another"}, {"firstDay": "2021-03-02"}, {"terms": FLAT | {"isFree": True}}):
            assert slug(await pekka.post(PARTS, json=sent | changed)) == "content-differs"
    assert again.json() == first.json()
    assert later.json() == first.json() | {"lastDay": TODAY.isoformat()}
    ids = await fetch("select id from rulebook_part where service = $1 and organiser = $2", BATHING, cast.COUNTY.id)
    assert len(ids) == 2


@pytest.mark.usefixtures("committed_database")
async def test_of_two_who_enter_at_once_one_is_refused(app: Litestar) -> None:
    async with Product(app).called_by(cast.PEKKA) as pekka:
        # Periods that overlap and begin on different days, which no index of the database would see.
        sent = [part(firstDay=f"2027-01-{day:02}", lastDay="2027-12-31") for day in range(1, 9)]
        answers = await asyncio.gather(*(pekka.post(PARTS, json=one) for one in sent))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    assert {slug(answer) for answer in answers if answer.status_code == 409} == {"overlapping-validity"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (part(firstDay="2027-01-02", lastDay="2027-01-01"), "period-ends-before-start"),
        (terms(value={"unit": "hour"}), "band-without-price"),
        (
            terms(value=in_bands(factorPermille=1150)),
            "band-without-price",
        ),
        (
            terms(value=in_bands(toMinute=420, cents=1)),
            "period-ends-before-start",
        ),
        (terms(priceCeilingCents=2699), "above-price-ceiling"),
        (terms(value={"unit": "visit", "baseCents": 2700}), "unit-differs"),
        (terms(limits={"month": 0}), "quantity-zero"),
        (terms(mostPerVisitMinutes=0), "quantity-zero"),
        (terms(coveredQuantity=0), "quantity-zero"),
        (terms(isFree=True, fee={"kind": "flat", "cents": 100}), "fee-of-free-service"),
        (
            terms(fee={"kind": "by_hours", "ownTable": {"rows": [{"fromHours": 0, "basisPoints": [801]}]}}),
            "above-statutory-fee",
        ),
        (part(service=str(uuid4())), "not-found"),
    ],
)
async def test_what_cannot_stand_is_refused_by_name(product: Product, sent: dict[str, Any], expected: str) -> None:
    async with product.called_by(cast.PEKKA) as pekka:
        answer = await pekka.post(PARTS, json=sent)
        assert await told(pekka, BATHING) == []
    assert slug(answer) == expected
    assert answer.json()["title"]
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "changed",
    [
        {"terms": {"part": "general"}},
        {"service": None},
        {"terms": {"part": "other"}},
        {"terms": FLAT | {"wages": 100}},
        {"terms": FLAT | {"arranging": []}},
        {"terms": FLAT | {"arranging": ["lottery"]}},
        {"terms": FLAT | {"value": {"unit": "hour", "baseCents": -1}}},
        {"terms": FLAT | {"value": {"unit": "hour", "baseCents": 10**30}}},
        {"terms": FLAT | {"value": {"unit": "hour", "timetable": {"bands": []}}}},
        {"terms": FLAT | {"value": in_bands(slug="a\0b")}},
        {"terms": FLAT | {"value": {"unit": "hour", "timetable": {"bands": [BAND], "eves": {"of": ["vappu"]}}}}},
        {"terms": FLAT | {"fee": {"kind": "by_hours", "ownTable": {"rows": [{"fromHours": 1, "basisPoints": [1]}]}}}},
        {"terms": FLAT | {"fee": {"kind": "by_hours", "ownTable": {"rows": []}}}},
        {"terms": FLAT | {"meansTest": {"incomeLimitsCents": {"sizes": []}}}},
        {"terms": FLAT | {"incomeValue": OWN_PART | {"hoursUpTo": [9, 5]}}},
        {"terms": FLAT | {"incomeValue": OWN_PART | {"hoursUpTo": [5]}}},
        {"terms": FLAT | {"incomeValue": {"kind": "steps", "steps": []}}},
        {"terms": FLAT | {"backDatingDays": 10**9}},
        {"source": " "},
        {"source": "\0"},
        {"firstDay": "0001-01-01"},
        {"firstDay": "2026-02-30"},
        {"lastDay": "9999-12-31"},
        {"id": "one"},
    ],
)
async def test_a_body_that_is_not_a_part_is_refused_where_it_is_wrong(
    product: Product, changed: dict[str, Any]
) -> None:
    async with product.called_by(cast.PEKKA) as pekka:
        answer = await pekka.post(PARTS, json=part() | changed)
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")
    assert answer.json()["errors"][0]["detail"]


async def test_another_organisers_rulebook_is_neither_seen_nor_touched(product: Product) -> None:
    [city] = await fetch(
        """
        update rulebook_part set first_day = '2027-01-01' where organiser = $1 and service = $2 returning id
        """,
        cast.CITY.id,
        BATHING,
    )
    async with product.called_by(cast.PEKKA) as pekka:
        seen = {one["id"] for one in (await pekka.get("/api/rulebook")).json()["parts"]}
        withdrawal = await pekka.post(f"{PARTS}/{city['id']}/withdrawal", json={})
        taken = await pekka.post(PARTS, json=part(id=str(city["id"])))
    assert str(city["id"]) not in seen
    assert (withdrawal.status_code, slug(taken)) == (404, "content-differs")


async def test_a_service_is_added_for_all_organisers_with_the_next_code(product: Product) -> None:
    name = {"fi": "Ateriapalvelu", "sv": "Måltidsservice", "en": "Meals"}
    tasks = [{"slug": "warm", "name": {"fi": "Ateria lämpimänä", "sv": "Varm måltid", "en": "A warm meal"}}]
    meals = {"id": str(uuid4()), "slug": "meals", "name": name, "unit": "visit", "tasks": tasks}
    async with product.called_by(cast.PEKKA) as pekka:
        added = await pekka.post("/api/services", json=meals)
        again = await pekka.post("/api/services", json=meals)
        other = await pekka.post("/api/services", json=meals | {"unit": "day"})
        taken = await pekka.post("/api/services", json=meals | {"id": str(uuid4())})
        listed = (await pekka.get("/api/services")).json()
        by_visit = terms(value={"unit": "visit", "baseCents": 900})
        entered = await pekka.post(PARTS, json=by_visit | {"service": meals["id"]})
    assert added.status_code == 201
    assert added.json() == meals | {"code": max(service.code for service in SERVICES.values()) + 1, "terms": None}
    assert again.json() == added.json()
    assert listed[-1] == added.json()
    assert (slug(other), slug(taken)) == ("content-differs", "service-exists")
    assert entered.status_code == 201


@pytest.mark.parametrize(
    "changed",
    [
        {"slug": "Meals"},
        {"slug": "a" * 61},
        {"name": {"fi": " ", "sv": "b", "en": "c"}},
        {"unit": "second"},
        {"tasks": []},
        {"tasks": [{"slug": "a", "name": {"fi": "a", "sv": "b", "en": "c"}}] * 2},
    ],
)
async def test_a_service_without_a_name_unit_or_tasks_is_no_service(product: Product, changed: dict[str, Any]) -> None:
    names = {"fi": "a", "sv": "b", "en": "c"}
    body = {"id": str(uuid4()), "slug": "s", "name": names, "unit": "hour", "tasks": [{"slug": "a", "name": names}]}
    async with product.called_by(cast.PEKKA) as pekka:
        answer = await pekka.post("/api/services", json=body | changed)
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")


async def test_a_personal_value_stands_in_for_the_base_of_the_bands(product: Product) -> None:
    bands = in_bands(factorPermille=1150)
    formula = {
        "kind": "formula",
        "fullCents": 3400,
        "lowestCents": 840,
        "highestCents": 4080,
        "limitsCents": {"sizes": [65300], "eachFurther": 38900},
        "sharePermille": {"sizes": [350], "eachFurther": -10},
        "hours": 60,
        # What is sent of these is the part's to say.
        "source": "elsewhere",
        "firstDay": "2004-01-01",
    }
    async with product.called_by(cast.PEKKA) as pekka:
        above = await pekka.post(PARTS, json=terms(value=None, incomeValue=formula, priceCeilingCents=4079))
        # 40.80 x 1.15 is 46.92.
        low = await pekka.post(PARTS, json=terms(value=bands, incomeValue=formula, priceCeilingCents=4691))
        entered = await pekka.post(PARTS, json=terms(value=bands, incomeValue=formula, priceCeilingCents=4692))
    assert (slug(above), slug(low)) == ("above-price-ceiling", "above-price-ceiling")
    kept = entered.json()["terms"]["incomeValue"]
    assert (kept["source"], kept["firstDay"], kept["lastDay"]) == ("the board's decision", TODAY.isoformat(), None)
    found = await terms_on(cast.COUNTY.id, BATHING, TODAY)
    assert not isinstance(found, NothingInForce)
    assert isinstance(found[1], ServiceTerms)
    assert found[1].income_value
    assert found[1].income_value.source == "the board's decision"
