"""Decisions of every kind, filled with real reckonings, for the tests of their paper."""

import re
from dataclasses import replace
from datetime import date

import pypdfium2

from backend.catalogue.statute_book import fee_limits, fee_tables, home_care_values
from backend.papers.decision import (
    DecisionContents,
    Fee,
    Granted,
    Notice,
    Organiser,
    ToldWithVoucher,
    VoucherValue,
    decision_paper,
)
from backend.papers.voucher import Language, Value
from backend.reckoning.client_fee import ClientFee, FeeTerms, client_fee
from backend.reckoning.income import Means
from backend.reckoning.income_value import IncomeValue, value_by_formula
from backend.reckoning.own_liability import RaisedValue, raised_value

LANGUAGES: tuple[Language, Language] = ("fi", "sv")
# The example of docs/reckoning.md: one person, 1,800 euros, 14 hours, by the terms of 2024.
FEE = client_fee(Means(1, 180_000), [840], FeeTerms(table=fee_tables()[0], limits=fee_limits()[2]))
# One person, 900 euros, by the act's formula as it stood from 2008.
VALUE = value_by_formula(Means(1, 90_000), home_care_values()[1])
RAISE = raised_value(2157, 2500, "569/2009 s.8")
assert isinstance(FEE, ClientFee)
assert isinstance(VALUE, IncomeValue)
assert isinstance(RAISE, RaisedValue)

GRANTED = Granted(
    tasks=("peseytyminen", "lääkkeet"),
    quantity=1830,
    quantity_unit="minute",
    period="month",
    arranging="voucher",
    provider=None,
    first_day=date(2026, 12, 1),
    last_day=date(2027, 11, 30),
)
VOUCHER = DecisionContents(
    organiser=Organiser("Pohjanrannan hyvinvointialue", ("Rantakatu 1", "90100 Merilinna"), "08 555 0100"),
    number="PR-2026-004711",
    resolution="granted",
    decided_on=date(2026, 11, 18),
    client_name="Helvi Nieminen",
    identity_code="120340-910H",
    service="Säännöllinen kotihoito",
    applied_on=date(2026, 11, 2),
    need="Tarvitset apua peseytymiseen.\nLiikut rollaattorilla.",
    grounds="Toimintakykysi on heikentynyt lonkkaleikkauksen jälkeen.",
    legal_basis=("Sosiaalihuoltolaki 1301/2014, 19 a §",),
    granted=GRANTED,
    value=VoucherValue(Value(VALUE.value_cents, "hour"), VALUE.explanation),
    told=ToldWithVoucher((0, 15_240), 25_234),
    notice=Notice("letter", date(2026, 11, 18), date(2026, 11, 25), date(2026, 12, 28)),
    decided_by="Marja Salmi",
    decided_by_title="palveluohjaaja",
    attachments=("Palveluseteli",),
)
OWN = replace(
    VOUCHER,
    organiser=Organiser("Nordstrandens välfärdsområde", ("Strandgatan 1",), "08 555 0100"),
    service="Regelbunden hemvård",
    resolution="partly",
    granted=replace(GRANTED, tasks=("tvättning",), arranging="own", quantity=840, last_day=None),
    value=None,
    told=None,
    fee=Fee(FEE.fee_cents, FEE.explanation),
)
REJECTED = replace(VOUCHER, resolution="rejected", granted=None, value=None, told=None, attachments=())
RAISED = replace(
    REJECTED,
    about="value",
    resolution="granted",
    value=VoucherValue(Value(2500, "visit"), RAISE.explanation, before_cents=2157),
    value_from=date(2026, 12, 1),
)
UNDONE = replace(VOUCHER, undone_on=date(2026, 11, 19))
ALL = {"voucher": VOUCHER, "own": OWN, "rejected": REJECTED, "raised": RAISED, "undone": UNDONE}
LONG = replace(
    VOUCHER,
    client_name="Åke-Maximilian Wolfenbergerhausen-Äyräväinen af Österbotten och Söderholm-Yli-Ähtärinjärvi",
    organiser=Organiser(
        "Itäisen rannikon ja pohjoisten saarten hyvinvointialueen ikääntyneiden palvelujen asiakasohjaus",
        ("Ikääntyneiden palvelujen keskitetty kirjaamo ja asiakirjahallinto, Rantakatu 123 B 45", "90100 Merilinna"),
    ),
    service="Tehostetun palveluasumisen lyhytaikaishoito omaishoitajan lakisääteisen vapaan aikana, yöt mukana",
    need=("Tarvitset apua kaikissa päivittäisissä toimissa. " * 31).strip(),
    grounds=("Toimintakykysi on heikentynyt sairauden vuoksi. " * 63).strip()[:3000],
)


def text_of(paper: bytes) -> str:
    """Return the words of all pages, without what stands at their foot, breaks of lines taken for blanks."""
    pages = pypdfium2.PdfDocument(paper)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s+", " ", text)


def printed(contents: DecisionContents, language: Language = "fi") -> str:
    return text_of(decision_paper(contents, language))
