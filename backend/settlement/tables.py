"""What is paid to whom, for which visits: runs, settlements and their lines, never edited; and credits."""

from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import STAFF, ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import NOTHING


class SettlementRun(Table, db=DB):
    """An organiser's settling of a month: of all providers, each in a transaction of its own (running.py)."""

    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    # Its first day.
    month = Date()
    settled_on = Date()
    started_at = Timestamptz()
    # None: providers remain.
    finished_at = Timestamptz(null=True, default=None)
    # None: by itself, on the rulebook's day.
    by_person = ForeignKey(Person, null=True, default=None)


class Settlement(Table, db=DB):
    """What an organiser owes a provider for a month (tilitys): the sums of its lines, and their fingerprint."""

    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    run = ForeignKey(SettlementRun, null=False)
    # Unique within the organiser (rules.py: number_of).
    number = Text()
    month = Date()
    # With the credits among them.
    lines = Integer()
    credits = Integer()
    price_cents = BigInt()
    # What is paid to the provider: by vouchers and by purchased-service orders.
    organiser_cents = BigInt()
    voucher_cents = BigInt()
    order_cents = BigInt()
    # What clients owe the provider themselves; never in a payment.
    own_liability_cents = BigInt()
    # By what the sums carry no value added tax (rules.py: VAT_GROUNDS).
    vat_ground = Text()
    # Of the settlement's canonical text.
    sha256 = Bytea()
    settled_at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the settlements this person may see: her provider's, or in finance her organiser's."""
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role in STAFF else NOTHING


class SettlementLine(Table, db=DB):
    """One visit as it was paid, or a credit of one; what it says is what was known when it was settled."""

    # With `place` the key.
    settlement = UUID(primary_key=True)
    # 1, and one more for each line after it.
    place = Integer()
    visit = UUID()
    # The record of the visit that it was reckoned from.
    record = UUID()
    # What a negative line carries out; a visit has one line without a credit.
    credit = UUID(null=True, default=None)
    # By which finance said what is paid; None: the rules said it.
    decision = UUID(null=True, default=None)
    voucher = UUID()
    client = UUID()
    organiser = UUID()
    provider = UUID()
    service = UUID()
    # voucher or order.
    kind = Text()
    # On which the visit began.
    day = Date()
    minutes = Integer()
    price_cents = Integer()
    organiser_cents = Integer()
    own_liability_cents = Integer()


class Credit(Table, db=DB):
    """What the organiser takes back of a settled visit (hyvitys), by the next run's negative line."""

    # Made by whoever credits, so that sending twice credits once.
    id = UUID(primary_key=True)
    visit = UUID()
    # The record, come after the visit was settled, that it answers; None: it answers none.
    record = UUID(null=True, default=None)
    # In which the visit was settled.
    settlement = ForeignKey(Settlement, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    client = UUID()
    # Coded (rules.py: CREDIT_REASONS).
    reason = Text()
    words_sealed = Bytea(null=True, default=None)
    price_cents = Integer()
    organiser_cents = Integer()
    own_liability_cents = Integer()
    at = Timestamptz()
    by_person = ForeignKey(Person, null=False)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the credits this person may see: her provider's, or in finance her organiser's."""
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role in STAFF else NOTHING


class SetOff(Table, db=DB):
    """How much of what a provider owes by one settlement was kept back from a later one (kuittaus); appended to."""

    # Of the settlement below nothing; with `settlement` the key.
    debt = ForeignKey(Settlement, primary_key=True, null=False)
    # Of which so much less is paid.
    settlement = ForeignKey(Settlement, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    cents = BigInt()
    at = Timestamptz()


class SettlementDue(Table, db=DB):
    """A month of a provider's visits in which a verdict or a decision has come since they were last settled.

    Kept by triggers, so that a run looks at what has changed and not at ten years of visits (docs/decisions/0043).
    """

    # With the other two the key.
    organiser = ForeignKey(Organiser, primary_key=True, null=False)
    provider = ForeignKey(Provider, null=False)
    month = Date()
