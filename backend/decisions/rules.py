"""What a decision must say, what may not stand beside it, and until when it can be undone. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from backend.catalogue.price import refuse_quantity
from backend.catalogue.terms import Arranging
from backend.days import ONE_DAY
from backend.decisions.appeal import SentBy
from backend.problems import (
    DayTooFar,
    GroundsMissing,
    InvalidRequest,
    LastDayMissing,
    PeriodEndsBeforeStart,
    Problem,
    SentBeforeDecision,
    TwoOpenGrants,
    UndoTooLate,
    VisitsRecorded,
)
from backend.reckoning.income import Means
from backend.vouchers.code import EPOCH
from backend.wire import Count, Kept, Signed, Slug, Words

Resolution = Literal["granted", "partly", "rejected"]
Language = Literal["fi", "sv"]
QuantityUnit = Literal["minute", "visit", "day", "week", "month", "cent"]
Period = Literal["week", "month", "total"]

# A page of text; grounds are read by the client.
Prose = Annotated[Words, msgspec.Meta(max_length=8000)]
# Statutes and sections.
LegalBasis = Annotated[tuple[Annotated[Words, msgspec.Meta(max_length=200)], ...], msgspec.Meta(max_length=20)]

# The signed code counts its days from here; no grant is longer than a life.
FIRST_DAY, LAST_DAY = EPOCH, date(2099, 12, 31)
# What was found wrong within a day, before anybody relied on it, is taken back and not changed by another decision.
CAN_UNDO_FOR = timedelta(hours=24)

# What no rulebook read says otherwise (docs/domain.md): the day on which a client dies is paid.
DEATH_DAY_PAID = True


class Grant(Kept, frozen=True, kw_only=True):
    """How much of a service is granted, by whom it is given, and what was known of the household for it."""

    # Null: the client may go to any approved provider.
    provider: UUID | None
    quantity: Signed
    quantity_unit: QuantityUnit
    period: Period
    # Slugs of the service's tasks.
    tasks: Annotated[tuple[Slug, ...], msgspec.Meta(max_length=60)]
    means: Means | None


class MakeDecision(Kept, frozen=True, kw_only=True):
    """A decision on a service (palvelupäätös), as the granter makes it."""

    # Made by whoever asks, so that asking twice decides once.
    id: UUID
    client: UUID
    service: UUID
    applied_on: date | None
    # The assessed need (1301/2014 s.36), as far as the decision needs it.
    need: Prose
    resolution: Resolution
    grounds: Prose
    legal_basis: LegalBasis
    language: Language
    sent_by: SentBy
    sent_on: date
    first_day: date
    last_day: date | None
    # Null where nothing is granted, as is `grant`.
    arranging: Arranging | None
    grant: Grant | None
    # The decision that this one changes.
    replaces: UUID | None


class RaiseValue(Kept, frozen=True, kw_only=True):
    """A decision to raise the value of a voucher (569/2009 s.8)."""

    # The decision's, and the act's on the voucher.
    id: UUID
    # Per the service's unit.
    value_cents: Count
    first_day: date
    grounds: Prose
    legal_basis: LegalBasis
    language: Language
    sent_by: SentBy
    sent_on: date


@dataclass(frozen=True)
class OpenGrant:
    """A grant that is in force or still to come, with the days it covers."""

    decision: UUID
    number: str
    first_day: date
    # None: until further notice.
    last_day: date | None


def refuse_content(made: MakeDecision, decided_on: date) -> Problem | None:
    """Return why a decision cannot be made as it stands, whatever is granted (434/2003 s.44-45)."""
    days = [made.first_day, made.sent_on, made.last_day or made.first_day, made.applied_on or made.first_day]
    if made.last_day is not None and made.last_day < made.first_day:
        return PeriodEndsBeforeStart()
    return (
        refuse_days(days)
        or refuse_notice(made.grounds, made.legal_basis, made.sent_on, decided_on)
        or refuse_shape(made)
    )


def refuse_days(days: Iterable[date]) -> DayTooFar | None:
    """Return why a day cannot be meant: its year is mistyped."""
    if all(FIRST_DAY <= day <= LAST_DAY for day in days):
        return None
    return DayTooFar(first_day=FIRST_DAY.isoformat(), last_day=LAST_DAY.isoformat())


def refuse_notice(
    grounds: str, legal_basis: Iterable[str], sent_on: date, decided_on: date
) -> GroundsMissing | SentBeforeDecision | None:
    """Return why a decision cannot be given so: without grounds, without a section, or sent before it was made.

    434/2003 s.45: the grounds say what the decision rests on, and which provisions were applied.
    """
    has_basis = any(section.strip() for section in legal_basis)
    if not grounds.strip() or not has_basis:
        return GroundsMissing()
    return SentBeforeDecision() if sent_on < decided_on else None


def refuse_shape(made: MakeDecision) -> Problem | None:
    """Return why what is granted does not fit the resolution: nothing, or all that a grant needs."""
    if made.resolution == "rejected":
        if made.arranging is not None or made.grant is not None:
            return InvalidRequest(errors=[{"pointer": "/grant", "detail": "A rejected application grants nothing"}])
        return None
    if made.arranging is None or made.grant is None:
        missing = "/arranging" if made.arranging is None else "/grant"
        return InvalidRequest(errors=[{"pointer": missing, "detail": "What is granted is arranged in some way"}])
    has_no_end = made.arranging == "own" and made.grant.period != "total"
    if made.last_day is None and not has_no_end:
        return LastDayMissing()
    return refuse_quantity(made.grant.quantity, None)


def refuse_tasks(tasks: Iterable[str], known: set[str]) -> InvalidRequest | None:
    """Return which of the tasks the service does not have."""
    errors = [
        {"pointer": f"/grant/tasks/{place}", "detail": "The service has no such task"}
        for place, slug in enumerate(tasks)
        if slug not in known
    ]
    return InvalidRequest(errors=errors) if errors else None


def refuse_second_grant(first_day: date, last_day: date | None, others: Iterable[OpenGrant]) -> TwoOpenGrants | None:
    """Return which open grant of the same service would hold on some of the same days."""
    for other in others:
        # What was ended before it began holds on no day.
        holds = other.last_day is None or max(first_day, other.first_day) <= other.last_day
        if holds and (last_day is None or max(first_day, other.first_day) <= last_day):
            return TwoOpenGrants(decision=str(other.decision), number=other.number)
    return None


def first_unpaid_day(last: date, *, died: bool, death_day_paid: bool | None) -> date:
    """Return from which day a grant no longer pays that ends with a day; the rulebook may say nothing of a death."""
    is_paid = not died or (DEATH_DAY_PAID if death_day_paid is None else death_day_paid)
    return last + ONE_DAY if is_paid else last


def can_undo_until(entered_at: datetime | None) -> datetime | None:
    """Return until when a decision can be undone; one that came with the installation cannot."""
    return None if entered_at is None else entered_at + CAN_UNDO_FOR


def refuse_undoing(
    entered_at: datetime | None, now: datetime, *, has_visits: bool
) -> UndoTooLate | VisitsRecorded | None:
    """Return why a decision cannot be undone: a day has passed, or somebody has relied on it."""
    until = can_undo_until(entered_at)
    if until is None or now > until:
        return UndoTooLate()
    return VisitsRecorded() if has_visits else None
