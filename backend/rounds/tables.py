"""What should happen at clients' homes: planned visits, the series they came of, and each act on the plan."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Device, Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.visits.tables import Visit
from backend.vouchers.tables import Voucher


class PlanAct(Table, db=DB):
    """What an office did to its plan in one go; kept with what was before, so that it can be taken back."""

    # Made by the page that asks, so that asking twice does it once.
    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    # planned, changed, cancelled, copied, imported or undone.
    act = Text()
    # The planned visits it made, and [{id, worker, startsAt, endsAt, lateAt, missedAt, cancelledAt}] as others were.
    made = Array(base_column=UUID(), default=list)
    before = JSONB(default="[]")
    # What was answered.
    answer = JSONB()
    by_person = ForeignKey(Person, null=False)
    at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class VisitSeries(Table, db=DB):
    """Visits that recur, as they were asked for; each of them is a planned visit of its own."""

    id = UUID(primary_key=True)
    voucher = ForeignKey(Voucher, null=False)
    provider = ForeignKey(Provider, null=False)
    first_day = Date()
    # Of the local day.
    start_minute = Integer()
    minutes = Integer()
    # An RRULE of RFC 5545.
    rule = Text()
    # kept, skipped or moved.
    holidays = Text()
    planned_by = ForeignKey(Person, null=False)
    planned_at = Timestamptz()


class PlannedVisit(Table, db=DB):
    """A visit that should be made (suunniteltu käynti), by one worker or by nobody yet."""

    id = UUID(primary_key=True)
    voucher = ForeignKey(Voucher, null=False)
    # Copied from the voucher: rows are narrowed by them.
    client = UUID()
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    # None: nobody has been found yet.
    worker = ForeignKey(Person, null=True, default=None)
    series = ForeignKey(VisitSeries, null=True, default=None)
    # The same for visits that belong together: two workers at one client's, one worker at a couple's.
    together = UUID(null=True, default=None)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    # By the grace of the rulebook on its day (rounds/rules.py: limits_of).
    late_at = Timestamptz()
    missed_at = Timestamptz()
    cancelled_at = Timestamptz(null=True, default=None)
    # The recorded visit that it was, and whether the rule or a person said so.
    visit = ForeignKey(Visit, null=True, default=None)
    matched_by = Text(null=True, default=None)
    # late or missed, once it has been told.
    noticed = Text(null=True, default=None)
    # The organiser's change counter when what the worker goes by was last changed.
    change_number = BigInt()
    changed_at = Timestamptz()


class PhoneRound(Table, db=DB):
    """How much of her round a worker's phone has confirmed to hold."""

    device = ForeignKey(Device, primary_key=True, null=False)
    person = UUID()
    provider = UUID()
    # The fingerprint of the round as it holds it, and by organiser the change number that it has come to with it.
    held = Text()
    reached = JSONB()
    # The last day of the round that it holds.
    last_day = Date()
    at = Timestamptz()


class RoundFold(Table, db=DB):
    """Up to which change number an organiser's visits have been held against the plan."""

    organiser = ForeignKey(Organiser, primary_key=True, null=False)
    reached = BigInt()
