"""Who is told what, when she is not to be disturbed, when a notice has become pointless, and when it is tried again.

Pure. No statute says when somebody may be disturbed: 21 to 7 is the quiet of the night as housing companies keep it,
and each person changes her own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from backend.days import HERE, ONE_DAY
from backend.notices.kinds import Kind

Outcome = Literal["sent", "dropped", "refused", "given-up"]

MINUTES_OF_A_DAY = 24 * 60
# What somebody is told who has only said that she wants to be told: what asks for her, and not each of four visits a
# day, which her page shows anyway.
AS_IT_COMES = frozenset(Kind) - {Kind.ARRIVED, Kind.DONE}
# What waits for nobody: a person may be without help at this moment.
PRESSING = frozenset({Kind.MISSED, Kind.LATE})
# For how long after it happened each kind still tells something.
TELLS_FOR = {
    Kind.ARRIVED: timedelta(minutes=30),
    Kind.LATE: timedelta(hours=2),
    Kind.DONE: timedelta(hours=12),
    Kind.CHANGED: timedelta(days=2),
    Kind.MISSED: timedelta(days=2),
}
TELLS_FOR_OTHERS = timedelta(days=7)

# How often a push service or a mail server is tried: at once, then after these, each spread by half to one and a half.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
GIVES_UP_AFTER = ONE_DAY


@dataclass(frozen=True)
class Choice:
    """What one person has chosen to be told."""

    kinds: Collection[Kind] = AS_IT_COMES
    # Minutes of the local day; the same twice is no quiet at all.
    quiet_from: int = 21 * 60
    quiet_until: int = 7 * 60
    wakes: bool = False
    says_more: bool = False


@dataclass(frozen=True)
class When:
    """From when a notice may be sent, and until when it is tried."""

    due_at: datetime
    tells_until: datetime


def end_of_quiet(moment: datetime, choice: Choice) -> datetime:
    """Return when somebody may next be disturbed: now, or when her quiet of now ends, by the clock on her wall."""
    local = moment.astimezone(HERE)
    minute = local.hour * 60 + local.minute
    if choice.quiet_from <= choice.quiet_until:
        is_quiet = choice.quiet_from <= minute < choice.quiet_until
    else:
        is_quiet = minute >= choice.quiet_from or minute < choice.quiet_until
    if not is_quiet:
        return moment
    morning = local.replace(
        hour=choice.quiet_until // 60, minute=choice.quiet_until % 60, second=0, microsecond=0, fold=0
    )
    # A wall clock that has passed it today shows it again tomorrow; adding a day to wall time keeps the wall's hour.
    return (morning if morning > local else morning + ONE_DAY).astimezone(moment.tzinfo)


def when(kind: Kind, at: datetime, choice: Choice, now: datetime) -> When | None:
    """Return when somebody is told of what happened, or None when it is nothing that she wants, or can use, to hear."""
    if kind not in choice.kinds:
        return None
    pointless_at = at + TELLS_FOR.get(kind, TELLS_FOR_OTHERS)
    due_at = now if choice.wakes and kind in PRESSING else end_of_quiet(now, choice)
    return When(due_at, min(pointless_at, due_at + GIVES_UP_AFTER)) if due_at < pointless_at else None


def next_try(attempts: int, spread: float, asked_to_wait: timedelta | None = None) -> timedelta:
    """Return how long to wait after so many tries; `spread` is drawn from half to one and a half.

    Whoever answers asks for time is given it, and never less than we would wait by ourselves.
    """
    pause: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts - 1, 20)) * spread
    return max(pause, min(asked_to_wait, ONE_DAY)) if asked_to_wait is not None else pause


def group_of(kind: Kind) -> str:
    """Return which notices of one client stand in each other's place: of a visit only the newest, else of a kind."""
    return "visit" if kind in {Kind.ARRIVED, Kind.DONE, Kind.LATE} else kind.value


def urgency(kind: Kind) -> str:
    """Return how much of a sleeping phone's battery it is worth (RFC 8030 section 5.3)."""
    return "high" if kind in PRESSING or kind is Kind.MESSAGE else "normal"
