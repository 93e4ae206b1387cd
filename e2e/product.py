"""The real product under test: its own process, its own data folder, killed and started again when a journey asks."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg

from backend.embedded import address_at
from backend.embedded_places import account_of_server, place_of_data, place_of_socket

Told = TypeVar("Told")

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15
# The fingerprint of the build, as pwa/build/offline-shell.ts writes it.
BUILD_ID = re.compile(r"\"([0-9a-f]{12})\"")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Product:
    """One installation with the demo county, and the server process that serves it from time to time."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.database_url = database_url
        # What the installation decides besides, by the names of the environment.
        self.settings = settings
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "log"
        self.source = ROOT
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, source: Path = ROOT) -> None:
        """Serve from this copy of the product and return when it answers."""
        self.source = source
        environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "KOTISETELI_DATA": str(self.folder / "data"),
            "KOTISETELI_DEMO": "1",
            # The push service of the journeys is on this machine.
            "KOTISETELI_PUSH_ANYWHERE": "1",
            "KOTISETELI_HOST": "127.0.0.1",
            "KOTISETELI_PORT": str(self.port),
            **self.settings,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "backend.cli", "serve"],
                cwd=source,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_it_answers(self.process)

    def wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        """Ask for its health until it is well."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The product did not start:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Tell whether the server and its database are there."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def rows(self, question: str, *values: Any) -> list[asyncpg.Record]:
        """Ask its database, past the server."""
        folder, account = self.folder / "data" / "postgresql", account_of_server()
        address = self.database_url or address_at(place_of_socket(place_of_data(folder, account), account))

        async def ask(connection: asyncpg.Connection) -> list[asyncpg.Record]:
            rows: list[asyncpg.Record] = await connection.fetch(question, *values)
            return rows

        return aside(address, ask)

    def kill(self) -> None:
        """End the server as a power cut would."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Stop the server as an administrator would."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self.process = None


def next_release(folder: Path, mark: str) -> Path:
    """Return a copy of the product whose built app is another build: its page carries the mark."""
    shutil.copytree(ROOT / "backend", folder / "backend", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manifest.json", folder / "manifest.json")
    dist = folder / "pwa" / "dist"
    shutil.copytree(ROOT / "pwa" / "dist", dist)
    page = dist / "index.html"
    page.write_text(page.read_text("utf-8").replace("<head>", f'<head><meta name="release" content="{mark}">'), "utf-8")
    worker = dist / "service-worker.js"
    text = worker.read_text("utf-8")
    build = BUILD_ID.search(text)
    if build is None:
        raise RuntimeError("The built service worker names no build.")
    worker.write_text(text.replace(build.group(1), mark), "utf-8")
    for changed in (page, worker):
        for sibling in (".br", ".gz"):
            changed.with_name(changed.name + sibling).unlink(missing_ok=True)
    return folder


class OwnDatabase:
    """A database of its own on a server, made as a copy of another or empty."""

    def __init__(self, server: str, like: str = "template0") -> None:
        self.server = server
        self.name = f"e2e_{uuid4().hex}"
        self.like = like

    @property
    def url(self) -> str:
        """What the product is told."""
        address, _, parameters = self.server.partition("?")
        return f"{address.rsplit('/', 1)[0]}/{self.name}" + (f"?{parameters}" if parameters else "")

    def make(self) -> None:
        """Make it."""
        self.tell(f"create database {{}} template {self.like}")

    def drop(self) -> None:
        """Drop it with whoever still holds on to it."""
        self.tell("drop database if exists {} with (force)")

    def tell(self, statement: str) -> None:
        """Run one statement about it on the server."""

        async def run(connection: asyncpg.Connection) -> None:
            await connection.execute(statement.format(self.name))

        aside(self.server, run)


class County:
    """The demo county as it was loaded, with the installation's keys; nobody is served from it."""

    def __init__(self, database: OwnDatabase, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def load(self) -> None:
        """Load it, as the product does when it begins."""
        self.database.make()
        self.folder.mkdir()
        product = Product(self.folder, self.database.url)
        try:
            product.start()
            product.stop()
        finally:
            product.kill()

    @contextmanager
    def copy(self, folder: Path, **settings: str) -> Iterator[Product]:
        """Serve another installation with the same keys, and a copy of the database, until the block ends."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        database = OwnDatabase(self.database.server, self.database.name)
        database.make()
        product = Product(folder, database.url, **settings)
        try:
            product.start()
            yield product
            product.stop()
        finally:
            product.kill()
            database.drop()


def aside(address: str, work: Callable[[asyncpg.Connection], Coroutine[Any, Any, Told]]) -> Told:
    """Do this with a database; in a thread of its own, since the browser's driver may have its own loop in this one."""

    async def run() -> Told:
        connection = await asyncpg.connect(address)
        try:
            return await work(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(lambda: asyncio.run(run())).result()
