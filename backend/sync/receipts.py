"""What protocol 2 answers with: receipts in one row each, signed together, and only what else there is to say."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.sync.push import Verdict
from backend.sync.rules import Receipted, receipt_text
from backend.visits.mutations import Sent
from backend.vouchers.code import key_id
from backend.wire import Wire, in_base64url


class ReceiptRow(msgspec.Struct, array_like=True, frozen=True, rename="camel"):
    """The server's word that it has a record, as short as it can be said."""

    # The record's running number; its id is the phone's own.
    number: int
    # Its place among the organiser's changes.
    sequence: int
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
    # The SHA-256 of each of these records, 32 bytes one after another, base64url: so they pack best.
    hashes: str
    refusals: list[Refusal]
    to_review: list[ToReview]
    # Null when there are no receipts.
    signature: Signature | None


def sign(key: Ed25519PrivateKey, device: UUID, receipts: Sequence[Receipted]) -> Signature | None:
    """Sign the receipts of one reply to a device; there is nothing to sign where there are none."""
    if not receipts:
        return None
    value = key.sign(receipt_text(device, receipts).encode())
    return Signature(key_id(key.public_key()).hex(), in_base64url(value))


def receipted(verdict: Verdict) -> Receipted | None:
    """Return what the receipt of a record vouches for; None where there is no receipt."""
    if verdict.receipt is None:
        return None
    receipt = verdict.receipt
    return Receipted(verdict.id, bytes.fromhex(receipt.sha256), receipt.sequence, receipt.received_at)


def receipts_in(verdicts: Sequence[Verdict]) -> list[Receipted]:
    """Return what the receipts among verdicts vouch for, in their order."""
    return [one for one in map(receipted, verdicts) if one is not None]


def refusals_in(verdicts: Sequence[Verdict]) -> list[Refusal]:
    """Return what is not kept as what it says, or must wait."""
    return [
        Refusal(one.id, "held" if one.verdict == "held" else "refused", one.problem)
        for one in verdicts
        if one.problem is not None
    ]


def signed_reply(
    device: UUID, now: datetime, sent: Sequence[Sent], verdicts: Sequence[Verdict], key: Ed25519PrivateKey
) -> SignedReply:
    """Return the verdicts on what was sent, in few bytes: a long day's receipts fit in one packet."""
    received = [
        (one.number, vouched)
        for one, verdict in zip(sent, verdicts, strict=True)
        if (vouched := receipted(verdict)) is not None and one.number is not None
    ]
    return SignedReply(
        server_time=now,
        receipts=[
            ReceiptRow(
                number,
                one.sequence,
                None if one.received_at == now else one.received_at,
            )
            for number, one in received
        ],
        hashes=in_base64url(b"".join(one.sha256 for _, one in received)),
        refusals=refusals_in(verdicts),
        to_review=[ToReview(verdict.id, verdict.to_review) for verdict in verdicts if verdict.to_review],
        signature=sign(key, device, [one for _, one in received]),
    )
