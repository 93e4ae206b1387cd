"""The short run of `make kills`, in every test run; each with a run that must be found out."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from e2e.conftest import Phones
from e2e.kills.disk import a_disk, why_no_power_can_be_cut
from e2e.kills.endings import cut_the_power, kill_again_and_again, kill_one_of_two_tabs, write_relaxed
from e2e.kills.life import Life
from e2e.product import Product

SEED = 20261122

BeginOn = Callable[[Path], Life]


@pytest.fixture
def begin_on(phones: Phones, running: Product) -> BeginOn:
    """Give a phone that has been in use since the day before, on this disk."""

    def begin(profile: Path) -> Life:
        life = Life(phones.phone_on_disk, running, profile, Random(SEED))
        life.begin()
        return life

    return begin


def assert_kept(life: Life) -> None:
    outcome = life.end()
    assert outcome.wrong == [], outcome.told()
    assert outcome.lost == [], outcome.told()
    assert outcome.confirmed > outcome.endings, outcome.told()


def test_five_browsers_killed_right_after_saved_lose_and_double_nothing(begin_on: BeginOn, tmp_path: Path) -> None:
    life = begin_on(tmp_path / "own")
    kill_again_and_again(life, 5)
    assert_kept(life)


def test_a_phone_that_had_written_nothing_would_be_found_out(begin_on: BeginOn, tmp_path: Path) -> None:
    life = begin_on(tmp_path / "own")
    shutil.copytree(tmp_path / "own", tmp_path / "before", symlinks=True)
    with life.awake() as watched:
        watched.record_and_die(life.note())
    shutil.rmtree(tmp_path / "own")
    (tmp_path / "before").rename(tmp_path / "own")
    outcome = life.end()
    assert outcome.lost == [*watched.confirmed], outcome.told()
    assert f"{outcome.lost[0]} was said to be saved, and the server has it not" in outcome.wrong


def test_power_cut_at_saved_loses_nothing_and_would_without_strict_writes(begin_on: BeginOn, tmp_path: Path) -> None:
    if why := why_no_power_can_be_cut(tmp_path / "tried"):
        pytest.skip(f"no power can be cut here: {why}")
    (tmp_path / "strict").mkdir()
    with a_disk(tmp_path / "strict") as disk:
        life = begin_on(disk.place / "own")
        cut_the_power(life, disk, 1)
        assert_kept(life)
    (tmp_path / "relaxed").mkdir()
    with a_disk(tmp_path / "relaxed") as disk:
        life = begin_on(disk.place / "own")
        life.prepare = write_relaxed
        cut_the_power(life, disk, 1)
        assert life.outcome.lost, "nothing was lost that had never been written: the cut proves nothing"


def test_one_of_two_tabs_killed_while_both_save_loses_and_doubles_nothing(begin_on: BeginOn, tmp_path: Path) -> None:
    life = begin_on(tmp_path / "own")
    kill_one_of_two_tabs(life, 2)
    assert_kept(life)
