"""How long a session lasts in each role, and how far a sign-in reaches. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.access.roles import Role


@dataclass(frozen=True)
class Lasting:
    """How long a session may rest unused, and how long it lasts at the most."""

    idle: timedelta
    whole: timedelta


# No statute gives these; an organiser may ask for less. At a desk: NIST SP 800-63B-4 section 2.2.3 gives an hour and a
# day for authentication of this strength, and a working day is shorter than a day.
AT_A_DESK = Lasting(idle=timedelta(hours=1), whole=timedelta(hours=12))
# One's own data, or a mother's, on one's own phone: what a push tells of must open, and a strong identification anew
# each hour drives a client of 85 back to paper. What one of them may do alone is small, and she sees and ends her
# sessions herself; on a machine shared with others she signs out.
OWN_AFFAIRS = Lasting(idle=timedelta(days=7), whole=timedelta(days=30))
# A working phone that its own lock keeps (a PIN or a passkey each day): it outlasts shifts, weekends and two weeks
# without a network. Recording never needs a session (docs/sync.md).
IN_THE_FIELD = Lasting(idle=timedelta(days=14), whole=timedelta(days=30))

LASTS = {
    Role.WORKER: IN_THE_FIELD,
    Role.CLIENT: OWN_AFFAIRS,
    Role.RELATIVE: OWN_AFFAIRS,
    Role.PROVIDER: AT_A_DESK,
    Role.GRANTER: AT_A_DESK,
    Role.ORGANISER: AT_A_DESK,
    Role.FINANCE: AT_A_DESK,
}

# The reach of a sign-in that proves who the person is, whomever she works for. An employer that lets her in, or a code
# on its screen, vouches for its own membership only: then the reach names the others one by one.
EVERY_MEMBERSHIP = None


def is_recent_enough(role: Role, proved_at: datetime, now: datetime) -> bool:
    """Tell whether she proved who she is recently enough to take up a role; a change of role never makes it later."""
    return now - proved_at < LASTS[role].whole
