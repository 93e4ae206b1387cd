"""The phone's side of docs/sync.md, written from that page alone: nothing of the server's own code is in it."""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENCRYPTION = b"A256GCM"
KEY_BITS = 256
TAG_BYTES = 16
SHA256_BYTES = 32


class Receipt(NamedTuple):
    """The server's word for one record, as its reply writes it."""

    id: UUID
    sha256: str
    sequence: int
    received_at: str


def base64url(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(written: str) -> bytes:
    """Read base64url without padding."""
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def hash_of(mutation: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical record: keys sorted at every level, no blanks, UTF-8 as it is."""
    canonical = json.dumps(mutation, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def receipt_text(device: UUID, receipts: Iterable[Receipt]) -> str:
    """Return the text that a reply's signature is over."""
    told = "".join(f"{one.id} {one.sha256} {one.sequence} {one.received_at}\n" for one in receipts)
    return f"kotiseteli-receipts-1\n{device}\n{told}"


def holds(keys: Mapping[str, Ed25519PublicKey], text: str, signature: Mapping[str, str]) -> bool:
    """Tell whether a signature is one under this text; a key that nobody has told of signs nothing."""
    key = keys.get(signature["key"])
    try:
        if key:
            key.verify(from_base64url(signature["value"]), text.encode())
    except InvalidSignature:
        return False
    return key is not None


def keys_told(told: Iterable[Mapping[str, str]]) -> dict[str, Ed25519PublicKey]:
    """Return the receipt keys of a catalogue by their ids."""
    return {one["id"]: Ed25519PublicKey.from_public_bytes(from_base64url(one["publicKey"])) for one in told}


def rows_told(reply: Mapping[str, Any], own: Mapping[int, tuple[UUID, str]]) -> tuple[list[Receipt], list[str]]:
    """Return the receipts of a push's reply with the phone's own ids and hashes, and the hashes that it tells."""
    hashes = from_base64url(reply["hashes"])
    if len(hashes) != SHA256_BYTES * len(reply["receipts"]):
        raise ValueError("as many hashes as receipts")
    receipts = [
        Receipt(*own[number], sequence, received_at or reply["serverTime"])
        for number, sequence, received_at in reply["receipts"]
    ]
    return receipts, [hashes[at : at + SHA256_BYTES].hex() for at in range(0, len(hashes), SHA256_BYTES)]


def with_length(value: bytes) -> bytes:
    """Write a value after its length in four bytes, as the key derivation wants it."""
    return len(value).to_bytes(4, "big") + value


def seal(key: Mapping[str, str], contents: bytes) -> str:
    """Seal contents to the server: a JWE of RFC 7516, agreed on as RFC 7518 section 4.6 says."""
    x, y = (int.from_bytes(from_base64url(key[name]), "big") for name in ("x", "y"))
    servers = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    once = ec.generate_private_key(ec.SECP256R1())
    point = once.public_key().public_numbers()
    half = {"kty": "EC", "crv": "P-256"} | {
        name: base64url(value.to_bytes(32, "big")) for name, value in (("x", point.x), ("y", point.y))
    }
    header = {"alg": "ECDH-ES", "enc": ENCRYPTION.decode(), "kid": key["kid"], "epk": half}
    protected = base64url(json.dumps(header).encode())
    # One round of the derivation gives all 256 bits: its count, the secret, the cipher, no parties, the length.
    derived = hashlib.sha256(
        (1).to_bytes(4, "big")
        + once.exchange(ec.ECDH(), servers)
        + with_length(ENCRYPTION)
        + with_length(b"")
        + with_length(b"")
        + KEY_BITS.to_bytes(4, "big")
    ).digest()
    iv = os.urandom(12)
    sealed = AESGCM(derived).encrypt(iv, contents, protected.encode())
    return ".".join([protected, "", base64url(iv), base64url(sealed[:-TAG_BYTES]), base64url(sealed[-TAG_BYTES:])])
