"""The printed voucher, seen as a reader, a camera and an office scanner see it."""

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from backend.papers.voucher import (
    IN_OUR_FONTS,
    WORDS,
    Language,
    PaperContents,
    Period,
    PriceUnit,
    QuantityUnit,
    Value,
    settable_character,
    voucher_paper,
    written_quantity,
    written_value,
)
from backend.vouchers.code import SignedTerms, link, sign
from backend.vouchers.number import in_groups, number_from

NUMBER = number_from(987654321234567)
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 2, 28)
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"Kotiseteli: a key for the paper's tests").digest())
LINK = link(
    "https://kotiseteli.example",
    sign(SignedTerms(NUMBER, 1, 2, 0, FIRST_DAY, LAST_DAY, "voucher"), KEY),
)
VOUCHER = PaperContents(
    number=NUMBER,
    kind="voucher",
    client_name="Helvi Nieminen",
    organiser="Pohjanrannan hyvinvointialue",
    organiser_phone="08 555 0100",
    service="Säännöllinen kotihoito",
    provider=None,
    first_day=FIRST_DAY,
    last_day=LAST_DAY,
    quantity=1830,
    quantity_unit="minute",
    period="month",
    decision_number="PR-2026-004711",
    link=LINK,
    tasks=("Peseytyminen", "Pukeutuminen", "WC-käynti"),
    value=Value(2157, "hour"),
)
ORDER = replace(
    VOUCHER,
    kind="order",
    organiser="Nordstrandens välfärdsområde",
    service="Regelbunden hemvård",
    provider="Hoiva Majakka Ab",
    quantity=12,
    quantity_unit="day",
    tasks=(),
    value=None,
)
LONG = replace(
    VOUCHER,
    client_name="Åke-Maximilian Wolfenbergerhausen-Äyräväinen af Österbotten och Söderholm-Yli-Ähtärinjärvi",
    organiser="Itäisen rannikon ja pohjoisten saarten hyvinvointialueen ikääntyneiden palvelujen asiakasohjaus",
    service="Tehostetun palveluasumisen lyhytaikaishoito omaishoitajan lakisääteisen vapaan aikana, yöt mukana",
    provider="Pohjanrannan hoiva- ja kotipalveluosuuskunta Yhteisvastuullinen Turva, Merilinnan toimipiste Oy Ab",
    tasks=tuple(f"{task} ja mitä siihen kuuluu" for task in ("peseytyminen", "pukeutuminen", "lääkkeet", "ateria") * 5),
)
LANGUAGES: tuple[Language, Language] = ("fi", "sv")
POINTS_IN_MM = 72 / 25.4


def page_of(paper: bytes) -> Any:
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 1
    return document[0]


def text_of(paper: bytes) -> str:
    """Return the page's words with the breaks of lines taken for blanks."""
    return re.sub(r"\s+", " ", page_of(paper).get_textpage().get_text_range())


def plain(text: str) -> str:
    """Return words with the blanks that keep a line together taken for blanks."""
    return text.replace("\u00a0", " ")


def picture_of(paper: bytes, dots_per_inch: int = 150) -> Image.Image:
    picture: Image.Image = page_of(paper).render(scale=dots_per_inch / 72).to_pil()
    return picture


def symbols_on(picture: Image.Image) -> dict[str, Any]:
    return {symbol.format.name: symbol for symbol in zxingcpp.read_barcodes(picture)}


def sizes_of_letters(paper: bytes) -> dict[float, str]:
    """Return the letters of the page by their size in points."""
    page = page_of(paper).get_textpage()
    sizes: dict[float, str] = {}
    for place in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page, place))
        if not character.isspace() and not pdfium.FPDFText_IsGenerated(page, place):
            size = round(pdfium.FPDFText_GetFontSize(page, place), 1)
            sizes[size] = sizes.get(size, "") + character
    return sizes


def test_a_voucher_in_finnish_says_all_there_is_to_know() -> None:
    text = text_of(voucher_paper(VOUCHER, "fi"))
    for said in (
        "Pohjanrannan hyvinvointialue Palveluseteli Palvelusetelin numero",
        in_groups(NUMBER),
        "ei koskaan ole kirjaimia I, L, O eikä U",
        "Asiakas Helvi Nieminen",
        "Palvelu Säännöllinen kotihoito",
        "Sisältö Peseytyminen, pukeutuminen, WC-käynti Myönnetty 30 tuntia 30 minuuttia kuukaudessa",
        "Setelin arvo 21,57 € tunnilta",
        "Voimassa 1.9.2026\u201328.2.2027",
        "Saat itse valita hyväksytyistä palveluntuottajista",
        "Päätös PR-2026-004711",
        "Anna numero palveluntuottajalle",
        "Kysyttävää? Soita 08 555 0100 Pohjanrannan hyvinvointialue",
    ):
        assert said in text


