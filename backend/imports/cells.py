"""What one cell says: days, money, amounts, coded words and text, as people and spreadsheets write them. Pure.

A reader takes the text of a cell that is not empty and returns its value, or a problem.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from stdnum.fi import ytunnus

from backend.imports.problems import CharactersLost, SpoiltBySpreadsheet, TextTooLong, ValueUnreadable
from backend.money import MINUTES_IN_HOUR, rounded
from backend.problems import Problem, QuantityZero, VoucherNumberMistyped
from backend.vouchers.number import read_number

Reader = Callable[[str], object]

# What a decoder leaves in place of a character it could not read, and what PostgreSQL's text cannot hold.
LOST = re.compile("[\x00\ufffd\ud800-\udfff]")
# A number in scientific notation, an error in place of a value, a column too narrow for its day.
SPOILT = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?E[+-]\d+|#{2,}|#(?:REF|N/A|VALUE|NAME|DIV/0|NULL|NUM|PUUTTUU|ARVO|VIITTAUS)\W*",
    re.IGNORECASE,
)
# Text kept as text by a formula: ="0012".
KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
SERIAL_DAY = re.compile(r"[345]\d{4}(?:[.,]\d+)?")
# A day that was a cell with a clock time carries midnight with it.
MIDNIGHT = r"(?:[T ]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?)?"
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + MIDNIGHT)
FINNISH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + MIDNIGHT)
BLANKS = re.compile(r"[\s\u00a0\u202f]")
CURRENCY = re.compile(r"€|eur(?:oa|o)?\.?$", re.IGNORECASE)
PLAIN_NUMBER = re.compile(r"([+-]?)(\d{1,9})(?:[.,](\d{1,6}))?")
# Both signs in one number leave no doubt which of them is the decimal one.
GROUPED_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+),(\d{1,2})|([+-]?)(\d{1,3}(?:,\d{3})+)\.(\d{1,2})")
CLOCK_HOURS = re.compile(r"(\d{1,7}):([0-5]\d)(?::00)?")
# Outside these years a day is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1950, 2100
# 1,234 may be one thousand or a little more than one.
THOUSANDS = 3
# Ten million euros, and hours enough for any grant; what is more is a slip.
MOST = 1_000_000_000

DAY, MONEY, HOURS, WHOLE = "2026-11-22, 22.11.2026", "36,00, 36.00", "33, 33,5, 33:30", "12"


def unwrapped(text: str) -> str:
    """Return what a cell says without the wrappings that spreadsheets put around text."""
    text = text.strip(" \t\r\n\u00a0\u202f\ufeff")
    kept = KEPT_AS_TEXT.fullmatch(text)
    return kept[1].strip() if kept else text


def text_up_to(longest: int, *, apostrophe: bool = False, lines: bool = False) -> Reader:
    """Return a reader of text; a leading apostrophe is a spreadsheet's but in a name, and only prose has lines."""

    def read(text: str) -> str | Problem:
        if LOST.search(text):
            return CharactersLost()
        if SPOILT.fullmatch(text):
            return SpoiltBySpreadsheet()
        if not apostrophe:
            text = text.removeprefix("'")
        tidy = "\n".join(line.rstrip() for line in text.splitlines()) if lines else " ".join(text.split())
        return TextTooLong(longest=longest) if len(tidy) > longest else tidy

    return read


def list_of_text(longest: int, separators: str = ";\n") -> Reader:
    """Return a reader of several texts in one cell."""
    read_one = text_up_to(longest)

    def read(text: str) -> tuple[object, ...] | Problem:
        several = [read_one(part.strip()) for part in re.split(f"[{separators}]", text) if part.strip()]
        return next((one for one in several if isinstance(one, Problem)), tuple(several))

    return read


