"""Makes up visits with all that is judged in them: the same from the same seed, dense where a rule begins to find."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from backend.days import ONE_DAY, start_of
from backend.problems import NothingInForce, Problem
from backend.providers.deviations import KNOWN, Deviation, Effects
from backend.providers.problems import BookedTimeUnknown, DeviationEffectOpen
from backend.reckoning.own_liability import Totals
from backend.verdicts.rule_table import rule_table
from backend.verdicts.rules import Verdict, judge
from backend.verdicts.terms import DaysPaused, JudgedGrant, JudgedVisit, JudgingTerms, Measured
from tests.rules.random_cases import MadeUp
from tests.rules.vectors import plain

FIRST_DAY, LAST_DAY = date(2026, 10, 1), date(2026, 11, 30)
OTHERS = tuple(UUID(int=number) for number in (10, 11, 12))
One = TypeVar("One")


class Visits:
    """Holds the dice."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.terms: dict[str, Any] = {}

    def seldom(self, one: One, otherwise: One, part: float = 0.2) -> One:
        """Return the one in a part of all throws."""
        return one if self.dice.random() < part else otherwise

    def cases(self, count: int) -> Iterator[MadeUp]:
        """Make up so many visits."""
        for number in range(count):
            grant, visit, measured, price = self.grant(), self.visit(), self.measured(), self.price()
            name = f"grant-{number}"
            self.terms[name] = grant
            given = {"visit": visit, "measured": measured, "price": plain(price) if price else None}
            yield MadeUp("verdict", name, given, partial(told, visit, grant, measured, price))

    def day(self) -> date:
        """Return a day near an edge of the grant, or one in it."""
        edge = self.dice.choice([FIRST_DAY, LAST_DAY, date(2026, 10, 25)])
        within = FIRST_DAY + ONE_DAY * self.dice.randrange(60)
        return self.seldom(edge + ONE_DAY * self.dice.randint(-1, 1), within, 0.4)

    def visit(self) -> JudgedVisit:
        """Make up a visit."""
        moment = timedelta(minutes=self.dice.choice([0, 1, 480, 1439]), seconds=self.dice.choice([0, 0, 59]))
        started_at = start_of(self.day()) + moment
        minutes = self.dice.choice([0, 1, 14, 15, 16, 29, 30, 31, 60, 90])
        ended_at = started_at + timedelta(minutes=minutes)
        hours = self.dice.choice([-1, 0, 0, 0, 23, 24, 25, 47, 48, 49, 24 * 7, 24 * 8])
        code = self.dice.choice([*KNOWN, "snowed-in"])
        deviation = Deviation(code, self.dice.choice([None, 15, 30, 60]))
        return JudgedVisit(
            started_at=started_at,
            ended_at=ended_at,
            minutes=minutes,
            recorded_at=ended_at + timedelta(hours=hours, seconds=self.dice.choice([-1, 0, 1])),
            time_quality=self.dice.choice(["measured", "by_clock", "unchecked", "unchecked", "differs"]),
            deviation=self.seldom(deviation, None, 0.4),
            provider_may_serve=self.dice.random() < 0.9,
            other_tasks=self.seldom(("snow", "wood"), (), 0.1),
            overlaps=self.seldom(OTHERS[:1], (), 0.1),
            beside=tuple(OTHERS[: self.dice.choice([0, 0, 1, 1, 2])]),
            disputed=self.dice.random() < 0.1,
            noticed=self.seldom(("phone-lost", "versions-differ"), (), 0.1),
            settled_otherwise=self.dice.random() < 0.1,
        )

    def grant(self) -> JudgedGrant:
        """Make up a voucher and the rulebook's terms, which change in the middle of it."""
        turn = FIRST_DAY + ONE_DAY * self.dice.randrange(60)
        first = self.judging(FIRST_DAY - ONE_DAY * 90, turn - ONE_DAY)
        second = self.judging(self.seldom(turn + ONE_DAY, turn), None)
        paused = self.day()
        until = self.dice.choice([None, paused + ONE_DAY * self.dice.randint(0, 10)])
        return JudgedGrant(
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            ended_on=self.seldom(self.day(), None),
            pauses=self.seldom((DaysPaused(paused, until),), ()),
            tasks=self.dice.choice([(), ("washing",), ("washing", "two-workers")]),
            terms=self.dice.choice([(), (first,), (first, second), (first, second)]),
        )

    def judging(self, first_day: date, last_day: date | None) -> JudgingTerms:
        """Make up what a rulebook says, and what it leaves open."""
        shares = [None, 0, 1, 500, 999, 1000]
        effects = [self.dice.choice(shares) for _ in KNOWN]
        return JudgingTerms(
            first_day=first_day,
            last_day=last_day,
            recording_deadline_hours=self.dice.choice([None, 0, 24, 48]),
            back_dating_days=self.dice.choice([None, 0, 1, 7]),
            tolerance_permille=self.dice.choice([None, 0, 50, 100, 1000]),
            minimum_minutes=self.dice.choice([None, None, 15, 30]),
            two_workers_task=self.dice.choice([None, "two-workers"]),
            effects=Effects(*effects),
        )

    def measured(self) -> Measured | None:
        """Make up how it stands to the grant, near the ends of the tolerances."""
        granted = self.dice.choice([1, 60, 600, 601, 99_999])
        takes = self.dice.choice([0, 1, 30, 60])
        end = granted * self.dice.choice([0, 500, 1000, 1050, 1100, 2000]) // 1000
        before = max(end - takes + self.dice.randint(-1, 1), 0)
        return self.seldom(None, Measured(before, takes, granted, self.dice.choice(["time", "money"])), 0.1)

    def price(self) -> Totals | Problem | None:
        """Make up what it costs, or why nobody knows."""
        organiser, own = self.dice.randrange(9999), self.dice.randrange(999)
        problems: list[Problem] = [NothingInForce(day="2026-10-14"), DeviationEffectOpen(), BookedTimeUnknown()]
        known = self.seldom(None, Totals(organiser + own, organiser, own), 0.1)
        return self.dice.choice(problems) if self.dice.random() < 0.2 else known


def told(
    visit: JudgedVisit, grant: JudgedGrant, measured: Measured | None, price: Totals | Problem | None
) -> dict[str, Any]:
    """Return a verdict as the phone tells it."""
    return wire_of(judge(visit, grant, rule_table(), measured, price))


def wire_of(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict with its inputs by the names that they have on the wire."""
    return {
        "outcome": verdict.outcome,
        "rules": list(verdict.rules),
        "inputs": verdict.inputs,
        "sums": verdict.sums,
    }
