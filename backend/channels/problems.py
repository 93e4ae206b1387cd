"""Why somebody is not told where she asked to be. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from typing import ClassVar

from backend.problems import Problem


class PushEndpointNotPublic(Problem):
    """A browser's push service has a public https address; this one has not, or its keys are none."""

    status: ClassVar[int] = 422


class MailNotPossible(Problem):
    """This installation writes to nobody: it has no mail server, or that one took nothing."""


class MailAddressWrong(Problem):
    """What was given is no e-mail address."""

    status: ClassVar[int] = 422


class MailLinkEnded(Problem):
    """The link that confirms an address has been used, is over two days old, or never was."""