def day(text: str) -> date | Problem:
    """Read a day; one that has become a spreadsheet's serial number is told."""
    text = text.removeprefix("'").strip()
    iso, finnish = ISO_DAY.fullmatch(text), FINNISH_DAY.fullmatch(text)
    parts = (iso[1], iso[2], iso[3]) if iso else (finnish[3], finnish[2], finnish[1]) if finnish else None
    if parts is None:
        return SpoiltBySpreadsheet() if SERIAL_DAY.fullmatch(text) or SPOILT.fullmatch(text) else unreadable(DAY)
    try:
        found = date(*(int(part) for part in parts))
    except ValueError:
        return unreadable(DAY)
    return found if FIRST_YEAR <= found.year < LAST_YEAR else unreadable(DAY)


def millionths(text: str) -> int | None:
    """Return a decimal number in millionths, exactly; None for one that could be read in two ways or in none."""
    text = BLANKS.sub("", text.removeprefix("'")).replace("\u2212", "-")
    grouped = GROUPED_NUMBER.fullmatch(text)
    if grouped:
        sign, whole, rest = grouped.group(1, 2, 3) if grouped[2] else grouped.group(4, 5, 6)
    else:
        plain = PLAIN_NUMBER.fullmatch(text)
        if plain is None:
            return None
        sign, whole, rest = plain.group(1, 2, 3)
        if len(rest or "") == THOUSANDS:
            return None
    amount = int(re.sub(r"[.,]", "", whole)) * 1_000_000 + int((rest or "").ljust(6, "0"))
    return -amount if sign == "-" else amount


def unreadable(expected: str) -> ValueUnreadable:
    """Return that a cell is written in no known way."""
    return ValueUnreadable(expected=expected)


def money(text: str) -> int | Problem:
    """Read a sum in euros as cents."""
    if SPOILT.fullmatch(text):
        return SpoiltBySpreadsheet()
    amount = millionths(CURRENCY.sub("", text))
    if amount is None or amount < 0 or amount % 10_000 or amount // 10_000 > MOST:
        return unreadable(MONEY)
    return amount // 10_000


def word_of(words: Mapping[str, object]) -> Reader:
    """Return a reader of coded words; the first ones are the documented ones."""
    first: dict[object, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    documented = ", ".join(first.values())

    def read(text: str) -> object:
        asked = re.sub(r"[\s_-]+", " ", text.removeprefix("'")).strip(" .").lower()
        return words[asked] if asked in words else unreadable(documented)

    return read


def business_id(text: str) -> str | Problem:
    """Read a business id (Y-tunnus, decree 288/2001) as its eight digits."""
    digits = str(ytunnus.compact(text.removeprefix("'")))
    right = digits.isascii() and ytunnus.is_valid(digits)
    return digits if right else unreadable("1234567-1")


def voucher_number(text: str) -> str | Problem:
    """Read a voucher's number, whose check characters must fit."""
    return read_number(text.removeprefix("'")) or VoucherNumberMistyped()


def amount(text: str, unit: str) -> int | Problem:
    """Read how much is granted: hours as minutes, euros as cents, everything else whole."""
    if SPOILT.fullmatch(text):
        return SpoiltBySpreadsheet()
    clock = CLOCK_HOURS.fullmatch(text) if unit == "hour" else None
    exact = (
        (int(clock[1]) * MINUTES_IN_HOUR + int(clock[2])) * 1_000_000 // MINUTES_IN_HOUR if clock else millionths(text)
    )
    expected = {"hour": HOURS, "euro": MONEY}.get(unit, WHOLE)
    if exact is None or abs(exact) // 1_000_000 > MOST // 100:
        return unreadable(expected)
    if exact <= 0:
        return QuantityZero()
    if unit == "hour":
        # A system that knows only hundredths of an hour writes 0,33 for twenty minutes.
        return rounded(exact * MINUTES_IN_HOUR, 1_000_000) or QuantityZero()
    step = 10_000 if unit == "euro" else 1_000_000
    return unreadable(expected) if exact % step else exact // step
