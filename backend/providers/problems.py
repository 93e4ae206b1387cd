"""Why nobody can say what a visit costs that did not go as booked. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from backend.problems import Problem


class DeviationEffectOpen(Problem):
    """The rulebook does not say what is paid of a visit that went otherwise than booked in this way."""


class BookedTimeUnknown(Problem):
    """It is not known how long the visit had been booked for, and its price goes by that."""
