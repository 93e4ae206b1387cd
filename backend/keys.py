"""The installation's own secrets, made at first start and kept in the data folder for its user only.

One key of each kind is in use at a time, and `rotate_key` puts a new one in its place. Of a key that signs only the
public half stays, under its id: what it signed is still known for genuine, and no thief finds here what signs more of
it. Of a key that phones seal to, or that seals contents at rest, the whole must stay: an envelope may lie on a phone
for months, and a note in the database for years. So must that of one that signs pushes: a browser that asked with it
takes no other's until it has asked anew.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend import at_rest
from backend.vouchers.code import key_id
from backend.wire import Wire, in_base64url

KEY_LENGTH = 32
FOLDER = "keys"
IDENTITY = "identity-codes"
# The ending of a file while it is being written.
HALF_WRITTEN = ".new"


class KeysWrong(Exception):
    """The keys cannot be used as they lie there; the text says why and what to do."""


class SealingKey(Wire):
    """The public key that phones seal records to, as a JWK (RFC 7517, RFC 7518 section 6.2)."""

    kty: str
    crv: str
    # Coordinates of the point, base64url.
    x: str
    y: str
    # The first four bytes of the SHA-256 of the uncompressed point, 8 hex digits.
    kid: str


@dataclass(frozen=True)
class Keys:
    """What the installation signs, seals and opens with."""

    # Signs the code on each voucher; a phone knows its public half.
    voucher: Ed25519PrivateKey
    # Encrypts personal identity codes at rest and makes the keyed hash they are found by.
    identity: bytes
    # Signs the receipts of what phones have sent.
    receipts: Ed25519PrivateKey
    # Opens what phones have sealed.
    sealing: EllipticCurvePrivateKey
    # Seals what people write about a client, at rest.
    contents: bytes
    # Signs pushes, so that a push service knows them for ours (VAPID, RFC 8292).
    push: EllipticCurvePrivateKey
    # Signed vouchers before; the papers are still in people's homes.
    retired: tuple[Ed25519PublicKey, ...] = ()
    # Signed receipts before; phones keep those for thirteen months.
    retired_receipts: tuple[Ed25519PublicKey, ...] = ()
    # Were sealed to before; envelopes may still come.
    retired_sealing: tuple[EllipticCurvePrivateKey, ...] = ()
    # Sealed contents before; the database is full of it.
    retired_contents: tuple[bytes, ...] = ()
    # Signed pushes before: a browser takes those of the key that it asked with, until it asks anew.
    retired_push: tuple[EllipticCurvePrivateKey, ...] = ()

    def voucher_keys(self) -> dict[bytes, Ed25519PublicKey]:
        """Return the public keys a voucher code may be signed by, by their id: the one that signs, then the retired."""
        return {key_id(public): public for public in (self.voucher.public_key(), *self.retired)}

    def receipt_keys(self) -> dict[bytes, Ed25519PublicKey]:
        """Return the public keys a receipt may be signed by, by their id: the one that signs, then the retired."""
        return {key_id(public): public for public in (self.receipts.public_key(), *self.retired_receipts)}

    def sealing_key(self) -> SealingKey:
        """Return the public key to seal to."""
        point = self.sealing.public_key().public_numbers()
        x, y = (in_base64url(number.to_bytes(KEY_LENGTH, "big")) for number in (point.x, point.y))
        return SealingKey("EC", "P-256", x, y, sealing_id(self.sealing))

    def sealing_keys(self) -> dict[str, EllipticCurvePrivateKey]:
        """Return what opens an envelope, by the id it names: the key that is sealed to, then the retired."""
        return {sealing_id(key): key for key in (self.sealing, *self.retired_sealing)}

    def push_keys(self) -> dict[str, EllipticCurvePrivateKey]:
        """Return what pushes are signed with, by the id of the key a browser asked with; the one in use comes first."""
        return {sealing_id(key): key for key in (self.push, *self.retired_push)}

    def push_key(self) -> str:
        """Return the public key that a browser asks its push service with, as one takes it."""
        return in_base64url(point_of(self.push))

    def push_key_id(self, public: str) -> str | None:
        """Return the id of a key that a browser has asked with, or None when it is none of ours."""
        ids = {in_base64url(point_of(key)): name for name, key in self.push_keys().items()}
        return ids.get(public.rstrip("="))

    def open_contents(self) -> None:
        """Let this process seal and read what the database keeps of what people wrote."""
        at_rest.use(self.contents, self.retired_contents)


def sealing_id(key: EllipticCurvePrivateKey) -> str:
    """Return what an envelope names its key by."""
    return sha256(point_of(key)).digest()[:4].hex()


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    """Return the public half of a key as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sealing_key_of(secret: bytes) -> EllipticCurvePrivateKey:
    """Return the key whose 32 bytes these are; a ValueError when they are no key's."""
    return derive_private_key(int.from_bytes(secret, "big"), SECP256R1())


def new_sealing_secret() -> bytes:
    """Return the 32 bytes of a new key."""
    return generate_private_key(SECP256R1()).private_numbers().private_value.to_bytes(KEY_LENGTH, "big")


def new_secret() -> bytes:
    """Return 32 bytes that nobody can guess, which is all that an Ed25519 key is."""
    return os.urandom(KEY_LENGTH)


