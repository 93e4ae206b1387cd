"""The signed code in the voucher's QR: what a phone can check at the door with no network. Pure.

It says which voucher, for which service, to which provider and for which days, and that an organiser's key signed it;
it names no person. The layout is in docs/domain.md; `pwa/src/scan/code.ts` reads it, both are proven on
tests/vectors/signed_code.json. Ed25519: RFC 8032; Base32: RFC 4648 section 6.
"""

import base64
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.vouchers.number import LARGEST, number_from, value_in

Kind = Literal["voucher", "order"]

VERSION = 1
EPOCH = date(2020, 1, 1)
# version, key id, number (7 bytes), organiser, service, provider, first day, last day, kind; big-endian.
LAYOUT = struct.Struct(">B4s7sHHIHHB")
SIGNATURE_LENGTH = 64
KINDS: tuple[Kind, Kind] = ("voucher", "order")
PATH = "/V/"


@dataclass(frozen=True)
class SignedTerms:
    """What the signed code says about a voucher."""

    number: str
    organiser_code: int
    service_code: int
    # 0: any approved provider.
    provider_code: int
    first_day: date
    last_day: date
    kind: Kind


def key_id(public: Ed25519PublicKey) -> bytes:
    """Return the four bytes by which a code names its key."""
    return sha256(public.public_bytes_raw()).digest()[:4]


def sign(terms: SignedTerms, key: Ed25519PrivateKey) -> str:
    """Return the code for these terms, 143 characters."""
    payload = LAYOUT.pack(
        VERSION,
        key_id(key.public_key()),
        value_in(terms.number).to_bytes(7, "big"),
        terms.organiser_code,
        terms.service_code,
        terms.provider_code,
        (terms.first_day - EPOCH).days,
        (terms.last_day - EPOCH).days,
        KINDS.index(terms.kind) + 1,
    )
    return written_code(payload + key.sign(payload))


def written_code(signed: bytes) -> str:
    """Return signed bytes as the code is written: Base32 without padding."""
    return base64.b32encode(signed).decode().rstrip("=")


def verified_terms(code: str, keys: dict[bytes, Ed25519PublicKey]) -> SignedTerms | None:
    """Return what a genuine code says, or None for one that no known key has signed."""
    characters = code.strip().upper()
    try:
        signed = base64.b32decode(characters + "=" * (-len(characters) % 8))
    except ValueError:
        return None
    # The last character has three bits to spare: only the one way of writing them is ours.
    if len(signed) != LAYOUT.size + SIGNATURE_LENGTH or written_code(signed) != characters:
        return None
    payload, signature = signed[: LAYOUT.size], signed[LAYOUT.size :]
    version, key, number, organiser, service, provider, first, last, kind = LAYOUT.unpack(payload)
    public = keys.get(key)
    value = int.from_bytes(number, "big")
    if version != VERSION or public is None or kind not in {1, 2} or value > LARGEST:
        return None
    try:
        public.verify(signature, payload)
    except InvalidSignature:
        return None
    return SignedTerms(
        number=number_from(value),
        organiser_code=organiser,
        service_code=service,
        provider_code=provider,
        first_day=EPOCH + timedelta(days=first),
        last_day=EPOCH + timedelta(days=last),
        kind=KINDS[kind - 1],
    )


def link(public_url: str, code: str) -> str:
    """Return the text of the QR; upper case throughout, so that the symbol uses its dense alphanumeric mode."""
    address = urlsplit(public_url)
    return f"{address.scheme}://{address.netloc}{PATH}{code}".upper()
