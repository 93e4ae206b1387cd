"""How the printed decision looks: pages, sizes, margins, what was typed as it was typed, and its tags."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.papers.decision import WORDS, DecisionContents, decision_paper
from backend.papers.voucher import Language
from tests.rules.printed_decisions import ALL, LANGUAGES, LONG, REJECTED, VOUCHER, printed, text_of

POINTS_IN_MM = 72 / 25.4


def letters(paper: bytes) -> Iterator[tuple[int, str, float, tuple[float, float, float, float]]]:
    """Give each letter with its page, size and box."""
    for number, page in enumerate(pypdfium2.PdfDocument(paper)):
        text = page.get_textpage()
        for place in range(text.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text, place))
            if not character.isspace() and not pdfium.FPDFText_IsGenerated(text, place):
                yield number, character, pdfium.FPDFText_GetFontSize(text, place), text.get_charbox(place)


def tags_of(paper: bytes) -> list[list[str]]:
    """Return the tags of each page, as a screen reader walks them."""

    def walk(element: Any) -> Iterator[str]:
        length = pdfium.FPDF_StructElement_GetType(element, None, 0)
        held = ctypes.create_string_buffer(length)
        pdfium.FPDF_StructElement_GetType(element, held, length)
        yield held.raw.decode("utf-16-le").rstrip("\0")
        for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
            if child:
                yield from walk(child)

    found = []
    for page in pypdfium2.PdfDocument(paper):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        roots = range(pdfium.FPDF_StructTree_CountChildren(tree))
        found.append([tag for root in roots for tag in walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, root))])
        pdfium.FPDF_StructTree_Close(tree)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL)
def test_it_is_two_pages_at_most_each_with_its_number(kind: str, language: Language) -> None:
    pages = pypdfium2.PdfDocument(decision_paper(ALL[kind], language))
    assert len(pages) <= 2
    for number, page in enumerate(pages, start=1):
        said = {"fi": f"Sivu {number}/{len(pages)}", "sv": f"Sida {number}/{len(pages)}"}[language]
        assert said in page.get_textpage().get_text_range()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contents", [*ALL.values(), LONG], ids=[*ALL, "long"])
def test_nothing_is_small_or_outside_the_margins(contents: DecisionContents, language: Language) -> None:
    margin = 12 * POINTS_IN_MM
    for _, character, size, (left, bottom, right, top) in letters(decision_paper(contents, language)):
        assert size > 11.99, character
        assert left > margin
        assert bottom > margin
        assert right < 210 * POINTS_IN_MM - margin
        assert top < 297 * POINTS_IN_MM - margin


@pytest.mark.parametrize(("contents", "points"), [(REJECTED, 14), (VOUCHER, 13), (LONG, 12)])
def test_letters_are_as_large_as_two_pages_allow(contents: DecisionContents, points: int) -> None:
    sizes = Counter(round(size, 1) for _, _, size, _ in letters(decision_paper(contents, "fi")))
    assert sizes.most_common(1)[0][0] == points


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_and_grounds_of_3000_characters_stay_whole(language: Language) -> None:
    paper = decision_paper(LONG, language)
    feet = rf" {WORDS[language]['title']['service']} PR-2026-004711 (Sivu|Sida) ./."
    text = re.sub(feet, "", text_of(paper))
    assert len(LONG.grounds) == 3000
    for words in (
        LONG.client_name,
        LONG.organiser.name,
        *LONG.organiser.address,
        LONG.service,
        LONG.need,
        LONG.grounds,
    ):
        assert words in text
    assert len(pypdfium2.PdfDocument(paper)) >= 3


def test_a_word_longer_than_a_line_breaks() -> None:
    word = "https" + "abcdefghij" * 20
    found = [box for _, _, _, box in letters(decision_paper(replace(VOUCHER, grounds=word), "fi"))]
    assert max(right for _, _, right, _ in found) < 190.5 * POINTS_IN_MM
    assert word in printed(replace(VOUCHER, grounds=word)).replace("\u200b", "").replace(" ", "")


@pytest.mark.parametrize(
    "odd",
    [
        "#set page(width: 1mm) #panic()",
        "$x^2$ *lihavoitu* _kursiivi_ `koodi` @viite <nimi>",
        "[lainaus] = otsikko // ei kommentti /* eikä tämä */",
        "- ei luettelo + eikä tämä ~ -- --- \\ \\u{48} {kenttä} %s",
        "€ ½ § \u2013 ” \u2019 Ž ß þ",
    ],
)
def test_what_was_typed_prints_as_it_was_typed(odd: str) -> None:
    text = printed(replace(VOUCHER, grounds=odd, need=odd, client_name=odd, legal_basis=(odd,)))
    assert text.count(odd) == 4


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hyvä \U0001f44d, 漢字", "Hyvä □, □□"),
        ("sarake\tväli\u2028rivi", "sarake väli rivi"),
        ("\u202eohjaus\x07\ufeff\u200b", "ohjaus"),
        ("A\u0308iti", "Äiti"),
        ("\u0378\ue000\ufffe", "□□□"),
        ("Čáppa Ŋ Đ Ž, Ђура, Ελένη", "Čáppa Ŋ Đ Ž, Ђура, Ελένη"),
    ],
)
def test_a_character_that_no_font_of_ours_has_is_a_box_and_never_an_error(typed: str, shown: str) -> None:
    text = printed(replace(VOUCHER, grounds=typed, client_name=typed, service=typed, number=typed))
    assert f"Perustelut {shown} Sovelletut" in text


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_paper(text: str) -> None:
    contents = replace(REJECTED, grounds=text, need=text, client_name=text, decided_by=text, legal_basis=(text,))
    assert decision_paper(contents, "fi").startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contents", [*ALL.values(), LONG], ids=[*ALL, "long"])
def test_a_heading_is_never_last_on_its_page_and_the_appeal_is_never_torn(
    contents: DecisionContents, language: Language
) -> None:
    words = WORDS[language]
    headings = {words[name] for name in ("granted", "value", "fee", "need", "grounds", "legal_basis", "told", "maker")}
    pages = [
        [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]
        for page in pypdfium2.PdfDocument(decision_paper(contents, language))
    ]
    for page in pages:
        # The last line stands at the foot.
        assert page[-2] not in headings | {words["attachments"], words["appeal"]}
    if contents.undone_on is None:
        (appeal,) = [page for page in pages if words["appeal"] in page]
        assert any(words["appeal_of"]["law"].rstrip(".") in line for line in appeal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_finds_headings_table_lists_title_and_language(language: Language) -> None:
    paper = decision_paper(VOUCHER, language)
    document = pypdfium2.PdfDocument(paper)
    assert document.is_tagged()
    title = {"fi": "Palvelupäätös", "sv": "Servicebeslut"}[language]
    assert document.get_metadata_value("Title") == f"{title} PR-2026-004711"
    assert b"pdfuaid" in paper
    assert f"/Lang({language}".encode() in paper.replace(b" ", b"")
    first, second = tags_of(paper)
    assert first[0] == "H1" or first.index("H1") < first.index("H2")
    assert {"H1", "H2", "Table", "TH", "TD"} <= set(first)
    assert {"H2", "L", "LI", "P"} <= set(second)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_decision_gives_the_same_bytes_and_names_nobody_outside_the_page(language: Language) -> None:
    paper = decision_paper(VOUCHER, language)
    assert decision_paper(VOUCHER, language) == paper
    assert "Nieminen" not in str(pypdfium2.PdfDocument(paper).get_metadata_dict())
