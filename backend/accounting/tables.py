"""What goes out to accounting and comes back as paid: terms, bank accounts, numbered files, payments."""

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.settlement.tables import Settlement, SettlementRun
from backend.vouchers.tables import NOTHING


class AccountingTerms(Table, db=DB):
    """How an organiser's settlements are posted and paid, from a day on; appended to: the next one takes its place."""

    # Made by whoever enters them.
    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    first_day = Date()
    # accounting/rules.py: PostingTerms.
    terms = JSONB()
    entered_by = ForeignKey(Person, null=False)
    entered_at = Timestamptz()


class ProviderAccount(Table, db=DB):
    """The bank account that a provider's office wants to be paid to, from a day on; appended to."""

    # Made by whoever enters it.
    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    # Without spaces.
    iban = Text()
    first_day = Date()
    entered_by = ForeignKey(Person, null=False)
    entered_at = Timestamptz()


class AccountConfirmation(Table, db=DB):
    """An organiser's word that an account is the provider's: before it nothing is paid there (docs/decisions/0044)."""

    id = UUID(primary_key=True)
    account = ForeignKey(ProviderAccount, null=False)
    organiser = ForeignKey(Organiser, null=False)
    confirmed_by = ForeignKey(Person, null=False)
    confirmed_at = Timestamptz()


class OutgoingFile(Table, db=DB):
    """A file for accounting or the bank, numbered by organiser; written anew from the lines, the same byte for byte."""

    # Made by whoever makes the file.
    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    run = ForeignKey(SettlementRun, null=False)
    number = Integer()
    # finvoice, ledger or payments.
    format = Text()
    # What it says beside the lines, as it was when it was made (accounting/rules.py: Facts).
    facts = JSONB()
    settlements = Integer()
    cents = BigInt()
    # Of the original.
    sha256 = Bytea()
    made_by = ForeignKey(Person, null=False)
    made_at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the files of her organiser, for who pays."""
        return cls.organiser == person.organiser if person.role is Role.FINANCE else NOTHING


class OutgoingSettlement(Table, db=DB):
    """In which file of a format a settlement goes out: in one and no other."""

    # With `format` the key.
    settlement = ForeignKey(Settlement, primary_key=True, null=False)
    format = Text()
    file = ForeignKey(OutgoingFile, null=False)
    organiser = ForeignKey(Organiser, null=False)


class OutgoingSending(Table, db=DB):
    """One handing out of a file: the first is the original, each one after it a copy and marked so."""

    # Made by whoever takes the file, so that asking twice takes once.
    id = UUID(primary_key=True)
    file = ForeignKey(OutgoingFile, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # 1, and one more for each after it.
    turn = SmallInt()
    taken_by = ForeignKey(Person, null=False)
    taken_at = Timestamptz()


class Payment(Table, db=DB):
    """Accounting's word that a settlement has been paid, in full and once; or that nothing was left after set-offs."""

    # Made by whoever tells of it, so that telling twice tells once.
    id = UUID(primary_key=True)
    settlement = ForeignKey(Settlement, null=False, unique=True)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    cents = BigInt()
    # What was left to pay; nothing where all of it was set off (docs/decisions/0052).
    paid_on = Date()
    # None: by itself, as it was set off.
    by_person = ForeignKey(Person, null=True, default=None)
    at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the payments this person may see: to her provider, or in finance her organiser's."""
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role is Role.FINANCE else NOTHING
