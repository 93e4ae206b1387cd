"""The rules in words: what each says to people, and what they do then, as the rule table has it today."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from backend.wire import Kept, Text

TABLE = Path(__file__).parents[1] / "verdicts" / "rule_table.json"


class RuleSaid(Kept, frozen=True):
    """A rule in words."""

    rule: str
    title: Text
    next: Text


class Words(msgspec.Struct):
    """What a row of the table says."""

    title: Text
    next: Text


class Row(msgspec.Struct):
    """A row of the table, as much of it as is said."""

    id: str
    words: Words


class Table(msgspec.Struct):
    """The table, as much of it as is said."""

    rows: list[Row]


@cache
def rules_said() -> dict[str, RuleSaid]:
    """Return every rule in words; of several rows of one rule the newest says it."""
    rows = msgspec.json.decode(TABLE.read_bytes(), type=Table).rows
    return {row.id: RuleSaid(row.id, row.words.title, row.words.next) for row in rows}


def said_of(rules: Iterable[str]) -> list[RuleSaid]:
    """Return these rules in words, once each; one that the table does not know any more goes by its slug."""
    known = rules_said()
    return [
        known.get(rule) or RuleSaid(rule, Text(rule, rule, rule), Text(rule, rule, rule)) for rule in sorted(set(rules))
    ]
