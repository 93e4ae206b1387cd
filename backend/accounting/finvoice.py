"""One settlement as a Finvoice 3.0 invoice, without anything that tells who the clients are. Pure.

The organiser writes it in the provider's name (self-billing), for its own purchase ledger. Elements stand in the order
of the schema; texts are fitted to the lengths it gives. Why INV01 and ISO-8859-15: docs/decisions/0044.
"""

import re
from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from backend.accounting.rules import Facts, Row, Settled, account_of, hyphened, key_of, reference_of
from backend.days import month_around

ENCODING = "ISO-8859-15"
# What XML cannot hold at all, and what no name means (XML 1.0 section 2.2).
NO_TEXT = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# The lengths of the schema.
NAME, SHORT, LINE, ARTICLE = 35, 20, 70, 100
# VAT category of exempt sale (UNTDID 5305, EN 16931), and the directive's article for social welfare in its code list.
EXEMPT, EXEMPT_BY = "E", "VATEX-EU-132-1G"
WORDS = {
    "fi": {
        "invoice": "LASKU",
        "credit": "HYVITYSLASKU",
        "self-billed": "Itselaskutus: tilaaja on laatinut tilityksen tuottajan puolesta",
        "kept-back": "Kuitataan hyvityslasku {number}: {cents} euroa",
        "days": "{days} päivää tilityksestä",
        "voucher": "Palvelusetelin avain",
        "order": "Tilauksen avain",
        "visits": "Käyntejä {visits}",
        "credits": "hyvityksiä {credits}",
        "social-care": "Veroton sosiaalihuoltopalvelu, AVL 37-38 §",
    },
    "sv": {
        "invoice": "FAKTURA",
        "credit": "KREDITFAKTURA",
        "self-billed": "Självfakturering: beställaren har gjort avräkningen för producenten",
        "kept-back": "Kreditfaktura {number} kvittas: {cents} euro",
        "days": "{days} dagar från avräkningen",
        "voucher": "Servicesedelns nyckel",
        "order": "Beställningens nyckel",
        "visits": "Besök {visits}",
        "credits": "krediteringar {credits}",
        "social-care": "Skattefri socialvård, mervärdesskattelagen 37-38 §",
    },
}


def plain(text: str) -> str:
    """Return a text as XML can hold it, on one line."""
    return " ".join(NO_TEXT.sub(" ", text).split())


