"""What the visits of vouchers are judged on, read for many vouchers at once: their rules, and visits in a stretch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.catalogue.in_force import part_of
from backend.catalogue.rules import in_force_on
from backend.catalogue.terms import Part, ServiceTerms, as_held
from backend.database import fetch
from backend.days import ONE_DAY, DaySpan, local_day, month_around, start_of, week_around
from backend.problems import OutsideVoucherPeriod, PhoneClockDiffers, ProviderNotApproved, VoucherEnded, VoucherPaused
from backend.providers.deviations import Deviation, effects_held
from backend.providers.realised_price import BandPrice, MoneyTerms, PersonalValue, RatesKnown, ValueInForce
from backend.reckoning.own_liability import Totals
from backend.verdicts.terms import (
    Before,
    DaysPaused,
    JudgedGrant,
    JudgedVisit,
    JudgingTerms,
    Settled,
    Standing,
    VoucherRules,
    judging_terms,
)
from backend.vouchers.course import course
from backend.vouchers.detail import read_act
from backend.vouchers.rules import GrantTerms

Row = Mapping[str, Any]
# Judged anew by rules of their own, however they stood when the visit came.
JUDGED_ANEW = {
    problem.slug()
    for problem in (OutsideVoucherPeriod, VoucherEnded, VoucherPaused, ProviderNotApproved, PhoneClockDiffers)
}
VOUCHERS = """
select v.id, v.client, v.organiser, v.service, v.kind, v.provider, v.first_day, v.last_day, v.ended_on, v.pauses,
    v.quantity, v.quantity_unit, v.period, v.value_cents, v.tasks
from voucher v where v.id = any($1)
"""
ACTS = """
select voucher, act, from_day, to_day, value_cents, reason, decision from voucher_act
where voucher = any($1) order by voucher, sequence
"""
# One row for each organiser's service and kind; what belongs to it as JSON, which costs a fifth of rows.
BOOKS = """
select asked.*, s.unit, array(select t.slug from service_task t where t.service = s.id) as tasks, (
    select coalesce(json_agg(p), '[]') from (
        select p.provider, p.band, p.price_cents as cents, p.first_day as "firstDay", p.last_day as "lastDay"
        from provider_price p
        where p.organiser = asked.organiser and p.service = asked.service and p.kind = asked.kind
    ) p
) as prices, (
    select coalesce(json_agg(a), '[]') from (
        select a.provider, a.first_day, a.last_day from approved_provider a
        where a.organiser = asked.organiser and a.service = asked.service and a.kind = asked.kind
    ) a
) as approvals
from unnest($1::uuid[], $2::uuid[], $3::text[]) as asked(organiser, service, kind)
join service s on s.id = asked.service
"""
PARTS = """
select organiser, id, service, first_day, last_day, source, terms from rulebook_part
where organiser = any($1) and withdrawn_at is null
"""


class RecordedTask(msgspec.Struct, frozen=True):
    """A task of a visit, as far as it matters here."""

    slug: str
    done: bool


class Days(msgspec.Struct, frozen=True):
    """Days from a first to a last; of a provider's approval, or of a pause."""

    first_day: date
    last_day: date | None
    provider: UUID | None = None


TASKS = msgspec.json.Decoder(list[RecordedTask])
PAUSES = msgspec.json.Decoder(list[Days])
PRICES = msgspec.json.Decoder(list[BandPrice])


@dataclass(frozen=True)
class Book:
    """What holds for all vouchers or orders of an organiser's service."""

    unit: Any
    tasks: frozenset[str]
    terms: tuple[JudgingTerms, ...]
    values: tuple[ValueInForce, ...]
    effects: Any
    prices: dict[UUID | None, list[BandPrice]]
    approvals: dict[UUID | None, list[Days]]
    # Found for one voucher, and the same for the next.
    rates: RatesKnown = field(default_factory=dict)


