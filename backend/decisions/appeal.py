"""Until when a decision can be appealed: from how and when it was sent. Pure.

The form shows the same as one types: `pwa/src/rules/appeal.ts` (tests/vectors/appeal.json).
"""

from datetime import date, timedelta
from typing import Literal

from backend.days import ONE_DAY, SATURDAY, SUNDAY, holiday_on

SentBy = Literal["letter", "in_person"]

# A letter is taken as received on the seventh day after it was sent (434/2003 s.59).
LETTER_ARRIVES_AFTER = timedelta(days=7)
# For a request for rectification (434/2003 s.49 c); the day of notice is not counted (150/1930 s.2).
TO_APPEAL = timedelta(days=30)
CHRISTMAS_EVE = (12, 24)


def received_on(sent_by: SentBy, sent_on: date) -> date:
    """Return the day of notice: at once in person, a week later by letter."""
    return sent_on + LETTER_ARRIVES_AFTER if sent_by == "letter" else sent_on


def appeal_until(sent_by: SentBy, sent_on: date) -> date:
    """Return the last day on which the county must have the request; one on a day off gives way to the next."""
    last = received_on(sent_by, sent_on) + TO_APPEAL
    while is_day_off(last):
        last += ONE_DAY
    return last


def is_day_off(day: date) -> bool:
    """Tell whether offices are closed, so that a time does not end on the day (150/1930 s.5).

    Saturdays, Sundays, holidays, Independence Day, May Day, Christmas Eve and Midsummer Eve.
    """
    is_eve = (day.month, day.day) == CHRISTMAS_EVE or holiday_on(day + ONE_DAY) == "midsummer-day"
    return day.weekday() in {SATURDAY, SUNDAY} or holiday_on(day) is not None or is_eve
