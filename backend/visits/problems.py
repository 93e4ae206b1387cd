"""What a person must look at in a visit beside what the voucher says. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from backend.problems import Problem


class DeviationUnknown(Problem):
    """The phone says by a code that is not known here that the visit went otherwise than booked."""


class EmploymentEnded(Problem):
    """The visit was recorded on a day on which its author did not work for the provider."""


class VisitsOverlap(Problem):
    """Another visit by the same voucher was going on at the same time."""


class VisitDisputed(Problem):
    """The client, or who acts for her, says that the visit was not as recorded; the provider has not answered yet."""
