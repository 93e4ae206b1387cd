"""The code by which a phone is taken into use, and from when to when somebody works for a provider. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from backend.enrolment.problems import EmploymentEndsBeforeItBegins, NotEmployedToday
from backend.problems import Problem
from backend.vouchers.number import READ_AS, written

# Asked for in the product's own task: long enough to unlock a phone and open its camera, too short to be passed on.
CODE_LASTS = timedelta(minutes=10)
# 80 bits: nobody guesses one in ten minutes, and it can still be typed where a camera does not work.
CODE_BITS = 80
CODE_LENGTH = CODE_BITS // 5


def code_of(number: int) -> str:
    """Return the code that carries a number of 80 bits, in Crockford's letters, which can be read aloud."""
    return written(number, CODE_LENGTH)


def read_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed; what is no code stays one that nobody has."""
    return typed.upper().translate(READ_AS)


def refuse_enrolment(first_day: date, last_day: date | None, today: date) -> Problem | None:
    """Return why no phone can be taken into use by an employment, or None when it can."""
    works = first_day <= today and (last_day is None or today <= last_day)
    return None if works else NotEmployedToday()


def may_be_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two people, each a given and a family name, may be one: they share a part of both."""
    parts = [set(name.casefold().replace("-", " ").split()) for name in (*one, *other)]
    return bool(parts[0] & parts[2] and parts[1] & parts[3])


def refuse_end(first_day: date, last_day: date) -> Problem | None:
    """Return why an employment cannot end on a day, or None when it can; a day that has passed can be its last."""
    return EmploymentEndsBeforeItBegins() if last_day < first_day else None
