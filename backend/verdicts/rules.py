"""What becomes of a visit: which rules find something in it, and whether it is paid, waits or is not paid. Pure.

One visit is judged by `judge`, on the phone as here (tests/vectors/verdict.json); the visits of a voucher are walked
through by `judged`, so that the same visits have the same verdicts in whatever order they came.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.catalogue.price import MINUTES_IN
from backend.catalogue.rules import in_force_on
from backend.days import local_day, week_around
from backend.money import PERMILLE, rounded
from backend.problems import Problem
from backend.providers.deviations import KNOWN, NOT_MADE, Deviation, due_of
from backend.providers.problems import BookedTimeUnknown, DeviationEffectOpen
from backend.providers.realised_price import NO_MONEY, RatesKnown, RealisedVisit, Reckoning, personal_on
from backend.reckoning.own_liability import Totals
from backend.verdicts.states import Outcome
from backend.verdicts.terms import (
    NOTHING_BEFORE,
    WEIGHT,
    Before,
    JudgedGrant,
    JudgedVisit,
    JudgingTerms,
    Measured,
    RuleTable,
    Settled,
    Standing,
    VoucherRules,
)
from backend.vouchers.rules import GrantTerms, period_on, unit_day

Inputs = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What becomes of a visit, by which rules, the heaviest first, and what they saw."""

    outcome: Outcome
    rules: tuple[str, ...]
    inputs: Inputs
    sums: Totals


class Finding(msgspec.Struct, frozen=True):
    """A rule that found something in a visit."""

    rule: str
    inputs: Inputs
    # None: what the rule table says.
    outcome: Literal["accept", "review", "unpaid"] | None = None


def judge(
    visit: JudgedVisit,
    grant: JudgedGrant,
    table: RuleTable,
    measured: Measured | None,
    price: Totals | Problem | None,
) -> Verdict:
    """Return what becomes of one visit; without a measure nothing is said of the grant, without a price nothing of it.

    What is not paid needs nobody to look at it, except what was paid before.
    """
    return judge_by(visit, own_findings(visit, local_day(visit.started_at), grant), table, measured, price)


@dataclass(frozen=True)
class OwnFindings:
    """What a visit has by itself, whatever others take of the grant and whatever it costs."""

    # The local day on which it began, and what the rulebook says on it.
    day: date
    terms: JudgingTerms
    found: Sequence[Finding]


def own_findings(visit: JudgedVisit, day: date, grant: JudgedGrant) -> OwnFindings:
    """Return what a visit of a day has by itself."""
    terms = grant.terms_on(day)
    return OwnFindings(day, terms, [*findings_by_itself(visit, day, grant, terms)])


def judge_by(
    visit: JudgedVisit,
    own: OwnFindings,
    table: RuleTable,
    measured: Measured | None,
    price: Totals | Problem | None,
) -> Verdict:
    """Return what becomes of a visit whose own findings are known."""
    found = [*own.found]
    if isinstance(price, Problem):
        found.append(unpriced_finding(visit, price))
    if measured is not None and not is_not_made(visit):
        found.append(measured_finding(measured, own.terms, table, own.day))
    return verdict_of(found, own.day, table, price if isinstance(price, Totals) else NO_MONEY)


def verdict_of(found: Sequence[Finding], day: date, table: RuleTable, sums: Totals) -> Verdict:
    """Return what findings come to."""
    outcomes = {one.outcome or table.outcome_of(one.rule, day) for one in found}
    rules = tuple(sorted({one.rule for one in found}, key=WEIGHT.__getitem__))
    inputs = {name: value for one in found for name, value in one.inputs.items()}
    if "unpaid" in outcomes and "changed-after-settlement" not in rules:
        return Verdict("unpaid", rules, inputs, NO_MONEY)
    return Verdict("to_review" if "review" in outcomes else "accepted", rules, inputs, sums)


def is_not_made(visit: JudgedVisit) -> bool:
    """Tell whether nothing was done for the client, so that nothing of her grant is taken."""
    return visit.deviation is not None and visit.deviation.code in NOT_MADE


