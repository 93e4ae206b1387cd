"""That a settlement stands although another record of a visit came after it: who said so, and why."""

from piccolo.columns import UUID, Bytea, ForeignKey, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.visits.tables import Visit
from backend.vouchers.tables import NOTHING, Client


class LateDecision(Table, db=DB):
    """One decision that a visit stays as it was settled; appended to, one to each record that came late."""

    # Made by whoever decides, so that sending twice decides once.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    # The record that it is about; with another one that comes after it nothing is decided.
    record = UUID()
    # Copied from the visit: rows are narrowed by them.
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    # A code of late_records/rules.py: StandsReason.
    reason = Text()
    words_sealed = Bytea(null=True, default=None)
    by_person = ForeignKey(Person, null=False)
    at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the decisions this person may see: of her provider's visits, or of her organiser's if she pays."""
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role is Role.FINANCE else NOTHING
