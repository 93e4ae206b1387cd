"""The PostgreSQL that comes with the product: made once, started and stopped with it, never without a durable disk.

It is a direct child that listens on a Unix socket only and goes down cleanly when its parent dies, however that dies.
Who gets in: the account that runs the product, and no other. The socket lies in a folder that only the server's account
may enter, and the server asks the kernel who is calling (`peer`) and maps that one account to its only role. That holds
for root too, which lends the server another account (embedded_places): other programs of that account are refused.
"""

import ctypes
import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from backend.embedded_places import (
    DATA,
    PORT,
    Account,
    NoPlace,
    account_of_server,
    place_of_data,
    place_of_socket,
    programs_for,
    programs_of_wheel,
)

log = logging.getLogger(__name__)

NAME = "kotiseteli"  # of the only role and of the only database

LOG_KEPT_BYTES = 10_000_000
LOG_LINES_SHOWN = 15
# How long a server of an earlier run may take to notice that its parent has died, before we take it for another's.
SECONDS_TO_NOTICE = 10
# A manager of services commonly kills after 90 s; before that we ask for a halt that the next start repairs.
SECONDS_TO_STOP = 60
SECONDS_BETWEEN_WORDS = 10

# On the command line, so that neither the configuration file nor ALTER SYSTEM decides otherwise.
SETTINGS = {
    "listen_addresses": "",  # the socket only
    "port": PORT,
    "unix_socket_permissions": "0700",
    # A visit that the phone has been promised is on the disk; asserted again over a connection.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Holds a county's months in memory, and is small enough for the smallest machine.
    "shared_buffers": "128MB",
    # The folder stays small: the log of changes is reused from this size on.
    "max_wal_size": "512MB",
    # The cores are the application's too, and a container's small /dev/shm is not needed then.
    "max_parallel_workers_per_gather": "0",
    # Compiling pays for long questions only; ours are short.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",  # every five minutes a line that nobody reads
    # Personal data stay out of the log: no statement, no values.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")


class CannotStart(Exception):
    """The database cannot be started; the text says why and what to do next."""


@dataclass
class EmbeddedDatabase:
    """The database in one folder; the folder is the database's alone."""

    folder: Path
    _server: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)
    _keeper: threading.Thread | None = field(default=None, init=False, repr=False)
    _lock: "IO[str] | None" = field(default=None, init=False, repr=False)
    _stopping: bool = field(default=False, init=False, repr=False)

    def start(self) -> str:
        """Start the server, making the database when there is none, and return the address that asyncpg connects to."""
        if self._server is not None and self._server.poll() is None:
            raise CannotStart(f"The database in {self.folder} is running already; stop it first.")
        try:
            self.folder = self.folder.resolve()
            account = account_of_server()
            place = place_of_data(self.folder, account)
            self._lock = self._lock or hold_alone(place)
            return self._start_in(place, account)
        except BaseException as reason:
            self.stop()
            if isinstance(reason, NoPlace):
                raise CannotStart(str(reason)) from reason
            if isinstance(reason, OSError):
                raise CannotStart(
                    f"The database in {self.folder} cannot be started: {reason}. "
                    "Name a folder that can be written in KOTISETELI_DATA, or a server in DATABASE_URL.",
                ) from reason
            raise

    def _start_in(self, place: Path, account: Account) -> str:
        programs = programs_for(account)
        data = place / DATA
        socket = place_of_socket(place, account)
        server_log = self.folder / "server.log"
        if server_log.exists() and server_log.stat().st_size > LOG_KEPT_BYTES:
            server_log.replace(server_log.with_suffix(".log.1"))
        with server_log.open("ab") as words:
            if not (data / "PG_VERSION").exists():
                make_database(data, programs, account, words)
            let_in_ourselves(data, account)
            await_earlier_server(data)
            options = {**SETTINGS, "unix_socket_directories": str(socket)}
            command = [str(programs / "postgres"), "-D", str(data)]
            for name, value in options.items():
                command += ["-c", f"{name}={value}"]
            self._spawn(command, account, words)
        self._await_ready(data, server_log)
        assert_durable(socket)
        return address_at(socket)

    def stop(self) -> None:
        """Stop the server: what is under way is undone, what is committed is on the disk. Twice does no harm."""
        self._stopping = True
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # "fast" in PostgreSQL's words
            try:
                self._server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._server.send_signal(
                    signal.SIGQUIT
                )  # "immediate": nothing committed is lost, the next start repairs
                self._server.wait()
        if self._keeper is not None:
            self._keeper.join()
        self._server = self._keeper = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _spawn(self, command: list[str], account: Account, words: "IO[bytes]") -> None:
        """Start the server from a thread that lives as long as the server does.

        The kernel's word "the parent has died" is sent when the thread dies that started the child, not the process.
        """
        born: Future[subprocess.Popen[bytes]] = Future()
        self._stopping = False

        def keep() -> None:
            try:
                server = start_program(command, account, words, dies_with_us=True)
            except BaseException as reason:  # noqa: BLE001 - it is raised where it is waited for
                born.set_exception(reason)
                return
            born.set_result(server)
            code = server.wait()
            if not self._stopping:
                log.error("The database server ended by itself (exit code %s); %s tells why", code, words.name)

        self._keeper = threading.Thread(target=keep, name="embedded database", daemon=True)
        self._keeper.start()
        self._server = born.result()

    def _await_ready(self, data: Path, server_log: Path) -> None:
        """Wait until the server takes connections; while it lives there is no limit: a long repair is not a failure."""
        server = self._server
        told = time.monotonic()
        while server is not None and server.poll() is None:
            pid, state = read_pid_file(data)
            if pid == server.pid and state == "ready":
                return
            if time.monotonic() - told > SECONDS_BETWEEN_WORDS:
                told = time.monotonic()
                log.warning("The database is still repairing itself after a sudden end; %s tells more", server_log)
            time.sleep(0.01)
        last = server_log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        raise CannotStart(
            "\n".join(
                ["The database server did not start. Its last words:", *last, f"All of them are in {server_log}."]
            ),
        )


