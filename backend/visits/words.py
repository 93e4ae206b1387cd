"""What a worker wrote about a visit, as it is kept: her note, and why a task was not done, sealed together."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from backend import at_rest
from backend.wire import Words

Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"\A[a-z0-9-]+\Z")]


class RecordedTask(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A task of the service: done, or not and why."""

    slug: Slug
    done: bool
    reason: Annotated[Words, msgspec.Meta(max_length=500)] | None = None


class VisitWords(msgspec.Struct, frozen=True):
    """The words of a visit."""

    note: str
    # Of the tasks in their order; empty when none says why.
    reasons: list[str | None] = []


class KeptWords(msgspec.Struct, frozen=True):
    """A visit's tasks and words as its row keeps them."""

    # As JSON, without reasons.
    tasks: str
    # None where nothing was written.
    sealed: bytes | None


def kept_words(visit: UUID, note: str, tasks: Sequence[RecordedTask]) -> KeptWords:
    """Return a visit's tasks and words for its row."""
    reasons = [task.reason for task in tasks]
    if not any(reasons):
        words = VisitWords(note) if note else None
    else:
        words = VisitWords(note, reasons)
        tasks = [RecordedTask(task.slug, task.done) for task in tasks]
    sealed = None if words is None else at_rest.seal(at_rest.VISIT, visit.bytes, msgspec.json.encode(words))
    return KeptWords(msgspec.json.encode(tasks).decode(), sealed)


def words_of(visit: UUID, tasks: str, sealed: bytes | None) -> tuple[str, list[RecordedTask]]:
    """Return the note of a visit, and its tasks with the reasons."""
    done = msgspec.json.decode(tasks, type=list[RecordedTask])
    if sealed is None:
        return "", done
    said = msgspec.json.decode(at_rest.unseal(at_rest.VISIT, visit.bytes, sealed), type=VisitWords)
    if not said.reasons:
        return said.note, done
    return said.note, [RecordedTask(task.slug, task.done, why) for task, why in zip(done, said.reasons, strict=True)]
