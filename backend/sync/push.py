"""One push of a phone: recognise repeats, decide by the rules, store, answer one by one (docs/sync.md).

`take_in` is the road of every record, whoever sends it: a phone here, a provider's own system in `own_systems/`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from backend import at_rest
from backend.access.problems import PhoneLost
from backend.access.roles import ActingPerson
from backend.answers import Language, details
from backend.database import fetch
from backend.problems import ContentDiffers, DeviceOfAnother, NumberUsedTwice, Problem, VisitNotReceived
from backend.sync.gathering import MOST_TOGETHER
from backend.sync.reading import Asked, PhoneReport
from backend.visits.changing import Changer, CorrectVisit, Stored, WithdrawVisit, change_visit, keep_rival
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
from backend.wire import Wire

Read = list[tuple[Sent, Asked]]
# Its id or its number stands for another record here, or it comes again when its visit has come.
LEFT_ON_THE_PHONE = (VisitNotReceived, ContentDiffers, NumberUsedTwice)


class Receipt(Wire):
    """The server's word that it has a record: its hash, its place among the organiser's changes, and when."""

    sha256: str
    sequence: int
    received_at: datetime


class Verdict(Wire):
    """What became of one mutation."""

    id: UUID
    verdict: Literal["accepted", "repeated", "refused", "held"]
    # A `ProblemDetails` when refused or held.
    problem: dict[str, Any] | None
    receipt: Receipt | None
    # Slugs of what a person will look at before the visit is paid.
    to_review: list[str]


class Known(msgspec.Struct, frozen=True):
    """A record that the server has: under the same id, or under the same number of the device."""

    id: UUID
    worker: UUID
    device: UUID | None
    number: int | None
    # In hexadecimal.
    sha256: str
    sequence: int
    received_at: datetime
    to_review: list[str]


@dataclass(frozen=True)
class Sender:
    """Whose records come, from which phone, by which clocks, and in which language it is answered."""

    person: ActingPerson
    # None when they come from her provider's own system, which then changes that provider's visits alone.
    device: UUID | None
    sent_at: datetime
    now: datetime
    language: Language
    instance: str
    # Whether she worked for her provider when she recorded; a session says so by itself.
    is_employed: bool = True
    # When its phone was told to be lost: what was done later goes to review.
    lost_at: datetime | None = None

    def details(self, problem: Problem) -> dict[str, Any]:
        """Return a problem as the phone reads it."""
        return details(problem, self.language, self.instance)

    def told(self, sent: Sent) -> Told:
        """Return the clocks of a record."""
        done_at = sent.done_at or self.sent_at
        is_lost = self.lost_at is not None and done_at > self.lost_at
        return Told(done_at, self.sent_at, self.now, self.is_employed, is_lost)

    def refused(self, sent: Sent, problem: Problem) -> Verdict:
        """Return the verdict on what is refused, or must wait for the visit that it is about."""
        word: Literal["held", "refused"] = "held" if isinstance(problem, VisitNotReceived) else "refused"
        return Verdict(sent.id, word, self.details(problem), None, [])

    def accepted(self, sent: Sent, sequence: int, to_review: list[str]) -> Verdict:
        """Return the verdict on what has just been stored."""
        return Verdict(sent.id, "accepted", None, Receipt(sent.sha256.hex(), sequence, self.now), to_review)

    def kept(self, sent: Sent, stored: Stored) -> Verdict:
        """Return the verdict on a change that is stored now, or was a moment ago by another request."""
        if stored.received_at is None:
            return self.accepted(sent, stored.sequence, stored.to_review)
        receipt = Receipt(sent.sha256.hex(), stored.sequence, stored.received_at)
        return Verdict(sent.id, "repeated", None, receipt, stored.to_review)


def repeated(known: Known) -> Verdict:
    """Return the first receipt again."""
    receipt = Receipt(known.sha256, known.sequence, known.received_at)
    return Verdict(known.id, "repeated", None, receipt, known.to_review)


# The phone's contact is noted, and what the decisions need is read, in one statement: what is already known of the
# records or of their numbers, and the vouchers. A mere contact does not wait for the disk: nobody is promised it, and
# the next commit that holds a record flushes it with itself.
FACTS = f"""
with contact as (
    insert into device (id, person, first_contact_at, last_contact_at, highest_number, app, storage_kept,
        lost_visits, lost_noticed_at, write_token_hash)
    values ($1, $2, $3, $3, $4, $9, $10, $11, case when $11::integer > 0 then $3::timestamptz end, $12)
    on conflict (id) do update
    set last_contact_at = greatest(device.last_contact_at, excluded.last_contact_at),
        highest_number = greatest(device.highest_number, excluded.highest_number),
        app = coalesce(excluded.app, device.app),
        storage_kept = coalesce(excluded.storage_kept, device.storage_kept),
        lost_visits = greatest(device.lost_visits, excluded.lost_visits),
        lost_noticed_at = case
            when excluded.lost_visits > device.lost_visits then excluded.last_contact_at
            else device.lost_noticed_at
        end,
        write_token_hash = coalesce(device.write_token_hash, excluded.write_token_hash)
    where device.person = excluded.person
    returning id, lost_at
), known as (
    select id, worker, device, number, encode(sha256, 'hex') as sha256, sequence, received_at, to_review
    from visit_record where id = any($5)
    union all
    select id, worker, device, number, encode(sha256, 'hex'), sequence, received_at, to_review
    from visit_record where device = $1 and number = any($6) and version = 1 and id <> all($5)
), voucher_facts as ({VOUCHER_FACTS.format(numbers="$7", provider="$8")})
select exists(select from contact) as owned, (select lost_at from contact), set_config('synchronous_commit', $13, true),
    (select coalesce(json_agg(known), '[]') from known) as known,
    (select coalesce(json_agg(voucher_facts), '[]') from voucher_facts) as vouchers
