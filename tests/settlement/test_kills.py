"""A run whose server or database is killed in the middle comes to what an undisturbed one comes to, to the byte."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from backend import migrate
from backend.demo.loading import load_county
from backend.embedded import NAME, EmbeddedDatabase
from backend.settlement.reconciling import reconcile
from backend.settlement.running import begin_run
from tests.bench.push import postmaster_of
from tests.conftest import TEST_KEYS, TODAY, new_database, opened
from tests.settlement.month import COUNTY, OCTOBER, everything, judged, settled

ROOT = Path(__file__).parents[2]
# After so many settlements the server is killed, and then the database.
SERVER_KILLED_AFTER = (2, 9)
DATABASE_KILLED_AFTER = 17
SECONDS = 60


@contextmanager
def settling(address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Have a process settle, and end it."""
    command = [sys.executable, "-m", "tests.settlement.settling", address]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


async def wait_for_settlements(address: str, count: int) -> None:
    """Wait until so many are made."""
    connection = await asyncpg.connect(address)
    try:
        async with asyncio.timeout(SECONDS):
            while await connection.fetchval("select count(*) from settlement") < count:  # noqa: ASYNC110 - another's
                await asyncio.sleep(0.002)
    finally:
        await connection.close()


@pytest.fixture
async def own_database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedDatabase]:
    """Give a database server that nobody else uses, so that it can be killed."""
    database = EmbeddedDatabase(tmp_path_factory.mktemp("kills") / "postgresql")
    try:
        yield database
    finally:
        database.stop()


async def test_killed_again_and_again_it_settles_the_same(own_database: EmbeddedDatabase) -> None:
    address = own_database.start()
    async with opened(address):
        await migrate.migrate_forwards()
        await load_county(TODAY, TEST_KEYS)
        await judged(provider=None)
    async with new_database(address, NAME) as calm, opened(calm):
        await settled(OCTOBER)
        expected = await everything()
    assert len(expected) > DATABASE_KILLED_AFTER + 2
    async with opened(address):
        assert await begin_run(COUNTY, OCTOBER, None) is None
    for count in SERVER_KILLED_AFTER:
        with settling(address) as process:
            await wait_for_settlements(address, count)
            process.send_signal(signal.SIGKILL)
    with settling(address) as process:
        await wait_for_settlements(address, DATABASE_KILLED_AFTER)
        os.kill(await postmaster_of(address), signal.SIGKILL)
        assert process.wait(SECONDS) != 0
    own_database.stop()
    address = own_database.start()
    async with opened(address):
        before = await everything()
        assert DATABASE_KILLED_AFTER <= len(before) < len(expected)
        with settling(address) as process:
            assert process.wait(SECONDS) == 0
        assert await everything() == expected
        assert (await reconcile()).is_right