def test_an_order_in_swedish_says_all_there_is_to_know() -> None:
    text = text_of(voucher_paper(ORDER, "sv"))
    for said in (
        "Nordstrandens välfärdsområde Köpt tjänst Beställningens nummer",
        in_groups(NUMBER),
        "aldrig bokstäverna I, L, O eller U",
        "Klient Helvi Nieminen",
        "Tjänst Regelbunden hemvård",
        "Beviljat 12 dagar i månaden",
        "Giltig 1.9.2026\u201328.2.2027",
        "Serviceproducent Hoiva Majakka Ab",
        "Beslut PR-2026-004711",
        "Serviceproducenten kontaktar dig",
        "Frågor? Ring 08 555 0100 Nordstrandens välfärdsområde",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("quantity", "unit", "period", "fi", "sv"),
    [
        (60, "minute", "month", "1 tunti kuukaudessa", "1 timme i månaden"),
        (61, "minute", "month", "1 tunti 1 minuutti kuukaudessa", "1 timme 1 minut i månaden"),
        (45, "minute", "week", "45 minuuttia viikossa", "45 minuter i veckan"),
        (7200, "minute", "total", "yhteensä 120 tuntia", "sammanlagt 120 timmar"),
        (0, "minute", "month", "0 minuuttia kuukaudessa", "0 minuter i månaden"),
        (1, "visit", "week", "1 käynti viikossa", "1 besök i veckan"),
        (20, "visit", "total", "yhteensä 20 käyntiä", "sammanlagt 20 besök"),
        (2, "day", "week", "2 päivää viikossa", "2 dagar i veckan"),
        (1, "day", "month", "1 päivä kuukaudessa", "1 dag i månaden"),
        (1, "week", "week", "joka viikko", "varje vecka"),
        (6, "week", "total", "yhteensä 6 viikkoa", "sammanlagt 6 veckor"),
        (1, "month", "month", "joka kuukausi", "varje månad"),
        (1, "month", "total", "yhteensä 1 kuukausi", "sammanlagt 1 månad"),
        (3, "month", "total", "yhteensä 3 kuukautta", "sammanlagt 3 månader"),
        (123456, "cent", "month", "1 234,56 € kuukaudessa", "1 234,56 € i månaden"),
        (5, "cent", "total", "yhteensä 0,05 €", "sammanlagt 0,05 €"),
    ],
)
def test_the_quantity_is_in_words(quantity: int, unit: QuantityUnit, period: Period, fi: str, sv: str) -> None:
    for language, expected in zip(LANGUAGES, (fi, sv), strict=True):
        assert plain(written_quantity(quantity, unit, period, WORDS[language])) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_and_its_unit_stay_on_one_line(language: Language) -> None:
    assert " " not in written_quantity(123456, "cent", "month", WORDS[language]).split("€")[0]
    assert "30\u00a0" in written_quantity(1830, "minute", "month", WORDS[language])


@pytest.mark.parametrize(
    ("unit", "fi", "sv"),
    [
        ("minute", "0,60 € minuutilta", "0,60 € per minut"),
        ("quarter_hour", "0,60 € jokaiselta 15 minuutilta", "0,60 € per 15 minuter"),
        ("half_hour", "0,60 € jokaiselta 30 minuutilta", "0,60 € per 30 minuter"),
        ("hour", "0,60 € tunnilta", "0,60 € per timme"),
        ("visit", "0,60 € käynniltä", "0,60 € per besök"),
        ("day", "0,60 € päivältä", "0,60 € per dag"),
        ("week", "0,60 € viikolta", "0,60 € per vecka"),
        ("month", "0,60 € kuukaudelta", "0,60 € per månad"),
    ],
)
def test_a_personal_value_says_what_it_is_per(unit: PriceUnit, fi: str, sv: str) -> None:
    for language, expected in zip(LANGUAGES, (fi, sv), strict=True):
        assert plain(written_value(Value(60, unit), WORDS[language])) == expected


def test_without_tasks_or_a_value_of_her_own_the_paper_has_no_line_for_them() -> None:
    text = text_of(voucher_paper(replace(VOUCHER, tasks=(), value=None), "fi"))
    assert "Palvelu Säännöllinen kotihoito Myönnetty 30 tuntia 30 minuuttia kuukaudessa Voimassa" in text


