"""The figures that acts and decrees gave from a day to a day, read once from their files; rules get them handed."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from backend.reckoning.client_fee import FeeLimits, FeeTable, PauseTerms
from backend.reckoning.income_value import IncomeFormula

STATUTES = Path(__file__).parent / "statutes"
Terms = TypeVar("Terms")

# By which a price is divided, and no client fee stands beside an own liability.
LIABILITY_SOURCE = "569/2009 s.3, s.6 and s.9; 734/1992 s.12"


@cache
def home_care_values() -> tuple[IncomeFormula, ...]:
    """Return the former statutory formula of the home-care voucher (710/1982 s.29b)."""
    return read("home_care_value.json", tuple[IncomeFormula, ...])


@cache
def fee_tables() -> tuple[FeeTable, ...]:
    """Return the statutory table of client fees (734/1992 s.10e)."""
    return read("client_fee_table.json", tuple[FeeTable, ...])


@cache
def fee_limits() -> tuple[FeeLimits, ...]:
    """Return the income limits of client fees (734/1992 s.10e, the ministry's notices); not all of them were read."""
    return read("client_fee_limits.json", tuple[FeeLimits, ...])


@cache
def pause_terms() -> tuple[PauseTerms, ...]:
    """Return what a pause costs the client (734/1992 s.10k)."""
    return read("client_fee_pause.json", tuple[PauseTerms, ...])


def read(name: str, kind: type[Terms]) -> Terms:
    """Return a file's terms."""
    return msgspec.json.decode((STATUTES / name).read_bytes(), type=kind)
