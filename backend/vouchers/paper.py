"""The voucher on paper: one page that an old eye can read, a telephone can dictate and a camera can scan.

The page is set by typst from paper.typ with the fonts inside typst's wheel; the same contents give the same bytes
(docs/decisions/0013). It carries no personal identity code, and its link names nobody.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import barcode
import segno
import typst
from barcode.writer import SVGWriter

from backend.vouchers.code import Kind
from backend.vouchers.number import in_groups

Language = Literal["fi", "sv"]

TEMPLATE = Path(__file__).with_name("paper.typ")
WORDS_FOLDER = Path(__file__).parent.parent / "words"
WORDS: dict[Language, dict[str, Any]] = {
    "fi": json.loads((WORDS_FOLDER / "paper.fi.json").read_text("utf-8")),
    "sv": json.loads((WORDS_FOLDER / "paper.sv.json").read_text("utf-8")),
}
# The machine's own fonts would make the page differ from machine to machine.
FONTS = typst.Fonts(include_system_fonts=False)
# Clear modules around a QR (ISO/IEC 18004).
QR_QUIET_ZONE = 4
# Narrowest bar of a Code 128: the nominal 0.33 mm of shop codes, which a hand scanner reads without aiming; clear
# space of ten such bars (ISO/IEC 15417).
BAR_MM = 0.33
BARS_CLEAR_MM = 10 * BAR_MM
BARS_HEIGHT_MM = 13
MINUTES_IN_HOUR = 60


@dataclass(frozen=True)
class PaperContents:
    """What one voucher says on paper."""

    number: str
    kind: Kind
    client_name: str
    # In the language of the paper, as is `service`.
    organiser: str
    service: str
    # None: any approved provider.
    provider: str | None
    first_day: date
    last_day: date
    # How much in each calendar month.
    quantity: int
    quantity_unit: Literal["minute", "day"]
    decision_number: str
    # The text of the QR: the https link with the signed code.
    link: str
    # Whom to call: the organiser's guidance; None while the installation knows no number.
    organiser_phone: str | None = None


def written_day(day: date) -> str:
    """Write a day as both languages do in Finland: 1.2.2026."""
    return f"{day.day}.{day.month}.{day.year}"


def written_quantity(contents: PaperContents, words: Mapping[str, Any]) -> str:
    """Write what was granted in a month: hours and minutes, or days."""

    def counted(count: int, unit: str) -> str:
        return f"{count} {words[unit] if count == 1 else words[unit + 's']}"

    if contents.quantity_unit == "day":
        quantity = counted(contents.quantity, "day")
    else:
        hours, minutes = divmod(contents.quantity, MINUTES_IN_HOUR)
        parts = [counted(hours, "hour")] if hours else []
        if minutes or not hours:
            parts.append(counted(minutes, "minute"))
        quantity = " ".join(parts)
    return str(words["in_month"].format(quantity=quantity))


def qr(link: str) -> dict[str, Any]:
    """Draw the QR. Level M: a folded or stained paper loses more than the denser symbol costs the camera."""
    drawn = segno.make_qr(link, error="m", boost_error=False)
    side, _ = drawn.symbol_size(border=QR_QUIET_ZONE)
    return {"svg": drawn.svg_inline(border=QR_QUIET_ZONE, omitsize=True), "clear": QR_QUIET_ZONE / side}


def bars(number: str) -> dict[str, Any]:
    """Draw the number as Code 128 for an office's scanner; it stands on the page in letters too."""
    drawing = io.BytesIO()
    look = {"write_text": False, "module_width": BAR_MM, "module_height": BARS_HEIGHT_MM, "quiet_zone": BARS_CLEAR_MM}
    barcode.get("code128", number, writer=SVGWriter()).write(drawing, look)
    return {"svg": drawing.getvalue().decode(), "clear_mm": BARS_CLEAR_MM}


def voucher_paper(contents: PaperContents, language: Language) -> bytes:
    """Return the voucher as one A4 page, PDF/UA-1."""
    words = WORDS[language]
    first, last = written_day(contents.first_day), written_day(contents.last_day)
    number = in_groups(contents.number)
    page = {
        "language": language,
        "organiser": contents.organiser,
        "title": words["title"][contents.kind],
        "number_label": words["number"][contents.kind],
        "groups": number.split("-"),
        "reading": words["reading"],
        "facts": [
            [words["client"], contents.client_name],
            [words["service"], contents.service],
            [words["granted"], written_quantity(contents, words)],
            [words["valid"], words["period"].format(first=first, last=last)],
            [words["provider"], contents.provider or words["any_provider"][contents.kind]],
            [words["decision"], contents.decision_number],
        ],
        "instructions": words["instructions"],
        "steps": words["steps"][contents.kind],
        "questions": words["questions" if contents.organiser_phone else "questions_without_phone"],
        "phone": contents.organiser_phone,
        "worker": words["worker"],
        "qr": qr(contents.link) | {"alt": words["qr"]},
        "bars": bars(contents.number) | {"alt": words["bars"].format(number=number)},
    }
    return typst.compile(
        TEMPLATE,
        font_paths=FONTS,
        sys_inputs={"page": json.dumps(page)},
        pdf_standards="ua-1",
    )