def test_tasks_that_do_not_fit_are_left_to_the_decision() -> None:
    assert "Innehåll Se beslutet." in text_of(voucher_paper(LONG, "sv"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contents", [VOUCHER, ORDER, LONG], ids=["voucher", "order", "long names"])
def test_the_camera_and_the_office_scanner_read_what_was_printed(contents: PaperContents, language: Language) -> None:
    symbols = symbols_on(picture_of(voucher_paper(contents, language)))
    assert {name: symbol.text for name, symbol in symbols.items()} == {"QRCode": LINK, "Code128": NUMBER}


def test_the_qr_is_at_least_four_centimetres_wide_with_clear_space_around_it() -> None:
    dots_per_inch = 300
    picture = picture_of(voucher_paper(VOUCHER, "fi"), dots_per_inch).convert("L")
    corners = symbols_on(picture)["QRCode"].position
    left, top, right, bottom = corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y
    assert (right - left) / dots_per_inch * 25.4 >= 40
    # A symbol of version 7 has 45 modules; four of them must be clear on each side. One dot may be half ink.
    clear = round((right - left) / 45 * 4) - 2
    for side in (
        (left - clear, top - clear, right + clear, top - 2),
        (left - clear, bottom + 3, right + clear, bottom + clear),
        (left - clear, top - clear, left - 2, bottom + clear),
        (right + 3, top - clear, right + clear, bottom + clear),
    ):
        assert picture.crop(side).getextrema() == (255, 255), side


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contents", [VOUCHER, LONG], ids=["short names", "long names"])
def test_the_number_is_very_large_and_nothing_is_small(contents: PaperContents, language: Language) -> None:
    sizes = sizes_of_letters(voucher_paper(contents, language))
    # The page's pictures carry no letters; the reader takes some bars for a letter of 1 point.
    letters = {size: text for size, text in sizes.items() if set(text) - {"|"}}
    assert min(letters) >= 12
    assert letters[max(letters)] == in_groups(NUMBER)
    assert max(letters) >= 28


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_stay_whole_and_inside_the_page(language: Language) -> None:
    paper = voucher_paper(LONG, language)
    text = text_of(paper).replace("\ufffe", "").replace("\u00ad", "")
    for name in (LONG.client_name, LONG.organiser, LONG.service, LONG.provider):
        assert name is not None
        assert name in text
    left, bottom, right, top = 1000.0, 1000.0, 0.0, 0.0
    page = page_of(paper).get_textpage()
    for place in range(page.count_rects()):
        rect = page.get_rect(place)
        left, bottom, right, top = min(left, rect[0]), min(bottom, rect[1]), max(right, rect[2]), max(top, rect[3])
    margin = 12 * POINTS_IN_MM
    assert left > margin
    assert bottom > margin
    assert right < 210 * POINTS_IN_MM - margin
    assert top < 297 * POINTS_IN_MM - margin


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contents", [VOUCHER, LONG], ids=["short names", "long names"])
def test_what_was_granted_never_runs_into_the_symbol(contents: PaperContents, language: Language) -> None:
    paper = voucher_paper(contents, language)
    page = page_of(paper).get_textpage()
    found = page.search(contents.decision_number).get_next()
    assert found is not None
    _, bottom_of_facts, _, _ = page.get_charbox(found[0])
    corners = symbols_on(picture_of(paper, 72))["QRCode"].position
    assert 297 * POINTS_IN_MM - corners.top_left.y < bottom_of_facts - 4 * POINTS_IN_MM


def test_a_name_with_a_character_that_no_font_of_ours_has_prints_all_the_same() -> None:
    assert "Asiakas Helvi □ Nieminen" in text_of(
        voucher_paper(replace(VOUCHER, client_name="Helvi \U0001f44d Nieminen"), "fi")
    )


@pytest.mark.parametrize("block", IN_OUR_FONTS, ids=str)
def test_every_character_taken_for_ours_can_be_set(block: tuple[int, int]) -> None:
    first, last = block
    characters = "".join(settable_character(chr(code)) for code in range(first, last + 1))
    for place in range(0, len(characters), 400):
        paper = voucher_paper(replace(VOUCHER, client_name=" ".join(characters[place : place + 400])), "fi")
        assert paper.startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_voucher_gives_the_same_bytes(language: Language) -> None:
    assert voucher_paper(VOUCHER, language) == voucher_paper(VOUCHER, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_finds_a_tagged_page_with_its_title_and_language(language: Language) -> None:
    paper = voucher_paper(VOUCHER, language)
    document = pypdfium2.PdfDocument(paper)
    assert document.is_tagged()
    title = {"fi": "Palveluseteli", "sv": "Servicesedel"}[language]
    assert document.get_metadata_value("Title") == f"{title} {in_groups(NUMBER)}"
    assert b"pdfuaid" in paper
    assert f"/Lang({language}".encode() in paper.replace(b" ", b"")


def test_nobody_is_named_outside_the_page() -> None:
    document = pypdfium2.PdfDocument(voucher_paper(VOUCHER, "fi"))
    assert "Nieminen" not in str(document.get_metadata_dict())


@pytest.mark.parametrize(("language", "said"), [("fi", "Sinua neuvoo"), ("sv", "Du får råd av")])
def test_without_a_telephone_number_it_still_says_who_helps(language: Language, said: str) -> None:
    text = text_of(voucher_paper(replace(VOUCHER, organiser_phone=None), language))
    assert f"{said} Pohjanrannan hyvinvointialue" in text
    assert "None" not in text