"""  # noqa: S608 - both parts are written here, and every value is a parameter


class Contact(msgspec.Struct, frozen=True):
    """What a phone tells of itself as it pushes."""

    highest_number: int
    report: PhoneReport | None = None
    # Of the token inside its sealed records; the first one told stands.
    write_token_hash: bytes | None = None
    # When it was last heard of; None when this is it.
    heard_at: datetime | None = None

    def is_told_once(self) -> bool:
        """Tell whether the phone says what it does not say again once it is answered."""
        return self.write_token_hash is not None or (self.report is not None and self.report.lost_visits > 0)


class Line(msgspec.Struct, frozen=True):
    """One record, what it asks for, and by whom it is sent."""

    sender: Sender
    sent: Sent
    asked: Asked


class Facts(msgspec.Struct):
    """What a push is decided on."""

    # Every content that came under an id.
    known: dict[UUID, list[Known]]
    # Whose each running number of the device is.
    numbers: dict[int, UUID]
    vouchers: dict[str, VoucherFacts]


async def facts(sender: Sender, contact: Contact, lines: Sequence[Line]) -> Facts:
    """Note the phone's contact and load what the decisions need, all at once."""
    report = contact.report
    (row,) = await fetch(
        FACTS,
        sender.device,
        sender.person.id,
        contact.heard_at or sender.now,
        # A number that has come was given, whatever the phone says.
        max([contact.highest_number, *(line.sent.number or 0 for line in lines)]),
        [line.sent.id for line in lines],
        [line.sent.number for line in lines],
        [line.asked.voucher_number for line in lines if isinstance(line.asked, RecordVisit)],
        sender.person.provider,
        report and report.app,
        report and report.storage_kept,
        report.lost_visits if report else 0,
        contact.write_token_hash,
        "on" if contact.is_told_once() else "off",
    )
    if not row["owned"]:
        raise DeviceOfAnother
    # What comes from it sealed is taken in; its sender says when the phone was lost.
    if row["lost_at"] is not None and sender.lost_at is None:
        raise PhoneLost
    return facts_in(row, sender.device)


