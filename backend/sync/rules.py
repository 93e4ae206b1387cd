"""The canonical record and its hash: what a receipt vouches for, the same bytes on the phone and here. Pure."""

import hashlib
from collections.abc import Mapping

import msgspec


def canonical(record: Mapping[str, object]) -> str:
    """Return a record as JSON with sorted keys and no blanks (RFC 8785 for strings, integers, booleans, null).

    The keys are the contract's own, so ASCII; proven on both sides by tests/vectors/canonical_record.json.
    """
    return msgspec.json.encode(record, order="sorted").decode()


def sha256_of(canonical_record: str) -> bytes:
    """Return the hash that the receipt repeats."""
    return hashlib.sha256(canonical_record.encode()).digest()
