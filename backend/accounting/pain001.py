"""Payments to providers as a customer credit transfer initiation, ISO 20022 pain.001.001.09. Pure.

The version of the SEPA rulebooks from 2025 on (docs/decisions/0044). Of what was kept back the
rest is paid; nothing or less is no payment.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from backend.accounting.finvoice import plain, put
from backend.accounting.rules import Facts, Settled, reference_of

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
# The characters of SEPA, and the letters of our own languages, which the banks here take.
FOREIGN = re.compile(r"[^0-9A-Za-zÅÄÖåäö/?:().,'+ -]")
OURS = "ÅÄÖåäö"
NAME, IDENTIFIER = 70, 35


def in_sepa_letters(text: str) -> str:
    """Return a name in letters that every bank of SEPA takes."""
    letters = "".join(
        letter if letter in OURS else unicodedata.normalize("NFKD", letter) for letter in plain(text.replace("&", "+"))
    )
    marked = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain(FOREIGN.sub(".", marked))[:NAME].strip() or "."


def euros(cents: int) -> str:
    """Return a sum with a decimal point."""
    return f"{cents // 100}.{cents % 100:02}"


def to_pay(settlements: Iterable[Settled]) -> list[Settled]:
    """Return the settlements that are payments, by the day on which they are paid."""
    return sorted((one for one in settlements if one.due_cents > 0), key=lambda one: (one.due_on, one.number))


def pain001(facts: Facts, number: int) -> bytes:
    """Return the payments of a file; its number is the message's, by which a bank refuses what comes twice."""
    paid = to_pay(facts.settlements)
    message = f"{facts.buyer.business_id}-{number}"
    root = Element("Document", xmlns=NAMESPACE)
    initiation = SubElement(root, "CstmrCdtTrfInitn")
    header = SubElement(initiation, "GrpHdr")
    put(header, "MsgId", message)
    put(header, "CreDtTm", facts.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    put_sums(header, paid)
    initiator = SubElement(header, "InitgPty")
    put(initiator, "Nm", in_sepa_letters(facts.buyer.name))
    other = SubElement(SubElement(SubElement(initiator, "Id"), "OrgId"), "Othr")
    put(other, "Id", facts.buyer.business_id)
    put(SubElement(other, "SchmeNm"), "Cd", "COID")
    for place, (_, together) in enumerate(groupby(paid, lambda one: one.due_on), 1):
        put_payments(initiation, facts, f"{message}-{place}", list(together))
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def put_sums(parent: Element, paid: list[Settled]) -> None:
    """Add how many payments there are and what they come to."""
    put(parent, "NbOfTxs", str(len(paid)))
    put(parent, "CtrlSum", euros(sum(one.due_cents for one in paid)))


def put_payments(parent: Element, facts: Facts, name: str, paid: list[Settled]) -> None:
    """Add the payments of one day."""
    block = SubElement(parent, "PmtInf")
    put(block, "PmtInfId", name[:IDENTIFIER])
    put(block, "PmtMtd", "TRF")
    put_sums(block, paid)
    put(SubElement(SubElement(block, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    put(SubElement(block, "ReqdExctnDt"), "Dt", paid[0].due_on.isoformat())
    put(SubElement(block, "Dbtr"), "Nm", in_sepa_letters(facts.buyer.name))
    put(SubElement(SubElement(block, "DbtrAcct"), "Id"), "IBAN", facts.terms.iban or "")
    # Of an IBAN the bank is known.
    put(SubElement(SubElement(SubElement(block, "DbtrAgt"), "FinInstnId"), "Othr"), "Id", "NOTPROVIDED")
    put(block, "ChrgBr", "SLEV")
    for one in paid:
        put_transfer(block, one)


def put_transfer(block: Element, settled: Settled) -> None:
    """Add one payment, referred to by the settlement's number with check digits."""
    reference = reference_of(settled.number)
    transfer = SubElement(block, "CdtTrfTxInf")
    put(SubElement(transfer, "PmtId"), "EndToEndId", reference)
    put(SubElement(transfer, "Amt"), "InstdAmt", euros(settled.due_cents), Ccy="EUR")
    put(SubElement(transfer, "Cdtr"), "Nm", in_sepa_letters(settled.provider.name))
    put(SubElement(SubElement(transfer, "CdtrAcct"), "Id"), "IBAN", settled.iban or "")
    referred = SubElement(SubElement(SubElement(transfer, "RmtInf"), "Strd"), "CdtrRefInf")
    kind = SubElement(referred, "Tp")
    put(SubElement(kind, "CdOrPrtry"), "Cd", "SCOR")
    put(kind, "Issr", "ISO")
    put(referred, "Ref", reference)
