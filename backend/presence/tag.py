"""The paper tag of a home without a phone: one number that stays, on a card to be kept indoors.

It is weaker than digits that change, since whoever has seen it once knows it; what it confirms says so.
"""

import json
from pathlib import Path
from typing import Any

import typst

from backend.papers.voucher import FONTS, WORDS, Language, settable
from backend.presence.rules import in_groups, tag_number

TEMPLATE = Path(__file__).with_name("tag.typ")


def tag_paper(secret: bytes, organiser: str, language: Language) -> bytes:
    """Return the card as one page, PDF/UA-1; it names nobody, and no home."""
    words: dict[str, Any] = WORDS[language]["presence_tag"]
    page = words | {"language": language, "organiser": organiser, "number": in_groups(tag_number(secret))}
    return typst.compile(
        TEMPLATE, font_paths=FONTS, sys_inputs={"page": json.dumps(settable(page))}, pdf_standards="ua-1"
    )
