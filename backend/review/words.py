"""The rules in words: what each says to people, and what they do then, as the rule table has it today."""

from collections.abc import Iterable

from backend.verdicts.rule_table import rule_table
from backend.wire import Kept, Text


class RuleSaid(Kept, frozen=True):
    """A rule in words."""

    rule: str
    # Whether it leaves a visit to a person; others only say what they found.
    is_reason: bool
    title: Text
    next: Text


def said_of(rules: Iterable[str]) -> list[RuleSaid]:
    """Return these rules in words, once each; one that the table does not know any more goes by its slug."""
    return [said(rule) for rule in sorted(set(rules))]


def said(rule: str) -> RuleSaid:
    """Return a rule in words; of several rows the newest says it."""
    rows = rule_table().rows_of.get(rule)
    if not rows:
        return RuleSaid(rule, True, Text(rule, rule, rule), Text(rule, rule, rule))  # noqa: FBT003 - a field
    return RuleSaid(rule, rows[-1].outcome != "accept", rows[-1].words.title, rows[-1].words.next)
