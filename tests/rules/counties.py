"""The demo county as it is built for the days that its tests look at, each built once."""

from datetime import date
from functools import cache

import pytest

from backend.demo.county import build

# The clocks go back to winter time inside its three months, on 25 October.
DAY = date(2026, 11, 20)
# Inside their three months: a leap day and the clocks going forward; the turn of a year, the day after.
OTHER_DAYS = [date(2028, 3, 30), date(2030, 1, 2)]

build_once = cache(build)
on_any_day = pytest.mark.parametrize("day", [DAY, *OTHER_DAYS], ids=str)