def findings_by_itself(visit: JudgedVisit, day: date, grant: JudgedGrant, terms: JudgingTerms) -> Iterator[Finding]:
    """Find what a visit has by itself."""
    yield from findings_of_grant(visit, day, grant)
    yield from findings_at_once(visit, grant, terms)
    if visit.settled_otherwise:
        yield Finding("changed-after-settlement", {})
    if visit.disputed:
        yield Finding("disputed", {})
    if visit.time_quality == "differs":
        yield Finding("time-quality-low", {"timeQuality": visit.time_quality})
    if late := lateness(visit, day, terms):
        yield Finding("past-recording-deadline", late)
    if visit.noticed:
        yield Finding("noticed-on-arrival", {"noticed": list(visit.noticed)})
    if visit.deviation is not None and visit.deviation.code in KNOWN:
        yield deviation_finding(visit, visit.deviation, terms)
    if not is_not_made(visit) and terms.minimum_minutes is not None and visit.minutes < terms.minimum_minutes:
        yield Finding("below-minimum", {"minutes": visit.minutes, "minimumMinutes": terms.minimum_minutes})


def findings_of_grant(visit: JudgedVisit, day: date, grant: JudgedGrant) -> Iterator[Finding]:
    """Find that the voucher is not for this day, this provider or this work."""
    if not visit.provider_may_serve:
        yield Finding("provider-not-approved", {})
    if bound := grant.refuses(day):
        yield Finding("outside-validity", {"bound": bound})
    if visit.other_tasks:
        yield Finding("wrong-service", {"otherTasks": list(visit.other_tasks)})


def findings_at_once(visit: JudgedVisit, grant: JudgedGrant, terms: JudgingTerms) -> Iterator[Finding]:
    """Find that a worker was at two places at once, or that more workers came than were granted."""
    if visit.overlaps:
        yield Finding("overlapping-visits", {"overlaps": [str(other) for other in visit.overlaps]})
    if terms.two_workers_task is not None:
        granted = 2 if terms.two_workers_task in grant.tasks else 1
        if 1 + len(visit.beside) > granted:
            yield Finding("two-workers-not-granted", {"beside": [str(other) for other in visit.beside]})


