"""What a provider's office bills and pays by: hours by their kind, reference numbers, what is to be done. Pure.

Whom the office employs is paid by its own collective agreement, not by a county's price bands (docs/decisions/0045): of
an hour is told on what kind of day and at what time of it it was worked, once, however many clients it served.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from backend.catalogue.bands import TimeBand, Timetable, clock_minute, instant_of, parts_of
from backend.problems import Problem
from backend.verdicts import states
from backend.verdicts.states import Decided, Outcome, VisitState, Way

HourKind = Literal["day", "evening", "night", "saturday", "sunday", "holiday"]
HOUR_KINDS: tuple[HourKind, ...] = get_args(HourKind)
MIDNIGHT, MORNING, EVENING, NIGHT = 0, 7 * 60, 18 * 60, 22 * 60
NEXT_MIDNIGHT = 24 * 60
# A Sunday or a holiday is one from midnight to midnight (872/2019 s.20). Where an evening begins and a night ends no
# statute says; these are the edges that the counties' price lists have (docs/reckoning.md), and parameters.
PAY_TIMES = Timetable(
    (
        TimeBand("holiday", ("holiday",), MIDNIGHT, NEXT_MIDNIGHT),
        TimeBand("sunday", ("sunday",), MIDNIGHT, NEXT_MIDNIGHT),
        TimeBand("night", ("weekday", "saturday"), MIDNIGHT, MORNING),
        TimeBand("night", ("weekday", "saturday"), NIGHT, NEXT_MIDNIGHT),
        TimeBand("evening", ("weekday", "saturday"), EVENING, NIGHT),
        TimeBand("saturday", ("saturday",), MORNING, EVENING),
        TimeBand("day", ("weekday",), MORNING, EVENING),
    )
)

# A reference number (viitenumero): at most so many digits, of which the last checks the others by these weights.
LONGEST_REFERENCE = 20
WEIGHTS = (7, 3, 1)
TEN = 10
# The number by which a provider knows its first client; three digits at least make a reference long enough.
FIRST_CLIENT_NUMBER = 101

# A month of one worker: the minutes of each kind.
Minutes = Mapping[HourKind, int]


@dataclass(frozen=True)
class Worked:
    """One visit, as far as it is somebody's work."""

    worker: UUID
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class HoursChanged:
    """What a month's hours were when they were taken out, and what they are now."""

    worker: UUID
    kind: HourKind
    taken_minutes: int
    minutes: int


def hours_of(visits: Iterable[Worked]) -> dict[tuple[UUID, date], Counter[HourKind]]:
    """Return the minutes that each worked on each local day, by their kind.

    Two visits at one time, as of a couple, are one time of work.
    """
    spells: dict[UUID, list[tuple[int, int]]] = {}
    for visit in visits:
        spells.setdefault(visit.worker, []).append((clock_minute(visit.started_at), clock_minute(visit.ended_at)))
    hours: dict[tuple[UUID, date], Counter[HourKind]] = {}
    for worker, mine in spells.items():
        for start, end in joined(mine):
            parts = parts_of(instant_of(start), instant_of(end), PAY_TIMES)
            if isinstance(parts, Problem):
                raise parts
            for part in parts:
                hours.setdefault((worker, part.day), Counter())[kind_named(part.band)] += part.minutes
    return hours


def kind_named(band: str) -> HourKind:
    """Return the kind that a band of the pay times stands for."""
    return next(kind for kind in HOUR_KINDS if kind == band)


