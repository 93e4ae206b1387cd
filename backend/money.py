"""Money in whole cents, and the one rule by which a fraction of a cent becomes a cent. Pure.

A sum is carried as an exact fraction to its end and rounded there, once; the phone's `rules/money.ts` does the same on
tests/vectors/rounding.json.
"""

from typing import Literal

from backend.wire import Kept

PERMILLE = 1000
# A share given in hundredths of a percent, because the fee table of 734/1992 s.10e has quarters of a percent.
BASIS_POINTS = 10_000
MINUTES_IN_HOUR = 60


class Rounding(Kept, frozen=True):
    """How a figure is rounded: to which step, and whether to the nearest one or always up to the next."""

    step_cents: Literal[1, 5, 10] = 1
    direction: Literal["half_up", "up"] = "half_up"


TO_THE_CENT = Rounding()


def rounded(numerator: int, denominator: int) -> int:
    """Return a fraction as a whole number, halves away from zero, so that a credit undoes exactly what was charged."""
    whole, rest = divmod(abs(numerator), denominator)
    nearest = whole + 1 if 2 * rest >= denominator else whole
    return nearest if numerator >= 0 else -nearest


def rounded_as(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Return a fraction of cents as cents in the step that a rulebook asks for; from the fraction, not from a cent."""
    steps = denominator * rounding.step_cents
    count = -(-numerator // steps) if rounding.direction == "up" else rounded(numerator, steps)
    return count * rounding.step_cents


def share(cents: int, permille: int) -> int:
    """Return so many thousandths of a sum."""
    return rounded(cents * permille, PERMILLE)


def price_of_time(minutes: int, cents_per_hour: int, factor_permille: int = PERMILLE) -> int:
    """Return what a time costs at a price per hour, raised by a factor."""
    return rounded(minutes * cents_per_hour * factor_permille, MINUTES_IN_HOUR * PERMILLE)


def running(numerators: list[int], denominator: int) -> list[int]:
    """Return the cents of each part, which add up to the rounded sum of all: a split wins and loses none."""
    exact = 0
    given = 0
    cents = []
    for numerator in numerators:
        exact += numerator
        cents.append(rounded(exact, denominator) - given)
        given += cents[-1]
    return cents
