"""Every way in which a photo of a visit is refused, or waits. Pure.

They stand beside what else the product says no by (backend/problems.py), with words in the same catalogues.
"""

from dataclasses import dataclass

from backend.problems import Problem


@dataclass(eq=False)
class PhotoTooLarge(Problem):
    """A photo has more bytes than are taken of one."""

    most: int


@dataclass(eq=False)
class TooManyPhotos(Problem):
    """A visit has as many photos as it may have."""

    most: int


@dataclass(eq=False)
class AttachmentOutOfStep(Problem):
    """A part begins elsewhere than where the last one ended; the next one begins at `received`."""

    received: int


class PhotoDamaged(Problem):
    """What has come is not what was announced; its parts are dropped, and it is sent again from its beginning."""


class PhotoUnreadable(Problem):
    """What has come is no JPEG picture, or one of more pixels than anybody needs; nothing of it is kept."""


class PhotoReceived(Problem):
    """A photo that is to be given up has wholly come; it stays."""
