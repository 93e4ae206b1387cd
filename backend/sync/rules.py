"""The canonical record, its hash, and the text of receipts that is signed: the same on the phone and here. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
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
