"""What a notice says, in its reader's language: on the lock screen nothing of anybody, unless she has chosen more."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from backend.answers import WORDS
from backend.days import HERE
from backend.notices.kinds import Kind

FALLBACK = "fi"


@cache
def notice_words(language: str) -> dict[str, str]:
    """Return the sentences of a language; of one that we have none of, the Finnish."""
    path = WORDS / f"notices.{language}.json"
    if not path.is_file():
        return notice_words(FALLBACK)
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words


def clock_of(moment: datetime, language: str) -> str:
    """Return a clock time as this language writes it."""
    return moment.astimezone(HERE).strftime("%H.%M" if language == "fi" else "%H:%M")


def said(kind: Kind, facts: Mapping[str, Any], client: str, language: str, *, says_more: bool) -> str:
    """Return what a notice says: that there is something, or what it is and of whom, without anybody's own words."""
    words = notice_words(language)
    if not says_more:
        return words["discreet"]
    starts, ends = (datetime.fromisoformat(at) if (at := facts.get(name)) else None for name in ("startsAt", "endsAt"))
    given = {"client": client}
    if starts:
        local = starts.astimezone(HERE)
        given |= {"start": clock_of(starts, language), "day": f"{local.day}.{local.month}."}
        given["span"] = given["start"] + (f"\N{EN DASH}{clock_of(ends, language)}" if ends else "")
    sentence = sentence_of(kind, facts, words)
    try:
        return sentence.format(**given)
    except KeyError:
        # Whoever told it gave no times.
        return words["discreet"]


def sentence_of(kind: Kind, facts: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return the sentence for what has happened; where somebody came and nothing was done, it says so."""
    if facts.get("state") == "withdrawn":
        return words["withdrawn"]
    if kind is Kind.DONE:
        return words.get(f"done.{facts.get('deviation')}", words["done"])
    return words[kind.value]
