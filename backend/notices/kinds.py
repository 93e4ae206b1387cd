"""What can happen to a client's services that people are told of. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """What can happen that people are told of."""

    ARRIVED = "arrived"
    DONE = "done"
    MISSED = "missed"
    LATE = "late"
    CHANGED = "changed"
    UNDER_DELIVERY = "under_delivery"
    FEEDBACK_ANSWERED = "feedback_answered"
    COMPLAINT_ANSWERED = "complaint_answered"
    DISPUTED = "disputed"
    MESSAGE = "message"
