"""Three months of realised visits in the demo county: what each team did, day by day, and some of this morning.

Nobody is in two places at once, and there is time to travel between homes. What a person must look at is marked by the
product's own rule.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from backend.days import HERE
from backend.demo.decisions import SENTENCES
from backend.demo.grants import Grants, Plan, ticked
from backend.demo.offers import Offers
from backend.demo.people import dice, happens
from backend.demo.routines import LARGE_TEAM, SMALL_TEAM, WEEKDAYS
from backend.sync.rules import canonical, sha256_of
from backend.vouchers.rules import VoucherTerms, reasons_to_review

DAYS = 91
# Local minutes of the day. Home care comes from 7 to 22 in the Lapland rulebook.
EARLY, LATE = (7 * 60, 15 * 60), (14 * 60, 22 * 60)
OFFICE_DAY, LONG_DAY = (8 * 60, 16 * 60), (7 * 60, 19 * 60)
# Today's visits are those that had ended by now.
THIS_MORNING = 9 * 60 + 55
# How much later than agreed a worker may come; after that the visit is not made.
LATEST_MINUTES, PREFERRED_LATEST_MINUTES = 75, 25
NOTES = 0.22
UNDONE = 0.06

# On which days of a month, and on how few phones, a clock goes wrong.
DAYS_OF_WRONG_CLOCKS, ONE_PHONE_IN = (7, 22), 23


class VisitRow(NamedTuple):
    """A row of `visit`."""

    id: UUID
    voucher: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    worker: UUID
    change_number: int
    record: UUID
    state: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    # As JSON.
    tasks: str
    note: str
    to_review: tuple[str, ...]
    # No phone told its clocks with these.
    time_quality: str
    received_at: datetime
    deviation: str | None = None
    booked_minutes: int | None = None


class VisitRecordRow(NamedTuple):
    """A row of `visit_record`, of no phone."""

    id: UUID
    version: int
    visit: UUID
    act: str
    worker: UUID
    content: str
    sha256: bytes
    sequence: int
    to_review: tuple[str, ...]
    done_at: datetime
    received_at: datetime
    device: UUID | None = None
    number: int | None = None


class Stay(NamedTuple):
    """A worker at a client's home."""

    worker: UUID
    day: date
    # Local minute of the day.
    start: int
    minutes: int


class Made(NamedTuple):
    """A visit that was made; the organiser's number is given when all have been."""

    visit: VisitRow
    done_at: datetime
    voucher_number: str


@dataclass
class Shift:
    """A worker's day: her place in the team, from when she is free, and until when she works."""

    place: int
    free_from: int
    until: int


@dataclass
class Diary:
    """What was done, as it is made up."""

    today: date
    # By the approval's organiser, service, kind and provider: its last day.
    approvals_end: dict[tuple[UUID, UUID, str, UUID], date]
    rng: Random = field(default_factory=lambda: dice("visits"))
    made: list[Made] = field(default_factory=list)


