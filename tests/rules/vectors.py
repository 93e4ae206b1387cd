"""Reads the cases that Python and TypeScript share."""

import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.catalogue.price import PriceTerms
from backend.problems import Problem

FOLDER = Path(__file__).parents[1] / "vectors"


def cases(name: str) -> list[Any]:
    """Return a vector file as pytest parameters named by their sentences."""
    return [pytest.param(case, id=case["case"]) for case in json.loads((FOLDER / name).read_text(encoding="utf-8"))]


def instant(written: str) -> datetime:
    """Return the instant an ISO 8601 text means."""
    return datetime.fromisoformat(written)


def plain(found: object) -> Any:
    """Return a rule's answer as JSON has it; a refusal by its slug and what it adds."""
    if isinstance(found, Problem):
        return {"refused": found.slug()} | {field.name: getattr(found, field.name) for field in fields(found)}
    return msgspec.to_builtins(found)


def rulebook(name: str) -> PriceTerms:
    """Return the terms of a published rulebook, restated in tests/vectors/rulebooks.json."""
    found = next(entry for entry in json.loads((FOLDER / "rulebooks.json").read_text("utf-8")) if entry["name"] == name)
    return msgspec.convert(found["terms"], PriceTerms)
