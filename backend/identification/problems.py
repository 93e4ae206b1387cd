"""Why a sign-in at an identity provider came to nothing. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues. None of
them tells whether a person is known here.
"""

from typing import ClassVar

from backend.problems import Problem


class SignInNotFinished(Problem):
    """The way back from an identity provider is of no sign-in begun in this browser within ten minutes, or is used."""

    status: ClassVar[int] = 400


class SignInCancelled(Problem):
    """The person left the identity provider without identifying herself."""

    status: ClassVar[int] = 400


class IdentityNotProven(Problem):
    """What the identity provider says cannot be verified, or does not say who the person is."""

    status: ClassVar[int] = 401


class IdentificationTooWeak(Problem):
    """The person was identified less strongly than this way in asks for."""

    status: ClassVar[int] = 401


class NoRoleHere(Problem):
    """The person was identified, and there is nothing here for her; the same words whether or not she is known."""

    status: ClassVar[int] = 403


class IdentityProviderSilent(Problem):
    """The identity provider does not answer, or answers what cannot be read."""

    status: ClassVar[int] = 503


class LogoutTokenRefused(Problem):
    """What says that a session at an identity provider has ended cannot be verified, or was received before."""

    status: ClassVar[int] = 400
