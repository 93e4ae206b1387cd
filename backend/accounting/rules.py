"""By what terms a settlement is posted and paid, and which payment of it is believed. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta
from stdnum import iban, iso11649
from stdnum.fi import ytunnus
from stdnum.iso7064 import mod_97_10

from backend.accounting.problems import (
    BusinessIdWrong,
    IbanWrong,
    PaidOnAnotherDay,
    PaymentSumDiffers,
    SettlementPaid,
    SettlementUnknown,
)
from backend.problems import Problem
from backend.wire import NOT_BLANK, Kept, Name

Kind = Literal["voucher", "order"]
Format = Literal["finvoice", "ledger", "payments"]
Iban = Annotated[str, Meta(max_length=50)]
# An account or a cost centre of somebody's ledger.
LedgerCode = Annotated[str, Meta(pattern=NOT_BLANK, max_length=30)]
# As much of a payment's reference as ISO 11649 leaves for what is referred to.
LONGEST_REFERRED = 21
# RF and two check digits.
BEFORE_REFERRED = 4


class ServiceAccount(Kept, frozen=True):
    """Where the costs of one service are posted, if not where the others are."""

    service: UUID
    kind: Kind
    account: LedgerCode
    cost_centre: LedgerCode | None = None


class PostingTerms(Kept, frozen=True, kw_only=True):
    """How an organiser's settlements are posted and paid."""

    business_id: Annotated[str, Meta(max_length=20)]
    # In which the files are written; the services are named so.
    language: Literal["fi", "sv"]
    # From the day of settling.
    payment_days: Annotated[int, Meta(ge=0, le=60)]
    # None: the bank is not asked to pay by a file of ours.
    iban: Iban | None = None
    # What is owed to providers stands there until it is paid.
    payable_account: LedgerCode
    voucher_account: LedgerCode
    order_account: LedgerCode
    cost_centre: LedgerCode | None = None
    services: Annotated[tuple[ServiceAccount, ...], Meta(max_length=200)] = ()


class Party(Kept, frozen=True):
    """A firm or an organiser, as it stands on an invoice."""

    name: Name
    # Eight digits.
    business_id: str


class ServiceFacts(Kept, frozen=True):
    """A service, as it stands on an invoice."""

    id: UUID
    code: int
    name: str


class KeptBack(Kept, frozen=True):
    """How much less is paid of a settlement for what the provider owed by an earlier one."""

    # Of the earlier one.
    number: str
    cents: int


class Settled(Kept, frozen=True, kw_only=True):
    """A settlement that goes out, with what its lines do not say."""

    id: UUID
    number: str
    # Its first day.
    month: date
    settled_on: date
    due_on: date
    provider: Party
    # None in the ledger: what is posted needs no account.
    iban: str | None
    cents: int
    vat_ground: str
    # For earlier ones below nothing.
    set_offs: tuple[KeptBack, ...] = ()

    @property
    def due_cents(self) -> int:
        """Return what is paid of it."""
        return self.cents - sum(one.cents for one in self.set_offs)


class Facts(Kept, frozen=True, kw_only=True):
    """What a file says beside the settlements' lines, as it was when the file was made: it is written by them again."""

    made_at: datetime
    buyer: Party
    terms: PostingTerms
    services: tuple[ServiceFacts, ...]
    settlements: tuple[Settled, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """The lines of a settlement that are of one voucher or order, summed."""

    voucher: UUID
    service: UUID
    kind: Kind
    cents: int
    minutes: int
    visits: int
    credits: int
    first_day: date
    last_day: date


def compact_iban(written: str) -> str | IbanWrong:
    """Return an account as machines write it, where its form and check digits are right (ISO 13616)."""
    compact = str(iban.compact(written))
    return compact if compact.isascii() and iban.is_valid(compact) else IbanWrong()


def compact_business_id(written: str) -> str | BusinessIdWrong:
    """Return a business id as its eight digits, where the last one is right (decree 288/2001)."""
    digits = str(ytunnus.compact(written))
    return digits if digits.isascii() and ytunnus.is_valid(digits) else BusinessIdWrong()


def hyphened(business_id: str) -> str:
    """Return a business id as people and invoices write it."""
    return f"{business_id[:-1]}-{business_id[-1:]}"


def referred_of(number: str) -> str:
    """Return a settlement's number as a reference carries it."""
    return re.sub("[^0-9A-Z]", "", number.upper())[:LONGEST_REFERRED]


def reference_of(number: str) -> str:
    """Return by which reference a settlement is paid: its number with check digits (RF, ISO 11649)."""
    referred = referred_of(number)
    return f"RF{mod_97_10.calc_check_digits(f'{referred}RF')}{referred}"


def referred_in(written: str) -> str:
    """Return which settlement is meant by its number or by its reference, however either is spaced."""
    compact = str(iso11649.compact(written))
    return compact[BEFORE_REFERRED:] if iso11649.is_valid(compact) else referred_of(written)


def key_of(voucher: UUID) -> str:
    """Return by what key a row tells its voucher: it names nobody, opens nothing, and is found again here alone."""
    return voucher.hex[-12:]


def account_of(terms: PostingTerms, service: UUID, kind: Kind) -> tuple[str, str]:
    """Return the account and the cost centre that a service's costs are posted to."""
    for special in terms.services:
        if (special.service, special.kind) == (service, kind):
            return special.account, special.cost_centre or terms.cost_centre or ""
    return terms.voucher_account if kind == "voucher" else terms.order_account, terms.cost_centre or ""


def due_on(settled_on: date, terms: PostingTerms, today: date) -> date:
    """Return the day on which a settlement is paid; never a day that is gone."""
    return max(settled_on + timedelta(days=terms.payment_days), today)


@dataclass(frozen=True)
class Payable:
    """A settlement, as much of it as a payment is held against."""

    number: str
    settled_on: date
    cents: int
    paid_on: date | None


def refuse_payment(settlement: Payable | None, number: str, cents: int, paid_on: date, today: date) -> Problem | None:
    """Return why a payment is not believed: of nothing we know, of what is paid, of another sum, of another day."""
    if settlement is None:
        return SettlementUnknown(settlement=number)
    if settlement.paid_on is not None:
        return SettlementPaid(settlement=settlement.number, paid_on=settlement.paid_on.isoformat())
    if cents != settlement.cents:
        return PaymentSumDiffers(settlement=settlement.number, expected_cents=settlement.cents)
    if not settlement.settled_on <= paid_on <= today:
        return PaidOnAnotherDay(settlement=settlement.number, settled_on=settlement.settled_on.isoformat())
    return None
