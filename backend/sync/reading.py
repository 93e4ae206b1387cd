"""A push as it comes: each record is read by itself, so that a bad one harms no other."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from backend.answers import pointer_and_detail
from backend.problems import InvalidRequest, Problem, UnknownMutation
from backend.sync import rules
from backend.visits.changing import CorrectVisit, WithdrawVisit
from backend.visits.mutations import RecordVisit, Sent
from backend.wire import Count, Instant, Words, hold_to_our_times

# A phone of ours sends twenty at a time.
MOST_AT_ONCE = 50
# The largest integer that JavaScript writes exactly (ECMA-262, Number.MAX_SAFE_INTEGER).
LARGEST_NUMBER = 2**53 - 1
# What each name asks for.
MUTATIONS: dict[str, type[RecordVisit | CorrectVisit | WithdrawVisit]] = {
    "record_visit": RecordVisit,
    "correct_visit": CorrectVisit,
    "withdraw_visit": WithdrawVisit,
}

RunningNumber = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_NUMBER)]
Asked = RecordVisit | CorrectVisit | WithdrawVisit | Problem


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


class PhoneReport(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a phone tells of itself, for the office to see."""

    # The build of the app.
    app: Annotated[Words, msgspec.Meta(max_length=60)]
    # Whether the browser has promised to keep the store; null when it cannot be asked.
    storage_kept: bool | None
    # Unsent visits that a vanished store took along, all that this phone has noticed so far.
    lost_visits: Count


class Push(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a phone sends; each mutation is a `Mutation`, read one by one so that a bad one harms no other."""

    device: UUID
    # The phone's clock as it sends.
    sent_at: Instant
    # The highest running number the phone has given.
    highest_number: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
    mutations: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_AT_ONCE)]
    # Which reply it reads: 1 is a `PushReply`, 2 a `SignedReply`.
    protocol: Literal[1, 2] = 1
    phone: PhoneReport | None = None
    # SHA-256 of the token inside its sealed records, base64url; the first one told stands.
    write_token_hash: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{43}\Z")] | None = None

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.sent_at)


def read_mutation(record: Mapping[str, object]) -> tuple[Sent, Asked]:
    """Return a mutation with what it asks for, or with why it cannot be read.

    Raises msgspec's ValidationError for a record that does not even say its id and number.
    """
    content = rules.canonical(record)
    sha256 = rules.sha256_of(content)
    try:
        mutation = msgspec.convert(record, Mutation)
    except msgspec.ValidationError as wrong:
        named = msgspec.convert(record, Named)
        sent = Sent(named.id, named.number, None, content, sha256)
        return sent, InvalidRequest(errors=[pointer_and_detail(str(wrong))])
    sent = Sent(mutation.id, mutation.number, mutation.done_at, content, sha256)
    return sent, asked_for(mutation.name, mutation.arguments)


def asked_for(name: str, arguments: Mapping[str, object]) -> Asked:
    """Return what a record of this name asks for, or why that cannot be read."""
    kind = MUTATIONS.get(name)
    if kind is None:
        return UnknownMutation()
    try:
        return msgspec.convert(arguments, kind)
    except msgspec.ValidationError as wrong:
        found = pointer_and_detail(str(wrong))
        return InvalidRequest(errors=[{**found, "pointer": f"/arguments{found['pointer']}"}])