def pieces(text: str, longest: int = NAME) -> list[str]:
    """Return a name in parts that are each long enough and none too long."""
    whole = plain(text).ljust(2, ".")
    count = -(-len(whole) // longest)
    size = -(-len(whole) // count)
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def money(cents: int) -> str:
    """Return a sum with a decimal comma."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


def put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element with its text."""
    element = SubElement(parent, name, attributes)
    element.text = text or None
    return element


def put_day(parent: Element, name: str, day: date) -> None:
    """Add a day."""
    put(parent, name, day.strftime("%Y%m%d"), Format="CCYYMMDD")


def put_money(parent: Element, name: str, cents: int) -> None:
    """Add a sum."""
    put(parent, name, money(cents), AmountCurrencyIdentifier="EUR")


def finvoice(facts: Facts, settled: Settled, rows: Iterable[Row], *, is_copy: bool) -> bytes:
    """Return a settlement as a Finvoice document; the same facts and rows give the same bytes."""
    root = Element("Finvoice", Version="3.0")
    seller = SubElement(root, "SellerPartyDetails")
    put(seller, "SellerPartyIdentifier", hyphened(settled.provider.business_id))
    for part in pieces(settled.provider.name):
        put(seller, "SellerOrganisationName", part)
    buyer = SubElement(root, "BuyerPartyDetails")
    put(buyer, "BuyerPartyIdentifier", hyphened(facts.buyer.business_id))
    for part in pieces(facts.buyer.name):
        put(buyer, "BuyerOrganisationName", part)
    put_details(root, facts, settled, is_copy=is_copy)
    services = {service.id: service for service in facts.services}
    for place, row in enumerate(rows, 1):
        service = services[row.service]
        put_row(root, facts, row, (service.code, service.name), place)
    put_payment(root, settled)
    indent(root)
    return bytes(tostring(root, encoding=ENCODING, xml_declaration=True)) + b"\n"


def put_details(root: Element, facts: Facts, settled: Settled, *, is_copy: bool) -> None:
    """Add what the invoice is, of what month and sum, why it has no tax, and when it is paid."""
    words = WORDS[facts.terms.language]
    # An invoice of nothing or less is a credit note.
    is_credit = settled.cents <= 0
    details = SubElement(root, "InvoiceDetails")
    put(details, "InvoiceTypeCode", "INV02" if is_credit else "INV01", CodeListAgencyIdentifier="SPY")
    put(details, "InvoiceTypeCodeUN", "381" if is_credit else "380")
    put(details, "InvoiceTypeText", words["credit" if is_credit else "invoice"])
    put(details, "OriginCode", "Copy" if is_copy else "Original")
    put(details, "InvoiceNumber", plain(settled.number)[:SHORT])
    put_day(details, "InvoiceDate", settled.settled_on)
    put_day(details, "InvoicingPeriodStartDate", settled.month)
    put_day(details, "InvoicingPeriodEndDate", month_around(settled.month).last_day)
    put_money(details, "RowsTotalVatExcludedAmount", settled.cents)
    put_money(details, "InvoiceTotalVatExcludedAmount", settled.cents)
    put_money(details, "InvoiceTotalVatAmount", 0)
    put_money(details, "InvoiceTotalVatIncludedAmount", settled.cents)
    tax = SubElement(details, "VatSpecificationDetails")
    put_money(tax, "VatBaseAmount", settled.cents)
    put(tax, "VatRatePercent", "0")
    put(tax, "VatCode", EXEMPT)
    put_money(tax, "VatRateAmount", 0)
    put(tax, "VatFreeText", words[settled.vat_ground])
    put(tax, "VatExemptionReasonCode", EXEMPT_BY)
    put(details, "InvoiceFreeText", words["self-billed"])
    for one in settled.set_offs:
        put(details, "InvoiceFreeText", words["kept-back"].format(number=one.number, cents=money(one.cents)))
    paid = SubElement(details, "PaymentTermsDetails")
    put(paid, "PaymentTermsFreeText", words["days"].format(days=facts.terms.payment_days))
    put_day(paid, "InvoiceDueDate", settled.due_on)


def put_row(root: Element, facts: Facts, row: Row, service: tuple[int, str], place: int) -> None:
    """Add what was done by one voucher or order."""
    words = WORDS[facts.terms.language]
    account, cost_centre = account_of(facts.terms, row.service, row.kind)
    element = SubElement(root, "InvoiceRow")
    put(element, "ArticleIdentifier", str(service[0]))
    put(element, "ArticleName", plain(service[1])[:ARTICLE])
    defined = SubElement(element, "RowDefinitionDetails")
    put(defined, "RowDefinitionHeaderText", words[row.kind])
    put(defined, "RowDefinitionValue", key_of(row.voucher))
    if row.minutes:
        put(element, "DeliveredQuantity", str(row.minutes), QuantityUnitCode="min", QuantityUnitCodeUN="MIN")
    # The sum is of visits of several prices: it is invoiced as one piece, and a credit as one less (EN 16931, BR-27).
    sign = "-1" if row.cents < 0 else "1"
    put(element, "InvoicedQuantity", sign, QuantityUnitCode="kpl", QuantityUnitCodeUN="C62")
    put_day(element, "StartDate", row.first_day)
    put_day(element, "EndDate", row.last_day)
    put_money(element, "UnitPriceAmount", abs(row.cents))
    put(element, "RowPositionIdentifier", str(place))
    put(element, "RowNormalProposedAccountIdentifier", plain(account)[:NAME])
    if cost_centre:
        put(element, "RowAccountDimensionText", plain(cost_centre)[:NAME])
    said = [words["visits"].format(visits=row.visits)] if row.visits else []
    said += [words["credits"].format(credits=row.credits)] if row.credits else []
    put(element, "RowFreeText", ", ".join(said))
    put(element, "RowVatRatePercent", "0")
    put(element, "RowVatCode", EXEMPT)
    put_money(element, "RowVatAmount", 0)
    put_money(element, "RowVatExcludedAmount", row.cents)
    put_money(element, "RowAmount", row.cents)


def put_payment(root: Element, settled: Settled) -> None:
    """Add where and by which reference it is paid (Electronic Payment Initiator)."""
    reference = reference_of(settled.number)
    epi = SubElement(root, "EpiDetails")
    identified = SubElement(epi, "EpiIdentificationDetails")
    put_day(identified, "EpiDate", settled.settled_on)
    put(identified, "EpiReference", reference)
    parties = SubElement(epi, "EpiPartyDetails")
    SubElement(parties, "EpiBfiPartyDetails")
    payee = SubElement(parties, "EpiBeneficiaryPartyDetails")
    put(payee, "EpiNameAddressDetails", pieces(plain(settled.provider.name)[:NAME])[0].strip().ljust(2, "."))
    put(payee, "EpiAccountID", settled.iban or "", IdentificationSchemeName="IBAN")
    order = SubElement(epi, "EpiPaymentInstructionDetails")
    put(order, "EpiRemittanceInfoIdentifier", reference, IdentificationSchemeName="ISO")
    put_money(order, "EpiInstructedAmount", settled.due_cents)
    put(order, "EpiCharge", "SLEV", ChargeOption="SLEV")
    put_day(order, "EpiDateOptionDate", settled.due_on)