@dataclass(frozen=True)
class JudgedVoucher:
    """A voucher, all that its visits are judged by, and how far a visit of it bears on others."""

    row: Row
    book: Book
    personal: tuple[PersonalValue, ...]
    bounds: JudgedGrant
    grant: GrantTerms
    reach: Literal["week", "month", "all"]

    def rules_for(self, providers: Iterable[UUID | None]) -> VoucherRules:
        """Return what visits by these providers are judged by."""
        is_order = self.row["kind"] == "order"
        money = MoneyTerms(
            kind=self.row["kind"],
            unit=self.book.unit,
            values=self.book.values,
            prices=tuple(price for provider in providers if provider for price in self.book.prices.get(provider, ())),
            personal=() if is_order else self.personal,
            agreed_cents=self.row["value_cents"] if is_order else None,
            effects=self.book.effects,
        )
        return VoucherRules(self.bounds, self.grant, money)

    def may_serve(self, provider: UUID, day: date) -> bool:
        """Tell whether a provider was approved on a day, and is the one that is named, if any."""
        named = self.row["provider"]
        return named in (None, provider) and in_force_on(day, self.book.approvals.get(provider, ())) is not None

    @property
    def adds_up(self) -> bool:
        """Tell whether each visit costs and takes what it does by itself, so that what is taken before is a sum."""
        return (
            self.reach != "all"
            and self.grant.unit in ("minute", "visit", "cent")
            and self.book.unit not in ("day", "week", "month")
            and all(value.covered_quantity is None for value in self.book.values)
            and not any(terms.two_workers_task for terms in self.book.terms)
        )

    def around(self, day: date) -> DaySpan | None:
        """Return the days whose visits are judged together with those of a day; None: all."""
        if self.reach == "all":
            return None
        return month_around(day) if self.reach == "month" else week_around(day)


async def vouchers_judged(ids: Sequence[UUID]) -> list[JudgedVoucher]:
    """Return vouchers with all that their visits are judged by."""
    rows = await fetch(VOUCHERS, ids)
    acts: dict[UUID, list[Row]] = {}
    for act in await fetch(ACTS, ids):
        acts.setdefault(act["voucher"], []).append(act)
    books = await read_books(rows)
    return [judged_voucher(row, books[key_of(row)], acts.get(row["id"], [])) for row in rows]


def key_of(row: Row) -> tuple[UUID, UUID, str]:
    """Return what has a book of its own."""
    return row["organiser"], row["service"], row["kind"]


async def read_books(vouchers: Sequence[Row]) -> dict[tuple[UUID, UUID, str], Book]:
    """Return what holds for all vouchers or orders of each organiser's services."""
    keys = list({key_of(row) for row in vouchers})
    parts: dict[UUID, list[Part]] = {}
    for row in await fetch(PARTS, list({organiser for organiser, _, _ in keys})):
        parts.setdefault(row["organiser"], []).append(part_of(row))
    asked = ([key[place] for key in keys] for place in range(3))
    return {key_of(row): book_of(row, parts.get(row["organiser"], [])) for row in await fetch(BOOKS, *asked)}


def book_of(row: Row, parts: Sequence[Part]) -> Book:
    """Return what holds for all vouchers or orders of an organiser's service, by the parts of its rulebook."""
    service = row["service"]
    held = as_held([part for part in parts if part.service in (service, None)])
    prices: dict[UUID | None, list[BandPrice]] = {}
    for price in PRICES.decode(row["prices"]):
        prices.setdefault(price.provider, []).append(price)
    approvals: dict[UUID | None, list[Days]] = {}
    for days in PAUSES.decode(row["approvals"]):
        approvals.setdefault(days.provider, []).append(days)
    return Book(
        row["unit"],
        frozenset(row["tasks"]),
        judging_terms(held, service),
        tuple(value_in_force(part, part.terms) for part in held if isinstance(part.terms, ServiceTerms)),
        effects_held(held, service),
        prices,
        approvals,
    )


def value_in_force(part: Part, terms: ServiceTerms) -> ValueInForce:
    """Return what a part says of who pays."""
    return ValueInForce(part.first_day, part.last_day, terms.value, terms.is_free, terms.covered_quantity)


def pauses_of(kept: str) -> tuple[DaysPaused, ...]:
    """Return a voucher's pauses as its row keeps them."""
    return tuple(DaysPaused(pause.first_day, pause.last_day) for pause in PAUSES.decode(kept))


