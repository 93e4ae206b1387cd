"""The voucher on paper: one page that an old eye can read, a telephone can dictate and a camera can scan.

The page is set by typst from voucher.typ with the fonts inside typst's wheel; the same contents give the same bytes
(docs/decisions/0013). It carries no personal identity code, and its link names nobody.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from unicodedata import category, normalize

import barcode
import segno
import typst
from barcode.writer import SVGWriter

from backend.money import MINUTES_IN_HOUR
from backend.vouchers.code import Kind
from backend.vouchers.number import in_groups

Language = Literal["fi", "sv"]
# What is granted is counted in, in each of which period, and what a price or a value is per.
QuantityUnit = Literal["minute", "visit", "day", "week", "month", "cent"]
Period = Literal["week", "month", "total"]
PriceUnit = Literal["minute", "quarter_hour", "half_hour", "hour", "visit", "day", "week", "month"]

TEMPLATE = Path(__file__).with_name("voucher.typ")
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
# What the fonts in typst's wheel hold whole: Latin, Greek and Cyrillic letters, punctuation, signs. With any other
# character typst refuses the page, and a name or a ground may be typed with anything.
IN_OUR_FONTS = ((0x20, 0x4FF), (0x1E00, 0x2040), (0x2054, 0x211E), (0x2190, 0x23FF))
INSTEAD = "\u25a1"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
CENTS_IN_EURO = 100


@dataclass(frozen=True)
class Value:
    """What a voucher is worth, per the unit of its service's prices."""

    cents: int
    per: PriceUnit


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
    # How much of `quantity_unit` in each `period`.
    quantity: int
    quantity_unit: QuantityUnit
    period: Period
    decision_number: str
    # The text of the QR: the https link with the signed code.
    link: str
    # What is to be done, in words of the paper's language.
    tasks: tuple[str, ...] = ()
    # The client's own value; None where the rulebook's holds, and on an order, whose price is not the client's matter.
    value: Value | None = None
    # Whom to call: the organiser's guidance; None while the installation knows no number.
    organiser_phone: str | None = None


def settable(contents: Any) -> Any:
    """Return a page's contents with a box for each character that cannot be set, and none that only steers others."""
    if isinstance(contents, dict):
        return {name: settable(value) for name, value in contents.items()}
    if isinstance(contents, list | tuple):
        return [settable(value) for value in contents]
    return "".join(map(settable_character, normalize("NFC", contents))) if isinstance(contents, str) else contents


def settable_character(character: str) -> str:
    """Return a character as it can be printed: as it is, as a blank, as a box, or not at all."""
    kind = category(character)
    if character == "\n":
        return character
    if character == "\t" or kind in {"Zl", "Zp"}:
        return " "
    if kind in {"Cc", "Cf"}:
        return ""
    is_ours = kind != "Cn" and any(first <= ord(character) <= last for first, last in IN_OUR_FONTS)
    return character if is_ours else INSTEAD


def written_day(day: date) -> str:
    """Write a day as both languages do in Finland: 1.2.2026."""
    return f"{day.day}.{day.month}.{day.year}"


def written_euros(cents: int) -> str:
    """Write a sum as both languages do: 1 234,50 €, its parts kept on one line."""
    euros, rest = divmod(abs(cents), CENTS_IN_EURO)
    grouped = f"{euros:,}".replace(",", NO_BREAK)
    return f"{MINUS if cents < 0 else ''}{grouped},{rest:02}{NO_BREAK}€"


def written_count(count: int, unit: str, words: Mapping[str, Any]) -> str:
    """Write so many of a unit; minutes from an hour on as hours and minutes, cents as euros."""
    if unit == "cent":
        return written_euros(count)
    if unit == "minute" and count >= MINUTES_IN_HOUR:
        hours, minutes = divmod(count, MINUTES_IN_HOUR)
        return written_count(hours, "hour", words) + (f" {written_count(minutes, unit, words)}" if minutes else "")
    one, many = words["counted"][unit]
    return f"{count}{NO_BREAK}{one if count == 1 else many}"


def written_quantity(quantity: int, unit: QuantityUnit, period: Period, words: Mapping[str, Any]) -> str:
    """Write what was granted: so much in each week or month, or altogether."""
    if quantity == 1 and unit == period:
        return str(words["every"][period])
    return str(words["period_of"][period].format(quantity=written_count(quantity, unit, words)))


def written_tasks(tasks: Sequence[str]) -> str:
    """Write tasks as one line: all but the first begin small, unless they begin with an abbreviation (WC-käynti)."""
    rest = [task if task[1:2].isupper() else task[:1].lower() + task[1:] for task in tasks[1:]]
    return ", ".join([*tasks[:1], *rest])


def written_value(value: Value, words: Mapping[str, Any]) -> str:
    """Write what a voucher is worth."""
    return str(words["per"][value.per].format(euros=written_euros(value.cents)))


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


def facts_of(contents: PaperContents, words: Mapping[str, Any], tasks: str) -> list[tuple[str, str]]:
    """Return what the client has been granted."""
    first, last = written_day(contents.first_day), written_day(contents.last_day)
    granted = written_quantity(contents.quantity, contents.quantity_unit, contents.period, words)
    return [
        (words["client"], contents.client_name),
        (words["service"], contents.service),
        *([(words["tasks"], tasks)] if tasks else []),
        (words["granted"], granted),
        *([(words["value"], written_value(contents.value, words))] if contents.value else []),
        (words["valid"], words["period"].format(first=first, last=last)),
        (words["provider"], contents.provider or words["any_provider"][contents.kind]),
        (words["decision"], contents.decision_number),
    ]


def voucher_paper(contents: PaperContents, language: Language) -> bytes:
    """Return the voucher as one A4 page, PDF/UA-1."""
    words = WORDS[language]
    number = in_groups(contents.number)
    page = {
        "language": language,
        "organiser": contents.organiser,
        "title": words["title"][contents.kind],
        "number_label": words["number"][contents.kind],
        "groups": number.split("-"),
        "reading": words["reading"],
        "facts": facts_of(contents, words, written_tasks(contents.tasks)),
        "short_facts": facts_of(contents, words, words["tasks_in_decision"] if contents.tasks else ""),
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
        sys_inputs={"page": json.dumps(settable(page))},
        pdf_standards="ua-1",
    )
