"""What a camera sees of our own paper: films that Chromium takes for its camera, and photos picked from a phone."""

import io
import math
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter

# A phone's picture, lying.
FRAME = (1280, 720)
FRAMES = 24
# Around the picture, so that turning and moving it never shows an end of the world.
ROOM = 60
# How wide a code on a screen is in the picture.
CODE_ON_SCREEN = 400
# A hand is never still: this far in pixels and degrees, once round in a film.
SWAY_PIXELS = 14
SWAY_DEGREES = 2.0
TABLE = (116, 96, 78)
JPEG_QUALITY = 88


def page_of(paper: bytes, dots_per_inch: int) -> Image.Image:
    """Return the first page as a picture."""
    document = pypdfium2.PdfDocument(paper)
    try:
        picture: Image.Image = document[0].render(scale=dots_per_inch / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return picture


def centre_of(page: Image.Image, symbol: str) -> tuple[int, int]:
    """Return where on the page a symbol is: QRCode or Code128."""
    found = {one.format.name: one for one in zxingcpp.read_barcodes(page)}
    where: Any = found[symbol].position
    across = (where.top_left.x + where.bottom_right.x) // 2
    down = (where.top_left.y + where.bottom_right.y) // 2
    return across, down


def link_on(paper: bytes) -> str:
    """Return the text of the page's QR, as any phone's camera reads it."""
    symbols = {one.format.name: one.text for one in zxingcpp.read_barcodes(page_of(paper, 150))}
    return symbols["QRCode"]


def seen_around(page: Image.Image, middle: tuple[int, int]) -> Image.Image:
    """Return what lies around a place on the page, a table beyond its edges, wide enough to turn and move in."""
    width, height = (side + 2 * ROOM for side in FRAME)
    view = Image.new("RGB", (width, height), TABLE)
    view.paste(page, (width // 2 - middle[0], height // 2 - middle[1]))
    return view


def film_of(paper: bytes, folder: Path, symbol: str = "QRCode", dots_per_inch: int = 110) -> Path:
    """Film the page with a hand-held camera pointed at one symbol; the film goes round and round."""
    return film_of_picture(page_of(paper, dots_per_inch), folder, symbol)


def film_of_screen(screen: bytes, folder: Path) -> Path:
    """Film a screen with a code on it, from as far away as a hand holds a phone."""
    picture = Image.open(io.BytesIO(screen)).convert("RGB")
    (code,) = zxingcpp.read_barcodes(picture)
    share = CODE_ON_SCREEN / (code.position.top_right.x - code.position.top_left.x)
    size = (round(picture.width * share), round(picture.height * share))
    return film_of_picture(picture.resize(size), folder, "QRCode")


def film_of_picture(page: Image.Image, folder: Path, symbol: str) -> Path:
    """Film a picture of something with a symbol on it."""
    view = seen_around(page, centre_of(page, symbol)).filter(ImageFilter.GaussianBlur(0.6))
    film = folder / f"{symbol.lower()}.mjpeg"
    with film.open("wb") as file:
        for number in range(FRAMES):
            phase = 2 * math.pi * number / FRAMES
            turned = view.rotate(SWAY_DEGREES * math.sin(phase), Image.Resampling.BILINEAR)
            left = ROOM + round(SWAY_PIXELS * math.cos(phase))
            top = ROOM + round(SWAY_PIXELS * math.sin(2 * phase))
            turned.crop((left, top, left + FRAME[0], top + FRAME[1])).save(file, "JPEG", quality=JPEG_QUALITY)
    return film


def photo_of(paper: bytes, *, turned: float = 0, light: float = 1) -> bytes:
    """Photograph the whole page, turned by some degrees and in some share of full light."""
    page = page_of(paper, 150)
    side = round(math.hypot(page.width, page.height))
    table = Image.new("RGB", (side, side), TABLE)
    table.paste(page, ((side - page.width) // 2, (side - page.height) // 2))
    picture = table.rotate(turned, Image.Resampling.BICUBIC, fillcolor=TABLE).filter(ImageFilter.GaussianBlur(0.7))
    photo = io.BytesIO()
    ImageEnhance.Brightness(picture).enhance(light).save(photo, "JPEG", quality=JPEG_QUALITY)
    return photo.getvalue()


def photo_of_a_table() -> bytes:
    """Photograph a table with nothing on it."""
    photo = io.BytesIO()
    Image.new("RGB", FRAME, TABLE).save(photo, "JPEG", quality=JPEG_QUALITY)
    return photo.getvalue()
