"""Reads the cases that Python and TypeScript share."""

import json
import re
from collections.abc import Callable, Iterable
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
Held = TypeVar("Held", bound=InForce)
Kind = TypeVar("Kind")


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
    return with_keys(
        msgspec.json.decode(msgspec.json.encode(found)), r"(?<=[a-z0-9])([A-Z])", lambda key: f"_{key[1].lower()}"
    )


def in_camel_case(value: Any) -> Any:
    """Return plain JSON with the keys that terms have on the wire and on the phone."""
    return with_keys(value, r"_([a-z0-9])", lambda key: key[1].upper())


def with_keys(value: Any, pattern: str, put: Callable[[re.Match[str]], str]) -> Any:
    """Return plain JSON with what fits a pattern replaced in its keys."""
    if isinstance(value, list):
        return [with_keys(inner, pattern, put) for inner in value]
    if not isinstance(value, dict):
        return value
    return {re.sub(pattern, put, key): with_keys(inner, pattern, put) for key, inner in value.items()}


def read(written: Any, kind: type[Kind]) -> Kind:
    """Return the terms that a case has written in snake_case."""
    return msgspec.convert(in_camel_case(written), kind)


def rulebook(name: str) -> PriceTerms:
    """Return the terms of a published rulebook, restated in tests/vectors/rulebooks.json."""
    return read(named("rulebooks.json", name)["terms"], PriceTerms)


def named(file: str, name: str) -> Any:
    """Return the entry of a vector file that other cases call by its name."""
    return next(entry for entry in json.loads((FOLDER / file).read_text("utf-8")) if entry["name"] == name)


def held_on(day: str, rows: Iterable[Held]) -> Held | NothingInForce:
    """Return what a statute holds on a day, or the refusal that it holds nothing."""
    return in_force_on(date.fromisoformat(day), rows) or NothingInForce(day=day)
