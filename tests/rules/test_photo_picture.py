"""What is kept of a photo: the picture, and of what is no picture nothing."""

import io
import random
from typing import Any

import pytest
from PIL import Image

from backend.attachments.picture import bare_picture
from backend.attachments.problems import PhotoUnreadable
from backend.attachments.rules import MOST_BYTES, MOST_PIXELS
from tests.routes.photo import OWNER, receipt, with_secrets


def test_a_second_picture_behind_the_first_is_not_kept() -> None:
    behind = with_secrets()
    kept = bare_picture(receipt() + behind)
    assert isinstance(kept, bytes)
    assert OWNER not in kept
    assert kept.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("saved", [{}, {"progressive": True}, {"quality": 60}, {"subsampling": 0}])
def test_an_upright_picture_loses_nothing_to_the_eye(saved: dict[str, Any]) -> None:
    content = receipt(**saved)
    kept = bare_picture(content)
    assert isinstance(kept, bytes)
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(kept))
    difference = [abs(one - other) for one, other in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 1
    assert len(kept) < 1.1 * len(content)


def test_a_grey_picture_and_one_for_printers_are_kept() -> None:
    for mode in ("L", "CMYK"):
        content = io.BytesIO()
        Image.new(mode, (40, 30)).save(content, "JPEG")
        assert isinstance(bare_picture(content.getvalue()), bytes)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_picture_of_more_bytes_than_points_is_kept(mode: str) -> None:
    # Every point another one: a small picture full of detail, at the quality that some phones save at.
    chance = random.Random(1)
    picture = Image.frombytes(mode, (400, 400), chance.randbytes(400 * 400 * len(Image.new(mode, (1, 1)).getbands())))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=98, subsampling=0)
    assert len(content.getvalue()) > 400 * 400
    assert isinstance(bare_picture(content.getvalue()), bytes)


def test_a_small_file_of_a_huge_picture_is_refused_unopened() -> None:
    side = int(MOST_PIXELS**0.5)
    fits, above = io.BytesIO(), io.BytesIO()
    Image.new("L", (side, side)).save(fits, "JPEG", quality=10)
    Image.new("L", (side + 1, side + 1)).save(above, "JPEG", quality=10)
    assert len(above.getvalue()) < MOST_BYTES
    assert isinstance(bare_picture(fits.getvalue()), bytes)
    assert isinstance(bare_picture(above.getvalue()), PhotoUnreadable)


def test_a_file_of_endless_scans_is_refused_unopened() -> None:
    assert isinstance(bare_picture(receipt(progressive=True) + b"\xff\xda" * 200), PhotoUnreadable)


# Pillow says of broken Exif that it is; nobody reads it.
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_picture_is_kept_or_refused_and_never_breaks(seed: int) -> None:
    chance = random.Random(seed)
    whole = with_secrets(progressive=seed % 2 == 1)
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(min(len(content), chance.choice([60, 700, len(content)])))] = chance.randrange(256)
        del content[chance.choice([len(content), chance.randrange(len(content))]) :]
        assert isinstance(bare_picture(bytes(content)), bytes | PhotoUnreadable)