def lateness(visit: JudgedVisit, day: date, terms: JudgingTerms) -> Inputs | None:
    """Return by how much a record came after the rulebook's deadline or from further back than it allows."""
    hours, days = terms.recording_deadline_hours, terms.back_dating_days
    if hours is not None and (visit.recorded_at - visit.ended_at).total_seconds() > hours * 3600:
        passed = int((visit.recorded_at - visit.ended_at).total_seconds() // 3600)
        return {"recordedAfterHours": passed, "recordingDeadlineHours": hours}
    if days is not None and (local_day(visit.recorded_at) - day).days > days:
        return {"recordedAfterDays": (local_day(visit.recorded_at) - day).days, "backDatingDays": days}
    return None


def deviation_finding(visit: JudgedVisit, deviation: Deviation, terms: JudgingTerms) -> Finding:
    """Return what a visit that did not go as booked comes to: its share, or that a person must say it."""
    due = due_of(visit.started_at, visit.ended_at, deviation, terms.effects)
    if isinstance(due, Problem):
        return Finding(deviation.code, {"open": due.slug()}, "review")
    share = terms.effects.of(deviation.code)
    return Finding(deviation.code, {"sharePermille": share}, "accept" if due.permille else "unpaid")


def unpriced_finding(visit: JudgedVisit, price: Problem) -> Finding:
    """Return why a visit has no price: none is in force, or nobody has said what is due of one like it."""
    is_known = visit.deviation is not None and visit.deviation.code in KNOWN
    if visit.deviation is not None and is_known and isinstance(price, DeviationEffectOpen | BookedTimeUnknown):
        return Finding(visit.deviation.code, {"open": price.slug()}, "review")
    return Finding("price-not-in-force", {"unpriced": price.slug()})


def measured_finding(measured: Measured, terms: JudgingTerms, table: RuleTable, day: date) -> Finding:
    """Return how a visit stands to what is granted."""
    taken, granted = measured.before + measured.takes, measured.granted
    tolerance = terms.tolerance_permille
    if tolerance is None:
        otherwise = table.otherwise("within-tolerance", "tolerancePermille", day)
        tolerance = otherwise if isinstance(otherwise, int) else 0
    inputs = {
        "taken": taken,
        "granted": granted,
        "takenPermille": taken * PERMILLE // granted if granted else 0,
        "of": measured.of,
    }
    # What takes nothing passes nothing.
    if taken <= granted or not measured.takes:
        return Finding("within-grant", inputs)
    within = taken * PERMILLE <= granted * (PERMILLE + tolerance)
    return Finding("within-tolerance" if within else "over-tolerance", inputs)


WITHDRAWN = Verdict("withdrawn", (), {}, NO_MONEY)


def judged(
    visits: Iterable[Standing],
    by: VoucherRules,
    table: RuleTable,
    before: Before = NOTHING_BEFORE,
    rates: RatesKnown | None = None,
) -> dict[UUID, Verdict]:
    """Return the verdicts of a voucher's visits, whatever order they are given in; what is settled has its own.

    The grant is taken first by what is settled, then by visits that wait for nobody and last by those that a person
    must look at, each by the time it began: nothing certain depends on what is not.
    """
    found: dict[UUID, Verdict] = {}
    certain: list[Standing] = []
    waiting: list[Standing] = []
    walk = Walk(by, table, before, rates)
    for visit in sorted(visits, key=lambda visit: (visit.facts.started_at, visit.id)):
        if visit.settled is not None:
            walk.pass_settled(visit, visit.settled)
            if visit.changed:
                found[visit.id] = walk.changed(visit)
        elif visit.is_withdrawn:
            found[visit.id] = WITHDRAWN
        else:
            (waiting if walk.waits(visit) else certain).append(visit)
    for visit in certain:
        price = walk.price_of(visit)
        if isinstance(price, Problem) and visit.decided not in TAKEN_IN:
            waiting.append(visit)
        else:
            found[visit.id] = walk.verdict_of(visit, price)
    for visit in sorted(waiting, key=lambda visit: (visit.decided == "rejected", visit.facts.started_at, visit.id)):
        found[visit.id] = walk.verdict_of(visit, walk.price_of(visit))
    return found


# A person has said that it is paid.
TAKEN_IN = ("accepted", "partly")


@dataclass
class Taking:
    """What of a stretch of a grant is taken so far, in its own unit and in cents."""

    taken: int = 0
    cents: int = 0
    # First days of the days, weeks or months that are counted.
    units: set[date] = field(default_factory=set)


class Walk:
    """Walks through the visits of a voucher and knows what is taken of its grant."""

    def __init__(self, by: VoucherRules, table: RuleTable, before: Before, rates: RatesKnown | None = None) -> None:
        """Begin with what is taken, and with the rates that vouchers of the same book have found."""
        self.by, self.table, self.before = by, table, before
        self.reckoning = Reckoning(by.money, rates)
        # By the first day of a period; None: over the whole voucher.
        self.takings: dict[date | None, Taking] = {}
        # What each visit has by itself: who waits is asked before who takes what.
        self.own: dict[UUID, OwnFindings] = {}

    def own_of(self, visit: Standing) -> OwnFindings:
        """Return what a visit has by itself."""
        known = self.own.get(visit.id)
        if known is None:
            known = self.own[visit.id] = own_findings(visit.facts, visit.day, self.by.bounds)
        return known

    def waits(self, visit: Standing) -> bool:
        """Tell whether a person must look at a visit for what it has by itself, or has said that it is not paid."""
        if visit.decided is not None:
            return visit.decided not in TAKEN_IN
        own = self.own_of(visit)
        return bool(own.found) and verdict_of(own.found, own.day, self.table, NO_MONEY).outcome == "to_review"

    def taking_of(self, key: date | None) -> Taking:
        """Return what is taken of a period, or of the whole voucher."""
        if key not in self.takings:
            own = self.before.minutes if self.by.grant.unit == "minute" else self.before.visits
            self.takings[key] = Taking(own, self.before.cents)
        return self.takings[key]

    def price_of(self, visit: Standing) -> Totals | Problem:
        """Return what a visit costs, of what the month still pays for."""
        facts = visit.facts
        realised = RealisedVisit(
            facts.started_at, facts.ended_at, facts.minutes, provider=visit.provider, deviation=facts.deviation
        )
        return self.reckoning.share_of(realised, visit.day)

    def verdict_of(self, visit: Standing, price: Totals | Problem) -> Verdict:
        """Return what becomes of a visit, and take of the grant what it takes."""
        facts, day, own = visit.facts, visit.day, self.own_of(visit)
        cents = price.organiser_cents if isinstance(price, Totals) else 0
        takes = (0, 0) if is_not_made(facts) else (facts.minutes, cents)
        verdict = judge_by(facts, own, self.table, self.measure(day, own.terms, *takes), price)
        if visit.decided != "rejected":
            self.take(day, *((0, cents) if is_not_made(facts) else takes), made=not is_not_made(facts))
        return verdict

    def changed(self, visit: Standing) -> Verdict:
        """Return the verdict on a record that came after another of its visit was settled; it takes nothing more."""
        facts = msgspec.structs.replace(visit.facts, settled_otherwise=True)
        price = None if visit.is_withdrawn else self.price_of(visit)
        return judge(facts, self.by.bounds, self.table, None, price)

    def pass_settled(self, visit: Standing, settled: Settled) -> None:
        """Take what was settled, as it was settled."""
        if not visit.changed:
            self.price_of(visit)
        self.take(visit.day, settled.minutes, settled.sums.organiser_cents, made=not is_not_made(visit.facts))

    def over(self, day: date, terms: JudgingTerms) -> date | None:
        """Return the first day of the period over which the tolerance is looked at; None: over the whole voucher."""
        over = terms.tolerance_over or self.table.otherwise("within-tolerance", "toleranceOver", day)
        return None if over == "voucher" else period_on(day, self.by.grant).first_day

    def measure(self, day: date, terms: JudgingTerms, minutes: int, cents: int) -> Measured:
        """Return how a visit of a day, so long and at such a cost, would stand to the grant."""
        grant = self.by.grant
        key = self.over(day, terms)
        taking = self.taking_of(key)
        times = 1 if key is not None else periods_of(grant)
        wanted = terms.tolerance_of or self.table.otherwise("within-tolerance", "toleranceOf", day)
        if grant.unit == "cent":
            return Measured(taking.cents, cents, grant.quantity * times, "money")
        worth = self.worth_of(day) if wanted == "money" else None
        if worth is not None:
            return Measured(taking.cents, cents, worth * times, "money")
        takes = self.units_of(day, minutes, taking)
        return Measured(taking.taken, takes, grant.quantity * times, "time")

    def units_of(self, day: date, minutes: int, taking: Taking) -> int:
        """Return what a visit takes of a grant in its own unit; of a day with several visits only the first takes."""
        unit = self.by.grant.unit
        if unit == "minute":
            return minutes
        if unit in ("day", "week", "month"):
            return int(unit_day(day, unit) not in taking.units)
        return 1

    def take(self, day: date, minutes: int, cents: int, *, made: bool) -> None:
        """Take of the period and of the whole voucher."""
        unit = self.by.grant.unit
        for key in (period_on(day, self.by.grant).first_day, None):
            taking = self.taking_of(key)
            taking.cents += cents
            if made:
                taking.taken += self.units_of(day, minutes, taking)
                if unit in ("day", "week", "month"):
                    taking.units.add(unit_day(day, unit))

    def worth_of(self, day: date) -> int | None:
        """Return what a period's grant is worth in cents, at the value that holds at no special time; None: unknown."""
        grant, money = self.by.grant, self.by.money
        held = in_force_on(day, money.values)
        unit = held.value.unit if held and held.value else money.unit
        base = money.agreed_cents if money.kind == "order" else personal_on(day, money.personal)
        if base is None and held and held.value:
            base = held.value.base_cents
        if base is None:
            return None
        if grant.unit == "minute" and unit in MINUTES_IN:
            return rounded(grant.quantity * base, MINUTES_IN[unit])
        return grant.quantity * base if grant.unit == unit else None


def periods_of(grant: GrantTerms) -> int:
    """Return how many periods a grant has in all; a begun one counts whole."""
    first, last = grant.first_day, grant.last_day
    if grant.period == "week":
        return (week_around(last).first_day - week_around(first).first_day).days // 7 + 1
    if grant.period == "month":
        return (last.year - first.year) * 12 + last.month - first.month + 1
    return 1
