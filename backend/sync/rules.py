"""The canonical record, its hash, the text of receipts that is signed, and for whom a record was made. Pure.

The first three are the same on the phone and here.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

# The first line of what is signed: a signature under another text of ours can never pass for one under receipts.
RECEIPTS_ARE_MEANT = "kotiseteli-receipts-1"


class Receipted(msgspec.Struct, frozen=True):
    """What a receipt vouches for: this record, with this content, has this place since this moment."""

    id: UUID
    sha256: bytes
    # The organiser's change number.
    sequence: int
    received_at: datetime


def canonical(record: Mapping[str, object]) -> str:
    """Return a record as JSON with sorted keys and no blanks (RFC 8785 for strings, integers, booleans, null).

    The keys are the contract's own, so ASCII; proven on both sides by tests/vectors/canonical_record.json.
    """
    return msgspec.json.encode(record, order="sorted").decode()


def sha256_of(canonical_record: str) -> bytes:
    """Return the hash that the receipt repeats."""
    return hashlib.sha256(canonical_record.encode()).digest()


def receipt_text(device: UUID, receipts: Sequence[Receipted]) -> str:
    """Return what is signed: a line that says what it is, the device that is answered, and a line a receipt.

    Moments are written as the reply writes them; proven on both sides by tests/vectors/receipt_text.json.
    """
    lines = [f"{one.id} {one.sha256.hex()} {one.sequence} {msgspec.to_builtins(one.received_at)}" for one in receipts]
    return "".join(f"{line}\n" for line in (RECEIPTS_ARE_MEANT, device, *lines))


class Employment(msgspec.Struct, frozen=True):
    """A worker's time with a provider."""

    provider: UUID
    first_day: date
    last_day: date | None


class Serving(msgspec.Struct, frozen=True):
    """For whom a record was made, and whether she worked for them on that day."""

    provider: UUID
    is_employed: bool


def serving_on(day: date, employments: Sequence[Employment], said: UUID | None) -> Serving | None:
    """Return for whom a worker recorded on a day; None when she has never worked for anybody.

    Of several employments on the day the one that the record itself names, else the one that began last. On a day
    without any the last one that had begun stands, so that its end keeps no visit out; the office is told
    (docs/sync.md). Before the first of all, by a clock that has lost its day, it is the newest.
    """
    begun = [one for one in employments if one.first_day <= day]
    on_day = [one for one in begun if one.last_day is None or day <= one.last_day]
    chosen = max(
        on_day or begun or employments,
        key=lambda one: (one.provider == said and bool(on_day), one.first_day, str(one.provider)),
        default=None,
    )
    return None if chosen is None else Serving(chosen.provider, bool(on_day))
