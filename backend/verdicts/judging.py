"""Judges visits beside the requests: what phones have sent since, and what something else has made due.

Never in a phone's push. It follows the organiser's change numbers, which come in the order of commits, so that no visit
is stepped over; each voucher that something came for is judged once a round, however much came (docs/verdicts.md).
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from backend import clock
from backend.database import fetch, transaction
from backend.days import ONE_DAY, DaySpan, local_day, start_of
from backend.verdicts.loading import (
    JudgedVoucher,
    beside_each,
    standing_of,
    taken_before,
    visits_named,
    visits_of,
    vouchers_judged,
)
from backend.verdicts.rule_table import rule_table
from backend.verdicts.rules import Verdict, judged
from backend.verdicts.terms import NOTHING_BEFORE, Before

# Visits, and vouchers that are due for another cause, that are taken in one go.
MOST_TOGETHER = 500
MOST_DUE = 50
JUDGE_SECONDS = 5.0
# In a flood a round lasts, and what comes meanwhile is mostly for the same vouchers: it rests so many times as long.
REST, LONGEST_REST_SECONDS = 3, 30.0

log = logging.getLogger("kotiseteli")

# Whoever holds it judges. The others have nothing to do, but one that must know that all is judged waits.
ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(5683114211) as is_mine"
WAIT_MY_TURN = "select pg_advisory_xact_lock(5683114211)"
BEHIND = """
select c.organiser, coalesce(f.reached, 0) as reached, c.last
from change_counter c left join verdict_fold f using (organiser)
where c.last > coalesce(f.reached, 0) order by c.organiser limit 1
"""
# A visit stands under its latest number, so what was changed comes again; where it was before it is missed now.
CHANGED = """
select x.id, x.voucher, x.started_at, x.change_number, j.day as day_before,
    j.visit is null and x.record = x.id and x.state = 'recorded' as is_new
from (
    select * from visit where organiser = $1 and change_number > $2 and change_number <= $3
    order by change_number limit $4
) x left join visit_verdict j on j.visit = x.id
order by x.change_number
"""
# Whoever is far behind looks at each voucher once, whatever has come for it.
FAR_BEHIND = """
insert into verdict_due (voucher)
select distinct voucher from visit where organiser = $1 and change_number > $2 and change_number <= $3
"""
REACHED = """
insert into verdict_fold (organiser, reached) values ($1, $2)
on conflict (organiser) do update set reached = excluded.reached
"""
# Taken before anything is read, so that whatever made them due is seen; what comes later is due again.
TAKE_DUE = """
delete from verdict_due where voucher in (select voucher from verdict_due order by id limit $1) returning voucher
"""
DUE_AGAIN = "insert into verdict_due (voucher) select unnest($1::uuid[])"


class WrittenVerdict(msgspec.Struct, frozen=True):
    """A row of `visit_verdict` as the statement that writes it takes it."""

    visit: UUID
    record: UUID
    voucher: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    worker: UUID
    service: UUID
    kind: str
    day: date
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    verdict: str
    rules: tuple[str, ...]
    inputs: dict[str, Any]
    rule_table: int


COLUMNS = ", ".join(WrittenVerdict.__struct_fields__)
GIVEN = """
jsonb_to_recordset($1::jsonb) as given(visit uuid, record uuid, voucher uuid, client uuid, organiser uuid,
    provider uuid, worker uuid, service uuid, kind text, day date, minutes integer, price_cents integer,
    organiser_cents integer, own_liability_cents integer, verdict text, rules text[], inputs jsonb, rule_table integer)
