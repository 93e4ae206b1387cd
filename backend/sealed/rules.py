"""Whose visit a sealed record is, when no session says for whom she works. Pure."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec


class Employment(msgspec.Struct, frozen=True):
    """A worker's time with a provider."""

    provider: UUID
    first_day: date
    last_day: date | None


class Serving(msgspec.Struct, frozen=True):
    """For whom a record was made, and whether she worked for them on that day."""

    provider: UUID
    is_employed: bool


def serving_on(day: date, employments: Sequence[Employment], said: UUID | None) -> Serving | None:
    """Return for whom a worker recorded on a day; None when she has never worked for anybody.

    Of several employments on the day the one that the record itself names, else the one that began last. On a day
    without any the last one that had begun stands, so that its end keeps no visit out; the office is told
    (docs/sync.md). Before the first of all, by a clock that has lost its day, it is the newest.
    """
    begun = [one for one in employments if one.first_day <= day]
    on_day = [one for one in begun if one.last_day is None or day <= one.last_day]
    chosen = max(
        on_day or begun or employments,
        key=lambda one: (one.provider == said and bool(on_day), one.first_day, str(one.provider)),
        default=None,
    )
    return None if chosen is None else Serving(chosen.provider, bool(on_day))
