"""A worker corrects or withdraws her own visit: a new record beside the old one; what holds is folded from both."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from backend import at_rest
from backend.database import fetch, transaction
from backend.days import local_day
from backend.notices.live import CHANNEL, Changed, announcement
from backend.problems import (
    ContentDiffers,
    NumberUsedTwice,
    PhoneClockDiffers,
    Problem,
    VersionsDiffer,
    VisitNotReceived,
    VisitOfAnother,
)
from backend.providers.deviations import Deviation
from backend.visits import rules
from backend.visits.mutations import (
    VOUCHER_FACTS,
    PhoneClock,
    Sent,
    Told,
    ToldDeviation,
    VoucherFacts,
    grade,
    reasons_in,
)
from backend.visits.words import KeptWords, RecordedTask, kept_words
from backend.vouchers.rules import reasons_to_review
from backend.wire import Instant, Words, hold_to_our_times


class CorrectVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What `correct_visit` says: the whole visit anew, in place of the record that was seen."""

    visit: UUID
    # The record that stood when she corrected it.
    seen: UUID
    started_at: Instant
    ended_at: Instant
    elapsed_seconds: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | None
    tasks: Annotated[list[RecordedTask], msgspec.Meta(max_length=60)]
    note: Annotated[Words, msgspec.Meta(max_length=2000)]
    # The clock of the phone that corrected.
    clock: PhoneClock | None = None
    # Absent: as it was, for apps of before know of none; null: the visit went as booked.
    deviation: ToldDeviation | msgspec.UnsetType | None = msgspec.UNSET

    def __post_init__(self) -> None:
        """Hold the times to the calendar."""
        hold_to_our_times(self.started_at, self.ended_at)


class WithdrawVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What `withdraw_visit` says: the visit did not happen, or not so."""

    visit: UUID
    seen: UUID
    reason: Annotated[Words, msgspec.Meta(max_length=500)]


Change = CorrectVisit | WithdrawVisit


class Changer(msgspec.Struct, frozen=True):
    """Who changes a visit, from which phone, and by which clocks."""

    worker: UUID
    device: UUID | None
    told: Told
    # The provider whose own system it is; others' visits do not exist for it.
    within: UUID | None = None
    # Of her session, if it came in one: for the trail, which says of the visit's own employer that it was changed.
    sign_in: UUID | None = None

    def may_know(self, visit: "VisitFacts") -> bool:
        """Tell whether a visit is there for the one who changes."""
        return self.within in (None, visit.provider)


class NewShape(msgspec.Struct, frozen=True):
    """What a visit becomes; what is None stays."""

    to_review: list[str]
    record: UUID | None = None
    state: Literal["recorded", "withdrawn"] | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    minutes: int | None = None
    words: KeptWords | None = None
    time_quality: rules.TimeQuality | None = None
    deviation: Deviation | msgspec.UnsetType | None = msgspec.UNSET


class Stored(msgspec.Struct, frozen=True):
    """What became of a change: its change number, and what a person will look at."""

    sequence: int
    to_review: list[str]
    # When it had been stored before: by another request, with the same content.
    received_at: datetime | None = None


class VisitFacts(msgspec.Struct, frozen=True):
    """What a change needs to know of its visit."""

    id: UUID
    worker: UUID
    provider: UUID
    client: UUID
    organiser: UUID
    record: UUID
    state: Literal["recorded", "withdrawn"]
    to_review: list[str]
    deviation: str | None
    number: str


# Held to the end of the transaction, so that of two changes at once the second one sees the first.
VISIT = """
select x.id, x.worker, x.provider, x.client, x.organiser, x.record, x.state, x.to_review,
    x.deviation, v.number
