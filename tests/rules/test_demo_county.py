"""The demo county holds what was promised, breaks no rule of the product, and comes out the same every time."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from stdnum.fi import ytunnus

from backend.access.identity_code import is_artificial, read_identity_code
from backend.days import HERE, local_day, start_of
from backend.demo import cast
from backend.demo.cast import CITY, COUNTY
from backend.demo.county import County, build
from backend.demo.visits import DAYS
from backend.visits.mutations import RecordedTask
from backend.visits.rules import minutes_of
from backend.vouchers.number import read_number
from backend.vouchers.rules import VoucherTerms, reasons_to_review

# The clocks go back to winter time inside its three months, on 25 October.
DAY = date(2026, 11, 20)
# Inside their three months: a leap day and the clocks going forward; the turn of a year, the day after.
OTHER_DAYS = [date(2028, 3, 30), date(2030, 1, 2)]

build_once = cache(build)
on_any_day = pytest.mark.parametrize("day", [DAY, *OTHER_DAYS], ids=str)


@pytest.fixture(scope="module")
def county() -> County:
    return build_once(DAY)


@pytest.fixture(scope="module")
def services(county: County) -> dict[UUID, str]:
    return {service.id: service.slug for service in county.service}


def test_it_has_what_the_issue_asks_for(county: County) -> None:
    roles = Counter(membership.role for membership in county.membership)
    assert [organiser.kind for organiser in county.organiser] == ["county", "city"]
    assert len(county.provider) == 67
    assert len(county.client) == roles["client"] == 400
    assert roles["worker"] == 120
    assert 530 <= len(county.voucher) <= 570
    assert 25_000 <= len(county.visit) == len(county.visit_record) <= 40_000
    assert 0.5 <= len({mandate.client for mandate in county.representation}) / 400 <= 0.7
    assert 2 <= sum(client.has_safety_ban for client in county.client) <= 20


def in_force(rows: list[tuple[UUID, UUID, str, UUID]]) -> Counter[tuple[UUID, UUID, str]]:
    """Count the providers of each organiser, service and kind."""
    return Counter((organiser, service, kind) for organiser, service, kind, _ in set(rows))


def test_the_county_starts_with_the_price_lists_of_oulu(county: County, services: dict[UUID, str]) -> None:
    approved = in_force([(row.organiser, row.service, row.kind, row.provider) for row in county.approved_provider])
    priced = in_force(
        [
            (row.organiser, row.service, row.kind, row.provider)
            for row in county.provider_price
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


def test_the_city_shares_half_of_the_providers(county: County) -> None:
    approved = defaultdict(set)
    for row in county.approved_provider:
        approved[row.organiser].add(row.provider)
    assert len(approved[COUNTY.id]) == 67
    assert len(approved[CITY.id]) == 33


def test_a_price_list_has_a_price_for_every_band_around_the_value(county: County) -> None:
    values = {
        (value.organiser, value.service, value.band): value.value_cents
        for value in county.voucher_value
        if value.last_day is None
    }
    for price in county.provider_price:
        value = values[price.organiser, price.service, price.band]
        assert 0.9 * value <= price.price_cents <= 1.3 * value
        assert price.price_cents % 10 == 0
    lists = defaultdict(set)
    for price in county.provider_price:
        lists[price.organiser, price.service, price.kind, price.provider, price.first_day].add(price.band)
    for (organiser, service, *_), bands in lists.items():
        assert bands == {band for of, what, band in values if (of, what) == (organiser, service)}


def test_the_price_ceiling_of_rovaniemi_holds(county: County, services: dict[UUID, str]) -> None:
    asked = [
        price.price_cents
        for price in county.provider_price
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


def test_values_are_those_of_real_rulebooks(county: County, services: dict[UUID, str]) -> None:
    rows = defaultdict(list)
    for value in county.voucher_value:
        if value.last_day is None:
            rows[value.organiser, services[value.service]].append(value)
    assert rows.keys() == RULEBOOKS.keys()
    for key, (of_whom, cents) in RULEBOOKS.items():
        assert {value.band: value.value_cents for value in rows[key]} == cents
        assert all(of_whom in value.source for value in rows[key])


def test_a_factor_is_the_bands_share_of_the_first_ones_value(county: County) -> None:
    rows = defaultdict(list)
    for value in county.voucher_value:
        rows[value.organiser, value.service, value.first_day].append(value)
    for values in rows.values():
        base = values[0].value_cents
        assert all(abs(value.factor_permille - 1000 * value.value_cents / base) <= 1 for value in values)


def test_a_value_that_changed_in_mid_year_is_kept_with_its_days(county: County, services: dict[UUID, str]) -> None:
    housing = [
        (value.first_day, value.last_day, value.value_cents)
        for value in county.voucher_value
        if value.organiser == COUNTY.id and services[value.service] == "service-housing-24h"
    ]
    assert housing == [
        (date(2023, 1, 1), date(2023, 3, 31), 16_000),
        (date(2023, 4, 1), None, 18_000),
    ]


def test_the_same_day_gives_the_same_bytes_in_another_process(county: County) -> None:
    # Another order of sets must not matter.
    program = (
        "import sys; from datetime import date; from msgspec.json import encode; from backend.demo.county import build;"
        f"sys.stdout.buffer.write(encode(build(date.fromisoformat('{DAY}'))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    printed = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert printed.stdout == msgspec.json.encode(county)


def test_another_day_moves_the_dates_and_nothing_else(county: County) -> None:
    later = OTHER_DAYS[-1]
    moved = build_once(later)
    assert [row[:3] for row in moved.person] == [row[:3] for row in county.person]
    assert moved.provider == county.provider
    assert moved.service_task == county.service_task
    assert moved.voucher_value == county.voucher_value
    for before, after in zip(county.voucher, moved.voucher, strict=True):
        assert (after.id, after.number, after.client, after.provider) == (
            before.id,
            before.number,
            before.client,
            before.provider,
        )
        assert after.first_day - before.first_day == later - DAY


def test_every_identity_code_is_right_and_nobodys(county: County) -> None:
    codes = [person.identity_code for person in county.person]
    assert all(read_identity_code(code) == code and is_artificial(code) for code in codes)
    assert len(set(codes)) == len(codes) == len(county.person)


def test_most_clients_are_old(county: County) -> None:
    codes = {person.id: person.identity_code for person in county.person}
    years = [DAY.year - 1900 - int(codes[client.person][4:6]) for client in county.client]
    assert sum(74 <= age <= 98 for age in years) / len(years) > 0.85


def test_every_business_id_is_right_and_too_high_to_be_a_firms(county: County) -> None:
    ids = [provider.business_id for provider in county.provider]
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
            county.voucher_value,
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


@on_any_day
def test_no_worker_is_in_two_places_at_once(day: date) -> None:
    county = build_once(day)
    stays = defaultdict(list)
    for visit, record in zip(county.visit, county.visit_record, strict=True):
        stays[visit.worker].append((record.started_at, record.ended_at, visit.client))
    for days in stays.values():
        for (_, left, home), (came, _, next_home) in pairwise(sorted(days)):
            assert came >= left
            assert home == next_home or came - left >= timedelta(minutes=4)


@on_any_day
def test_visits_are_marked_by_the_products_own_rule(day: date) -> None:
    county = build_once(day)
    vouchers = {voucher.id: voucher for voucher in county.voucher}
    approvals = {(row.organiser, row.service, row.kind, row.provider): row for row in county.approved_provider}
    for visit, record in zip(county.visit, county.visit_record, strict=True):
        voucher, on = vouchers[visit.voucher], local_day(record.started_at)
        approval = approvals[voucher.organiser, voucher.service, voucher.kind, visit.provider]
        approved = approval.first_day <= on and (approval.last_day is None or on <= approval.last_day)
        terms = VoucherTerms(
            voucher.first_day,
            voucher.last_day,
            voucher.ended_on,
            provider_may_serve=approved and voucher.provider in {None, visit.provider},
        )
        assert list(record.to_review) == [reason.slug() for reason in reasons_to_review(on, terms)]


def test_some_visits_are_to_be_reviewed_for_each_reason(county: County) -> None:
    reasons = Counter(reason for record in county.visit_record for reason in record.to_review)
    assert reasons.keys() == {"outside-voucher-period", "voucher-ended", "provider-not-approved"}
    assert sum(reasons.values()) < len(county.visit_record) / 100


@on_any_day
def test_visits_are_made_by_the_providers_workers_between_seven_and_ten_in_the_evening(day: date) -> None:
    county = build_once(day)
    employers = {row.person: row.provider for row in county.membership if row.role == "worker"}
    vouchers = {voucher.id: voucher for voucher in county.voucher}
    for visit, record in zip(county.visit, county.visit_record, strict=True):
        voucher = vouchers[visit.voucher]
        assert employers[visit.worker] == visit.provider
        assert (visit.client, visit.organiser) == (voucher.client, voucher.organiser)
        assert (record.id, record.visit, record.voucher) == (visit.id, visit.id, visit.voucher)
        start, end = record.started_at.astimezone(HERE), record.ended_at.astimezone(HERE)
        assert start.date() == end.date()
        # A little early is usual.
        assert (start.hour, start.minute) >= (6, 50)
        assert (end.hour, end.minute) <= (22, 0)
        assert record.minutes == minutes_of(record.started_at, record.ended_at) > 0
        assert record.ended_at <= record.done_at <= record.received_at


@on_any_day
def test_three_months_of_visits_end_yesterday_and_some_are_of_this_morning(day: date) -> None:
    days = Counter(local_day(record.started_at) for record in build_once(day).visit_record)
    assert min(days) == day - timedelta(days=DAYS)
    assert len(days) == DAYS + 1
    assert 0 < days[day] < days[day - timedelta(days=1)]
    assert max(record.received_at for record in build_once(day).visit_record) < start_of(day) + timedelta(hours=10)


@on_any_day
def test_change_numbers_run_by_organiser_in_the_order_of_receipt(day: date) -> None:
    county = build_once(day)
    last = {row.organiser: row.last for row in county.change_counter}
    for organiser in (COUNTY.id, CITY.id):
        numbers = [visit.change_number for visit in county.visit if visit.organiser == organiser]
        assert numbers == list(range(1, last[organiser] + 1))
    received = [record.received_at for record in county.visit_record]
    assert received == sorted(received)


def test_visits_are_mostly_within_the_grant_and_some_over_it(county: County) -> None:
    used: Counter[UUID] = Counter()
    for record in county.visit_record:
        if f"{record.started_at.astimezone(HERE):%Y-%m}" == "2026-10":
            used[record.voucher] += record.minutes
    granted = {row.id: row.quantity for row in county.voucher if row.quantity_unit == "minute" and row.id in used}
    over = sum(used[voucher] > minutes for voucher, minutes in granted.items())
    assert len(granted) / 20 < over < len(granted) / 5


def test_what_was_done_is_of_the_service_and_reads_as_phones_write_it(county: County) -> None:
    offered = defaultdict(set)
    for task in county.service_task:
        offered[task.service].add(task.slug)
    services = {voucher.id: voucher.service for voucher in county.voucher}
    undone = 0
    for record in county.visit_record:
        tasks = msgspec.json.decode(record.tasks, type=list[RecordedTask])
        assert {task.slug for task in tasks} <= offered[services[record.voucher]]
        assert all(task.done == (task.reason is None) for task in tasks)
        undone += not all(task.done for task in tasks)
    assert 0.03 < undone / len(county.visit_record) < 0.1


def test_every_service_has_eight_to_twelve_tasks_in_three_languages(county: County) -> None:
    tasks = Counter(task.service for task in county.service_task)
    assert all(8 <= tasks[service.id] <= 12 for service in county.service)
    assert all(task.name_fi and task.name_sv and task.name_en for task in county.service_task)


def test_an_order_is_worth_the_agreed_price_and_a_voucher_its_value(county: County) -> None:
    asked = {
        (row.organiser, row.service, row.kind, row.provider): row.price_cents
        for row in county.provider_price
        if row.band in {"weekday", "any"} and row.last_day is None
    }
    values = defaultdict(set)
    for value in county.voucher_value:
        values[value.organiser, value.service].add(value.value_cents)
    for voucher in county.voucher:
        if voucher.kind == "order":
            assert voucher.provider
            assert voucher.value_cents == asked[voucher.organiser, voucher.service, "order", voucher.provider]
        else:
            # Helsinki's cleaning is worth less in the higher income class.
            assert voucher.value_cents in values[voucher.organiser, voucher.service] | {2100}


def test_the_cast_is_there_with_its_memberships(county: County) -> None:
    persons = {person.id: f"{person.given_name} {person.family_name}" for person in county.person}
    memberships = {row.id: row for row in county.membership}
    for person in (*cast.PEOPLE, *cast.CLIENTS):
        membership = memberships[person.membership]
        assert persons[person.id] == person.name
        assert (membership.person, membership.role) == (person.id, person.role)
    assert len(set(persons.values())) > 700
    for person in cast.PEOPLE:
        assert list(persons.values()).count(person.name) == 1


def test_the_casts_vouchers_are_as_the_journeys_need_them(county: County) -> None:
    vouchers = {voucher.id: voucher for voucher in county.voucher}
    visits = Counter(visit.voucher for visit in county.visit)
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
    assert cast.AUNE.client not in {visit.client for visit in county.visit}
    assert visits[cast.HELVIS_VOUCHER.id] > 80
    in_force_today = [voucher for voucher in cast.VOUCHERS if voucher is not cast.EXPIRED_VOUCHER]
    for voucher in (vouchers[expected.id] for expected in in_force_today):
        assert voucher.first_day <= DAY <= voucher.last_day
        assert voucher.ended_on is None


@on_any_day
def test_helvi_has_something_left_in_every_month_and_anna_has_been_there_lately(day: date) -> None:
    county = build_once(day)
    used: Counter[str] = Counter()
    annas: list[datetime] = []
    for visit, record in zip(county.visit, county.visit_record, strict=True):
        if visit.voucher == cast.HELVIS_VOUCHER.id:
            used[f"{record.started_at.astimezone(HERE):%Y-%m}"] += record.minutes
            if visit.worker == cast.ANNA.id:
                annas.append(record.started_at)
    quantity = next(voucher.quantity for voucher in county.voucher if voucher.id == cast.HELVIS_VOUCHER.id)
    assert max(used.values()) <= quantity - 180
    assert max(annas) > start_of(day - timedelta(days=4))


def test_kaisa_acts_for_her_mother_and_seppo_for_nobody(county: County) -> None:
    mandates = {(row.person, row.client): row for row in county.representation}
    kaisas = mandates[cast.KAISA.id, cast.HELVI.client]
    assert kaisas.scopes == ("see_visits", "give_feedback", "see_money")
    assert kaisas.last_day is None
    assert cast.SEPPO.id not in {person for person, _ in mandates}


def test_before_ten_the_morning_is_as_far_as_the_clock(county: County) -> None:
    at_eight = start_of(DAY) + timedelta(hours=8)
    early = county.until(at_eight)
    assert max(record.received_at for record in early.visit_record) <= at_eight
    assert len(early.visit) == len(early.visit_record) < len(county.visit)
    assert sum(row.last for row in early.change_counter) == len(early.visit)
    assert county.until(start_of(DAY) + timedelta(hours=12)) == county
