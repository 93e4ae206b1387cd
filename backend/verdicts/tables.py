"""What becomes of each visit by the rules, in one row that is reckoned anew whenever something it rests on changes."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import STAFF, ActingPerson, Role
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.visits.tables import Visit
from backend.vouchers.tables import NOTHING, Voucher


class Judged:
    """What the rules say of a visit by one of its records."""

    visit = ForeignKey(Visit, primary_key=True, null=False)
    # The record that it was reckoned from.
    record = UUID()
    # Copied from the visit and its voucher: a month is settled from these rows alone.
    voucher = UUID()
    client = UUID()
    organiser = UUID()
    provider = UUID()
    worker = UUID()
    service = UUID()
    # voucher or order.
    kind = Text()
    # The local day on which it began.
    day = Date()
    minutes = Integer()
    # What it costs, and whom; nothing where no price is in force, and where it is unpaid or withdrawn.
    price_cents = Integer()
    organiser_cents = Integer()
    own_liability_cents = Integer()
    # accepted, to_review, unpaid or withdrawn.
    verdict = Text()
    # Slugs of the rules that found something, the weightiest first (rule_table.json).
    rules = Array(base_column=Text())
    # What they looked at, by name.
    inputs = JSONB()
    # The version of the rule table.
    rule_table = Integer()
    reckoned_at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the verdicts this person may see: a worker's own, her provider's, or her organiser's."""
        if person.role is Role.WORKER:
            return And(cls.worker == person.id, cls.provider == person.provider)
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role in STAFF else NOTHING


class VisitVerdict(Judged, Table, db=DB):
    """What the rules say of a visit as its latest record has it (rules.py); once it is settled it stays as it is."""

    # The decision of finance's that holds for it (docs/decisions/0042).
    decision = UUID(null=True, default=None)


class LateVerdict(Judged, Table, db=DB):
    """What a visit would have come to by a record that came after it was settled: for finance, who may credit it."""


class VerdictFold(Table, db=DB):
    """Up to which change number an organiser's visits have their verdicts."""

    organiser = ForeignKey(Organiser, primary_key=True, null=False)
    reached = BigInt()


class VerdictDue(Table, db=DB):
    """A voucher whose visits are to be judged anew for another cause than a record; the database's triggers tell."""

    id = BigInt(primary_key=True, default=None)
    voucher = ForeignKey(Voucher, null=False)
    since = Timestamptz()
