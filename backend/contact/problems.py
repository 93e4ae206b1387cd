"""Why a complaint, a reminder, a message or a telephone number is not taken, or not answered. Pure."""

from backend.problems import Problem


class ComplaintAnswered(Problem):
    """The complaint or reminder has its answer already, in other words."""


class ProviderNotHers(Problem):
    """The provider has not served this client within a year: there is nobody to write to about her."""


class NumberNotDialled(Problem):
    """What was entered is no telephone number that a phone could call."""
