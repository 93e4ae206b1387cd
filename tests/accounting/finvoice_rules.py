"""What Finvoice 3.0 asks of an invoice, written from its schema's rules and not from our writer.

Order and number of elements, forms of days, sums and identifiers, lengths; and what an accountant would check: rows
add up, the tax stands with its ground, the reference's check digits fit. Each fault is returned in a reviewer's words.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

from stdnum import iban, iso11649
from stdnum.fi import ytunnus

# Children in the schema's order, as far as we use them: name, least, most.
ORDER = {
    "Finvoice": "SellerPartyDetails BuyerPartyDetails InvoiceDetails InvoiceRow+ EpiDetails",
    "SellerPartyDetails": "SellerPartyIdentifier? SellerOrganisationName+",
    "BuyerPartyDetails": "BuyerPartyIdentifier? BuyerOrganisationName+",
    "InvoiceDetails": """InvoiceTypeCode InvoiceTypeCodeUN? InvoiceTypeText OriginCode InvoiceNumber InvoiceDate
        InvoicingPeriodStartDate? InvoicingPeriodEndDate? RowsTotalVatExcludedAmount? InvoiceTotalVatExcludedAmount?
        InvoiceTotalVatAmount? InvoiceTotalVatIncludedAmount VatSpecificationDetails* InvoiceFreeText*
        PaymentTermsDetails*""",
    "VatSpecificationDetails": """VatBaseAmount? VatRatePercent? VatCode? VatRateAmount? VatFreeText*
        VatExemptionReasonCode?""",
    "PaymentTermsDetails": "PaymentTermsFreeText* InvoiceDueDate?",
    "InvoiceRow": """ArticleIdentifier? ArticleName? RowDefinitionDetails* DeliveredQuantity* InvoicedQuantity*
        StartDate? EndDate? UnitPriceAmount? RowPositionIdentifier? RowNormalProposedAccountIdentifier?
        RowAccountDimensionText? RowFreeText* RowVatRatePercent? RowVatCode? RowVatAmount? RowVatExcludedAmount?
        RowAmount?""",
    "RowDefinitionDetails": "RowDefinitionHeaderText RowDefinitionValue?",
    "EpiDetails": "EpiIdentificationDetails EpiPartyDetails EpiPaymentInstructionDetails",
    "EpiIdentificationDetails": "EpiDate EpiReference",
    "EpiPartyDetails": "EpiBfiPartyDetails EpiBeneficiaryPartyDetails",
    "EpiBfiPartyDetails": "",
    "EpiBeneficiaryPartyDetails": "EpiNameAddressDetails? EpiAccountID",
    "EpiPaymentInstructionDetails": """EpiRemittanceInfoIdentifier? EpiInstructedAmount EpiCharge
        EpiDateOptionDate""",
}
# What the text of an element matches, whole.
FORMS = {
    "InvoiceTypeCode": r"(REQ|QUO|ORD|ORC|INV|DEV|TES|INF|PRI|DEN|SEI|REC|RES|SDD)\d\d",
    "InvoiceTypeCodeUN": r"\d{3}",
    "InvoiceTypeText": r".{1,35}",
    "OriginCode": r"Original|Copy|Cancel",
    "InvoiceNumber": r".{1,20}",
    "SellerOrganisationName": r".{2,35}",
    "BuyerOrganisationName": r".{2,35}",
    "EpiNameAddressDetails": r"\S.{0,33}\S",
    "VatRatePercent": r"[1-9]?\d{1,2}(,\d{1,4})?",
    "RowVatRatePercent": r"[1-9]?\d{1,2}(,\d{1,4})?",
    "VatExemptionReasonCode": r"[A-Za-z0-9-]{1,20}",
    "VatFreeText": r".{1,70}",
    "PaymentTermsFreeText": r".{1,70}",
    "ArticleName": r".{0,100}",
    "EpiReference": r".{0,35}",
    "EpiRemittanceInfoIdentifier": r"\d{2,20}|RF\d\d[0-9A-Za-z]{1,21}",
    "EpiInstructedAmount": r"-?\d{1,15},\d\d",
    "EpiAccountID": r"\S{1,34}",
    "DeliveredQuantity": r"-?\d{1,14}(,\d+)?",
    "InvoicedQuantity": r"-?\d{1,14}(,\d+)?",
}
AMOUNT = r"-?\d{1,15}(,\d{2,5})?"
# What an attribute must say.
ATTRIBUTES = {
    "EpiAccountID": ("IdentificationSchemeName", r"IBAN|BBAN"),
    "EpiCharge": ("ChargeOption", r"SHA|OUR|BEN|SLEV"),
    "EpiRemittanceInfoIdentifier": ("IdentificationSchemeName", r"SPY|ISO"),
    "DeliveredQuantity": ("QuantityUnitCodeUN", r"[A-Z0-9]{2,3}"),
    "InvoicedQuantity": ("QuantityUnitCodeUN", r"[A-Z0-9]{2,3}"),
}


def parsed(octets: bytes) -> Element:
    """Return the document; what cannot be parsed raises."""
    return fromstring(octets)  # noqa: S314 - our own bytes


def text_of(root: Element, name: str) -> str:
    """Return the text of the first element of a name."""
    found = root.find(f".//{name}")
    return "" if found is None else found.text or ""


def cents(written: str) -> Decimal:
    """Return a sum of the document."""
    return Decimal(written.replace(",", "."))


def faults(octets: bytes) -> list[str]:
    """Return everything that is wrong with an invoice."""
    root = parsed(octets)
    found = [] if (root.tag, root.attrib) == ("Finvoice", {"Version": "3.0"}) else ["the root is not Finvoice 3.0"]
    for element in root.iter():
        found += [f"{element.tag}: {fault}" for fault in faults_of(element)]
    return found + list(faults_of_sums(root)) + list(faults_of_payment(root))


def wanted(order: str) -> str:
    """Return the children in the schema's order as an expression."""
    return "".join(f"({part.rstrip('?*+')} ){part[-1] if part[-1] in '?*+' else ''}" for part in order.split())


