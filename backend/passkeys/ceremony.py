"""What a browser and its device sign with a passkey, read and verified (WebAuthn level 3, sections 7.1 and 7.2).

The library knows the protocol; what stands here is what it leaves to its caller: what is read at all, who we are, and
that whatever it stumbles over is no passkey and no fault of ours.
"""

import logging
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import msgspec
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from backend.settings import Settings, is_loopback
from backend.wire import from_base64url, in_base64url

log = logging.getLogger("kotiseteli")

# Signatures that are taken: Ed25519, ES256 and RS256, one of which every device makes.
ALGORITHMS = (
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)
# In octets; section 5.8.1 and 6.1 leave them open but for the credential's own name. A right one is a third at most.
LONGEST_CLIENT_DATA, LONGEST_AUTHENTICATOR_DATA, LONGEST_SIGNATURE = 4_000, 2_000, 1_000
LONGEST_ATTESTATION = 8_000
LONGEST_CREDENTIAL = 1_023
LONGEST_HANDLE = 64
# In letters; ours has 43.
LONGEST_CHALLENGE = 100
DEFAULT_PORTS = {"https": 443, "http": 80}


class Party(NamedTuple):
    """Who we are to a browser (the relying party): the name passkeys are made for, and where its pages come from."""

    name: str
    origin: str


def party_of(settings: Settings, host: str | None) -> Party:
    """Return who we are by the address that people open; the demo county is also opened on this very machine."""
    here = this_machine(host) if settings.demo and host else None
    address = here or urlsplit(settings.public_url)
    # As browsers write it: in ASCII, and a port only where it is not the usual one (RFC 6454 section 6.2).
    name = (address.hostname or "").encode("idna").decode()
    is_usual = address.port in {None, DEFAULT_PORTS[address.scheme]}
    return Party(name, f"{address.scheme}://{name}" + ("" if is_usual else f":{address.port}"))


def this_machine(host: str) -> SplitResult | None:
    """Return the address of pages that only this machine reaches, or None where a request names another."""
    try:
        here = urlsplit(f"http://{host}")
        return here if is_loopback(here.hostname or "") and here.port != 0 else None
    except ValueError:
        return None


class ClientData(msgspec.Struct):
    """What is read here of what the browser says of the asking page (section 5.8.1); the library reads the rest."""

    challenge: str
    is_framed: bool = msgspec.field(name="crossOrigin", default=False)


@dataclass(frozen=True)
class Added:
    """A passkey that a browser says it has made."""

    client_data: bytes
    challenge: str
    attestation: bytes


@dataclass(frozen=True)
class Shown:
    """A passkey that a browser says somebody has used."""

    client_data: bytes
    challenge: str
    credential: bytes
    authenticator_data: bytes
    signature: bytes
    # By which the device knows whose it is: what we called her when it was added.
    handle: bytes


@dataclass(frozen=True)
class NewKey:
    """What is kept of a passkey that was added."""

    credential: bytes
    public_key: bytes
    sign_count: int


def octets(written: str, longest: int) -> bytes:
    """Return what was written in base64url; a ValueError for what is not, and for more than there can be."""
    if not written or len(written) > 2 * longest:
        raise ValueError("empty or too long")
    read = from_base64url(written)
    if len(read) > longest:
        raise ValueError("too long")
    return read


def challenge_in(client_data: bytes) -> str:
    """Return the challenge that the browser says it was asked; a ValueError when it does not say one, or is framed."""
    # msgspec's own errors are ValueErrors.
    said = msgspec.json.decode(client_data, type=ClientData)
    if said.is_framed:
        raise ValueError("in a page of another site")
    if len(said.challenge) > LONGEST_CHALLENGE or not said.challenge.isascii():
        raise ValueError("no challenge of ours")
    return said.challenge


def read_added(client_data: str, attestation: str) -> Added | None:
    """Return what a browser sends when it has made a passkey, or None for what cannot be read as that."""
    try:
        read = octets(client_data, LONGEST_CLIENT_DATA)
        return Added(read, challenge_in(read), octets(attestation, LONGEST_ATTESTATION))
    except ValueError:
        return None


def read_shown(
    *, client_data: str, credential: str, authenticator_data: str, signature: str, handle: str
) -> Shown | None:
    """Return what a browser sends when a passkey was used, or None for what cannot be read as that."""
    try:
        read = octets(client_data, LONGEST_CLIENT_DATA)
        return Shown(
            client_data=read,
            challenge=challenge_in(read),
            credential=octets(credential, LONGEST_CREDENTIAL),
            authenticator_data=octets(authenticator_data, LONGEST_AUTHENTICATOR_DATA),
            signature=octets(signature, LONGEST_SIGNATURE),
            handle=octets(handle, LONGEST_HANDLE),
        )
    except ValueError:
        return None


def verify_added(added: Added, party: Party) -> NewKey | None:
    """Return the new passkey, made here by a person whom her device has verified; None when that is not proven."""
    try:
        # What a device says of its own make is not asked for, so that its name beside it is no matter.
        verified = verify_registration_response(
            credential=RegistrationCredential(
                id="",
                raw_id=b"",
                response=AuthenticatorAttestationResponse(added.client_data, added.attestation),
            ),
            expected_challenge=from_base64url(added.challenge),
            expected_rp_id=party.name,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        # A point that is not on its curve is no key: it is refused now, and not each time she would come in by it.
        decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
    except Exception as reason:  # noqa: BLE001 - five libraries read these octets, and none lists what it raises
        log.info("no new passkey: %s", type(reason).__name__)
        return None
    if len(verified.credential_id) > LONGEST_CREDENTIAL:
        return None
    return NewKey(verified.credential_id, verified.credential_public_key, verified.sign_count)


def verify_shown(shown: Shown, party: Party, public_key: bytes) -> int | None:
    """Return the counter that the device told, where a person it has verified signed here; None when that is not so."""
    named = in_base64url(shown.credential)
    try:
        verified = verify_authentication_response(
            credential=AuthenticationCredential(
                id=named,
                raw_id=shown.credential,
                response=AuthenticatorAssertionResponse(shown.client_data, shown.authenticator_data, shown.signature),
            ),
            expected_challenge=from_base64url(shown.challenge),
            expected_rp_id=party.name,
            expected_origin=party.origin,
            credential_public_key=public_key,
            # The library looks at the counter before the signature: what anybody could write there would pass for a
            # copy of the passkey. Ours is looked at afterwards (rules.py).
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as reason:  # noqa: BLE001 - the same
        log.info("no passkey of ours: %s", type(reason).__name__)
        return None
    return verified.new_sign_count
