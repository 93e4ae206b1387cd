"""Why feedback is not taken, a visit not disputed, or an answer not given. Pure."""

from dataclasses import dataclass

from backend.problems import Problem


class FeedbackGiven(Problem):
    """The person has given feedback of this visit already; the first one stands."""


@dataclass(eq=False)
class VoiceTooLong(Problem):
    """What was said aloud is longer, or of more bytes, than is taken."""

    # Seconds.
    most: int


class VoiceUnreadable(Problem):
    """What has come is no recording of sound of a kind that is taken; nothing of it is kept."""


class FeedbackLinkUnknown(Problem):
    """No link for feedback is written so; a guess is told no more than that."""

    status = 404


class FeedbackLinkUsed(Problem):
    """Feedback has been given by this link; each takes one answer."""


@dataclass(eq=False)
class FeedbackLinkExpired(Problem):
    """The link's days are over."""

    days: int


@dataclass(eq=False)
class TooManyFeedbackLinks(Problem):
    """A visit has as many links for feedback as it may have."""

    most: int


class VisitTakenBack(Problem):
    """The visit was withdrawn by who recorded it, so nothing more is said of it."""


@dataclass(eq=False)
class VisitSettled(Problem):
    """The visit's month has been settled: what was wrong goes by a complaint."""

    # The last day on which the visit could be disputed.
    last_day: str


class DisputeAnswered(Problem):
    """The dispute has its answer, so it cannot be taken back or answered in other words."""


class FeedbackAnswered(Problem):
    """The feedback has its answer already, in other words."""
