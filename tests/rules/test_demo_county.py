"""The demo county holds what was promised, breaks no rule of the product, and comes out the same every time."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

import msgspec
import pytest
from stdnum.fi import ytunnus

from backend.access.identity_code import is_artificial, read_identity_code
from backend.catalogue.in_force import part_of
from backend.catalogue.price import PriceUnit, value_in_bands
from backend.catalogue.statute_book import fee_tables
from backend.catalogue.terms import Part, ServiceTerms, as_held, refuse_part, refuse_terms
from backend.days import start_of
from backend.demo import cast
from backend.demo.cast import CITY, COUNTY
from backend.demo.county import County
from backend.demo.offers import SERVICES
from backend.vouchers.number import read_number
from tests.rules.counties import DAY, OTHER_DAYS, build_once, on_any_day


@pytest.fixture(scope="module")
def built() -> County:
    return build_once(DAY)


@pytest.fixture(scope="module")
def services(built: County) -> dict[UUID, str]:
    return {service.id: service.slug for service in built.service}


def test_it_has_what_the_issue_asks_for(built: County) -> None:
    roles = Counter(membership.role for membership in built.membership)
    assert [organiser.kind for organiser in built.organiser] == ["county", "city"]
    assert len(built.provider) == 67
    assert len(built.client) == roles["client"] == 400
    workers = Counter(membership.person for membership in built.membership if membership.role == "worker")
    # The 120 of the issue, and one who works for two.
    assert len(workers) == 121
    assert [person for person, employments in workers.items() if employments == 2] == [cast.RITVA.id]
    assert 530 <= len(built.voucher) <= 570
    assert 25_000 <= len(built.visit) == len(built.visit_record) <= 40_000
    assert 0.5 <= len({mandate.client for mandate in built.representation}) / 400 <= 0.7
    assert 2 <= sum(client.has_safety_ban for client in built.client) <= 20


def in_force(rows: list[tuple[UUID, UUID, str, UUID]]) -> Counter[tuple[UUID, UUID, str]]:
    """Count the providers of each organiser, service and kind."""
    return Counter((organiser, service, kind) for organiser, service, kind, _ in set(rows))


def test_the_county_starts_with_the_price_lists_of_oulu(built: County, services: dict[UUID, str]) -> None:
    approved = in_force([(row.organiser, row.service, row.kind, row.provider) for row in built.approved_provider])
    priced = in_force(
        [
            (row.organiser, row.service, row.kind, row.provider)
            for row in built.provider_price
            if row.first_day <= DAY and row.last_day is None
        ],
    )
    of_county = {(services[service], kind): n for (of, service, kind), n in approved.items() if of == COUNTY.id}
    # Oulu's first phase: docs/domain.md, price lists.
    assert of_county == {
        ("regular-home-care", "voucher"): 28,
        ("home-nursing", "voucher"): 23,
        ("cleaning", "voucher"): 35,
        ("carers-leave", "voucher"): 27,
        ("service-housing-24h", "voucher"): 19,
        ("regular-home-care", "order"): 20,
        ("home-nursing", "order"): 20,
        ("service-housing-24h", "order"): 4,
    }
    assert {key: n for key, n in priced.items() if key[0] == COUNTY.id} == {
        key: n for key, n in approved.items() if key[0] == COUNTY.id
    }


def test_the_city_shares_half_of_the_providers(built: County) -> None:
    approved = defaultdict(set)
    for row in built.approved_provider:
        approved[row.organiser].add(row.provider)
    assert len(approved[COUNTY.id]) == 67
    assert len(approved[CITY.id]) == 33


def test_a_price_list_has_a_price_for_every_band_around_the_value(built: County, services: dict[UUID, str]) -> None:
    values = {
        (organiser, parts[-1].service, band): cents
        for (organiser, _), parts in parts_of(built, services).items()
        for band, cents in value_in_force(parts[-1]).items()
    }
    for price in built.provider_price:
        value = values[price.organiser, price.service, price.band]
        assert 0.9 * value <= price.price_cents <= 1.3 * value
        assert price.price_cents % 10 == 0
    lists = defaultdict(set)
    for price in built.provider_price:
        lists[price.organiser, price.service, price.kind, price.provider, price.first_day].add(price.band)
    for (organiser, service, *_), bands in lists.items():
        assert bands == {band for of, what, band in values if (of, what) == (organiser, service)}


def test_the_price_ceiling_of_rovaniemi_holds(built: County, services: dict[UUID, str]) -> None:
    asked = [
        price.price_cents
        for price in built.provider_price
        if price.organiser == CITY.id and services[price.service] == "service-housing-24h"
    ]
    assert max(asked) <= 11_000


BANDS = ["weekday", "evening", "saturday", "saturday-evening", "sunday"]


LAPLANDS_HOURS = dict(zip(BANDS, [3600, 4140, 4320, 7200, 7200], strict=True))
# As the rulebooks print them, and whose they are.
RULEBOOKS = {
    (COUNTY.id, "regular-home-care"): ("Lapland", LAPLANDS_HOURS),
    (COUNTY.id, "carers-leave"): ("Lapland", LAPLANDS_HOURS),
    (COUNTY.id, "service-housing-24h"): ("Lapland", {"any": 18_000}),
    (COUNTY.id, "home-nursing"): ("Joensuu", {"weekday": 2500, "saturday": 3000, "sunday": 3500}),
    (COUNTY.id, "cleaning"): ("Joensuu", {"any": 2500}),
    (CITY.id, "regular-home-care"): (
        "Riihimäki",
        dict(zip(BANDS, [3350, 3860, 4060, 4570, 5580], strict=True)),
    ),
    (CITY.id, "temporary-home-care"): ("Riihimäki", {"any": 3300}),
    (CITY.id, "bathing"): ("Riihimäki", {"any": 2700}),
    (CITY.id, "cleaning"): ("Helsinki", {"any": 2400}),
    (CITY.id, "service-housing-24h"): ("Rovaniemi", {"any": 10_500}),
    (CITY.id, "service-housing"): ("Essote", {"any": 7500}),
}


def parts_of(built: County, services: dict[UUID, str]) -> dict[tuple[UUID, str], list[Part]]:
    """Return the parts on services, by organiser and service, as they hold."""
    held = defaultdict(list)
    for organiser in (COUNTY.id, CITY.id):
        for part in as_held([part_of(row._asdict()) for row in built.rulebook_part if row.organiser == organiser]):
            if part.service:
                held[organiser, services[part.service]].append(part)
    return held


def value_in_force(part: Part) -> dict[str, int]:
    assert isinstance(part.terms, ServiceTerms)
    assert part.terms.value
    return value_in_bands(part.terms.value)


def test_values_are_those_of_real_rulebooks(built: County, services: dict[UUID, str]) -> None:
    parts = parts_of(built, services)
    assert parts.keys() == RULEBOOKS.keys()
    for key, (of_whom, cents) in RULEBOOKS.items():
        assert value_in_force(parts[key][-1]) == cents
        assert all(of_whom in part.source for part in parts[key])


def test_every_part_of_the_rulebooks_can_stand(built: County, services: dict[UUID, str]) -> None:
    units: dict[UUID | None, PriceUnit] = {service.id: SERVICES[service.slug].unit for service in built.service}
    for organiser in (COUNTY.id, CITY.id):
        rows = [part_of(row._asdict()) for row in built.rulebook_part if row.organiser == organiser]
        assert [part.service for part in rows].count(None) == 1
        for part in rows:
            assert refuse_terms(part, units.get(part.service), fee_tables()) is None
            assert refuse_part(part, [other for other in as_held(rows) if other.id != part.id], DAY) is None
    feed = {key for key, parts in parts_of(built, services).items() if getattr(parts[-1].terms, "fee", None)}
    assert feed == {(COUNTY.id, "regular-home-care"), (CITY.id, "regular-home-care")}


def test_a_value_that_changed_in_mid_year_is_kept_with_its_days(built: County, services: dict[UUID, str]) -> None:
    housing = parts_of(built, services)[COUNTY.id, "service-housing-24h"]
    assert [(part.first_day, part.last_day, value_in_force(part)) for part in housing] == [
        (date(2023, 1, 1), date(2023, 3, 31), {"any": 16_000}),
        (date(2023, 4, 1), None, {"any": 18_000}),
    ]


def test_the_same_day_gives_the_same_bytes_in_another_process(built: County) -> None:
    # Another order of sets must not matter.
    program = (
        "import sys; from datetime import date; from msgspec.json import encode; from backend.demo.county import build;"
        f"sys.stdout.buffer.write(encode(build(date.fromisoformat('{DAY}'))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    printed = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert printed.stdout == msgspec.json.encode(built)


def test_another_day_moves_the_dates_and_nothing_else(built: County) -> None:
    later = OTHER_DAYS[-1]
    moved = build_once(later)
    assert [row[:3] for row in moved.person] == [row[:3] for row in built.person]
    assert moved.provider == built.provider
    assert moved.service_task == built.service_task
    assert [row[:7] for row in moved.rulebook_part] == [row[:7] for row in built.rulebook_part]
    for before, after in zip(built.voucher, moved.voucher, strict=True):
        assert (after.id, after.number, after.client, after.provider) == (
            before.id,
            before.number,
            before.client,
            before.provider,
        )
        assert after.first_day - before.first_day == later - DAY


def test_every_identity_code_is_right_and_nobodys(built: County) -> None:
    codes = [person.identity_code for person in built.person]
    assert all(read_identity_code(code) == code and is_artificial(code) for code in codes)
    assert len(set(codes)) == len(codes) == len(built.person)


def test_most_clients_are_old(built: County) -> None:
    codes = {person.id: person.identity_code for person in built.person}
    years = [DAY.year - 1900 - int(codes[client.person][4:6]) for client in built.client]
    assert sum(74 <= age <= 98 for age in years) / len(years) > 0.85


def test_every_business_id_is_right_and_too_high_to_be_a_firms(built: County) -> None:
    ids = [provider.business_id for provider in built.provider]
    assert all(ytunnus.is_valid(id_) and id_ >= "9" for id_ in ids)
    assert len(set(ids)) == 67


@on_any_day
def test_every_voucher_number_passes_its_check_and_is_used_once(day: date) -> None:
    numbers = [voucher.number for voucher in build_once(day).voucher]
    assert all(read_number(number) == number for number in numbers)
    assert len(set(numbers)) == len(numbers)


@on_any_day
def test_periods_begin_before_they_end(day: date) -> None:
    county = build_once(day)
    periods: list[tuple[date, date | None]] = [
        (row.first_day, row.last_day)
        for rows in (
            county.rulebook_part,
            county.approved_provider,
            county.provider_price,
            county.membership,
            county.representation,
            county.service_decision,
            county.voucher,
        )
        for row in rows
    ]
    assert all(last_day is None or first_day <= last_day for first_day, last_day in periods)
    assert all(voucher.ended_on is None or voucher.ended_on > voucher.first_day for voucher in county.voucher)
    assert all(voucher.granted_at <= start_of(day) for voucher in county.voucher)


def test_every_service_has_eight_to_twelve_tasks_in_three_languages(built: County) -> None:
    tasks = Counter(task.service for task in built.service_task)
    assert all(8 <= tasks[service.id] <= 12 for service in built.service)
    assert all(task.name_fi and task.name_sv and task.name_en for task in built.service_task)


def test_an_order_is_worth_the_agreed_price_and_a_voucher_its_value(built: County, services: dict[UUID, str]) -> None:
    asked = {
        (row.organiser, row.service, row.kind, row.provider): row.price_cents
        for row in built.provider_price
        if row.band in {"weekday", "any"} and row.last_day is None
    }
    values = {key: set(value_in_force(parts[-1]).values()) for key, parts in parts_of(built, services).items()}
    for voucher in built.voucher:
        if voucher.kind == "order":
            assert voucher.provider
            assert voucher.value_cents == asked[voucher.organiser, voucher.service, "order", voucher.provider]
        else:
            # Helsinki's cleaning is worth less in the higher income class.
            assert voucher.value_cents in values[voucher.organiser, services[voucher.service]] | {2100}


def test_the_cast_is_there_with_its_memberships(built: County) -> None:
    persons = {person.id: f"{person.given_name} {person.family_name}" for person in built.person}
    memberships = {row.id: row for row in built.membership}
    for person in (*cast.PEOPLE, *cast.CLIENTS):
        membership = memberships[person.membership]
        assert persons[person.id] == person.name
        assert (membership.person, membership.role) == (person.id, person.role)
    assert len(set(persons.values())) > 700
    for person in cast.PEOPLE:
        assert list(persons.values()).count(person.name) == 1


def test_the_casts_vouchers_are_as_the_journeys_need_them(built: County) -> None:
    vouchers = {voucher.id: voucher for voucher in built.voucher}
    visits = Counter(visit.voucher for visit in built.visit)
    for expected in cast.VOUCHERS:
        voucher = vouchers[expected.id]
        assert (voucher.number, voucher.kind, voucher.client) == (
            expected.number,
            expected.kind,
            expected.client.client,
        )
        assert voucher.provider == (expected.provider.id if expected.provider else None)
    assert vouchers[cast.EXPIRED_VOUCHER.id].last_day < DAY
    assert visits[cast.UNSEEN_VOUCHER.id] == visits[cast.HELVIS_OPEN_VOUCHER.id] == 0
    assert cast.AUNE.client not in {visit.client for visit in built.visit}
    assert visits[cast.HELVIS_VOUCHER.id] > 80
    in_force_today = [voucher for voucher in cast.VOUCHERS if voucher is not cast.EXPIRED_VOUCHER]
    for voucher in (vouchers[expected.id] for expected in in_force_today):
        assert voucher.first_day <= DAY <= voucher.last_day
        assert voucher.ended_on is None


def test_kaisa_acts_for_her_mother_and_seppo_for_nobody(built: County) -> None:
    mandates = {(row.person, row.client): row for row in built.representation}
    kaisas = mandates[cast.KAISA.id, cast.HELVI.client]
    assert kaisas.scopes == ("see_visits", "give_feedback", "see_money")
    assert kaisas.last_day is None
    assert cast.SEPPO.id not in {person for person, _ in mandates}
