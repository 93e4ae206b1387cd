"""A photo as it is kept: the picture, and nothing of what a camera writes beside it (place, time, owner)."""

import io
import struct

from PIL import ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from backend.attachments.problems import PhotoUnreadable
from backend.attachments.rules import MOST_PIXELS, MOST_SCANS

# What Pillow raises over bytes that are no picture, or a broken one.
NOT_A_PICTURE = (SyntaxError, OSError, ValueError, IndexError, KeyError, TypeError, ZeroDivisionError, struct.error)
START_OF_SCAN = b"\xff\xda"
QUALITY = 90
# Bytes a point up to which Pillow has room to look for the shortest codes; of more detail it breaks off.
MOST_SHORTENED = 0.5


def bare_picture(content: bytes) -> bytes | PhotoUnreadable:
    """Return the picture encoded anew: turned as it is meant to be seen, with no Exif, XMP, comment or second picture.

    It keeps the tables it was encoded with, so that it loses nothing to the eye.
    """
    if content.count(START_OF_SCAN) > MOST_SCANS:
        return PhotoUnreadable()
    try:
        # Not Image.open, which tries every format and has limits of its own; only the header is read here.
        image = JpegImageFile(io.BytesIO(content))
        if image.width * image.height > MOST_PIXELS:
            return PhotoUnreadable()
        ImageOps.exif_transpose(image, in_place=True)
        picture = image if image.mode in {"L", "RGB"} else image.convert("RGB")
        picture.info = {}
        written = io.BytesIO()
        is_smooth = len(content) <= MOST_SHORTENED * image.width * image.height
        picture.save(written, "JPEG", quality="keep" if picture is image else QUALITY, optimize=is_smooth)
    except NOT_A_PICTURE:
        return PhotoUnreadable()
    return written.getvalue()