"""
UPDATES = ", ".join(f"{name} = excluded.{name}" for name in WrittenVerdict.__struct_fields__ if name != "visit")
# {table}: the verdicts, or those on records that came after their visit was settled.
WRITE = """
insert into {table} ({columns}, reckoned_at) select {columns}, $2 from {given} order by visit
on conflict (visit) do update set {updates}, reckoned_at = excluded.reckoned_at
"""
WRITE_VERDICTS = (
    WRITE.format(table="visit_verdict", columns=COLUMNS, given=GIVEN, updates=UPDATES) + " returning visit, decision"
)
WRITE_LATE = WRITE.format(table="late_verdict", columns=COLUMNS, given=GIVEN, updates=UPDATES)

# Of visits that are no longer ($3: false), or only now, at the same time as another: whose verdicts say otherwise.
# One that has no verdict yet is judged in any case.
VOUCHERS_OF = """
select distinct j.voucher from unnest($1::uuid[], $2::text[], $3::boolean[]) as told(visit, other, is_so)
join visit_verdict j on j.visit = told.visit
where coalesce(j.inputs -> 'overlaps', '[]') ? told.other <> told.is_so
"""


class Came(msgspec.Struct):
    """What has come for a voucher: around which days it is to be judged, and the visits, as long as all are new."""

    # None: all of its visits.
    days: set[date] | None
    new: dict[UUID, datetime] | None


async def judge_next(*, gently: bool = False) -> bool:
    """Judge the next vouchers that something has come for; tell whether there may be more.

    Gently: not while another process judges, and requests have as much of the processor as the judging.
    """
    async with transaction():
        if not gently:
            await fetch(WAIT_MY_TURN)
        elif not (await fetch(ONE_AT_A_TIME))[0]["is_mine"]:
            return False
        came = await changed_next()
        due = {row["voucher"] for row in await fetch(TAKE_DUE, MOST_DUE)}
        touched = (came or {}) | {voucher: Came(None, None) for voucher in due}
        if touched:
            again = await judge_vouchers(touched, gently=gently)
            if again:
                await fetch(DUE_AGAIN, list(again))
        # Other organisers may be behind too, and more may be due.
        return came is not None or bool(due)


async def changed_next() -> dict[UUID, Came] | None:
    """Return what has come for vouchers by an organiser's next changes, which are then reached; None: all have been."""
    behind = await fetch(BEHIND)
    if not behind:
        return None
    organiser, reached, last = behind[0].values()
    changed = await fetch(CHANGED, organiser, reached, last, MOST_TOGETHER)
    await fetch(REACHED, organiser, last)
    if len(changed) == MOST_TOGETHER:
        await fetch(FAR_BEHIND, organiser, reached, last)
        return {}
    came: dict[UUID, Came] = {}
    for row in changed:
        one = came.setdefault(row["voucher"], Came(set(), {}))
        days = {local_day(row["started_at"])} | ({row["day_before"]} if row["day_before"] else set())
        one.days = days | (one.days or set())
        one.new = one.new | {row["id"]: row["started_at"]} if row["is_new"] and one.new is not None else None
    return came


async def judge_vouchers(touched: Mapping[UUID, Came], *, gently: bool) -> set[UUID]:
    """Judge the visits of vouchers around some days; return the vouchers that must be judged again.

    Those are: of visits that are no longer, or only now, at the same time as one that was judged; and where a decision
    was about other reasons than there are now, so that it holds no more and has taken nothing of the grant.
    """
    vouchers = await vouchers_judged(list(touched))
    quick = await quickly_judged(vouchers, touched)
    asked = [
        (voucher, span)
        for voucher in vouchers
        if voucher.row["id"] not in quick
        for span in spans_of(voucher, touched[voucher.row["id"]].days)
    ]
    named = await visits_named([visit for came in quick.values() for visit in came.new])
    around = await visits_of(asked)
    pieces = [
        (voucher, named.get(voucher.row["id"], []), came.before)
        for voucher in vouchers
        if (came := quick.get(voucher.row["id"]))
    ]
    pieces += [(voucher, rows_in(around.get(voucher.row["id"], ()), span), NOTHING_BEFORE) for voucher, span in asked]
    writing = Writing()
    for piece in pieces:
        begun = monotonic()
        writing.take(*piece)
        # A request goes through the loop several times: with one turn a voucher it would wait for one at each of them.
        await asyncio.sleep(monotonic() - begun if gently else 0)
    return await writing.write()


class Quick(msgspec.Struct, frozen=True):
    """New visits that began after all others of their stretch, and what those have taken."""

    new: list[UUID]
    before: Before


async def quickly_judged(vouchers: Sequence[JudgedVoucher], touched: Mapping[UUID, Came]) -> dict[UUID, Quick]:
    """Return the vouchers for which only new visits must be judged, as most are: the latest came last."""
    asked: list[tuple[UUID, DaySpan]] = []
    for voucher in vouchers:
        came = touched[voucher.row["id"]]
        spans = spans_of(voucher, came.days)
        if came.new and voucher.adds_up and len(spans) == 1 and (span := spans.pop()):
            asked.append((voucher.row["id"], span))
    found = {}
    for voucher_id, (before, latest) in (await taken_before(asked) if asked else {}).items():
        new = touched[voucher_id].new or {}
        if latest is None or latest < min(new.values()):
            found[voucher_id] = Quick(list(new), before)
    return found


def spans_of(voucher: JudgedVoucher, days: set[date] | None) -> set[DaySpan | None]:
    """Return the stretches to judge of a voucher; None: all of it."""
    spans: set[DaySpan | None] = {None} if days is None else {voucher.around(day) for day in days}
    return spans if None not in spans else {None}