from visit x join voucher v on v.id = x.voucher
where x.id = $1 and exists (select from visit_record r where r.id = $2 and r.visit = x.id) for update of x
"""


async def find_visit(visit: UUID, seen: UUID) -> VisitFacts | None:
    """Return a visit, locked; None when it has not come, or the record that is said to have been seen has not."""
    rows = await fetch(VISIT, visit, seen)
    return msgspec.convert(dict(rows[0]), VisitFacts) if rows else None


async def contents_of(record: UUID) -> dict[bytes, Stored]:
    """Return every content that is stored under an id, by its hash; asked under the visit's lock."""
    rows = await fetch("select sha256, sequence, to_review, received_at from visit_record where id = $1", record)
    return {row["sha256"]: Stored(row["sequence"], row["to_review"], row["received_at"]) for row in rows}


def refuse_change(change: Change, worker: UUID, visit: VisitFacts | None, told: Told) -> Problem | None:
    """Return why a change cannot be kept; `VisitNotReceived` means that it must wait."""
    if visit is None:
        return VisitNotReceived()
    if visit.worker != worker:
        return VisitOfAnother()
    if isinstance(change, WithdrawVisit):
        return None
    recorded = rules.RecordedVisit(visit.number, None, change.started_at, change.ended_at)
    return rules.refuse_recording(recorded, told.done_at, rules.RECORDING_TERMS)


async def reasons_for(change: CorrectVisit, visit: VisitFacts, quality: rules.TimeQuality, told: Told) -> list[str]:
    """Return what a person must look at in a corrected visit, by the voucher as it stands now."""
    statement = VOUCHER_FACTS.format(numbers="$1", provider="$2")
    (row,) = await fetch(f"select to_json(facts) as facts from ({statement}) facts", [visit.number], visit.provider)  # noqa: S608 - written in our own code
    voucher = msgspec.json.decode(row["facts"], type=VoucherFacts)
    day: date = local_day(change.started_at)
    reasons = reasons_to_review(day, voucher.terms_on(day))
    if quality == "differs":
        reasons.append(PhoneClockDiffers)
    kept = Deviation(visit.deviation) if visit.deviation else None
    deviation = kept if change.deviation is msgspec.UNSET else change.deviation
    reasons += [*told.reasons(), *reasons_in(deviation)]
    return [reason.slug() for reason in reasons]


async def change_visit(sent: Sent, change: Change, changer: Changer) -> Stored | Problem:
    """Keep a correction or a withdrawal; the visit becomes what its records come to."""
    async with transaction():
        visit = await find_visit(change.visit, change.seen)
        if visit is not None and not changer.may_know(visit):
            return VisitNotReceived()
        contents = await contents_of(sent.id)
        if sent.sha256 in contents:
            return contents[sent.sha256]
        if contents:
            # Stored a moment ago, by the same push or by another: the first content is the one that may hold.
            return await keep_rival(sent, changer)
        problem = refuse_change(change, changer.worker, visit, changer.told)
        if problem is not None or visit is None:
            return problem or VisitNotReceived()
        act: rules.Act = "withdrawn" if isinstance(change, WithdrawVisit) else "corrected"
        before = rules.Standing(visit.record, visit.state, VersionsDiffer.slug() in visit.to_review)
        after = rules.stands_after(before, rules.Version(sent.id, act, change.seen))
        if after.record != sent.id:
            return await store(sent, act, visit, changer, NewShape(with_reason(visit.to_review)))
        shape = NewShape([], record=sent.id, state="withdrawn")
        if isinstance(change, CorrectVisit):
            quality = grade(change.started_at, change.ended_at, change.elapsed_seconds, change.clock, changer.told)
            shape = as_corrected(sent.id, change, await reasons_for(change, visit, quality, changer.told), quality)
        if after.versions_differ:
            shape = msgspec.structs.replace(shape, to_review=with_reason(shape.to_review))
        return await store(sent, act, visit, changer, shape)


