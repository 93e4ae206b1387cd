"""The rule table, read once from its file and refused where it has a gap; the phone carries the same file."""

from functools import cache
from pathlib import Path

import msgspec

from backend.verdicts.terms import RuleTable, refuse_rule_table

FILE = Path(__file__).with_name("rule_table.json")


def read_rule_table(written: bytes) -> RuleTable:
    """Return a table; raise why it cannot stand."""
    table = msgspec.json.decode(written, type=RuleTable)
    if problem := refuse_rule_table(table):
        raise problem
    return table


@cache
def rule_table() -> RuleTable:
    """Return the table that visits are judged by."""
    return read_rule_table(FILE.read_bytes())
