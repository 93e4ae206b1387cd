"""What is judged and what by: visits, the rule table, and what a voucher and its rulebook say. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from backend.catalogue.rules import in_force_on
from backend.catalogue.terms import Part, held_by_day
from backend.days import ONE_DAY, local_day
from backend.problems import Problem
from backend.providers.deviations import KNOWN, Deviation, Effects, effects_of
from backend.providers.realised_price import MoneyTerms
from backend.reckoning.own_liability import Totals
from backend.verdicts.problems import RuleTableGap, RuleTableOverlap, RuleUnknown, ToleranceTooWide
from backend.verdicts.states import Decided
from backend.visits.rules import TimeQuality
from backend.vouchers.rules import GrantTerms
from backend.wire import Kept, Text

# What a rule that finds something makes of a visit; `by_share`: by what the rulebook says is due of it, nothing due is
# unpaid, and where it says nothing a person decides.
RuleOutcome = Literal["accept", "review", "unpaid", "by_share"]

# The heaviest first: in this order a visit names the rules that found something in it. With the parameters of each.
RULES: dict[str, tuple[str, ...]] = {
    "changed-after-settlement": (),
    "disputed": (),
    "provider-not-approved": (),
    "outside-validity": (),
    "wrong-service": (),
    "price-not-in-force": (),
    "overlapping-visits": (),
    "two-workers-not-granted": (),
    "time-quality-low": (),
    "past-recording-deadline": ("recordingDeadlineHours", "backDatingDays"),
    "noticed-on-arrival": (),
    "over-tolerance": (),
    **dict.fromkeys(KNOWN, ("sharePermille",)),
    "below-minimum": ("minimumMinutes",),
    "within-tolerance": ("tolerancePermille", "toleranceOf", "toleranceOver"),
    "within-grant": (),
}
WEIGHT = {rule: weight for weight, rule in enumerate(RULES)}
# As wide as a rulebook may say it (catalogue/terms.py): twice the grant.
WIDEST_TOLERANCE = 1000


class RuleParameter(Kept, frozen=True):
    """A figure that a rule goes by: the rulebook's, and where that leaves it open this one."""

    name: str
    # None: left open, the rule looks at nothing.
    otherwise: int | str | None
    source: str


class RuleWords(Kept, frozen=True):
    """What a rule says to people, and what they do then."""

    title: Text
    next: Text


class RuleRow(Kept, frozen=True):
    """One rule from a day to a day."""

    id: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    first_day: date
    last_day: date | None
    # Names of what it looks at, as verdicts tell them.
    inputs: tuple[str, ...]
    outcome: RuleOutcome
    parameters: tuple[RuleParameter, ...]
    words: RuleWords


class RuleTable(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True, dict=True):
    """The one table that the phone and the server judge by."""

    version: Annotated[int, msgspec.Meta(ge=1)]
    # From which day every rule says something.
    first_day: date
    rows: tuple[RuleRow, ...]

    @cached_property
    def rows_of(self) -> dict[str, list[RuleRow]]:
        """The rows of each rule."""
        found: dict[str, list[RuleRow]] = {}
        for row in self.rows:
            found.setdefault(row.id, []).append(row)
        return found

    def outcome_of(self, rule: str, day: date) -> RuleOutcome:
        """Return what a rule that has found something makes of a visit on a day."""
        row = in_force_on(day, self.rows_of[rule])
        return row.outcome if row else "review"

    def otherwise(self, rule: str, name: str, day: date) -> int | str | None:
        """Return what holds on a day where the rulebook leaves a parameter open."""
        row = in_force_on(day, self.rows_of[rule])
        return next((one.otherwise for one in row.parameters if one.name == name), None) if row else None


def refuse_rule_table(table: RuleTable) -> Problem | None:
    """Return why a table cannot stand: a day without a rule, a day with two, an unknown rule, a tolerance too wide."""
    for row in table.rows:
        if {one.name for one in row.parameters} - set(RULES.get(row.id, ())) or row.id not in RULES:
            return RuleUnknown(rule=row.id)
    for rule in RULES:
        rows = sorted(table.rows_of.get(rule, ()), key=lambda row: row.first_day)
        if gap := refuse_days(rule, rows, table.first_day):
            return gap
        if refused := next(filter(None, map(refuse_parameters, rows)), None):
            return refused
    return None


def refuse_days(rule: str, rows: Sequence[RuleRow], from_day: date) -> RuleTableGap | RuleTableOverlap | None:
    """Return why the rows of a rule do not say one thing on each day."""
    if not rows or rows[0].first_day > from_day:
        return RuleTableGap(rule=rule, day=from_day.isoformat())
    for row in rows:
        if row.last_day is not None and row.last_day < row.first_day:
            return RuleTableOverlap(rule=rule, day=row.first_day.isoformat())
    for earlier, later in pairwise(rows):
        if earlier.last_day is None or later.first_day <= earlier.last_day:
            return RuleTableOverlap(rule=rule, day=later.first_day.isoformat())
        if later.first_day > earlier.last_day + ONE_DAY:
            return RuleTableGap(rule=rule, day=(earlier.last_day + ONE_DAY).isoformat())
    ends = rows[-1].last_day
    return None if ends is None else RuleTableGap(rule=rule, day=(ends + ONE_DAY).isoformat())