def joined(spells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the times that the spells cover, none of it twice."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spells):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def in_month(hours: Mapping[tuple[UUID, date], Counter[HourKind]]) -> dict[UUID, Counter[HourKind]]:
    """Return each worker's minutes of all days together."""
    sums: dict[UUID, Counter[HourKind]] = {}
    for (worker, _), minutes in hours.items():
        sums.setdefault(worker, Counter()).update(minutes)
    return sums


def changed_since(taken: Mapping[UUID, Minutes], now: Mapping[UUID, Minutes]) -> list[HoursChanged]:
    """Return what is no more as it was when the hours were taken out, by worker."""
    nobody: Minutes = {}
    return [
        HoursChanged(worker, kind, before, after)
        for worker in sorted({*taken, *now})
        for kind in HOUR_KINDS
        if (before := taken.get(worker, nobody).get(kind, 0)) != (after := now.get(worker, nobody).get(kind, 0))
    ]


def reference_number(client_number: int, month: str) -> str:
    """Return the reference by which a client pays a month (YYYY-MM), with its check digit.

    Weights 7, 3, 1 from the right, up to the next ten.
    """
    base = f"{client_number}{month.replace('-', '')}"
    return base + str(check_digit(base))


def check_digit(base: str) -> int:
    """Return the digit that closes a reference number."""
    weighed = sum(int(digit) * WEIGHTS[place % len(WEIGHTS)] for place, digit in enumerate(reversed(base)))
    return -weighed % TEN


def in_fives(reference: str) -> str:
    """Write a reference as it is printed: groups of five from the right, apart by blanks."""
    first = len(reference) % 5
    groups = [reference[:first], *(reference[start : start + 5] for start in range(first, len(reference), 5))]
    return " ".join(group for group in groups if group)


# What the office does about it: a code for which the screen has words.
ToDo = Literal["answer-question", "answer-dispute", "check-with-worker", "price-missing", "wait"]
# What the office itself can see to before somebody of the organiser looks: by the slug of the rule that found it.
TO_CHECK = frozenset({"overlapping-visits", "time-quality-low", "wrong-service", "over-tolerance", "below-minimum"})


@dataclass(frozen=True)
class Cents:
    """What a visit costs, and whom."""

    price: int
    organiser: int
    own_liability: int

    def less(self, other: "Cents") -> "Cents":
        """Return what is left of it."""
        return Cents(
            self.price - other.price, self.organiser - other.organiser, self.own_liability - other.own_liability
        )


NO_CENTS = Cents(0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is known of a visit on its way to being paid."""

    # None: it has just come, and the rules have not judged it yet.
    verdict: Outcome | None
    rules: tuple[str, ...] = ()
    # Of the decision that holds, if there is one.
    outcome: Decided | None = None
    is_answered: bool = False
    is_withdrawn: bool = False
    is_settled: bool = False
    is_paid: bool = False
    reckoned: Cents | None = None
    # What a decision pays of it.
    part: Cents | None = None
    settled: Cents | None = None
    # All that has been taken back of it.
    credited: Cents | None = None


def state_of(found: Found) -> VisitState:
    """Return where a visit stands; one that was taken back in part stays paid, and is so by the rest."""
    if found.is_withdrawn and not found.is_settled:
        # Not judged anew yet.
        return VisitState.WITHDRAWN
    is_credited = bool(found.credited and found.settled and found.credited.price >= found.settled.price)
    return states.state_of(
        Way(
            verdict=found.verdict,
            decided=found.outcome,
            settled=found.is_settled,
            paid=found.is_paid,
            credited=is_credited,
        )
    )


def what_to_do(state: VisitState, found: Found) -> ToDo | None:
    """Return what the office does about a visit now; None where nothing is left to it."""
    if state is not VisitState.TO_BE_CHECKED:
        return None
    if found.outcome == "asked" and not found.is_answered:
        return "answer-question"
    if "disputed" in found.rules:
        return "answer-dispute"
    if "price-not-in-force" in found.rules:
        return "price-missing"
    return "check-with-worker" if TO_CHECK.intersection(found.rules) and found.outcome != "asked" else "wait"


def cents_of(state: VisitState, found: Found) -> Cents:
    """Return what a visit costs and whom, as far as is known: as settled less what was taken back, else as judged."""
    if found.is_settled and found.settled:
        return found.settled.less(found.credited or NO_CENTS)
    if state in {VisitState.UNPAID, VisitState.WITHDRAWN}:
        return NO_CENTS
    return found.part or found.reckoned or NO_CENTS
