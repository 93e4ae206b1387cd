"""A thing without a home has a concept without a name; a file that one cannot hold in mind is two."""

import ast
import re
import subprocess

import pytest

from tests.house.house import ROOT, Module, modules

DRAWERS = {
    "utils",
    "helpers",
    "common",
    "lib",
    "core",
    "base",
    "misc",
    "services",
    "managers",
    "repositories",
    "handlers",
    "models",
    "types",
    "constants",
}
LONGEST = 400
CODE = {".py", ".ts", ".tsx", ".css"}
GENERATED = {"pwa/src/api/schema.ts"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_there_are_no_drawers() -> None:
    folders = {part for name in tracked() for part in name.split("/")[:-1]}
    files = {(ROOT / name).name.split(".")[0] for name in tracked() if (ROOT / name).suffix in CODE}
    assert (folders | files) & DRAWERS == set()


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    long = [
        name
        for name in tracked()
        if (ROOT / name).suffix in CODE
        and name not in GENERATED
        and len((ROOT / name).read_text(encoding="utf-8").splitlines()) > LONGEST
    ]
    assert long == []


def test_a_feature_is_at_most_nine_files() -> None:
    features: dict[str, int] = {}
    for module in modules():
        if "." in module.name:
            features[module.feature] = features.get(module.feature, 0) + 1
    # The demo county is material, not a feature.
    crowded = {feature: count for feature, count in features.items() if count > 9 and feature != "demo"}
    assert crowded == {}


def test_what_is_to_be_done_stands_in_an_issue() -> None:
    marker = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|X" + "XX)\\b")
    found = [
        name
        for name in tracked()
        if (ROOT / name).suffix in CODE and marker.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_says_which_promise_it_keeps(module: Module) -> None:
    assert ast.get_docstring(module.tree)


def test_packages_carry_nothing() -> None:
    carrying = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "backend").rglob("__init__.py")
        if path.read_text(encoding="utf-8")
    ]
    assert carrying == []
