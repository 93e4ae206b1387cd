"""Why a provider's own system, or one of its lines, is turned away. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class WorkerNotEmployed(Problem):
    """Nobody of this id worked for the provider on the day of the visit."""


class IdempotencyKeyMissing(Problem):
    """Lines were to be stored without a key by which they can safely be sent again."""

    status: ClassVar[int] = 400


class KeyUsedTwice(Problem):
    """The idempotency key was used for other lines."""
