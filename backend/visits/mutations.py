"""What a phone may do to a visit: facts loaded once for a whole batch, pure rules, one statement that stores.

The common case, new recordings, is stored set-based (docs/decisions/0006).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import local_day
from backend.notices.live import CHANNEL, Changed, announcement
from backend.problems import PhoneClockDiffers, Problem, VoucherNotFound
from backend.visits import rules
from backend.vouchers.code import SignedTerms
from backend.vouchers.rules import VoucherTerms, reasons_to_review
from backend.wire import Instant, Words, hold_to_our_times

# What a genuine code says; None for one that no known key has signed.
Verified = Callable[[str], SignedTerms | None]

Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern="^[a-z0-9-]+$")]


class RecordedTask(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A task of the service: done, or not and why."""

    slug: Slug
    done: bool
    reason: Annotated[Words, msgspec.Meta(max_length=500)] | None = None


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

    def __post_init__(self) -> None:
        """Hold the times to the calendar."""
        hold_to_our_times(self.started_at, self.ended_at)


class Approval(msgspec.Struct, frozen=True):
    """The days from and to which the provider is approved for the voucher's service."""

    first_day: date
    last_day: date | None


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
    approvals: list[Approval]

    def terms_on(self, day: date) -> VoucherTerms:
        """Return what the voucher says about a visit on a day."""
        approved = any(one.first_day <= day and (one.last_day is None or day <= one.last_day) for one in self.approvals)
        return VoucherTerms(
            self.first_day,
            self.last_day,
            self.ended_on,
            provider_may_serve=approved and not self.names_other_provider,
        )


class Recording(msgspec.Struct, frozen=True):
    """A recording that will be stored as a visit."""

    visit: RecordVisit
    voucher: VoucherFacts
    to_review: list[str]


# The facts of every voucher with one of the numbers {numbers}, as {provider} may serve it.
VOUCHER_FACTS = """
select v.number, v.id, v.client, v.organiser, v.first_day, v.last_day, v.ended_on,
    v.provider is not null and v.provider is distinct from {provider} as names_other_provider,
    array(
        select jsonb_build_object('first_day', a.first_day, 'last_day', a.last_day) from approved_provider a
        where a.organiser = v.organiser and a.service = v.service and a.kind = v.kind and a.provider = {provider}
    ) as approvals
from voucher v where v.number = any({numbers})
"""


def decide_recording(
    visit: RecordVisit,
    voucher: VoucherFacts | None,
    verified: Verified,
    sent_at: datetime,
    now: datetime,
) -> Recording | Problem:
    """Return what will be stored, or why it is refused; pure, for facts already loaded."""
    holds = None
    if visit.code is not None:
        terms = verified(visit.code)
        holds = terms is not None and terms.number == visit.voucher_number
    recorded = rules.RecordedVisit(visit.voucher_number, holds, visit.started_at, visit.ended_at)
    if problem := rules.refuse_recording(recorded, sent_at, rules.RECORDING_TERMS):
        return problem
    if voucher is None:
        return VoucherNotFound()
    day = local_day(visit.started_at)
    reasons = reasons_to_review(day, voucher.terms_on(day))
    if rules.clock_differs(sent_at, now, rules.RECORDING_TERMS):
        reasons.append(PhoneClockDiffers)
    return Recording(visit, voucher, [reason.slug() for reason in reasons])


# One statement: the organiser's counter is bumped, and the mutation, the visit, its first record and the trail are
# inserted under consecutive change numbers, and open pages are told when any was; a mutation that another request has
# just stored inserts nothing here.
STORE = """
with given as materialized (
    select * from unnest(
        $6::uuid[], $7::bigint[], $8::text[], $9::bytea[], $10::uuid[], $11::uuid[], $12::timestamptz[],
        $13::timestamptz[], $14::integer[], $15::jsonb[], $16::text[], $17::text[], $18::timestamptz[])
    with ordinality as given(id, number, content, sha256, voucher, client, started_at, ended_at, minutes, tasks, note,
        to_review, done_at, place)
), counter as (
    update change_counter set last = last + cardinality($6::uuid[]) where organiser = $1 returning last
), received as (
    insert into received_mutation (id, device, number, content, sha256, verdict, sequence, received_at)
    select id, $3, number, content, sha256, 'accepted', counter.last - cardinality($6::uuid[]) + place, $5
    from given, counter
    on conflict do nothing
    returning id, sequence
), stored as (
    insert into visit (id, voucher, client, organiser, provider, worker, change_number)
    select id, voucher, client, $1, $4, $2, sequence from given join received using (id)
), recorded as (
    insert into visit_record (id, visit, voucher, act, started_at, ended_at, minutes, tasks, note, to_review, done_at,
        received_at)
    select id, id, voucher, 'recorded', started_at, ended_at, minutes, tasks, note, string_to_array(to_review, ' '),
        done_at, $5
    from given join received using (id)
), seen as (
    insert into trail_entry (at, organiser, client, person, role, act, subject)
    select $5, $1, client, $2, 'worker', 'recorded', id from given join received using (id)
)
select id, sequence from received where (select pg_notify($19, $20)) is not null
"""


class Sent(msgspec.Struct, frozen=True):
    """One mutation as it came, ready to be stored with its recording."""

    id: UUID
    number: int
    # By the phone's clock; None when the record could not be read so far.
    done_at: datetime | None
    content: str
    sha256: bytes


async def store_recordings(
    person: ActingPerson,
    device: UUID,
    organiser: UUID,
    received_at: datetime,
    recordings: list[tuple[Sent, Recording]],
) -> dict[UUID, int]:
    """Store the recordings of one organiser's clients; return the change number of each that was not there before."""
    encode = msgspec.json.encode
    rows = await fetch(
        STORE,
        organiser,
        person.id,
        device,
        person.provider,
        received_at,
        [sent.id for sent, _ in recordings],
        [sent.number for sent, _ in recordings],
        [sent.content for sent, _ in recordings],
        [sent.sha256 for sent, _ in recordings],
        [recording.voucher.id for _, recording in recordings],
        [recording.voucher.client for _, recording in recordings],
        [recording.visit.started_at for _, recording in recordings],
        [recording.visit.ended_at for _, recording in recordings],
        [rules.minutes_of(recording.visit.started_at, recording.visit.ended_at) for _, recording in recordings],
        [encode(recording.visit.tasks).decode() for _, recording in recordings],
        [recording.visit.note for _, recording in recordings],
        [" ".join(recording.to_review) for _, recording in recordings],
        [sent.done_at for sent, _ in recordings],
        CHANNEL,
        announcement(
            Changed(organiser, person.provider, frozenset(recording.voucher.client for _, recording in recordings))
        ),
    )
    return {row["id"]: row["sequence"] for row in rows}
