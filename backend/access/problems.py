"""Why a door stays shut to a provider's own system, or to a phone. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class ProviderKeyUnknown(Problem):
    """The key of a provider's own system is not known, or the office has ended it."""

    status: ClassVar[int] = 401


class PhoneLost(Problem):
    """The office has told that this phone is lost: nothing is read with it; what it made afterwards goes to review."""

    status: ClassVar[int] = 403


class DeviceNotEnrolled(Problem):
    """The session is bound to another phone, or this phone's memory was cleared after it was taken into use."""

    status: ClassVar[int] = 403