class Writing:
    """Verdicts that are to be written, and what they touch."""

    def __init__(self) -> None:
        """Begin with none."""
        self.written: list[WrittenVerdict] = []
        # On records that came after their visit was settled.
        self.late: list[WrittenVerdict] = []
        # The vouchers of visits that were decided of.
        self.decided: dict[UUID, UUID] = {}
        # Visits that are no longer, or only now, at the same time as one of these: which, as which, and if it is so.
        self.partners: list[tuple[UUID, str, bool]] = []

    def take(self, voucher: JudgedVoucher, rows: Sequence[Mapping[str, Any]], before: Before) -> None:
        """Judge the visits of one voucher and one stretch."""
        beside = beside_each(rows) if any(terms.two_workers_task for terms in voucher.book.terms) else {}
        standing = [standing_of(row, voucher, beside.get(row["id"], ())) for row in rows]
        rules = voucher.rules_for({row["provider"] for row in rows})
        found = judged(standing, rules, rule_table(), before, voucher.book.rates)
        for row, visit in zip(rows, standing, strict=True):
            verdict = found.get(visit.id)
            if verdict is None or is_as_it_was(row, visit.day, verdict):
                continue
            (self.written if visit.settled is None else self.late).append(
                written_verdict(row, voucher, visit.day, verdict)
            )
            if row["decided"] is not None:
                self.decided[row["id"]] = row["voucher"]
            was = msgspec.json.decode(row["inputs"]).get("overlaps", ()) if row["inputs"] else ()
            now = verdict.inputs.get("overlaps", ())
            self.partners += [(UUID(other), str(visit.id), other in now) for other in set(was) ^ set(now)]

    async def write(self) -> set[UUID]:
        """Write them; return the vouchers that must be judged again."""
        now = clock.now()
        again: set[UUID] = set()
        if self.late:
            await fetch(WRITE_LATE, msgspec.json.encode(self.late).decode(), now)
        if self.written:
            stored = await fetch(WRITE_VERDICTS, msgspec.json.encode(self.written).decode(), now)
            lost = (row["visit"] for row in stored if row["decision"] is None)
            again |= {self.decided[visit] for visit in lost if visit in self.decided}
        if self.partners:
            again |= {row["voucher"] for row in await fetch(VOUCHERS_OF, *zip(*self.partners, strict=True))}
        return again


def rows_in(rows: Sequence[Mapping[str, Any]], span: DaySpan | None) -> list[Mapping[str, Any]]:
    """Return the visits that began on the days of a stretch."""
    if span is None:
        return list(rows)
    first, after = start_of(span.first_day), start_of(span.last_day + ONE_DAY)
    return [row for row in rows if first <= row["started_at"] < after]


def is_as_it_was(row: Mapping[str, Any], day: date, verdict: Verdict) -> bool:
    """Tell whether a visit has this verdict already."""
    return (
        row["settled_record"] is None
        and row["judged_record"] == row["record"]
        and row["verdict"] == verdict.outcome
        and row["rules"] == list(verdict.rules)
        and (row["price_cents"], row["organiser_cents"], row["own_liability_cents"])
        == (verdict.sums.price_cents, verdict.sums.organiser_cents, verdict.sums.own_liability_cents)
        and (row["day"], row["judged_minutes"]) == (day, row["minutes"])
        and row["rule_table"] == rule_table().version
        and msgspec.json.decode(row["inputs"]) == verdict.inputs
    )


def written_verdict(row: Mapping[str, Any], voucher: JudgedVoucher, day: date, verdict: Verdict) -> WrittenVerdict:
    """Return a verdict as it is written."""
    return WrittenVerdict(
        visit=row["id"],
        record=row["record"],
        voucher=row["voucher"],
        client=voucher.row["client"],
        organiser=voucher.row["organiser"],
        provider=row["provider"],
        worker=row["worker"],
        service=voucher.row["service"],
        kind=voucher.row["kind"],
        day=day,
        minutes=row["minutes"],
        price_cents=verdict.sums.price_cents,
        organiser_cents=verdict.sums.organiser_cents,
        own_liability_cents=verdict.sums.own_liability_cents,
        verdict=verdict.outcome,
        rules=verdict.rules,
        inputs=verdict.inputs,
        rule_table=rule_table().version,
    )


# Who has settled a visit meanwhile lets its verdict not be written any more: judged anew, it is passed over.
TRIES = 5


async def judge_all(*, gently: bool = False) -> None:
    """Judge everything that something has come for."""
    tries = 0
    while True:
        try:
            if not await judge_next(gently=gently):
                return
            tries = 0
        except asyncpg.SerializationError:
            tries += 1
            if tries == TRIES:
                raise


async def keep_judging() -> None:
    """Judge again and again; of several processes one does it at a time."""
    rest = JUDGE_SECONDS
    while True:
        await asyncio.sleep(rest)
        begun = monotonic()
        try:
            await judge_all(gently=True)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The next round does what this one has not.
            log.exception("visits could not be judged")
        rest = max(JUDGE_SECONDS, min(REST * (monotonic() - begun), LONGEST_REST_SECONDS))


class Judging:
    """The task that judges visits, for as long as the application runs."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Judge from now on."""
        self.task = asyncio.create_task(keep_judging())

    async def stop(self) -> None:
        """Judge no more."""
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
