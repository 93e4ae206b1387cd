"""A year of the trail leaves the database for a file that verifies by itself; what follows still verifies."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend import clock
from backend.chain.archiving import CannotArchive, first_wrong, is_over
from backend.chain.commands import archive_year, verify, verify_archive
from backend.chain.sealing import seal_trail
from backend.database import fetch
from tests.chain.test_sealing import CITYS, write

LATER = datetime(2031, 3, 1, tzinfo=UTC)


@pytest.fixture
async def years(committed_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a database with entries of 2026 and 2027 and one stretch over New Year's Eve, five years later."""
    await write(3)
    await write(2, CITYS)
    await seal_trail()
    await write(4, at=datetime(2026, 12, 31, 23, 59, 57, tzinfo=UTC))
    await seal_trail()
    # A slow request writes what it began last year.
    await write(1)
    await write(1, at=datetime(2027, 1, 5, tzinfo=UTC))
    await seal_trail()
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return committed_database


@pytest.mark.usefixtures("years")
async def test_a_dry_run_writes_the_file_and_takes_nothing_out(tmp_path: Path) -> None:
    said = await archive_year(2026, tmp_path / "2026.gz", carry_out=False)
    assert "holds 2026: 8 entries under 4 seals, and verifies." in said
    assert "Nothing was taken out." in said
    assert len(await fetch("select from trail_entry")) == 11
    assert first_wrong(tmp_path / "2026.gz") is None


@pytest.mark.usefixtures("years")
async def test_an_archived_year_is_gone_and_the_rest_verifies(tmp_path: Path) -> None:
    await archive_year(2026, tmp_path / "2026.gz", carry_out=True)
    assert len(await fetch("select from trail_entry")) == 3
    is_right, words = await verify()
    assert is_right, words
    assert "Archived, by its seals only: 2026." in words
    assert verify_archive(tmp_path / "2026.gz")[0]
    with pytest.raises(CannotArchive, match="There is no 2026"):
        await archive_year(2026, tmp_path / "again.gz", carry_out=True)


@pytest.mark.usefixtures("years")
async def test_whatever_is_changed_in_an_archive_is_found(tmp_path: Path) -> None:
    file = tmp_path / "2026.gz"
    await archive_year(2026, file, carry_out=False)
    right = gzip.decompress(file.read_bytes())
    lines = right.splitlines(keepends=True)
    for place, line in enumerate(lines):
        for changed in (b"", line.replace(b"viewed", b"listed"), line + line):
            if changed != line and not (changed == b"" and place == len(lines)):
                file.write_bytes(gzip.compress(b"".join([*lines[:place], changed, *lines[place + 1 :]])))
                assert first_wrong(file), (place, changed)
    file.write_bytes(gzip.compress(right)[:-20])
    assert first_wrong(file)


@pytest.mark.usefixtures("years")
async def test_the_years_that_clients_are_told_of_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2028, 12, 31, tzinfo=UTC))
    with pytest.raises(CannotArchive, match="2026 stays"):
        await archive_year(2026, tmp_path / "2026.gz", carry_out=True)


def test_twelve_years_are_over_when_those_of_the_last_entry_are() -> None:
    assert not is_over(2026, datetime(2038, 12, 31, tzinfo=UTC))
    assert is_over(2026, datetime(2039, 1, 1, tzinfo=UTC))
