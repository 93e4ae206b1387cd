"""The database that comes with the product: on real processes, killed for real."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest

from backend import embedded, embedded_places
from backend.embedded import CannotStart, EmbeddedDatabase

ROOT = Path(__file__).parents[2]
# A supervisor of its own process: starts, says so, and waits to be killed.
SUPERVISOR = """
import signal, sys
from pathlib import Path
from backend.embedded import EmbeddedDatabase
print(EmbeddedDatabase(Path(sys.argv[1])).start(), flush=True)
signal.pause()
"""


def place_of(folder: Path) -> Path:
    """Return where the data of this folder lie."""
    return embedded_places.place_of_data(folder, embedded_places.account_of_server())


def data_of(folder: Path) -> Path:
    return place_of(folder) / embedded_places.DATA


def forget(folder: Path) -> None:
    """Remove the data, also where they lie elsewhere."""
    shutil.rmtree(place_of(folder))


@pytest.fixture
def new_folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in which no database has been made yet."""
    folder = tmp_path / "database"
    yield folder
    forget(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder whose database has been made; each test starts and stops it, and leaves it sound."""
    folder = tmp_path_factory.mktemp("made") / "database"
    made = EmbeddedDatabase(folder)
    made.start()
    made.stop()
    yield folder
    forget(folder)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        connection.terminate()


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[str]:
    database = EmbeddedDatabase(folder)
    address = database.start()
    try:
        yield address
    finally:
        database.stop()


@contextmanager
def supervisor_of(folder: Path, told: int | None = None) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the database under a process of its own; give the process and its first line, which is the address."""
    command = [sys.executable, "-c", SUPERVISOR, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=told, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def server_of(folder: Path) -> int:
    return embedded.read_pid_file(data_of(folder))[0]


def wait_until_none_works_in(data: Path) -> None:
    patient_until = time.monotonic() + 20
    while embedded.processes_in(data):
        assert time.monotonic() < patient_until, "a process of the database is left"
        time.sleep(0.02)


async def test_it_is_made_started_and_stopped_and_leaves_no_process(new_folder: Path) -> None:
    async with started(new_folder) as address, connected(address) as connection:
        made = await connection.fetchrow(
            "SELECT current_user AS role, datname, datlocprovider, datlocale, pg_encoding_to_char(encoding) AS encoding"
            " FROM pg_database WHERE datname = current_database()",
        )
        assert made is not None
        assert tuple(made) == ("kotiseteli", "kotiseteli", b"b", "C.UTF-8", "UTF8")
        assert await connection.fetchval("SHOW listen_addresses") == ""
        assert await connection.fetchval("SELECT lower('ÄÖÅ')") == "äöå"
        assert server_of(new_folder) in embedded.processes_in(data_of(new_folder))
    assert embedded.processes_in(data_of(new_folder)) == []


async def test_what_is_committed_is_there_at_the_next_start_which_is_quick(folder: Path) -> None:
    async with started(folder) as address, connected(address) as connection:
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    began = time.monotonic()
    async with started(folder) as address:
        # 0.06 s on two quiet cores; making a database takes 0.9.
        assert time.monotonic() - began < 3
        async with connected(address) as connection:
            assert await connection.fetchval("SELECT number FROM kept") == 42


async def test_a_killed_parent_leaves_no_server_and_loses_no_commit(folder: Path) -> None:
    with supervisor_of(folder) as (parent, address):
        async with connected(address) as connection:
            await connection.execute("CREATE TABLE promised AS SELECT 'visit' AS name")
            parent.kill()
            parent.wait()
    wait_until_none_works_in(data_of(folder))
    async with started(folder) as address, connected(address) as connection:
        assert await connection.fetchval("SELECT name FROM promised") == "visit"


async def test_a_parent_killed_just_now_does_not_keep_the_next_from_starting(folder: Path) -> None:
    with supervisor_of(folder) as (parent, _):
        parent.kill()
    async with started(folder) as address, connected(address) as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_killed_server_starts_again_at_once_with_every_commit(
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = EmbeddedDatabase(folder)
    try:
        async with connected(database.start()) as connection:
            await connection.execute("CREATE TABLE before_the_kill AS SELECT 7 AS number")
            os.kill(server_of(folder), signal.SIGKILL)
            address = database.start() if database._server and database._server.wait() else ""
        async with connected(address) as connection:
            assert await connection.fetchval("SELECT number FROM before_the_kill") == 7
    finally:
        database.stop()
    assert "ended by itself (exit code -9)" in caplog.text


async def test_a_second_supervisor_is_told_who_holds_the_folder(folder: Path) -> None:
    async with started(folder):
        with pytest.raises(CannotStart, match=f"process {os.getpid()}.*already uses the database"):
            EmbeddedDatabase(folder).start()
        with supervisor_of(folder, told=subprocess.STDOUT) as (second, words):
            assert second.stdout is not None
            assert "Stop that one first, or name another folder in KOTISETELI_DATA" in words + second.stdout.read()


async def test_a_server_that_someone_else_runs_on_the_data_is_not_disturbed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedded, "SECONDS_TO_NOTICE", 0.2)
    account = embedded_places.account_of_server()
    data = data_of(folder)
    postgres = embedded_places.programs_for(account) / "postgres"
    command = [str(postgres), "-D", str(data), "-c", "listen_addresses=", "-c", f"unix_socket_directories={data}"]
    with (folder / "by-hand.log").open("ab") as words:
        other = embedded.start_program(command, account, words)
    try:
        while embedded.read_pid_file(data) != (other.pid, "ready"):
            assert other.poll() is None, (folder / "by-hand.log").read_text()
            await asyncio.sleep(0.02)
        with pytest.raises(CannotStart, match=f"kill -INT {other.pid}"):
            EmbeddedDatabase(folder).start()
        assert other.poll() is None
    finally:
        other.send_signal(signal.SIGINT)
        other.wait()


async def test_a_number_left_behind_that_is_another_process_now_does_not_matter(folder: Path) -> None:
    (data_of(folder) / "postmaster.pid").write_text(f"{os.getppid()}\n{data_of(folder)}\n1\n5432\n\n\n\nready\n")
    async with started(folder) as address, connected(address) as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_commit_is_durable_whatever_the_configuration_file_says(folder: Path) -> None:
    configuration = data_of(folder) / "postgresql.auto.conf"
    before = configuration.read_text()
    configuration.write_text("fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nlisten_addresses = '*'\n")
    try:
        async with started(folder) as address, connected(address) as connection:
            for setting in embedded.MUST_BE_ON:
                assert await connection.fetchval("SELECT current_setting($1)", setting) == "on"
            assert await connection.fetchval("SHOW listen_addresses") == ""
    finally:
        configuration.write_text(before)


async def test_it_refuses_to_run_where_a_commit_would_not_be_durable(new_folder: Path) -> None:
    async with started(new_folder) as address, connected(address) as connection:
        await connection.execute("ALTER ROLE kotiseteli SET synchronous_commit = off")
    with pytest.raises(CannotStart, match="lose records in a power cut: synchronous_commit is not on"):
        EmbeddedDatabase(new_folder).start()
    assert embedded.processes_in(data_of(new_folder)) == []


async def test_below_a_closed_folder_it_keeps_its_data_also_when_the_folder_is_opened(tmp_path: Path) -> None:
    above = tmp_path / "closed"
    above.mkdir(mode=0o700)
    folder = above / "database"
    try:
        async with started(folder) as address, connected(address) as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        for closed in (above, *above.parents):
            closed.chmod(closed.stat().st_mode | 0o011)
        async with started(folder) as address, connected(address) as connection:
            assert await connection.fetchval("SELECT number FROM kept") == 1
    finally:
        forget(folder)


async def test_places_of_temporary_folders_that_are_gone_are_removed(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    place = place_of(gone)
    shutil.rmtree(gone)
    embedded_places.forget_temporary_places()
    assert not place.exists()


async def test_a_path_that_a_socket_or_an_address_cannot_hold_is_no_hindrance(tmp_path: Path) -> None:
    # Ordinary accounts keep their data in it; root's lie below /var/lib when the folders above are closed.
    folder = tmp_path / "käynnit, 100 % & more" / ("long" * 30)
    account = embedded_places.account_of_server()
    beside = account.own(tmp_path / "beside")
    short = embedded_places.place_of_socket(beside / ("long" * 30), account)
    assert len(str(short)) < 90
    short.rmdir()
    try:
        async with started(folder) as address, connected(address) as connection:
            assert await connection.fetchval("SELECT 1") == 1
    finally:
        forget(folder)


async def test_a_database_that_was_half_made_is_made_anew(new_folder: Path) -> None:
    half = place_of(new_folder) / f"{embedded_places.DATA}.being-made"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    async with started(new_folder) as address, connected(address) as connection:
        assert await connection.fetchval("SELECT 1") == 1
    assert not half.exists()


async def test_the_server_outlives_the_thread_that_asked_for_it_and_hears_no_ctrl_c(folder: Path) -> None:
    database = EmbeddedDatabase(folder)
    addresses: list[str] = []
    asking = threading.Thread(target=lambda: addresses.append(database.start()))
    asking.start()
    asking.join()
    try:
        await asyncio.sleep(0.2)
        assert os.getsid(server_of(folder)) != os.getsid(0)
        async with connected(addresses[0]) as connection:
            assert await connection.fetchval("SELECT 1") == 1
    finally:
        database.stop()


async def test_only_the_account_that_runs_the_product_gets_in(folder: Path) -> None:
    account = embedded_places.account_of_server()
    async with started(folder):
        identities = (data_of(folder) / "pg_ident.conf").read_text()
        assert identities == f'product "{account.ours}" kotiseteli\n'
        assert place_of(folder).stat().st_mode & 0o077 == 0
        # The account that owns the server's files is not let in either, unless it is ours.
        psql = str(embedded_places.programs_for(account) / "psql")
        socket = str(embedded_places.place_of_socket(place_of(folder), account))
        asked = [psql, "-XAtq", "-h", socket, "-p", embedded_places.PORT, "-U", "kotiseteli", "-c", "SELECT 'in'"]
        log = folder / "asked.log"
        with log.open("wb") as words:
            code = embedded.start_program(asked, account, words).wait()
        assert (code == 0) is not account.lent, log.read_text()


async def test_a_large_log_is_put_aside(folder: Path) -> None:
    server_log = folder / "server.log"
    server_log.write_bytes(b"x" * (embedded.LOG_KEPT_BYTES + 1))
    async with started(folder):
        assert server_log.stat().st_size < 10_000
        assert server_log.with_suffix(".log.1").exists()


def test_a_missing_program_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_places, "WHEEL", "a-package-that-is-not-there")
    with pytest.raises(CannotStart, match=r"make setup.*DATABASE_URL"):
        EmbeddedDatabase(folder).start()
