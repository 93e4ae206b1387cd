"""A sealed record as it comes: a JWE (RFC 7516) that only this installation opens, and what must be true of it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from backend.access.guards import hash_of
from backend.problems import Problem
from backend.sealed.problems import SealedKeyUnknown, SealedNotGenuine
from backend.wire import Token, from_base64url

# A record with every task left undone for a long reason in letters of four bytes is 130 kB, a third more in base64.
LONGEST_SEALED = 200_000
# One way of agreeing on the key and one cipher; nothing is unpacked, so a small envelope cannot become a large one.
ALGORITHMS = ["ECDH-ES", "A256GCM"]
REGISTRY = jwe.JWERegistry(algorithms=ALGORITHMS)
REGISTRY.max_ciphertext_length = LONGEST_SEALED

Coordinate = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{43}\Z")]
Keyring = Mapping[str, ECKey]


class Envelope(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """One sealed record; whoever carries it sees its id alone."""

    # Of the record inside.
    id: UUID
    # JWE compact serialization.
    sealed: Annotated[str, msgspec.Meta(max_length=LONGEST_SEALED)]


class Point(msgspec.Struct, forbid_unknown_fields=True):
    """The sender's half of the key agreement, made for this one envelope."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Coordinate
    y: Coordinate


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The protected header."""

    alg: Literal["ECDH-ES"]
    enc: Literal["A256GCM"]
    kid: str
    epk: Point


class Contents(msgspec.Struct, rename="camel"):
    """What is inside; a newer phone may say more."""

    # As in a push.
    mutation: dict[str, Any]
    person: UUID
    # The phone that made it.
    device: UUID
    # What proves that it did: the database has the SHA-256 of it.
    token: Token
    # For whom she was working, which decides only between several employments of hers on one day.
    provider: UUID | None = None

    def token_hash(self) -> bytes:
        """Return what the database must have of the token."""
        return hash_of(self.token)


def keyring(keys: Mapping[str, EllipticCurvePrivateKey]) -> dict[str, ECKey]:
    """Return the keys as the library opens with them; made once, since reading one costs as much as opening."""
    return {
        name: ECKey.import_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        for name, key in keys.items()
    }


def open_envelope(envelope: Envelope, keys: Keyring) -> Contents | Problem:
    """Return what an envelope holds, or why it is not taken."""
    encoded, _, _ = envelope.sealed.partition(".")
    try:
        header = msgspec.json.decode(from_base64url(encoded), type=Header)
    except (ValueError, RecursionError):
        return SealedNotGenuine()
    key = keys.get(header.kid)
    if key is None:
        return SealedKeyUnknown()
    try:
        opened = jwe.decrypt_compact(envelope.sealed, key, registry=REGISTRY)
        contents = msgspec.json.decode(opened.plaintext or b"", type=Contents)
    except (JoseError, ValueError, RecursionError):
        return SealedNotGenuine()
    # The answer speaks of the record by the id outside.
    inside = contents.mutation.get("id")
    return contents if isinstance(inside, str) and inside.lower() == str(envelope.id) else SealedNotGenuine()
