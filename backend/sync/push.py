"""One push of a phone: read, recognise repeats, decide by the rules, store all or nothing, answer one by one.

Nothing here is edited: what was answered once is answered again (docs/sync.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from backend.access.roles import ActingPerson
from backend.answers import Language, details, pointer_and_detail
from backend.database import fetch
from backend.problems import (
    ContentDiffers,
    DeviceOfAnother,
    InvalidRequest,
    NumberUsedTwice,
    Problem,
    UnknownMutation,
)
from backend.sync import rules
from backend.sync.gathering import Gathering
from backend.visits.mutations import (
    VOUCHER_FACTS,
    Recording,
    RecordVisit,
    Sent,
    Told,
    ToStore,
    Verified,
    VoucherFacts,
    decide_recording,
)
from backend.wire import Instant, Wire, hold_to_our_times

# A phone of ours sends twenty at a time.
MOST_AT_ONCE = 50
# The largest integer that JavaScript writes exactly (ECMA-262, Number.MAX_SAFE_INTEGER).
LARGEST_NUMBER = 2**53 - 1

RunningNumber = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_NUMBER)]


class Mutation(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One named record of a phone's outbox."""

    id: UUID
    # Running number of the device, from 1.
    number: RunningNumber
    name: Annotated[str, msgspec.Meta(max_length=60)]
    # When it was done, by the phone's clock.
    done_at: Instant
    arguments: dict[str, Any]

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.done_at)


class Named(msgspec.Struct):
    """The least that a record must say for the server to answer it by name."""

    id: UUID
    number: RunningNumber


