"""Until when accessibility feedback is answered (306/2019: a receipt at once, an answer within two weeks). Pure."""

from datetime import date, timedelta

DAYS_TO_ANSWER = 14


def answer_due_on(came_on: date, *, has_contact: bool) -> date | None:
    """Return the last day for the organiser to answer; who does not say where to is read, and not answered."""
    return came_on + timedelta(days=DAYS_TO_ANSWER) if has_contact else None
