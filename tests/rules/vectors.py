"""Reads the cases that Python and TypeScript share."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "vectors"


def cases(name: str) -> list[Any]:
    """Return a vector file as pytest parameters named by their sentences."""
    return [pytest.param(case, id=case["case"]) for case in json.loads((FOLDER / name).read_text(encoding="utf-8"))]


def instant(written: str) -> datetime:
    """Return the instant an ISO 8601 text means."""
    return datetime.fromisoformat(written)
