"""Why a person cannot take up another of her roles in the session she has. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class SignInTooOld(Problem):
    """The role asks for a sign-in that is not so long ago."""

    status: ClassVar[int] = 403
