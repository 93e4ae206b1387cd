"""When a client gets less than she was granted (C14, G9): by the last whole days, and by missed visits. Pure.

A week's grant is weighed by the last seven days and a month's by the last twenty-eight, so that every weekday counts as
often, and who comes every other week has come as often. Nine tenths is the product's own line: what is a tenth less
on paper is a bath less in life. No statute gives it.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["amber", "red"]
# What of a grant can be weighed by the week; a sum of money or the whole of a grant is the client's to spread.
Unit = Literal["minute", "visit", "day"]
Period = Literal["week", "month"]

# Over how many days the grants of each period are weighed.
DAYS: dict[Period, int] = {"week": 7, "month": 28}
# Under so many tenths of what was granted.
AMBER_TENTHS = 9
MISSED_IN_A_ROW = 2


@dataclass(frozen=True)
class Grant:
    """What is granted for each period, and how many days the period has that is being weighed."""

    quantity: int
    period: Period
    days_of_period: int


def level(received: int, grant: Grant, missed_in_a_row: int) -> Level | None:
    """Return how much less a client has got than she was granted, or None when it is enough.

    In whole numbers, so that nine tenths are exactly enough.
    """
    if missed_in_a_row >= MISSED_IN_A_ROW:
        return "red"
    had, due = received * grant.days_of_period, grant.quantity * DAYS[grant.period]
    return "amber" if had * 10 < due * AMBER_TENTHS else None


def share(received: int, grant: Grant) -> int:
    """Return how many hundredths of what was granted for these days have been received, rounded down."""
    return received * grant.days_of_period * 100 // (grant.quantity * DAYS[grant.period])
