"""How a figure came about, as data: what went in, each step, the rounding, the law; its words come elsewhere. Pure."""

from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from backend.money import TO_THE_CENT, Rounding
from backend.wire import Kept, Words

# The prices of a unit are those of catalogue/price.py: PriceUnit.
Unit = Literal[
    "cents",
    "cents_per_minute",
    "cents_per_quarter_hour",
    "cents_per_half_hour",
    "cents_per_hour",
    "cents_per_visit",
    "cents_per_day",
    "cents_per_week",
    "cents_per_month",
    "basis_points",
    "permille",
    "minutes",
    "hours",
    "days",
    "units",
    "people",
]


class Figure(Kept, frozen=True):
    """One figure of a reckoning, by the slug its words are found by; a fraction stays `amount / over`."""

    what: str
    amount: int
    unit: Unit
    over: int = 1
    # The time band that it is of, where it is of one.
    band: str | UnsetType = UNSET


class Explanation(Kept, frozen=True):
    """Why a figure is what it is, so that a client, a granter and a court can reckon it again."""

    rule: str
    # The statute or rulebook, as it stands with the terms that were in force.
    source: str
    # Whether the terms were read in their source; computed or remembered ones are shown as such.
    verified: bool
    inputs: tuple[Figure, ...]
    steps: tuple[Figure, ...]
    rounding: Rounding = TO_THE_CENT


class Sourced(Kept, frozen=True, kw_only=True):
    """Terms with their source and days; those inside a rulebook's part have both from the part."""

    source: Words = ""
    first_day: date = date.min
    last_day: date | None = None
    # Whether they were read in their source; computed or remembered ones are shown as such.
    verified: bool = True
