"""What people write about a client, as it lies in the database: sealed, so that a stolen database tells none of it.

AES-256-GCM (NIST SP 800-38D) with a random nonce and a key of `keys/`. Each text is bound to its place, the column and
the row, so that no text can be put in another's. A key lasts for 2^32 texts (8.3 there); the oldest of installations
writes a hundredth of that. Why this and not the disk's own encryption: docs/decisions/0033.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# First byte of what is stored, so that another way of sealing can come beside this one.
VERSION = b"\x01"
KEY_ID_LENGTH = 4
# The length for which GCM takes the nonce as it is (NIST SP 800-38D, 5.2.1.1).
NONCE_LENGTH = 12
TAG_LENGTH = 16
BEGINS = len(VERSION) + KEY_ID_LENGTH + NONCE_LENGTH
# Bytes that sealing adds.
OVERHEAD = BEGINS + TAG_LENGTH

# Where a sealed text lies: its table and column.
VISIT = b"visit.words_sealed"
RECORD = b"visit_record.content_sealed"
REFUSED = b"refused_mutation.content_sealed"
DECISION = b"service_decision.words_sealed"
ACT = b"voucher_act.words_sealed"
MANDATE = b"representation.reference_sealed"
QUESTION = b"explanation.words_sealed"
ANSWER = b"explanation.answer_sealed"
UNUSUAL = b"unusual_viewing.words_sealed"
NEWCOMER = b"newcomer.who_sealed"
PHOTO = b"attachment.content_sealed"
PHOTO_PART = b"attachment_part.content_sealed"
ENDPOINT = b"push_subscription.endpoint_sealed"
ADDRESS = b"mail_address.address_sealed"
FEEDBACK = b"feedback.words_sealed"
FEEDBACK_ANSWER = b"feedback.answer_sealed"
VOICE = b"feedback_voice.content_sealed"
DISPUTE = b"dispute.words_sealed"
DISPUTE_ANSWER = b"dispute.answer_sealed"
REVIEW = b"review_decision.words_sealed"
REVIEW_ANSWER = b"review_answer.words_sealed"
CREDIT = b"credit.words_sealed"
LATE_DECISION = b"late_decision.words_sealed"
COMPLAINT = b"complaint.words_sealed"
COMPLAINT_ANSWER = b"complaint.answer_sealed"
MESSAGE = b"message.words_sealed"
DOOR = b"door_note.words_sealed"
PRESENCE = b"presence_secret.secret_sealed"
ACCESSIBILITY = b"accessibility_feedback.words_sealed"
ACCESSIBILITY_CONTACT = b"accessibility_feedback.contact_sealed"
ACCESSIBILITY_ANSWER = b"accessibility_feedback.answer_sealed"


class Unreadable(Exception):
    """What was sealed does not open: another key, another place, or damaged bytes."""


class Sealer:
    """The keys of the contents, once they have been read: the one in use seals, each one opens what it sealed."""

    def __init__(self) -> None:
        """Begin without any key."""
        self.beginning = b""
        self.in_use: AESGCM | None = None
        self.known: dict[bytes, AESGCM] = {}

    def use(self, in_use: bytes, retired: Sequence[bytes] = ()) -> None:
        """Seal with one key from now on, and open with it and with those that were in use before."""
        self.known = {key_id(secret): AESGCM(secret) for secret in (*retired, in_use)}
        self.beginning = VERSION + key_id(in_use)
        self.in_use = self.known[key_id(in_use)]

    def seal(self, place: bytes, row: bytes, said: bytes) -> bytes:
        """Return what is said sealed into its place; the same gives other bytes each time."""
        if self.in_use is None:
            raise RuntimeError("The key of the contents has not been read.")
        nonce = os.urandom(NONCE_LENGTH)
        return self.beginning + nonce + self.in_use.encrypt(nonce, said, place + row)

    def unseal(self, place: bytes, row: bytes, sealed: bytes) -> bytes:
        """Return what was sealed into this place."""
        version, named = sealed[:1], sealed[1 : 1 + KEY_ID_LENGTH]
        key = self.known.get(named)
        if version != VERSION or key is None:
            raise Unreadable(f"{place.decode()} was sealed with key {named.hex()}, which is not in keys/")
        try:
            return key.decrypt(sealed[1 + KEY_ID_LENGTH : BEGINS], sealed[BEGINS:], place + row)
        except (InvalidTag, ValueError):
            raise Unreadable(f"{place.decode()} does not open: damaged, or from another row") from None


def key_id(secret: bytes) -> bytes:
    """Return what a sealed text names its key by; it tells nothing of the key."""
    return sha256(b"kotiseteli contents key " + secret).digest()[:KEY_ID_LENGTH]


SEALER = Sealer()
use = SEALER.use
seal = SEALER.seal
unseal = SEALER.unseal


def seal_text(place: bytes, row: UUID, said: str) -> bytes | None:
    """Return a text sealed into its place; where nothing is said nothing is kept."""
    return seal(place, row.bytes, said.encode()) if said else None


def unseal_text(place: bytes, row: UUID, sealed: bytes | None) -> str:
    """Return the text that was sealed into this place."""
    return "" if sealed is None else unseal(place, row.bytes, sealed).decode()


def of_record(record: UUID, hash_of_it: bytes) -> bytes:
    """Return the row of one content of a record: several may come under one id."""
    return record.bytes + hash_of_it


def of_part(photo: UUID, from_byte: int) -> bytes:
    """Return the row of a part of a photo."""
    return photo.bytes + from_byte.to_bytes(8, "big")