def public_half(secret: bytes) -> bytes:
    """Return what is kept of a key that signed."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def signing_id(public: bytes) -> str:
    """Return the id of a key that signs."""
    return key_id(Ed25519PublicKey.from_public_bytes(public)).hex()


@dataclass(frozen=True)
class Kind:
    """One kind of key that can be changed: what its files are called, and what of it is kept when it is retired."""

    name: str
    in_use: str
    retired: str
    new: Callable[[], bytes]
    kept: Callable[[bytes], bytes]
    # Of what is kept; a ValueError when it is no key.
    id_of: Callable[[bytes], str]


VOUCHER = Kind("voucher", "voucher-signing", "voucher-retired", new_secret, public_half, signing_id)
RECEIPT = Kind("receipt", "receipt-signing", "receipt-retired", new_secret, public_half, signing_id)
SEALING = Kind(
    "sealing",
    "record-sealing",
    "record-sealing-retired",
    new_sealing_secret,
    lambda secret: secret,
    lambda secret: sealing_id(sealing_key_of(secret)),
)
CONTENTS = Kind(
    "contents",
    "contents-sealing",
    "contents-sealing-retired",
    new_secret,
    lambda secret: secret,
    lambda secret: at_rest.key_id(secret).hex(),
)
PUSH = Kind(
    "push",
    "push-signing",
    "push-signing-retired",
    new_sealing_secret,
    lambda secret: secret,
    lambda secret: sealing_id(sealing_key_of(secret)),
)
# By what the command calls them.
KINDS = {"vouchers": VOUCHER, "receipts": RECEIPT, "sealing": SEALING, "contents": CONTENTS, "push": PUSH}


@dataclass(frozen=True)
class Rotation:
    """The ids of the key that was in use, of the one that is from now on, and how many retired ones are still known."""

    retired: str
    in_use: str
    known_retired: int


def read_keys(data_folder: Path) -> Keys:
    """Read the installation's keys; what is missing is made, at the first start of a version that asks for it."""
    folder = data_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held_alone(folder, wait=True):
        return Keys(
            voucher=Ed25519PrivateKey.from_private_bytes(key_in_use(folder, VOUCHER)),
            identity=read_or_make(folder / IDENTITY, new_secret),
            receipts=Ed25519PrivateKey.from_private_bytes(key_in_use(folder, RECEIPT)),
            sealing=sealing_key_of(key_in_use(folder, SEALING)),
            contents=key_in_use(folder, CONTENTS),
            push=sealing_key_of(key_in_use(folder, PUSH)),
            retired=tuple(map(Ed25519PublicKey.from_public_bytes, read_retired(folder, VOUCHER))),
            retired_receipts=tuple(map(Ed25519PublicKey.from_public_bytes, read_retired(folder, RECEIPT))),
            retired_sealing=tuple(map(sealing_key_of, read_retired(folder, SEALING))),
            retired_contents=tuple(read_retired(folder, CONTENTS)),
            retired_push=tuple(map(sealing_key_of, read_retired(folder, PUSH))),
        )


def rotate_key(data_folder: Path, kind: Kind) -> Rotation:
    """Put a new key in the place of the present one, of which is kept what its kind keeps.

    The retired one is on the disk before the new key takes its place: whatever stops us between the two, the next
    start finds a key to use and every key that ever was.
    """
    folder = data_folder / FOLDER
    try:
        if not (folder / kind.in_use).exists():
            raise KeysWrong(
                f"There is no {kind.name} key in {folder}. It is made at the first start; if Kotiseteli has run "
                "before, name its data folder in KOTISETELI_DATA."
            )
        with held_alone(folder):
            return put_new_key_in_place(folder, kind)
    except OSError as reason:
        raise KeysWrong(
            f"The {kind.name} key in {folder} was not changed: {reason.strerror}. "
            "Do this as the account that runs Kotiseteli."
        ) from reason


def put_new_key_in_place(folder: Path, kind: Kind) -> Rotation:
    """Retire the key in use and make the next."""
    before = kind.kept(key_in_use(folder, kind))
    # Read first: with a damaged one nothing is changed.
    known = {kind.id_of(key) for key in read_retired(folder, kind)} | {kind.id_of(before)}
    (folder / kind.retired).mkdir(mode=0o700, exist_ok=True)
    give_to_owner_of(folder, folder / kind.retired)
    keep(folder / kind.retired / kind.id_of(before), before)
    secret = kind.new()
    keep(folder / kind.in_use, secret)
    return Rotation(kind.id_of(before), kind.id_of(kind.kept(secret)), len(known))


def key_in_use(folder: Path, kind: Kind) -> bytes:
    """Return the secret of the key in use, made when there is none."""
    path = folder / kind.in_use
    secret = read_or_make(path, kind.new)
    try:
        kind.id_of(kind.kept(secret))
    except ValueError as reason:
        raise damaged(path) from reason
    return secret


def read_retired(folder: Path, kind: Kind) -> list[bytes]:
    """Return what is kept of the retired keys, each of which must lie under its own id."""
    if not (folder / kind.retired).exists():
        return []
    retired = []
    for path in sorted((folder / kind.retired).iterdir()):
        # A file that was being written when the machine stopped; its key is in use still.
        if path.suffix == HALF_WRITTEN:
            continue
        key = read_key(path)
        try:
            is_its_own = kind.id_of(key) == path.name
        except ValueError as reason:
            raise damaged(path) from reason
        if not is_its_own:
            raise damaged(path)
        retired.append(key)
    return retired


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


def read_or_make(path: Path, new: Callable[[], bytes]) -> bytes:
    """Return the 32 secret bytes in `path`; make them when there are none. Called by one at a time."""
    if not path.exists():
        keep(path, new())
    return read_key(path)


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
def held_alone(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Let one at a time make keys in the folder; a second rotation is told so, a start waits for its turn."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX if wait else LOCK_EX | LOCK_NB)
    except BlockingIOError as reason:
        raise KeysWrong(f"Another rotation is going on in {folder}; look at what it says.") from reason
    else:
        yield
    finally:
        os.close(descriptor)
