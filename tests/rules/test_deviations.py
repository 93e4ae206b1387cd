"""What is due of a visit that did not go as booked; what the rulebook leaves open nobody guesses."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from backend.catalogue.price import PriceTerms
from backend.catalogue.terms import (
    CancellationTerms,
    DeviationTerms,
    GeneralTerms,
    Part,
    ServiceTerms,
    as_held,
)
from backend.problems import Problem
from backend.providers.deviations import KNOWN, Deviation, Effects, EffectsInForce, due_of, effects_held, effects_of
from backend.providers.realised_price import BandPrice, Money, MoneyTerms, RealisedVisit, ValueInForce, money_of
from backend.reckoning.own_liability import Totals
from backend.vouchers.rules import taken_by
from tests.rules.vectors import cases, instant, plain, read

SERVICE = UUID(int=7)
FIRST = date(2026, 1, 1)
MORNING = datetime(2026, 11, 18, 7, tzinfo=UTC)


@pytest.mark.parametrize("case", cases("deviation.json"))
def test_so_much_of_the_price_is_due(case: dict[str, Any]) -> None:
    deviation, effects = read(case["deviation"], Deviation), read(case["effects"], Effects)
    found = due_of(instant(case["started_at"]), instant(case["ended_at"]), deviation, effects)
    if isinstance(found, Problem):
        assert found.slug() == case["expected"]
    else:
        expected = case["expected"]
        assert (found.ended_at, found.permille) == (instant(expected["ended_at"]), expected["permille"])


def part(terms: GeneralTerms | ServiceTerms, first_day: date = FIRST, last_day: date | None = None) -> Part:
    service = SERVICE if isinstance(terms, ServiceTerms) else None
    return Part(UUID(int=1), service, first_day, last_day, "", terms)


BY_VOUCHER = ServiceTerms(arranging=("voucher",))
CANCELLATION = CancellationTerms(24, 1000, 500)


def test_what_both_parts_of_a_rulebook_say_holds_from_day_to_day() -> None:
    general = part(GeneralTerms(cancellation=CANCELLATION))
    before = part(BY_VOUCHER, last_day=date(2026, 6, 30))
    own = DeviationTerms(declined_permille=250, in_hospital_permille=0, extended_permille=1000)
    after = part(msgspec.structs.replace(BY_VOUCHER, deviations=own), date(2026, 7, 1))
    of_another = Part(UUID(int=2), UUID(int=8), date(2026, 3, 1), None, "", BY_VOUCHER)
    found = effects_held(as_held([general, before, after, of_another]), SERVICE)
    shared = {"not_at_home": 500, "late_cancellation": 1000}
    said = {"declined": 250, "in_hospital": 0, "extended": 1000}
    assert found == (
        EffectsInForce(first_day=FIRST, last_day=date(2026, 6, 30), **shared),
        EffectsInForce(first_day=date(2026, 7, 1), last_day=None, **shared, **said),
    )


def test_an_empty_rulebook_leaves_all_of_them_open() -> None:
    assert effects_of(BY_VOUCHER) == Effects()
    assert effects_held([part(GeneralTerms(cancellation=CANCELLATION))], SERVICE) == ()


PRICED = MoneyTerms(
    kind="voucher",
    unit="hour",
    values=(ValueInForce(FIRST, None, PriceTerms("hour", 3600)),),
    prices=(BandPrice("any", 4001, FIRST, None),),
    effects=(EffectsInForce(first_day=FIRST, last_day=None, not_at_home=500, in_hospital=0, extended=0),),
)


def went(deviation: Deviation | None, minutes: int = 5) -> RealisedVisit:
    return RealisedVisit(MORNING, MORNING + timedelta(minutes=minutes), minutes, deviation=deviation)


@pytest.mark.parametrize(
    ("deviation", "minutes", "expected"),
    [
        # Half of 4001 and of 3600 cents: the client's part is what the organiser does not pay.
        (Deviation("not-at-home", 60), 5, Totals(2001, 1800, 201)),
        (Deviation("in-hospital"), 5, Totals(0, 0, 0)),
        (Deviation("extended", 60), 75, Totals(4001, 3600, 401)),
        (None, 60, Totals(4001, 3600, 401)),
    ],
)
def test_what_is_due_is_divided_as_the_price_is(deviation: Deviation | None, minutes: int, expected: Totals) -> None:
    assert money_of([went(deviation, minutes)], PRICED, None) == Money(expected, Totals(0, 0, 0), 0)


@pytest.mark.parametrize("deviation", [Deviation("not-at-home"), Deviation("declined", 60), Deviation("snowed-in", 60)])
def test_what_nobody_has_said_is_in_no_sum(deviation: Deviation) -> None:
    assert money_of([went(deviation)], PRICED, None) == Money(Totals(0, 0, 0), Totals(0, 0, 0), 1)


def test_a_part_of_a_days_price_is_nobodys_guess() -> None:
    by_day = msgspec.structs.replace(PRICED, unit="day", values=(ValueInForce(FIRST, None, PriceTerms("day", 9000)),))
    assert money_of([went(Deviation("not-at-home", 60))], by_day, None).unpriced == 1
    nothing = money_of([went(Deviation("in-hospital")), went(None, 60)], by_day, None)
    assert (nothing.paid.price_cents, nothing.unpriced) == (4001, 0)


@pytest.mark.parametrize("unit", ["minute", "visit", "day", "week", "month"])
def test_what_was_not_made_takes_nothing_of_a_grant(unit: Any) -> None:
    not_made = [went(Deviation(code)) for code in KNOWN if code != "extended"]
    assert plain(taken_by(not_made, unit)) == {"used": 0, "reserved": 0}
    made = [went(Deviation("extended")), went(Deviation("snowed-in"))]
    assert taken_by(made, unit) == taken_by([went(None), went(None)], unit)
