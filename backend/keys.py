"""The installation's own secrets, made at first start and kept in the data folder for its user only."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.vouchers.code import key_id

KEY_LENGTH = 32


@dataclass(frozen=True)
class Keys:
    """What the installation signs and seals with."""

    # Signs the code on each voucher; a phone knows its public half.
    voucher: Ed25519PrivateKey
    # Encrypts personal identity codes at rest and makes the keyed hash they are found by.
    identity: bytes

    def voucher_keys(self) -> dict[bytes, Ed25519PublicKey]:
        """Return the public keys a voucher code may be signed by, by their id."""
        public = self.voucher.public_key()
        return {key_id(public): public}


def read_or_make(path: Path) -> bytes:
    """Return the 32 secret bytes in `path`; make them when there are none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_bytes()
        if len(secret) != KEY_LENGTH:
            raise RuntimeError(f"{path} is damaged: put it back from a backup, do not delete it") from None
        return secret
    with os.fdopen(descriptor, "wb") as file:
        secret = os.urandom(KEY_LENGTH)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret


def read_keys(data_folder: Path) -> Keys:
    """Read the installation's keys, making them at the first start."""
    folder = data_folder / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keys(
        voucher=Ed25519PrivateKey.from_private_bytes(read_or_make(folder / "voucher-signing")),
        identity=read_or_make(folder / "identity-codes"),
    )
