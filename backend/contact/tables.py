"""What a client writes: complaints and reminders with their answers, and messages to and from a provider's office."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, Text, Timestamptz
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.contact.rules import kind_received_by
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import NOTHING, Client


class Complaint(Table, db=DB):
    """A complaint to a provider (reklamaatio) or a reminder to the organiser (muistutus), and the written answer."""

    # Made by whoever writes, so that sending twice writes once.
    id = UUID(primary_key=True)
    # complaint or reminder.
    kind = Text()
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # Whom it is about; a complaint is answered by it. None: a reminder about the organiser itself.
    provider = ForeignKey(Provider, null=True, default=None)
    made_by = ForeignKey(Person, null=False)
    words_sealed = Bytea()
    # By the phone's clock, which may have waited for a network.
    made_at = Timestamptz()
    received_at = Timestamptz()
    # The last day to answer.
    due_on = Date()
    answer_sealed = Bytea(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to a client's own, to what who acts for her wrote herself, and to what its receiver answers."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            hers = cls.client.is_in(list(person.clients)) if person.clients else NOTHING
            return hers if person.role is Role.CLIENT else And(hers, cls.made_by == person.id)
        kind = kind_received_by(person.role)
        if kind is None:
            return NOTHING
        whose = cls.provider == person.provider if person.role is Role.PROVIDER else cls.organiser == person.organiser
        return And(cls.kind == kind, whose)


class Message(Table, db=DB):
    """One message between a client's side and a provider's office; appended to, never edited."""

    # Made by whoever writes, so that sending twice writes once.
    id = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    is_from_office = Boolean()
    written_by = ForeignKey(Person, null=False)
    words_sealed = Bytea()
    received_at = Timestamptz()


class ThreadRead(Table, db=DB):
    """How far one person has read the messages of a client and a provider."""

    id = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    person = ForeignKey(Person, null=False)
    # Read at the provider's office, or on the client's side.
    is_office = Boolean()
    # When the newest that she has read came.
    read_until = Timestamptz()
