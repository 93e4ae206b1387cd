"""Reads the cases that Python and TypeScript share."""

import json
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from backend.catalogue.price import PriceTerms
from backend.catalogue.rules import InForce, in_force_on
from backend.problems import NothingInForce, Problem

FOLDER = Path(__file__).parents[1] / "vectors"
STATUTES = Path(__file__).parents[2] / "backend" / "catalogue" / "statutes"
Kept = TypeVar("Kept")
Held = TypeVar("Held", bound=InForce)


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
    return msgspec.json.decode(msgspec.json.encode(found))


def rulebook(name: str) -> PriceTerms:
    """Return the terms of a published rulebook, restated in tests/vectors/rulebooks.json."""
    return msgspec.convert(named("rulebooks.json", name)["terms"], PriceTerms)


def named(file: str, name: str) -> Any:
    """Return the entry of a vector file that other cases call by its name."""
    return next(entry for entry in json.loads((FOLDER / file).read_text("utf-8")) if entry["name"] == name)


def statute(name: str, kind: type[Kept]) -> list[Kept]:
    """Return the terms that a decree or act gave from a day to a day, kept as data beside the catalogue."""
    return msgspec.json.decode((STATUTES / name).read_bytes(), type=list[kind])  # type: ignore[valid-type]


def in_statute(name: str, kind: type[Held], day: str) -> Held | NothingInForce:
    """Return what a statute's file holds on a day."""
    return in_force_on(date.fromisoformat(day), statute(name, kind)) or NothingInForce(day=day)