def address_at(socket: Path) -> str:
    """Return the address by which asyncpg reaches the server whose socket lies in this folder."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(socket))}&port={PORT}"


def hold_alone(place: Path) -> "IO[str]":
    """Take the folder's lock for as long as we live; the kernel gives it back whatever becomes of us."""
    lock = (place / "supervisor.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise CannotStart(
            f"Another Kotiseteli (process {holder}) already uses the database in {place}. "
            "Stop that one first, or name another folder in KOTISETELI_DATA.",
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def make_database(data: Path, programs: Path, account: Account, words: "IO[bytes]") -> None:
    """Make the database beside its place and move it there whole, so that a half-made one is never taken for one."""
    half = data.with_name(f"{data.name}.being-made")
    shutil.rmtree(half, ignore_errors=True)
    initdb = [str(programs / "initdb"), "-D", str(half), "-U", NAME, "--encoding=UTF8", "--data-checksums"]
    # Sorting and cases by Unicode's own tables, the same on every machine whatever locales it has.
    initdb += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    run_program([*initdb, "--auth-local=peer", "--auth-host=reject"], account, words)
    alone = [str(programs / "postgres"), "--single", "-D", str(half), "-c", "exit_on_error=on", "postgres"]
    run_program(alone, account, words, f"CREATE DATABASE {NAME}\n")
    half.rename(data)
    folder = os.open(data.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def let_in_ourselves(data: Path, account: Account) -> None:
    """Write who may connect: the account that runs the product, as the one role; written anew at each start."""
    rules = {
        "pg_hba.conf": "local all all peer map=product\nlocal replication all peer map=product\n",
        "pg_ident.conf": f'product "{account.ours}" {NAME}\n',
    }
    for name, text in rules.items():
        path = data / name
        if path.read_text() != text:
            path.write_text(text)
        if account.lent:
            os.chown(path, account.user, account.group)


def await_earlier_server(data: Path) -> None:
    """Let a server of an earlier run finish, refuse to disturb another's, and clear what a dead one left behind.

    The folder's lock is ours, so no other supervisor is at work. A process id alone proves nothing: it may be a dead
    process that nobody has buried, or another program's by now. Each process of PostgreSQL works in the data folder.
    """
    patient_until = time.monotonic() + SECONDS_TO_NOTICE
    while working := processes_in(data):
        _, state = read_pid_file(data)
        if state != "stopping" and time.monotonic() > patient_until:
            raise CannotStart(
                f"A PostgreSQL server (process {working[0]}) that Kotiseteli did not start runs on {data}. "
                f"Stop it (kill -INT {working[0]}), then start Kotiseteli again.",
            )
        time.sleep(0.02)
    if Path("/proc/self/cwd").exists():
        # PostgreSQL itself would refuse to start while any process has the number written there.
        (data / "postmaster.pid").unlink(missing_ok=True)


def processes_in(data: Path) -> list[int]:
    """Return the processes that work in the data folder, the server first; none where the system does not tell."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == data.resolve():
                found.append(int(process.name))
        except OSError:  # ended meanwhile, dead and not buried, or not ours to see
            continue
    return sorted(found)


def read_pid_file(data: Path) -> tuple[int, str]:
    """Return the server's process and its state, "starting", "ready" or "stopping", as PostgreSQL notes them."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip()
    except (OSError, IndexError, ValueError):  # not there yet, or half-written
        return 0, ""


def assert_durable(socket: Path) -> None:
    """Ask the running server, as the product will, whether a commit is on the disk; refuse to go on when it is not."""
    psql = [str(programs_of_wheel() / "psql"), "-XAtq", "-h", str(socket), "-p", PORT, "-U", NAME, "-d", NAME]
    question = " || ',' || ".join(f"current_setting('{name}')" for name in MUST_BE_ON)
    asked = subprocess.run(
        [*psql, "-c", f"SELECT {question}"],
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise CannotStart(f"The database server has started but does not let us in: {asked.stderr.strip()}")
    off = [name for name, value in zip(MUST_BE_ON, asked.stdout.strip().split(","), strict=True) if value != "on"]
    if off:
        raise CannotStart(
            f"The database would lose records in a power cut: {', '.join(off)} is not on. "
            "Someone has switched it off inside the database; docs/running.md says how it is switched on again.",
        )


def plain_environment() -> dict[str, str]:
    """Return an environment in which no PG* variable or locale of the person's changes what a program does."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def run_program(command: list[str], account: Account, words: "IO[bytes]", told: str = "") -> None:
    """Run one of PostgreSQL's programs to its end as the server's account."""
    program = start_program(command, account, words, stdin=subprocess.PIPE)
    program.communicate(told.encode())
    if program.returncode:
        raise CannotStart(
            f"The database cannot be made: {Path(command[0]).name} ended with {program.returncode}; "
            f"{words.name} tells why. Is the disk full, or the folder on a file system without permissions?",
        )


def start_program(
    command: list[str],
    account: Account,
    words: "IO[bytes]",
    *,
    stdin: int = subprocess.DEVNULL,
    dies_with_us: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start one of PostgreSQL's programs as the server's account, out of reach of the terminal's Ctrl-C."""
    return subprocess.Popen(
        command,
        cwd="/",
        env=plain_environment(),
        stdin=stdin,
        stdout=words,
        stderr=words,
        start_new_session=True,
        user=account.user if account.lent else None,
        group=account.group if account.lent else None,
        extra_groups=[] if account.lent else None,
        # Between birth and the program there are two calls to the kernel and no lock of ours.
        preexec_fn=die_with(os.getpid()) if dies_with_us else None,  # noqa: PLW1509
    )


def die_with(parent: int) -> Callable[[], None] | None:
    """Return what the child does before it becomes the server: ask the kernel to be told to stop when its parent dies.

    It runs after the change of account, which would undo it. Nothing like it is on other systems than Linux: there a
    killed parent leaves the server, and the next start says so.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)

    def ask() -> None:
        libc.prctl(set_parent_death_signal, signal.SIGINT)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask
