"""What the printed decision says: all that the law asks for, in both languages, in words that can be checked."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.catalogue.statute_book import fee_limits, fee_tables, home_care_values, pause_terms
from backend.papers.decision import WORDS, Fee, Notice, Organiser, ToldWithVoucher, VoucherValue
from backend.papers.voucher import Language, Value
from backend.reckoning.client_fee import ClientFee, FeeTerms, client_fee
from backend.reckoning.explanation import Explanation, Figure
from backend.reckoning.income import Means
from tests.rules.printed_decisions import OWN, RAISED, REJECTED, UNDONE, VOUCHER, printed


def test_a_voucher_in_finnish_says_all_that_the_law_asks_for() -> None:
    text = printed(VOUCHER)
    for said in (
        "Pohjanrannan hyvinvointialue Rantakatu 1 90100 Merilinna 08 555 0100 Palvelupäätös",
        "Päätöksen numero PR-2026-004711 Päätöspäivä 18.11.2026 Asiakas Helvi Nieminen Henkilötunnus 120340-****",
        "Asia Säännöllinen kotihoito Hakemus saapunut 2.11.2026",
        "Ratkaisu Sinulle myönnetään palvelu: Säännöllinen kotihoito.",
        "Sisältö peseytyminen, lääkkeet Määrä 30 tuntia 30 minuuttia kuukaudessa Voimassa 1.12.2026\u201330.11.2027",
        "Järjestämistapa Palveluseteli Palveluntuottaja Saat itse valita hyväksytyistä palveluntuottajista.",
        "Palvelusetelisi arvo on 19,57 € tunnilta.",
        "Palvelutarpeesi Tarvitset apua peseytymiseen. Liikut rollaattorilla.",
        "Perustelut Toimintakykysi on heikentynyt lonkkaleikkauksen jälkeen.",
        "Sovelletut säännökset • Sosiaalihuoltolaki 1301/2014, 19 a §",
        "Teet itse sopimuksen palveluntuottajan kanssa.",
        "Arvio omavastuustasi on 0,00 €\u2013152,40 € kuukaudessa sen mukaan, minkä tuottajan valitset.",
        "Ilman seteliä sama palvelu maksaisi sinulle asiakasmaksuna 252,34 € kuukaudessa.",
        "Voit kieltäytyä palvelusetelistä.",
        "Päätöksen on tehnyt Marja Salmi, palveluohjaaja. Lisätietoja antaa Marja Salmi, puhelin 08 555 0100.",
        "Liitteet • Palveluseteli",
        "Kenelle Pohjanrannan hyvinvointialue Rantakatu 1 90100 Merilinna Miten Kirjallisesti",
        "Oikaisuvaatimuksen on oltava perillä viimeistään 28.12.2026. Aika on 30 päivää",
        "Päätös on lähetetty kirjeenä 18.11.2026.",
        "saaneen sen seitsemäntenä päivänä lähettämisestä eli 25.11.2026",
        "mihin päätökseen vaadit oikaisua (päätöksen numero PR-2026-004711)",
        "saat uuden päätöksen. Siitä voi valittaa",
        # The value follows income: then the voucher act's own section on appeal holds too.
        "Hallintolaki 434/2003, 46, 47, 49 b\u201349 g ja 59 §; palvelusetelilaki 569/2009, 13 §.",
    ):
        assert said in text


def test_own_production_in_swedish_says_the_fee_and_how_it_was_reckoned() -> None:
    text = printed(OWN, "sv")
    for said in (
        "Nordstrandens välfärdsområde Strandgatan 1 08 555 0100 Servicebeslut",
        "Din ansökan godkänns delvis. Du beviljas tjänsten: Regelbunden hemvård.",
        "Mängd 14 timmar i månaden Giltig från och med 1.12.2026 tills vidare Sätt att ordna Ordnarens egen tjänst",
        "Du betalar en klientavgift på 252,34 € i månaden för tjänsten.",
        "Uträkning Tal Personer i hushållet 1 Inkomster i månaden 1 800,00 € Beviljad tid i månaden 14 timmar",
        "Timmar till närmaste timme 14 timmar Inkomstgräns 653,00 € Inkomster över gränsen 1 147,00 €",
        "Andel av inkomsterna över gränsen 22 % Avgift enligt inkomsterna 252,34 € Klientavgift i månaden 252,34 €",
        "Källa: klientavgiftslagen 734/1992, 10 e § 5 mom. (1201/2020); ministeriets meddelande 1044/2023.",
        "kan du ansöka om att avgiften sänks eller inte tas ut",
        "Begäran ska vara framme senast 28.12.2026.",
        "Förvaltningslagen 434/2003, 46, 47, 49 b\u201349 g och 59 §.",
    ):
        assert said in text
    assert "Serviceproducent" not in text
    assert "servicesedellagen" not in text


def test_an_income_linked_value_can_be_reckoned_again_from_the_paper() -> None:
    text = printed(VOUCHER)
    # 22,00 - (900 - 484) x 35 % / 60, of the act as it stood from 2008.
    assert (
        "Tulot kuukaudessa 900,00 € Tuloraja 484,00 € Tulorajan ylittävät tulot 416,00 € "
        "Osuus ylittävistä tuloista 35 % Vähennys tulojen vuoksi, jaettu 60 tunnille noin 2,4267 € tunnilta "
        "Täysi arvo 22,00 € tunnilta"
    ) in text
    assert "Pienin arvo 6,00 € tunnilta" in text
    assert "Palvelusetelin arvo 19,57 € tunnilta" in text
    assert "Tulos on pyöristetty kerran, lopussa, täyteen senttiin." in text
    assert "Kerroin" not in text


def test_an_own_part_by_hours_is_what_the_client_pays_in_a_month() -> None:
    why = Explanation(
        "own-part-by-hours",
        "Riihimäen seudun sääntökirja 2021",
        verified=True,
        inputs=(Figure("income-a-month", 100_000, "cents"), Figure("granted-time", 90, "minutes")),
        steps=(Figure("share-of-income", 1525, "basis_points"), Figure("own-part", 50_325 * 1525, "cents", 10_000)),
    )
    text = printed(replace(VOUCHER, value=VoucherValue(Value(7675, "hour"), why)))
    assert "Maksat palvelusta itse 76,75 € kuukaudessa." in text
    assert "1 tunti 30 minuuttia Osuus ylittävistä tuloista 15,25 % Oma osuutesi ennen pyöristystä noin 76,7456" in text
    assert "Oma osuutesi kuukaudessa 76,75 €" in text
    assert "Lähde: Riihimäen seudun sääntökirja 2021." in text


@pytest.mark.parametrize(
    ("language", "said"), [("fi", "Sinulle ei myönnetä palvelua:"), ("sv", "Du beviljas inte tjänsten:")]
)
def test_a_rejection_grants_nothing_and_tells_how_to_have_it_changed(language: Language, said: str) -> None:
    text = printed(REJECTED, language)
    assert said in text
    for left_out in ("granted", "value", "fee", "told", "attachments"):
        assert WORDS[language][left_out] not in text
    assert WORDS[language]["appeal"] in text


def test_a_raised_value_says_from_when_and_its_own_law_of_appeal() -> None:
    text = printed(RAISED)
    assert "Päätös palvelusetelin arvosta" in text
    assert "Uusi arvo on 25,00 € käynniltä. Se on voimassa 1.12.2026 alkaen. Aiempi arvo oli 21,57 € käynniltä." in text
    assert "Korotus 3,43 € käynniltä" in text
    assert "Lähde: palvelusetelilaki 569/2009, 8 §." in text
    assert "palvelusetelilaki 569/2009, 13 §" in text
    assert "Palvelusetelisi arvoa ei koroteta." in printed(replace(RAISED, resolution="rejected"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Tämä päätös on peruttu 19.11.2026. Se ei ole voimassa."),
        ("sv", "Detta beslut har återkallats 19.11.2026. Det gäller inte."),
    ],
)
def test_an_undone_decision_says_so_first_and_instructs_in_nothing(language: Language, said: str) -> None:
    text = printed(UNDONE, language)
    assert text.index(said) < text.index("PR-2026-004711")
    assert WORDS[language]["appeal"] not in text
    assert WORDS[language]["told"] not in text


def test_the_identity_code_is_whole_only_in_the_archives_copy() -> None:
    assert "910H" not in printed(VOUCHER)
    assert "Henkilötunnus 120340-910H" in printed(replace(VOUCHER, identity_code_in_full=True))
    assert "Henkilötunnus" not in printed(replace(VOUCHER, identity_code=None))


def test_what_was_received_in_person_counts_from_that_day() -> None:
    handed = Notice("in_person", date(2026, 11, 18), date(2026, 11, 18), date(2026, 12, 18))
    text = printed(replace(VOUCHER, notice=handed))
    assert "Päätös on annettu sinulle itsellesi 18.11.2026." in text
    assert "kirjeenä" not in text


def test_without_days_or_an_address_the_paper_says_how_they_are_found() -> None:
    text = printed(replace(VOUCHER, notice=Notice(), organiser=replace(VOUCHER.organiser, address=())))
    assert "Kenelle Pohjanrannan hyvinvointialue Osoitteen saat numerosta 08 555 0100." in text
    assert "Jos päätös tuli kirjeenä, sinun katsotaan saaneen sen seitsemäntenä päivänä" in text
    assert "viimeistään" not in text
    assert "None" not in text
    alone = printed(replace(VOUCHER, organiser=Organiser("Pohjanranta"), decided_by_title=None, ask="Asiakasohjaus"))
    assert "Päätöksen on tehnyt Marja Salmi. Lisätietoja antaa Asiakasohjaus." in alone
    assert "Osoitteen saat päätöksen tekijältä." in alone
    assert "Kenelle Aluehallitus PL 1" in printed(replace(VOUCHER, appeal_to=("Aluehallitus", "PL 1")))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (ToldWithVoucher((5000, 5000), 0), "Arvio omavastuustasi on 50,00 € kuukaudessa."),
        (ToldWithVoucher((5000, 5000), 0), "maksaisi sinulle asiakasmaksuna 0,00 € kuukaudessa"),
        (ToldWithVoucher(), "Maksat sen suoraan tuottajalle. •"),
        (ToldWithVoucher(), "Kysy meiltä, mitä sama palvelu maksaisi sinulle ilman seteliä."),
        (ToldWithVoucher(is_free=True), "Tämä palvelu on sinulle maksuton. Omavastuuta ei ole."),
    ],
)
def test_what_is_told_with_a_voucher(told: ToldWithVoucher, said: str) -> None:
    assert said in printed(replace(VOUCHER, told=told))


def test_a_service_without_a_fee_says_so() -> None:
    text = printed(replace(OWN, fee=Fee(0)))
    assert "Tästä palvelusta ei peritä sinulta asiakasmaksua." in text
    assert "Laskelma" not in text


def test_an_unverified_source_is_called_so() -> None:
    explanation = fee_limits()[-1]
    assert not explanation.verified
    fee = client_fee(Means(1, 180_000), [840], FeeTerms(table=fee_tables()[0], limits=explanation))
    assert isinstance(fee, ClientFee)
    text = printed(replace(OWN, fee=Fee(fee.fee_cents, fee.explanation)))
    assert "vuoden 2024 rajoista työeläkeindeksillä (3077/2874) lasketut rajat" in text
    assert "Osaa luvuista ei ole tarkistettu lähteestään." in text


def keys_of(words: object, above: str = "") -> set[str]:
    if isinstance(words, dict):
        return {key for name, below in words.items() for key in keys_of(below, f"{above}.{name}")}
    return {f"{above}[{len(words)}]" if isinstance(words, list) else above}


def test_both_languages_have_words_for_every_figure_rule_and_source() -> None:
    assert keys_of(WORDS["fi"]) == keys_of(WORDS["sv"])
    reckoners = [*Path("backend/reckoning").glob("*.py"), Path("backend/decisions/figures.py")]
    code = "".join(path.read_text("utf-8") for path in reckoners)
    figures = set(re.findall(r'Figure\(\s*"([a-z-]+)"', code)) | set(re.findall(r'"([a-z-]+)": \w[\w.]*_cents', code))
    rules = set(re.findall(r'Explanation\(\s*"([a-z-]+)"', code))
    # These belong to the own liability of a visit, which no decision fixes.
    of_visits = {"covered-quantity", "organiser-pays", "own-liability", "price", "price-agreed", "quantity"}
    assert figures - of_visits <= set(WORDS["fi"]["figure"])
    assert {"most-at-these-hours", "client-fee", "income-formula"} <= figures | rules
    assert rules == set(WORDS["fi"]["rule"])
    sources = {one.source for book in (fee_tables, fee_limits, home_care_values, pause_terms) for one in book()}
    assert sources <= set(WORDS["fi"]["sources"])