async def keep_rival(sent: Sent, changer: Changer) -> Stored | Problem:
    """Keep other content that came under a known id as a version beside it, for a person to choose from."""
    async with transaction():
        (known,) = await fetch("select visit, act from visit_record where id = $1 and version = 1", sent.id)
        visit = await find_visit(known["visit"], sent.id)
        if visit is not None and not changer.may_know(visit):
            return ContentDiffers()
        contents = await contents_of(sent.id)
        if sent.sha256 in contents:
            return contents[sent.sha256]
        if visit is None or visit.worker != changer.worker:
            return ContentDiffers()
        return await store(sent, known["act"], visit, changer, NewShape(with_reason(visit.to_review)))


# What is null of the new shape stays as it was. The version is counted under the visit's lock.
STORE_CHANGE = """
with counter as (
    update change_counter set last = last + 1 where organiser = $1 returning last
), recorded as (
    insert into visit_record (id, version, visit, act, worker, device, number, content_sealed, sha256, sequence,
        to_review, done_at, received_at)
    select $2, 1 + (select count(*) from visit_record where id = $2), $3, $4, $5, $6, $7, $8, $9, counter.last, $10,
        $11, $12
    from counter
    on conflict do nothing
    returning sequence
), changed as (
    update visit set change_number = recorded.sequence, to_review = $10, record = coalesce($13, record),
        state = coalesce($14, state), started_at = coalesce($15, started_at), ended_at = coalesce($16, ended_at),
        minutes = coalesce($17, minutes), tasks = coalesce($18::jsonb, tasks),
        words_sealed = case when $18::jsonb is null then words_sealed else $19 end,
        time_quality = coalesce($23, time_quality),
        deviation = case when $26 then $27 else deviation end,
        booked_minutes = case when $26 then $28 else booked_minutes end,
        received_at = case when $13::uuid is null then received_at else $12 end
    from recorded where visit.id = $3
), seen as (
    insert into trail_entry (at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
    select $12, $1, $20, $5, 'worker', $4, $3, $24, 'care', $25 from recorded
)
select sequence from recorded where (select count(pg_notify($21, $22))) >= 0
"""


async def store(
    sent: Sent, act: rules.Act, visit: VisitFacts, changer: Changer, shape: NewShape
) -> Stored | NumberUsedTwice:
    """Append the record, and give the visit its new shape."""
    changed = announcement(Changed(visit.organiser, visit.provider, frozenset({visit.client})))
    rows = await fetch(
        STORE_CHANGE,
        *(visit.organiser, sent.id, visit.id, act, changer.worker, changer.device, sent.number),
        *(
            sent.sealed(at_rest.RECORD),
            sent.sha256,
            shape.to_review,
            sent.done_at or changer.told.sent_at,
            changer.told.now,
        ),
        *(shape.record, shape.state, shape.started_at, shape.ended_at, shape.minutes),
        *(shape.words and shape.words.tasks, shape.words and shape.words.sealed),
        *(visit.client, CHANNEL, changed, shape.time_quality, visit.provider, changer.sign_in),
        *deviation_told(shape.deviation),
    )
    return Stored(rows[0]["sequence"], shape.to_review) if rows else NumberUsedTwice()


def as_corrected(record: UUID, change: CorrectVisit, to_review: list[str], time_quality: rules.TimeQuality) -> NewShape:
    """Return what a correction makes of its visit."""
    return NewShape(
        to_review,
        record=record,
        state="recorded",
        started_at=change.started_at,
        ended_at=change.ended_at,
        minutes=rules.minutes_of(change.started_at, change.ended_at),
        words=kept_words(change.visit, change.note, change.tasks),
        time_quality=time_quality,
        deviation=change.deviation,
    )


def deviation_told(deviation: Deviation | msgspec.UnsetType | None) -> tuple[bool, str | None, int | None]:
    """Return whether a change says anything of it, and what."""
    if deviation is msgspec.UNSET:
        return False, None, None
    return True, *((deviation.code, deviation.booked_minutes) if deviation else (None, None))


def with_reason(reasons: list[str]) -> list[str]:
    """Return reasons with that of versions that differ among them, once."""
    return sorted({*reasons, VersionsDiffer.slug()})
