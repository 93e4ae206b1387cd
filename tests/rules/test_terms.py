"""A rulebook's parts hold one at a time, day by day, and the service's part wins over the general one."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.bands import TimeBand, Timetable
from backend.catalogue.price import PriceTerms
from backend.catalogue.rules import refuse_validity
from backend.catalogue.statute_book import fee_tables
from backend.catalogue.terms import (
    FeeByHours,
    FlatFee,
    GeneralTerms,
    Part,
    PartTerms,
    QuantityLimits,
    RecordingTerms,
    ServiceTerms,
    as_held,
    effective,
    part_on,
    refuse_part,
    refuse_terms,
    terms_on_day,
)
from backend.problems import AbovePriceCeiling, AboveStatutoryFee, NothingInForce, QuantityZero, UnitDiffers
from backend.reckoning.client_fee import FeeRow, FeeTable
from backend.reckoning.income import ByHousehold
from backend.reckoning.income_value import IncomeFormula
from tests.rules.vectors import plain

SERVICE, OTHER = uuid4(), uuid4()
DAY = date(2026, 11, 18)
VOUCHER = ServiceTerms(arranging=("voucher",))


def part(
    first_day: date, last_day: date | None = None, service: UUID | None = SERVICE, terms: PartTerms = VOUCHER
) -> Part:
    return Part(uuid4(), service, first_day, last_day, f"from {first_day}", terms)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_the_services_part_wins_and_the_general_one_fills_in() -> None:
    general = GeneralTerms(back_dating_days=7, tolerance_permille=100, death_day_paid=True)
    service = ServiceTerms(arranging=("order",), back_dating_days=0, death_day_paid=False)
    found = effective(general, service)
    # Nothing and no are said too.
    assert (found.back_dating_days, found.death_day_paid, found.tolerance_permille) == (0, False, 100)
    assert found.contract_notice_days is None
    assert found.arranging == ("order",)
    assert set(RecordingTerms.__struct_fields__) < set(ServiceTerms.__struct_fields__)


def test_without_a_general_part_nothing_general_is_said_and_without_a_services_part_nothing_holds() -> None:
    parts = [part(DAY)]
    assert terms_on_day(DAY, SERVICE, parts) == (GeneralTerms(), VOUCHER)
    assert plain(terms_on_day(DAY, OTHER, parts)) == plain(NothingInForce(day="2026-11-18"))
    assert isinstance(terms_on_day(after(-1), SERVICE, parts), NothingInForce)


def test_a_part_until_further_notice_ends_where_the_next_of_its_own_kind_begins() -> None:
    parts = [part(DAY), part(after(10)), part(after(5), service=OTHER), part(after(3), service=None)]
    held = as_held(parts)
    assert [(one.service, one.last_day) for one in held] == [
        (SERVICE, after(9)),
        (None, None),
        (OTHER, None),
        (SERVICE, None),
    ]
    # A last day of its own stays, and leaves days on which nothing holds.
    ended = as_held([part(DAY, after(2)), part(after(10))])
    assert part_on(after(2), SERVICE, ended)
    assert part_on(after(3), SERVICE, ended) is None


def test_tables_have_the_source_and_days_of_their_part() -> None:
    table = FeeTable(rows=(FeeRow(0, (800,)),), source="elsewhere", verified=False)
    [held] = as_held([part(DAY, after(30), terms=ServiceTerms(arranging=("own",), fee=FeeByHours(table)))])
    assert isinstance(held.terms, ServiceTerms)
    assert isinstance(held.terms.fee, FeeByHours)
    own = held.terms.fee.own_table
    assert own
    assert (own.source, own.first_day, own.last_day, own.verified) == ("from 2026-11-18", DAY, after(30), False)


def test_an_own_fee_table_is_held_to_the_act_only_on_days_on_which_both_hold() -> None:
    dear = ServiceTerms(arranging=("own",), fee=FeeByHours(FeeTable(rows=(FeeRow(0, (3500,)),))))
    before, until = date(2020, 1, 1), date(2021, 6, 30)
    assert refuse_terms(part(before, until, terms=dear), "hour", fee_tables()) is None
    refused = AboveStatutoryFee(hours=0, household=1)
    assert plain(refuse_terms(part(before, date(2021, 7, 1), terms=dear), "hour", fee_tables())) == plain(refused)
    assert plain(refuse_terms(part(before, None, terms=dear), "hour", fee_tables())) == plain(refused)
    assert plain(refuse_terms(part(DAY, None, terms=dear), "hour", fee_tables())) == plain(refused)
    flat = ServiceTerms(arranging=("own",), fee=FlatFee(99_999))
    assert refuse_terms(part(DAY, terms=flat), "hour", fee_tables()) is None


def test_a_value_is_per_its_services_unit_and_a_limit_leaves_something() -> None:
    by_visit = ServiceTerms(arranging=("voucher",), value=PriceTerms("visit", 900))
    assert refuse_terms(part(DAY, terms=by_visit), "visit", ()) is None
    assert plain(refuse_terms(part(DAY, terms=by_visit), "hour", ())) == plain(UnitDiffers(expected="hour"))
    nothing = ServiceTerms(arranging=("voucher",), limits=QuantityLimits(week=0))
    assert plain(refuse_terms(part(DAY, terms=nothing), "hour", ())) == plain(QuantityZero())
    # What only the decision says needs no value here.
    assert refuse_terms(part(DAY, terms=VOUCHER), "hour", ()) is None
    assert refuse_terms(part(DAY, service=None, terms=GeneralTerms()), None, ()) is None


# When it is entered, its first day and its last, all counted from the first of these days.
ENTRIES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(-30, 90), st.none() | st.integers(0, 40), st.booleans()), max_size=12
)


@given(ENTRIES)
def test_whatever_is_entered_and_withdrawn_no_two_hold_at_once_and_the_past_stays(
    entries: list[tuple[int, int, int | None, bool]],
) -> None:
    standing: list[Part] = []
    for entered_on, first, length, is_withdrawn in sorted(entries, key=lambda entry: entry[0]):
        today = after(entered_on)
        new = part(after(first), None if length is None else after(first + length))
        before = as_held(standing)
        if refuse_part(new, before, today) is not None:
            continue
        # One that is still to come can be withdrawn, and then it never was.
        standing += [] if is_withdrawn and new.first_day > today else [new]
        held = as_held(standing)
        assert refuse_validity(held) is None
        for day in (after(number) for number in range(-30, entered_on)):
            found = part_on(day, SERVICE, before)
            assert found is None or found.id == id_on(day, held)


def id_on(day: date, held: list[Part]) -> UUID | None:
    found = part_on(day, SERVICE, held)
    return found.id if found else None


def test_the_highest_personal_value_is_held_to_the_ceiling_in_a_band_with_a_price_of_its_own_too() -> None:
    # Where a personal value is higher than the band's own, it is what the voucher is worth there.
    band = TimeBand("any", ("weekday", "saturday", "sunday", "holiday"), 0, 1440, cents=4000)
    limits, shares = ByHousehold((65_300,)), ByHousehold((350,))
    formula = IncomeFormula(
        full_cents=4500, lowest_cents=700, highest_cents=4500, limits_cents=limits, share_permille=shares, hours=60
    )
    terms = ServiceTerms(
        arranging=("voucher",), value=PriceTerms("hour", None, Timetable((band,))), income_value=formula
    )
    at_ceiling = msgspec.structs.replace(terms, price_ceiling_cents=4500)
    below = msgspec.structs.replace(terms, price_ceiling_cents=4499)
    assert refuse_terms(part(DAY, terms=at_ceiling), "hour", ()) is None
    # And so is what holds without an income.
    unknown = msgspec.structs.replace(formula, highest_cents=4000, without_income_cents=4500)
    without = msgspec.structs.replace(below, income_value=unknown)
    assert plain(refuse_terms(part(DAY, terms=without), "hour", ())) == plain(AbovePriceCeiling(ceiling_cents=4499))
    assert plain(refuse_terms(part(DAY, terms=below), "hour", ())) == plain(AbovePriceCeiling(ceiling_cents=4499))
