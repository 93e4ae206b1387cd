"""Judges visits beside the requests: what phones have sent since, and what something else has made due.

Never in a phone's push. It follows the organiser's change numbers, which come in the order of commits, so that no visit
is stepped over; each voucher that something came for is judged once a round, however much came (docs/verdicts.md).
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from backend import clock
from backend.database import fetch, transaction
from backend.days import DaySpan, local_day
from backend.verdicts.loading import (
    AT_ONCE,
    JudgedVoucher,
    beside_each,
    standing_of,
    visits_of,
    vouchers_judged,
)
from backend.verdicts.rule_table import rule_table
from backend.verdicts.rules import Verdict, judged

# Visits, and vouchers that are due for another cause, that are taken in one go.
MOST_TOGETHER = 200
MOST_DUE = 50
JUDGE_SECONDS = 5.0

log = logging.getLogger("kotiseteli")

# Whoever holds it judges. The others have nothing to do, but one that must know that all is judged waits.
ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(5683114211) as is_mine"
WAIT_MY_TURN = "select pg_advisory_xact_lock(5683114211)"
BEHIND = """
select c.organiser, coalesce(f.reached, 0) as reached, c.last
from change_counter c left join verdict_fold f using (organiser)
where c.last > coalesce(f.reached, 0) order by c.organiser limit 1
"""
# A visit stands under its latest number, so what was changed comes again.
CHANGED = """
select id, voucher, started_at, change_number from visit
where organiser = $1 and change_number > $2 and change_number <= $3 order by change_number limit $4
"""
# With a visit change those that went on at the same time, now or as it was before; and where it was before, its period.
ALSO_TOUCHED = f"""
select o.voucher, o.started_at from visit x join visit o on {AT_ONCE} where x.id = any($1)
union all
select o.voucher, o.started_at from visit_verdict j cross join lateral jsonb_array_elements_text(
    coalesce(j.inputs -> 'overlaps', '[]')
) as before(id) join visit o on o.id = before.id::uuid where j.visit = any($1)
union all
select j.voucher, j.day + interval '12 hours' from visit_verdict j where j.visit = any($1)
"""  # noqa: S608 - written here
REACHED = """
insert into verdict_fold (organiser, reached) values ($1, $2)
on conflict (organiser) do update set reached = excluded.reached
"""
# Held to the end, so that what makes one due again meanwhile writes it again.
DUE = "select voucher from verdict_due order by since, voucher limit $1 for update"
DONE = "delete from verdict_due where voucher = any($1)"
DUE_AGAIN = """
insert into verdict_due select unnest($1::uuid[]), $2
on conflict (voucher) do update set since = excluded.since
"""


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

# By voucher the days to judge around; None: all of its visits.
Touched = dict[UUID, set[date] | None]


async def judge_next(*, wait: bool = False) -> bool:
    """Judge the next vouchers that something has come for; tell whether there may be more."""
    async with transaction():
        if wait:
            await fetch(WAIT_MY_TURN)
        elif not (await fetch(ONE_AT_A_TIME))[0]["is_mine"]:
            return False
        changed = await changed_next()
        due = [row["voucher"] for row in await fetch(DUE, MOST_DUE)]
        touched = (changed or {}) | dict.fromkeys(due)
        if touched:
            again = await judge_vouchers(touched)
            await fetch(DONE, due)
            if again:
                await fetch(DUE_AGAIN, again, clock.now())
        # Other organisers may be behind too, and more may be due.
        return changed is not None or bool(due)


async def changed_next() -> Touched | None:
    """Return what an organiser's next changed visits touch, which are then reached; None: all have been."""
    behind = await fetch(BEHIND)
    if not behind:
        return None
    organiser, reached, last = behind[0].values()
    changed = await fetch(CHANGED, organiser, reached, last, MOST_TOGETHER)
    also = await fetch(ALSO_TOUCHED, [row["id"] for row in changed]) if changed else []
    touched: Touched = {}
    for row in [*changed, *also]:
        days = touched.setdefault(row["voucher"], set())
        if days is not None:
            days.add(local_day(row["started_at"]))
    is_full = len(changed) == MOST_TOGETHER
    await fetch(REACHED, organiser, changed[-1]["change_number"] if is_full else last)
    return touched


