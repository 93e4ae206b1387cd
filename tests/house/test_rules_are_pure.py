"""Rules decide; they never fetch, store, log or look at the clock."""

import ast

import pytest

from tests.house.house import Module, modules

# By the last part of the name, wherever they stand; or by the feature, where all of it is rules.
PURE_KINDS = {
    "rules",
    "number",
    "code",
    "roles",
    "money",
    "days",
    "problems",
    "wire",
    "bands",
    "price",
    "realised_price",
    "deviations",
    "terms",
    "course",
    "appeal",
    "figures",
    "cells",
    "columns",
    "rows",
    "hashing",
    "recurrence",
}
PURE_FEATURES = {"reckoning"}
# By their whole name, where others of that last part are not.
OUT_TO_ACCOUNTING = {"accounting.finvoice", "accounting.pain001", "accounting.ledger"}
PURE_MODULES = {"notices.kinds", "verdicts.states", *OUT_TO_ACCOUNTING}
STANDARD_LIBRARY = {
    "base64",
    "bisect",
    "collections",
    "collections.abc",
    # Takes a text apart into records; the files are opened elsewhere.
    "csv",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "hmac",
    # Text in memory.
    "io",
    "itertools",
    "json",
    "re",
    "struct",
    "typing",
    # What Unicode says of a letter.
    "unicodedata",
    "urllib.parse",
    "uuid",
    # Writes a tree of elements; nothing is parsed.
    "xml.etree.ElementTree",
    "zoneinfo",
}
# Deterministic, and in no way about the world outside.
PURE_LIBRARIES = {"cryptography", "dateutil", "holidays", "icalendar", "msgspec", "stdnum"}
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}


def is_pure(name: str) -> bool:
    path = name.removeprefix("backend.").split(".")
    return path[-1] in PURE_KINDS or path[0] in PURE_FEATURES or ".".join(path) in PURE_MODULES


def pure_modules() -> list[Module]:
    return [module for module in modules() if is_pure(module.name)]


def impurities(module: Module) -> list[str]:
    """Return what a pure module may not have."""
    found = [
        f"imports {name}"
        for name in sorted(module.imports())
        if not (
            name in STANDARD_LIBRARY
            or name.split(".")[0] in PURE_LIBRARIES
            or (name.startswith("backend.") and is_pure(name))
        )
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            found.append(f"waits, line {node.lineno}")
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CLOCKS:
                found.append(f"looks at the clock, line {node.lineno}")
            if called in {"open", "print", "input"}:
                found.append(f"reads or writes, line {node.lineno}")
    return found


@pytest.mark.parametrize("module", pure_modules(), ids=lambda module: module.name)
def test_a_pure_module_has_no_input_or_output(module: Module) -> None:
    assert impurities(module) == []


def test_the_check_sees_a_clock_and_a_fetch_planted_in_a_rule() -> None:
    planted = ast.parse("from backend.database import fetch\nasync def rule():\n    await fetch(datetime.now())\n")
    rules = pure_modules()[0]
    found = impurities(Module("planted.rules", rules.path, planted))
    assert "imports backend.database" in found
    assert any("clock" in what for what in found)
    assert any("waits" in what for what in found)


def test_every_module_that_says_it_is_pure_is_checked() -> None:
    says_so = {module.name for module in modules() if (ast.get_docstring(module.tree) or "").find("Pure.") >= 0}
    assert says_so == {module.name for module in pure_modules()}
