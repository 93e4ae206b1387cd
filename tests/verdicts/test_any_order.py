"""In whatever order visits come, and however they are taken together, they have the same verdicts in the end."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.price import PriceTerms
from backend.database import fetch
from backend.providers.realised_price import BandPrice, MoneyTerms, ValueInForce
from backend.verdicts import judging
from backend.verdicts.rule_table import rule_table
from backend.verdicts.rules import judged
from backend.verdicts.terms import Before, JudgedGrant, JudgedVisit, Standing, VoucherRules
from backend.vouchers.rules import GrantTerms
from tests.verdicts.conftest import VERDICTS, Granted, at

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
HOUSE = UUID(int=1)
RULES = VoucherRules(
    JudgedGrant(first_day=FIRST, last_day=LAST),
    GrantTerms(600, "minute", "month", FIRST, LAST),
    MoneyTerms(
        kind="voucher",
        unit="hour",
        values=(ValueInForce(FIRST, None, PriceTerms("hour", 3600)),),
        prices=(BandPrice("any", 4000, FIRST, None, HOUSE),),
    ),
)
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


def standing(number: int, hour: int, minutes: int, *, waits: bool = False) -> Standing:
    start = BEGUN + timedelta(hours=hour)
    facts = JudgedVisit(
        started_at=start,
        ended_at=start + timedelta(minutes=minutes),
        minutes=minutes,
        recorded_at=start + timedelta(minutes=minutes),
        noticed=("phone-lost",) if waits else (),
    )
    return Standing(id=UUID(int=number), record=UUID(int=number), facts=facts, provider=HOUSE)


VISITS = st.lists(
    st.tuples(st.integers(0, 700), st.integers(1, 180), st.booleans()), max_size=25, unique_by=lambda one: one[0]
).map(lambda drawn: [standing(n, hour, minutes, waits=waits) for n, (hour, minutes, waits) in enumerate(drawn)])


@given(visits=VISITS, dice=st.randoms())
def test_the_order_in_which_they_are_given_makes_no_difference(visits: list[Standing], dice: Random) -> None:
    shuffled = list(visits)
    dice.shuffle(shuffled)
    assert judged(visits, RULES, rule_table()) == judged(shuffled, RULES, rule_table())


@given(visits=VISITS)
def test_the_latest_has_the_verdict_that_it_has_among_all(visits: list[Standing]) -> None:
    """What lets the job judge only what came last."""
    plain = [visit for visit in visits if not visit.facts.noticed]
    *earlier, latest = sorted(plain, key=lambda visit: visit.facts.started_at) or [standing(0, 1, 1)]
    among = judged([*earlier, latest], RULES, rule_table())
    taken = Before(
        sum(visit.facts.minutes for visit in earlier),
        len(earlier),
        sum(among[visit.id].sums.organiser_cents for visit in earlier),
    )
    assert judged([latest], RULES, rule_table(), taken) == {latest.id: among[latest.id]}


@given(visits=VISITS)
def test_no_more_is_accepted_than_the_grant_and_its_tolerance(visits: list[Standing]) -> None:
    found = judged(visits, RULES, rule_table())
    minutes = sum(visit.facts.minutes for visit in visits if found[visit.id].outcome == "accepted")
    assert minutes <= 660


# Days and hours of two months, some of them at the same time; a visit in three has something of its own.
MOMENTS = [("2026-10-30", 9), ("2026-10-30", 23), ("2026-10-31", 12)] + [
    (f"2026-11-{day:02}", hour) for day in range(2, 13) for hour in (9, 17)
]


async def came_in_order(granted: Granted, seed: int, *, at_once: bool) -> list[tuple[object, ...]]:
    """Let the same visits come in an order of their own, judging now and then; return what became of them."""
    dice = Random(seed)
    moments = [*enumerate(MOMENTS)]
    dice.shuffle(moments)
    which: dict[UUID, int] = {}
    for number, (day, hour) in moments:
        minutes = 30 + number % 4 * 15
        visit = await granted.came(at(day, hour), minutes, to_review=("phone-lost",) if number % 9 == 0 else ())
        which[visit] = number
        if number % 7 == 0:
            await granted.changed(visit, at(day, hour), minutes + 15)
        if number % 11 == 5:
            await granted.changed(visit, at(day, hour), minutes, withdrawn=True)
        if not at_once and dice.random() < 0.5:
            await judging.judge_all()
    await judging.judge_all()
    rows = await fetch(VERDICTS, granted.id)
    of_all = [(which[row["visit"]], *list(row.values())[2:]) for row in rows]
    return sorted(of_all, key=lambda row: row[0])


@pytest.mark.parametrize("seed", range(4))
async def test_a_voucher_ends_the_same_whatever_came_first(granted: Granted, seed: int) -> None:
    found = await came_in_order(granted, seed, at_once=False)
    assert len(found) == len(MOMENTS)
    # Judged as a whole from nothing, each has the verdict that it came to step by step.
    await fetch("delete from visit_verdict where voucher = $1", granted.id)
    await fetch("insert into verdict_due (voucher) values ($1)", granted.id)
    await judging.judge_all()
    rows = {row["visit"]: tuple(row.values())[2:] for row in await fetch(VERDICTS, granted.id)}
    assert sorted(rows.values(), key=str) == sorted((row[1:] for row in found), key=str)
    assert {outcome for _, outcome in outcomes(found)} == {"accepted", "to_review", "withdrawn"}


async def test_two_orders_end_the_same(granted: Granted, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await came_in_order(granted, 10, at_once=False)
    await fetch("delete from visit_verdict where voucher = $1", granted.id)
    await fetch("delete from verdict_due")
    await fetch("delete from visit where voucher = $1", granted.id)
    # And one who is far behind.
    monkeypatch.setattr(judging, "MOST_TOGETHER", 3)
    assert await came_in_order(granted, 11, at_once=True) == first


def outcomes(found: Iterable[tuple[object, ...]]) -> set[tuple[object, object]]:
    """Return which visit came to what."""
    return {(row[0], row[6]) for row in found}
