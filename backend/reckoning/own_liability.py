"""The own liability (omavastuu): what of a price is the client's and what the organiser's, with no fee on top. Pure.

569/2009 s.3 and s.7-9; 734/1992 s.12.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from backend.money import MINUTES_IN_HOUR, rounded
from backend.problems import FeeAndLiability, RaisedValueTooLow
from backend.reckoning.explanation import Explanation, Figure, Unit
from backend.wire import Kept

Arranging = Literal["voucher", "purchased", "own"]


class Line(Kept, frozen=True):
    """So much of a service at one price and one value: the minutes of a band at prices per hour, or whole units."""

    quantity: int
    unit: Literal["minute", "unit"]
    price_cents: int
    value_cents: int


class LiabilityTerms(Kept, frozen=True):
    """What else decides who pays."""

    source: str
    verified: bool = True
    # Free of charge by 734/1992 s.4-5: then the value must leave no own liability (569/2009 s.7).
    free: bool = False
    # How much of the quantity the voucher pays for; Helsinki's calculator of 2020 stopped at 40 hours a month.
    covered_quantity: int | None = None


@dataclass(frozen=True)
class OwnLiability:
    """A price divided between organiser and client; the two are always the price."""

    price_cents: int
    organiser_cents: int
    own_liability_cents: int
    explanation: Explanation


@dataclass(frozen=True)
class Totals:
    """The same three sums over a month."""

    price_cents: int
    organiser_cents: int
    own_liability_cents: int


@dataclass(frozen=True)
class RaisedValue:
    """A value raised by decision, and how."""

    value_cents: int
    explanation: Explanation


def own_liability(lines: Sequence[Line], terms: LiabilityTerms) -> OwnLiability:
    """Return who pays what (tests/vectors/own_liability.json).

    Where the price is below the value the organiser pays the price and no more (s.9), in each line by itself.
    """
    price = covered = 0
    left = terms.covered_quantity
    for line in lines:
        times = 1 if line.unit == "minute" else MINUTES_IN_HOUR
        price += line.quantity * line.price_cents * times
        paid = line.quantity if left is None or terms.free else min(line.quantity, left)
        left = None if left is None else left - paid
        covered += paid * (line.price_cents if terms.free else min(line.price_cents, line.value_cents)) * times
    price_cents = rounded(price, MINUTES_IN_HOUR)
    organiser_cents = rounded(covered, MINUTES_IN_HOUR)
    inputs = [figure for line in lines for figure in figures_of(line)]
    if terms.covered_quantity is not None:
        unit: Unit = "minutes" if lines and lines[0].unit == "minute" else "units"
        inputs.append(Figure("covered-quantity", terms.covered_quantity, unit))
    steps = (
        Figure("price", price, "cents", MINUTES_IN_HOUR),
        Figure("organiser-pays", covered, "cents", MINUTES_IN_HOUR),
        Figure("own-liability", price - covered, "cents", MINUTES_IN_HOUR),
    )
    rule = "free-service" if terms.free else "price-above-value"
    why = Explanation(rule, terms.source, terms.verified, tuple(inputs), steps)
    return OwnLiability(price_cents, organiser_cents, price_cents - organiser_cents, why)


def totals(shares: Iterable[OwnLiability | Totals]) -> Totals:
    """Return a month's sums of visits that were each rounded to the cent when they were reckoned."""
    kept = list(shares)
    return Totals(
        sum(share.price_cents for share in kept),
        sum(share.organiser_cents for share in kept),
        sum(share.own_liability_cents for share in kept),
    )


def raised_value(value_cents: int, raised_to_cents: int, source: str) -> RaisedValue | RaisedValueTooLow:
    """Return a value raised because livelihood or duty of maintenance is endangered, or care asks for it (s.8)."""
    if raised_to_cents <= value_cents:
        return RaisedValueTooLow(value_cents=value_cents)
    inputs = (Figure("value", value_cents, "cents_per_hour"),)
    steps = (Figure("raise", raised_to_cents - value_cents, "cents_per_hour"),)
    return RaisedValue(raised_to_cents, Explanation("raised-value", source, verified=True, inputs=inputs, steps=steps))


def refuse_payments(arranging: Arranging, client_fee_cents: int, own_liability_cents: int) -> FeeAndLiability | None:
    """Return why these cannot be asked for one service: with a voucher no fee, without one no own liability (s.12)."""
    other = client_fee_cents if arranging == "voucher" else own_liability_cents
    return FeeAndLiability() if other else None


def figures_of(line: Line) -> tuple[Figure, Figure, Figure]:
    """Return a line as inputs."""
    price_unit: Unit = "cents_per_hour" if line.unit == "minute" else "cents"
    return (
        Figure("quantity", line.quantity, "minutes" if line.unit == "minute" else "units"),
        Figure("price-agreed", line.price_cents, price_unit),
        Figure("value", line.value_cents, price_unit),
    )
