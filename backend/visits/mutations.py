"""A phone records visits: facts loaded once for a batch, pure rules, one statement that stores (decision 0006)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from backend import at_rest
from backend.access.problems import PhoneLost
from backend.database import fetch
from backend.days import local_day
from backend.notices.live import CHANNEL, Changed, announcement
from backend.presence.checking import ToldPresence
from backend.problems import PhoneClockDiffers, Problem, VoucherNotFound
from backend.providers.deviations import KNOWN, Deviation
from backend.visits import rules
from backend.visits.problems import DeviationUnknown, EmploymentEnded
from backend.visits.words import RecordedTask, Slug, kept_words
from backend.vouchers.code import SignedTerms
from backend.vouchers.rules import VoucherTerms, reasons_to_review
from backend.wire import Instant, Signed, Words, hold_to_our_times

# What a genuine code says; None for one that no known key has signed.
Verified = Callable[[str], SignedTerms | None]


class PhoneClock(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What a phone knew of its own clock at the tap; the record's times are already set right by it."""

    # The server's clock minus the phone's, as last heard.
    offset_seconds: Signed
    # How long ago that was, by a clock nobody can set where there is one.
    age_seconds: Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class ToldDeviation(Deviation, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What was otherwise than booked, as a phone says it."""

    # Of a later release it may be one that is not known here: it is kept, and a person looks at it.
    code: Slug
    booked_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] | None = None


class RecordVisit(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What `record_visit` says: one visit, finished."""

    voucher_number: Annotated[Words, msgspec.Meta(max_length=40)]
    # The signed code as scanned; null when the number was typed.
    code: Annotated[str, msgspec.Meta(max_length=400)] | None
    started_at: Instant
    ended_at: Instant
    # Seconds that passed in the visit by a clock nobody can set; null for one recorded afterwards.
    elapsed_seconds: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | None
    tasks: Annotated[list[RecordedTask], msgspec.Meta(max_length=60)]
    note: Annotated[Words, msgspec.Meta(max_length=2000)]
    # Null, or absent in records of before, when the phone had never heard the server's clock.
    clock: PhoneClock | None = None
    # Null, or absent, when the visit went as booked.
    deviation: ToldDeviation | None = None
    # What was read in the client's home; null, or absent, when nothing was.
    presence: ToldPresence | None = None

    def __post_init__(self) -> None:
        """Hold the times to the calendar."""
        hold_to_our_times(self.started_at, self.ended_at)


class Days(msgspec.Struct, frozen=True):
    """Days from a first to a last, both included; without a last until further notice."""

    first_day: date
    last_day: date | None

    def hold(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class VoucherFacts(msgspec.Struct, frozen=True):
    """What a push needs to know of one voucher; read as JSON, which costs a fifth of rows."""

    number: str
    id: UUID
    client: UUID
    organiser: UUID
    first_day: date
    last_day: date
    ended_on: date | None
    names_other_provider: bool
    # Of the provider for the voucher's service.
    approvals: list[Days]
    pauses: list[Days] = []

    def terms_on(self, day: date) -> VoucherTerms:
        """Return what the voucher says about a visit on a day."""
        approved = any(days.hold(day) for days in self.approvals)
        return VoucherTerms(
            self.first_day,
            self.last_day,
            self.ended_on,
            provider_may_serve=approved and not self.names_other_provider,
            is_paused=any(days.hold(day) for days in self.pauses),
        )


class Recording(msgspec.Struct, frozen=True):
    """A recording that will be stored as a visit."""

    visit: RecordVisit
    voucher: VoucherFacts
    to_review: list[str]
    time_quality: rules.TimeQuality


# The facts of every voucher with one of the numbers {numbers}, as {provider} may serve it.
VOUCHER_FACTS = """
select v.number, v.id, v.client, v.organiser, v.first_day, v.last_day, v.ended_on, v.pauses,
    v.provider is not null and v.provider is distinct from {provider} as names_other_provider,
    array(
        select jsonb_build_object('first_day', a.first_day, 'last_day', a.last_day) from approved_provider a
        where a.organiser = v.organiser and a.service = v.service and a.kind = v.kind and a.provider = {provider}
    ) as approvals
from voucher v where v.number = any({numbers})
"""


class Told(msgspec.Struct, frozen=True):
    """What is told beside a recording: three clocks, and whether she still worked for her provider."""

    done_at: datetime
    sent_at: datetime
    now: datetime
    # Whether she worked for her provider when it was done.
    is_employed: bool = True
    # Whether it was done after its phone had been told to be lost.
    is_lost: bool = False

    def reasons(self) -> list[type[Problem]]:
        """Return what of it a person must look at."""
        told = {EmploymentEnded: not self.is_employed, PhoneLost: self.is_lost}
        return [reason for reason, holds in told.items() if holds]


def grade(
    started_at: datetime, ended_at: datetime, elapsed_seconds: int | None, phone: PhoneClock | None, told: Told
) -> rules.TimeQuality:
    """Return how good a record's times are."""
    clocks = rules.Clocks(
        length_seconds=int((ended_at - started_at).total_seconds()),
        elapsed_seconds=elapsed_seconds,
        offset_age_seconds=phone.age_seconds if phone else None,
        differs_at_sending=rules.clock_differs(told.done_at, told.sent_at, told.now, rules.RECORDING_TERMS),
    )
    return rules.time_quality(clocks, rules.RECORDING_TERMS)


def decide_recording(
    visit: RecordVisit,
    voucher: VoucherFacts | None,
    verified: Verified,
    told: Told,
) -> Recording | Problem:
    """Return what will be stored, or why it is refused; pure, for facts already loaded."""
    holds = None
    if visit.code is not None:
        terms = verified(visit.code)
        holds = terms is not None and terms.number == visit.voucher_number
    recorded = rules.RecordedVisit(visit.voucher_number, holds, visit.started_at, visit.ended_at)
    if problem := rules.refuse_recording(recorded, told.done_at, rules.RECORDING_TERMS):
        return problem
    if voucher is None:
        return VoucherNotFound()
    day = local_day(visit.started_at)
    reasons = reasons_to_review(day, voucher.terms_on(day))
    quality = grade(visit.started_at, visit.ended_at, visit.elapsed_seconds, visit.clock, told)
    if quality == "differs":
        reasons.append(PhoneClockDiffers)
    reasons += [*told.reasons(), *reasons_in(visit.deviation)]
    return Recording(visit, voucher, [reason.slug() for reason in reasons], quality)


def reasons_in(deviation: Deviation | None) -> list[type[Problem]]:
    """Return why a person must look at what was otherwise than booked; what it does to the price is said later."""
    return [] if deviation is None or deviation.code in KNOWN else [DeviationUnknown]


class Sent(msgspec.Struct, frozen=True):
    """One mutation as it came."""

    id: UUID
    # None for one that no phone made.
    number: int | None
    # By the phone's clock; None when the record could not be read so far.
    done_at: datetime | None
    content: str
    sha256: bytes

    def sealed(self, place: bytes) -> bytes:
        """Return the content as it is kept."""
        return at_rest.seal(place, at_rest.of_record(self.id, self.sha256), self.content.encode())


class ToStore(msgspec.Struct, frozen=True):
    """A recording with the mutation that carried it, whose it is, and from which phone it came, if from one."""

    sent: Sent
    recording: Recording
    worker: UUID
    provider: UUID | None
    device: UUID | None
    received_at: datetime
    # The sign-in of the session that it came in, if in one.
    sign_in: UUID | None = None

    def as_row(self) -> tuple[object, ...]:
        """Return it as the database's type `recorded_visit` has it."""
        sent, recording = self.sent, self.recording
        visit, voucher, deviation = recording.visit, recording.voucher, recording.visit.deviation
        words = kept_words(sent.id, visit.note, visit.tasks)
        return (
            sent.id,
            sent.number,
            sent.sealed(at_rest.RECORD),
            sent.sha256,
            self.worker,
            self.provider,
            self.device,
            self.received_at,
            self.sign_in,
            voucher.id,
            voucher.client,
            visit.started_at,
            visit.ended_at,
            rules.minutes_of(visit.started_at, visit.ended_at),
            words.tasks,
            words.sealed,
            " ".join(recording.to_review),
            sent.done_at,
            recording.time_quality,
            deviation and deviation.code,
            deviation and deviation.booked_minutes,
        )


# One statement: the organiser's counter is bumped, and record, visit and trail are inserted under consecutive change
# numbers, and open pages are told when any was; a mutation that another request has just stored inserts nothing here.
STORE = """
with given as materialized (
    select * from unnest($2::recorded_visit[]) with ordinality as given(id, number, content_sealed, sha256, worker,
        provider, device, received_at, sign_in, voucher, client, started_at, ended_at, minutes, tasks, words_sealed,
        to_review, done_at, time_quality, deviation, booked_minutes, place)
), counter as (
    update change_counter set last = last + $5 where organiser = $1 returning last
), recorded as (
    insert into visit_record (id, version, visit, act, worker, device, number, content_sealed, sha256, sequence,
        to_review, done_at, received_at)
    select id, 1, id, 'recorded', worker, device, number, content_sealed, sha256,
        counter.last - $5 + place, string_to_array(to_review, ' '), done_at, received_at
    from given, counter
    on conflict do nothing
    returning id, sequence
), stored as (
    insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, started_at,
        ended_at, minutes, tasks, words_sealed, to_review, time_quality, deviation, booked_minutes, received_at)
    select id, voucher, client, $1, provider, worker, sequence, id, 'recorded', started_at, ended_at, minutes, tasks,
        words_sealed, string_to_array(to_review, ' '), time_quality, deviation, booked_minutes, received_at
    from given join recorded using (id)
), seen as (
    insert into trail_entry (at, organiser, client, person, role, act, subject, organisation, purpose, sign_in)
    select received_at, $1, client, worker, 'worker', 'recorded', id, provider, 'care', sign_in
    from given join recorded using (id)
)
select id, sequence from recorded
where (select count(pg_notify($3, said)) from unnest($4::text[]) as announcement(said)) >= 0
"""


def announcements(organiser: UUID, given: Sequence[ToStore]) -> list[str]:
    """Return what open pages are told, a word a provider."""
    clients: dict[UUID | None, set[UUID]] = {}
    for one in given:
        clients.setdefault(one.provider, set()).add(one.recording.voucher.client)
    return [announcement(Changed(organiser, provider, frozenset(seen))) for provider, seen in clients.items()]


async def store_recordings(organiser: UUID, given: Sequence[ToStore]) -> dict[UUID, int]:
    """Store recordings of one organiser's clients; return the change number of each that was not there before."""
    said = announcements(organiser, given)
    rows = await fetch(STORE, organiser, [one.as_row() for one in given], CHANNEL, said, len(given))
    return {row["id"]: row["sequence"] for row in rows}