def shifts_on(team_size: int, day: date) -> list[Shift]:
    """Return who works on a day and when; in a team everyone has two days off a week, which move from week to week."""
    week, weekday = divmod(day.toordinal(), 7)
    if team_size == 1:
        return [Shift(0, *OFFICE_DAY)] if day.weekday() in WEEKDAYS else []
    if team_size < SMALL_TEAM:
        # Two take turns, two days each.
        return [Shift(day.toordinal() // 2 % team_size, *LONG_DAY)]
    present = [place for place in range(team_size) if (weekday - 2 * place - week) % 7 > 1]
    if team_size < LARGE_TEAM:
        return [Shift(place, *OFFICE_DAY) for place in present]
    # Two of five have the evening, a week at a time; the leader never, and somebody always.
    evening = [place for place in present if place and (place + week) % 5 in {0, 2}] or present[-1:]
    return [Shift(place, *(LATE if place in evening else EARLY)) for place in present]


def agreed_on(plans: list[Plan], day: date) -> dict[int, list[tuple[int, int, Plan]]]:
    """Return what was agreed for a day by provider: the minute, a tie-breaker and the plan, in order of time."""
    weekday, week = day.weekday(), day.toordinal() // 7
    agreed: dict[int, list[tuple[int, int, Plan]]] = defaultdict(list)
    for number, plan in enumerate(plans):
        if not plan.serving.period.first_day <= day <= plan.serving.period.last_visit_on:
            continue
        if (week + plan.phase) % plan.serving.routine.every_weeks == 0:
            agreed[plan.serving.place] += [
                (minute, number, plan) for minute in plan.serving.routine.by_weekday[weekday]
            ]
    for visits in agreed.values():
        visits.sort()
    return agreed


def who_comes(shifts: list[Shift], plan: Plan, minute: int, minutes: int) -> Shift | None:
    """Return who makes the visit: whom the client knows if she can come nearly on time, else who is free first."""
    able = [shift for shift in shifts if max(minute, shift.free_from) + minutes <= shift.until]
    for shift in able:
        if shift.place == plan.serving.preferred and shift.free_from <= minute + PREFERRED_LATEST_MINUTES:
            return shift
    # Of those equally free the leader is last.
    first = min(reversed(able), key=attrgetter("free_from"), default=None)
    return first if first and first.free_from <= minute + LATEST_MINUTES else None


def written_tasks(rng: Random, plan: Plan) -> str:
    """Return the ticked tasks as the phone sends them; now and then one was not done, with the reason."""
    if not happens(rng, UNDONE):
        return plan.all_done
    undone, reason = rng.choice(plan.tasks), rng.choice(SENTENCES.reasons[plan.language])
    return ticked(plan.tasks, undone, reason)


def seconds_until_received(rng: Random) -> float:
    """Draw how long a record waited on the phone: mostly not at all, some for the next network, a few for days."""
    if happens(rng, 0.9):
        return 1 + rng.random() * 4
    return 300 + rng.random() * (9_000 if happens(rng, 0.92) else 150_000)


def mutation_id(done_at: datetime, rng: Random) -> UUID:
    """Return an id as the phone makes it: version 7, of the time and of chance (RFC 9562 section 5.7)."""
    milliseconds = int(done_at.timestamp() * 1000)
    chance = rng.getrandbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1)


def reasons(diary: Diary, plan: Plan, day: date) -> tuple[str, ...]:
    """Return what a person must look at before this visit is paid, by the product's own rule."""
    voucher, provider = plan.voucher, plan.provider
    approval_end = diary.approvals_end.get((voucher.organiser, voucher.service, voucher.kind, provider))
    terms = VoucherTerms(
        voucher.first_day,
        voucher.last_day,
        voucher.ended_on,
        provider_may_serve=approval_end is None or day <= approval_end,
    )
    return tuple(reason.slug() for reason in reasons_to_review(day, terms))


def make_visit(diary: Diary, plan: Plan, stay: Stay) -> None:
    """Write one visit into the diary."""
    rng = diary.rng
    clock_time = time(stay.start // 60, stay.start % 60, int(rng.random() * 60))
    started_at = datetime.combine(stay.day, clock_time, HERE).astimezone(UTC)
    ended_at = started_at + timedelta(minutes=stay.minutes)
    done_at = ended_at + timedelta(seconds=5 + int(rng.random() * 90))
    received_at = done_at + timedelta(seconds=seconds_until_received(rng))
    id_ = mutation_id(done_at, rng)
    note = rng.choice(SENTENCES.notes[plan.language]) if happens(rng, NOTES) else ""
    voucher = plan.voucher
    visit = VisitRow(
        id=id_,
        voucher=voucher.id,
        client=voucher.client,
        organiser=voucher.organiser,
        provider=plan.provider,
        worker=stay.worker,
        change_number=0,
        record=id_,
        state="recorded",
        started_at=started_at,
        ended_at=ended_at,
        minutes=stay.minutes,
        tasks=written_tasks(rng, plan),
        note=note,
        to_review=reasons(diary, plan, stay.day),
        time_quality="differs" if had_wrong_clock(voucher.id, started_at) else "unchecked",
        received_at=received_at,
    )
    diary.made.append(Made(visit, done_at, voucher.number))


def had_wrong_clock(voucher: UUID, started_at: datetime) -> bool:
    """Tell whether the phone's clock went wrong, as it does now and then; it throws no dice that others count on."""
    return voucher.int % ONE_PHONE_IN == 0 and started_at.day in DAYS_OF_WRONG_CLOCKS


def record_of(made: Made, visit: VisitRow) -> VisitRecordRow:
    """Return the record that made a visit, as a phone would have sent it."""
    content = canonical(
        {
            "id": visit.id,
            "number": None,
            "name": "record_visit",
            "doneAt": made.done_at,
            "arguments": {
                "voucherNumber": made.voucher_number,
                "code": None,
                "startedAt": visit.started_at,
                "endedAt": visit.ended_at,
                "elapsedSeconds": None,
                "tasks": msgspec.json.decode(visit.tasks),
                "note": visit.note,
            },
        }
    )
    return VisitRecordRow(
        id=visit.id,
        version=1,
        visit=visit.id,
        act="recorded",
        worker=visit.worker,
        content=content,
        sha256=sha256_of(content),
        sequence=visit.change_number,
        to_review=visit.to_review,
        done_at=made.done_at,
        received_at=visit.received_at,
    )


def work_day(diary: Diary, teams: list[list[UUID]], agreed: dict[int, list[tuple[int, int, Plan]]], day: date) -> None:
    """Make the visits of one day; what nobody can come to in time is not made."""
    rng = diary.rng
    for place, visits in agreed.items():
        team = teams[place]
        shifts = shifts_on(len(team), day)
        for minute, _, plan in visits:
            minutes = int(plan.serving.routine.minutes * (0.82 + rng.random() * 0.36))
            # Somebody comes a little early or late even when nothing is in the way.
            wished = minute + int(rng.random() * 12) - 4
            shift = who_comes(shifts, plan, wished, minutes)
            # Now and then the client is at the doctor's, or the visit is called off.
            if shift is None or happens(rng, 0.02):
                continue
            start = max(wished, shift.free_from)
            shift.free_from = start + minutes + 5 + int(rng.random() * 12)
            if day < diary.today or start + minutes <= THIS_MORNING:
                make_visit(diary, plan, Stay(team[shift.place], day, start, minutes))


def numbered(made: list[Made], today: date) -> tuple[list[VisitRow], list[VisitRecordRow]]:
    """Give each organiser's visits their change numbers in the order in which they were received."""
    morning = datetime.combine(today, time(THIS_MORNING // 60, THIS_MORNING % 60, 59), HERE).astimezone(UTC)
    received = sorted((one for one in made if one.visit.received_at <= morning), key=lambda one: one.visit.received_at)
    last: dict[UUID, int] = defaultdict(int)
    visits = []
    for one in received:
        last[one.visit.organiser] += 1
        visits.append(one.visit._replace(change_number=last[one.visit.organiser]))
    return visits, [record_of(one, visit) for one, visit in zip(received, visits, strict=True)]


def build_visits(grants: Grants, offers: Offers, today: date) -> tuple[list[VisitRow], list[VisitRecordRow]]:
    """Build the visits of the last three months and of this morning, in the order in which they were received."""
    ends = {
        (approval.organiser, approval.service, approval.kind, approval.provider): approval.last_day
        for approval in offers.approvals
        if approval.last_day
    }
    diary = Diary(today, ends)
    for days_ago in range(DAYS, -1, -1):
        day = today - timedelta(days=days_ago)
        work_day(diary, offers.teams, agreed_on(grants.plans, day), day)
    return numbered(diary.made, today)
