"""Why a passkey opens nothing, or is not added. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues. Whoever
shows a passkey hears one and the same thing, whatever was wrong with it.
"""

from typing import ClassVar

from backend.problems import Problem


class PasskeyNotValid(Problem):
    """The passkey is unknown, ended, replayed, not genuine or for a job that is over: which is told to nobody."""


class PasskeyNotAdded(Problem):
    """What the browser sent is no new passkey that was asked for in this session within five minutes."""


class PasskeyNotForThisJob(Problem):
    """The job is entered through the organisation's own directory, and ends where that says so."""


class SignInNotFresh(Problem):
    """A passkey is added only soon after she has proved who she is."""

    status: ClassVar[int] = 403


class TooManyPasskeys(Problem):
    """A person has as many passkeys as she can look after."""
