"""What protocol 2 answers with: receipts in one row each, signed together, and only what else there is to say."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.wire import Wire


class ReceiptRow(msgspec.Struct, array_like=True, frozen=True, rename="camel"):
    """The server's word that it has a record, as short as it can be said."""

    # The record's running number; its id is the phone's own.
    number: int
    # Its place among the organiser's changes.
    sequence: int
    # SHA-256 of the canonical record, base64url without padding.
    sha256: str
    # Null when it is the reply's `serverTime`.
    received_at: datetime | None


class Refusal(Wire):
    """A record that is not kept as what it says, or must wait."""

    id: UUID
    verdict: Literal["refused", "held"]
    # A `ProblemDetails`.
    problem: dict[str, Any]


class ToReview(Wire):
    """A record that is kept, and what a person will look at before it is paid."""

    id: UUID
    reasons: list[str]


class Signature(Wire):
    """The server's signature under the receipts of one reply (docs/sync.md, receipt)."""

    # The id of the key, one of the pull's `receiptKeys`.
    key: str
    # Ed25519, base64url without padding.
    value: str


class SignedReply(Wire):
    """What became of each mutation of a push of protocol 2."""

    # Whole seconds.
    server_time: datetime
    # Of what is stored now or was before, in the order sent.
    receipts: list[ReceiptRow]
    refusals: list[Refusal]
    to_review: list[ToReview]
    # Null when there are no receipts.
    signature: Signature | None
