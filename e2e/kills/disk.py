"""A disk whose power can be cut: what its file system has not written by then is gone. Needs root and Linux."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 192
PROGRAMS = ("mkfs.ext4", "mount", "umount", "cp")
SECONDS_TO_LET_GO = 10


class Disk:
    """A file system in a file, mounted at `place`."""

    def __init__(self, folder: Path) -> None:
        self.image = folder / "disk.img"
        self.as_it_was = folder / "disk.cut"
        self.place = folder / "disk"
        self.place.mkdir()
        with self.image.open("wb") as image:
            image.truncate(MEGABYTES * 1024 * 1024)
        run("mkfs.ext4", "-q", "-F", str(self.image))

    def plug_in(self) -> None:
        """Mount it, its journal replayed; it hardly writes of itself: what no program insists on (fsync) is lost."""
        run("mount", "-o", "loop,commit=600", str(self.image), str(self.place))

    def pull_out(self) -> None:
        """Unmount it as one should, as soon as nobody holds on to it."""
        deadline = time.monotonic() + SECONDS_TO_LET_GO
        while True:
            try:
                return run("umount", str(self.place))
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def write_out(self) -> None:
        """Bring everything onto it, as a night on the charger does."""
        self.pull_out()
        self.plug_in()

    def cut(self) -> None:
        """Cut the power: what lies in the image at this moment is what there will be."""
        run("cp", "--sparse=always", str(self.image), str(self.as_it_was))

    def come_back(self) -> None:
        """Switch on again after the cut."""
        self.pull_out()
        shutil.move(self.as_it_was, self.image)
        self.plug_in()


def run(*command: str) -> None:
    """Run a program of the system's and say what it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip() or done.returncode}")


@contextmanager
def a_disk(folder: Path) -> Iterator[Disk]:
    """Lend a disk that is plugged in."""
    disk = Disk(folder)
    disk.plug_in()
    try:
        yield disk
    finally:
        if os.path.ismount(disk.place):
            disk.pull_out()


def why_no_power_can_be_cut(folder: Path) -> str:
    """Return why this machine cannot lend a disk, or nothing; tried in this folder."""
    if os.geteuid() != 0:
        return "mounting a disk needs root"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"there is no {', '.join(missing)} here"
    folder.mkdir()
    try:
        with a_disk(folder):
            return ""
    except OSError as reason:
        return str(reason)
