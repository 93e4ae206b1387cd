"""A visit is cut where one price gives way to another, and costs what its parts cost."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.catalogue.bands import TimeBand, Timetable, parts_of, refuse_timetable
from backend.catalogue.price import (
    MINUTES_IN,
    BillingTerms,
    PriceInForce,
    PriceTerms,
    PriceUnit,
    VisitPrice,
    explained_price,
    price_of_days,
    price_of_quantity,
    price_of_visit,
    refuse_price,
    refuse_quantity,
    value_in_bands,
)
from backend.days import HERE, local_day
from backend.money import rounded
from backend.problems import (
    AbovePriceCeiling,
    AboveQuantityLimit,
    BandWithoutPrice,
    PeriodEndsBeforeStart,
    Problem,
    QuantityZero,
)
from backend.visits.rules import minutes_of
from tests.rules.vectors import cases, instant, named, plain, read, rulebook

NIGHTS = rulebook("luna-nights")
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(HERE))  # noqa: DTZ001 - the zone is added
# The first example may wait for the calendar of holidays to load, which says nothing about the rule.
UNHURRIED = settings(deadline=None)
LENGTHS = st.integers(1, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def bands_of(terms: PriceTerms) -> Timetable:
    assert terms.timetable is not None
    return terms.timetable


@pytest.mark.parametrize("case", cases("rulebooks.json"))
def test_a_published_rulebook_is_entered_without_code(case: dict[str, Any]) -> None:
    terms = read(case["terms"], PriceTerms)
    assert refuse_price(terms, case.get("ceiling_cents")) is None
    assert terms.timetable is None or refuse_timetable(terms.timetable) is None


@pytest.mark.parametrize("case", cases("visit_bands.json"))
def test_a_visit_is_cut_at_the_edges_of_its_bands(case: dict[str, Any]) -> None:
    started_at, ended_at = instant(case["started_at"]), instant(case["ended_at"])
    parts = parts_of(started_at, ended_at, bands_of(rulebook(case["rulebook"])))
    if isinstance(parts, Problem):
        assert plain(parts) == case["refused"]
        return
    assert [[part.band, part.day.isoformat(), part.minutes] for part in parts] == case["parts"]
    assert sum(part.minutes for part in parts) == minutes_of(started_at, ended_at)


@pytest.mark.parametrize("case", cases("visit_price.json"))
def test_a_visit_costs_what_its_parts_cost(case: dict[str, Any]) -> None:
    terms = rulebook(case["rulebook"])
    if "billing" in case:
        terms = replace(terms, billing=read(case["billing"], BillingTerms))
    terms = replace(terms, unit=case.get("unit", terms.unit), base_cents=case.get("base_cents", terms.base_cents))
    price = price_of_visit(instant(case["started_at"]), instant(case["ended_at"]), terms)
    if isinstance(price, Problem):
        assert plain(price) == case["refused"]
        return
    rows = [[part.band, part.minutes, part.cents_per_unit, part.factor_permille, part.cents] for part in price.parts]
    assert (rows, price.billed_minutes, price.cents) == (case["parts"], case["billed_minutes"], case["cents"])
    why = explained_price(price, terms, named("rulebooks.json", case["rulebook"])["source"])
    assert case.get("explanation") in (None, plain(why))


def test_a_value_is_known_in_each_band_to_the_cent() -> None:
    lapland = {"sunday": 7200, "eve": 7200, "saturday": 4320, "evening": 4140, "weekday": 3600}
    assert value_in_bands(rulebook("lapland-home-care")) == lapland
    assert value_in_bands(rulebook("riihimaki-temporary")) == {"any": 3300}
    assert value_in_bands(rulebook("two-named-night")) == {"night": 5000, "day": 3000}
    assert value_in_bands(PriceTerms("hour")) == {}


@pytest.mark.parametrize("case", cases("priced_days.json"))
def test_a_day_costs_what_was_in_force_on_it(case: dict[str, Any]) -> None:
    prices = read(case["prices"], list[PriceInForce])
    runs = price_of_days(date.fromisoformat(case["first_day"]), date.fromisoformat(case["last_day"]), prices)
    if isinstance(runs, Problem):
        assert plain(runs) == case["refused"]
    else:
        assert [list(run.values()) for run in plain(runs)] == case["runs"]


def test_weeks_and_months_are_counted_whole() -> None:
    assert price_of_quantity(4, rulebook("lapland-doses")) == 1760
    assert plain(price_of_quantity(0, rulebook("lapland-doses"))) == plain(QuantityZero())
    assert plain(price_of_quantity(1, PriceTerms("month"))) == plain(BandWithoutPrice(band="any"))


def test_a_price_is_held_to_the_ceiling_in_every_band() -> None:
    lapland = rulebook("lapland-home-care")
    assert refuse_price(lapland, 7200) is None
    assert plain(refuse_price(lapland, 7199)) == plain(AbovePriceCeiling(ceiling_cents=7199))
    assert plain(refuse_price(replace(lapland, base_cents=None), None)) == plain(BandWithoutPrice(band="sunday"))


def test_a_quantity_is_something_and_within_its_limit() -> None:
    # Helsinki's cleaning voucher: two hours a month (hel.fi).
    assert refuse_quantity(120, 120) is None
    assert plain(refuse_quantity(121, 120)) == plain(AboveQuantityLimit(limit=120))
    assert plain(refuse_quantity(0, None)) == plain(QuantityZero())
    assert refuse_quantity(10_000, None) is None


@pytest.mark.parametrize(("from_minute", "to_minute"), [(600, 600), (600, 540), (-60, 60), (1440, 1500), (0, 1441)])
def test_a_band_ends_after_it_starts_and_within_a_day(from_minute: int, to_minute: int) -> None:
    turned = Timetable((TimeBand("turned", ("weekday",), from_minute, to_minute, 1000),))
    assert plain(refuse_timetable(turned)) == plain(PeriodEndsBeforeStart())


@UNHURRIED
@given(INSTANTS, LENGTHS)
def test_the_parts_of_a_visit_are_the_visit(began: datetime, length: timedelta) -> None:
    ended = began.astimezone(UTC) + length
    parts = parts_of(began, ended, bands_of(NIGHTS))
    assert not isinstance(parts, Problem)
    assert sum(part.minutes for part in parts) == minutes_of(began.astimezone(UTC), ended)
    assert all(earlier.ended_at == later.started_at for earlier, later in pairwise(parts))
    for part in parts:
        assert local_day(part.started_at) == part.day == local_day(part.ended_at - timedelta(minutes=1))


@UNHURRIED
@given(INSTANTS, LENGTHS, st.integers(-720, 720))
def test_a_visit_is_cut_alike_in_whatever_zone_it_is_written(began: datetime, length: timedelta, ahead: int) -> None:
    elsewhere = timezone(timedelta(minutes=ahead))
    ended = began.astimezone(UTC) + length
    here = parts_of(began, ended.astimezone(HERE), bands_of(NIGHTS))
    assert parts_of(began.astimezone(elsewhere), ended.astimezone(elsewhere), bands_of(NIGHTS)) == here


@UNHURRIED
@given(INSTANTS, LENGTHS, st.builds(BillingTerms, minimum_minutes=st.integers(0, 120)), st.sampled_from([*MINUTES_IN]))
def test_the_cents_of_the_parts_are_the_price(
    began: datetime, length: timedelta, billing: BillingTerms, unit: PriceUnit
) -> None:
    price = price_of_visit(began, began.astimezone(UTC) + length, replace(NIGHTS, billing=billing, unit=unit))
    assert isinstance(price, VisitPrice)
    assert sum(part.cents for part in price.parts) == price.cents
    assert sum(part.minutes for part in price.parts) == price.billed_minutes >= billing.minimum_minutes
    assert price.billed_minutes % billing.step_minutes == 0 or price.billed_minutes == billing.minimum_minutes


@UNHURRIED
@given(INSTANTS, LENGTHS, st.sampled_from(["minute", "quarter_hour", "half_hour", "hour", "visit"]))
def test_an_explanation_adds_up_to_the_price_in_every_unit(began: datetime, length: timedelta, unit: PriceUnit) -> None:
    terms = replace(NIGHTS, unit=unit)
    price = price_of_visit(began, began.astimezone(UTC) + length, terms)
    assert isinstance(price, VisitPrice)
    *steps, last = explained_price(price, terms, "a decision").steps
    assert sum(step.amount for step in steps if step.what == "price-in-band") == last.amount
    assert rounded(last.amount, last.over) == price.cents
    assert [step.band for step in steps if step.what == "time-in-band"] == [part.band for part in price.parts]
