"""The demo county's visits are such as people can make, and as the product itself would have kept them."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest

from backend.days import HERE, local_day, start_of
from backend.demo import cast
from backend.demo.cast import CITY, COUNTY
from backend.demo.county import County
from backend.demo.visits import DAYS
from backend.visits.rules import minutes_of
from backend.visits.words import RecordedTask
from backend.vouchers.rules import VoucherTerms, reasons_to_review
from tests.rules.counties import DAY, build_once, on_any_day


@pytest.fixture(scope="module")
def built() -> County:
    return build_once(DAY)


@on_any_day
def test_no_worker_is_in_two_places_at_once(day: date) -> None:
    county = build_once(day)
    stays = defaultdict(list)
    for visit in county.visit:
        stays[visit.worker].append((visit.started_at, visit.ended_at, visit.client))
    for days in stays.values():
        for (_, left, home), (came, _, next_home) in pairwise(sorted(days)):
            assert came >= left
            assert home == next_home or came - left >= timedelta(minutes=4)


@on_any_day
def test_visits_are_marked_by_the_products_own_rule(day: date) -> None:
    county = build_once(day)
    vouchers = {voucher.id: voucher for voucher in county.voucher}
    approvals = {(row.organiser, row.service, row.kind, row.provider): row for row in county.approved_provider}
    for visit in county.visit:
        voucher, on = vouchers[visit.voucher], local_day(visit.started_at)
        approval = approvals[voucher.organiser, voucher.service, voucher.kind, visit.provider]
        approved = approval.first_day <= on and (approval.last_day is None or on <= approval.last_day)
        terms = VoucherTerms(
            voucher.first_day,
            voucher.last_day,
            voucher.ended_on,
            provider_may_serve=approved and voucher.provider in {None, visit.provider},
        )
        assert list(visit.to_review) == [reason.slug() for reason in reasons_to_review(on, terms)]


def test_some_visits_are_to_be_reviewed_for_each_reason(built: County) -> None:
    reasons = Counter(reason for visit in built.visit for reason in visit.to_review)
    assert reasons.keys() == {"outside-voucher-period", "voucher-ended", "provider-not-approved"}
    assert sum(reasons.values()) < len(built.visit) / 100


@on_any_day
def test_visits_are_made_by_the_providers_workers_between_seven_and_ten_in_the_evening(day: date) -> None:
    county = build_once(day)
    employed = {(row.person, row.provider) for row in county.membership if row.role == "worker"}
    vouchers = {voucher.id: voucher for voucher in county.voucher}
    for visit, record in zip(county.visit, county.visit_record, strict=True):
        voucher = vouchers[visit.voucher]
        assert (visit.worker, visit.provider) in employed
        assert (visit.client, visit.organiser) == (voucher.client, voucher.organiser)
        assert (record.id, record.visit, record.sequence) == (visit.id, visit.id, visit.change_number)
        start, end = visit.started_at.astimezone(HERE), visit.ended_at.astimezone(HERE)
        assert start.date() == end.date()
        # A little early is usual.
        assert (start.hour, start.minute) >= (6, 50)
        assert (end.hour, end.minute) <= (22, 0)
        assert visit.minutes == minutes_of(visit.started_at, visit.ended_at) > 0
        assert visit.ended_at <= record.done_at <= visit.received_at


@on_any_day
def test_three_months_of_visits_end_yesterday_and_some_are_of_this_morning(day: date) -> None:
    days = Counter(local_day(visit.started_at) for visit in build_once(day).visit)
    assert min(days) == day - timedelta(days=DAYS)
    assert len(days) == DAYS + 1
    assert 0 < days[day] < days[day - timedelta(days=1)]
    assert max(visit.received_at for visit in build_once(day).visit) < start_of(day) + timedelta(hours=10)


@on_any_day
def test_change_numbers_run_by_organiser_in_the_order_of_receipt(day: date) -> None:
    county = build_once(day)
    last = {row.organiser: row.last for row in county.change_counter}
    for organiser in (COUNTY.id, CITY.id):
        numbers = [visit.change_number for visit in county.visit if visit.organiser == organiser]
        assert numbers == list(range(1, last[organiser] + 1))
    received = [visit.received_at for visit in county.visit]
    assert received == sorted(received)


def test_visits_are_mostly_within_the_grant_and_some_over_it(built: County) -> None:
    used: Counter[UUID] = Counter()
    for visit in built.visit:
        if f"{visit.started_at.astimezone(HERE):%Y-%m}" == "2026-10":
            used[visit.voucher] += visit.minutes
    granted = {row.id: row.quantity for row in built.voucher if row.quantity_unit == "minute" and row.id in used}
    over = sum(used[voucher] > minutes for voucher, minutes in granted.items())
    assert len(granted) / 20 < over < len(granted) / 5


def test_what_was_done_is_of_the_service_and_reads_as_phones_write_it(built: County) -> None:
    offered = defaultdict(set)
    for task in built.service_task:
        offered[task.service].add(task.slug)
    services = {voucher.id: voucher.service for voucher in built.voucher}
    undone = 0
    for visit in built.visit:
        tasks = msgspec.json.decode(visit.tasks, type=list[RecordedTask])
        assert {task.slug for task in tasks} <= offered[services[visit.voucher]]
        assert all(task.done == (task.reason is None) for task in tasks)
        undone += not all(task.done for task in tasks)
    assert 0.03 < undone / len(built.visit) < 0.1


@on_any_day
def test_helvi_has_something_left_in_every_month_and_anna_has_been_there_lately(day: date) -> None:
    county = build_once(day)
    used: Counter[str] = Counter()
    annas: list[datetime] = []
    for visit in county.visit:
        if visit.voucher == cast.HELVIS_VOUCHER.id:
            used[f"{visit.started_at.astimezone(HERE):%Y-%m}"] += visit.minutes
            if visit.worker == cast.ANNA.id:
                annas.append(visit.started_at)
    quantity = next(voucher.quantity for voucher in county.voucher if voucher.id == cast.HELVIS_VOUCHER.id)
    assert max(used.values()) <= quantity - 180
    assert max(annas) > start_of(day - timedelta(days=4))


def test_before_ten_the_morning_is_as_far_as_the_clock(built: County) -> None:
    at_eight = start_of(DAY) + timedelta(hours=8)
    early = built.until(at_eight)
    assert max(visit.received_at for visit in early.visit) <= at_eight
    assert len(early.visit) == len(early.visit_record) < len(built.visit)
    assert sum(row.last for row in early.change_counter) == len(early.visit)
    assert built.until(start_of(DAY) + timedelta(hours=12)) == built
