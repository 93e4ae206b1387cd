"""A visit that did not go as booked: what the worker says of it at the door, and what of its price is due. Pure.

No act and no published rulebook says what such a visit is worth (domain facts, section 3), so each organiser says it in
its rulebook. What it leaves open nobody guesses: a person decides. The phone says the same at once, on the same
vectors (tests/vectors/deviation.json).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

from backend.catalogue.terms import Part, RecordingTerms, held_by_day
from backend.money import PERMILLE
from backend.providers.problems import BookedTimeUnknown, DeviationEffectOpen

DeviationCode = Literal["declined", "not-at-home", "in-hospital", "late-cancellation", "extended"]
KNOWN: tuple[str, ...] = get_args(DeviationCode)
# Nothing was done for the client: of her grant they take nothing.
NOT_MADE = frozenset(KNOWN) - {"extended"}
# The same in the database, of a visit `{visit}`.
WAS_MADE = "coalesce({visit}.deviation not in (" + ", ".join(f"'{code}'" for code in sorted(NOT_MADE)) + "), true)"


class Deviation(msgspec.Struct, frozen=True, rename="camel"):
    """What was otherwise than booked."""

    # One of `KNOWN`, or one that a later release knows.
    code: str
    # How long the visit had been booked for; None where the phone knew of no plan.
    booked_minutes: int | None = None


class Effects(msgspec.Struct, frozen=True, rename="camel"):
    """What a rulebook says of each, in permille; None: it is open.

    Of a visit that was not made, so much of the price of the booked time is due; of the time by which one was extended,
    so much is paid for.
    """

    declined: int | None = None
    not_at_home: int | None = None
    in_hospital: int | None = None
    late_cancellation: int | None = None
    extended: int | None = None

    def of(self, code: str) -> int | None:
        """Return what it says of one; of a code that is not known, nothing."""
        share: int | None = getattr(self, code.replace("-", "_"), None)
        return share


class EffectsInForce(Effects, frozen=True, kw_only=True):
    """What a rulebook says, from a day to a day."""

    first_day: date
    last_day: date | None


class Due(msgspec.Struct, frozen=True):
    """What is due of a visit: so much of the price from its start to an end."""

    ended_at: datetime
    permille: int


def effects_of(terms: RecordingTerms) -> Effects:
    """Return what the terms of a service on a day say."""
    cancellation, said = terms.cancellation, terms.deviations
    return Effects(
        declined=said.declined_permille if said else None,
        not_at_home=cancellation.no_show_permille if cancellation else None,
        in_hospital=said.in_hospital_permille if said else None,
        late_cancellation=cancellation.late_permille if cancellation else None,
        extended=said.extended_permille if said else None,
    )


def effects_held(parts: Sequence[Part], service: UUID) -> tuple[EffectsInForce, ...]:
    """Return what a rulebook says of a service's visits from day to day, of its parts as they hold."""
    return tuple(
        EffectsInForce(first_day=first_day, last_day=last_day, **msgspec.structs.asdict(effects_of(terms)))
        for first_day, last_day, terms in held_by_day(parts, service)
    )


def due_of(
    started_at: datetime, ended_at: datetime, deviation: Deviation, effects: Effects
) -> Due | DeviationEffectOpen | BookedTimeUnknown:
    """Return what of a visit's price is due, or what is not known of it."""
    permille, booked = effects.of(deviation.code), deviation.booked_minutes
    if permille is None:
        return DeviationEffectOpen()
    is_made = deviation.code not in NOT_MADE
    # All of what was made, or nothing of what was not: then no plan is needed to know it.
    if permille == (PERMILLE if is_made else 0):
        return Due(ended_at, permille)
    if booked is None:
        return BookedTimeUnknown()
    booked_until = started_at + timedelta(minutes=booked)
    if not is_made:
        return Due(booked_until, permille)
    beyond = max(int((ended_at - booked_until).total_seconds() // 60), 0)
    paid_until = booked_until + timedelta(minutes=beyond * permille // PERMILLE)
    return Due(min(ended_at, paid_until), PERMILLE)