class Push(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a phone sends; each mutation is a `Mutation`, read one by one so that a bad one harms no other."""

    device: UUID
    # The phone's clock as it sends.
    sent_at: Instant
    # The highest running number the phone has given.
    highest_number: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
    mutations: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_AT_ONCE)]

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.sent_at)


class Receipt(Wire):
    """The server's word that it has a record: its hash, its place among the organiser's changes, and when."""

    sha256: str
    sequence: int
    received_at: datetime


class Verdict(Wire):
    """What became of one mutation."""

    id: UUID
    verdict: Literal["accepted", "repeated", "refused", "held"]
    # A `ProblemDetails` when refused.
    problem: dict[str, Any] | None
    receipt: Receipt | None
    # Slugs of what a person will look at before the visit is paid.
    to_review: list[str]


class Known(msgspec.Struct, frozen=True):
    """What the server has of a mutation that came before."""

    id: UUID
    device: UUID
    number: int
    # In hexadecimal.
    sha256: str
    problem: dict[str, Any] | None
    sequence: int | None
    received_at: datetime
    to_review: list[str] | None


@dataclass(frozen=True)
class Sender:
    """Who pushes, from which phone, by which clocks, and in which language it is answered."""

    person: ActingPerson
    device: UUID
    sent_at: datetime
    now: datetime
    language: Language
    instance: str

    def details(self, problem: Problem) -> dict[str, Any]:
        """Return a problem as the phone reads it."""
        return details(problem, self.language, self.instance)

    def refused(self, sent: Sent, problem: Problem) -> Verdict:
        """Return the verdict on what is refused."""
        return Verdict(sent.id, "refused", self.details(problem), None, [])

    def just_known(
        self,
        sent: Sent,
        sequence: int | None = None,
        to_review: list[str] | None = None,
        problem: dict[str, Any] | None = None,
    ) -> Known:
        """Return what the server now has of a mutation that it has just stored."""
        return Known(sent.id, self.device, sent.number, sent.sha256.hex(), problem, sequence, self.now, to_review)

    def again(self, sent: Sent, known: Known) -> Verdict:
        """Return the first answer again, or say that the content is another one."""
        if known.sha256 != sent.sha256.hex():
            return self.refused(sent, ContentDiffers())
        if known.sequence is None:
            return Verdict(sent.id, "refused", known.problem, None, [])
        receipt = Receipt(known.sha256, known.sequence, known.received_at)
        return Verdict(sent.id, "repeated", None, receipt, known.to_review or [])


def read_mutation(record: Mapping[str, object]) -> tuple[Sent, RecordVisit | Problem]:
    """Return a mutation with what it asks for, or with why it cannot be read.

    Raises msgspec's ValidationError for a record that does not even say its id and number.
    """
    content = rules.canonical(record)
    named = msgspec.convert(record, Named)
    sent = Sent(named.id, named.number, None, content, rules.sha256_of(content))
    try:
        mutation = msgspec.convert(record, Mutation)
    except msgspec.ValidationError as wrong:
        return sent, InvalidRequest(errors=[pointer_and_detail(str(wrong))])
    if mutation.name != "record_visit":
        return sent, UnknownMutation()
    try:
        visit = msgspec.convert(mutation.arguments, RecordVisit)
    except msgspec.ValidationError as wrong:
        found = pointer_and_detail(str(wrong))
        return sent, InvalidRequest(errors=[{**found, "pointer": f"/arguments{found['pointer']}"}])
    return Sent(sent.id, sent.number, mutation.done_at, content, sent.sha256), visit


# The phone's contact is noted, and what the decisions need is read, in one statement: what is already known of the
# records or of their numbers, and the vouchers.
FACTS = f"""
with contact as (
    insert into device (id, person, first_contact_at, last_contact_at, highest_number) values ($1, $2, $3, $3, $4)
    on conflict (id) do update
    set last_contact_at = excluded.last_contact_at,
        highest_number = greatest(device.highest_number, excluded.highest_number)
    where device.person = excluded.person
    returning id
), known as (
    select m.id, m.device, m.number, encode(m.sha256, 'hex') as sha256, m.problem, m.sequence, m.received_at,
        r.to_review
    from received_mutation m left join visit_record r on r.id = m.id
    where m.id = any($5) or (m.device = $1 and m.number = any($6))
), voucher_facts as ({VOUCHER_FACTS.format(numbers="$7", provider="$8")})
select exists(select from contact) as owned,
    (select coalesce(json_agg(known), '[]') from known) as known,
    (select coalesce(json_agg(voucher_facts), '[]') from voucher_facts) as vouchers
"""  # noqa: S608 - both parts are written here, and every value is a parameter


class Facts(msgspec.Struct):
    """What a push is decided on."""

    known: dict[UUID, Known]
    # Whose each running number of the device is.
    numbers: dict[int, UUID]
    vouchers: dict[str, VoucherFacts]


async def facts(sender: Sender, highest_number: int, read: list[tuple[Sent, RecordVisit | Problem]]) -> Facts:
    """Note the phone's contact and load what the decisions need, all at once."""
    (row,) = await fetch(
        FACTS,
        sender.device,
        sender.person.id,
        sender.now,
        highest_number,
        [sent.id for sent, _ in read],
        [sent.number for sent, _ in read],
        [asked.voucher_number for _, asked in read if isinstance(asked, RecordVisit)],
        sender.person.provider,
    )
    if not row["owned"]:
        raise DeviceOfAnother
    known = msgspec.json.decode(row["known"], type=list[Known])
    vouchers = msgspec.json.decode(row["vouchers"], type=list[VoucherFacts])
    return Facts(
        known={one.id: one for one in known},
        numbers={one.number: one.id for one in known if one.device == sender.device},
        vouchers={one.number: one for one in vouchers},
    )


async def store_refusals(sender: Sender, refused: list[tuple[Sent, Problem]]) -> None:
    """Keep what was refused, so that a repeat gets the same answer and nothing that a phone sent is lost."""
    await fetch(
        """
        insert into received_mutation (id, device, number, content, sha256, verdict, problem, received_at)
        select id, $1, number, content, sha256, 'refused', problem, $2
        from unnest($3::uuid[], $4::bigint[], $5::text[], $6::bytea[], $7::json[])
            as given(id, number, content, sha256, problem)
        on conflict do nothing
        """,
        sender.device,
        sender.now,
        [sent.id for sent, _ in refused],
        [sent.number for sent, _ in refused],
        [sent.content for sent, _ in refused],
        [sent.sha256 for sent, _ in refused],
        [msgspec.json.encode(sender.details(problem)).decode() for _, problem in refused],
    )


async def store(sender: Sender, recordings: list[tuple[Sent, Recording]], gathering: Gathering) -> dict[UUID, int]:
    """Store the recordings of each organiser's clients; return the change numbers of those that are new."""
    by_organiser: dict[UUID, list[ToStore]] = {}
    for sent, recording in recordings:
        of_it = by_organiser.setdefault(recording.voucher.organiser, [])
        person = sender.person
        of_it.append(ToStore(sent, recording, person.id, person.provider, sender.device, sender.now))
    stored: dict[UUID, int] = {}
    for organiser, of_it in by_organiser.items():
        stored |= await gathering.store(organiser, of_it)
    return stored


def first_of_each(
    read: list[tuple[Sent, RecordVisit | Problem]],
    known: dict[UUID, Known],
    numbers: dict[int, UUID],
) -> tuple[list[tuple[Sent, RecordVisit | Problem]], set[UUID]]:
    """Return the mutations that are new, each once, and those whose number another record has."""
    new: dict[UUID, tuple[Sent, RecordVisit | Problem]] = {}
    clashes: set[UUID] = set()
    taken = dict(numbers)
    for sent, asked in read:
        if sent.id in known or sent.id in new:
            continue
        if taken.setdefault(sent.number, sent.id) != sent.id:
            clashes.add(sent.id)
        else:
            new[sent.id] = (sent, asked)
    return list(new.values()), clashes


class Intake(msgspec.Struct):
    """Where pushes are taken in: how a code is checked, and with whom they are stored together."""

    verified: Verified
    gathering: Gathering


async def push(
    sender: Sender, highest_number: int, read: list[tuple[Sent, RecordVisit | Problem]], intake: Intake
) -> list[Verdict]:
    """Take in a phone's mutations; return a verdict for each, in the order sent, after the commits that hold them."""
    found = await facts(sender, highest_number, read)
    new, clashes = first_of_each(read, found.known, found.numbers)
    recordings: list[tuple[Sent, Recording]] = []
    refused: list[tuple[Sent, Problem]] = []
    for sent, asked in new:
        decided: Recording | Problem
        if isinstance(asked, Problem):
            decided = asked
        else:
            told = Told(sent.done_at or sender.sent_at, sender.sent_at, sender.now)
            decided = decide_recording(asked, found.vouchers.get(asked.voucher_number), intake.verified, told)
        if isinstance(decided, Problem):
            refused.append((sent, decided))
        else:
            recordings.append((sent, decided))
    stored = await store(sender, recordings, intake.gathering) if recordings else {}
    if refused:
        await store_refusals(sender, refused)
    known = found.known
    if len(stored) < len(recordings):
        # Another request has just stored the same records; its commit is visible to a new statement.
        again = await facts(sender, highest_number, read)
        known |= again.known
        clashes |= {sent.id for sent, _ in read if again.numbers.get(sent.number, sent.id) != sent.id}
    fresh = {
        sent.id: sender.just_known(sent, stored[sent.id], recording.to_review)
        for sent, recording in recordings
        if sent.id in stored
    }
    fresh |= {sent.id: sender.just_known(sent, problem=sender.details(problem)) for sent, problem in refused}
    return [answer(sender, sent, known, fresh, clashes) for sent, _ in read]


def answer(
    sender: Sender,
    sent: Sent,
    known: dict[UUID, Known],
    fresh: dict[UUID, Known],
    clashes: set[UUID],
) -> Verdict:
    """Return the verdict on one mutation; a second copy of it in the same push is a repeat."""
    new = fresh.pop(sent.id, None)
    if new is not None:
        known[sent.id] = new
        verdict = sender.again(sent, new)
        return msgspec.structs.replace(verdict, verdict="accepted") if verdict.verdict == "repeated" else verdict
    if sent.id in clashes:
        return sender.refused(sent, NumberUsedTwice())
    return sender.again(sent, known[sent.id])