def refuse_parameters(row: RuleRow) -> RuleUnknown | ToleranceTooWide | None:
    """Return why what a row says where the rulebook says nothing cannot hold."""
    for one in row.parameters:
        if one.name == "tolerancePermille":
            if not isinstance(one.otherwise, int) or one.otherwise < 0:
                return RuleUnknown(rule=row.id)
            if one.otherwise > WIDEST_TOLERANCE:
                return ToleranceTooWide(permille=one.otherwise, most_permille=WIDEST_TOLERANCE)
        if one.name == "toleranceOf" and one.otherwise not in (None, "time", "money"):
            return RuleUnknown(rule=row.id)
        if one.name == "toleranceOver" and one.otherwise not in ("period", "voucher"):
            return RuleUnknown(rule=row.id)
    return None


class JudgingTerms(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What a rulebook says of judging the visits of a service, from a day to a day; None is open."""

    first_day: date
    last_day: date | None
    recording_deadline_hours: int | None = None
    back_dating_days: int | None = None
    tolerance_permille: int | None = None
    tolerance_of: Literal["time", "money"] | None = None
    tolerance_over: Literal["period", "voucher"] | None = None
    minimum_minutes: int | None = None
    # The task of the service by which a grant allows two workers at once; None: nobody looks how many came.
    two_workers_task: str | None = None
    effects: Effects = Effects()


OPEN = JudgingTerms(first_day=date.min, last_day=None)


def judging_terms(parts: Sequence[Part], service: UUID) -> tuple[JudgingTerms, ...]:
    """Return what a rulebook says of a service from day to day, of its parts as they hold."""
    return tuple(
        JudgingTerms(
            first_day=first_day,
            last_day=last_day,
            recording_deadline_hours=terms.recording_deadline_hours,
            back_dating_days=terms.back_dating_days,
            tolerance_permille=terms.tolerance_permille,
            tolerance_of=terms.tolerance_of,
            tolerance_over=terms.tolerance_over,
            minimum_minutes=(terms.value.billing.minimum_minutes or None) if terms.value else None,
            two_workers_task=terms.two_workers_task,
            effects=effects_of(terms),
        )
        for first_day, last_day, terms in held_by_day(parts, service)
    )


class DaysPaused(msgspec.Struct, frozen=True, rename="camel"):
    """Days on which nobody should come, both included; without a last day until further notice."""

    first_day: date
    last_day: date | None


class JudgedGrant(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What the visits of one voucher are judged against."""

    first_day: date
    last_day: date
    ended_on: date | None = None
    pauses: tuple[DaysPaused, ...] = ()
    # What of the service is to be done.
    tasks: tuple[str, ...] = ()
    # By their first day.
    terms: tuple[JudgingTerms, ...] = ()

    def terms_on(self, day: date) -> JudgingTerms:
        """Return what the rulebook says on a day; where it says nothing, all of it is open."""
        return in_force_on(day, self.terms) or OPEN

    def refuses(self, day: date) -> str | None:
        """Return which of the voucher's own bounds a day is outside of."""
        if not self.first_day <= day <= self.last_day:
            return "period"
        if self.ended_on is not None and day >= self.ended_on:
            return "ended"
        return "paused" if in_force_on(day, self.pauses) else None


class VoucherRules(msgspec.Struct, frozen=True):
    """All that the visits of one voucher are judged by."""

    bounds: JudgedGrant
    grant: GrantTerms
    money: MoneyTerms


class JudgedVisit(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What the rules look at in a visit as its latest record has it."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    # When that record was made, by its author's clock.
    recorded_at: datetime
    time_quality: TimeQuality = "unchecked"
    deviation: Deviation | None = None
    # Whether its provider was approved for the service on the day, and is the one the voucher names, if any.
    provider_may_serve: bool = True
    # What was done and is no task of the service.
    other_tasks: tuple[str, ...] = ()
    # The same worker's other visits at the same time, and other workers' by the same voucher.
    overlaps: tuple[UUID, ...] = ()
    beside: tuple[UUID, ...] = ()
    disputed: bool = False
    # What else was noticed when it came, by slug.
    noticed: tuple[str, ...] = ()
    # Its record is another than the one that was settled.
    settled_otherwise: bool = False


class Measured(msgspec.Struct, frozen=True, rename="camel"):
    """What of the grant is taken before a visit, what it takes, and how much is granted: of which of the two."""

    before: int
    takes: int
    granted: int
    of: Literal["time", "money"]


class Settled(msgspec.Struct, frozen=True):
    """What a settlement has paid of a visit, and from which record."""

    record: UUID
    minutes: int
    sums: Totals


class Standing(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A visit among those of its voucher: where it stands, beside what the rules look at in it."""

    id: UUID
    record: UUID
    facts: JudgedVisit
    provider: UUID | None = None
    is_withdrawn: bool = False
    settled: Settled | None = None
    # What a person has decided of the record that holds.
    decided: Decided | None = None

    @cached_property
    def day(self) -> date:
        """The local day on which it began."""
        return local_day(self.facts.started_at)

    @property
    def changed(self) -> bool:
        """Tell whether it is settled by another record than the one that holds."""
        return self.settled is not None and self.settled.record != self.record


class Before(msgspec.Struct, frozen=True):
    """What visits have taken that all began before the ones to be judged, and that nobody need look at."""

    minutes: int
    visits: int
    cents: int


NOTHING_BEFORE = Before(0, 0, 0)
