"""The values of the first storey become parts of a rulebook, and go back as far as they fit."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest

from backend import migrate
from backend.catalogue.bands import TimeBand
from backend.catalogue.in_force import parts_held
from backend.catalogue.price import PriceTerms, value_in_bands
from backend.catalogue.terms import FeeByHours, Part, ServiceTerms
from backend.database import fetch
from backend.migrations import m2026_11_22_first_storey as first
from tests.conftest import new_database, opened

ORGANISER, HOME_CARE, NURSING, HOUSING, PROVIDER = (uuid4() for _ in range(5))
FROM_2023, SPRING = date(2023, 1, 1), date(2023, 4, 1)
LAPLAND = [
    ("weekday", 1000, 3600),
    ("evening", 1150, 4140),
    ("saturday", 1200, 4320),
    ("saturday-evening", 2000, 7200),
    ("sunday", 2000, 7200),
]
JOENSUU = [("weekday", 1000, 2500), ("saturday", 1200, 3000), ("sunday", 1400, 3500)]


@pytest.fixture
async def first_storey(server: str) -> AsyncIterator[None]:
    """Give a database as the first storey left it, with an organiser, its services and a provider of one of them."""
    async with new_database(server) as address, opened(address):
        await migrate.migrate_forwards()
        await migrate.migrate_backwards(to=first.ID)
        names = "name_fi, name_sv, name_en"
        await fetch(f"insert into organiser (id, code, kind, {names}) values ($1, 1, 'county', '', '', '')", ORGANISER)  # noqa: S608 - our own names
        services = [(HOME_CARE, "regular-home-care", "hour"), (NURSING, "nursing", "hour"), (HOUSING, "housing", "day")]
        for code, service in enumerate(services, start=1):
            await fetch(
                f"insert into service (id, slug, unit, code, {names}) values ($1, $2, $3, $4, '', '', '')",  # noqa: S608
                *service,
                code,
            )
        await fetch("insert into provider (id, code, name, business_id) values ($1, 1, '', '')", PROVIDER)
        yield


async def add_value(
    service: UUID, value: tuple[str, int, int], first_day: date = FROM_2023, last_day: date | None = None
) -> None:
    await fetch(
        "insert into voucher_value values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)",
        ORGANISER,
        service,
        *value,
        first_day,
        last_day,
        f"printed {first_day}",
    )


async def values_of(service: UUID) -> list[tuple[str, int, int, date, date | None, str]]:
    rows = await fetch(
        """
        select band, factor_permille, value_cents, first_day, last_day, source from voucher_value
        where service = $1 order by first_day, band
        """,
        service,
    )
    return [tuple(row.values()) for row in rows]


def service_terms(part: Part) -> ServiceTerms:
    assert isinstance(part.terms, ServiceTerms)
    return part.terms


def price_of(part: Part) -> PriceTerms:
    value = service_terms(part).value
    assert value
    return value


def bands_of(part: Part) -> dict[str, TimeBand]:
    timetable = price_of(part).timetable
    assert timetable
    return {band.slug: band for band in timetable.bands}


@pytest.mark.usefixtures("first_storey")
async def test_laplands_values_become_a_base_with_factors_in_its_hours_and_go_back() -> None:
    for value in LAPLAND:
        await add_value(HOME_CARE, value)
    before = await values_of(HOME_CARE)
    await migrate.migrate_forwards()

    [part] = await parts_held(ORGANISER)
    assert (part.service, part.first_day, part.last_day) == (HOME_CARE, FROM_2023, None)
    assert part.source == "printed 2023-01-01"
    assert service_terms(part).arranging == ("voucher",)
    assert service_terms(part).fee == FeeByHours()
    assert price_of(part).base_cents == 3600
    bands = bands_of(part)
    # In the order in which they are read: a holiday on a Saturday is no Saturday.
    assert list(bands) == ["sunday", "saturday-evening", "saturday", "evening", "weekday"]
    assert (bands["weekday"].from_minute, bands["weekday"].to_minute) == (7 * 60, 18 * 60)
    assert (bands["evening"].from_minute, bands["evening"].to_minute) == (18 * 60, 22 * 60)
    assert (bands["sunday"].from_minute, bands["sunday"].to_minute) == (7 * 60, 22 * 60)
    assert bands["sunday"].days == ("sunday", "holiday")
    assert value_in_bands(price_of(part)) == {band: cents for band, _, cents in LAPLAND}

    await migrate.migrate_backwards(to=first.ID)
    assert await values_of(HOME_CARE) == before


@pytest.mark.usefixtures("first_storey")
async def test_values_that_no_factor_gives_to_the_cent_stay_as_they_were_printed() -> None:
    # Riihimäki's: 33.50 times 1.152 is 38.592.
    await add_value(NURSING, ("weekday", 1000, 3350))
    await add_value(NURSING, ("evening", 1152, 3860))
    before = await values_of(NURSING)
    await migrate.migrate_forwards()
    [part] = await parts_held(ORGANISER)
    assert price_of(part).base_cents is None
    assert value_in_bands(price_of(part)) == {"weekday": 3350, "evening": 3860}
    assert service_terms(part).fee is None
    await migrate.migrate_backwards(to=first.ID)
    assert await values_of(NURSING) == before


@pytest.mark.usefixtures("first_storey")
async def test_a_list_that_prices_no_evening_means_the_whole_day() -> None:
    for value in JOENSUU:
        await add_value(NURSING, value)
    await migrate.migrate_forwards()
    [part] = await parts_held(ORGANISER)
    assert {(band.from_minute, band.to_minute) for band in bands_of(part).values()} == {(0, 1440)}


@pytest.mark.usefixtures("first_storey")
async def test_each_period_becomes_a_part_and_one_value_for_all_times_a_base() -> None:
    await add_value(HOUSING, ("any", 1000, 16_000), FROM_2023, date(2023, 3, 31))
    await add_value(HOUSING, ("any", 1000, 18_000), SPRING)
    await fetch(
        "insert into approved_provider values (gen_random_uuid(), $1, $2, $3, 'order', '2023-01-01')",
        PROVIDER,
        ORGANISER,
        HOUSING,
    )
    before = await values_of(HOUSING)
    await migrate.migrate_forwards()
    winter, spring = await parts_held(ORGANISER)
    assert (winter.last_day, price_of(winter)) == (date(2023, 3, 31), PriceTerms("day", 16_000))
    assert (spring.first_day, spring.last_day, price_of(spring)) == (SPRING, None, PriceTerms("day", 18_000))
    assert service_terms(winter).arranging == ("voucher", "order")
    await migrate.migrate_backwards(to=first.ID)
    assert await values_of(HOUSING) == before


@pytest.mark.usefixtures("first_storey")
async def test_a_band_that_changed_alone_cuts_the_others_too() -> None:
    await add_value(NURSING, ("weekday", 1000, 2500))
    await add_value(NURSING, ("sunday", 1400, 3500), FROM_2023, date(2023, 3, 31))
    await add_value(NURSING, ("sunday", 1500, 3750), SPRING)
    await migrate.migrate_forwards()
    winter, spring = await parts_held(ORGANISER)
    assert value_in_bands(price_of(winter)) == {"sunday": 3500, "weekday": 2500}
    assert value_in_bands(price_of(spring)) == {"sunday": 3750, "weekday": 2500}
    assert (winter.last_day, spring.last_day) == (date(2023, 3, 31), None)
    assert spring.source == "printed 2023-01-01; printed 2023-04-01"


@pytest.mark.usefixtures("first_storey")
async def test_a_band_whose_hours_stand_nowhere_is_refused_and_nothing_is_lost() -> None:
    await add_value(NURSING, ("night", 1500, 5000))
    with pytest.raises(ValueError, match="night"):
        await migrate.migrate_forwards()
    assert [value[0] for value in await values_of(NURSING)] == ["night"]


@pytest.mark.usefixtures("first_storey")
async def test_a_part_without_a_last_day_goes_back_until_the_next_and_what_does_not_fit_is_left_out() -> None:
    await migrate.migrate_forwards()
    terms = '{"part": "service", "arranging": ["voucher"], "value": {"unit": "hour", "baseCents": %d}}'
    formula = '{"part": "service", "arranging": ["voucher"], "isFree": true}'
    general = '{"part": "general"}'
    parts = [
        (NURSING, FROM_2023, terms % 2500, None),
        (NURSING, SPRING, terms % 2600, None),
        (NURSING, date(2024, 1, 1), terms % 9900, date(2023, 12, 1)),
        (HOME_CARE, FROM_2023, formula, None),
        (None, FROM_2023, general, None),
    ]
    for service, first_day, written, withdrawn in parts:
        await fetch(
            """
            insert into rulebook_part (id, organiser, service, first_day, source, terms, entered_at, withdrawn_at)
            values (gen_random_uuid(), $1, $2, $3, 'a decision', $4, now(), $5::date)
            """,
            ORGANISER,
            service,
            first_day,
            written,
            withdrawn,
        )
    await migrate.migrate_backwards(to=first.ID)
    assert await values_of(NURSING) == [
        ("any", 1000, 2500, FROM_2023, date(2023, 3, 31), "a decision"),
        ("any", 1000, 2600, SPRING, None, "a decision"),
    ]
    assert await values_of(HOME_CARE) == []
