"""Lines of a provider's own system as they come: each is read by itself, so that a bad one harms no other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec

from backend.answers import pointer_and_detail
from backend.days import local_day
from backend.problems import InvalidRequest, Problem
from backend.sync.reading import Asked, asked_for
from backend.sync.rules import canonical, sha256_of
from backend.visits.changing import CorrectVisit, WithdrawVisit
from backend.visits.mutations import Sent
from backend.wire import Instant, hold_to_our_times

MOST_LINES = 1000
# Changes of one visit are decided one after another, in a dry run while the county's change counter is held (decision
# 0025): nearly a thousand of them kept phones waiting for seconds. Who corrects a visit oftener sends twice.
MOST_LINES_OF_A_VISIT = 20
# Four thousand characters a line; the longest note with its tasks is half of that.
LARGEST_BODY = 4_000_000
NOBODY = UUID(int=0)


class OwnMutation(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One named record of a provider's own system."""

    id: UUID
    name: Annotated[str, msgspec.Meta(max_length=60)]
    # The worker whose visit it is, by her id here.
    worker: UUID
    # When it was recorded there.
    done_at: Instant
    arguments: dict[str, Any]

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.done_at)


class BringVisits(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a provider's own system brings; each line is an `OwnMutation`, read one by one."""

    mutations: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_LINES)]


class Identified(msgspec.Struct):
    """The least that a line must say for the server to answer it by name."""

    id: UUID


class ReadLine(msgspec.Struct, frozen=True):
    """A line, whose visit it is, and what it asks for."""

    sent: Sent
    worker: UUID
    asked: Asked

    def visit(self) -> UUID:
        """Return the visit that it is about, as far as it can be told."""
        return self.asked.visit if isinstance(self.asked, CorrectVisit | WithdrawVisit) else self.sent.id

    def day(self) -> date | None:
        """Return the day on which its worker must have worked for the provider; None when any day will do."""
        if isinstance(self.asked, Problem | WithdrawVisit):
            return None
        return local_day(self.asked.started_at)


def read_line(record: Mapping[str, object]) -> ReadLine:
    """Return a line with what it asks for, or with why it cannot be read.

    Raises msgspec's ValidationError for one that does not even say its id.
    """
    content = canonical(record)
    sent = Sent(msgspec.convert(record, Identified).id, None, None, content, sha256_of(content))
    try:
        line = msgspec.convert(record, OwnMutation)
    except msgspec.ValidationError as wrong:
        return ReadLine(sent, NOBODY, InvalidRequest([pointer_and_detail(str(wrong))]))
    understood = msgspec.structs.replace(sent, done_at=line.done_at)
    return ReadLine(understood, line.worker, asked_for(line.name, line.arguments))


def read_lines(records: Sequence[Mapping[str, object]]) -> list[ReadLine]:
    """Return the lines; raises `InvalidRequest` that names every one without an id, or beyond a visit's most."""
    read: list[ReadLine] = []
    errors: list[dict[str, str]] = []
    lines_of: Counter[UUID] = Counter()
    for place, record in enumerate(records):
        try:
            line = read_line(record)
        except msgspec.ValidationError as wrong:
            found = pointer_and_detail(str(wrong))
            errors.append({**found, "pointer": f"/mutations/{place}{found['pointer']}"})
            continue
        read.append(line)
        lines_of[line.visit()] += 1
        if lines_of[line.visit()] > MOST_LINES_OF_A_VISIT:
            detail = f"At most {MOST_LINES_OF_A_VISIT} lines of one visit in a request"
            errors.append({"pointer": f"/mutations/{place}", "detail": detail})
    if errors:
        raise InvalidRequest(errors)
    return read
