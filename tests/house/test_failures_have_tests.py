"""Each of the twenty failures of docs/failures.md has a test that bears its number, where the list says it has."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house.house import ROOT

NUMBERS = [f"{number:02}" for number in range(1, 21)]
ROW = re.compile(r"^\| (\d\d) \|.*\| (.+) \|$", re.MULTILINE)
FILE = re.compile(r"`([^`]+)`")
NAMED = re.compile(r"(?:def test_failure_(\d\d)_)|(?:'failure (\d\d): )|(?:\"failure (\d\d): )")


def listed() -> dict[str, set[Path]]:
    """Return the files that the list names, by failure."""
    text = (ROOT / "docs" / "failures.md").read_text(encoding="utf-8")
    return {
        number: {ROOT / name if "/test_" in name else ROOT / "pwa" / "src" / name for name in FILE.findall(files)}
        for number, files in ROW.findall(text)
    }


def named() -> dict[str, set[Path]]:
    """Return the files with tests that bear a failure's number."""
    found = defaultdict(set)
    files = [
        *(ROOT / "tests").rglob("test_*.py"),
        *(ROOT / "e2e").glob("test_*.py"),
        *(ROOT / "pwa/src").rglob("*.test.ts"),
    ]
    for path in files:
        for numbers in NAMED.findall(path.read_text(encoding="utf-8")):
            found["".join(numbers)].add(path)
    return found


def test_the_list_is_complete() -> None:
    assert list(listed()) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_a_failure_has_tests_where_the_list_says(number: str) -> None:
    assert listed()[number]
    assert listed()[number] <= named()[number]


def test_no_test_bears_a_number_that_is_not_listed() -> None:
    assert set(named()) <= set(NUMBERS)