def faults_of(element: Element) -> Iterator[str]:
    """Yield what is wrong with one element."""
    name, text = element.tag, element.text or ""
    given = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(wanted(ORDER.get(name, "")), given):
        yield f"has {given}"
    if name in FORMS and not re.fullmatch(FORMS[name], text):
        yield f"says {text!r}"
    if name in ATTRIBUTES and not re.fullmatch(ATTRIBUTES[name][1], element.get(ATTRIBUTES[name][0], "")):
        yield f"has no right {ATTRIBUTES[name][0]}"
    if name.endswith("Date"):
        yield from faults_of_day(element, text)
    if name.endswith("Amount"):
        if element.get("AmountCurrencyIdentifier") != "EUR":
            yield "has no currency"
        if not re.fullmatch(AMOUNT, text):
            yield f"is no sum: {text}"


def faults_of_day(element: Element, text: str) -> Iterator[str]:
    """Yield what is wrong with a day."""
    if element.get("Format") != "CCYYMMDD":
        yield "has no format"
    try:
        datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - a day
    except ValueError:
        yield f"is no day: {text}"


def faults_of_sums(root: Element) -> Iterator[str]:
    """Yield what does not add up, and what the tax lacks."""
    total = cents(text_of(root, "InvoiceTotalVatIncludedAmount"))
    rows = root.findall("InvoiceRow")
    if sum(cents(text_of(row, "RowAmount")) for row in rows) != total:
        yield "the rows are not the total"
    for row in rows:
        one = cents(text_of(row, "InvoicedQuantity")) * cents(text_of(row, "UnitPriceAmount"))
        if one != cents(text_of(row, "RowVatExcludedAmount")):
            yield "quantity times price is not the row"
        if cents(text_of(row, "UnitPriceAmount")) < 0:
            yield "a price is below nothing"
    for name in ("RowsTotalVatExcludedAmount", "InvoiceTotalVatExcludedAmount", "VatBaseAmount", "EpiInstructedAmount"):
        if cents(text_of(root, name)) != total:
            yield f"{name} is not the total"
    if cents(text_of(root, "InvoiceTotalVatAmount")) or cents(text_of(root, "VatRatePercent")):
        yield "there is tax"
    if text_of(root, "VatCode") != "E" or not text_of(root, "VatFreeText"):
        yield "the exemption has no code or no ground"
    is_credit = text_of(root, "InvoiceTypeCode") == "INV02"
    if is_credit != (total <= 0) or is_credit != (text_of(root, "InvoiceTypeCodeUN") == "381"):
        yield "an invoice of nothing or less is a credit note, and no other"


def faults_of_payment(root: Element) -> Iterator[str]:
    """Yield what is wrong with identifiers that have check digits, and with the days."""
    if not iban.is_valid(text_of(root, "EpiAccountID")):
        yield "the account's check digits are wrong"
    reference = text_of(root, "EpiRemittanceInfoIdentifier")
    if not iso11649.is_valid(reference) or text_of(root, "EpiReference") != reference:
        yield "the reference's check digits are wrong"
    for name in ("SellerPartyIdentifier", "BuyerPartyIdentifier"):
        if not re.fullmatch(r"\d{7}-\d", text_of(root, name)) or not ytunnus.is_valid(text_of(root, name)):
            yield f"{name} is no business id"
    if text_of(root, "InvoiceDueDate") != text_of(root, "EpiDateOptionDate"):
        yield "it is paid on another day than it says"
    if text_of(root, "InvoicingPeriodStartDate") > text_of(root, "InvoicingPeriodEndDate"):
        yield "the month ends before it begins"