def judged_voucher(row: Row, book: Book, acts: Sequence[Row]) -> JudgedVoucher:
    """Return a voucher with what its visits are judged by."""
    found = course(row["first_day"], row["last_day"], row["value_cents"], [read_act(act) for act in acts])
    grant = GrantTerms(row["quantity"], row["quantity_unit"], row["period"], row["first_day"], row["last_day"])
    bounds = JudgedGrant(
        first_day=row["first_day"],
        last_day=row["last_day"],
        ended_on=row["ended_on"],
        pauses=pauses_of(row["pauses"]),
        tasks=tuple(row["tasks"]),
        terms=book.terms,
    )
    personal = tuple(PersonalValue(value.from_day, value.value_cents) for value in found.values)
    return JudgedVoucher(row, book, personal, bounds, grant, reach_of(grant, book))


def reach_of(grant: GrantTerms, book: Book) -> Literal["week", "month", "all"]:
    """Return within what the visits of a voucher bear on each other: by its grant, by what is billed once."""
    covered = any(value.covered_quantity is not None for value in book.values)
    by_month = grant.period == "month" or "month" in (book.unit, grant.unit) or covered
    by_week = grant.period == "week" or "week" in (book.unit, grant.unit)
    over_all = grant.period == "total" or any(terms.tolerance_over == "voucher" for terms in book.terms)
    if over_all or (by_month and by_week):
        return "all"
    return "month" if by_month else "week"


# A worker of several employers is at one place at a time too, but what she does elsewhere is no other organiser's.
AT_ONCE = """
o.worker = x.worker and o.organiser = x.organiser and o.id <> x.id and o.state = 'recorded'
    and o.started_at < x.ended_at and o.started_at > x.started_at - interval '24 hours' and o.ended_at > x.started_at
"""
# At a couple's one worker has two visits at the same time, as they were planned together.
TOGETHER = """
exists (select from planned_visit p join planned_visit q on q.together = p.together
    where p.visit = x.id and q.visit = o.id)
"""
# What a client disputes is the record that she saw; an answer that lets it stand does not make it undisputed.
DISPUTED = """
exists (select from dispute d where d.visit = x.id
    and (d.state = 'open' or d.state = 'answered' and d.received_at >= x.received_at))
"""
VISITS = f"""
select x.id, x.voucher, x.record, x.provider, x.worker, x.state = 'withdrawn' as is_withdrawn, x.started_at, x.ended_at,
    x.minutes, x.time_quality, x.to_review, x.deviation, x.booked_minutes, x.tasks,
    least(coalesce(r.done_at, x.received_at), x.received_at) as recorded_at, {DISPUTED} as is_disputed,
    array(select o.id from visit o where {AT_ONCE} and not {TOGETHER} order by o.id) as overlaps,
    decided.outcome as decided, l.record as settled_record, l.minutes as settled_minutes,
    l.price_cents as settled_price, l.organiser_cents as settled_organiser, l.own_liability_cents as settled_own,
    j.record as judged_record, j.verdict, j.rules, j.inputs, j.rule_table, j.day, j.minutes as judged_minutes,
    j.price_cents, j.organiser_cents, j.own_liability_cents
from {{visits}} x
left join visit_record r on r.id = x.record and r.version = 1
left join visit_verdict j on j.visit = x.id
left join review_decision decided on decided.id = j.decision and decided.record = x.record
left join lateral (select * from settlement_line where visit = x.id and credit is null offset 0) l on true
"""  # noqa: S608 - written here
STRETCHES = """
unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) as asked(voucher, client, first, after)
cross join lateral (
    select * from visit v where v.client = asked.client and v.voucher = asked.voucher
        and v.started_at >= asked.first and v.started_at < asked.after
    offset 0
)
"""
VISITS_IN = VISITS.format(visits=STRETCHES)
VISITS_NAMED = VISITS.format(visits="(select * from visit where id = any($1) offset 0)")
EVER = (datetime.fromisoformat("1970-01-01T00:00:00Z"), datetime.fromisoformat("2100-01-01T00:00:00Z"))


async def visits_of(asked: Sequence[tuple[JudgedVoucher, DaySpan | None]]) -> dict[UUID, list[Row]]:
    """Return the visits of vouchers in stretches of days, each once, withdrawn ones too."""
    bounds = [
        EVER if span is None else (start_of(span.first_day), start_of(span.last_day + ONE_DAY)) for _, span in asked
    ]
    if not asked:
        return {}
    rows = await fetch(
        VISITS_IN,
        [voucher.row["id"] for voucher, _ in asked],
        [voucher.row["client"] for voucher, _ in asked],
        [first for first, _ in bounds],
        [after for _, after in bounds],
    )
    return by_voucher(rows)


