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
    # Told to the office of the provider that it is about: finance asks about a visit, and has taken money back.
    ASKED = "asked"
    CREDITED = "credited"


# What is the provider's office's to hear; everything else is for the client and those who act for her.
FOR_OFFICES = frozenset({Kind.ASKED, Kind.CREDITED})
