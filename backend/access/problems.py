"""Why a door stays shut to a provider's own system. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class ProviderKeyUnknown(Problem):
    """The key of a provider's own system is not known, or the office has ended it."""

    status: ClassVar[int] = 401
