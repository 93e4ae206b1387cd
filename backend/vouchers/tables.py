"""What a client has been granted: the decision, and the voucher or order that carries it to a provider."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser, Service
from backend.database import DB
from backend.providers.tables import Provider

# What a person may see who may see nothing.
NOTHING = WhereRaw("false")


class Client(Table, db=DB):
    """A person in her relation to one organiser (asiakas)."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # Safety ban (turvakielto): address and place never leave the organiser's need-to-know.
    has_safety_ban = Boolean()


class ServiceDecision(Table, db=DB):
    """The county's appealable decision on a service (palvelupäätös)."""

    id = UUID(primary_key=True)
    number = Text(unique=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    service = ForeignKey(Service, null=False)
    # granted, partly or rejected.
    resolution = Text()
    grounds = Text()
    decided_on = Date()
    decided_by = ForeignKey(Person, null=False)
    first_day = Date()
    last_day = Date(null=True, default=None)


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
    # How much of `quantity_unit` (minute or day) in each `period` (month).
    quantity = Integer()
    quantity_unit = Text()
    period = Text()
    # Per hour or day, as granted to this client.
    value_cents = Integer()
    granted_at = Timestamptz()
    granted_by = ForeignKey(Person, null=False)
    # The first day on which it no longer pays, when it was ended before its last day.
    ended_on = Date(null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the vouchers this person may see: her clients', her provider's, or her organiser's."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return cls.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        if person.role in {Role.GRANTER, Role.ORGANISER, Role.FINANCE}:
            return cls.organiser == person.organiser
        return NOTHING
