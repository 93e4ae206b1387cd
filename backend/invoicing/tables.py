"""What a provider's office keeps of its own billing: its clients' numbers, and what it has taken out and when."""

from piccolo.columns import JSONB, UUID, BigInt, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import NOTHING, Client


class ClientNumber(Table, db=DB):
    """The number by which a provider knows a client in its reference numbers: its own, and it names nobody."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # Unique at the provider.
    number = Integer()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the numbers that the person's own office has given."""
        return cls.provider == person.provider if person.role is Role.PROVIDER else NOTHING


class LiabilityTaken(Table, db=DB):
    """What one client owed for a month as the office took it out to bill it; appended to."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # Its first day.
    month = Date()
    # 1, and one more for each time that it was another.
    turn = Integer()
    own_liability_cents = BigInt()
    # The SHA-256 of what was taken out, in hexadecimal: another one stands on another paper.
    sha256 = Text()
    taken_at = Timestamptz()
    taken_by = ForeignKey(Person, null=False)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to what the person's own office has taken out."""
        return cls.provider == person.provider if person.role is Role.PROVIDER else NOTHING


class HoursTaken(Table, db=DB):
    """A month's hours of a provider's workers as the office took them out to pay by; appended to."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    # Its first day.
    month = Date()
    # 1, and one more for each time that they were others.
    turn = Integer()
    # {worker: {kind: minutes}}; whom a worker visited is in none of it.
    hours = JSONB()
    taken_at = Timestamptz()
    taken_by = ForeignKey(Person, null=False)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to what the person's own office has taken out."""
        return cls.provider == person.provider if person.role is Role.PROVIDER else NOTHING
