"""What a passkey may open, for how long, and when one may be added (docs/decisions/0035). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.access.roles import Role
from backend.passkeys.problems import PasskeyNotForThisJob, SignInNotFresh, TooManyPasskeys
from backend.problems import Problem

# WebAuthn level 3 section 15.1 recommends 300 to 600 seconds where the person must verify herself.
CHALLENGE_LASTS = timedelta(minutes=5)
# Long enough to read the offer after signing in, too short for whoever finds the phone open at noon (ASVS 5.0, 7.5.1).
FRESH = timedelta(minutes=15)
# More devices than anybody has; a list that is longer, nobody reads.
MOST = 10
# Who may come back by a passkey. A client and whoever acts for her are strongly identified each time (571/2016 s.5),
# which a passkey of ours is not in law (617/2009); an organiser's people come by its directory.
OPENED = (Role.WORKER, Role.PROVIDER)


class Wrong(StrEnum):
    """What was wrong with a passkey that was shown: kept for those who look after the installation, told to nobody."""

    UNREADABLE = "passkey-unreadable"
    CHALLENGE = "passkey-challenge"
    UNKNOWN = "passkey-unknown"
    NOT_GENUINE = "passkey-not-genuine"
    CLOSED = "passkey-closed"
    WENT_BACK = "passkey-counter-back"
    ANOTHER_PHONE = "passkey-another-phone"


@dataclass(frozen=True)
class Known:
    """A passkey as it is kept, and the job it opens."""

    membership: UUID
    role: Role
    # Whether the job follows the groups of an organisation's directory.
    follows_groups: bool
    first_day: date
    last_day: date | None
    is_ended: bool
    sign_count: int
    # The phone that the session was bound to in which it was added.
    device: UUID | None


def went_back(kept: int, shown: int) -> bool:
    """Tell whether a counter has not gone on, as a copy's has not; zero is that of passkeys that count nothing.

    WebAuthn level 3, section 6.1.1.
    """
    return (kept > 0 or shown > 0) and shown <= kept


def what_is_wrong(passkey: Known, *, handle: bytes, shown: int, device: UUID | None, today: date) -> Wrong | None:
    """Return why a passkey that signed rightly opens nothing, or None where it opens its job."""
    if handle != passkey.membership.bytes:
        return Wrong.NOT_GENUINE
    works = passkey.first_day <= today and (passkey.last_day is None or today <= passkey.last_day)
    if passkey.is_ended or not works or passkey.follows_groups or passkey.role not in OPENED:
        return Wrong.CLOSED
    if went_back(passkey.sign_count, shown):
        return Wrong.WENT_BACK
    # A passkey that its maker has carried to another phone does not take that phone into use: only the office does.
    if passkey.device is not None and passkey.device != device:
        return Wrong.ANOTHER_PHONE
    return None


def refuse_adding(*, follows_groups: bool, proved_at: datetime, now: datetime, held: int) -> Problem | None:
    """Return why a person cannot add a passkey in her session, or None when she can."""
    if follows_groups:
        return PasskeyNotForThisJob()
    if now - proved_at >= FRESH:
        return SignInNotFresh()
    return TooManyPasskeys() if held >= MOST else None
