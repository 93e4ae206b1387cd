"""Draws the product's mark, a house with the notches of a ticket, as the icons a phone asks for.

Run it after changing the mark: `python pwa/icons.py`. The drawings are kept in `pwa/public/`.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "public"
SPRUCE = "#0b5540"
BIRCH = "#f7f4ec"
# The mark on a square of 32: a gable, walls, and the two notches where the ticket is torn.
HOUSE = [(16, 4.2), (26.6, 12.8), (26.6, 27.6), (5.4, 27.6), (5.4, 12.8)]
NOTCH_HEIGHT, NOTCH_RADIUS = 19.4, 2.7
TEAR = [(10.6, 13.0), (14.8, 17.2), (19.0, 21.4)]
TEAR_THICKNESS = 1.7
# What a launcher may cut away: a maskable icon keeps its drawing inside the middle 80 %.
SAFE_SHARE = 0.66
FINER = 8


def draw(size: int, *, share: float, corner: float) -> Image.Image:
    """Return the icon: the mark takes this share of a spruce square with such corners."""
    side = size * FINER
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * corner, fill=SPRUCE)
    scale = side * share / 32
    shift = side * (1 - share) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return (x * scale + shift, y * scale + shift)

    pen.polygon([at(*point) for point in HOUSE], fill=BIRCH)
    for x in (HOUSE[1][0], HOUSE[4][0]):
        centre = at(x, NOTCH_HEIGHT)
        pen.circle(centre, NOTCH_RADIUS * scale, fill=SPRUCE)
    for left, right in TEAR:
        box = (*at(left, NOTCH_HEIGHT - TEAR_THICKNESS / 2), *at(right, NOTCH_HEIGHT + TEAR_THICKNESS / 2))
        pen.rounded_rectangle(box, radius=TEAR_THICKNESS * scale / 2, fill=SPRUCE)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def as_svg() -> str:
    """Return the same icon as a drawing without pixels."""
    top, bottom = NOTCH_HEIGHT - NOTCH_RADIUS, NOTCH_HEIGHT + NOTCH_RADIUS
    (tip_x, tip_y), (right, eave), (_, foot), (left, _), _ = HOUSE
    bite = f"A{NOTCH_RADIUS} {NOTCH_RADIUS} 0 0 0"
    house = (
        f"M{tip_x} {tip_y} {right} {eave}V{top:g}{bite} {right} {bottom:g}V{foot}"
        f"H{left}V{bottom:g}{bite} {left} {top:g}V{eave}z"
    )
    tear = "".join(f"M{a + TEAR_THICKNESS / 2:g} {NOTCH_HEIGHT}H{b - TEAR_THICKNESS / 2:g}" for a, b in TEAR)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="7" fill="{SPRUCE}"/><path fill="{BIRCH}" d="{house}"/>'
        f'<path fill="none" stroke="{SPRUCE}" stroke-width="{TEAR_THICKNESS}" stroke-linecap="round" d="{tear}"/>'
        "</svg>\n"
    )


def main() -> None:
    """Write every icon that `manifest.json` and `index.html` name."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "icon.svg").write_text(as_svg(), encoding="utf-8")
    for name, size, share, corner in (
        ("icon-192.png", 192, 1, 7 / 32),
        ("icon-512.png", 512, 1, 7 / 32),
        ("icon-maskable-512.png", 512, SAFE_SHARE, 0),
        ("icon-apple-180.png", 180, 0.86, 0),
    ):
        picture = draw(size, share=share, corner=corner)
        picture.quantize(64).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
