"""The columns of a file to import: their documented names, what else they are called, and how a cell is read. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.imports import cells
from backend.imports.cells import Reader

# As long as the granter's own forms take them (clients/entering.py, decisions/rules.py).
LONGEST_PERSON_NAME, LONGEST_NAME, LONGEST_PROSE = 100, 200, 8000

LANGUAGES = {"fi": "fi", "sv": "sv", "en": "en"} | {
    word: language
    for language, words in {
        "fi": "suomi suomeksi fin finnish finska",
        "sv": "ruotsi ruotsiksi swe swedish svenska",
        "en": "englanti englanniksi eng english engelska",
    }.items()
    for word in words.split()
}
YES_OR_NO = dict.fromkeys(("yes", "kyllä", "k", "x", "on", "ja", "true", "1"), True) | dict.fromkeys(
    ("no", "ei", "e", "nej", "false", "0"), False
)
RESOLUTIONS = {
    "granted": "granted",
    "partly": "partly",
    "rejected": "rejected",
    "myönnetty": "granted",
    "myönteinen": "granted",
    "osittain": "partly",
    "osittain myönnetty": "partly",
    "osittain myönteinen": "partly",
    "hylätty": "rejected",
    "kielteinen": "rejected",
}
ARRANGINGS = {
    "voucher": "voucher",
    "order": "order",
    "own": "own",
    "palveluseteli": "voucher",
    "seteli": "voucher",
    "ostopalvelu": "order",
    "oma": "own",
    "oma tuotanto": "own",
    "oma palvelutuotanto": "own",
}
UNITS = {
    "hour": "hour",
    "minute": "minute",
    "visit": "visit",
    "day": "day",
    "week": "week",
    "month": "month",
    "euro": "euro",
    "cent": "cent",
} | {
    word: unit
    for unit, words in {
        "hour": "hours h t tunti tuntia tunnit",
        "minute": "minutes min minuutti minuuttia minuutit",
        "visit": "visits käynti käyntiä käynnit krt kerta kertaa",
        "day": "days pv päivä päivää päivät vrk vuorokausi vuorokautta",
        "week": "weeks vk viikko viikkoa viikot",
        "month": "months kk kuukausi kuukautta kuukaudet",
        "euro": "euros eur € euroa eurot",
        "cent": "cents sentti senttiä sentit",
    }.items()
    for word in words.split()
}
# What a grant is kept in; the others are kept as they are.
KEPT_AS = {"hour": "minute", "euro": "cent"}
PERIODS = {"week": "week", "month": "month", "total": "total"} | {
    word: period
    for period, words in {
        "week": ["viikko", "viikossa", "vk"],
        "month": ["kuukausi", "kuukaudessa", "kk"],
        "total": ["yhteensä", "koko aika", "koko kausi"],
    }.items()
    for word in words
}
SENT_BY = {
    "letter": "letter",
    "in person": "in_person",
    "kirje": "letter",
    "posti": "letter",
    "henkilökohtaisesti": "in_person",
}


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    # What else it is called, in Finnish first; with blanks, as one writes it.
    also: tuple[str, ...]
    read: Reader
    # What an empty cell means; for a needed one, what stands in its place until the file is put right.
    empty: object
    # Every row needs it; what only a grant needs is rules.py's to say.
    needed: bool = False


COLUMNS = (
    Column("decision_number", ("päätösnumero", "päätöksen numero"), cells.text_up_to(LONGEST_NAME), "", needed=True),
    Column("identity_code", ("henkilötunnus", "hetu"), cells.text_up_to(LONGEST_NAME), "", needed=True),
    Column(
        "given_name", ("etunimi", "etunimet"), cells.text_up_to(LONGEST_PERSON_NAME, apostrophe=True), "", needed=True
    ),
    Column("family_name", ("sukunimi",), cells.text_up_to(LONGEST_PERSON_NAME, apostrophe=True), "", needed=True),
    Column("language", ("kieli", "asiointikieli"), cells.word_of(LANGUAGES), "fi", needed=True),
    Column("safety_ban", ("turvakielto",), cells.word_of(YES_OR_NO), empty=False),
    Column("service", ("palvelu", "palvelukoodi"), cells.text_up_to(LONGEST_NAME), "", needed=True),
    Column("resolution", ("ratkaisu",), cells.word_of(RESOLUTIONS), "rejected", needed=True),
    Column("decided_on", ("päätöspäivä", "päätöspvm"), cells.day, date.min, needed=True),
    Column(
        "decided_by", ("päättäjä", "päätöksentekijä", "viranhaltija"), cells.text_up_to(LONGEST_NAME), "", needed=True
    ),
    Column("applied_on", ("hakemuspäivä", "hakemuspvm", "vireille"), cells.day, None),
    Column("need", ("tarve", "palveluntarve"), cells.text_up_to(LONGEST_PROSE, lines=True), ""),
    Column("grounds", ("perustelut", "perustelu"), cells.text_up_to(LONGEST_PROSE, lines=True), "", needed=True),
    Column("legal_basis", ("lainkohdat", "säännökset"), cells.list_of_text(LONGEST_NAME), (), needed=True),
    Column("first_day", ("alkupäivä", "alkupvm", "alkaa"), cells.day, date.min, needed=True),
    Column("last_day", ("loppupäivä", "loppupvm", "päättyy"), cells.day, None),
    Column("arranging", ("järjestämistapa",), cells.word_of(ARRANGINGS), None),
    Column("provider", ("tuottaja", "palveluntuottaja", "y tunnus", "business id"), cells.business_id, None),
    Column("quantity", ("määrä",), cells.text_up_to(LONGEST_NAME), ""),
    Column("quantity_unit", ("yksikkö", "määrän yksikkö"), cells.word_of(UNITS), None),
    Column("period", ("jakso",), cells.word_of(PERIODS), None),
    Column("value", ("arvo", "setelin arvo"), cells.money, None),
    Column("tasks", ("tehtävät",), cells.list_of_text(LONGEST_NAME, ";,\n"), ()),
    Column("voucher_number", ("setelinumero", "setelin numero"), cells.voucher_number, None),
    Column("client_fee", ("asiakasmaksu",), cells.money, None),
    Column("sent_by", ("lähetystapa", "tiedoksiantotapa"), cells.word_of(SENT_BY), "letter"),
    Column("sent_on", ("lähetetty", "lähetyspäivä"), cells.day, None),
    Column("appeal_until", ("oikaisuvaatimus viimeistään", "oikaisuvaatimusaika päättyy"), cells.day, None),
)


def plain_name(heading: str) -> str:
    """Return a column's heading as it is compared: small letters, blanks for every other sign."""
    return re.sub(r"[\W_]+", " ", cells.unwrapped(heading).removeprefix("'")).strip().lower()


BY_NAME: Mapping[str, Column] = {plain_name(name): column for column in COLUMNS for name in (column.name, *column.also)}


def column_called(heading: str) -> Column | None:
    """Return the column that a heading names in English or Finnish."""
    return BY_NAME.get(plain_name(heading))
