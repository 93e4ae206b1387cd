"""A known hole is told and fails the check; no answer is told as none, never as good news."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "setup" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "answer", [None, "", "<html>sign in to the network</html>", "[]", '{"error": {"code": "E403"}}']
)
def test_no_answer_is_no_good_news(audit: ModuleType, answer: str | None) -> None:
    assert audit.holes_in_node(answer) is None
    assert audit.holes_in_python(answer) is None
    assert "NOT ASKED" in audit.told("Packages", None)


def test_holes_are_named(audit: ModuleType) -> None:
    node = {"vulnerabilities": {"left": {"severity": "low"}, "right": {"severity": "critical"}}}
    assert audit.holes_in_node(json.dumps(node)) == ["right (critical)"]
    hole = {"name": "right", "version": "1.0", "vulns": [{"id": "CVE-1"}]}
    whole = {"name": "left", "version": "1.0", "vulns": []}
    assert audit.holes_in_python(json.dumps({"dependencies": [whole, hole]})) == ["right 1.0: CVE-1"]
    assert audit.holes_in_node('{"vulnerabilities": {}}') == []
