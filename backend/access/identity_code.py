"""Personal identity codes (henkilötunnus) at rest: sealed, and found by a keyed hash; a stolen database tells none.

A plain hash would not do: eleven characters with a date in them are soon guessed. Sealed by AES-256-GCM with a
random nonce (NIST SP 800-38D), hashed by HMAC-SHA-256 (RFC 2104), each with its own key drawn from the installation's
by HKDF (RFC 5869). The form of a code is decree 128/2010 s.2 as changed by 690/2022.
"""

import hmac
import os
from datetime import date
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from stdnum.fi import hetu

# First byte of what is stored, so that another way of sealing can come beside this one. It is sealed with the code.
VERSION = b"\x01"
# The length for which GCM takes the nonce as it is (NIST SP 800-38D, 5.2.1.1).
NONCE_LENGTH = 12
# 900 and above are given to nobody: invented people and temporary codes have them (docs/domain.md, identifiers).
FIRST_ARTIFICIAL = 900
# DDMMYY and the separator come before the three digits of the individual number.
INDIVIDUAL_NUMBER = slice(7, 10)


class SealBroken(Exception):
    """The stored bytes were sealed with another key, or are damaged."""


# The separator says the century (decree 128/2010 s.2 as changed by 690/2022).
CENTURIES = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
SEPARATOR = 6


def read_identity_code(typed: str) -> str | None:
    """Return the code as it is stored, eleven characters, or None for one that cannot be a code.

    The check character does not cover the separator, yet the separator tells people apart, so all eleven are kept.
    """
    code = hetu.compact(typed)
    # The library takes any script's digits; one person must have one spelling.
    return code if code.isascii() and hetu.is_valid(code, allow_temporary=True) else None


def is_artificial(code: str) -> bool:
    """Tell whether the code is of the range that no register gives to a person."""
    return int(code[INDIVIDUAL_NUMBER]) >= FIRST_ARTIFICIAL


def born_on(code: str) -> date:
    """Return the birthday that a right code says."""
    day, month, year = (int(code[place : place + 2]) for place in (0, 2, 4))
    return date(CENTURIES[code[SEPARATOR]] + year, month, day)


def derived(key: bytes, use: bytes) -> bytes:
    """Return the key for one use, drawn from the installation's identity key."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kotiseteli identity code " + use).derive(key)


def seal(code: str, key: bytes) -> bytes:
    """Return the code encrypted; the same code gives other bytes each time."""
    nonce = os.urandom(NONCE_LENGTH)
    return VERSION + nonce + AESGCM(derived(key, b"seal")).encrypt(nonce, code.encode(), VERSION)


def unseal(sealed: bytes, key: bytes) -> str:
    """Return the code that was sealed."""
    version, nonce, encrypted = sealed[:1], sealed[1 : 1 + NONCE_LENGTH], sealed[1 + NONCE_LENGTH :]
    if version != VERSION:
        raise SealBroken("an identity code was sealed in a way that is not known here")
    try:
        return AESGCM(derived(key, b"seal")).decrypt(nonce, encrypted, version).decode()
    except (InvalidTag, ValueError):
        raise SealBroken("an identity code does not open: another key, or damaged bytes") from None


def fingerprint(code: str, key: bytes) -> bytes:
    """Return the keyed hash by which a person is found; the same code gives the same bytes."""
    return hmac.digest(derived(key, b"fingerprint"), code.encode(), sha256)