async def judge_vouchers(touched: Mapping[UUID, set[date] | None]) -> list[UUID]:
    """Judge the visits of vouchers around some days; return those that must be judged again.

    A decision that was about other reasons than there are now no longer holds once they are written, and what it had
    taken of the grant is free again.
    """
    asked: list[tuple[JudgedVoucher, DaySpan | None]] = []
    for voucher in await vouchers_judged(list(touched)):
        days = touched[voucher.row["id"]]
        spans = {None} if days is None else {voucher.around(day) for day in days}
        asked += [(voucher, span) for span in ({None} if None in spans else spans)]
    rows = await visits_of(asked)
    written: list[WrittenVerdict] = []
    late: list[WrittenVerdict] = []
    decided: dict[UUID, UUID] = {}
    for voucher, span in asked:
        among = rows_in(rows.get(voucher.row["id"], ()), span)
        for row, verdict in verdicts_in(voucher, among):
            if is_as_it_was(row, verdict):
                continue
            one = written_verdict(row, voucher, verdict)
            (written if row["settled_record"] is None else late).append(one)
            if row["decided"] is not None:
                decided[row["id"]] = row["voucher"]
        # Requests go before.
        await asyncio.sleep(0)
    return await write(written, late, decided)


async def write(
    written: Sequence[WrittenVerdict], late: Sequence[WrittenVerdict], decided: Mapping[UUID, UUID]
) -> list[UUID]:
    """Write verdicts; return the vouchers of visits whose decision no longer holds."""
    now = clock.now()
    if late:
        await fetch(WRITE_LATE, msgspec.json.encode(late).decode(), now)
    if not written:
        return []
    stored = await fetch(WRITE_VERDICTS, msgspec.json.encode(written).decode(), now)
    return list({decided[row["visit"]] for row in stored if row["visit"] in decided and row["decision"] is None})


def rows_in(rows: Sequence[Mapping[str, Any]], span: DaySpan | None) -> list[Mapping[str, Any]]:
    """Return the visits that began on the days of a stretch."""
    if span is None:
        return list(rows)
    return [row for row in rows if span.first_day <= local_day(row["started_at"]) <= span.last_day]


def verdicts_in(
    voucher: JudgedVoucher, rows: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[Mapping[str, Any], Verdict]]:
    """Judge the visits of one voucher and one stretch."""
    beside = beside_each(rows) if any(terms.two_workers_task for terms in voucher.book.terms) else {}
    standing = [standing_of(row, voucher, beside.get(row["id"], ())) for row in rows]
    found = judged(standing, voucher.rules_for({row["provider"] for row in rows}), rule_table())
    return [(row, found[row["id"]]) for row in rows if row["id"] in found]


def is_as_it_was(row: Mapping[str, Any], verdict: Verdict) -> bool:
    """Tell whether a visit has this verdict already."""
    return (
        row["settled_record"] is None
        and row["judged_record"] == row["record"]
        and row["verdict"] == verdict.outcome
        and row["rules"] == list(verdict.rules)
        and (row["price_cents"], row["organiser_cents"], row["own_liability_cents"])
        == (verdict.sums.price_cents, verdict.sums.organiser_cents, verdict.sums.own_liability_cents)
        and (row["day"], row["judged_minutes"]) == (local_day(row["started_at"]), row["minutes"])
        and row["rule_table"] == rule_table().version
        and msgspec.json.decode(row["inputs"]) == verdict.inputs
    )


def written_verdict(row: Mapping[str, Any], voucher: JudgedVoucher, verdict: Verdict) -> WrittenVerdict:
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
        day=local_day(row["started_at"]),
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


async def judge_all(*, wait: bool = True) -> None:
    """Judge everything that something has come for."""
    tries = 0
    while True:
        try:
            if not await judge_next(wait=wait):
                return
            tries = 0
        except asyncpg.SerializationError:
            tries += 1
            if tries == TRIES:
                raise


async def keep_judging() -> None:
    """Judge again and again; of several processes one does it at a time."""
    while True:
        await asyncio.sleep(JUDGE_SECONDS)
        try:
            await judge_all(wait=False)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The next round does what this one has not.
            log.exception("visits could not be judged")


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
