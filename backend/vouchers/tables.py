"""What a client has been granted: the decision, and the voucher or order that carries it to a provider."""

from datetime import date
from typing import Any

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.combination import And, Or, WhereRaw
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import STAFF, ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser, Service
from backend.database import DB
from backend.providers.tables import Provider

# What a person may see who may see nothing.
NOTHING = WhereRaw("false")


def of_organiser(column: ForeignKey[Any], person: ActingPerson) -> Combinable:
    """Narrow to what is of this person's organiser; for whoever works for none, to nothing."""
    return column == person.organiser if person.role in STAFF else NOTHING


class Client(Table, db=DB):
    """A person in her relation to one organiser (asiakas)."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # Safety ban (turvakielto): address and place never leave the organiser's need-to-know.
    has_safety_ban = Boolean()
    # Entered by a granter: from then on nobody acts for her, and her data are given on request only (703/2023 s.52).
    died_on = Date(null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the clients this person may look up: herself, those she acts for, or her organiser's."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return cls.id.is_in(list(person.clients)) if person.clients else NOTHING
        return of_organiser(cls.organiser, person)


class ServiceDecision(Table, db=DB):
    """The county's appealable decision on a service (palvelupäätös)."""

    id = UUID(primary_key=True)
    # Unique within the organiser: an imported decision keeps the number its own system gave it.
    number = Text()
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    service = ForeignKey(Service, null=False)
    # service, or value: a personal value raised (569/2009 s.8).
    about = Text(default="service")
    # granted, partly or rejected.
    resolution = Text()
    # voucher, order or own; None when nothing was granted.
    arranging = Text(null=True, default=None)
    applied_on = Date(null=True, default=None)
    # Need and grounds (vouchers/words.py); None where neither is written.
    words_sealed = Bytea(null=True, default=None)
    # Statutes and sections.
    legal_basis = Array(base_column=Text(), default=list)
    # fi or sv: the language of the decision (423/2003 s.10).
    language = Text(default="fi")
    decided_on = Date()
    # For one that was imported: who brought it in.
    decided_by = ForeignKey(Person, null=False)
    # Who decided, as the organiser's own system tells it, perhaps nobody; None: it was decided here.
    decided_elsewhere_by = Text(null=True, default=None)
    first_day = Date()
    last_day = Date(null=True, default=None)
    # letter or in_person: from which the day of notice follows (434/2003 s.59).
    sent_by = Text(default="letter")
    sent_on = Date(null=True, default=None)
    # The last day for a request for rectification.
    appeal_until = Date(null=True, default=None)
    # What was granted, and what was known of the household for it (decisions/rules.py: Grant); None when it was not
    # decided here. How the personal value or the client fee was reckoned from it.
    granted = JSONB(null=True, default=None)
    reckoning = JSONB(null=True, default=None)
    # What the client pays the organiser in a month with an order or own production; with a voucher there is none.
    client_fee_cents = Integer(null=True, default=None)
    # The decision that this one changes.
    replaces = UUID(null=True, default=None)
    # When it was made here: it can be undone for a day. None when it came from elsewhere.
    entered_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)
    undone_by = ForeignKey(Person, null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the decisions this person may see: her clients' that stand, or all that her organiser made."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            hers = cls.client.is_in(list(person.clients)) if person.clients else NOTHING
            return And(hers, cls.undone_at.is_null())
        return of_organiser(cls.organiser, person)


class Voucher(Table, db=DB):
    """A service voucher (palveluseteli) or a purchased-service order (ostopalvelu): one table, one kind column."""

    id = UUID(primary_key=True)
    # Twelve characters, the last two of them check characters (vouchers/number.py).
    number = Text(unique=True)
    # voucher or order.
    kind = Text()
    decision = ForeignKey(ServiceDecision, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    service = ForeignKey(Service, null=False)
    # None: the client may go to any approved provider.
    provider = ForeignKey(Provider, null=True, default=None)
    first_day = Date()
    last_day = Date()
    # How much of `quantity_unit` (minute, visit, day, week, month or cent) in each `period` (week, month or total).
    quantity = Integer()
    quantity_unit = Text()
    period = Text()
    # The personal value per the service's unit, or an order's agreed price; None: the rulebook's values hold.
    value_cents = Integer(null=True, default=None)
    # Slugs of what is to be done.
    tasks = Array(base_column=Text(), default=list)
    granted_at = Timestamptz()
    granted_by = ForeignKey(Person, null=False)
    # The first day on which it no longer pays, when it was ended before its last day.
    ended_on = Date(null=True, default=None)
    # [{first_day, last_day}], kept in step with the acts: on these days nobody should come.
    pauses = JSONB(default="[]")

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the vouchers this person may see: her clients', her provider's, or her organiser's.

        One that was undone was never anybody's: only its decision tells of it.
        """
        return And(cls.standing(), cls.of(person))

    @classmethod
    def standing(cls) -> Combinable:
        """Narrow to vouchers whose decision was not undone."""
        return cls.decision.undone_at.is_null()

    @classmethod
    def of(cls, person: ActingPerson) -> Combinable:
        """Narrow to a person's vouchers, undone or not."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return cls.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return of_organiser(cls.organiser, person)

    @classmethod
    def payable_to(cls, person: ActingPerson, day: date) -> Combinable:
        """Narrow to vouchers that name a person's provider, or that may be taken to it: it is approved that day."""
        approved = WhereRaw(
            """
            exists (select from approved_provider a
                where a.provider = {} and a.organiser = voucher.organiser and a.service = voucher.service
                    and a.kind = voucher.kind and a.first_day <= {} and (a.last_day is null or a.last_day >= {}))
            """,
            person.provider,
            day,
            day,
        )
        return Or(cls.provider == person.provider, And(cls.provider.is_null(), approved))


class VoucherAct(Table, db=DB):
    """What happened to a voucher or order after it was granted; appended to, never edited."""

    # Made by whoever asks, so that asking twice does it once.
    id = UUID(primary_key=True)
    # The order in which acts were made.
    sequence = BigInt()
    voucher = ForeignKey(Voucher, null=False)
    # value_raised, paused, resumed, ended, undone or refused.
    act = Text()
    # The first day it holds; for an end, the first day that is no longer paid.
    from_day = Date()
    to_day = Date(null=True, default=None)
    # The raised value per the service's unit.
    value_cents = Integer(null=True, default=None)
    # Coded, by vouchers/rules.py.
    reason = Text(null=True, default=None)
    # What she wrote beside it (at_rest.py); None where she wrote nothing.
    words_sealed = Bytea(null=True, default=None)
    # The decision that a raise needs.
    decision = ForeignKey(ServiceDecision, null=True, default=None)
    at = Timestamptz()
    by_person = ForeignKey(Person, null=False)
    role = Text()
