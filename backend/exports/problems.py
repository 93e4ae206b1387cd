"""Why somebody is not given all the data of a client here. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class DataAtOrganiserOnly(Problem):
    """Of this client all data together are given to a representative by her organiser only, who sees to whom."""

    status: ClassVar[int] = 403
