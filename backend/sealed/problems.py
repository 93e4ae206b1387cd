"""Why a sealed record is not taken in. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from backend.problems import Problem


class SealedNotGenuine(Problem):
    """A sealed record cannot be opened, or was not sealed by the phone that it is said to come from."""


class SealedKeyUnknown(Problem):
    """A record was sealed to a key that this server does not have."""