def facts_in(row: Mapping[str, Any], device: UUID | None) -> Facts:
    """Return the facts as they were read."""
    known: dict[UUID, list[Known]] = {}
    numbers: dict[int, UUID] = {}
    for one in msgspec.json.decode(row["known"], type=list[Known]):
        known.setdefault(one.id, []).append(one)
        if one.device == device and one.number is not None:
            numbers[one.number] = one.id
    vouchers = msgspec.json.decode(row["vouchers"], type=list[VoucherFacts])
    return Facts(known, numbers, {one.number: one for one in vouchers})


async def store_refusals(sender: Sender, refused: list[tuple[Sent, Problem]]) -> None:
    """Keep what was refused, so that nothing that a phone sent is lost."""
    await fetch(
        """
        insert into refused_mutation (id, sha256, device, number, content_sealed, problem, received_at)
        select id, sha256, $1, number, content_sealed, problem, $2
        from unnest($3::uuid[], $4::bytea[], $5::bigint[], $6::bytea[], $7::json[])
            as given(id, sha256, number, content_sealed, problem)
        on conflict do nothing
        """,
        sender.device,
        sender.now,
        [sent.id for sent, _ in refused],
        [sent.sha256 for sent, _ in refused],
        [sent.number for sent, _ in refused],
        [sent.sealed(at_rest.REFUSED) for sent, _ in refused],
        [msgspec.json.encode(sender.details(problem)).decode() for _, problem in refused],
    )


class Keeper(Protocol):
    """Where recordings are stored."""

    async def store(self, organiser: UUID, recordings: Sequence[ToStore]) -> dict[UUID, int]:
        """Store recordings of one organiser's clients; return the change numbers of those that are new."""


async def store(recordings: Sequence[tuple[Line, Recording]], keeper: Keeper) -> dict[UUID, int]:
    """Store the recordings of each organiser's clients; return the change numbers of those that are new."""
    by_organiser: dict[UUID, list[ToStore]] = {}
    for line, recording in recordings:
        sender, person = line.sender, line.sender.person
        of_it = by_organiser.setdefault(recording.voucher.organiser, [])
        of_it.append(
            ToStore(line.sent, recording, person.id, person.provider, sender.device, sender.now, person.sign_in)
        )
    stored: dict[UUID, int] = {}
    for organiser, of_it in by_organiser.items():
        for first in range(0, len(of_it), MOST_TOGETHER):
            stored |= await keeper.store(organiser, of_it[first : first + MOST_TOGETHER])
    return stored


class Intake(msgspec.Struct):
    """Where records are taken in: how a code is checked, and with whom they are stored together."""

    verified: Verified
    gathering: Keeper


class Sorted(msgspec.Struct):
    """Records by what is to be done with them, each under the place it was sent in."""

    verdicts: dict[int, Verdict] = {}
    recordings: dict[int, Recording] = {}
    # To be decided under their visit's lock, one after another: corrections, withdrawals and rivals of what is known.
    changes: dict[int, CorrectVisit | WithdrawVisit | None] = {}
    refused: dict[int, Problem] = {}

    def refuse(self, place: int, line: Line, problem: Problem) -> None:
        """Refuse a record."""
        self.refused[place] = problem
        self.verdicts[place] = line.sender.refused(line.sent, problem)


