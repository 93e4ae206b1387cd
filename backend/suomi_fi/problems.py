"""Why nobody can be acted for by a mandate at Suomi.fi just now. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class MandateServiceNotJoined(Problem):
    """This installation has not joined Suomi.fi mandates."""


class MandateServiceSilent(Problem):
    """Suomi.fi mandates did not answer in time, or answered what cannot be understood."""

    status: ClassVar[int] = 503


class ActingNotChosen(Problem):
    """Nobody chose to act for another person in this session, or it was too long ago, or it was answered already."""


class StrongIdentificationNeeded(Problem):
    """The sign-in does not tell the register of mandates who is asking."""


class MandateNotConfirmed(Problem):
    """Suomi.fi confirms no mandate in the matters of this service; of what kind of no, it is not said."""


class NobodyServedHere(Problem):
    """The mandate is confirmed, and whom it is for is no client here."""
