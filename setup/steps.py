"""One step of the set-up: done once for the same inputs, told in one plain line, its words kept when it fails.

Standard library only, as everything in this folder that runs before the packages are there.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
PROGRAMS = ROOT / ".venv" / "bin"
# A workplace's own authority is in the system's store and not in the lists that pip, uv and Node bring along.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# How often a long step says that it still runs, where no line can be written over.
SECONDS_BETWEEN_LINES = 20
LINES_SHOWN_OF_A_FAILURE = 40


class CannotBring(Exception):
    """A step did not succeed; the text says what to do next."""


def say(line: str) -> None:
    """Tell the person one line at once, also into a pipe."""
    print(line, flush=True)


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """Return what names these files' contents and these words, the same on every machine."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def is_done(step: str, inputs: str, output: Path) -> bool:
    """Tell whether the step has been done for exactly these inputs and what it makes is there."""
    stamp = TOOLS / "stamps" / step
    return output.exists() and stamp.exists() and stamp.read_text() == inputs


def mark_done(step: str, inputs: str) -> None:
    """Remember that the step has been done for these inputs."""
    stamp = TOOLS / "stamps" / step
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)


def forget(step: str) -> None:
    """Let the step be done again: a half-done one must not pass for done."""
    (TOOLS / "stamps" / step).unlink(missing_ok=True)


def environment_for_tools() -> dict[str, str]:
    """Return this process's environment with the system's certificates known to pip, uv and Node."""
    environment = dict(os.environ)
    if CERTIFICATES.exists():
        for name in ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
            environment.setdefault(name, str(CERTIFICATES))
    environment["DEBIAN_FRONTEND"] = "noninteractive"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PIP_ROOT_USER_ACTION"] = "ignore"
    # A Python of uv's choosing would be a download that nobody asked for.
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    return environment


def run(what: str, command: Sequence[str | Path], next_step: str, folder: Path = ROOT) -> None:
    """Run one command of a step; say how long it runs; when it fails, show its last lines and what to do."""
    log = TOOLS / "log" / f"{re.sub(r'[^a-z]+', '-', what.lower())}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as words:
        try:
            child = subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env=environment_for_tools(),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
            )
        except OSError as reason:
            raise CannotBring(f"{what}: {command[0]} cannot be run: {reason}\n{next_step}") from reason
        try:
            code = wait_and_tell(child, what, began)
        except BaseException:
            # Interrupted: a child left behind would go on writing where the next try writes.
            child.terminate()
            child.wait()
            raise
    if code:
        last = log.read_text(errors="replace").splitlines()[-LINES_SHOWN_OF_A_FAILURE:]
        raise CannotBring(
            "\n".join([*last, "", f"{what} failed (all it said is in {log.relative_to(ROOT)}).", next_step])
        )
    say(f"  {what}: {time.monotonic() - began:.0f} s" + (" " * 20 if sys.stdout.isatty() else ""))


def wait_and_tell(child: "subprocess.Popen[bytes]", what: str, began: float) -> int:
    """Wait for the command to end and tell now and then that it still runs."""
    told = began
    while True:
        try:
            return child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if sys.stdout.isatty():
                print(f"  {what} … {now - began:.0f} s", end="\r", flush=True)
            elif now - told >= SECONDS_BETWEEN_LINES:
                say(f"  {what} … {now - began:.0f} s")
                told = now


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up work in this folder at a time; a second one waits and says so."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_from_debian(what: str, packages: Sequence[str]) -> None:
    """Install packages of Debian, when this machine has Debian's installer and we may use it."""
    if not shutil.which("apt-get"):
        raise CannotBring(f"{what}: this machine has no apt-get.")
    if os.geteuid() != 0:
        raise CannotBring(f"{what}: only root may install it; as root: apt-get install {' '.join(packages)}")
    patience = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    run(
        "Debian's list of packages",
        ["apt-get", *patience, "update"],
        "Is the network there, and are Debian's sources right?",
    )
    run(
        what,
        ["apt-get", *patience, "install", "-y", "--no-install-recommends", *packages],
        f"Try it by hand: apt-get install {' '.join(packages)}",
    )
