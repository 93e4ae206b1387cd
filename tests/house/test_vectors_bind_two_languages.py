"""The same rule in Python and TypeScript is held together by one file of cases, which both run."""

import json
from pathlib import Path

import pytest

from tests.house.house import ROOT

VECTORS = sorted((ROOT / "tests" / "vectors").glob("*.json"))


def mentions(folder: Path, pattern: str, name: str) -> bool:
    return any(name.removesuffix(".json") in path.read_text(encoding="utf-8") for path in folder.rglob(pattern))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.name)
def test_a_vector_file_is_run_by_both_sides(path: Path) -> None:
    assert mentions(ROOT / "tests", "test_*.py", path.name), "no Python test runs it"
    assert mentions(ROOT / "pwa" / "src", "*.test.ts", path.name), "no phone test runs it"


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.name)
def test_every_case_is_a_sentence_of_its_own(path: Path) -> None:
    cases = [entry["case"] for entry in json.loads(path.read_text(encoding="utf-8"))]
    assert all(case.strip() for case in cases)
    assert len(cases) == len(set(cases))
