"""What goes out to accounting and to the bank is well made, whatever names and sums there are."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, iso11649

from backend.accounting.finvoice import finvoice, money
from backend.accounting.ledger import HEADINGS, ledger
from backend.accounting.pain001 import NAMESPACE, in_sepa_letters, pain001, to_pay
from backend.accounting.rules import Facts, Row, key_of, reference_of
from tests.accounting.finvoice_rules import cents, faults, parsed, text_of
from tests.accounting.made_up import COUNTY, FIRST, LINES, NAMES, ORDER, SECOND, VOUCHER, outgoing

Outgoing = tuple[Facts, dict[UUID, list[Row]]]
INVOICE = finvoice(COUNTY, COUNTY.settlements[0], LINES[FIRST], is_copy=False)
CREDIT_NOTE = finvoice(COUNTY, COUNTY.settlements[1], LINES[SECOND], is_copy=False)


@settings(deadline=None)
@given(outgoing(), st.booleans())
def test_every_invoice_keeps_the_rules_of_finvoice(made: Outgoing, is_copy: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    facts, lines = made
    for one in facts.settlements:
        written = finvoice(facts, one, lines[one.id], is_copy=is_copy)
        assert faults(written) == []
        assert written == finvoice(facts, one, lines[one.id], is_copy=is_copy)
        assert text_of(parsed(written), "OriginCode") == ("Copy" if is_copy else "Original")


def test_an_invoice_says_what_the_county_owes() -> None:
    root = parsed(INVOICE)
    assert faults(INVOICE) == []
    assert [row.findtext("RowAmount") for row in root.findall("InvoiceRow")] == ["1000,00", "234,56"]
    assert [row.findtext("RowNormalProposedAccountIdentifier") for row in root.findall("InvoiceRow")] == [
        "4341",
        "4343",
    ]
    expected = {
        "InvoiceTypeCode": "INV01",
        "InvoiceNumber": "202610-07375462",
        "InvoiceDate": "20261105",
        "InvoicingPeriodEndDate": "20261031",
        "InvoiceTotalVatIncludedAmount": "1234,56",
        "VatFreeText": "Veroton sosiaalihuoltopalvelu, AVL 37-38 §",
        "SellerPartyIdentifier": "0737546-2",
        "EpiAccountID": "FI2112345600000785",
        "EpiDateOptionDate": "20261119",
        "RowDefinitionValue": "0123456789ab",
    }
    assert {name: text_of(root, name) for name in expected} == expected
    # One name in the two elements it needs.
    assert (
        "".join(part.text or "" for part in root.iter("SellerOrganisationName")) == COUNTY.settlements[0].provider.name
    )
    assert INVOICE.startswith(b"<?xml version='1.0' encoding='ISO-8859-15'?>")
    assert "Käyntejä".encode("iso-8859-15") in INVOICE


def test_what_is_below_nothing_is_a_credit_note() -> None:
    assert faults(CREDIT_NOTE) == []
    root = parsed(CREDIT_NOTE)
    said = [text_of(root, name) for name in ("InvoiceTypeCode", "InvoiceTypeCodeUN", "InvoicedQuantity", "RowFreeText")]
    assert said == ["INV02", "381", "-1", "hyvityksiä 1"]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (b"1234,56", b"1234.56", "is no sum"),
        (b">1234,56</InvoiceTotalVatIncluded", b">1234,57</InvoiceTotalVatIncluded", "the rows are not the total"),
        (b'Format="CCYYMMDD"', b'Format="YYYY-MM-DD"', "has no format"),
        (b"20261105", b"20261305", "is no day"),
        (b"<OriginCode>Original", b"<OriginCode>Duplicate", "OriginCode: says"),
        (b"FI2112345600000785", b"FI2112345600000786", "account's check digits"),
        (b"<InvoiceNumber>202610-07375462", b"<InvoiceNumber>202610-073754620000000", "InvoiceNumber: says"),
        (b'ChargeOption="SLEV"', b'ChargeOption="ALL"', "no right ChargeOption"),
        (b"0737546-2", b"0737546-3", "is no business id"),
        (b"<VatCode>E", b"<VatCode>S", "no code or no ground"),
        (b"INV01", b"INV1", "InvoiceTypeCode: says"),
        (b"<InvoiceDate", b"<InvoiceTypeText>x</InvoiceTypeText><InvoiceDate", "InvoiceDetails: has"),
        (b'Version="3.0"', b'Version="2.0"', "not Finvoice 3.0"),
    ],
)
def test_the_rules_find_what_is_planted(good: bytes, bad: bytes, fault: str) -> None:
    assert good in INVOICE
    assert any(fault in found for found in faults(INVOICE.replace(good, bad)))


def test_no_invoice_tells_who_a_client_is() -> None:
    # Of a voucher there is a key, of which nobody finds its id or number.
    assert str(VOUCHER).encode() not in INVOICE
    assert key_of(VOUCHER).encode() in INVOICE
    assert key_of(ORDER).encode() in INVOICE


@settings(deadline=None)
@given(outgoing(), st.integers(1, 10**6))
def test_every_file_of_payments_adds_up(made: Outgoing, number: int) -> None:
    facts, _ = made
    root = parsed(pain001(facts, number))
    inside = {name: [found.text or "" for found in root.iter(f"{{{NAMESPACE}}}{name}")] for name in IN_PAIN}
    paid = [one for one in facts.settlements if one.cents > 0]
    assert inside["NbOfTxs"][0] == str(len(paid))
    assert Decimal(inside["CtrlSum"][0]) * 100 == sum(one.cents for one in paid)
    assert Counter(inside["InstdAmt"]) == Counter(f"{one.cents // 100}.{one.cents % 100:02}" for one in paid)
    assert all(iban.is_valid(one) for one in inside["IBAN"])
    assert all(iso11649.is_valid(one) for one in inside["Ref"])
    assert all(re.fullmatch(r"[0-9A-Za-zÅÄÖåäö/?:().,'+ -]{1,70}", one) for one in inside["Nm"])
    assert all(0 < len(one) <= 35 for name in ("MsgId", "PmtInfId", "EndToEndId") for one in inside[name])
    assert pain001(facts, number) == pain001(facts, number)


IN_PAIN = ("NbOfTxs", "CtrlSum", "InstdAmt", "IBAN", "Ref", "Nm", "MsgId", "PmtInfId", "EndToEndId")


def test_a_payment_is_asked_for_once_and_what_is_owed_back_is_none() -> None:
    assert [one.id for one in to_pay(COUNTY.settlements)] == [FIRST]
    written = pain001(COUNTY, 7).decode()
    for said in ("<MsgId>01120389-7</MsgId>", '<InstdAmt Ccy="EUR">1234.56</InstdAmt>', "<Dt>2026-11-19</Dt>"):
        assert said in written
    assert "Kotiapu Kaneli + Kumppanit Oy, Suvikosken" in written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Hoiva & Koti Oy", "Hoiva + Koti Oy"),
        ("Åsa Österlund Ab", "Åsa Österlund Ab"),
        ("Café Sámi", "Cafe Sami"),
        ("日本", ".."),
        ("\u0301", "."),
        ("a" * 71, "a" * 70),
        ("a" * 70, "a" * 70),
    ],
)
def test_a_name_goes_to_the_bank_in_its_letters(name: str, written: str) -> None:
    assert in_sepa_letters(name) == written


def postings(octets: bytes) -> list[dict[str, str]]:
    """Return the lines of a ledger file."""
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


@settings(deadline=None)
@given(outgoing(), st.booleans())
def test_each_settlement_is_posted_to_nothing(made: Outgoing, is_copy: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    facts, lines = made
    written = postings(ledger(facts, 3, lines, is_copy=is_copy))
    assert {one["origin"] for one in written} == {"Copy" if is_copy else "Original"}
    sides = {side: sum(cents(one[side]) for one in written if one[side]) for side in ("debit", "credit")}
    assert sides["debit"] == sides["credit"]
    assert not [cell for one in written for cell in one.values() if cell.startswith(("=", "+", "-", "@"))]
    for one in facts.settlements:
        owed = [
            line for line in written if line["settlement"] == one.number and not line["service"] and not line["kind"]
        ]
        assert any(money(abs(one.cents)) in (line["debit"], line["credit"]) for line in owed)


def test_a_ledger_file_is_as_the_ledger_reads_it() -> None:
    lines = ledger(COUNTY, 12, LINES, is_copy=False).decode("utf-8-sig").split("\r\n")
    assert lines[0].split(";") == list(HEADINGS)
    assert lines[1:4] == [
        f"12;Original;202610-07375462;2026-10;2026-11-05;2026-11-19;0737546-2;{KANELI};{posted};{reference_of('202610-07375462')}"
        for posted in ("4343;7100;Kotihoito;order;234,56;", "4341;7100;Kotihoito;voucher;1000,00;", "2541;;;;;1234,56")
    ]
    # What the provider owes back stands on the other sides.
    assert [line.split(";")[12:14] for line in lines[4:6]] == [["", "10,00"], ["10,00", ""]]


KANELI = "Kotiapu Kaneli & Kumppanit Oy, Suvikosken yksikkö"


@given(NAMES)
def test_a_reference_has_its_check_digits_whatever_the_number(number: str) -> None:
    reference = reference_of(f"2026{number}")
    assert iso11649.is_valid(reference)
    assert re.fullmatch(r"RF\d\d[0-9A-Z]{1,21}", reference)


@pytest.mark.parametrize(("number", "reference"), [("123456-1", "RF341234561"), ("539007547034", "RF18539007547034")])
def test_the_standards_own_references(number: str, reference: str) -> None:
    assert reference_of(number) == reference


@pytest.mark.parametrize(
    ("written", "text"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (123456, "1234,56"), (-100, "-1,00")]
)
def test_money_has_a_comma(written: int, text: str) -> None:
    assert money(written) == text


def test_keys_of_two_vouchers_differ() -> None:
    some = [uuid4() for _ in range(1000)]
    assert len(set(map(key_of, some))) == len(some)
