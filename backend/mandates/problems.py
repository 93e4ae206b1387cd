"""Every way in which a mandate to act for a client is refused. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from dataclasses import dataclass
from datetime import date

from backend.problems import Problem


class ScopeMissing(Problem):
    """A mandate covers at least seeing the visits; without that there is nothing to act on."""


class MandateInPast(Problem):
    """A mandate begins today at the earliest: nobody gets the right to have looked."""


class MandateToOneself(Problem):
    """The representative is the client herself."""


@dataclass(eq=False)
class MandateOverlaps(Problem):
    """The same person already acts for the same client on some of these days; two mandates would contradict."""

    first_day: date
    last_day: date | None


class ReferenceMissing(Problem):
    """What an official enters rests on a paper or a decision that can be found again (434/2003 s.12)."""


class OfficialIsParty(Problem):
    """An official neither gives herself a mandate nor ends one of her own as an official (434/2003 s.28)."""


class ClientDeceased(Problem):
    """A mandate ends with the client's life; her data are given on request only (703/2023 s.52)."""


class ClientUnderage(Problem):
    """A minor's representative is her custodian; she gives no mandate by herself."""


class CustodyOfAdult(Problem):
    """Custody ends at eighteen (361/1983 s.3), and it cannot be told of someone whose birthday is not known."""


class RepresentativeUnderage(Problem):
    """Who acts for another is of age."""


class RepresentativeNameDiffers(Problem):
    """The identity code is of a person with another name."""


class InvitationUnknown(Problem):
    """No open invitation has this code: mistyped, used, withdrawn or too old, and nobody is told which."""


class InvitationEnded(Problem):
    """The invitation was withdrawn or has waited too long."""


class InvitationNotTaken(Problem):
    """Nobody has entered the invitation's code yet."""


class TooManyInvitations(Problem):
    """More invitations wait than a client can keep an eye on."""


class MandateByDecision(Problem):
    """What an authority has confirmed, or custody of a young child, is not the client's own to end."""


class DeathDayWrong(Problem):
    """A day of death is today or earlier, and after the birthday."""
