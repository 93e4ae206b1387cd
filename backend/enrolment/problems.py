"""Why a phone is not taken into use, or an employment not written down. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from backend.problems import Problem


class EnrolmentCodeNotValid(Problem):
    """The code is wrong, old, used or ended: which of them is told to nobody."""


class NotTheSamePerson(Problem):
    """The employment is not taken over by whoever is signed in on this phone: she is, or may be, somebody else."""


class NotEmployedToday(Problem):
    """The worker's employment does not hold on this day, so no phone is taken into use by it."""


class EmploymentEndsBeforeItBegins(Problem):
    """An employment would end before its first day."""
