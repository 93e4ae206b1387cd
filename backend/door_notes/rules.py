"""What a worker is told at a client's door, and for how long her phone may hold it. Pure.

The address and the notes are for whoever comes, and for as long as she comes: a safety ban (turvakielto, 661/2009 s.36)
makes that the day of the visit and two hours after it. The figures are parameters of ours.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from backend.days import ONE_DAY, local_day, start_of
from backend.wire import Words

# How many days of her round a phone holds notes of, today among them.
DAYS_ON_PHONE = 2
DAYS_WITH_SAFETY_BAN = 1
# After the planned end; a visit may take longer than it was planned.
KEPT_WITH_SAFETY_BAN = timedelta(hours=2)
# Of earlier visits, how many notes from how many days.
MOST_LAST_NOTES, LAST_NOTES_DAYS = 3, 14

Line = Annotated[Words, msgspec.Meta(max_length=300)]
Note = Annotated[Words, msgspec.Meta(max_length=1000)]


class DoorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one office knows of a client's door."""

    address: Line = ""
    # The way in: stairs, the buzzer, the door's code.
    door: Note = ""
    # Which key, and where it is kept.
    key: Note = ""
    # What the worker must know for her own safety or the client's.
    safety: Note = ""

    def stripped(self) -> "DoorWords":
        """Return it without the blanks around each part."""
        return DoorWords(self.address.strip(), self.door.strip(), self.key.strip(), self.safety.strip())

    def is_empty(self) -> bool:
        """Tell whether nothing is known."""
        return not (self.address or self.door or self.key or self.safety)


class AtDoor(msgspec.Struct, frozen=True):
    """What a worker is told: her own office's word before the organiser's, and of safety both."""

    address: str
    door: str
    key: str
    safety: list[str]


def at_door(of_office: DoorWords, of_organiser: DoorWords) -> AtDoor:
    """Return what both know together; what the office itself has entered is newer to it than what it was given."""
    return AtDoor(
        of_office.address or of_organiser.address,
        of_office.door or of_organiser.door,
        of_office.key or of_organiser.key,
        [words for words in (of_organiser.safety, of_office.safety) if words],
    )


def days_on_phone(*, has_safety_ban: bool) -> int:
    """Return how many days of her round a worker's phone holds a client's notes of, today among them."""
    return DAYS_WITH_SAFETY_BAN if has_safety_ban else DAYS_ON_PHONE


def kept_until(planned_ends: Iterable[datetime], *, has_safety_ban: bool) -> datetime:
    """Return when the notes leave the phone: with the day of the last visit, or soon after it where there is a ban."""
    ends_at = max(planned_ends)
    if has_safety_ban:
        return ends_at + KEPT_WITH_SAFETY_BAN
    return start_of(local_day(ends_at) + ONE_DAY)