def sort_out(lines: Mapping[int, Line], found: Facts, verified: Verified) -> Sorted:
    """Decide what is to be done with each record; pure, for facts already loaded."""
    done = Sorted()
    numbers = dict(found.numbers)
    begun: set[UUID] = set()
    for place, line in lines.items():
        sent, asked = line.sent, line.asked
        known = found.known.get(sent.id, ())
        same = next((one for one in known if one.sha256 == sent.sha256.hex()), None)
        if same is not None:
            done.verdicts[place] = repeated(same)
        elif isinstance(asked, Problem):
            done.refuse(place, line, asked)
        elif known or sent.id in begun:
            done.changes[place] = None
        elif sent.number is not None and numbers.setdefault(sent.number, sent.id) != sent.id:
            done.verdicts[place] = line.sender.refused(sent, NumberUsedTwice())
        elif isinstance(asked, RecordVisit):
            voucher = found.vouchers.get(asked.voucher_number)
            decided = decide_recording(asked, voucher, verified, line.sender.told(sent))
            if isinstance(decided, Problem):
                done.refuse(place, line, decided)
            else:
                begun.add(sent.id)
                done.recordings[place] = decided
        else:
            done.changes[place] = asked
    return done


async def change(line: Line, asked: CorrectVisit | WithdrawVisit | None) -> Stored | Problem:
    """Keep a change, or other content under a known id."""
    sender, sent = line.sender, line.sent
    person = sender.person
    within = person.provider if sender.device is None else None
    changer = Changer(person.id, sender.device, sender.told(sent), within, person.provider, person.sign_in)
    return await keep_rival(sent, changer) if asked is None else await change_visit(sent, asked, changer)


class Taken(msgspec.Struct):
    """What became of records: a verdict for each, in the order sent, and what was refused and is not kept yet."""

    verdicts: list[Verdict]
    refused: list[tuple[Sent, Problem]]


async def take_in(lines: Sequence[Line], load: Callable[[list[Line]], Awaitable[Facts]], intake: Intake) -> Taken:
    """Take in records; each is answered after the commit that holds it."""
    waiting = dict(enumerate(lines))
    verdicts: dict[int, Verdict] = {}
    refused: dict[int, Problem] = {}
    changes: dict[int, CorrectVisit | WithdrawVisit | None] = {}
    while True:
        done = sort_out(waiting, await load(list(waiting.values())), intake.verified)
        verdicts |= done.verdicts
        changes |= done.changes
        refused |= done.refused
        recordings = [(lines[place], recording) for place, recording in done.recordings.items()]
        stored = await store(recordings, intake.gathering) if recordings else {}
        waiting = {}
        for place, recording in done.recordings.items():
            line = lines[place]
            sequence = stored.get(line.sent.id)
            if sequence is None:
                # Another request has just stored it; its commit is visible to a new statement.
                waiting[place] = line
            else:
                verdicts[place] = line.sender.accepted(line.sent, sequence, recording.to_review)
        if not waiting:
            break
    for place, asked in sorted(changes.items()):
        line = lines[place]
        twin = next((verdicts[other] for other in range(place) if is_same(lines[other].sent, line.sent)), None)
        # What the first copy waited for may have come between the two.
        if twin is not None and twin.verdict != "held":
            verdicts[place] = twin if twin.receipt is None else msgspec.structs.replace(twin, verdict="repeated")
            continue
        outcome = await change(line, asked)
        if isinstance(outcome, Stored):
            verdicts[place] = line.sender.kept(line.sent, outcome)
            continue
        verdicts[place] = line.sender.refused(line.sent, outcome)
        if not isinstance(outcome, LEFT_ON_THE_PHONE):
            refused[place] = outcome
    return Taken(
        [verdicts[place] for place in range(len(lines))],
        [(lines[place].sent, problem) for place, problem in refused.items()],
    )


async def push(sender: Sender, contact: Contact, read: Read, intake: Intake) -> list[Verdict]:
    """Take in a phone's mutations; return a verdict for each, in the order sent, after the commits that hold them."""
    taken = await take_in([Line(sender, sent, asked) for sent, asked in read], partial(facts, sender, contact), intake)
    if taken.refused:
        await store_refusals(sender, taken.refused)
    return taken.verdicts


def is_same(one: Sent, other: Sent) -> bool:
    """Tell whether two of a push are copies of one record."""
    return (one.id, one.sha256) == (other.id, other.sha256)