async def visits_named(ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """Return visits by their ids."""
    return by_voucher(await fetch(VISITS_NAMED, ids) if ids else [])


def by_voucher(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    """Return rows by their voucher."""
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["voucher"], []).append(row)
    return found


# What nobody need look at and takes its whole length of the grant; where all are so, what they have taken is their sum.
PLAIN = """
j.verdict = 'accepted' and j.decision is null and j.rules <@ array['within-grant', 'within-tolerance', 'below-minimum']
"""
BEFORE = f"""
select asked.voucher, sums.*, (
    select max(x.started_at) from visit_verdict k join visit x on x.id = k.visit
    where k.voucher = asked.voucher and k.day = sums.last_day
) as latest
from unnest($1::uuid[], $2::date[], $3::date[]) as asked(voucher, first_day, last_day) cross join lateral (
    select coalesce(sum(j.minutes), 0)::integer as minutes, count(*)::integer as visits,
        coalesce(sum(j.organiser_cents), 0)::integer as cents, coalesce(bool_and({PLAIN}), true) as is_plain,
        max(j.day) as last_day
    from visit_verdict j where j.voucher = asked.voucher and j.day between asked.first_day and asked.last_day
) sums
"""  # noqa: S608 - written here


async def taken_before(asked: Sequence[tuple[UUID, DaySpan]]) -> dict[UUID, tuple[Before, datetime | None]]:
    """Return what was taken of stretches in which every visit so far is plain, and when the latest of them began."""
    rows = await fetch(
        BEFORE,
        [voucher for voucher, _ in asked],
        [span.first_day for _, span in asked],
        [span.last_day for _, span in asked],
    )
    return {
        row["voucher"]: (Before(row["minutes"], row["visits"], row["cents"]), row["latest"])
        for row in rows
        if row["is_plain"]
    }


def standing_of(row: Row, voucher: JudgedVoucher, beside: Sequence[Row]) -> Standing:
    """Return a visit as it is judged, among those of its voucher that began near it."""
    day = local_day(row["started_at"])
    code = row["deviation"]
    facts = JudgedVisit(
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        minutes=row["minutes"],
        recorded_at=row["recorded_at"],
        time_quality=row["time_quality"],
        deviation=Deviation(code, row["booked_minutes"]) if code else None,
        provider_may_serve=voucher.may_serve(row["provider"], day),
        other_tasks=other_tasks(row["tasks"], voucher.book.tasks),
        overlaps=tuple(row["overlaps"]),
        beside=tuple(sorted(other["id"] for other in beside)),
        disputed=row["is_disputed"],
        noticed=tuple(slug for slug in row["to_review"] if slug not in JUDGED_ANEW),
    )
    settled = None
    if row["settled_record"] is not None:
        sums = Totals(row["settled_price"], row["settled_organiser"], row["settled_own"])
        settled = Settled(row["settled_record"], row["settled_minutes"], sums)
    return Standing(
        id=row["id"],
        record=row["record"],
        facts=facts,
        provider=row["provider"],
        is_withdrawn=row["is_withdrawn"],
        settled=settled,
        decided=row["decided"],
    )


def other_tasks(tasks: str, of_service: frozenset[str]) -> tuple[str, ...]:
    """Return what was done and is no task of the service; a service that has none may be anything."""
    if not of_service:
        return ()
    return tuple(sorted({task.slug for task in TASKS.decode(tasks) if task.done and task.slug not in of_service}))


def beside_each(rows: Sequence[Row]) -> dict[UUID, list[Row]]:
    """Return for each visit of a voucher the other workers' visits that went on at the same time."""
    found: dict[UUID, list[Row]] = {}
    going_on: list[Row] = []
    for row in sorted(rows, key=lambda row: row["started_at"]):
        if row["is_withdrawn"]:
            continue
        going_on = [other for other in going_on if other["ended_at"] > row["started_at"]]
        for other in going_on:
            if other["worker"] != row["worker"]:
                found.setdefault(row["id"], []).append(other)
                found.setdefault(other["id"], []).append(row)
        going_on.append(row)
    return found
