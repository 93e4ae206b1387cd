"""The installation's own secrets, made at first start and kept in the data folder for its user only.

One voucher key signs at a time, and `rotate_voucher_key` puts a new one in its place. Of a key that no longer signs
only the public half stays, under its id: papers that it signed are still known for genuine, and no thief finds here
what signs more of them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.vouchers.code import key_id

KEY_LENGTH = 32
FOLDER = "keys"
SIGNING = "voucher-signing"
RETIRED = "voucher-retired"
IDENTITY = "identity-codes"
# The ending of a file while it is being written.
HALF_WRITTEN = ".new"


class KeysWrong(Exception):
    """The keys cannot be used as they lie there; the text says why and what to do."""


@dataclass(frozen=True)
class Keys:
    """What the installation signs and seals with."""

    # Signs the code on each voucher; a phone knows its public half.
    voucher: Ed25519PrivateKey
    # Encrypts personal identity codes at rest and makes the keyed hash they are found by.
    identity: bytes
    # Signed vouchers before; the papers are still in people's homes.
    retired: tuple[Ed25519PublicKey, ...] = ()

    def voucher_keys(self) -> dict[bytes, Ed25519PublicKey]:
        """Return the public keys a voucher code may be signed by, by their id: the one that signs, then the retired."""
        return {key_id(public): public for public in (self.voucher.public_key(), *self.retired)}


@dataclass(frozen=True)
class Rotation:
    """The ids of the key that signed, of the one that signs from now on, and how many retired ones are still known."""

    retired: str
    signing: str
    known_retired: int


def read_keys(data_folder: Path) -> Keys:
    """Read the installation's keys, making them at the first start."""
    folder = data_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keys(
        voucher=Ed25519PrivateKey.from_private_bytes(read_or_make(folder / SIGNING)),
        identity=read_or_make(folder / IDENTITY),
        retired=read_retired(folder / RETIRED),
    )


def rotate_voucher_key(data_folder: Path) -> Rotation:
    """Put a new signing key in the place of the present one, whose public half is kept.

    The retired half is on the disk before the new key takes its place: whatever stops us between the two, the next
    start finds a key that signs and every key that ever signed.
    """
    folder = data_folder / FOLDER
    try:
        if not (folder / SIGNING).exists():
            raise KeysWrong(
                f"There is no voucher key in {folder}. It is made at the first start; if Kotiseteli has run before, "
                "name its data folder in KOTISETELI_DATA."
            )
        with held_alone(folder):
            return put_new_key_in_place(folder)
    except OSError as reason:
        raise KeysWrong(
            f"The voucher key in {folder} was not changed: {reason.strerror}. "
            "Do this as the account that runs Kotiseteli."
        ) from reason


def put_new_key_in_place(folder: Path) -> Rotation:
    """Retire the key that signs and make the next."""
    before = Ed25519PrivateKey.from_private_bytes(read_key(folder / SIGNING)).public_key()
    # Read first: with a damaged one nothing is changed.
    known = {key_id(key) for key in read_retired(folder / RETIRED)} | {key_id(before)}
    (folder / RETIRED).mkdir(mode=0o700, exist_ok=True)
    give_to_owner_of(folder, folder / RETIRED)
    keep(folder / RETIRED / key_id(before).hex(), before.public_bytes_raw())
    secret = os.urandom(KEY_LENGTH)
    keep(folder / SIGNING, secret)
    after = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    return Rotation(key_id(before).hex(), key_id(after).hex(), len(known))


def read_retired(folder: Path) -> tuple[Ed25519PublicKey, ...]:
    """Return the retired public keys, each of which must lie under its own id."""
    if not folder.exists():
        return ()
    retired = []
    for path in sorted(folder.iterdir()):
        # A file that was being written when the machine stopped; its key signs still.
        if path.suffix == HALF_WRITTEN:
            continue
        key = Ed25519PublicKey.from_public_bytes(read_key(path))
        if key_id(key).hex() != path.name:
            raise damaged(path)
        retired.append(key)
    return tuple(retired)


def read_key(path: Path) -> bytes:
    """Return the 32 bytes in `path`, which must be all there is."""
    try:
        key = path.read_bytes()
    except OSError as reason:
        raise KeysWrong(f"{path} cannot be read: {reason.strerror}.") from reason
    if len(key) != KEY_LENGTH:
        raise damaged(path)
    return key


def damaged(path: Path) -> KeysWrong:
    """Return what to say of a key that is not as it was written."""
    return KeysWrong(f"{path} is damaged: put it back from a backup, do not delete it.")


def read_or_make(path: Path) -> bytes:
    """Return the 32 secret bytes in `path`; make them when there are none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key(path)
    secret = os.urandom(KEY_LENGTH)
    write_and_sync(descriptor, secret)
    return secret


def keep(path: Path, key: bytes) -> None:
    """Put a key in the place of what lies in `path`: on the disk is the old one or the new one, never half of one."""
    new = path.with_name(path.name + HALF_WRITTEN)
    new.unlink(missing_ok=True)
    write_and_sync(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), key)
    give_to_owner_of(path.parent, new)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_and_sync(descriptor: int, key: bytes) -> None:
    """Write a key and wait until it is on the disk."""
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def give_to_owner_of(folder: Path, path: Path) -> None:
    """Let the account that the folder belongs to read what root has made in it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Let one rotation at a time into the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError as reason:
        raise KeysWrong(f"Another rotation is going on in {folder}; look at what it says.") from reason
    else:
        yield
    finally:
        os.close(descriptor)
