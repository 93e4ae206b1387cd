"""How large a photo may be, how many a visit may have, and which part of one comes next. Pure."""

import hashlib
from datetime import timedelta

from backend.attachments.problems import AttachmentOutOfStep, PhotoDamaged, PhotoTooLarge, TooManyPhotos
from backend.problems import Problem

# Three times what the phone makes of a receipt (1,600 pixels, quality 80); a photo straight from a camera is refused.
MOST_BYTES = 2_000_000
MOST_PHOTOS = 5
# A part is lost with its line: this much is sent anew at most.
LARGEST_PART = 256 * 1024
# What is above them would take a server's memory to open; the JPEG itself may be small all the same.
MOST_PIXELS = 16_000_000
# An ordinary progressive JPEG has ten; thousands in a small file would take minutes to open.
MOST_SCANS = 100
# A photo that has not all come in this time comes no more: its parts are dropped, and a phone that comes after all
# announces it anew.
UNFINISHED_KEPT = timedelta(days=30)


def refuse_photo(length: int, others: int) -> Problem | None:
    """Return why a photo of this many bytes cannot be added to a visit that has so many others, or None."""
    if length > MOST_BYTES:
        return PhotoTooLarge(most=MOST_BYTES)
    if others >= MOST_PHOTOS:
        return TooManyPhotos(most=MOST_PHOTOS)
    return None


def refuse_part(from_byte: int, length: int, received: int, whole: int) -> Problem | None:
    """Return why a part is not the next one of a photo of which `received` of `whole` bytes have come, or None."""
    if from_byte != received:
        return AttachmentOutOfStep(received=received)
    if received + length > whole:
        return PhotoDamaged()
    return None


def refuse_content(content: bytes, sha256: bytes) -> Problem | None:
    """Return why the whole of what has come is not what was announced, or None."""
    return None if hashlib.sha256(content).digest() == sha256 else PhotoDamaged()
