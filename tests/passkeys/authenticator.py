"""A device that makes passkeys and signs with them, and lies where a test tells it to (WebAuthn level 3, section 6)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from httpx import Response
from webauthn.helpers import encode_cbor

from backend.access.guards import COOKIE
from backend.database import fetch
from backend.settings import DEMO_PUBLIC_URL
from backend.wire import from_base64url, in_base64url
from tests.conftest import Caller
from tests.enrolment.joining import slug

Json = dict[str, Any]
ORIGIN = DEMO_PUBLIC_URL
# The flags of authenticator data (section 6.1): she was there, was verified, and a new key is in it.
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40
NO_AAGUID = bytes(16)


@dataclass
class Held:
    """A passkey that a device holds."""

    credential: bytes
    key: EllipticCurvePrivateKey
    handle: str
    count: int = 0


@dataclass
class Device:
    """A phone's authenticator and its browser, in one."""

    # Where its page comes from, and whether a page of another site has it in a frame.
    origin: str = ORIGIN
    is_framed: bool = False
    # Whom it takes its page to be of; None: whom the page says.
    party: str | None = None
    verifies: bool = True
    # A synced passkey does not count.
    counts: bool = True
    held: dict[str, Held] = field(default_factory=dict)

    def client_data(self, kind: str, challenge: str) -> bytes:
        """Return what the browser says of the page that asks (section 5.8.1)."""
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.is_framed}
        return json.dumps(said).encode()

    def authenticator_data(self, party: str, count: int, key: bytes = b"") -> bytes:
        """Return what the device says of itself (section 6.1)."""
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (HAS_KEY if key else 0)
        return sha256((self.party or party).encode()).digest() + bytes([flags]) + count.to_bytes(4, "big") + key

    def make(self, wanted: Json) -> Json:
        """Make a passkey and return what the page sends of it."""
        key = generate_private_key(SECP256R1())
        point = key.public_key().public_numbers()
        # COSE_Key, ES256 on P-256 (RFC 9053 section 7.1.1).
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        held = Held(sha256(cose).digest(), key, wanted["user"]["id"])
        self.held[in_base64url(held.credential)] = held
        attested = NO_AAGUID + len(held.credential).to_bytes(2, "big") + held.credential + cose
        data = self.authenticator_data(wanted["rp"]["id"], held.count, attested)
        return {
            "clientData": in_base64url(self.client_data("webauthn.create", wanted["challenge"])),
            "attestation": in_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "name": "Sannan puhelin",
        }

    def sign(self, asked: Json, device: UUID | None = None) -> Json:
        """Sign with the passkey made last and return what the page sends."""
        name, held = list(self.held.items())[-1]
        held.count += 1 if self.counts else 0
        client_data = self.client_data("webauthn.get", asked["challenge"])
        data = self.authenticator_data(asked["rpId"], held.count)
        signature = held.key.sign(data + sha256(client_data).digest(), ECDSA(SHA256()))
        return {
            "clientData": in_base64url(client_data),
            "credential": name,
            "authenticatorData": in_base64url(data),
            "signature": in_base64url(signature),
            "handle": held.handle,
            "device": str(device) if device else None,
        }


async def wanted_by(caller: Caller) -> Json:
    """Ask which passkey to make."""
    answer = await caller.post("/api/passkeys/challenge", json={})
    assert answer.status_code == 200, answer.text
    wanted: Json = answer.json()
    assert wanted["rp"]["id"] == urlsplit(ORIGIN).hostname
    return wanted


async def add(caller: Caller, device: Device) -> Json:
    """Add a passkey of a device's in the session that a caller has."""
    answer = await caller.post("/api/passkeys", json=device.make(await wanted_by(caller)))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def asked_of(caller: Caller) -> Json:
    """Ask what to sign."""
    answer = await caller.post("/api/passkeys/session/challenge", json={})
    assert answer.status_code == 200, answer.text
    asked: Json = answer.json()
    return asked


async def show(caller: Caller, shown: Mapping[str, object]) -> Response:
    """Show what was signed."""
    return await caller.post("/api/passkeys/session", json=dict(shown))


async def come_in(caller: Caller, device: Device, phone: UUID | None = None) -> Response:
    """Come in by the passkey that a device made last."""
    return await show(caller, device.sign(await asked_of(caller), phone))


async def is_refused(browser: Caller, shown: Json, reason: str) -> None:
    """Expect the one answer that there is, and what is kept of it."""
    await fetch("delete from refused_sign_in")
    answer = await show(browser, shown)
    assert (answer.status_code, slug(answer)) == (409, "passkey-not-valid")
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}
    assert COOKIE not in browser.cookies
    (kept,) = await fetch("select way, reason from refused_sign_in")
    assert (kept["way"], kept["reason"]) == ("passkey", reason)


def flipped(written: str, octet: int = -1) -> str:
    """Return the same octets with one bit of one of them turned over."""
    octets = bytearray(from_base64url(written))
    octets[octet] ^= 1
    return in_base64url(bytes(octets))
